"""Run every control and sort what was found: what blocks first."""

from dataclasses import dataclass

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.diffusion.controles import REGISTRE
from sigma_cli.services.diffusion.controles.contrat import Constat, Examen, Gravite, Perimetre
from sigma_cli.services.socle import lookup


@dataclass(frozen=True, slots=True, kw_only=True)
class Revue:
    """Everything found: `nombre` counts it all, `a_corriger` what is more than an information."""

    nombre: int
    a_corriger: int
    constats: list[Constat]


def review(db: Session, acte: Acte, perimetre: Perimetre, reglages: Reglages) -> Revue:
    """Return what the controls find within a scope. Raises NotFound for an unknown reference."""
    _check_scope(db, perimetre)
    examen = Examen(db=db, acte=acte, reglages=reglages, perimetre=perimetre)
    constats = [constat for controle in REGISTRE for constat in controle.constater(examen)]
    ordre = list(Gravite)
    constats.sort(key=lambda constat: ordre.index(constat.gravite))
    return Revue(
        nombre=len(constats),
        a_corriger=sum(constat.gravite is not Gravite.INFORMATION for constat in constats),
        constats=constats,
    )


def _check_scope(db: Session, perimetre: Perimetre) -> None:
    if perimetre.action:
        lookup.action(db, perimetre.action)
    if perimetre.composante:
        lookup.composante(db, perimetre.composante)
    if perimetre.composante and perimetre.session is not None:
        lookup.session(db, references.Session(perimetre.composante, perimetre.session))
