"""A candidature that did not come from OUIFORM nor AUDEF is to be typed in Kairos (Q1-05, Q2-11)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlmodel import Session

from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.recrutement import Origine, TacheCandidature
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches import candidatures
from sigma_cli.services.taches.contrat import Due, Fiche, Genre


def due(db: Session, _reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
    """Yield one task per candidature that we type, late once its meeting is past."""
    saisie_of = Candidature.origine == Origine.SAISIE_OF.value
    for candidature, reunion in candidatures.rows(db, idents, saisie_of):
        jour = candidature.positionne_le
        yield Due(objet_id=candidature.id, visible_le=jour, echeance=max(jour, reunion or jour))


def fiches(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return who applies, to what, and who is behind it."""
    return candidatures.fiches(db, taches, ("Prescripteur à l’origine", "Réunion"))


GENRE: Final = Genre(
    code=TacheCandidature.KAIROS_CANDIDATURE,
    regle="Q2-11",
    titre="Saisir la candidature dans Kairos",
    outils=(Outil.KAIROS,),
    portee=Portee.CANDIDATURE,
    due=due,
    fiches=fiches,
    sans_objet="candidature venue d’OUIFORM ou d’AUDEF, ou session qui n’aura pas lieu",
)
