"""The outbox from inside: attempts written down, queues read by their index, marks that are checked."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session, select

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.envois.insistance import Insistance
from sigma_cli.errors import Conflict, KeyProblem, TransportFailed, TransportRefused
from sigma_cli.flux import REGISTRE
from sigma_cli.flux.contrat import Contexte, Releve
from sigma_cli.flux.transports.dossier import Dossier
from sigma_cli.models.flux import FluxBloc, FluxFichier
from sigma_cli.referentiels.reglages import load
from sigma_cli.services.envois import depot, envoi
from sigma_cli.services.envois import preparation as gel
from sigma_cli.services.envois.depot import Voie
from sigma_cli.store import open_db
from sigma_cli.store.coffre import Coffre, create_key, read_key
from tests.conftest import Lieu, Sigma
from tests.functional.envoyes import enrol_paid

LE = datetime(2020, 10, 6, 7, tzinfo=UTC)
ACTE = Acte(agent="testeur", le=LE)
CONTEXTE = Contexte(jour=ACTE.jour, reglages=load({}))
DEFI = REGISTRE["defi"]


class Capricieux:
    """A way out that fails as it is told to, then takes what it is given."""

    adresse = "là-bas"

    def __init__(self, *echecs: TransportFailed) -> None:
        self.echecs = list(echecs)
        self.recus: list[bytes] = []

    def deposer(self, nom: str, blocs: Iterable[bytes]) -> None:
        self.recus.append(nom.encode() + b"".join(blocs))
        if self.echecs:
            raise self.echecs.pop(0)

    def relire(self, prefixe: str) -> dict[str, bytes | None]:
        return {prefixe: None}


@pytest.fixture
def db(lieu: Lieu, peuple: Sigma) -> Iterator[Session]:
    enrol_paid(peuple, 1)
    with open_db(lieu.adresse, ecriture=True) as session:
        yield session


def way(lieu: Lieu, transport: Capricieux, vus: list[Any], *, essais: int = 9) -> Voie:
    """Return a way out where waiting is looking at what another terminal sees."""

    def wait(secondes: float) -> None:
        with open_db(lieu.adresse) as ailleurs:
            fichier = ailleurs.exec(select(FluxFichier)).one()
        vus.append((secondes, fichier.etat, fichier.tentatives, fichier.prochain_essai))

    return Voie(
        transport=transport,
        coffre=lambda: Coffre.of(read_key(variable=None, fichier=lieu.cle)),
        insistance=Insistance(essais=essais, delai=60),
        attendre=wait,
    )


def test_each_attempt_is_seen_from_another_terminal(db: Session, lieu: Lieu) -> None:
    vus: list[Any] = []
    transport = Capricieux(TransportFailed("un"), TransportFailed("deux"))
    (fait,) = envoi.push(db, ACTE, DEFI, CONTEXTE, way(lieu, transport, vus))
    assert (fait.etat, fait.tentatives, fait.erreur) == ("DEPOSE", 3, None)
    assert vus == [
        (2, "ECHEC", 1, LE + timedelta(seconds=2)),
        (4, "ECHEC", 2, LE + timedelta(seconds=6)),
    ]
    assert len(set(transport.recus)) == 1, "the same bytes each time"
    assert db.exec(select(FluxFichier.depose_le)).one() == LE + timedelta(seconds=6)
    assert db.exec(select(FluxBloc)).all() == []


def test_a_slow_server_locks_nobody(db: Session, lieu: Lieu) -> None:
    """Neither before the first block, nor after each, whether the file is new or was left."""

    class Lent(Capricieux):
        def deposer(self, nom: str, blocs: Iterable[bytes]) -> None:
            write_elsewhere()
            for _ in blocs:
                write_elsewhere()
            write_elsewhere()
            super().deposer(nom, [])

    def write_elsewhere() -> None:
        with closing(sqlite3.connect(lieu.base, timeout=0)) as base:
            base.execute("BEGIN IMMEDIATE")

    lent = Lent(TransportFailed("absent"))
    voie = way(lieu, lent, [], essais=1)
    for etat in ("ECHEC", "DEPOSE"):
        assert next(envoi.push(db, ACTE, DEFI, CONTEXTE, voie)).etat == etat
    assert len(lent.recus) == 2


def test_one_gives_up_when_the_bounds_are_met(db: Session, lieu: Lieu) -> None:
    vus: list[Any] = []
    transport = Capricieux(*[TransportFailed(str(rang)) for rang in range(9)])
    (fait,) = envoi.push(db, ACTE, DEFI, CONTEXTE, way(lieu, transport, vus, essais=3))
    assert (fait.etat, fait.tentatives, fait.erreur) == ("ECHEC", 3, "2")
    assert [secondes for secondes, *_ in vus] == [2, 4]
    fichier = db.exec(select(FluxFichier)).one()
    assert (fichier.prochain_essai, fichier.definitif) == (None, False)


def test_what_someone_must_see_to_first_is_not_insisted_on(db: Session, lieu: Lieu) -> None:
    vus: list[Any] = []
    refus = TransportRefused("clé changée")
    (fait,) = envoi.push(db, ACTE, DEFI, CONTEXTE, way(lieu, Capricieux(refus), vus))
    assert (fait.etat, fait.tentatives, vus) == ("ECHEC", 1, [])
    assert db.exec(select(FluxFichier.definitif)).one() is True


def test_a_flux_that_fails_prepares_nothing_more(db: Session, lieu: Lieu) -> None:
    transport = Capricieux(*[TransportFailed("non") for _ in range(2)])
    for _ in range(2):
        (fait,) = envoi.push(db, ACTE, DEFI, CONTEXTE, way(lieu, transport, [], essais=1))
        assert fait.etat == "ECHEC"
    assert len(db.exec(select(FluxFichier)).all()) == 1


def test_the_key_is_asked_for_each_attempt_and_told_when_it_is_gone(
    db: Session, lieu: Lieu
) -> None:
    transport = Capricieux(TransportFailed("un"))
    voie = way(lieu, transport, [])
    fichier = gel.freeze(db, ACTE, DEFI, CONTEXTE, releve=Releve(), coffre=voie.coffre)
    assert fichier is not None
    db.commit()
    lieu.cle.unlink()
    with pytest.raises(KeyProblem):
        depot.deliver(db, ACTE, DEFI, fichier, voie, releve=Releve())


def test_a_key_replaced_since_the_file_was_prepared_is_told_as_such(
    db: Session, lieu: Lieu
) -> None:
    transport = Capricieux(TransportFailed("un"))
    voie = way(lieu, transport, [], essais=1)
    assert next(envoi.push(db, ACTE, DEFI, CONTEXTE, voie)).etat == "ECHEC"
    lieu.cle.unlink()
    create_key(lieu.cle)
    with pytest.raises(KeyProblem, match="n’est pas celle de cette base"):
        list(envoi.push(db, ACTE, DEFI, CONTEXTE, voie))
    assert len(transport.recus) == 1


@pytest.mark.parametrize(
    "perdus", ["DELETE FROM flux_bloc", "UPDATE flux_fichier SET sha256 = 'x'"]
)
def test_bytes_that_are_no_more_those_prepared_never_get_their_name(
    db: Session, lieu: Lieu, perdus: str
) -> None:
    voie = way(lieu, Capricieux(TransportFailed("un")), [], essais=1)
    assert next(envoi.push(db, ACTE, DEFI, CONTEXTE, voie)).etat == "ECHEC"
    db.execute(text(perdus))
    db.commit()
    db.expire_all()
    depot = lieu.dossier / "ici"
    voie = replace(voie, transport=Dossier(chemin=depot, mode=0o600))
    (fait,) = envoi.push(db, ACTE, DEFI, CONTEXTE, voie)
    assert (fait.etat, fait.tentatives) == ("ECHEC", 2)
    assert "n’est plus celui qui a été préparé" in str(fait.erreur)
    assert list(depot.iterdir()) == []
    assert db.exec(select(FluxFichier.definitif)).one() is True


def test_a_base_replaced_by_hand_while_a_push_insists_is_told(db: Session, lieu: Lieu) -> None:
    def forget(_secondes: float) -> None:
        with closing(sqlite3.connect(lieu.base)) as base, base:
            base.execute("PRAGMA foreign_keys = OFF")
            base.execute("DELETE FROM flux_bloc")
            base.execute("DELETE FROM flux_ligne")
            base.execute("DELETE FROM flux_fichier")

    voie = replace(way(lieu, Capricieux(TransportFailed("un")), []), attendre=forget)
    db.commit()
    ouverte = open_db(lieu.adresse, ecriture=True)
    with pytest.raises(Conflict, match="remplacée"), ouverte as autre:
        list(envoi.push(autre, ACTE, DEFI, CONTEXTE, voie))


# Queues


@pytest.mark.parametrize("code", ["defi", "agora"])
def test_a_queue_is_read_by_its_index_never_by_reading_every_parcours(
    db: Session, code: str
) -> None:
    """What a push costs is what is new: a plan that reads the whole table would grow with it."""
    flux, plans, requetes = REGISTRE[code], [], []

    @event.listens_for(db.get_bind(), "before_cursor_execute")
    def keep(_c: Any, _cursor: Any, sql: str, parametres: Any, _ctx: Any, _many: bool) -> None:
        if not sql.startswith("EXPLAIN"):
            requetes.append((sql, parametres))

    flux.count_due(db, CONTEXTE)
    list(flux.load(db, lambda _ident, _scelle: "1", CONTEXTE))
    if flux.count_excluded:
        flux.count_excluded(db)
    for sql, parametres in requetes:
        plan = db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parametres)
        plans += [ligne[3] for ligne in plan]
    lus = [etape for etape in plans if etape.startswith("SCAN")]
    assert len(plans) > 3
    # the waiting ones: few, and in an index of their own
    assert {etape.rpartition(" ")[2] for etape in lus} <= {"ix_parcours_agora_entree"}
    sans_nir = [etape for etape in plans if "ix_stagiaire_sans_nir" in etape]
    assert sans_nir == [], "persons without a number grow with each purge"


def test_rf_02_a_clock_set_back_damages_no_base(peuple: Sigma) -> None:
    enrol_paid(peuple, 1)
    peuple.ok("flux", "push", SIGMA_MAINTENANT="2020-10-05T09:00")
    assert peuple.json("base", "check")["nombre"] == 0


@pytest.mark.parametrize(
    "ordre",
    [
        "UPDATE parcours SET defi_le = NULL",
        "UPDATE parcours SET agora_sortie_le = agora_entree_le",
        "DELETE FROM flux_ligne WHERE code = 'agora'",
    ],
)
def test_rf_02_a_mark_without_its_line_is_found(peuple: Sigma, lieu: Lieu, ordre: str) -> None:
    enrol_paid(peuple, 1)
    peuple.ok("flux", "push")
    assert peuple.json("base", "check")["nombre"] == 0
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute(ordre)
    assert "P000001 : noté transmis" in peuple.refused(21, "base", "check")
