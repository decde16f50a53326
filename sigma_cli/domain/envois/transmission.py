"""What DEFI knows of the pay of a parcours, from its decisions and what was told of them (RF-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Etape:
    """One decision: the pay it left (type and first day), and whether DEFI learned of it.

    `apres_envoi`: it came after the last file, so that only a person can tell DEFI; `dite`: someone did.
    """

    pay: tuple[str | None, date | None]
    apres_envoi: bool
    dite: bool


def left_to_tell(etapes: Sequence[Etape]) -> bool:
    """Tell whether the present pay is still to be typed in DEFI; the decisions come in order.

    DEFI knows the last pay it was told of: by the file, which holds the last decision before it, or
    by hand. What was undone before anyone typed it leaves nothing to do.
    """
    if not etapes or not etapes[-1].apres_envoi:
        return False
    connues = [etape.pay for etape in etapes if etape.dite or not etape.apres_envoi]
    return not connues or connues[-1] != etapes[-1].pay
