"""`base restore`: the backup takes the place of the base, with what left since carried into it."""

from dataclasses import dataclass
from pathlib import Path

from sigma_cli.domain.acte import Acte
from sigma_cli.errors import BrokenBase, Conflict, PendingMigrations
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.base.restauration.reprise import Reprise, carry
from sigma_cli.store import open_db, version
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.copie import (
    check_copy,
    copy_base,
    is_ruined,
    restore_base,
    version_of,
)
from sigma_cli.store.partiel import working_folder
from sigma_cli.store.schema import migrate


@dataclass(frozen=True, slots=True, kw_only=True)
class Remise:
    """What was done: the copy kept of the replaced base, None without one.

    `reprise` is None when nothing of it could be read.
    """

    ancienne: Path | None
    reprise: Reprise | None


def restore(acte: Acte, reglages: Reglages, sauvegarde: Path, base: Path) -> Remise:
    """Put a backup in place of the base, whole or not at all.

    To be called under the lock of the senders. Raises NotFound, InvalidInput, BrokenBase,
    PendingMigrations for a backup that this program cannot bring up to its version, and RuleViolation when what waits in the base would be lost (RF-02); nothing has changed then.
    """
    check_copy(sauvegarde)
    reprise: Reprise | None = None
    with working_folder(base) as dossier:

        def prepare(remplacee: Path) -> Path:
            nonlocal reprise
            brouillon = dossier / "sauvegarde.db"
            copy_base(sauvegarde, brouillon)
            version.check_known(version_of(brouillon) or "")
            reprise = _carry(acte, reglages, brouillon, remplacee)
            return brouillon if reprise and reprise.changements else sauvegarde

        ancienne = restore_base(
            sauvegarde, base, prepare=prepare, attente_secondes=reglages.attente_secondes
        )
    return Remise(ancienne=ancienne, reprise=reprise)


def _carry(acte: Acte, reglages: Reglages, brouillon: Path, remplacee: Path) -> Reprise | None:
    """Carry into the copy of the backup; None when the replaced base cannot be read.

    It cannot either when one of the two comes from a newer program, or from another one.
    """
    try:
        migrate(Adresse.parse(str(brouillon)))
        lisible = _at_head(remplacee, brouillon.with_name("remplacee.db"))
        with open_db(Adresse.parse(str(brouillon)), ecriture=True) as db:
            return carry(db, acte, reglages, lisible)
    except (PendingMigrations, Conflict):
        return None
    except BrokenBase as error:
        if not is_ruined(error):
            raise
        return None


def _at_head(remplacee: Path, copie: Path) -> Path:
    """Return the replaced base under the schema of the program: itself, or a copy brought up to it."""
    trouvee = version_of(remplacee)
    if trouvee is None:
        raise Conflict("La base remplacée n’est pas une base de sigma.")
    if trouvee == version.HEAD:
        return remplacee
    copy_base(remplacee, copie)
    migrate(Adresse.parse(str(copie)))
    return copie
