"""The candidatures of the person: those that led to a parcours, and those that what they say ties to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy import literal
from sqlmodel import Session, and_, col, func, or_, select

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


@dataclass(frozen=True, slots=True, repr=False)
class _Signes:
    """What candidatures of one person are told by; e-mails in small letters."""

    nom: str
    naissance: date | None
    courriels: frozenset[str]
    telephones: frozenset[str]

    def contact(self) -> "ColumnElement[bool]":
        """Return the condition on a candidature: one of the e-mails or telephones is its own."""
        return or_(
            func.lower(col(Candidature.courriel)).in_(self.courriels),
            col(Candidature.telephone).in_(self.telephones),
        )


def of(db: Session, personne: Personne) -> list[Candidature]:
    """Return the candidatures of a person: same name, and same birth, or same e-mail or telephone (RGPD-08).

    A namesake of another birth is someone else; of an unknown one, what ties them must be more.
    """
    query = select(Candidature).where(_theirs(db, personne)).order_by(col(Candidature.id))
    return list(db.exec(query))


def undecided(db: Session, personne: Personne) -> list[int]:
    """Return the candidatures that may be of this person, and that only people can tell (RGPD-08)."""
    signes = _signs(db, personne)
    sans_naissance = or_(
        col(Candidature.date_naissance).is_(None), literal(signes.naissance is None)
    )
    proche = or_(and_(col(Candidature.nom_replie) == signes.nom, sans_naissance), signes.contact())
    return list(
        db.exec(
            select(col(Candidature.id))
            .where(
                proche,
                col(Candidature.id).not_in([ligne.id for ligne in of(db, personne)]),
                col(Candidature.parcours_id).is_(None),
                col(Candidature.efface_le).is_(None),
            )
            .order_by(col(Candidature.id))
        )
    )


def _theirs(db: Session, personne: Personne) -> "ColumnElement[bool]":
    signes = _signs(db, personne)
    inconnue = or_(col(Candidature.date_naissance).is_(None), literal(signes.naissance is None))
    liee = and_(signes.contact(), inconnue)
    if signes.naissance is not None:
        liee = or_(liee, col(Candidature.date_naissance) == signes.naissance)
    libre = col(Candidature.parcours_id).is_(None)  # one that led to a parcours is of its holder
    return or_(
        col(Candidature.parcours_id).in_(personne.parcours),
        col(Candidature.id) == personne.candidature,
        and_(col(Candidature.nom_replie) == signes.nom, liee, libre),
    )


def _signs(db: Session, personne: Personne) -> _Signes:
    """Return what tells a person: their sheet, and the candidatures that are theirs for certain."""
    sures = db.exec(
        select(Candidature).where(
            or_(
                col(Candidature.parcours_id).in_(personne.parcours),
                col(Candidature.id) == personne.candidature,
            )
        )
    ).all()
    if personne.candidature is not None:
        nom, naissance = sures[0].nom_replie, sures[0].date_naissance
        contacts: list[tuple[str | None, str | None]] = []
    else:
        stagiaire = db.get_one(Stagiaire, personne.ident)
        nom = replier(f"{stagiaire.nom_naissance} {stagiaire.prenom or ''}")
        naissance = stagiaire.date_naissance
        contacts = [(stagiaire.courriel, stagiaire.telephone)]
    contacts += [(ligne.courriel, ligne.telephone) for ligne in sures]
    return _Signes(
        nom=nom,
        naissance=naissance,
        courriels=frozenset(courriel.lower() for courriel, _ in contacts if courriel),
        telephones=frozenset(telephone for _, telephone in contacts if telephone),
    )


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
