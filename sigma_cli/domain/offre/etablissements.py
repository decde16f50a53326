"""The one établissement of a base."""

from typing import Final

from sigma_cli.errors import RuleViolation

_SIREN: Final = 9  # first digits of a SIRET: the établissement, whatever its sites


def check_one(siret: str | None, nouveau: str | None, *, servie: bool) -> None:
    """Refuse a second établissement where parcours exist (SRV-01); another site of the same one passes.

    Raises RuleViolation.
    """
    if not servie or siret is None or nouveau is None or siret[:_SIREN] == nouveau[:_SIREN]:
        return
    raise RuleViolation(
        f"--siret : cette base sert l’établissement {siret[:_SIREN]} et ses parcours sont les siens : sa clé, "
        f"son journal et ses places ne se partagent pas avec {nouveau[:_SIREN]} ; donner au second sa propre "
        "base, avec sa clé et sa configuration (« sigma --base AUTRE.db --config AUTRE.toml init »).",
        regle="SRV-01",
    )
