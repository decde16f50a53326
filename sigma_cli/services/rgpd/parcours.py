"""The parcours of the person, and what was decided of their paid places."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, col, select, update

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.conservation import EFFACE
from sigma_cli.models.composante import Composante
from sigma_cli.models.place import Attribution
from sigma_cli.models.recrutement import Prescripteur
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Deplacement, Parcours
from sigma_cli.services.recrutement import prescriptions
from sigma_cli.services.rgpd.contrat import Personne, Trace, Valeurs

_CHAMPS: Final = {
    "date_entree": "Date d’entrée",
    "date_fin_prevue": "Fin prévue",
    "date_sortie": "Date de sortie",
    "jamais_venu": "N’est jamais venu",
    "motif_sortie": "Motif de sortie",
    "heures": "Heures",
    "categorie_public": "Catégorie du public",
    "niveau_entree": "Niveau d’entrée",
    "pic": "PIC",
    "rqth": "RQTH",
    "type_remuneration": "Type de rémunération",
    "cree_le": "Enregistré le",
}
_TITRES: Final = (
    {"parcours": "Parcours", "session": "Session", "intitule": "Formation"}
    | _CHAMPS
    | {
        "prescription": "Prescription notée",
        "quittees": "Sessions quittées pour une autre",
        "places": "Décisions de rémunération",
    }
)


_QUITTEE: Final = ("date_entree", "date_fin_prevue", "le", "motif")
_DECISION: Final = ("le", "decision", "type_remuneration", "depuis", "criteres", "motif")


def read(db: Session, personne: Personne) -> Sequence[Valeurs]:
    """Return each parcours with the sessions left before, and the decisions taken on it."""
    query = (
        select(Parcours, Composante, SessionFormation.numero, Prescripteur)
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .outerjoin(Prescripteur, col(Prescripteur.id) == col(Parcours.prescripteur_id))
        .where(Parcours.stagiaire_id == personne.ident)
        .order_by(col(Parcours.id))
    )
    quittees = _left(db, personne)
    places = _decisions(db, personne)
    return [
        {
            "parcours": references.parcours(parcours.id),
            "session": str(references.Session(composante.numero, numero)),
            "intitule": composante.intitule,
            **{champ: getattr(parcours, champ) for champ in _CHAMPS},
            "prescription": prescriptions.said(parcours.mode_prescription, prescripteur),
            "quittees": quittees.get(parcours.id, []),
            "places": places.get(parcours.id, []),
        }
        for parcours, composante, numero, prescripteur in db.exec(query)
    ]


def _left(db: Session, personne: Personne) -> dict[int, list[Valeurs]]:
    query = (
        select(Deplacement, Composante.numero, SessionFormation.numero)
        .join(SessionFormation, col(SessionFormation.id) == col(Deplacement.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(col(Deplacement.parcours_id).in_(personne.parcours))
        .order_by(col(Deplacement.parcours_id), col(Deplacement.rang))
    )
    trouvees: dict[int, list[Valeurs]] = {}
    for quittee, composante, numero in db.exec(query):
        valeurs = {champ: getattr(quittee, champ) for champ in _QUITTEE}
        session = str(references.Session(composante, numero))
        trouvees.setdefault(quittee.parcours_id, []).append({"session": session} | valeurs)
    return trouvees


def _decisions(db: Session, personne: Personne) -> dict[int, list[Valeurs]]:
    query = select(Attribution).where(col(Attribution.parcours_id).in_(personne.parcours))
    trouvees: dict[int, list[Valeurs]] = {}
    for ligne in db.exec(query.order_by(col(Attribution.id))):
        trouvees.setdefault(ligne.parcours_id, []).append(
            {champ: getattr(ligne, champ) for champ in _DECISION}
        )
    return trouvees


def erase(db: Session, _acte: Acte, personne: Personne) -> None:
    """Keep the parcours and the decisions, which count places; remove what was written of a person."""
    db.exec(
        update(Attribution)
        .where(col(Attribution.parcours_id).in_(personne.parcours))
        .values(criteres=None, motif=EFFACE)
    )
    db.exec(
        update(Deplacement)
        .where(col(Deplacement.parcours_id).in_(personne.parcours))
        .values(motif=EFFACE)
    )
    sortis = col(Parcours.id).in_(personne.parcours) & col(Parcours.motif_sortie).is_not(None)
    db.exec(update(Parcours).where(sortis).values(motif_sortie=EFFACE))


TRACE: Final = Trace(
    code="parcours",
    titre="Parcours de formation",
    tables=("parcours", "attribution", "deplacement"),
    titres=_TITRES,
    read=read,
    erase=erase,
)
