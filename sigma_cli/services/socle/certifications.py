"""What the Certif Info in use says of a composante: its code, its level (RAP-01, Q3-04, Q3-05)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import Session, and_, col, exists, func, not_, select

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.offre.certifications import Certif, Etat, classify, replaced_by, same_rncp
from sigma_cli.domain.offre.niveaux import libelle, niveaux_couverts
from sigma_cli.models.composante import Composante
from sigma_cli.models.referentiel import CERTIFINFO, Certification, ReferentielImport
from sigma_cli.services.socle import lookup

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True, kw_only=True)
class Connue:
    """State of a code, and what Certif Info gives it: level, RNCP, the codes that replace it."""

    certif: Certif
    niveau: str | None = None
    rncp: str | None = None
    successeur: str | None = None


def known(db: Session, code: str) -> Connue:
    """Return what is known of a Certif Info code."""
    dernier = lookup.last_import(db, CERTIFINFO)
    if dernier is None:
        return Connue(certif=Certif.NON_VERIFIABLE)
    ligne = db.get(Certification, (dernier.id, code))
    if ligne is None:
        return Connue(certif=Certif.INCONNU)
    return Connue(
        certif=classify(verifiable=True, connu=True, archive=ligne.archive, etat=ligne.etat),
        niveau=ligne.niveau,
        rncp=ligne.rncp,
        successeur=ligne.successeur,
    )


def blocked() -> "ColumnElement[bool]":
    """Return the column that tells whether the Carif blocks the code of a composante (RAP-01).

    The same as `known`, for lists: nothing is blocked before a first import, nor by one that tells no state.
    """
    dernier = (
        select(func.max(ReferentielImport.id))
        .where(ReferentielImport.nom == CERTIFINFO)
        .scalar_subquery()
    )
    passe = exists().where(
        col(Certification.import_id) == dernier,
        col(Certification.code) == col(Composante.certifinfo),
        col(Certification.archive).is_not(True),
        col(Certification.etat).is_distinct_from(Etat.ERRONE.value),
    )
    return and_(dernier.is_not(None), not_(passe))


def warn(db: Session, composante: Composante, niveau_action: str) -> Iterator[Avertissement]:
    """Yield what is to be checked on a composante; a table that was never imported says nothing."""
    connue = known(db, composante.certifinfo)
    if connue.certif.bloque:
        yield Avertissement(
            "RAP-01",
            f"{composante.numero} : le code Certif Info {composante.certifinfo} est {connue.certif}"
            f"{replaced_by(connue.successeur)} ; bloqué au Carif, il ne remontera pas.",
        )
    if composante.rncp and connue.rncp and not same_rncp(composante.rncp, connue.rncp):
        yield Avertissement(
            "RAP-06",
            f"{composante.numero} : fiche {composante.rncp}, alors que Certif Info "
            f"{composante.certifinfo} est à la fiche {connue.rncp}.",
        )
    if connue.niveau not in {None, composante.niveau_sortie}:
        yield Avertissement(
            "Q3-05",
            f"{composante.numero} : sortie au {libelle(composante.niveau_sortie)}, alors que Certif "
            f"Info {composante.certifinfo} est au {libelle(connue.niveau or '')}.",
        )
    if composante.niveau_sortie not in niveaux_couverts(niveau_action):
        yield Avertissement(
            "Q3-04",
            f"{composante.numero} : sortie au {libelle(composante.niveau_sortie)}, hors de ce que couvre "
            f"son action ({libelle(niveau_action)}).",
        )
