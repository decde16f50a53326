"""What any task about a parcours shows: the person, the session, the dates."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import date_fr
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.models.tache import Tache
from sigma_cli.services.taches.contrat import Fiche


def read_fiches(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return the sheet of each task, in one SELECT; what is unknown of the person is left out."""
    idents = {tache.objet_id for tache in taches}
    query = (
        select(Stagiaire, Parcours, Composante.numero, SessionFormation.numero)
        .join(Parcours, col(Parcours.stagiaire_id) == col(Stagiaire.id))
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(col(Parcours.id).in_(idents))
    )
    par_parcours = {
        parcours.id: _fiche(stagiaire, parcours, str(references.Session(composante, numero)))
        for stagiaire, parcours, composante, numero in db.exec(query)
    }
    return {tache.id: par_parcours[tache.objet_id] for tache in taches}


def add_value(
    fiches: Mapping[int, Fiche], titre: str, valeurs: Mapping[int, str]
) -> Mapping[int, Fiche]:
    """Return the sheets with one more value each, by task number."""
    return {
        numero: replace(fiche, valeurs={**fiche.valeurs, titre: valeurs[numero]})
        for numero, fiche in fiches.items()
    }


def _fiche(stagiaire: Stagiaire, parcours: Parcours, session: str) -> Fiche:
    naissance = stagiaire.date_naissance
    valeurs = {
        "Nom de naissance": stagiaire.nom_naissance,
        "Nom d’usage": stagiaire.nom_usage,
        "Prénom": stagiaire.prenom,
        "Date de naissance": date_fr(naissance) if naissance else None,
        "Session": session,
        "Dates du parcours": f"{date_fr(parcours.date_entree)} – {date_fr(parcours.date_fin_prevue)}",
    }
    return Fiche(
        objet=references.parcours(parcours.id),
        valeurs={titre: valeur for titre, valeur in valeurs.items() if valeur},
    )
