"""A line that the receiver refused: correct it, then send it again on purpose (RF-02)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain.dates import local_day
from sigma_cli.models.flux import FluxFichier, FluxLigne
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches.contrat import Due, Fiche, Genre
from sigma_cli.services.taches.fiches import of_parcours
from sigma_cli.store.parcours import attended


def due(db: Session, reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
    """Yield one task per line refused that nobody sent again; nobody can for a person erased."""
    for ligne, fichier in db.exec(_refused(idents)):
        vue = local_day(fichier.acquitte_le or fichier.produit_le)
        yield Due(
            objet_id=ligne.parcours_id,
            cle=_key(ligne),
            visible_le=vue,
            echeance=vue + timedelta(days=reglages.ecart_jours),
        )


def fiches(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return who was refused, why, and how to send the line again."""
    communes = of_parcours(db, taches)
    refus = {
        (ligne.parcours_id, _key(ligne)): (ligne, fichier)
        for ligne, fichier in db.exec(_refused([tache.objet_id for tache in taches]))
    }
    return {
        tache.id: _sheet(communes[tache.id], refus.get((tache.objet_id, tache.cle)))
        for tache in taches
    }


def _sheet(commune: Fiche, refus: tuple[FluxLigne, FluxFichier] | None) -> Fiche:
    if refus is None:  # sent again since
        return commune
    ligne, fichier = refus
    suite = f"sigma flux push {ligne.code} --renvoyer {commune.objet} --motif …"
    detail = {"Refus": ligne.rejet or "", "Fichier": fichier.nom, "Une fois corrigé": suite}
    return Fiche(objet=commune.objet, valeurs=detail | dict(commune.valeurs))


def _refused(idents: Sequence[int] | None) -> Any:
    query = (
        select(FluxLigne, FluxFichier)
        .join(FluxFichier, col(FluxFichier.id) == col(FluxLigne.fichier_id))
        .join(Parcours, col(Parcours.id) == col(FluxLigne.parcours_id))
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .where(col(FluxLigne.rejet).is_not(None), col(FluxLigne.repris_le).is_(None))
        .where(col(Stagiaire.efface_le).is_(None), attended())
    )
    return query if idents is None else query.where(col(FluxLigne.parcours_id).in_(idents))


def _key(ligne: FluxLigne) -> str:
    return f"{ligne.code}.{ligne.fichier_id}.{ligne.numero}"


GENRE: Final = Genre(
    code="FLUX_REFUS",
    regle="RF-02",
    titre="Corriger une ligne refusée par le destinataire, puis la renvoyer",
    outils=(Outil.SIGMA,),
    portee=Portee.PARCOURS,
    due=due,
    fiches=fiches,
    sans_objet="la ligne a été renvoyée, ou n’a plus lieu d’être",
    apres_envoi=True,
)
