"""Whether the person came is to be typed in Kairos, for every candidature (Q2-12)."""

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
    """Yield one task per presence noted; a presence corrected is another one, to type again."""
    notee = col(Candidature.presence_le).is_not(None)
    for candidature, _ in candidatures.rows(db, idents, notee):
        jour = cast("date", candidature.presence_le)
        yield Due(
            objet_id=candidature.id,
            cle=f"{candidature.presence}/{jour}",
            visible_le=jour,
            echeance=jour,
        )


def fiches(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return who came, or did not."""
    return candidatures.fiches(db, taches, ("Réunion", "Présence"))


GENRE: Final = Genre(
    code=TacheCandidature.KAIROS_PRESENCE,
    regle="Q2-12",
    titre="Saisir la présence dans Kairos",
    outils=(Outil.KAIROS,),
    portee=Portee.CANDIDATURE,
    due=due,
    fiches=fiches,
    sans_objet="présence corrigée, nouvelle convocation, ou session qui n’aura pas lieu",
)
