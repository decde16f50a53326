"""Bring a base to the version of the program, with what that version owes about what is there (BAS-03)."""

from sigma_cli.domain.acte import Acte
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.taches import suivi
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.schema import Issue, migrate


def bring_up(adresse: Adresse, acte: Acte, reglages: Reglages) -> Issue:
    """Create the base, or migrate it and open the tasks of its version: whole or undone.

    Raises what `migrate` does.
    """
    return migrate(
        adresse,
        attente_secondes=reglages.attente_secondes,
        ensuite=lambda db: suivi.refresh_all(db, acte, reglages),
    )
