"""Planned dates of who is retained are to be typed in Kairos: without them, no pay (Q2-15)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from sqlmodel import Session, col

from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.recrutement import TacheCandidature
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches import candidatures
from sigma_cli.services.taches.contrat import Due, Fiche, Genre

if TYPE_CHECKING:
    from datetime import date


def due(db: Session, _reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
    """Yield one task per pair of dates; other dates are to type again."""
    retenue = col(Candidature.date_debut_prevue).is_not(None)
    for candidature, _ in candidatures.rows(db, idents, retenue):
        jour = cast("date", candidature.resultat_le)
        cle = f"{candidature.date_debut_prevue}/{candidature.date_fin_prevue}"
        yield Due(objet_id=candidature.id, cle=cle, visible_le=jour, echeance=jour)


def fiches(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return the planned dates."""
    return candidatures.fiches(db, taches, ("Dates prévisionnelles",))


GENRE: Final = Genre(
    code=TacheCandidature.KAIROS_DATES,
    regle="Q2-15",
    titre="Saisir les dates prévisionnelles dans Kairos (sans elles, pas de rémunération)",
    outils=(Outil.KAIROS,),
    portee=Portee.CANDIDATURE,
    due=due,
    fiches=fiches,
    sans_objet="dates corrigées, candidature non retenue, ou session qui n’aura pas lieu",
)
