"""What prescripteurs see of a person, and the three states of each place (Q1-04, Q1-08)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.recrutement.prescription import validation
from sigma_cli.domain.recrutement.visibilite import seen
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.recrutement import Origine, TacheCandidature
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.socle import visibilite
from sigma_cli.services.taches import kairos_stagiaire
from sigma_cli.services.taches.saisies import typed_on


@dataclass(frozen=True, slots=True, kw_only=True)
class VueParcours:
    """The place of a parcours: three states that do not depend on one another, and what is seen.

    `validation` is None without candidature: nobody knows of any.
    """

    parcours: str
    candidature: str | None
    session_diffusee: str
    saisi_sigma: bool
    validation: str | None
    vue_prescripteurs: str


def of_person(db: Session, acte: Acte, ident: int, *, reglages: Reglages) -> list[VueParcours]:
    """Return one view per parcours of a person, in order."""
    query: Any = (
        select(Parcours.id, SessionFormation, Candidature)
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .outerjoin(Candidature, col(Candidature.parcours_id) == col(Parcours.id))
        .where(Parcours.stagiaire_id == ident)
        .order_by(col(Parcours.id))
    )
    lignes = db.exec(query).all()
    saisies = _typed(db, lignes)
    return [
        _view(db, acte, *ligne, saisie_le=saisies[ligne[0]], reglages=reglages) for ligne in lignes
    ]


def _typed(db: Session, lignes: Any) -> dict[int, date | None]:
    """Return, by parcours, the day the person was typed in Kairos: as a candidate, else as a stagiaire."""
    candidats, stagiaires = TacheCandidature.KAIROS_CANDIDATURE, kairos_stagiaire.GENRE.code
    objets = {
        candidats: [candidature.id for _, _, candidature in lignes if candidature],
        stagiaires: [parcours for parcours, _, _ in lignes],
    }
    saisies = typed_on(db, objets)
    return {
        parcours: (saisies.get((candidats, candidature.id)) if candidature else None)
        or saisies.get((stagiaires, parcours))
        for parcours, _, candidature in lignes
    }


def _view(
    db: Session,
    acte: Acte,
    parcours: int,
    session: SessionFormation,
    candidature: Candidature | None,
    *,
    saisie_le: date | None,
    reglages: Reglages,
) -> VueParcours:
    outils = visibilite.of_session(db, session, acte, reglages)
    origine = Origine(candidature.origine) if candidature else None
    valide = validation(origine, candidature.validee_le) if candidature and origine else None
    return VueParcours(
        parcours=references.parcours(parcours),
        candidature=references.candidature(candidature.id) if candidature else None,
        session_diffusee=visibilite.public(outils).etat,
        saisi_sigma=True,
        validation=valide and valide.value,
        vue_prescripteurs=seen(origine, saisie_le),
    )
