"""Enrolling a whole file: the same rules, the same rows, as one person at a time."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, col, select

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import PARIS
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.domain.references import Session as RefSession
from sigma_cli.domain.references import read_session
from sigma_cli.errors import KeyProblem, SigmaError
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels import reglages
from sigma_cli.services.inscription.demande import Demande, Inscrit
from sigma_cli.services.inscription.passage import enrol, enrol_many
from sigma_cli.services.taches import suivi
from sigma_cli.store.coffre import Coffre
from sigma_cli.store.engine import open_db
from tests import factories
from tests.conftest import Lieu, Sigma

COFFRE = Coffre.of(bytes(range(32)))
ACTE = Acte(agent="testeur", le=datetime(2020, 10, 6, 9, tzinfo=PARIS))
REGLAGES = reglages.load({})
REF = read_session(factories.SESSION)
FERMEE = RefSession("20F0011_03", 2)
INCONNUE = RefSession("20F0011_03", 9)


def demande(ordre: int = 1, **changes: Any) -> Demande:
    nir = Nir.parse(factories.nir(ordre), aujourdhui=ACTE.jour)
    base = Demande(session=REF, nom_naissance="Martin", prenom=f"Léa {ordre}", nir=nir)
    return replace(base, **changes)


def issues(db: Session, demandes: Sequence[Demande], coffre: Coffre | None = COFFRE) -> list[str]:
    """Return what became of each: the references, or the rule (else the class) of the refusal."""
    return [
        told(issue) for issue in enrol_many(db, ACTE, demandes, coffre=coffre, reglages=REGLAGES)
    ]


def told(issue: Inscrit | SigmaError) -> str:
    if isinstance(issue, Inscrit):
        return f"{issue.stagiaire} {issue.parcours}"
    return issue.regle or type(issue).__name__


def one_by_one(db: Session, demandes: Sequence[Demande]) -> list[str]:
    trouvees = []
    for une in demandes:
        try:
            trouvees.append(told(enrol(db, ACTE, une, coffre=COFFRE, reglages=REGLAGES)))
        except SigmaError as refus:
            trouvees.append(told(refus))
    return trouvees


def tasks(db: Session) -> list[tuple[str, int, str, str]]:
    db.flush()
    lues = db.exec(select(Tache).order_by(col(Tache.genre), col(Tache.objet_id)))
    return [(tache.genre, tache.objet_id, tache.cle, tache.etat) for tache in lues]


@pytest.fixture
def base(peuple: Sigma, lieu: Lieu) -> Path:
    """A base with two sessions, the second one put to 0 places."""
    peuple.ok(*factories.session_add())
    peuple.ok("session", "cancel", str(FERMEE), "--motif", "Trop peu d’inscrits")
    return lieu.base


def test_persons_are_numbered_in_order_and_found_again(base: Path, db: Session) -> None:
    assert base.exists()
    assert issues(db, [demande(1), demande(2)]) == ["S000001 P000001", "S000002 P000002"]
    assert issues(db, [demande(3), demande(1)]) == ["S000003 P000003", "Conflict"]


def test_what_enrolments_ask_for_elsewhere_is_what_all_the_facts_ask_for(
    base: Path, db: Session
) -> None:
    assert base.exists()
    nia = Nir.parse(factories.nir(5, sexe="7"), aujourdhui=ACTE.jour)
    paie = {"reprise": True, "type_remuneration": "REGION", "defi_le": ACTE.jour}
    issues(db, [demande(1), demande(2, nir=nia), demande(3, **paie)])
    ouvertes = tasks(db)
    assert {genre for genre, *_ in ouvertes} == {"KAIROS_STAGIAIRE", "NIA_ANCIEN"}
    suivi.refresh_all(db, ACTE, REGLAGES)
    assert tasks(db) == ouvertes


def test_what_is_refused_is_told_in_its_place_and_not_written(base: Path, db: Session) -> None:
    lot = [
        demande(1),
        demande(2, session=INCONNUE),
        demande(3, session=FERMEE),
        demande(4, civilite="Mme"),
        demande(5, nir=None),
        demande(6, pic=True),
        demande(1),
        demande(1, nom_naissance="Durand"),
        demande(7, date_entree=date(2021, 1, 2), date_fin_prevue=date(2021, 1, 1)),
        demande(8),
    ]
    attendues = ["NotFound", "SES-03", "NIR-05", "NIR-01", "RAP-02", "Conflict", "NIR-10", "SES-02"]
    assert issues(db, lot) == ["S000001 P000001", *attendues, "S000002 P000002"]
    db.commit()
    with closing(sqlite3.connect(base)) as lue:
        assert lue.execute("SELECT count(*) FROM stagiaire").fetchone() == (2,)
        assert lue.execute("SELECT count(*) FROM parcours").fetchone() == (2,)


def test_a_person_twice_in_a_file_is_one_person(base: Path, db: Session, peuple: Sigma) -> None:
    db.commit()
    autre = read_session(peuple.json(*factories.session_add())["session"])
    lot = [demande(1), demande(1, session=autre, nom_naissance="MARTIN", prenom=None)]
    assert issues(db, lot) == ["S000001 P000001", "S000001 P000002"]
    assert base.exists()


def test_over_booking_is_told_from_the_row_that_goes_over(base: Path, db: Session) -> None:
    lot = [demande(ordre) for ordre in range(1, 13)]
    lues = list(enrol_many(db, ACTE, lot, coffre=COFFRE, reglages=REGLAGES))
    dits = [[a.regle for a in lue.avertissements] for lue in lues if isinstance(lue, Inscrit)]
    assert dits == [[]] * 10 + [["SES-05"]] * 2
    assert base.exists()


def test_more_than_a_batch_is_enrolled_in_few_statements(base: Path, lieu: Lieu) -> None:
    with open_db(lieu.adresse, ecriture=True) as db:
        comptes: list[str] = []
        event.listen(
            db.get_bind(),
            "before_cursor_execute",
            lambda _c, _u, ordre, *_: comptes.append(ordre),
        )
        numeros = [factories.nir(1 + n % 999, annee=str(80 + n // 999)) for n in range(1_200)]
        lot = [demande(nir=Nir.parse(numero, aujourdhui=ACTE.jour)) for numero in numeros]
        assert len(set(issues(db, lot))) == 1_200
        assert len(comptes) < 200  # two a kind of task and a batch, and not one a person
    assert base.exists()


def test_a_number_needs_the_key(base: Path, db: Session) -> None:
    with pytest.raises(KeyProblem):
        issues(db, [demande(1)], coffre=None)
    assert base.exists()


def test_another_key_is_refused_before_anything(base: Path, db: Session) -> None:
    issues(db, [demande(1)])
    with pytest.raises(KeyProblem):
        issues(db, [demande(2)], coffre=Coffre.of(bytes(32)))
    assert base.exists()


DEMANDES = st.lists(
    st.builds(
        demande,
        st.integers(1, 4),
        nom_naissance=st.sampled_from(["Martin", "MARTIN", "Durand"]),
        prenom=st.sampled_from([None, "Léa", "Paul"]),
        civilite=st.sampled_from([None, "M.", "Mme"]),
        session=st.sampled_from([REF, REF, FERMEE, INCONNUE]),
        pic=st.booleans(),
    ),
    max_size=8,
)


def dump(chemin: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows that enrolling writes; what is sealed or hashed at random is left out."""
    ordres = {
        "stagiaire": "SELECT id, nom_naissance, prenom, nom_replie, civilite, date_naissance,"
        " nir_empreinte, nir_classe, nir_cle, nir_le, provenances, cree_le FROM stagiaire",
        "parcours": "SELECT * FROM parcours",
        "journal": "SELECT * FROM journal",
        "tache": "SELECT genre, objet_id, visible_le, echeance, etat FROM tache ORDER BY 1, 2",
    }
    with closing(sqlite3.connect(chemin)) as base:
        return {nom: base.execute(ordre).fetchall() for nom, ordre in ordres.items()}


@given(DEMANDES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_file_gives_what_the_same_persons_one_by_one_give(
    base: Path, tmp_path: Path, lot: list[Demande]
) -> None:
    chemins = [tmp_path / nom for nom in ("lot.db", "un.db")]
    dits = []
    for chemin, faire in zip(chemins, (issues, one_by_one), strict=True):
        with closing(sqlite3.connect(base)) as source, closing(sqlite3.connect(chemin)) as copie:
            source.backup(copie)
        lieu = Lieu(tmp_path, chemin, chemin, chemin)
        with open_db(lieu.adresse, ecriture=True) as db:
            dits.append(faire(db, lot))
    assert dits[0] == dits[1]
    assert dump(chemins[0]) == dump(chemins[1])
