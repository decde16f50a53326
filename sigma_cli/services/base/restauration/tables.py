"""The two bases that a restoration holds together: the copy of the backup, and the one it replaces.

The replaced base is attached to the connection of the copy: what is carried never leaves SQLite.
"""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import MetaData, Table, and_, exists
from sqlalchemy.sql.selectable import NamedFromClause
from sqlmodel import Session, SQLModel

from sigma_cli.models.annuaire import IdentiteImportee
from sigma_cli.models.cle import CleActive
from sigma_cli.models.flux import FluxBloc, FluxFichier, FluxLigne
from sigma_cli.models.journal import LigneJournal, TeteJournal
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.stagiaire import Parcours, Stagiaire

_LA: Final = MetaData()


def attach(db: Session, remplacee: Path) -> None:
    """Let the session of the copy read the replaced base."""
    db.connection().exec_driver_sql("ATTACH DATABASE ? AS remplacee", (str(remplacee),))


def _both(modele: type[SQLModel]) -> tuple[Table, NamedFromClause]:
    """Return a table of the copy, and the same of the replaced base."""
    ici: Table = modele.__table__  # type: ignore[attr-defined]  # every table class has one
    return ici, ici.to_metadata(_LA, schema="remplacee").alias(f"{ici.name}_la")


FICHIER, FICHIER_LA = _both(FluxFichier)
BLOC, BLOC_LA = _both(FluxBloc)
LIGNE, LIGNE_LA = _both(FluxLigne)
PARCOURS, PARCOURS_LA = _both(Parcours)
CLE, CLE_LA = _both(CleActive)
STAGIAIRE, STAGIAIRE_LA = _both(Stagiaire)
CANDIDATURE, CANDIDATURE_LA = _both(Candidature)
IDENTITE, IDENTITE_LA = _both(IdentiteImportee)
JOURNAL, JOURNAL_LA = _both(LigneJournal)
TETE, TETE_LA = _both(TeteJournal)

MEME_NUMERO: Final = and_(
    FICHIER.c.code == FICHIER_LA.c.code, FICHIER.c.sequence == FICHIER_LA.c.sequence
)
MEME_FICHIER: Final = and_(MEME_NUMERO, FICHIER.c.sha256 == FICHIER_LA.c.sha256)
MEME_LIGNE: Final = and_(LIGNE.c.fichier_id == FICHIER.c.id, LIGNE.c.numero == LIGNE_LA.c.numero)
MEME_PARCOURS: Final = and_(
    PARCOURS.c.id == PARCOURS_LA.c.id, PARCOURS.c.cree_le == PARCOURS_LA.c.cree_le
)


def lines_of_both(query: Any) -> Any:
    """Join the files that both know, and the lines the replaced base has of them."""
    return (
        query.select_from(FICHIER)
        .join(FICHIER_LA, MEME_FICHIER)
        .join(LIGNE_LA, LIGNE_LA.c.fichier_id == FICHIER_LA.c.id)
    )


def known() -> Any:
    """Tell of a line of the replaced base that the backup knows its parcours."""
    return exists().where(MEME_PARCOURS, PARCOURS_LA.c.id == LIGNE_LA.c.parcours_id)
