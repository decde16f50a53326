"""The campagnes d’attribution where the person was a candidate."""

from collections.abc import Sequence
from typing import Any, Final

from sqlmodel import Session, col, delete, select, update

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.conservation import EFFACE
from sigma_cli.models.campagne import Campagne, CampagneCandidat, CampagneCritere, CampagneValeur
from sigma_cli.services.rgpd.contrat import Personne, Trace, Valeurs

_TITRES: Final = {
    "campagne": "Campagne",
    "intitule": "Intitulé",
    "parcours": "Parcours",
    "valeurs": "Valeurs données",
    "decision": "Décision",
    "motif": "Motif",
    "le": "Décidée le",
}


def read(db: Session, personne: Personne) -> Sequence[Valeurs]:
    """Return each candidature, with the numbers given for the criteria, former versions included."""
    query = (
        select(CampagneCandidat, Campagne)
        .join(Campagne, col(Campagne.id) == col(CampagneCandidat.campagne_id))
        .where(col(CampagneCandidat.parcours_id).in_(personne.parcours))
        .order_by(col(CampagneCandidat.id))
    )
    valeurs = _values(db, personne)
    return [
        {
            "campagne": references.campagne(campagne.id),
            "intitule": campagne.intitule,
            "parcours": references.parcours(candidat.parcours_id),
            "valeurs": valeurs.get(candidat.id, []),
            "decision": candidat.decision,
            "motif": candidat.motif,
            "le": candidat.le,
        }
        for candidat, campagne in db.exec(query)
    ]


def _values(db: Session, personne: Personne) -> dict[int, list[Valeurs]]:
    query = (
        select(CampagneValeur, CampagneCritere)
        .join(CampagneCritere, col(CampagneCritere.id) == col(CampagneValeur.critere_id))
        .where(col(CampagneValeur.candidat_id).in_(_candidates(personne)))
        .order_by(col(CampagneCritere.id))
    )
    trouvees: dict[int, list[Valeurs]] = {}
    for valeur, critere in db.exec(query):
        ligne = {"critere": critere.nom, "version": critere.version, "valeur": valeur.valeur}
        trouvees.setdefault(valeur.candidat_id, []).append(ligne)
    return trouvees


def erase(db: Session, _acte: Acte, personne: Personne) -> None:
    """Keep that there was a candidate, and what was decided; remove the numbers and the reason."""
    db.exec(
        delete(CampagneValeur).where(col(CampagneValeur.candidat_id).in_(_candidates(personne)))
    )
    db.exec(
        update(CampagneCandidat)
        .where(
            col(CampagneCandidat.parcours_id).in_(personne.parcours),
            col(CampagneCandidat.motif).is_not(None),
        )
        .values(motif=EFFACE)
    )


def _candidates(personne: Personne) -> Any:
    """Return the query of their rows in the lists."""
    return select(CampagneCandidat.id).where(
        col(CampagneCandidat.parcours_id).in_(personne.parcours)
    )


TRACE: Final = Trace(
    code="campagnes",
    titre="Campagnes d’attribution",
    tables=("campagne_candidat", "campagne_valeur"),
    titres=_TITRES,
    read=read,
    erase=erase,
)
