"""How long personal data is kept: when a time is over, what stands in the way of an erasure."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from sigma_cli.domain.dates import date_fr
from sigma_cli.errors import RuleViolation

EFFACE = "(effacé)"  # in place of a name


def add_months(jour: date, mois: int) -> date:
    """Return the same day `mois` months later, or the last day of a shorter month."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))


def is_over(fin: date, mois: int, *, jour: date) -> bool:
    """Tell whether what ended on `fin` has been kept its `mois` months."""
    return add_months(fin, mois) <= jour


def check_no_open_parcours(stagiaire: str, ouverts: Sequence[tuple[str, date]]) -> None:
    """Refuse to erase someone in training. `ouverts` are the parcours not ended, with their end.

    Raises RuleViolation (RGPD-01).
    """
    if not ouverts:
        return
    cites = ", ".join(f"{ref} jusqu’au {date_fr(fin)}" for ref, fin in ouverts)
    raise RuleViolation(
        f"{stagiaire} a un parcours en cours ({cites}) ; attendre sa fin, ou enregistrer la sortie.",
        regle="RGPD-01",
    )


def check_nothing_waits(stagiaire: str, attendus: Sequence[str]) -> None:
    """Refuse to erase someone a flux is still to send. Raises RuleViolation (RGPD-02)."""
    if attendus:
        raise RuleViolation(
            f"{stagiaire} attend encore un envoi ({', '.join(attendus)}) ; lancer « sigma flux push » "
            "d’abord.",
            regle="RGPD-02",
        )
