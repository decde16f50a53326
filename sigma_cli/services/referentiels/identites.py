"""The imported identities: counted and dated here, never shown — a number finds one, at enrolment."""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlmodel import Session, func, select

from sigma_cli.errors import InvalidInput
from sigma_cli.models.annuaire import IdentiteImportee
from sigma_cli.services.referentiels.contrat import Etat, Origine, Referentiel

_NOM: Final = "identites"
_TITRE: Final = "Identités importées"


def _state(db: Session) -> Etat:
    lignes, importe_le = db.exec(select(func.count(), func.max(IdentiteImportee.importee_le))).one()
    return Etat(
        referentiel=_NOM,
        titre=_TITRE,
        origine=Origine.IMPORTE if lignes else Origine.ABSENT,
        le=importe_le.date() if lignes else None,
        lignes=lignes or None,
        importe_le=importe_le,
    )


def _find(_db: Session, _code: str) -> Mapping[str, object] | None:
    raise _secret()


def _rows(_db: Session) -> Iterator[Mapping[str, object]]:
    raise _secret()


def _secret() -> InvalidInput:
    return InvalidInput(
        "Les identités ne se consultent pas : « sigma stagiaire enrol » les cherche par le numéro.",
        regle="NIR-05",
    )


REFERENTIEL: Final = Referentiel(nom=_NOM, titre=_TITRE, etat=_state, find=_find, rows=_rows)
