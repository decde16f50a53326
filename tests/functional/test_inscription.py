"""Enrolling: what it asks for, what it leaves behind, what it never does by itself."""

import sqlite3
from typing import Any

import pytest
from sqlmodel import SQLModel, col, func, select

from sigma_cli.flux import REGISTRE
from sigma_cli.models.place import Attribution
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.models.tables import __all__ as tables
from sigma_cli.store import open_db
from tests import factories
from tests.conftest import Lieu, Sigma

VEILLE = "2020-10-04T23:59"
BASCULE = "2020-10-05T00:00"
PIC = "FORPRO SUP – public fléché PIC"
NAVETTE = "Public orienté par la fiche navette"


def enrol(sigma: Sigma, ordre: int = 1, **changes: str | None) -> Any:
    """Enrol someone of their own number, first name and JSON."""
    options = {"prenom": f"Léa-{ordre}", **changes}
    ligne = factories.stagiaire_enrol(factories.SESSION, **options)
    return sigma.json(*ligne, entree=factories.nir(ordre))


def rules(document: Any) -> list[str]:
    return [avertissement["regle"] for avertissement in factories.warned(document)]


def count(lieu: Lieu, *tables: type[SQLModel]) -> tuple[int, ...]:
    """Return how many rows of each the base holds."""
    with open_db(lieu.adresse) as db:
        return tuple(db.exec(select(func.count()).select_from(table)).one() for table in tables)


def persons(lieu: Lieu) -> tuple[int, ...]:
    return count(lieu, Stagiaire, Parcours)


def session_other(sigma: Sigma) -> str:
    return str(sigma.json(*factories.session_add())["session"])


# Shape --------------------------------------------------------------------------------------------


def test_enrol_answers_with_references_identity_and_warnings(peuple: Sigma) -> None:
    document = enrol(peuple, nom_usage="Durand", civilite="m", courriel="lea@exemple.fr")
    assert document["stagiaire"] == "S000001"
    assert document["parcours"] == "P000001"
    assert document["session"] == factories.SESSION
    assert document["connu"] is False
    saisie = {"provenance": "saisie"}
    assert document["identite"] == {
        "nom_naissance": {"valeur": "Martin"} | saisie,
        "nom_usage": {"valeur": "Durand"} | saisie,
        "prenom": {"valeur": "Léa-1"} | saisie,
        "civilite": {"valeur": "M."} | saisie,
        "date_naissance": {"valeur": "1985-01-15"} | saisie,
        "genre": {"valeur": "masculin"} | saisie,
        "lieu_naissance": {"valeur": "métropole", "provenance": "nir"},
    }
    assert document["certifiee"] is False
    assert rules(document) == []


def test_enrol_tells_people_what_was_done_and_what_is_next(peuple: Sigma) -> None:
    fait = peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    assert (
        fait.stdout == f"S000001 (Martin Léa) inscrit à {factories.SESSION} : parcours P000001.\n"
    )
    assert "sigma place allocate P000001 --motif" in fait.stderr
    assert "À comparer avec la pièce d’identité : Martin, Léa, né le 15/01/1985" in fait.stderr


@pytest.mark.parametrize(
    ("ordre", "genre", "civilite"), [("1", "masculin", "M."), ("2", "féminin", "Mme")]
)
def test_nir_05_civilite_and_genre_are_drawn_from_the_number(
    peuple: Sigma, ordre: str, genre: str, civilite: str
) -> None:
    numero = factories.nir(sexe=ordre)
    identite = peuple.json(*factories.stagiaire_enrol(), entree=numero)["identite"]
    assert identite["civilite"] == {"valeur": civilite, "provenance": "nir"}
    assert identite["genre"] == {"valeur": genre, "provenance": "nir"}


def test_what_is_unusual_warns_and_is_done(peuple: Sigma) -> None:
    peuple.ok("session", "set", factories.SESSION, "--places", "1")
    enrol(peuple, 1)
    document = enrol(peuple, 2, entree="2020-10-01")
    assert rules(document) == ["SES-05", "SES-04"]
    erreurs = peuple.ok(
        *factories.stagiaire_enrol(prenom="Ana"), entree=factories.nir(3)
    ).stderr.splitlines()
    assert any(ligne.startswith("attention : ") and "(SES-05)" in ligne for ligne in erreurs)


def test_enrol_refuses_dates_the_wrong_way_and_sessions_that_are_not(peuple: Sigma) -> None:
    ligne = factories.stagiaire_enrol(entree="2021-01-02", fin="2021-01-01")
    assert "(SES-02)" in peuple.refused(12, *ligne, entree=factories.nir())
    inconnue = factories.stagiaire_enrol("20F0011_03/99")
    peuple.refused(11, *inconnue, entree=factories.nir())
    peuple.ok("session", "cancel", factories.SESSION, "--motif", "Trop peu d’inscrits")
    ligne = factories.stagiaire_enrol()
    assert "refusé (SES-03)" in peuple.refused(12, *ligne, entree=factories.nir())


# Q1: DEFI only, and never a place -----------------------------------------------------------------


def waiting(sigma: Sigma) -> dict[str, int]:
    etats = sigma.json("flux", "status")["resultats"]
    return {etat["code"]: etat["en_attente"] for etat in etats}


def test_q1_02_enrolling_queues_for_defi_only_once_the_pay_is_decided(
    peuple: Sigma, lieu: Lieu
) -> None:
    peuple.ok("flux", "push")
    avant = waiting(peuple)
    enrol(peuple)
    avant |= {"agora": 1}  # the hub hears of everyone who enters (NIR-07)
    assert waiting(peuple) == avant == avant | {"defi": 0}
    assert [flux["etat"] for flux in peuple.json("flux", "push", "defi")["flux"]] == ["RIEN"]
    assert not lieu.depot("defi")
    peuple.ok(*factories.place_allocate())
    assert waiting(peuple) == avant | {"defi": 1}
    peuple.ok("flux", "push")
    assert [fichier.read_text().count("P000001") for fichier in lieu.depot("defi")] == [1]
    assert "Martin" not in "".join(fichier.read_text() for fichier in lieu.depot("carif"))


def test_q1_02_nothing_about_kairos_exists_for_a_person(peuple: Sigma, lieu: Lieu) -> None:
    enrol(peuple)
    peuple.ok(*factories.place_allocate())
    peuple.ok("flux", "push")
    assert "kairos" not in REGISTRE
    assert not [nom for nom in tables if "kairos" in nom.lower()]
    with sqlite3.connect(lieu.base) as base:
        objets = base.execute("SELECT name, sql FROM sqlite_master").fetchall()
    base.close()
    assert not [nom for nom, _ in objets if "kairos" in nom.lower()]
    porteurs = [nom for nom, sql in objets if "kairos" in (sql or "").lower()]
    # the number Kairos gives to a session; where people say that they saw it, or ticked what they
    # typed there themselves
    assert sorted(porteurs) == ["session_formation", "session_vue", "tache_outil"]
    assert sorted(d.name for d in (lieu.dossier / "depot").iterdir()) == ["agora", "carif", "defi"]
    peuple.refused(11, "flux", "push", "kairos")


def pays(lieu: Lieu) -> list[str | None]:
    with open_db(lieu.adresse) as db:
        return [p.type_remuneration for p in db.exec(select(Parcours).order_by(col(Parcours.id)))]


def test_q1_06_as_many_persons_as_places_and_nobody_is_given_one(peuple: Sigma, lieu: Lieu) -> None:
    parcours = [enrol(peuple, ordre)["parcours"] for ordre in range(1, 6)]
    assert pays(lieu) == [None] * 5
    assert count(lieu, Attribution) == (0,)
    assert peuple.json("place", "list")["utilisees"] == 0
    peuple.ok(*factories.place_allocate(parcours[2]))
    assert pays(lieu) == [None, None, "REGION", None, None]


# NIR-01: a number is mandatory from the switch on --------------------------------------------------


def test_nir_01_before_the_switch_a_number_is_not_asked_for(peuple: Sigma) -> None:
    ligne = factories.stagiaire_enrol(nir=None)
    document = peuple.json(*ligne, SIGMA_MAINTENANT=VEILLE)
    assert document["stagiaire"] == "S000001"
    assert set(document["identite"]) == {"nom_naissance", "prenom", "date_naissance"}


@pytest.mark.parametrize("entree", [None, "", "   \n", "\n"])
def test_nir_01_from_the_switch_on_a_new_registration_needs_a_number(
    peuple: Sigma, lieu: Lieu, entree: str | None
) -> None:
    ligne = factories.stagiaire_enrol(nir=None if entree is None else "-")
    message = peuple.refused(12, *ligne, entree=entree, SIGMA_MAINTENANT=BASCULE)
    assert message.startswith("refusé (NIR-01) : le NIR ou le NIA est obligatoire")
    assert persons(lieu) == (0, 0)


def test_nir_01_also_for_a_person_registered_before(peuple: Sigma) -> None:
    ligne = factories.stagiaire_enrol(nir=None)
    peuple.ok(*ligne, SIGMA_MAINTENANT=VEILLE)
    autre = factories.stagiaire_enrol(session_other(peuple), nir=None)
    assert "(NIR-01)" in peuple.refused(12, *autre)


def test_nir_01_what_was_registered_before_stays_editable(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(nir=None), SIGMA_MAINTENANT=VEILLE)
    fiche = peuple.json("stagiaire", "set", "S000001", "--nom-usage", "Durand")
    assert (fiche["nom_usage"], fiche["nir"], fiche["nir_classe"]) == ("Durand", None, None)
    peuple.ok(*factories.place_allocate())
    peuple.ok("place", "release", "P000001", "--motif", "Erreur de saisie")
    peuple.ok("session", "set", factories.SESSION, "--places", "12")


def test_nir_01_the_date_is_that_of_the_configuration(peuple: Sigma, lieu: Lieu) -> None:
    lieu.config.write_text("[bascules]\nversion_agora = 2020-11-01\n")
    peuple.ok(*factories.stagiaire_enrol(nir=None))
    plus_tard = factories.stagiaire_enrol(nir=None, prenom="Ana")
    assert "(NIR-01)" in peuple.refused(12, *plus_tard, SIGMA_MAINTENANT="2020-11-01T00:00")


@pytest.mark.parametrize(
    ("sexe", "classe"), [("3", "NIA"), ("4", "NIA"), ("7", "PROVISOIRE"), ("2", "NIR")]
)
def test_nir_01_a_nia_or_a_provisional_number_will_do(
    peuple: Sigma, sexe: str, classe: str
) -> None:
    numero = factories.nir(734, sexe=sexe)
    peuple.ok(*factories.stagiaire_enrol(), entree=numero)
    assert peuple.json("stagiaire", "show", "S000001")["nir_classe"] == classe
    assert peuple.json("stagiaire", "list", "--nia")["nombre"] == int(classe != "NIR")


# NIR-10: one number, one person ---------------------------------------------------------------------


def test_nir_10_the_same_person_in_several_sessions_is_normal(peuple: Sigma, lieu: Lieu) -> None:
    enrol(peuple)
    autre = session_other(peuple)
    ligne = factories.stagiaire_enrol(autre, nom=" MARTIN ", prenom="lea 1", naissance=None)
    document = peuple.json(*ligne, entree=factories.nir())
    assert (document["stagiaire"], document["parcours"]) == ("S000001", "P000002")
    assert (document["session"], document["connu"]) == (autre, True)
    assert document["identite"]["prenom"] == {"valeur": "Léa-1", "provenance": "base"}
    assert document["identite"]["date_naissance"]["provenance"] == "base"
    assert persons(lieu) == (1, 2)


@pytest.mark.parametrize(
    "autre", [{"nom": "Durand"}, {"prenom": "Ana"}, {"naissance": "1985-01-16"}]
)
def test_nir_10_the_number_of_someone_else_names_their_reference_only(
    peuple: Sigma, lieu: Lieu, autre: dict[str, str]
) -> None:
    peuple.ok(*factories.stagiaire_enrol(prenom="Éléonore"), entree=factories.nir(734))
    ligne = factories.stagiaire_enrol(session_other(peuple), **{"prenom": "Éléonore"} | autre)
    resultat = peuple(*ligne, "--json", entree=factories.nir(734))
    assert resultat.exit_code == 13
    assert "erreur (NIR-10) : ce numéro est déjà celui de S000001" in resultat.stderr
    tues = {"Martin", "MARTIN", "Éléonore", "1985-01-15", "15/01/1985"}
    tues |= factories.fragments(factories.nir(734))
    assert not [texte for texte in tues if texte in resultat.output]
    assert '"regle": "NIR-10"' in resultat.stdout
    assert persons(lieu) == (1, 1)


def test_nir_10_someone_is_enrolled_once_in_a_session(peuple: Sigma, lieu: Lieu) -> None:
    enrol(peuple)
    message = peuple.refused(13, *factories.stagiaire_enrol(prenom="Léa-1"), entree=factories.nir())
    assert "S000001 est déjà inscrit" in message
    assert "P000001" in message
    assert persons(lieu) == (1, 1)


def test_nir_10_the_same_number_is_known_with_and_without_its_key(peuple: Sigma) -> None:
    enrol(peuple)
    ligne = factories.stagiaire_enrol(session_other(peuple), prenom="Léa-1")
    document = peuple.json(*ligne, "--yes", entree=factories.nir()[:13])
    assert document["connu"] is True


def test_namesakes_without_a_number_are_two_persons(peuple: Sigma, lieu: Lieu) -> None:
    for _ in range(2):
        peuple.ok(*factories.stagiaire_enrol(nir=None), SIGMA_MAINTENANT=VEILLE)
    assert persons(lieu) == (2, 2)


# RAP-02, Q5-01, Q6-01, Q7-01 -------------------------------------------------------------------------


def parcours(sigma: Sigma, ref: str = "S000001") -> Any:
    return sigma.json("stagiaire", "show", ref)["parcours"][0]


@pytest.mark.parametrize(
    "saisie", [PIC, "forpro sup - PUBLIC FLÉCHÉ PIC", "Forpro Sup — public fleche pic"]
)
def test_rap_02_the_pic_category_is_written_as_it_must(peuple: Sigma, saisie: str) -> None:
    peuple.ok(*factories.stagiaire_enrol(categorie=saisie), "--pic", entree=factories.nir())
    lu = parcours(peuple)
    assert (lu["categorie_public"], lu["pic"]) == (PIC, True)


@pytest.mark.parametrize(
    ("categorie", "options"), [(None, ["--pic"]), ("Salarié", ["--pic"]), (PIC, [])]
)
def test_rap_02_the_flag_and_the_category_go_together(
    peuple: Sigma, categorie: str | None, options: list[str]
) -> None:
    ligne = factories.stagiaire_enrol(categorie=categorie)
    assert "refusé (RAP-02)" in peuple.refused(12, *ligne, *options, entree=factories.nir())


@pytest.mark.parametrize(("niveau", "dits"), [("4", []), ("5", ["RAP-02"]), ("8", ["RAP-02"])])
def test_rap_02_a_high_level_in_the_pic_only_warns(
    peuple: Sigma, niveau: str, dits: list[str]
) -> None:
    ligne = factories.stagiaire_enrol(categorie=PIC, niveau_entree=niveau)
    assert rules(peuple.json(*ligne, "--pic", entree=factories.nir())) == dits


@pytest.mark.parametrize("saisie", [NAVETTE, "orienté par la FICHE NAVETTE", "fiche  navette"])
def test_q5_01_the_fiche_navette_is_refused_in_forpro_sup(peuple: Sigma, saisie: str) -> None:
    ligne = factories.stagiaire_enrol(categorie=saisie)
    message = peuple.refused(12, *ligne, entree=factories.nir())
    assert "refusé (Q5-01)" in message
    assert "marchés PRF" in message


def test_q5_01_the_fiche_navette_belongs_to_the_prf(peuple: Sigma) -> None:
    peuple.ok(*factories.action_add("20F0012", programme="PRF"))
    peuple.ok(*factories.composante_add("20F0012_01"))
    session = peuple.json(*factories.session_add("20F0012_01"))["session"]
    peuple.ok(
        *factories.stagiaire_enrol(session, categorie=NAVETTE), "--rqth", entree=factories.nir()
    )
    lu = parcours(peuple)
    assert (lu["categorie_public"], lu["rqth"]) == (NAVETTE, True)


def test_q6_01_a_numero_ale_is_dropped_with_a_word(peuple: Sigma, lieu: Lieu) -> None:
    assert rules(enrol(peuple, numero_ale="ALE-7654-Z")) == ["Q6-01"]
    base = b"".join(f.read_bytes() for f in lieu.dossier.glob("sigma.db*"))
    assert b"ALE-7654-Z" not in base
    assert "--numero-ale" not in peuple.ok("stagiaire", "enrol", "--help").stdout


@pytest.mark.parametrize("vide", ["", "  "])
def test_q6_01_an_empty_numero_ale_never_blocks(peuple: Sigma, vide: str) -> None:
    ligne = [*factories.stagiaire_enrol(), "--numero-ale", vide]
    assert rules(peuple.json(*ligne, entree=factories.nir())) == []


@pytest.mark.parametrize(
    ("saisi", "lu"),
    [("VI", "INFRA3"), ("v bis", "INFRA3"), ("V", "3"), ("IV", "4"), ("III", "5"), ("II", "6")],
)
def test_q7_01_before_the_switch_the_old_list_is_mapped(peuple: Sigma, saisi: str, lu: str) -> None:
    ligne = factories.stagiaire_enrol(niveau_entree=saisi)
    peuple.ok(*ligne, entree=factories.nir(), SIGMA_MAINTENANT=VEILLE)
    assert parcours(peuple)["niveau_entree"] == lu


@pytest.mark.parametrize("chiffre", ["1", "6", "7", "8"])
def test_q7_01_digits_are_read_from_the_switch_on_only(peuple: Sigma, chiffre: str) -> None:
    ligne = factories.stagiaire_enrol(niveau_entree=chiffre)
    message = peuple.refused(10, *ligne, entree=factories.nir(), SIGMA_MAINTENANT=VEILLE)
    assert "(Q7-01)" in message
    peuple.ok(*ligne, entree=factories.nir(), SIGMA_MAINTENANT=BASCULE)
    assert parcours(peuple)["niveau_entree"] == chiffre
