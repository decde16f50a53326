"""What any task about a person shows: who they are, how to reach them, since when their number is there."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import PARIS, date_fr
from sigma_cli.models.stagiaire import Stagiaire
from sigma_cli.models.tache import Tache
from sigma_cli.services.taches.contrat import Fiche


def read_fiches(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return the sheet of each task, in one SELECT; what is unknown of the person is left out."""
    query = select(Stagiaire).where(col(Stagiaire.id).in_({tache.objet_id for tache in taches}))
    personnes = {stagiaire.id: _fiche(stagiaire) for stagiaire in db.exec(query)}
    return {tache.id: personnes[tache.objet_id] for tache in taches}


def _fiche(stagiaire: Stagiaire) -> Fiche:
    naissance, depuis = stagiaire.date_naissance, stagiaire.nir_le
    valeurs = {
        "Nom de naissance": stagiaire.nom_naissance,
        "Nom d’usage": stagiaire.nom_usage,
        "Prénom": stagiaire.prenom,
        "Date de naissance": date_fr(naissance) if naissance else None,
        "Courriel": stagiaire.courriel,
        "Téléphone": stagiaire.telephone,
        "Numéro depuis le": date_fr(depuis.astimezone(PARIS).date()) if depuis else None,
    }
    return Fiche(
        objet=references.stagiaire(stagiaire.id),
        valeurs={titre: valeur for titre, valeur in valeurs.items() if valeur},
    )
