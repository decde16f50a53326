"""What the next carif file must carry again, because something that enters it changed (Q1-01)."""

from typing import Any

from sqlmodel import Session, update

from sigma_cli.models.session import SessionFormation


def send_again(db: Session, *lesquelles: Any) -> None:
    """Make sessions wait for the next file: those that meet the conditions, or all.

    Those that ended long ago take no room in it, whatever they wait for.
    """
    changees = update(SessionFormation).where(*lesquelles)
    db.execute(changees.values(a_diffuser=True, carif_depuis=None))
