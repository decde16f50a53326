"""After the meeting, whether the person came is to be noted here (Q2-12): opened ahead, seen the day after."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final, cast

from sqlmodel import Session

from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.recrutement import Etat, TacheCandidature
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches import candidatures
from sigma_cli.services.taches.contrat import Due, Fiche, Genre

if TYPE_CHECKING:
    from datetime import date

_LENDEMAIN: Final = timedelta(days=1)


def due(db: Session, _reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
    """Yield one task per person convened, to be seen once the meeting is past."""
    convoquee = Candidature.etat == Etat.CONVOQUE.value
    for candidature, reunion in candidatures.rows(db, idents, convoquee):
        jour = cast("date", reunion) + _LENDEMAIN
        yield Due(objet_id=candidature.id, cle=str(reunion), visible_le=jour, echeance=jour)


def fiches(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return who was expected, and when."""
    return candidatures.fiches(db, taches, ("Réunion",))


GENRE: Final = Genre(
    code=TacheCandidature.PRESENCE_A_NOTER,
    regle="Q2-12",
    titre="Noter la présence (sigma candidature presence)",
    outils=(Outil.SIGMA,),
    portee=Portee.CANDIDATURE,
    due=due,
    fiches=fiches,
    sans_objet="présence notée, autre convocation, ou session qui n’aura pas lieu",
)
