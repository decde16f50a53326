"""Rules of the sessions, from the command line to the files that leave."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
import typer.main
from typer.core import TyperGroup

from sigma_cli.main import app
from sigma_cli.services.offre import sessions
from tests.conftest import Modeles, Sigma
from tests.factories import SESSION, composante_add, nir, session_add, stagiaire_enrol

NAURA_PAS_LIEU = "n’aura pas lieu"


@pytest.fixture
def inscrite(peuple: Sigma, modeles: Modeles) -> Sigma:
    """One person enrolled in the session."""
    return modeles.fill(peuple, _inscrite)


def _inscrite(peuple: Sigma) -> None:
    peuple.ok(*stagiaire_enrol(), entree=nir())


def pending(sigma: Sigma) -> int:
    (carif,) = [e for e in sigma.json("flux", "status")["resultats"] if e["code"] == "carif"]
    return int(carif["en_attente"])


def session(sigma: Sigma, **env: str) -> dict[str, Any]:
    fiche: dict[str, Any] = sigma.json("session", "show", SESSION, **env)
    return fiche


def cells(sigma: Sigma) -> dict[str, Any]:
    texte = sigma.ok("export", "composantes", "--format", "csv", "-o", "-").stdout_bytes
    titres, ligne = (brute.split(";") for brute in texte.decode("utf-8-sig").splitlines())
    return dict(zip(titres, ligne, strict=True))


def test_q1_01_a_new_session_is_to_diffuse_until_it_leaves(peuple: Sigma) -> None:
    assert (session(peuple)["a_diffuser"], pending(peuple)) == (True, 1)
    (envoi,) = peuple.json("flux", "push", "carif")["flux"]
    assert (envoi["etat"], envoi["lignes"]) == ("DEPOSE", 1)
    assert (session(peuple)["a_diffuser"], pending(peuple)) == (False, 0)


@pytest.mark.parametrize(
    "commande",
    [
        "session set {} --places 12",
        "session set {} --debut 2020-11-03",
        "session set {} --site Autre",
        "session set {} --numero-carif 15_1",
        "session cancel {} --motif x",
        "session ic add {} 2020-10-19",
        "session ic set {} 2020-10-12 --lieu Amphi",
        "session ic remove {} 2020-10-12",
    ],
)
def test_q1_01_any_change_of_a_session_makes_it_to_diffuse(peuple: Sigma, commande: str) -> None:
    peuple.ok("session", "ic", "add", SESSION, "2020-10-12")
    peuple.ok(*session_add())
    peuple.ok("flux", "push", "carif")
    assert peuple.json(*commande.format(SESSION).split())["a_diffuser"] is True
    assert pending(peuple) == 1
    peuple.ok("flux", "push", "carif")
    assert (session(peuple)["a_diffuser"], pending(peuple)) == (False, 0)


def test_q1_01_what_changes_nothing_leaves_a_session_alone(peuple: Sigma) -> None:
    peuple.ok("flux", "push", "carif")
    peuple.ok("session", "set", SESSION, "--places", "10", "--debut", "02/11/2020")
    assert (session(peuple)["a_diffuser"], pending(peuple)) == (False, 0)


def test_q1_01_a_stagiaire_never_makes_a_session_to_diffuse(peuple: Sigma) -> None:
    peuple.ok("flux", "push", "carif")
    for argv, entree in [
        (stagiaire_enrol(), nir()),
        (["stagiaire", "set", "S000001", "--prenom", "Léna"], None),
        (["place", "allocate", "P000001", "--motif", "x"], None),
        (["place", "release", "P000001", "--motif", "x"], None),
    ]:
        peuple.ok(*argv, entree=entree)
        assert (session(peuple)["a_diffuser"], pending(peuple)) == (False, 0)


@pytest.mark.parametrize("personnes", [0, 1])
def test_q1_01_a_session_is_diffused_whoever_is_in_it(peuple: Sigma, personnes: int) -> None:
    for ordre in range(personnes):
        peuple.ok(*stagiaire_enrol(), entree=nir(ordre + 1))
    (envoi,) = peuple.json("flux", "push", "carif")["flux"]
    assert (envoi["etat"], envoi["lignes"]) == ("DEPOSE", 1)
    (fichier,) = peuple.lieu.depot("carif")
    assert b"20F0011_03" in fichier.read_bytes()


@pytest.mark.parametrize(
    ("saisie", "avant", "apres"),
    [
        ("2020-10-06T09:00", "2020-10-08T08:59", "2020-10-08T09:00"),
        ("2020-10-24T03:00", "2020-10-26T01:59", "2020-10-26T02:00"),
        ("2020-10-25T02:30", "2020-10-27T01:29", "2020-10-27T01:30"),
        ("2021-03-27T03:00", "2021-03-29T03:59", "2021-03-29T04:00"),
    ],
)
def test_q2_08_the_48_hours_are_elapsed_hours(
    peuple: Sigma, saisie: str, avant: str, apres: str
) -> None:
    peuple.ok(*session_add(), SIGMA_MAINTENANT=saisie)
    peuple.ok("flux", "push", "carif", SIGMA_MAINTENANT=saisie)
    etats = [
        peuple.json("session", "show", "20F0011_03/02", SIGMA_MAINTENANT=instant)["diffusion"]
        for instant in (saisie, avant, apres)
    ]
    attendus = ["en cours de diffusion", "en cours de diffusion"]
    assert etats == [*attendus, "devrait être visible – à vérifier"]


def walk(groupe: TyperGroup, *debut: str) -> list[str]:
    ctx = typer.Context(groupe)
    chemins = []
    for nom in groupe.list_commands(ctx):
        commande = groupe.get_command(ctx, nom)
        if isinstance(commande, TyperGroup):
            chemins += walk(commande, *debut, nom)
        else:
            chemins.append(" ".join((*debut, nom)))
    return chemins


def test_ses_01_no_command_deletes_a_session() -> None:
    racine = typer.main.get_command(app)
    assert isinstance(racine, TyperGroup)
    chemins = walk(racine)
    assert len(chemins) > 30
    assert {chemin for chemin in chemins if chemin.startswith("session ")} == {
        *(f"session {verbe}" for verbe in ("add", "set", "cancel", "show", "list", "roster")),
        *(f"session ic {verbe}" for verbe in ("add", "set", "remove")),
    }
    # `rgpd` is about persons: it removes identities, never a session
    mots = {mot for chemin in chemins if not chemin.startswith("rgpd ") for mot in chemin.split()}
    assert not mots & {"delete", "rm", "drop", "supprimer", "annuler", "purge", "erase"}
    assert not [nom for nom in vars(sessions) if nom.startswith(("delete", "drop", "erase"))]


def test_ses_01_a_cancelled_session_is_still_there(peuple: Sigma) -> None:
    peuple.refused(2, "session", "delete", SESSION)
    peuple.ok("session", "cancel", SESSION, "--motif", "Trop peu de candidats")
    with closing(sqlite3.connect(peuple.lieu.base)) as base:
        lignes = base.execute("SELECT numero, places FROM session_formation").fetchall()
    assert lignes == [(1, 0)]
    assert peuple.json("session", "list")["nombre"] == 1


@pytest.mark.parametrize(
    "argv",
    [
        session_add(fin="2020-11-01"),
        ["session", "set", SESSION, "--fin", "2020-11-01"],
        ["session", "set", SESSION, "--debut", "2021-06-26"],
    ],
)
def test_ses_02_a_session_does_not_end_before_it_starts(peuple: Sigma, argv: list[str]) -> None:
    message = peuple.refused(12, *argv)
    assert message.startswith("refusé (SES-02) : ")
    assert "corriger l’une des deux dates" in message
    assert peuple.json("session", "list")["nombre"] == 1
    fiche = session(peuple)
    assert (fiche["date_debut"], fiche["date_fin"]) == ("2020-11-02", "2021-06-25")


def test_ses_02_a_session_may_last_one_day(peuple: Sigma) -> None:
    fiche = peuple.json("session", "set", SESSION, "--debut", "2021-06-25")
    assert fiche["date_debut"] == fiche["date_fin"] == "2021-06-25"


@pytest.mark.parametrize(
    "argv", [("cancel", SESSION, "--motif", "Report"), ("set", SESSION, "--places", "0")]
)
def test_ses_03_zero_places_is_shown_everywhere(peuple: Sigma, argv: tuple[str, ...]) -> None:
    peuple.ok("session", "ic", "add", SESSION, "2020-10-12")
    fiche = peuple.json("session", *argv)
    assert (fiche["session"], fiche["places"], fiche["avertissements"]) == (SESSION, 0, [])
    assert fiche["diffusion"] == NAURA_PAS_LIEU
    assert len(fiche["informations_collectives"]) == 1
    assert session(peuple) == fiche
    assert NAURA_PAS_LIEU in peuple.ok("session", "show", SESSION).stdout
    assert NAURA_PAS_LIEU in peuple.ok("session", "list").stdout
    assert peuple.json("session", "list")["resultats"][0]["etat"] == NAURA_PAS_LIEU
    assert cells(peuple)["État de la session"] == NAURA_PAS_LIEU
    assert cells(peuple)["Nombre de places session"] == "0"


def test_ses_03_zero_places_takes_nobody(peuple: Sigma) -> None:
    peuple.ok("session", "cancel", SESSION, "--motif", "Report")
    message = peuple.refused(12, *stagiaire_enrol(), entree=nir())
    assert message.startswith(f"refusé (SES-03) : {SESSION} est à 0 place")
    assert peuple.json("stagiaire", "list")["nombre"] == 0


@pytest.mark.parametrize(
    "argv",
    [
        ("cancel", SESSION, "--motif", "Report"),
        ("set", SESSION, "--places", "0"),
        ("set", SESSION, "--places", "0", "--motif", "Report"),
        ("set", SESSION, "--places", "0", "--force"),
    ],
)
def test_ses_03_persons_registered_refuse_unless_forced_with_a_reason(
    inscrite: Sigma, argv: tuple[str, ...]
) -> None:
    message = inscrite.refused(12, "session", *argv)
    assert message.startswith("refusé (SES-03) : ")
    assert "P000001" in message
    assert "--force et --motif" in message
    assert session(inscrite)["places"] == 10


@pytest.mark.parametrize("verbe", [("cancel",), ("set", "--places", "0")])
def test_ses_03_forced_with_a_reason_it_passes(inscrite: Sigma, verbe: tuple[str, ...]) -> None:
    commande, *options = verbe
    fiche = inscrite.json("session", commande, SESSION, *options, "--motif", "Report", "--force")
    assert (fiche["places"], fiche["inscrits"], fiche["motif_annulation"]) == (0, 0, "Report")
    assert [touche["reference"] for touche in fiche["fermeture"]["personnes"]] == ["P000001"]
    refus = inscrite.refused(12, "place", "allocate", "P000001", "--motif", "x")
    assert refus.startswith("refusé (SES-03)")


def test_ses_03_who_has_left_does_not_hold_a_session(inscrite: Sigma) -> None:
    inscrite.ok("stagiaire", "leave", "P000001", "--le", "2020-10-01", "--motif", "Emploi")
    assert inscrite.json("session", "cancel", SESSION, "--motif", "Report")["inscrits"] == 0


def test_ses_03_an_empty_reason_is_refused(peuple: Sigma) -> None:
    assert " : --motif : texte vide" in peuple.refused(
        10, "session", "cancel", SESSION, "--motif", " "
    )
    assert "--motif" in peuple.refused(2, "session", "cancel", SESSION)


def test_ses_03_places_may_come_back_and_it_is_journalled(peuple: Sigma) -> None:
    peuple.ok("session", "cancel", SESSION, "--motif", "Report")
    fiche = peuple.json("session", "set", SESSION, "--places", "8")
    assert (fiche["places"], fiche["motif_annulation"]) == (8, None)
    assert fiche["diffusion"] != NAURA_PAS_LIEU
    assert peuple.json("session", "list")["resultats"][0]["etat"] is None
    retour, annulation, _creation = peuple.json("journal", "list", SESSION)["resultats"]
    assert annulation["apres"] == {"places": 0, "motif_annulation": "Report"}
    assert retour["avant"] == {"places": 0, "motif_annulation": "Report"}
    assert retour["apres"] == {"places": 8, "motif_annulation": None}
    peuple.ok(*stagiaire_enrol(), entree=nir())


@pytest.mark.parametrize("places", [(), ("--places", "3")])
def test_ses_03_a_session_with_places_takes_no_reason(
    peuple: Sigma, places: tuple[str, ...]
) -> None:
    avant = peuple.json("journal", "list", SESSION)
    message = peuple.refused(10, "session", "set", SESSION, *places, "--motif", "Report")
    assert "--places 0" in message
    assert peuple.json("journal", "list", SESSION) == avant
    assert session(peuple)["places"] == 10


def test_ses_03_the_reason_of_a_cancelled_session_may_be_corrected(peuple: Sigma) -> None:
    peuple.ok("session", "cancel", SESSION, "--motif", "Report")
    fiche = peuple.json("session", "set", SESSION, "--motif", "Trop peu de candidats")
    assert (fiche["places"], fiche["motif_annulation"]) == (0, "Trop peu de candidats")


@pytest.mark.parametrize("options", [("--debut", "2020-11-09"), ("--fin", "2021-06-30")])
def test_ses_04_new_dates_start_the_48_hours_again(peuple: Sigma, options: tuple[str, str]) -> None:
    plus_tard = {"SIGMA_MAINTENANT": "2020-10-12T10:30"}
    peuple.ok("flux", "push", "carif")
    assert session(peuple, **plus_tard)["diffusion"] == "devrait être visible – à vérifier"
    fiche = peuple.json("session", "set", SESSION, *options, **plus_tard)
    assert fiche["visible_au_plus_tot"] == "2020-10-14T08:30:00+00:00"
    assert fiche["diffusion"] == "à envoyer"
    peuple.ok("flux", "push", "carif", **plus_tard)
    assert session(peuple, **plus_tard)["diffusion"] == "en cours de diffusion"


def test_ses_04_other_changes_do_not(peuple: Sigma) -> None:
    fiche = peuple.json(
        "session", "set", SESSION, "--places", "5", "--debut", "2020-11-02",
        SIGMA_MAINTENANT="2020-10-12",
    )  # fmt: skip
    assert fiche["visible_au_plus_tot"] == "2020-10-08T07:00:00+00:00"


@pytest.mark.parametrize("options", [("--debut", "2020-11-09"), ("--fin", "2021-06-24")])
def test_ses_04_parcours_left_outside_are_named(inscrite: Sigma, options: tuple[str, str]) -> None:
    dehors = inscrite.ok("session", "set", SESSION, *options)
    assert "attention : " in dehors.stderr
    assert "P000001. (SES-04)" in dehors.stderr


def test_ses_04_parcours_inside_are_not(inscrite: Sigma) -> None:
    argv = ("session", "set", SESSION, "--debut", "2020-11-01", "--fin", "2021-06-26")
    assert inscrite.json(*argv)["avertissements"] == []


def test_ses_05_overbooking_is_told_and_kept(inscrite: Sigma) -> None:
    assert inscrite.json("session", "set", SESSION, "--places", "1")["avertissements"] == []
    seconde = inscrite.json(*stagiaire_enrol(nom="Durand"), entree=nir(2))
    assert [dit["regle"] for dit in seconde["avertissements"]] == ["SES-05", "Q2-01"]
    fiche = inscrite.json("session", "set", SESSION, "--site", "Autre")
    assert (fiche["places"], fiche["inscrits"]) == (1, 2)
    assert [dit["regle"] for dit in fiche["avertissements"]] == ["SES-05"]


@pytest.mark.parametrize("places", ["-1", "1.5", "abc", "100000"])
def test_ses_05_places_are_a_whole_number(peuple: Sigma, places: str) -> None:
    message = peuple.refused(10, "session", "set", SESSION, "--places", places)
    assert message.startswith("erreur (SES-05) : --places : nombre entier attendu")
    assert session(peuple)["places"] == 10


@pytest.mark.parametrize("places", ["0", "1", "99999"])
def test_ses_06_an_empty_session_is_entered_without_a_word(peuple: Sigma, places: str) -> None:
    peuple.ok(*composante_add("20F0011_04"))
    fait = peuple.ok(*session_add("20F0011_04", places=places), "--ic", "2020-10-19")
    assert fait.stderr == ""
    assert peuple.json("session", "show", "20F0011_04/01")["avertissements"] == []
