"""The frozen list of a campagne, its criteria in force and the numbers given: what orders (Q9-02)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.places.criteres import Critere, Rang, suggest_order
from sigma_cli.models.campagne import Campagne, CampagneCandidat, CampagneCritere, CampagneValeur
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.statuts import Sens


@dataclass(frozen=True, slots=True)
class Candidature:
    """One candidate with the parcours, the person and the numbers by rank of criterion."""

    candidat: CampagneCandidat
    parcours: Parcours
    nom: str
    valeurs: Mapping[int, Decimal]

    @property
    def ref(self) -> str:
        """Return the reference of the parcours."""
        return references.parcours(self.parcours.id)


def criteria(db: Session, campagne: Campagne) -> list[Critere]:
    """Return the criteria in force, the most important first."""
    lignes = db.exec(
        select(CampagneCritere)
        .where(
            CampagneCritere.campagne_id == campagne.id, CampagneCritere.version == campagne.version
        )
        .order_by(col(CampagneCritere.rang))
    )
    return [
        Critere(rang=ligne.rang, nom=ligne.nom, sens=Sens(ligne.sens) if ligne.sens else None)
        for ligne in lignes
    ]


def candidates(db: Session, campagne: Campagne) -> list[Candidature]:
    """Return the frozen list, by parcours, with the numbers of the criteria in force."""
    valeurs: dict[int, dict[int, Decimal]] = {}
    notes = (
        select(CampagneValeur.candidat_id, CampagneCritere.rang, CampagneValeur.valeur)
        .join(CampagneCritere, col(CampagneCritere.id) == col(CampagneValeur.critere_id))
        .where(
            CampagneCritere.campagne_id == campagne.id, CampagneCritere.version == campagne.version
        )
    )
    for candidat_id, rang, valeur in db.exec(notes):
        valeurs.setdefault(candidat_id, {})[rang] = Decimal(valeur)
    query = (
        select(CampagneCandidat, Parcours, Stagiaire)
        .join(Parcours, col(Parcours.id) == col(CampagneCandidat.parcours_id))
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .where(CampagneCandidat.campagne_id == campagne.id)
        .order_by(col(Parcours.id))
    )
    return [
        Candidature(candidat, parcours, _name(personne), valeurs.get(candidat.id, {}))
        for candidat, parcours, personne in db.exec(query)
    ]


def order(criteres: Sequence[Critere], candidatures: Sequence[Candidature]) -> dict[str, Rang]:
    """Return the suggested order: from the numbers given, and nothing else of the persons (Q9-03)."""
    return suggest_order(criteres, {une.ref: une.valeurs for une in candidatures})


def _name(personne: Stagiaire) -> str:
    return " ".join(filter(None, (personne.nom_usage or personne.nom_naissance, personne.prenom)))
