"""Which schema the program works on, and which ones it cannot bring up to it."""

import re
import sys
from typing import Final

from sigma_cli.errors import PendingMigrations

HEAD = "1.0.0"
"""The last revision; a test keeps it true, so that opening a base needs no Alembic."""
REVISIONS = ("sigma_cli.store:migrations/versions",)
"""Where Alembic finds the revisions."""

_AVANT: Final = re.compile(r"00\d\d")  # the revisions of before the first release


def check_known(version: str) -> None:
    """Refuse a version that this program cannot bring up to its own. Raises PendingMigrations."""
    if _AVANT.fullmatch(version):
        raise PendingMigrations(
            "La base date d’avant la version 1.0.0, et ne se met pas à jour : avec le programme qui "
            "l’a faite, écrire ses exports (--complet) ; ici, « sigma init » sur une autre base, puis "
            "« sigma import »."
        )
    if _rank(version) > _rank(HEAD):
        raise PendingMigrations(
            "La base vient d’une version plus récente de sigma : mettre le programme à jour."
        )


def _rank(version: str) -> tuple[int, ...]:
    """Return what orders versions: `1.10.0` comes after `1.9.0`; a foreign one comes after all."""
    nombres = version.split(".")
    return tuple(map(int, nombres)) if all(map(str.isdecimal, nombres)) else (sys.maxsize,)
