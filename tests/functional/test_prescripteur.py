"""`sigma prescripteur`: structures, their types and tools, and the request to the Région."""

import email
import json
import os
import stat
from email import policy
from pathlib import Path

import pytest

from tests.conftest import Lieu, Sigma
from tests.factories import etablissement_set, fragments, nir, prescripteur_add

BAYONNE = ("--structure", "Mission locale de Bayonne", "--departement", "64", "--ville", "Bayonne")


@pytest.fixture
def la(monkeypatch: pytest.MonkeyPatch, lieu: Lieu) -> Path:
    monkeypatch.chdir(lieu.dossier)
    return lieu.dossier


def names(sigma: Sigma, *filtres: str) -> list[str]:
    return [ligne["nom"] for ligne in sigma.json("prescripteur", "list", *filtres)["resultats"]]


def test_pre_01_a_structure_has_a_type_a_place_and_a_tool(sigma: Sigma) -> None:
    fiche = sigma.json(*prescripteur_add())
    assert fiche == {
        "prescripteur": "PR0001",
        "nom": "Mission locale Narbonne",
        "type": "MISSION_LOCALE",
        "type_libelle": "Mission locale",
        "departement": "11",
        "ville": "Narbonne",
        "occitanie": True,
        "outil": "OUIFORM",
        "en_ligne": True,
        "etat": "RECONNU",
        "avertissements": [],
    }
    assert sigma.json("prescripteur", "show", "PR0001") == fiche
    assert "En Occitanie        : oui" in sigma.ok("prescripteur", "show", "pr0001").stdout


@pytest.mark.parametrize(
    ("type_", "code", "en_ligne"),
    [
        ("Pôle emploi", "POLE_EMPLOI", True),
        ("france travail", "POLE_EMPLOI", True),
        ("mission-locale", "MISSION_LOCALE", True),
        ("CAP EMPLOI", "CAP_EMPLOI", True),
        ("CIDFF", "CIDFF", False),
        ("Apec", "APEC", False),
        ("Conseil départemental", "CONSEIL_DEPARTEMENTAL", False),
        ("autre", "AUTRE", False),
    ],
)
def test_pre_01_types_are_read_by_code_or_by_label(
    sigma: Sigma, type_: str, code: str, en_ligne: bool
) -> None:
    fiche = sigma.json(*prescripteur_add(type=type_))
    assert (fiche["type"], fiche["en_ligne"]) == (code, en_ligne)


@pytest.mark.parametrize(
    ("outil", "attendu", "en_ligne"),
    [("audef", "AUDEF", True), ("AUDE Formation", "AUDEF", True), ("aucun", None, False)],
)
def test_the_tool_is_told_or_set_aside(
    sigma: Sigma, outil: str, attendu: str | None, en_ligne: bool
) -> None:
    fiche = sigma.json(*prescripteur_add(outil=outil))
    assert (fiche["outil"], fiche["en_ligne"]) == (attendu, en_ligne)


def test_pre_03_a_look_alike_is_proposed_not_made(sigma: Sigma) -> None:
    sigma.ok(*prescripteur_add())
    deja = sigma.refused(13, *prescripteur_add("MISSION LOCALE  NARBONNE", ville="NARBONNE"))
    assert "déjà dans la liste : PR0001" in deja
    proche = prescripteur_add("Mission locale de Narbone")
    assert "ressemble à PR0001 Mission locale Narbonne (Narbonne)" in sigma.refused(13, *proche)
    assert sigma.json(*proche, "--force")["prescripteur"] == "PR0002"
    sigma.ok(*prescripteur_add("Mission locale Narbonne", departement="66", ville="Perpignan"))
    assert len(names(sigma)) == 3


def test_pre_03_a_correction_makes_no_double(sigma: Sigma) -> None:
    sigma.ok(*prescripteur_add())
    sigma.ok(*prescripteur_add("CIDFF Aude", type="CIDFF", ville="Carcassonne"))
    refus = sigma.refused(
        13,
        "prescripteur",
        "set",
        "PR0002",
        "--nom",
        "mission locale narbonne",
        "--ville",
        "NARBONNE",
    )
    assert "PR0001" in refus
    assert names(sigma) == ["CIDFF Aude", "Mission locale Narbonne"]
    fiche = sigma.json(
        "prescripteur", "set", "PR0002", "--outil", "OUIFORM", "--type", "pôle emploi"
    )
    assert (fiche["outil"], fiche["type"], fiche["en_ligne"]) == ("OUIFORM", "POLE_EMPLOI", True)
    assert sigma.json("prescripteur", "set", "PR0002", "--outil", "aucun")["outil"] is None
    (ligne, *_) = sigma.json("journal", "list", "PR0002")["resultats"]
    assert (ligne["operation"], ligne["avant"]) == ("prescripteur.set", {"outil_code": "OUIFORM"})


def test_a_correction_that_changes_nothing_leaves_no_line(sigma: Sigma) -> None:
    sigma.ok(*prescripteur_add())
    sigma.ok("prescripteur", "set", "PR0001", "--ville", "Narbonne")
    assert sigma.json("journal", "list", "PR0001")["nombre"] == 1


def test_an_archived_structure_leaves_the_list_and_comes_back(sigma: Sigma) -> None:
    sigma.ok(*prescripteur_add())
    assert sigma.json("prescripteur", "archive", "PR0001")["etat"] == "ARCHIVE"
    assert names(sigma) == []
    assert names(sigma, "--archives") == ["Mission locale Narbonne"]
    assert "déjà à l’état « archivé »" in sigma.refused(13, "prescripteur", "archive", "PR0001")
    assert sigma.json("prescripteur", "confirm", "PR0001")["etat"] == "RECONNU"
    operations = [
        ligne["operation"] for ligne in sigma.json("journal", "list", "PR0001")["resultats"]
    ]
    assert operations == ["prescripteur.confirm", "prescripteur.archive", "prescripteur.add"]


def test_the_list_is_narrowed_by_text_departement_and_type(sigma: Sigma) -> None:
    sigma.ok(*prescripteur_add())
    sigma.ok(*prescripteur_add("CIDFF Aude", type="CIDFF", ville="Carcassonne"))
    sigma.ok(*prescripteur_add("CIDFF Hérault", type="CIDFF", departement="34", ville="Béziers"))
    assert names(sigma) == ["CIDFF Aude", "Mission locale Narbonne", "CIDFF Hérault"]
    assert names(sigma, "--cherche", "beziers") == ["CIDFF Hérault"]
    assert names(sigma, "--departement", "11", "--type", "cidff") == ["CIDFF Aude"]
    assert "Nombre de résultats : 3" in sigma.ok("prescripteur", "list").stdout


def test_pre_02_the_request_is_a_mail_any_program_opens(sigma: Sigma, la: Path) -> None:
    sigma.ok(*etablissement_set())
    fait = sigma.ok("prescripteur", "request", *BAYONNE)
    assert fait.stdout == (
        "PR0001 attend la réponse de la Région : demande-PR0001.eml est à envoyer.\n"
    )
    fichier = la / "demande-PR0001.eml"
    message = email.message_from_bytes(fichier.read_bytes(), policy=policy.default)
    assert message["To"] == "forprosup@laregion.fr"
    assert message["From"] == "formation@exemple.fr"
    assert message["Subject"] == (
        "Prescripteur à ajouter à la liste : Mission locale de Bayonne (64)"
    )
    corps = message.get_content()
    for ligne in ("structure : Mission locale de Bayonne", "département : 64", "ville : Bayonne"):
        assert ligne in corps
    if os.name == "posix":
        assert stat.S_IMODE(fichier.stat().st_mode) == 0o600


def test_pre_02_the_structure_waits_and_is_confirmed(sigma: Sigma, la: Path) -> None:
    fiche = sigma.json(
        "prescripteur", "request", *BAYONNE, "-o", "d.eml", "--type", "mission locale"
    )
    assert (fiche["etat"], fiche["occitanie"]) == ("DEMANDE_EN_COURS", False)
    assert (la / "d.eml").exists()
    assert sigma.json("prescripteur", "confirm", "PR0001")["etat"] == "RECONNU"


@pytest.mark.parametrize("absente", ["--structure", "--departement", "--ville"])
def test_pre_02_a_request_without_one_of_its_fields_is_refused(
    sigma: Sigma, la: Path, absente: str
) -> None:
    rang = BAYONNE.index(absente)
    reste = BAYONNE[:rang] + BAYONNE[rang + 2 :]
    refus = sigma.refused(12, "prescripteur", "request", *reste)
    assert "refusé (PRE-02) : la Région demande le nom de la structure" in refus
    assert f"il manque {absente}." in refus
    assert list(la.glob("*.eml")) == []
    assert names(sigma) == []


def test_pre_02_a_structure_of_occitanie_is_looked_for_first(sigma: Sigma, la: Path) -> None:
    options = ("--structure", "PLIE", "--departement", "11", "--ville", "Narbonne")
    fiche = sigma.json("prescripteur", "request", *options, "-o", "d.eml")
    assert [dit["regle"] for dit in fiche["avertissements"]] == ["PRE-02"]
    assert (la / "d.eml").exists()


def test_the_request_goes_to_the_standard_output_when_asked(sigma: Sigma) -> None:
    fait = sigma.ok("prescripteur", "request", *BAYONNE, "-o", "-")
    assert email.message_from_string(fait.stdout)["To"] == "forprosup@laregion.fr"
    assert "un des deux" in sigma.refused(
        2, "prescripteur", "request", *BAYONNE, "-o", "-", "--json"
    )


def test_a_letter_that_cannot_be_written_records_nothing(sigma: Sigma, la: Path) -> None:
    (la / "d.eml").write_text("un autre")
    assert "d.eml" in sigma.refused(13, "prescripteur", "request", *BAYONNE, "-o", "d.eml")
    assert (la / "d.eml").read_text() == "un autre"
    assert names(sigma) == []


@pytest.mark.parametrize(
    ("code", "argv", "message"),
    [
        (10, prescripteur_add(departement="96"), "--departement : département attendu"),
        (10, prescripteur_add(type="Préfecture"), "--type : type hors de la liste"),
        (10, prescripteur_add(outil="Minitel"), "--outil : outil hors de la liste"),
        (10, prescripteur_add(ville=" "), "--ville : texte vide"),
        (2, prescripteur_add(ville=None), "--ville"),
        (11, ["prescripteur", "show", "PR0009"], "Prescripteur inconnu : PR0009"),
        (11, ["prescripteur", "set", "PR0009", "--ville", "A"], "Prescripteur inconnu : PR0009"),
        (10, ["prescripteur", "show", "P000001"], "une référence comme PR0001"),
    ],
)
def test_bad_input_is_named(sigma: Sigma, code: int, argv: list[str], message: str) -> None:
    assert message in sigma.refused(code, *argv)


@pytest.mark.parametrize(
    "compose",
    [
        prescripteur_add,
        lambda n: prescripteur_add(ville=n),
        lambda n: prescripteur_add(type=n),
        lambda n: prescripteur_add(departement=n),
        lambda n: ["prescripteur", "show", n],
        lambda n: ["prescripteur", "type", "add", "--libelle", n],
        lambda n: ["prescripteur", "request", "--structure", n],
        lambda n: ["prescripteur", "list", "--type", n],
    ],
)
def test_nir_12_a_number_typed_there_is_not_repeated(sigma: Sigma, compose: object) -> None:
    numero = nir()
    fini = sigma(*compose(numero), "--json")  # type: ignore[operator]  # one of the lambdas above
    assert fini.exit_code == 10
    assert not [morceau for morceau in fragments(numero) if morceau in fini.output]


# The lists that people extend -------------------------------------------------------------------


def codes(sigma: Sigma, *groupe: str) -> list[str]:
    return [ligne["code"] for ligne in sigma.json(*groupe, "list")["resultats"]]


def test_types_and_tools_are_lists_that_people_extend(sigma: Sigma) -> None:
    sigma.ok("prescripteur", "outil", "add", "--libelle", "Parcours emploi")
    ajoute = sigma.json("prescripteur", "type", "add", "--libelle", "PLIE", "--dematerialise")
    assert ajoute == {
        "code": "PLIE",
        "libelle": "PLIE",
        "depuis": "2020-10-06",
        "archive": False,
        "dematerialise": True,
    }
    fiche = sigma.json(
        *prescripteur_add("PLIE du Narbonnais", type="plie", outil="parcours emploi")
    )
    assert (fiche["type"], fiche["outil"], fiche["en_ligne"]) == ("PLIE", "PARCOURS_EMPLOI", True)
    assert "En ligne" in sigma.ok("prescripteur", "type", "list").stdout
    assert codes(sigma, "prescripteur", "outil") == ["AUDEF", "OUIFORM", "PARCOURS_EMPLOI"]


def test_an_archived_entry_is_no_more_to_choose(sigma: Sigma) -> None:
    sigma.ok("prescripteur", "type", "set", "APEC", "--archive", "--libelle", "Apec (fermée)")
    assert "hors de la liste" in sigma.refused(10, *prescripteur_add(type="APEC"))
    sigma.ok("prescripteur", "type", "set", "apec", "--actif", "--dematerialise")
    assert sigma.json(*prescripteur_add(type="APEC"))["en_ligne"] is True
    lignes = sigma.json("journal", "list", "APEC")["resultats"]
    assert [ligne["operation"] for ligne in lignes] == ["liste.type.set"] * 2
    assert lignes[0]["apres"] == {"archive": False, "dematerialise": True}


def test_an_entry_is_never_doubled(sigma: Sigma) -> None:
    for libelle in ("mission LOCALE", "Pôle emploi", "France Travail"):
        refus = sigma.refused(13, "prescripteur", "type", "add", "--libelle", libelle)
        assert "déjà dans la liste" in refus
    assert "déjà" in sigma.refused(
        13, "candidature", "motif", "add", "--libelle", "Autre", "--code", "PREREQUIS"
    )


@pytest.mark.parametrize("code", ["é", "", "X" * 31, "!!"])
def test_a_code_out_of_shape_is_refused(sigma: Sigma, code: str) -> None:
    refus = sigma.refused(10, "candidature", "motif", "add", "--libelle", "?!", "--code", code)
    assert "--code" in refus


def test_an_unknown_entry_is_not_found(sigma: Sigma) -> None:
    refus = sigma.refused(11, "candidature", "motif", "set", "INCONNU", "--libelle", "A")
    assert "motif inconnu" in refus
    sigma.ok("candidature", "motif", "set", "PREREQUIS")
    assert sigma.json("journal", "list", "PREREQUIS")["nombre"] == 0


def test_the_document_of_a_list_is_stable(sigma: Sigma) -> None:
    document = json.loads(sigma.ok("candidature", "motif", "list", "--json").stdout)
    assert document["nombre"] == len(document["resultats"]) == 8
    assert set(document["resultats"][0]) == {"code", "libelle", "depuis", "archive"}
