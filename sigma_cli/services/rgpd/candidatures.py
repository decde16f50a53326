"""The candidatures of the person: those that led to a parcours, and those of the same name and birth."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sqlmodel import Session, and_, col, false, or_, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.conservation import EFFACE
from sigma_cli.domain.texte import replier
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.stagiaire import Stagiaire
from sigma_cli.services.rgpd.contrat import Personne, Trace, Valeurs

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

_VIDES: Final = (
    "date_naissance",
    "courriel",
    "telephone",
    "fiche_de",
    "precision",
    "raison",
)
_TITRES: Final = {
    "candidature": "Candidature",
    "nom": "Nom",
    "prenom": "Prénom",
    "date_naissance": "Date de naissance",
    "courriel": "Courriel",
    "telephone": "Téléphone",
    "positionne_le": "Positionnement",
    "mode": "Prescription",
    "fiche_recue_le": "Fiche reçue le",
    "fiche_de": "Fiche envoyée par",
    "etat": "État",
    "presence": "Présence",
    "resultat_le": "Résultat du",
    "motif_code": "Motif",
    "precision": "Précision",
    "raison": "Raison du changement",
    "sans_suite": "Sans suite",
    "date_debut_prevue": "Début prévisionnel",
    "date_fin_prevue": "Fin prévisionnelle",
    "validee_le": "Validée le",
}


def of(db: Session, personne: Personne) -> list[Candidature]:
    """Return the candidatures of a person; a namesake of another birth, or of none, is someone else."""
    stagiaire = db.get_one(Stagiaire, personne.ident)
    nom = replier(f"{stagiaire.nom_naissance} {stagiaire.prenom or ''}")
    meme: ColumnElement[bool] = false()
    if stagiaire.date_naissance is not None:
        meme = and_(
            col(Candidature.nom_replie) == nom,
            col(Candidature.date_naissance) == stagiaire.date_naissance,
        )
    query = select(Candidature).where(
        or_(col(Candidature.parcours_id).in_(personne.parcours), meme)
    )
    return list(db.exec(query.order_by(col(Candidature.id))))


def read(db: Session, personne: Personne) -> Sequence[Valeurs]:
    """Return each candidature, and what became of it."""
    return [
        {"candidature": references.candidature(ligne.id)}
        | {champ: getattr(ligne, champ) for champ in _TITRES if champ != "candidature"}
        for ligne in of(db, personne)
    ]


def erase(db: Session, acte: Acte, personne: Personne) -> None:
    """Keep what counts, remove what names the person and what was said of them."""
    for ligne in of(db, personne):
        forget(db, acte, ligne)


def forget(db: Session, acte: Acte, ligne: Candidature) -> None:
    """Empty one candidature of all that names its person."""
    for champ in _VIDES:
        setattr(ligne, champ, None)
    ligne.nom, ligne.prenom, ligne.nom_replie = EFFACE, "", ""
    ligne.efface_le = ligne.modifiee_le = acte.le
    db.add(ligne)


TRACE: Final = Trace(
    code="candidatures",
    titre="Candidatures",
    tables=("candidature",),
    titres=_TITRES,
    read=read,
    erase=erase,
)
