"""The journal: a line for every change, in the same transaction, in a chain that shows tampering."""

import json
import sqlite3
from typing import Any

import pytest

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma

ABANDON = ("--motif", "Abandon")
REFERENCE = factories.SESSION


def run_sql(lieu: Lieu, *ordres: str) -> list[Any]:
    """Touch the base behind sigma’s back; return the rows of the last statement."""
    base = sqlite3.connect(lieu.base, isolation_level=None)
    try:
        return [base.execute(ordre).fetchall() for ordre in ordres][-1]
    finally:
        base.close()


def lines(sigma: Sigma, *options: str) -> list[Any]:
    """Return lines, oldest first."""
    resultats: list[Any] = sigma.json("journal", "list", *options)["resultats"]
    return resultats[::-1]


@pytest.fixture
def rempli(peuple: Sigma, modeles: Modeles) -> Sigma:
    """A base where a person holds a paid place."""
    return modeles.fill(peuple, _rempli)


def _rempli(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir(734))
    peuple.ok(*factories.place_allocate())
    peuple.ok("session", "ic", "add", REFERENCE, "2020-10-06")
    peuple.ok(*factories.prescripteur_add())
    peuple.ok(*factories.candidature_add(ic="2020-10-06"))


# Every write leaves a line ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation", "objet", "argv"),
    [
        ("etablissement.set", "etablissement", factories.etablissement_set(nom="Autre")),
        ("action.add", "20F0012", factories.action_add("20F0012")),
        ("action.set", "20F0011", ["action", "set", "20F0011", "--intitule", "Autre"]),
        ("composante.add", "20F0011_04", factories.composante_add("20F0011_04")),
        ("composante.set", "20F0011_03", ["composante", "set", "20F0011_03", "--contenu", "Paie"]),
        ("session.add", "20F0011_03/02", factories.session_add()),
        ("session.set", REFERENCE, ["session", "set", REFERENCE, "--places", "9"]),
        ("session.set", REFERENCE, ["session", "cancel", REFERENCE, *ABANDON, "--force"]),
        ("session.ic.add", REFERENCE, ["session", "ic", "add", REFERENCE, "2020-10-20"]),
        ("stagiaire.set", "S000001", ["stagiaire", "set", "S000001", "--nom-usage", "Durand"]),
        ("stagiaire.montrer-nir", "S000001", ["stagiaire", "show", "S000001", "--montrer-nir"]),
        ("place.quota", "20F0011", ["place", "quota", "20F0011", "4"]),
        ("place.release", "P000001", ["place", "release", "P000001", *ABANDON]),
        ("liste.type.add", "PLIE", ["prescripteur", "type", "add", "--libelle", "PLIE"]),
        ("liste.motif.set", "PROJET", ["candidature", "motif", "set", "PROJET", "--archive"]),
        ("prescripteur.add", "PR0002", factories.prescripteur_add("CIDFF", type="CIDFF")),
        ("prescripteur.set", "PR0001", ["prescripteur", "set", "PR0001", "--ville", "Gruissan"]),
        ("prescripteur.archive", "PR0001", ["prescripteur", "archive", "PR0001"]),
        (
            "candidature.convoke",
            "C000002",
            factories.candidature_add(nom="Petit", rdv="2020-10-09"),
        ),
        ("candidature.add", "C000002", factories.candidature_add(nom="Petit")),
        ("candidature.set", "C000001", ["candidature", "set", "C000001", "--nom", "Autre"]),
        ("candidature.presence", "C000001", ["candidature", "presence", "C000001", "absent"]),
        ("candidature.validate", "C000001", ["candidature", "validate", "C000001"]),
        ("flux.defi.depose", "SIGMA_DEFI_20201006_000001.csv", ["flux", "push", "defi"]),
    ],
)
def test_every_change_leaves_a_line(
    rempli: Sigma, operation: str, objet: str, argv: list[str]
) -> None:
    avant = len(lines(rempli))
    rempli.ok(*argv, SIGMA_AGENT="  Zoé\x1b Lopez ")
    ajoutees = lines(rempli)[avant:]
    assert (ajoutees[-1]["operation"], ajoutees[-1]["objet"]) == (operation, objet)
    assert {ligne["agent"] for ligne in ajoutees} == {"Zoé Lopez"}
    assert {ligne["le"] for ligne in ajoutees} == {"2020-10-06T07:00:00+00:00"}


def test_an_enrolment_leaves_a_line_for_the_key_the_person_and_the_parcours(peuple: Sigma) -> None:
    avant = len(lines(peuple))
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    operations = [ligne["operation"] for ligne in lines(peuple)[avant:]]
    assert operations == ["base.cle", "stagiaire.add", "parcours.add"]
    session = peuple.json(*factories.session_add())["session"]
    avant = len(lines(peuple))
    peuple.ok(*factories.stagiaire_enrol(session), entree=factories.nir())
    operations = [ligne["operation"] for ligne in lines(peuple)[avant:]]
    assert operations == ["parcours.add"]


def test_what_changed_is_kept_before_and_after(rempli: Sigma) -> None:
    rempli.ok("place", "quota", "20F0011", "9")
    ligne = lines(rempli)[-1]
    assert (ligne["avant"], ligne["apres"]) == (
        {"places_remunerees": 5},
        {"places_remunerees": 9},
    )
    assert lines(rempli, "P000001")[-1]["avant"] == {"type_remuneration": None}


def test_a_refusal_or_nothing_new_leaves_no_line(rempli: Sigma) -> None:
    avant = rempli.json("journal", "list")
    autre = factories.stagiaire_enrol(nom="Durand")
    rempli.refused(13, *autre, entree=factories.nir(734))
    rempli.refused(12, *factories.stagiaire_enrol(nir=None))
    rempli.refused(10, *factories.stagiaire_enrol(), entree="1")
    rempli.refused(13, *factories.place_allocate())
    rempli.refused(12, "place", "quota", "20F0011", "0")
    rempli.refused(2, "stagiaire", "show", "S000001", "--montrer-nir", "--json")
    rempli.refused(11, "stagiaire", "show", "S000009", "--montrer-nir")
    rempli.refused(22, "stagiaire", "show", "S000001", "--montrer-nir", SIGMA_CLE="AAAA")
    rempli.ok("stagiaire", "set", "S000001", "--nom", "Martin")
    rempli.ok("place", "quota", "20F0011", "5")
    rempli.ok("stagiaire", "show", "S000001")
    assert rempli.json("journal", "list") == avant


def test_what_cannot_be_written_in_the_journal_is_not_done(rempli: Sigma, lieu: Lieu) -> None:
    refus = "BEGIN SELECT RAISE(ABORT, 'non') ; END"
    run_sql(lieu, f"CREATE TRIGGER essai BEFORE INSERT ON journal {refus}")
    rempli.refused(13, *factories.stagiaire_enrol(prenom="Ana"), entree=factories.nir(2))
    rempli.refused(13, "stagiaire", "set", "S000001", "--nom", "Durand")
    rempli.refused(13, "place", "release", "P000001", *ABANDON)
    rempli.refused(13, "stagiaire", "show", "S000001", "--montrer-nir")
    run_sql(lieu, "DROP TRIGGER essai")
    assert rempli.json("stagiaire", "list")["nombre"] == 1
    assert rempli.json("stagiaire", "show", "S000001")["nom_naissance"] == "Martin"
    assert rempli.json("place", "list")["utilisees"] == 1


def test_nir_12_the_journal_holds_no_personal_value(rempli: Sigma, lieu: Lieu) -> None:
    valeurs = {
        "--nom": "Zwingelstein",
        "--prenom": "Philomène",
        "--nom-usage": "Yquem",
        "--naissance": "1986-02-17",
        "--courriel": "philo@exemple.fr",
        "--telephone": "05 61 12 34 56",
        "--civilite": "Mme",
    }
    options = [mot for paire in valeurs.items() for mot in paire]
    rempli.ok("stagiaire", "set", "S000001", *options)
    ligne = lines(rempli, "S000001")[-1]
    assert set(ligne["avant"].values()) == set(ligne["apres"].values()) == {"•••"}
    assert {"nom_naissance", "prenom", "courriel", "telephone"} <= set(ligne["apres"])
    texte = str(run_sql(lieu, "SELECT * FROM journal")) + rempli.ok("journal", "list").stdout
    tus = {*valeurs.values(), "Martin", "Léa", "1985-01-15"} - {"Mme"}
    assert not [valeur for valeur in tus if valeur in texte]


def test_whoever_acts_has_a_name(peuple: Sigma) -> None:
    peuple.ok("place", "quota", "20F0011", "6", SIGMA_AGENT="")
    assert lines(peuple)[-1]["agent"]
    peuple.ok("place", "quota", "20F0011", "7", SIGMA_AGENT="x" * 300)
    assert lines(peuple)[-1]["agent"] == "x" * 100


# Reading ----------------------------------------------------------------------------------------


def test_lines_come_newest_first_and_narrow(rempli: Sigma) -> None:
    document = rempli.json("journal", "list")
    numeros = [ligne["numero"] for ligne in document["resultats"]]
    assert numeros == list(range(document["nombre"], 0, -1))
    assert [ligne["operation"] for ligne in lines(rempli, " p000001 ")] == [
        "parcours.add",
        "place.allocate",
    ]
    assert [ligne["numero"] for ligne in lines(rempli, "--limite", "2")] == numeros[1::-1]
    assert rempli.json("journal", "list", "S999999") == {"nombre": 0, "resultats": []}
    texte = rempli.ok("journal", "list", "P000001").stdout
    assert "06/10/2020 à 09h00" in texte
    assert texte.endswith("Nombre de résultats : 2\n")
    assert len(lines(rempli, "--limite", "9" * 30)) == len(numeros)
    rempli.refused(2, "journal", "list", "--limite", "0")


@pytest.mark.parametrize(
    ("depuis", "attendues"),
    [
        ("2020-10-06", 2),
        ("06/10/2020", 2),
        ("2020-10-07", 1),
        ("2020-10-08", 0),
        ("2020-10-06T00:30", 1),
        ("2020-10-06T00:29", 2),
    ],
)
def test_a_day_starts_at_midnight_in_paris(peuple: Sigma, depuis: str, attendues: int) -> None:
    for places, instant in (("6", "2020-10-05T23:59"), ("7", "2020-10-06T00:29")):
        peuple.ok("place", "quota", "20F0011", places, SIGMA_MAINTENANT=instant)
    peuple.ok("place", "quota", "20F0011", "8", SIGMA_MAINTENANT="2020-10-07T00:00")
    quotas = lines(peuple, "20F0011", "--depuis", depuis)
    assert [ligne["operation"] for ligne in quotas if ligne["operation"] == "place.quota"] == [
        "place.quota"
    ] * attendues


def test_a_date_that_is_none_is_refused(sigma: Sigma) -> None:
    for date in ("hier", "2020-02-30", "2020-10-06T9", ""):
        assert "--depuis" in sigma.refused(10, "journal", "list", "--depuis", date)


# Verifying --------------------------------------------------------------------------------------


def test_an_untouched_journal_is_whole(rempli: Sigma) -> None:
    nombre = len(lines(rempli))
    verdict = rempli.json("journal", "verify")
    assert (verdict["nombre"], verdict["intact"]) == (nombre, True)
    assert (verdict["premiere_rompue"], verdict["ecart"], verdict["ancree"]) == (None, None, True)
    dit = rempli.ok("journal", "verify").stdout
    assert dit.startswith(f"{nombre} lignes, chaîne intacte, ancre tenue.\n")
    assert verdict["tete"] in dit


def test_an_empty_journal_is_whole(sigma: Sigma) -> None:
    assert sigma.ok("journal", "verify").stdout.startswith("0 ligne, chaîne intacte")


def broken_line(sigma: Sigma) -> int:
    """Return the line where the chain breaks, told alike by `verify`, its JSON and `base check`."""
    message = sigma.refused(21, "journal", "verify")
    resultat = sigma("journal", "verify", "--json")
    assert resultat.exit_code == 21
    document = json.loads(resultat.stdout)  # one document, that says both
    assert document["intact"] is False
    assert document["erreur"]["code"] == 21
    numero: int = document["premiere_rompue"]
    assert f"la ligne {numero} ne suit pas la précédente" in message
    assert f"journal {numero}" in sigma.refused(21, "base", "check")
    return numero


@pytest.mark.parametrize(
    "ecriture",
    [
        "agent = 'un autre'",
        "le = '2020-10-06 07:00:01.000000'",
        "operation = 'place.release'",
        "objet = 'P000002'",
        "avant = '{\"x\": 1}'",
        "apres = '{}'",
        "empreinte = replace(empreinte, 'a', 'b') || 'c'",
        "empreinte_precedente = 'x'",
    ],
)
def test_an_altered_line_is_found(rempli: Sigma, lieu: Lieu, ecriture: str) -> None:
    run_sql(lieu, f"UPDATE journal SET {ecriture} WHERE id = 3")
    assert broken_line(rempli) == 3


def test_a_removed_line_is_found(rempli: Sigma, lieu: Lieu) -> None:
    run_sql(lieu, "DELETE FROM journal WHERE id = 3")
    assert broken_line(rempli) == 4


def test_a_first_line_removed_is_found(rempli: Sigma, lieu: Lieu) -> None:
    run_sql(lieu, "DELETE FROM journal WHERE id = 1")
    assert broken_line(rempli) == 2


def test_an_inserted_line_is_found(rempli: Sigma, lieu: Lieu) -> None:
    colonnes = "le, agent, operation, objet, avant, apres"
    run_sql(
        lieu,
        "UPDATE journal SET id = -id - 1 WHERE id >= 3",
        "UPDATE journal SET id = -id WHERE id < 0",
        f"INSERT INTO journal (id, {colonnes}, empreinte_precedente, empreinte)"
        f" SELECT 3, {colonnes}, 'x', empreinte FROM journal WHERE id = 2",
    )
    assert broken_line(rempli) == 3


def test_a_line_added_behind_our_back_is_found(rempli: Sigma, lieu: Lieu) -> None:
    dernier = len(lines(rempli))
    run_sql(
        lieu,
        "INSERT INTO journal SELECT id + 1, le, agent, operation, 'P000009', avant, apres,"
        f" empreinte, '{'0' * 64}' FROM journal WHERE id = {dernier}",
    )
    assert broken_line(rempli) == dernier + 1


def test_two_lines_exchanged_are_found(rempli: Sigma, lieu: Lieu) -> None:
    echange = "UPDATE journal SET id = CASE id WHEN -3 THEN 4 ELSE 3 END WHERE id < 0"
    run_sql(lieu, "UPDATE journal SET id = -id WHERE id IN (3, 4)", echange)
    assert broken_line(rempli) == 3


def test_no_command_writes_over_a_broken_chain_unseen(rempli: Sigma, lieu: Lieu) -> None:
    run_sql(lieu, "UPDATE journal SET agent = 'x' WHERE id = 3")
    rempli.ok("place", "quota", "20F0011", "9")
    assert broken_line(rempli) == 3


@pytest.mark.parametrize(
    ("mots", "dit"),
    [
        (("etablissement", "set"), "Établissement : rien n’a changé."),
        (("action", "set", "20F0011"), "Action 20F0011 : rien n’a changé."),
        (("composante", "set", "20F0011_03"), "Composante 20F0011_03 : rien n’a changé."),
        (("session", "set", "20F0011_03/01"), "Session 20F0011_03/01 inchangée : du 02/11/2020"),
        (("stagiaire", "set", "S000001", "--nom", "Martin"), "S000001 : rien n’a changé."),
        (
            ("candidature", "set", "C000001"),
            "C000001 (Durand Anne, 20F0011_03/01) : rien n’a changé.",
        ),
        (("prescripteur", "set", "PR0001"), "par OUIFORM. Rien n’a changé."),
        (("prescripteur", "type", "set", "CIDFF"), "CIDFF : rien n’a changé."),
    ],
    ids=lambda mots: mots[0] if isinstance(mots, tuple) else "",
)
def test_a_correction_that_changes_nothing_says_so(
    peuple: Sigma, mots: tuple[str, ...], dit: str
) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    peuple.ok(*factories.prescripteur_add())
    peuple.ok(*factories.candidature_add())
    avant = peuple.json("journal", "list")["nombre"]
    assert dit in peuple.ok(*mots).stdout
    assert peuple.json("journal", "list")["nombre"] == avant
