"""Copies of a file base: taken while others write, checked before they replace anything."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from sigma_cli.errors import BrokenBase, InvalidInput, NotFound, RuleViolation
from sigma_cli.formats.fichier import message_systeme
from sigma_cli.store.engine import explain
from sigma_cli.store.partiel import BESIDE, working_folder

T = TypeVar("T")

ATTENTE: Final = 30.0  # seconds a copy waits for a base in use
_OURS: Final = ("SELECT version_num FROM alembic_version", "SELECT id FROM journal")
_LOCKED: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_MODE: Final = 18  # where the header of a base says that its journal is a WAL, in two bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Contenu:
    """What a whole copy holds: the last line of its journal, and the hash of that line."""

    derniere_ligne: int
    empreinte: str


def copy_base(source: Path, cible: Path, *, attente_secondes: float = ATTENTE) -> None:
    """Copy a base with SQLite’s own backup, right even while others write.

    The copy appears under its final name only once whole, readable by its owner only; a link is
    written through. Raises BrokenBase when it cannot be read or written, InvalidInput on a copy onto
    itself or in a folder that is not there.
    """
    _copy(source, cible, attente_secondes, lambda _copie, _cible: None)


def save_base(source: Path, cible: Path, *, attente_secondes: float = ATTENTE) -> Contenu:
    """Copy a base as `copy_base`, once the copy was found whole (BAS-02); return what it holds.

    Raises also BrokenBase for a base that is damaged or none of ours, RuleViolation when the copy it
    would replace knows more.
    """
    return _copy(source, cible, attente_secondes, _check_saved)


def _copy(source: Path, cible: Path, attente: float, verifier: Callable[[Path, Path], T]) -> T:
    cible = cible.resolve() if cible.is_symlink() else cible
    check_distinct(source, cible)
    if not cible.parent.is_dir():
        raise InvalidInput(
            f"Le dossier {cible.parent} n’existe pas : le créer ou en nommer un autre."
        )
    try:
        with working_folder(cible) as dossier:
            partiel = dossier / "copie.db"
            write_copy(source, partiel, attente=attente)
            vu = verifier(partiel, cible)
            _put(partiel, cible)
    except (OSError, sqlite3.Error) as error:
        cause = message_systeme(error) if isinstance(error, OSError) else explain(error)
        raise BrokenBase(
            f"Copie de la base vers {cible} impossible : {cause} ; rien n’a changé."
        ) from error
    return vu


def write_copy(source: Path, partiel: Path, *, attente: float = ATTENTE) -> None:
    """Write a copy into a file that nobody knows of: no lock, no journal, no shared memory.

    Raises OSError and sqlite3.Error.
    """
    os.close(os.open(partiel, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    adresse = f"{partiel.absolute().as_uri()}?nolock=1"
    with (
        closing(sqlite3.connect(source, timeout=attente)) as origine,
        closing(sqlite3.connect(adresse, uri=True)) as copie,
    ):
        copie.execute("PRAGMA journal_mode = OFF")
        origine.backup(copie, progress=give_up)
    with partiel.open("r+b") as ecrit:
        ecrit.seek(_MODE)
        if ecrit.read(2) == b"\x02\x02":  # the copy is one file: nothing is kept beside it
            ecrit.seek(_MODE)
            ecrit.write(b"\x01\x01")
        ecrit.flush()
        os.fsync(ecrit.fileno())


def check_copy(copie: Path, *, nom: Path) -> Contenu:
    """Refuse a copy that is no base of ours, or damaged; return what it holds. Raises BrokenBase."""
    try:
        with closing(_read(copie)) as lue:
            verdict = lue.execute("PRAGMA integrity_check").fetchone()[0]
            for lecture in _OURS:
                lue.execute(lecture).fetchone()
            orphelines = lue.execute("PRAGMA foreign_key_check").fetchone()
            derniere = _last_line(lue)
    except sqlite3.Error as error:
        raise BrokenBase(f"{nom} n’est pas une sauvegarde de sigma : rien n’a changé.") from error
    if verdict != "ok" or orphelines:
        raise BrokenBase(f"{nom} est abîmée : rien n’a changé, choisir une autre sauvegarde.")
    return derniere


def last_line(copie: Path) -> Contenu | None:
    """Return where the journal of a copy ends, None when it is no whole base of ours."""
    try:
        with closing(_read(copie)) as lue:
            return _last_line(lue)
    except sqlite3.Error:
        return None


def version_of(base: Path) -> str | None:
    """Return the last migration of a base, None when it is none of ours."""
    try:
        with closing(sqlite3.connect(base, timeout=ATTENTE)) as lue:
            versions = lue.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # no such table
            return None
        raise BrokenBase(f"La base {base} ne répond pas : {explain(error)}.") from error
    return str(versions[0]) if versions else None


def check_file(fichier: Path) -> None:
    """Raise NotFound for a backup that is not there."""
    if not fichier.is_file():
        raise NotFound(f"Pas de sauvegarde à {fichier} : vérifier le chemin.")


def check_distinct(base: Path, copie: Path) -> None:
    """Raise InvalidInput for a copy of a base onto itself."""
    if base.exists() and copie.exists() and base.samefile(copie):
        raise InvalidInput(f"{copie} est la base elle-même : donner un autre fichier.")


def give_up(etat: int, _restantes: int, _total: int) -> None:
    """Stop a copy that already waited: left alone, Python would try again for ever."""
    if etat in _LOCKED:
        raise sqlite3.OperationalError("database is locked")


def _check_saved(copie: Path, cible: Path) -> Contenu:
    try:
        contenu = check_copy(copie, nom=cible)
    except BrokenBase as error:
        raise BrokenBase(
            f"La base est abîmée, ou n’est pas une base de sigma : {cible} n’est pas écrite. Lancer "
            "« sigma base check », et garder les sauvegardes d’avant."
        ) from error
    ancienne = last_line(cible) if cible.exists() else None
    if ancienne and ancienne.derniere_ligne > contenu.derniere_ligne:
        raise RuleViolation(
            f"{cible} a {ancienne.derniere_ligne} lignes de journal et la base n’en a plus que "
            f"{contenu.derniere_ligne} : elle n’est pas remplacée. Si la base vient d’être restaurée, "
            "choisir un autre nom ; sinon, lancer « sigma base check ».",
            regle="BAS-02",
        )
    return contenu


def _put(partiel: Path, cible: Path) -> None:
    """Give the copy its name; what SQLite left beside the old one must not be replayed on it."""
    if any(Path(f"{cible}{suffixe}").exists() for suffixe in BESIDE):
        with suppress(sqlite3.Error), closing(sqlite3.connect(cible)) as ancienne:
            ancienne.execute("PRAGMA journal_mode = DELETE")  # the old copy is whole until replaced
        for suffixe in BESIDE:
            Path(f"{cible}{suffixe}").unlink(missing_ok=True)
    partiel.replace(cible)


def _last_line(lue: sqlite3.Connection) -> Contenu:
    ligne = lue.execute("SELECT id, empreinte FROM journal ORDER BY id DESC LIMIT 1").fetchone()
    return Contenu(derniere_ligne=ligne[0], empreinte=ligne[1]) if ligne else _VIDE


def _read(copie: Path) -> sqlite3.Connection:
    """Open a copy to read. One that stands alone is read without a lock, nor anything beside it."""
    seule = not any(Path(f"{copie}{suffixe}").exists() for suffixe in BESIDE)
    facon = "immutable=1" if seule else "mode=ro"
    return sqlite3.connect(f"{copie.absolute().as_uri()}?{facon}", uri=True)


_VIDE: Final = Contenu(derniere_ligne=0, empreinte="0" * 64)
