"""The établissement: who sends the flux."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.offre.etablissements import check_one
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.services.socle import journal, lieux, modifications, rediffusion
from sigma_cli.services.socle.fiches import fill


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheEtablissement:
    """The établissement as shown; None is what nobody gave yet."""

    nom: str | None
    siret: str | None
    uai: str | None
    nda: str | None
    adresse: str | None
    code_postal: str | None
    code_insee: str | None
    commune: str | None
    courriel: str | None
    telephone: str | None
    avertissements: list[Avertissement]


def update(db: Session, acte: Acte, valeurs: dict[str, Any]) -> FicheEtablissement:
    """Set the given fields, all already read and checked (EXT-04). All sessions are to send again (Q1-01).

    Raises RuleViolation for a second établissement in a base that serves one (SRV-01).
    """
    etablissement = db.get(Etablissement, 1) or Etablissement()
    check_one(etablissement.siret, valeurs.get("siret"), servie=_is_served(db))
    difference = modifications.apply(etablissement, valeurs)
    if difference:
        db.add(etablissement)
        rediffusion.send_again(db)
        journal.record(
            db,
            acte,
            "etablissement.set",
            "etablissement",
            avant=difference.avant,
            apres=difference.apres,
        )
    return _sheet(db, etablissement)


def show(db: Session) -> FicheEtablissement:
    """Return the établissement, empty when nothing was given yet."""
    return _sheet(db, db.get(Etablissement, 1) or Etablissement())


def _is_served(db: Session) -> bool:
    """Tell whether someone was ever registered here."""
    return db.exec(select(Parcours.id).limit(1)).first() is not None


def _sheet(db: Session, etablissement: Etablissement) -> FicheEtablissement:
    return fill(
        FicheEtablissement,
        etablissement,
        avertissements=lieux.warn(
            db,
            code_postal=etablissement.code_postal,
            code_insee=etablissement.code_insee,
            commune=etablissement.commune,
        ),
    )
