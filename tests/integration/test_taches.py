"""Tasks follow the facts: opened once, moved, closed with a reason, never reopened once done."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.filtres import FiltreTache
from sigma_cli.errors import Conflict
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels import reglages
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatTache, Outil, Portee
from sigma_cli.services import taches
from sigma_cli.services.taches import coche, liste, suivi
from sigma_cli.services.taches.contrat import Due, Fiche, Genre

REGLAGES = reglages.load({})
LE = datetime(2020, 10, 6, 7, tzinfo=UTC)
ACTE = Acte(agent="testeur", le=LE)
JOUR = ACTE.jour


class Faits:
    """The facts of a kind of task that a test makes up: what is owed, by object."""

    def __init__(self) -> None:
        self.dues: dict[int, date] = {}
        self.lus: list[Sequence[int] | None] = []

    def due(self, _db: Session, _reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
        self.lus.append(idents)
        for ident, echeance in self.dues.items():
            if idents is None or ident in idents:
                yield Due(objet_id=ident, visible_le=JOUR, echeance=echeance)

    def fiches(self, _db: Session, voulues: Sequence[Tache]) -> dict[int, Fiche]:
        return {tache.id: Fiche(objet=f"P{tache.objet_id:06d}", valeurs={}) for tache in voulues}


@pytest.fixture
def faits(monkeypatch: pytest.MonkeyPatch) -> Faits:
    """A kind of task of the test's own, alone in the registry: done in SIGMA and in DEFI."""
    faits = Faits()
    genre = Genre(
        code="ESSAI",
        regle="RF-05",
        titre="Essai",
        outils=(Outil.SIGMA, Outil.DEFI),
        portee=Portee.PARCOURS,
        due=faits.due,
        fiches=faits.fiches,
        sans_objet="les faits ont changé",
    )
    for code in list(taches.REGISTRE):
        monkeypatch.delitem(taches.REGISTRE, code)
    monkeypatch.setitem(taches.REGISTRE, "ESSAI", genre)
    return faits


def refresh(db: Session, *idents: int) -> None:
    suivi.refresh(db, ACTE, REGLAGES, Portee.PARCOURS, idents)


def etats(db: Session) -> list[tuple[int, str, str | None]]:
    query = select(Tache.objet_id, Tache.etat, Tache.motif).order_by(col(Tache.id))
    return list(db.exec(query))


def test_the_same_facts_open_a_task_once(db: Session, faits: Faits) -> None:
    faits.dues = {1: JOUR, 2: JOUR}
    refresh(db, 1, 2)
    refresh(db, 1, 2)
    suivi.refresh_all(db, ACTE, REGLAGES)
    assert etats(db) == [(1, "A_FAIRE", None), (2, "A_FAIRE", None)]


def test_a_fact_undone_closes_its_task_with_the_reason(db: Session, faits: Faits) -> None:
    faits.dues = {1: JOUR}
    refresh(db, 1)
    faits.dues = {}
    refresh(db, 1)
    assert etats(db) == [(1, "SANS_OBJET", "les faits ont changé")]


def test_a_task_closed_by_the_facts_is_no_more_to_tick(db: Session, faits: Faits) -> None:
    faits.dues = {1: JOUR}
    refresh(db, 1)
    faits.dues = {}
    refresh(db, 1)
    with pytest.raises(Conflict, match="T000001 n’est plus à faire : les faits ont changé"):
        coche.tick(db, ACTE, 1, outil=Outil.SIGMA, le=JOUR)


def test_a_fact_that_comes_back_opens_a_new_task(db: Session, faits: Faits) -> None:
    for dues in ({1: JOUR}, {}, {1: JOUR}):
        faits.dues = dues
        refresh(db, 1)
    assert [etat for _, etat, _ in etats(db)] == ["SANS_OBJET", "A_FAIRE"]


def test_a_task_done_is_never_opened_again(db: Session, faits: Faits) -> None:
    faits.dues = {1: JOUR}
    refresh(db, 1)
    for outil in (Outil.SIGMA, Outil.DEFI):
        coche.tick(db, ACTE, 1, outil=outil, le=JOUR)
    refresh(db, 1)
    assert etats(db) == [(1, "FAITE", None)]


def test_a_task_done_stays_done_when_its_fact_goes(db: Session, faits: Faits) -> None:
    faits.dues = {1: JOUR}
    refresh(db, 1)
    for outil in (Outil.SIGMA, Outil.DEFI):
        coche.tick(db, ACTE, 1, outil=outil, le=JOUR)
    faits.dues = {}
    refresh(db, 1)
    assert etats(db) == [(1, "FAITE", None)]


def test_a_date_that_moves_moves_the_task(db: Session, faits: Faits) -> None:
    faits.dues = {1: JOUR}
    refresh(db, 1)
    faits.dues = {1: JOUR + timedelta(days=7)}
    refresh(db, 1)
    assert [tache.echeance for tache in db.exec(select(Tache))] == [JOUR + timedelta(days=7)]


def test_only_the_objects_named_are_looked_at(db: Session, faits: Faits) -> None:
    faits.dues = {1: JOUR, 2: JOUR}
    refresh(db, 1)
    assert etats(db) == [(1, "A_FAIRE", None)]
    faits.dues = {}
    refresh(db, 2)
    assert etats(db) == [(1, "A_FAIRE", None)]
    assert faits.lus == [(1,), (2,)]


def test_another_scope_is_left_alone(db: Session, faits: Faits) -> None:
    faits.dues = {1: JOUR}
    suivi.refresh(db, ACTE, REGLAGES, Portee.STAGIAIRE, [1])
    assert etats(db) == []


def test_many_objects_take_a_few_statements(db: Session, faits: Faits) -> None:
    faits.dues = dict.fromkeys(range(1, 1302), JOUR)
    refresh(db, *faits.dues)
    assert len(etats(db)) == 1301
    assert len(faits.lus) == 3
    faits.dues = {}
    suivi.refresh_all(db, ACTE, REGLAGES)
    assert {etat for _, etat, _ in etats(db)} == {EtatTache.SANS_OBJET.value}


def test_one_change_touches_the_tasks_of_its_object_only(
    db: Session, faits: Faits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever waits beside: the rows read and written are those of the object that changed."""
    faits.dues = dict.fromkeys(range(1, 2001), JOUR)
    suivi.refresh_all(db, ACTE, REGLAGES)
    lues: list[Tache] = []
    vivantes = suivi._living

    def spied(*args: Any) -> Iterator[Tache]:
        lues.extend(vivantes(*args))
        return iter(lues)

    monkeypatch.setattr(suivi, "_living", spied)
    faits.dues = {7: JOUR + timedelta(days=1)}
    avant = changes(db)
    refresh(db, 7)
    db.flush()
    assert [tache.objet_id for tache in lues] == [7]
    assert changes(db) - avant == 1


def changes(db: Session) -> int:
    return int(db.connection().exec_driver_sql("SELECT total_changes()").scalar() or 0)


def test_a_page_costs_the_same_whatever_waits_behind_it(db: Session, faits: Faits) -> None:
    """The index gives the page in order, and the counts too: nothing is sorted, no other row is opened."""
    faits.dues = dict.fromkeys(range(1, 2001), JOUR)
    suivi.refresh_all(db, ACTE, REGLAGES)
    connection = db.connection()
    lues: list[tuple[str, Any]] = []

    @event.listens_for(connection, "before_cursor_execute")
    def keep(_c: Any, _k: Any, ordre: str, valeurs: Any, *_: Any) -> None:
        lues.append((ordre, valeurs))

    travail = liste.search(db, ACTE, FiltreTache(limite=50))
    event.remove(connection, "before_cursor_execute", keep)
    assert (travail.nombre, len(travail.resultats)) == (2000, 50)
    plans = [explain(db, *lue) for lue in lues if "FROM tache " in lue[0].replace("\n", " ")]
    assert len(plans) == 2
    for plan in plans:
        assert "ix_tache_liste" in plan
        assert "TEMP B-TREE" not in plan


def explain(db: Session, ordre: str, valeurs: Any) -> str:
    plan = db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {ordre}", valeurs)
    return " ".join(ligne[3] for ligne in plan)
