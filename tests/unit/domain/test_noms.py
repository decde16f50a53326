"""What a name may be, and what is put around it (IDN-02)."""

import pytest

from sigma_cli.domain.personnes.identite import same_first_name
from sigma_cli.domain.personnes.noms import check_name_alone, lire_nom
from sigma_cli.domain.texte import replier
from sigma_cli.errors import InvalidInput


@pytest.mark.parametrize(
    ("ecrit", "net"),
    [('="Durand"', "Durand"), ("+Durand", "Durand"), ("-Durand", "Durand"), ("@Durand", "Durand")],
)
def test_idn_02_a_name_does_not_begin_as_a_formula(ecrit: str, net: str) -> None:
    with pytest.raises(InvalidInput, match=f"écrire « {net} »") as refus:
        lire_nom(ecrit, "--nom")
    assert refus.value.regle == "IDN-02"


@pytest.mark.parametrize(
    ("ecrit", "remede"),
    [
        ("Mme Durand", "écrire « Durand »"),
        ("Mr. Durand", "écrire « Durand »"),
        ("monsieur durand", "écrire « durand »"),
        ("Durand 2", "écrire « Durand »"),
        ("Durand ép. Martin", "écrire « Durand », et « Martin » dans Nom d’usage"),
        ("DURAND épouse MARTIN", "écrire « DURAND », et « MARTIN » dans Nom d’usage"),
        ("Durand (ép. Martin)", "écrire « Durand », et « Martin » dans Nom d’usage"),
    ],
)
def test_idn_02_what_is_around_a_name_is_told_with_the_value_to_write(
    ecrit: str, remede: str
) -> None:
    with pytest.raises(InvalidInput) as refus:
        check_name_alone(lire_nom(ecrit, "Nom"), "Nom")
    assert remede in refus.value.message
    assert refus.value.regle == "IDN-02"


@pytest.mark.parametrize(
    "nom", ["Marchand", "Épouville", "Merle", "N’Guyen", "Le Goff-Durand", "M’Bala", "Madani"]
)
def test_idn_02_a_name_is_a_name(nom: str) -> None:
    check_name_alone(lire_nom(nom, "Nom"), "Nom")


@pytest.mark.parametrize(
    ("ecrit", "plie"),
    [
        *(("Łukasz", "lukasz"), ("ŁÓDŹ", "lodz"), ("Ørsted", "orsted"), ("Đorđe", "dorde")),
        *(("Þór", "thor"), ("Y\u0131ld\u0131z", "yildiz"), ("Æsa", "aesa")),
    ],
)
def test_idn_02_letters_that_do_not_decompose_fold_like_the_plain_ones(
    ecrit: str, plie: str
) -> None:
    assert replier(ecrit) == plie


@pytest.mark.parametrize(
    ("un", "autre", "meme"),
    [
        *(("Jean Pierre", "Jean", True), ("Jean, Marie", "JEAN", True)),
        *(("Jean-Pierre", "Jean Pierre", True), ("Jean-Pierre", "Jean", False)),
        ("Anne", "Jeanne", False),
    ],
)
def test_idn_02_the_first_of_several_first_names_decides(un: str, autre: str, meme: bool) -> None:
    assert same_first_name(un, autre) is meme
