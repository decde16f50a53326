"""References: what is written reads back, anything else is refused by name."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain import references
from sigma_cli.domain.references import Composante, Session
from sigma_cli.errors import InvalidInput
from tests.factories import outcome

ACTIONS = st.text("ABCXYZ0123456789", min_size=3, max_size=16)
RANGS = st.integers(1, 999)
NUMEROS = st.integers(1, references.NUMERO_MAX)
IDENTS = st.integers(0, 999_999_999)


@given(ACTIONS, RANGS, NUMEROS)
def test_action_composante_and_session_read_back(action: str, rang: int, numero: int) -> None:
    composante = Composante(action, rang)
    session = Session(str(composante), numero)
    assert references.read_action(f" {action.lower()} ") == action
    assert references.read_composante(f" {str(composante).lower()}") == composante
    assert references.read_session(f"{session} ".lower()) == session
    assert references.read_numero_session(f"{numero:02d}", "--numero") == numero


@given(IDENTS)
def test_stagiaire_and_parcours_read_back(ident: int) -> None:
    assert references.read_stagiaire(references.stagiaire(ident).lower()) == ident
    assert references.read_parcours(f" {references.parcours(ident)} ") == ident
    assert references.read_candidature(references.candidature(ident).lower()) == ident
    assert references.read_prescripteur(references.prescripteur(ident)) == ident


def test_written_as_the_source_writes_them() -> None:
    assert str(Composante("20F0011", 3)) == "20F0011_03"
    assert str(Session("20F0011_03", 1)) == "20F0011_03/01"
    assert (references.stagiaire(1), references.parcours(12)) == ("S000001", "P000012")
    assert references.read_convention(" 20005341_1 ", "--convention") == "20005341_1"
    assert references.read_convention("20005341", "--convention") == "20005341"


def test_the_same_composante_has_one_spelling() -> None:
    assert str(references.read_composante("20f0011_003")) == "20F0011_03"
    assert str(references.read_session("20f0011_003/0001")) == "20F0011_03/01"


REFUSED = [
    (
        references.read_action,
        "N° d’action : ",
        ["", "20", "20F-0011", "20F0011_03", "É00", "A" * 17],
    ),
    (
        references.read_composante,
        "Composante : ",
        ["", "20F0011", "20F0011_3", "20F0011_00", "20F0011_0003", "20F0011-03", "20F0011_03/01"],
    ),
    (
        references.read_session,
        "Session : ",
        ["", "20F0011_03", "20F0011_03/", "20F0011_03/00", "20F0011_03/12345", "20F0011_03/٣"],
    ),
    (references.read_session, "Composante : ", ["20F0011_00/01"]),
    (
        references.read_stagiaire,
        "Stagiaire : ",
        ["", "1", "S1", "P000001", "S0000000001", "S00000٣"],
    ),
    (references.read_parcours, "Parcours : ", ["", "S000001", "P-00001", "PR0001"]),
    (references.read_tache, "Tâche : ", ["T00001", "P000001"]),
    (references.read_candidature, "Candidature : ", ["", "C1", "S000001", "C00000٣"]),
    (references.read_prescripteur, "Prescripteur : ", ["", "PR001", "P0001", "PR000001234567"]),
    (references.read_campagne, "Campagne : ", ["", "CA001", "C0001", "CA000٣"]),
    (references.read_demande, "Demande : ", ["", "D001", "D0000000001", "0001"]),
]


@pytest.mark.parametrize(
    ("lire", "debut", "valeur"),
    [(lire, debut, valeur) for lire, debut, valeurs in REFUSED for valeur in valeurs],
)
def test_anything_else_is_refused_with_an_example(
    lire: Callable[[str], object], debut: str, valeur: str
) -> None:
    with pytest.raises(InvalidInput) as info:
        lire(valeur)
    assert info.value.message.startswith(debut)
    assert "comme" in info.value.message


@pytest.mark.parametrize("valeur", ["", "0", "00", "-1", "1.5", "12345", "un", "٣"])
def test_a_session_number_is_refused_by_the_name_of_its_option(valeur: str) -> None:
    with pytest.raises(InvalidInput, match="--numero : un numéro de session comme 01"):
        references.read_numero_session(valeur, "--numero")


@pytest.mark.parametrize("valeur", ["", "20005341_", "20005341_1_1", "2000 5341", "_1"])
def test_a_convention_is_refused_by_the_name_of_its_option(valeur: str) -> None:
    with pytest.raises(InvalidInput, match="--convention : un numéro comme 20005341_1"):
        references.read_convention(valeur, "--convention")


@given(st.integers(1, 99_999))
def test_a_numbered_reference_is_read_as_it_is_written(ident: int) -> None:
    for ecrire, lire in (
        (references.stagiaire, references.read_stagiaire),
        (references.parcours, references.read_parcours),
        (references.tache, references.read_tache),
        (references.campagne, references.read_campagne),
        (references.demande, references.read_demande),
    ):
        assert lire(f" {ecrire(ident).lower()} ") == ident
    assert (references.campagne(1), references.demande(1)) == ("CA0001", "D0001")


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(texte: str) -> None:
    for lire in (references.read_composante, references.read_session):
        issue = outcome(partial(lire, texte))
        assert issue in {None, "InvalidInput"}
        assert issue or lire(str(lire(texte))) == lire(texte)
