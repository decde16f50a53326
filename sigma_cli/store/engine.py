"""Engine and database session: transactions that queue instead of failing, errors in French."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from sigma_cli.errors import BrokenBase, Conflict, InvalidInput, PendingMigrations, SigmaError
from sigma_cli.formats.fichier import message_systeme
from sigma_cli.store import serveur, version
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.engagement import SessionSure

_MAGIC: Final = b"SQLite format 3\x00"

_TABLE_ABSENTE: Final = "42P01"  # SQLSTATE
_CAUSES: Final = (
    ("locked", "elle est occupée par un autre programme depuis trop longtemps ; réessayer"),
    ("full", "le disque est plein ; libérer de la place puis relancer"),
    ("readonly", "elle est en lecture seule ; vérifier les droits du fichier et du dossier"),
    ("unable to open", "le fichier ne s’ouvre pas ; vérifier les droits du fichier et du dossier"),
    ("not a database", "ce fichier n’est pas une base SQLite ; vérifier --base"),
    ("disk i/o", "le disque ne répond pas ; vérifier le disque et la place qui reste"),
    ("malformed", "elle est abîmée ; restaurer une sauvegarde avec « sigma base restore »"),
)


def bare_engine(url: str) -> Engine:
    """Return an engine as SQLAlchemy makes it. Raises InvalidInput for a URL it cannot serve.

    Parameters never reach an error message: they may hold a NIR.
    """
    try:
        return create_engine(url, poolclass=NullPool, hide_parameters=True)
    except (ArgumentError, ImportError, ValueError) as error:
        raise InvalidInput(
            "--base : cette URL est mal écrite, ou le pilote Python de ce serveur n’est pas "
            "installé ; donner le chemin d’un fichier, ou installer le pilote."
        ) from error


@lru_cache(maxsize=4)
def make_engine(url: str, *, ecriture: bool, attente_secondes: float = 30.0) -> Engine:
    """Return an engine whose writing transactions take the write lock at once.

    `BEGIN IMMEDIATE` queues behind another writer; the default deferred BEGIN fails when it
    turns a read into a write. Made once for the commands that follow one another in a process: an
    engine remembers the statements it compiled.
    """
    engine = bare_engine(url)
    if engine.dialect.name == serveur.DIALECTE:
        return serveur.prepare(engine, ecriture=ecriture, attente_secondes=attente_secondes)
    if engine.dialect.name != "sqlite":
        return engine
    debut = "BEGIN IMMEDIATE" if ecriture else "BEGIN"

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours
        connection.execute(f"PRAGMA busy_timeout = {int(attente_secondes * 1000)}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is erased leaves the file too
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(debut)

    return engine


@contextmanager
def open_db(
    adresse: Adresse, *, ecriture: bool = False, attente_secondes: float = 30.0
) -> Iterator[Session]:
    """Yield a session on the base: one transaction, committed at the end, undone on any error.

    Raises PendingMigrations when the base is absent or of another version, BrokenBase when it
    cannot be read or written, Conflict when someone else took the same key meanwhile,
    InvalidInput for a URL that no installed driver serves.
    """
    if adresse.fichier:
        check_file(adresse.fichier)
    engine = make_engine(adresse.url, ecriture=ecriture, attente_secondes=attente_secondes)
    try:
        with SessionSure(engine, expire_on_commit=False) as db:
            check_version(db)
            if ecriture:
                serveur.follow_on(db)
            yield db
            db.commit()
    except StaleDataError as error:  # a row that was read is no more there
        raise Conflict(
            "La base a été remplacée ou changée par ailleurs pendant ce travail ; vérifier où il en "
            "est, puis recommencer."
        ) from error
    except IntegrityError as error:
        raise Conflict(
            "Cette saisie en croise une autre, ou contredit ce que la base contient déjà ; "
            "relire la fiche puis recommencer."
        ) from error
    except DBAPIError as error:
        raise translate(error, adresse) from error
    finally:
        engine.dispose()


def check_version(db: Session) -> None:
    """Compare the base with the program: one SELECT, no Alembic. Raises PendingMigrations."""
    try:
        trouvee = (
            db.connection().exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        )
    except DBAPIError as error:
        if "no such table" not in str(error.orig) and _sqlstate(error) != _TABLE_ABSENTE:
            raise
        trouvee = None
    if trouvee == version.HEAD:
        return
    if trouvee is None:
        raise PendingMigrations("Base vide ou étrangère à sigma : lancer « sigma init ».")
    version.check_known(str(trouvee))
    raise PendingMigrations("Base à mettre à jour : lancer « sigma base migrate ».")


def _sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def translate(error: DBAPIError, adresse: Adresse) -> SigmaError:
    """Return the French error of a database failure, without its SQL nor its values.

    A failure undoes the whole transaction: a savepoint that is no more there is not its cause.
    """
    if cause := serveur.explain(error.orig, adresse.base, reached=error.statement is not None):
        return BrokenBase(f"La base {adresse} ne répond pas : {cause}.")
    suite: BaseException | None = error
    while suite is not None and _known(getattr(suite, "orig", None)) is None:
        suite = suite.__context__
    return BrokenBase(
        f"La base {adresse} ne répond pas : {explain(getattr(suite, 'orig', error.orig))}."
    )


def explain(error: BaseException | None) -> str:
    """Return in French why the database refuses, and what to do."""
    inconnue = f"erreur du moteur de base ({type(error).__name__}) ; lancer « sigma base check »"
    return _known(error) or inconnue


def _known(error: BaseException | None) -> str | None:
    texte = str(error).lower()
    return next((fr for motif, fr in _CAUSES if motif in texte), None)


def check_file(fichier: Path) -> None:
    """Refuse a missing file (init), and one that is no SQLite base, before the engine meets it."""
    try:
        if fichier.is_dir():
            raise BrokenBase(f"{fichier} est un dossier, pas une base : vérifier --base.")
        with fichier.open("rb") as flux:
            entete = flux.read(len(_MAGIC))
    except FileNotFoundError as error:
        raise PendingMigrations(
            f"Pas de base à {fichier} : lancer « sigma init », ou donner --base."
        ) from error
    except OSError as error:
        raise BrokenBase(
            f"La base {fichier} ne se lit pas ({message_systeme(error)}) : vérifier le chemin et "
            "les droits."
        ) from error
    if entete and entete != _MAGIC:
        raise BrokenBase(f"{fichier} n’est pas une base SQLite : vérifier --base.")
