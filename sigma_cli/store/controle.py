"""What the engine of the base can tell of its own health. A database server has its own tools."""

from collections.abc import Iterator

from sqlmodel import Session


def is_damaged(db: Session) -> bool:
    """Tell whether SQLite finds its file damaged."""
    if db.connection().dialect.name != "sqlite":
        return False
    return db.connection().exec_driver_sql("PRAGMA integrity_check").scalar() != "ok"


def orphans(db: Session) -> Iterator[tuple[str, int, str]]:
    """Yield the rows that point at nothing: their table, their number, the table pointed at."""
    if db.connection().dialect.name == "sqlite":
        for table, numero, parent, _ in db.connection().exec_driver_sql("PRAGMA foreign_key_check"):
            yield table, numero, parent
