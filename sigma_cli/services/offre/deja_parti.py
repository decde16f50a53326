"""What left of a session before it was cancelled: nothing is recalled, it is undone by hand (RF-08)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session, and_, col, or_, select

from sigma_cli.domain import references
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.models.tache import Tache, TacheOutil
from sigma_cli.referentiels.recrutement import TacheCandidature
from sigma_cli.referentiels.statuts import Outil
from sigma_cli.services.taches import kairos_stagiaire


@dataclass(frozen=True, slots=True, kw_only=True)
class AFaire:
    """What left already, and is to be undone by hand: in which tool, about whom."""

    outil: str
    quoi: str
    references: list[str]


def left_already(db: Session, inscrits: Sequence[Parcours]) -> Iterator[AFaire]:
    """Yield what left of these persons: nothing is recalled (RF-08)."""
    defi = [references.parcours(p.id) for p in inscrits if p.defi_le is not None]
    if defi:
        yield AFaire(outil="DEFI", quoi="y saisir la sortie", references=defi)
    finis = [references.parcours(p.id) for p in inscrits if p.agora_sortie_le is not None]
    if finis:
        yield AFaire(
            outil="AGORA",
            quoi="une fin de formation y est déjà : prévenir la Région",
            references=finis,
        )
    entres = [
        references.parcours(p.id)
        for p in inscrits
        if p.agora_entree_le is not None and p.agora_sortie_le is None
    ]
    if entres:
        quoi = "rien à faire : le prochain envoi y dit « jamais venu »"
        yield AFaire(outil="AGORA", quoi=quoi, references=entres)
    kairos = _typed_in_kairos(db, inscrits)
    if kairos:
        yield AFaire(outil="Kairos", quoi="y retirer l’inscription", references=kairos)


def _typed_in_kairos(db: Session, inscrits: Sequence[Parcours]) -> list[str]:
    """Return the parcours whose holder someone ticked as typed in Kairos, as a stagiaire or to apply."""
    idents = [parcours.id for parcours in inscrits]
    lies = db.exec(select(Candidature).where(col(Candidature.parcours_id).in_(idents)))
    candidats = {candidature.id: candidature.parcours_id for candidature in lies}
    coches = db.exec(
        select(Tache.genre, Tache.objet_id)
        .join(TacheOutil, col(TacheOutil.tache_id) == col(Tache.id))
        .where(
            TacheOutil.outil == Outil.KAIROS.value,
            or_(
                and_(Tache.genre == kairos_stagiaire.GENRE.code, col(Tache.objet_id).in_(idents)),
                and_(
                    Tache.genre == TacheCandidature.KAIROS_CANDIDATURE.value,
                    col(Tache.objet_id).in_(candidats),
                ),
            ),
        )
    ).all()
    saisis = {
        ident if genre == kairos_stagiaire.GENRE.code else candidats.get(ident)
        for genre, ident in coches
    }
    return [references.parcours(ident) for ident in idents if ident in saisis]
