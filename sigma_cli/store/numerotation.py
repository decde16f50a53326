"""Row numbers given before the rows exist."""

from typing import Any

from sqlmodel import Session, func, select


def last_id(db: Session, table: Any) -> int:
    """Return the largest row number of a table, 0 when it is empty.

    What follows it is free until the end of a writing transaction, which is alone at that time.
    """
    return db.exec(select(func.max(table.id))).one() or 0
