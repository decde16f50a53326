"""Q8-04: any base, exported then imported in an empty one, gives the same exports, byte for byte."""

import io
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.nir import Nir
from sigma_cli.domain.texte import nettoyer
from sigma_cli.errors import SigmaError
from sigma_cli.exports import COMPLETS, REGISTRE
from sigma_cli.exports.contrat import Export
from sigma_cli.exports.stagiaires import with_numbers
from sigma_cli.formats.tableau import read_table
from sigma_cli.referentiels import reglages
from sigma_cli.referentiels.statuts import Nomenclature
from sigma_cli.services import (
    actions,
    composantes,
    importation,
    inscriptions,
    numeros,
    places,
    sessions,
)
from sigma_cli.services.exportation import Format, export
from sigma_cli.services.importation import execution, feuille, lecture
from sigma_cli.services.importation.contrat import Contexte
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.coffre import Coffre
from sigma_cli.store.engine import open_db
from tests import factories

COFFRE = Coffre.of(bytes(32))
REGLAGES = reglages.load({})
ACTE = Acte(agent="testeur", le=datetime(2020, 10, 6, 7, tzinfo=UTC))
AVANT = Acte(agent="testeur", le=datetime(2020, 9, 1, 7, tzinfo=UTC))  # a number is not asked yet
SORTES = ("actions", "composantes", "stagiaires")


def _text(maximum: int) -> st.SearchStrategy[str]:
    """Texts as the base keeps them: cleaned, of any letter, and some that formats mistreat."""
    pieges = st.sampled_from(
        ["=1+1", "-", "'=a", "@x", "01", "a;b", '"', "1E5", "été", "#N/A", "oui", "N Action", "a|b"]
    )
    libres = st.text(min_size=1, max_size=min(maximum, 30)).map(nettoyer).filter(bool)
    return st.one_of(pieges, libres)


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
        "places": draw(st.integers(0, 50)),
        "site": draw(_text(255)),
        "code_postal": draw(st.sampled_from(["01004", "11108", "97400"])),
        "code_insee": draw(st.sampled_from(["01004", "2A004", "11262"])),
        "commune": draw(_text(50)),
        "adresse": draw(st.none() | _text(200)),
        "numero_carif": draw(st.none() | _text(30)),
    }
    return valeurs, draw(st.lists(JOURS, max_size=3, unique=True))


PARCOURS = st.builds(
    Parcours,
    personne=st.integers(1, 4),
    nom=_text(100),
    prenom=st.none() | _text(100),
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
        "parcours": draw(st.lists(PARCOURS, max_size=5)),
        "annulees": draw(st.sets(st.integers(0, 2), max_size=1)),
    }


def fill(db: Session, contenu: dict[str, Any]) -> None:
    """Make the base by the services of the commands; what a rule refuses is left out."""
    ouvertes = list(offer(db, contenu))
    for parcours in contenu["parcours"]:
        if parcours.session < len(ouvertes):
            with suppress(SigmaError):  # any base that the rules let be made will do
                enrol(db, parcours, ouvertes[parcours.session])
    for rang in contenu["annulees"] & set(range(len(ouvertes))):
        sessions.cancel(db, ACTE, ouvertes[rang], motif="Effectif", force=True, reglages=REGLAGES)


def offer(db: Session, contenu: dict[str, Any]) -> Iterator[references.Session]:
    """Make actions, composantes and sessions; yield the references of these."""
    for rang, valeurs in enumerate(contenu["actions"]):
        actions.add(db, ACTE, valeurs | {"numero": f"20F00{rang:02d}"})
    refs = []
    for rang, (action, (valeurs, codes)) in enumerate(contenu["composantes"], 1):
        ref = references.Composante(f"20F00{action:02d}", rang)
        with suppress(SigmaError):
            composantes.add(db, ACTE, ref, valeurs, codes)
            refs.append(ref)
    for rang, (valeurs, jours) in contenu["sessions"]:
        if rang < len(refs):
            with suppress(SigmaError):
                fiche = sessions.add(db, ACTE, refs[rang], dict(valeurs), jours, reglages=REGLAGES)
                yield references.read_session(fiche.session)


def enrol(db: Session, parcours: Parcours, session: references.Session) -> None:
    nir = Nir.parse(factories.nir(parcours.personne), aujourdhui=ACTE.jour)
    demande = inscriptions.Demande(
        session=session,
        nom_naissance=parcours.nom,
        prenom=parcours.prenom,
        nir=nir if parcours.numero else None,
    )
    inscrit = inscriptions.enrol(db, AVANT, demande, coffre=COFFRE, reglages=REGLAGES)
    if parcours.paye:
        ident = references.read_parcours(inscrit.parcours)
        places.allocate(db, ACTE, ident, criteres=[], motif="sans ressources", reglages=REGLAGES)


def exported(db: Session, vers: Format) -> dict[str, bytes]:
    return {sorte: written(db, whole(sorte), vers) for sorte in SORTES} | {
        f"{sorte} court": written(db, REGISTRE[sorte], vers) for sorte in SORTES
    }


def whole(sorte: str) -> Export:
    def reveal(ident: int, scelle: bytes) -> str:
        return numeros.reveal(COFFRE, ident, scelle).valeur

    return with_numbers(reveal) if sorte == "stagiaires" else COMPLETS[sorte]


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


@pytest.mark.parametrize("vers", [Format.CSV, Format.XLSX])
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
        for sorte, source in (
            ("actions", "actions"),
            ("composantes", "composantes"),
            ("sessions", "composantes"),
            ("stagiaires", "stagiaires"),
        ):
            fichier = tmp_path / f"{source}.{vers}"
            fichier.write_bytes(avant[source])
            bilan = take_in(db, fichier, sorte)
            assert bilan.erreurs == []
    with open_db(Adresse.parse(str(autre)), ecriture=True) as db:
        assert exported(db, vers) == avant
        for sorte in (*SORTES, "sessions"):
            bilan = take_in(
                db, tmp_path / f"{sorte.replace('sessions', 'composantes')}.{vers}", sorte
            )
            assert bilan.compte["crees"] + bilan.compte["modifies"] + bilan.refuses == 0, (
                bilan.erreurs
            )
