"""Q8-04: any base, exported then imported in an empty one, gives the same exports, byte for byte."""

import io
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.lecteurs import nominative, short
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.domain.texte import nettoyer
from sigma_cli.errors import InvalidInput, SigmaError
from sigma_cli.exports import COMPLETS, REGISTRE
from sigma_cli.exports.contrat import Export
from sigma_cli.exports.stagiaires import with_numbers
from sigma_cli.formats.tableau import read_table
from sigma_cli.referentiels import reglages
from sigma_cli.referentiels.recrutement import Mode, Presence
from sigma_cli.referentiels.statuts import Nomenclature
from sigma_cli.services.echanges import importation
from sigma_cli.services.echanges.exportation import Format, export
from sigma_cli.services.echanges.importation import execution, feuille, lecture
from sigma_cli.services.echanges.importation.contrat import Contexte
from sigma_cli.services.inscription import candidature as inscription
from sigma_cli.services.inscription import passage as inscriptions
from sigma_cli.services.inscription.demande import Demande
from sigma_cli.services.offre import actions, composantes, reunions, sessions
from sigma_cli.services.offre import fiche as fiche_session
from sigma_cli.services.personnes import numeros
from sigma_cli.services.places import quota as places
from sigma_cli.services.recrutement import candidatures, prescripteurs, suites
from sigma_cli.services.rgpd import effacement, personne
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.coffre import Coffre
from sigma_cli.store.engine import open_db
from tests import factories

COFFRE = Coffre.of(bytes(32))
REGLAGES = reglages.load({})
ACTE = Acte(agent="testeur", le=datetime(2020, 10, 6, 7, tzinfo=UTC))
AVANT = Acte(agent="testeur", le=datetime(2020, 9, 1, 7, tzinfo=UTC))  # a number is not asked yet
SORTES = ("actions", "composantes", "ic", "prescripteurs", "stagiaires", "candidatures")
# What is imported, in order, and the export that tells it.
IMPORTS = (
    ("actions", "actions"),
    ("composantes", "composantes"),
    ("sessions", "composantes"),
    ("ic", "ic"),
    ("prescripteurs", "prescripteurs"),
    ("stagiaires", "stagiaires"),
    ("candidatures", "candidatures"),
)


def _text(maximum: int) -> st.SearchStrategy[str]:
    """Texts as the base keeps them: cleaned, of any letter, and some that formats mistreat."""
    pieges = st.sampled_from(
        ["=1+1", "-", "'=a", "@x", "01", "a;b", '"', "1E5", "été", "#N/A", "oui", "N Action", "a|b"]
    )
    libres = st.text(min_size=1, max_size=min(maximum, 30)).map(nettoyer).filter(_is_taken)
    return st.one_of(pieges, libres)


def _is_taken(texte: str) -> bool:
    """Tell what a command would have let into the base: a text, without what looks like a NIR."""
    try:
        nominative(short(30))(texte, "texte")
    except InvalidInput:
        return False
    return True


def _name() -> st.SearchStrategy[str]:
    """Names as the base keeps those of persons: none begins as a formula does (IDN-02)."""
    return _text(30).filter(lambda texte: not texte.startswith(("=", "+", "-", "@")))


JOURS = st.dates(date(2000, 1, 1), date(2040, 1, 1))
NIVEAUX = st.sampled_from(["1", "5", "8", "INFRA3"])


@st.composite
def _periode(draw: st.DrawFn) -> tuple[date, date]:
    debut = draw(JOURS)
    return debut, debut + timedelta(days=draw(st.integers(0, 400)))


@dataclass(frozen=True)
class Parcours:
    """A registration to make: who, where from the end of the list, and what is decided of it."""

    personne: int
    nom: str
    prenom: str | None
    session: int
    numero: bool
    paye: bool


@st.composite
def _action(draw: st.DrawFn) -> dict[str, Any]:
    debut, fin = draw(_periode())
    return {
        "convention": draw(st.sampled_from(["20005341_1", "20005342_12", "ABC"])),
        "intitule": draw(_text(255)),
        "annee": draw(st.integers(2000, 2100)),
        "date_debut": debut,
        "date_fin_prevue": fin,
        "niveau_sortie": draw(NIVEAUX),
        "places_remunerees": draw(st.integers(0, 5)),
        "effectif": draw(st.none() | st.integers(0, 99)),
        "statut": draw(st.sampled_from(["EG", "CL"])),
        "date_vote": draw(st.none() | JOURS),
        "programme": draw(st.sampled_from(["FORPRO_SUP", "PRF"])),
    }


@st.composite
def _composante(draw: st.DrawFn) -> tuple[dict[str, Any], dict[Nomenclature, list[str]]]:
    valeurs = {
        "intitule": draw(_text(255)),
        "certifinfo": draw(st.sampled_from(["93541", "007", "1"])),
        "niveau_entree": draw(NIVEAUX),
        "niveau_sortie": draw(NIVEAUX),
        "rncp": draw(st.none() | st.just("RNCP123")),
        "objectif": draw(st.none() | _text(3000)),
        "heures_centre": draw(st.none() | st.integers(0, 999)),
        "modalites_enseignement": draw(st.sampled_from(["0", "1", "2"])),
        "certifiante": draw(st.booleans()),
        "pic": draw(st.booleans()),
    }
    codes = {
        Nomenclature.FORMACODE: draw(st.lists(st.sampled_from(["01234", "44586"]), max_size=2)),
        Nomenclature.NSF: draw(st.lists(st.sampled_from(["326", "01E"]), max_size=2)),
    }
    return valeurs, codes


@st.composite
def _session(draw: st.DrawFn) -> tuple[dict[str, Any], list[date]]:
    debut, fin = draw(_periode())
    valeurs = {
        "numero": draw(st.none() | st.integers(1, 9999)),
        "date_debut": debut,
        "date_fin": fin,
        "places": draw(st.sampled_from([50, 1, 0])),
        "site": draw(_text(255)),
        "code_postal": draw(st.sampled_from(["01004", "11108", "97400"])),
        "code_insee": draw(st.sampled_from(["01004", "2A004", "11262"])),
        "commune": draw(_text(50)),
        "adresse": draw(st.none() | _text(200)),
        "siret": draw(st.none() | st.just("12345678200010")),
        "uai": draw(st.none() | st.just("0319999A")),
        "numero_carif": draw(st.none() | _text(30)),
    }
    return valeurs, draw(st.lists(JOURS, max_size=3, unique=True))


REUNION = st.fixed_dictionaries(
    {
        "heure_debut": st.sampled_from([None, "09h30"]),
        "heure_fin": st.sampled_from([None, "23h59"]),
        "lieu": st.none() | _text(250),
        "places": st.none() | st.integers(0, 99),
    }
)
PRESCRIPTEUR = st.builds(
    prescripteurs.Saisie,
    nom=_text(150),
    departement=st.sampled_from(["11", "2A", "09"]),
    ville=_text(50),
    type=st.sampled_from(["CIDFF", "MISSION_LOCALE"]),
    sans_outil=st.booleans(),
)


@dataclass(frozen=True)
class Suite:
    """A candidature to make, and what becomes of it as far as the rules let it go."""

    session: int
    nom: str
    prenom: str
    naissance: date | None
    prescripteur: int | None
    avant_vote: bool
    reunion: bool
    presence: Presence | None
    retenu: bool | None
    raison: str
    parcours: int


SUITE = st.builds(
    Suite,
    session=st.integers(0, 1),
    nom=_name(),
    prenom=_name(),
    naissance=st.none() | JOURS,
    prescripteur=st.none() | st.integers(1, 2),
    avant_vote=st.booleans(),
    reunion=st.booleans(),
    presence=st.sampled_from([Presence.PRESENT, Presence.ABSENT, None]),
    retenu=st.sampled_from([True, None, False]),
    raison=_text(500),
    parcours=st.integers(1, 2),
)


PARCOURS = st.builds(
    Parcours,
    personne=st.integers(1, 4),
    nom=_name(),
    prenom=st.none() | _name(),
    session=st.integers(0, 2),
    numero=st.booleans(),
    paye=st.booleans(),
)


@st.composite
def _contents(draw: st.DrawFn) -> dict[str, Any]:
    """Return what a base may hold: actions, their composantes, their sessions, who is in them."""
    return {
        "actions": draw(st.lists(_action(), min_size=1, max_size=2)),
        "composantes": draw(
            st.lists(st.tuples(st.integers(0, 1), _composante()), min_size=1, max_size=3)
        ),
        "sessions": draw(
            st.lists(st.tuples(st.integers(0, 1), _session()), min_size=1, max_size=4)
        ),
        "reunions": draw(st.lists(REUNION, max_size=3)),
        "prescripteurs": draw(st.lists(PRESCRIPTEUR, max_size=3)),
        "parcours": draw(st.lists(PARCOURS, max_size=5)),
        "effaces": draw(st.sets(st.integers(1, 3), max_size=2)),
        "candidatures": draw(st.lists(SUITE, max_size=4)),
        "annulees": draw(st.sets(st.integers(0, 2), max_size=1)),
    }


def fill(db: Session, contenu: dict[str, Any]) -> None:
    """Make the base by the services of the commands; what a rule refuses is left out."""
    ouvertes = list(offer(db, contenu))
    premiers: dict[int, Parcours] = {}
    for parcours in contenu["parcours"]:
        if parcours.session < len(ouvertes):
            premier = premiers.setdefault(parcours.personne, parcours)
            memes = replace(parcours, nom=premier.nom, prenom=premier.prenom)
            with suppress(SigmaError):  # any base that the rules let be made will do
                enrol(db, memes, ouvertes[parcours.session])
    for ident in contenu["effaces"]:
        with suppress(SigmaError):
            effacement.forget(db, ACTE, personne.load(db, ident, COFFRE))
    for saisie in contenu["prescripteurs"]:
        with suppress(SigmaError):
            prescripteurs.add(db, ACTE, saisie, certain=True)
    for suite in contenu["candidatures"]:
        if suite.session < len(ouvertes):
            follow(db, suite, ouvertes[suite.session])
    for rang in contenu["annulees"] & set(range(len(ouvertes))):
        sessions.cancel(db, ACTE, ouvertes[rang], motif="Effectif", force=True, reglages=REGLAGES)


def offer(db: Session, contenu: dict[str, Any]) -> Iterator[references.Session]:
    """Make actions, composantes and sessions; yield the references of these."""
    for rang, valeurs in enumerate(contenu["actions"]):
        actions.add(db, ACTE, valeurs | {"numero": f"20F00{rang:02d}"})
    refs, details = [], cycle(contenu["reunions"] or [{}])
    for rang, (action, (valeurs, codes)) in enumerate(contenu["composantes"], 1):
        ref = references.Composante(f"20F00{action:02d}", rang)
        with suppress(SigmaError):
            composantes.add(db, ACTE, ref, valeurs, codes)
            refs.append(ref)
    for rang, (valeurs, jours) in contenu["sessions"]:
        if rang < len(refs):
            with suppress(SigmaError):
                fiche = sessions.add(db, ACTE, refs[rang], dict(valeurs), jours, reglages=REGLAGES)
                session = references.read_session(fiche.session)
                for jour in jours:
                    reunions.update(db, ACTE, session, jour, next(details), reglages=REGLAGES)
                yield session


def enrol(db: Session, parcours: Parcours, session: references.Session) -> None:
    nir = Nir.parse(factories.nir(parcours.personne), aujourdhui=ACTE.jour)
    demande = Demande(
        session=session,
        nom_naissance=parcours.nom,
        prenom=parcours.prenom,
        nir=nir if parcours.numero else None,
    )
    inscrit = inscriptions.enrol(db, AVANT, demande, coffre=COFFRE, reglages=REGLAGES)
    if parcours.paye:
        ident = references.read_parcours(inscrit.parcours)
        places.allocate(db, ACTE, ident, criteres=[], motif="sans ressources", reglages=REGLAGES)


def follow(db: Session, suite: Suite, session: references.Session) -> None:
    """Enter a candidature, then go on until a rule stops it: what is done before stays."""
    fiche = fiche_session.show(db, ACTE, session, reglages=REGLAGES)
    jours = [reunion.date for reunion in fiche.informations_collectives]
    saisie = candidatures.Saisie(
        session=session,
        nom=suite.nom,
        prenom=suite.prenom,
        date_naissance=suite.naissance,
        mode=Mode.FICHE if suite.prescripteur else None,
        prescripteur=suite.prescripteur,
        sans_prescripteur=suite.prescripteur is None,
        avant_vote=suite.avant_vote,
        reunion=jours[0] if jours and suite.reunion else None,
    )
    with suppress(SigmaError):
        entree = candidatures.add(db, ACTE, saisie, reglages=REGLAGES)
        ident = references.read_candidature(entree.candidature)
        if suite.presence:
            suites.attend(db, ACTE, ident, suite.presence, le=None, reglages=REGLAGES)
        if suite.retenu is False:
            suites.reject(
                db, ACTE, ident, motif="COMPLET", precision=suite.raison, reglages=REGLAGES
            )
        if suite.retenu:
            debut, fin = fiche.date_debut, fiche.date_fin
            suites.retain(
                db, ACTE, ident, debut=debut, fin=fin, raison=suite.raison, reglages=REGLAGES
            )
        inscription.link(db, ACTE, ident, suite.parcours, reglages=REGLAGES)
        suites.validate(db, ACTE, ident, le=None, reglages=REGLAGES)


def exported(db: Session, vers: Format) -> dict[str, bytes]:
    return {sorte: written(db, whole(sorte), vers) for sorte in SORTES} | {
        f"{sorte} court": written(db, REGISTRE[sorte], vers) for sorte in SORTES
    }


def whole(sorte: str) -> Export:
    def reveal(ident: int, scelle: bytes) -> str:
        return numeros.reveal(COFFRE, ident, scelle).valeur

    return with_numbers(reveal) if sorte == "stagiaires" else (REGISTRE | COMPLETS)[sorte]


def written(db: Session, quoi: Export, vers: Format) -> bytes:
    sortie = io.BytesIO()
    export(db, sortie, quoi, quoi.filtre(), vers=vers, le=ACTE.le)
    return sortie.getvalue()


def take_in(db: Session, fichier: Path, sorte: str) -> execution.Bilan:
    genre = importation.REGISTRE[sorte]
    contexte = Contexte(acte=ACTE, reglages=REGLAGES, coffre=COFFRE)
    with read_table(fichier, entete=lambda t: lecture.is_header(genre, t, {})) as tableau:
        feuille.check_sheet(tableau)
        colonnes = lecture.map_columns(genre, tableau.titres, {})
        assert not colonnes.inconnues
        assert not colonnes.a_confirmer
        lecteur = lecture.Lecteur(genre, tableau, colonnes, {}, contexte)
        return execution.run(db, genre, contexte, lecteur.rows(), avance=lambda _: None)


@pytest.mark.parametrize("vers", [Format.CSV, Format.XLSX, Format.JSON])
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(contenu=_contents())
def test_q8_04_export_import_export_gives_the_same_bytes(
    base_neuve: Path, tmp_path: Path, vers: Format, contenu: dict[str, Any]
) -> None:
    une, autre = tmp_path / "une.db", tmp_path / "autre.db"
    for base in (une, autre):
        shutil.copy(base_neuve, base)
    with open_db(Adresse.parse(str(une)), ecriture=True) as db:
        fill(db, contenu)
    with open_db(Adresse.parse(str(une))) as db:
        avant = exported(db, vers)
    with open_db(Adresse.parse(str(autre)), ecriture=True) as db:
        for sorte, source in IMPORTS:
            fichier = tmp_path / f"{source}.{vers}"
            fichier.write_bytes(avant[source])
            bilan = take_in(db, fichier, sorte)
            assert bilan.erreurs == []
    with open_db(Adresse.parse(str(autre)), ecriture=True) as db:
        assert exported(db, vers) == avant
        for sorte, source in IMPORTS:
            bilan = take_in(db, tmp_path / f"{source}.{vers}", sorte)
            assert bilan.compte["crees"] + bilan.compte["modifies"] + bilan.refuses == 0, (
                bilan.erreurs
            )
