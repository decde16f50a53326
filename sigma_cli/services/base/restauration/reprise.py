"""Carry into the copy of a backup what the base it replaces sent since."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from sigma_cli.domain.acte import Acte
from sigma_cli.flux import REGISTRE
from sigma_cli.models.flux import FluxAComparer
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.base.restauration import effacements, fichiers, lignes
from sigma_cli.services.base.restauration.lignes import Laissees
from sigma_cli.services.base.restauration.tables import attach
from sigma_cli.services.socle import journal
from sigma_cli.services.taches import suivi
from sigma_cli.store.coffre import Coffre


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprise:
    """What was carried. `changements` counts the rows written: none leaves the backup as it is.

    `fichiers` are those the backup did not know, or not so far. `oublies` could not be carried:
    the backup has another file of the same number. `effaces` counts what was erased again.
    """

    fichiers: list[str]
    lignes: int
    laissees: list[Laissees]
    oublies: list[str]
    effaces: int
    changements: int


def carry(
    db: Session, acte: Acte, reglages: Reglages, remplacee: Path, coffre: Coffre | None
) -> Reprise:
    """Write into the copy open in `db` what the base at `remplacee` sent since; the caller commits.

    Both have the schema of the program. Raises RuleViolation when a file that waits there is sealed
    under a key the backup does not know (RF-02), BrokenBase.
    """
    attach(db, remplacee)
    fichiers.check_same_key(db)
    nouveaux = fichiers.add(db)
    avances = fichiers.bring_forward(db)
    portees = lignes.bring_forward(db) + lignes.add(db)
    effaces = effacements.carry(db, acte, reglages, coffre)
    faite = Reprise(
        fichiers=sorted({*nouveaux, *avances}),
        lignes=portees,
        effaces=effaces,
        changements=len(nouveaux) + len(avances) + portees + effaces + lignes.set_marks(db),
        laissees=lignes.left_out(db),
        oublies=fichiers.left_out(db),
    )
    if faite.changements:
        fichiers.show_all_again(db, faite.fichiers)
        suivi.refresh_all(db, acte, reglages)
        _record(db, acte, faite)
    return faite


def forget_the_past(db: Session, acte: Acte, reglages: Reglages) -> None:
    """Note that nothing tells what left since the backup: the next push of persons is to compare."""
    for code, flux in REGISTRE.items():
        if flux.une_fois:
            db.merge(FluxAComparer(code=code, depuis=acte.le))
    suivi.refresh_all(db, acte, reglages)
    journal.record(db, acte, "base.restore", "base", apres={"reprise": False})


def _record(db: Session, acte: Acte, faite: Reprise) -> None:
    apres = {
        "fichiers": faite.fichiers,
        "lignes": faite.lignes,
        "laissees": sum(laissee.lignes for laissee in faite.laissees),
        "oublies": faite.oublies,
    } | ({"effaces": faite.effaces} if faite.effaces else {})
    journal.record(db, acte, "base.restore", "base", apres=apres)
