"""`base restore`: the backup takes the place of the base, with what left since carried into it."""

from dataclasses import dataclass
from pathlib import Path

from sigma_cli.domain.acte import Acte
from sigma_cli.errors import BrokenBase, Conflict, PendingMigrations
from sigma_cli.models.cle import CleActive
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.base.restauration.reprise import Reprise, carry, forget_the_past
from sigma_cli.services.socle import ancrage
from sigma_cli.store import open_db, version
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.coffre import Coffre
from sigma_cli.store.copie import check_copy, check_file, version_of, write_copy
from sigma_cli.store.remplacement import is_ruined, restore_base
from sigma_cli.store.schema import migrate


@dataclass(frozen=True, slots=True, kw_only=True)
class Remise:
    """What was done: the copy kept of the replaced base, None without one.

    `reprise` is None when nothing of it could be read.
    """

    ancienne: Path | None
    reprise: Reprise | None


def restore(
    acte: Acte, reglages: Reglages, sauvegarde: Path, base: Path, *, coffre: Coffre | None
) -> Remise:
    """Put a backup in place of the base, whole or not at all (BAS-01).

    To be called under the lock of the senders. Raises NotFound, InvalidInput, BrokenBase,
    PendingMigrations for a backup that this program cannot bring up to its version, and RuleViolation
    when what waits in the base would be lost (RF-02); nothing has changed then.
    """
    check_file(sauvegarde)
    reprise: Reprise | None = None

    def verify(brouillon: Path) -> None:
        check_copy(brouillon, nom=sauvegarde)
        version.check_known(version_of(brouillon) or "")

    def prepare(brouillon: Path, remplacee: Path | None) -> None:
        nonlocal reprise
        adresse = Adresse.parse(str(brouillon))
        migrate(adresse)
        brouillon.with_suffix(".avant-migration.db").unlink(missing_ok=True)
        lisible = _at_head(remplacee) if remplacee else None
        reprise = _carry(acte, reglages, adresse, lisible, coffre) if lisible else None
        if reprise is None:
            with open_db(adresse, ecriture=True) as db:
                ancrage.keep(db, lambda: coffre.journal if coffre else None)
                forget_the_past(db, acte, reglages)

    ancienne = restore_base(
        sauvegarde,
        base,
        verifier=verify,
        prepare=prepare,
        attente_secondes=reglages.attente_secondes,
    )
    return Remise(ancienne=ancienne, reprise=reprise)


def _carry(
    acte: Acte, reglages: Reglages, adresse: Adresse, lisible: Path, coffre: Coffre | None
) -> Reprise | None:
    """Carry into the copy of the backup; None when the replaced base cannot be read."""
    try:
        with open_db(adresse, ecriture=True) as db:
            ancrage.keep(db, lambda: coffre.journal if coffre else None)
            cle = db.get(CleActive, 1)
            sien = coffre if cle and coffre and cle.identifiant == coffre.identifiant else None
            return carry(db, acte, reglages, lisible, sien)
    except BrokenBase as error:
        if not is_ruined(error):
            raise
        return None


def _at_head(remplacee: Path) -> Path | None:
    """Return the replaced base under the schema of the program: itself, or a copy brought up to it.

    None when it cannot be: it comes from a newer program, or from another one, or is damaged.
    """
    try:
        if (trouvee := version_of(remplacee)) is None:
            return None
        if trouvee == version.HEAD:
            return remplacee
        copie = remplacee.with_name("remplacee.db")
        write_copy(remplacee, copie)
        migrate(Adresse.parse(str(copie)))
    except (PendingMigrations, Conflict):
        return None
    except BrokenBase as error:
        if not is_ruined(error):
            raise
        return None
    return copie
