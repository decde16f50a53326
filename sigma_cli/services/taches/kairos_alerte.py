"""A retained candidature that we typed is to be validated: Kairos alerts Pôle emploi (Q2-16)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from sqlmodel import Session, col

from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.recrutement import Origine, TacheCandidature
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches import candidatures
from sigma_cli.services.taches.contrat import Due, Fiche, Genre

if TYPE_CHECKING:
    from datetime import date


def due(db: Session, _reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
    """Yield one task per retained candidature whose validation is awaited."""
    attendues = (
        Candidature.origine == Origine.SAISIE_OF.value,
        col(Candidature.date_debut_prevue).is_not(None),
        col(Candidature.validee_le).is_(None),
    )
    for candidature, _ in candidatures.rows(db, idents, *attendues):
        jour = cast("date", candidature.resultat_le)
        yield Due(objet_id=candidature.id, visible_le=jour, echeance=jour)


def fiches(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return who is to be validated, and by whom."""
    return candidatures.fiches(db, taches, ("Prescripteur à l’origine", "Dates prévisionnelles"))


GENRE: Final = Genre(
    code=TacheCandidature.KAIROS_ALERTE,
    regle="Q2-16",
    titre="Alerter Pôle emploi pour qu’il valide la candidature",
    outils=(Outil.KAIROS,),
    portee=Portee.CANDIDATURE,
    due=due,
    fiches=fiches,
    sans_objet="candidature validée, plus retenue, ou session qui n’aura pas lieu",
)
