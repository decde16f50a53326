"""The result of the recruitment is to be typed in Kairos, with its reason when negative (Q2-14)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from sqlmodel import Session, col

from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.recrutement import Etat, TacheCandidature
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches import candidatures
from sigma_cli.services.taches.contrat import Due, Fiche, Genre

if TYPE_CHECKING:
    from datetime import date

RETENU: Final = Etat.RETENU.value


def due(db: Session, _reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
    """Yield one task per result; another result, or another reason, is to type again."""
    decidee = col(Candidature.resultat_le).is_not(None)
    for candidature, _ in candidatures.rows(db, idents, decidee):
        jour = cast("date", candidature.resultat_le)
        cle = candidature.motif_code or RETENU
        yield Due(objet_id=candidature.id, cle=cle, visible_le=jour, echeance=jour)


def fiches(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return the result and its reason."""
    return candidatures.fiches(db, taches, ("Résultat", "Motif"))


GENRE: Final = Genre(
    code=TacheCandidature.KAIROS_RESULTAT,
    regle="Q2-14",
    titre="Saisir le résultat dans Kairos",
    outils=(Outil.KAIROS,),
    portee=Portee.CANDIDATURE,
    due=due,
    fiches=fiches,
    sans_objet="résultat corrigé, ou session qui n’aura pas lieu",
)
