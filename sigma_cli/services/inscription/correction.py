"""A parcours looked at with all that is held of it, and what of it may be corrected (PAR-01)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.inscription.inscriptions import check_categorie, warn_pic_level
from sigma_cli.domain.inscription.parcours import never_came, warn_late_rqth
from sigma_cli.domain.offre.sessions import check_dates, warn_beyond
from sigma_cli.domain.recrutement.prescription import (
    check_noted_once,
    check_structure,
    check_works_online,
)
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Deplacement, Parcours
from sigma_cli.referentiels.recrutement import Mode
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.inscription.parcours import warn_told
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places.dossier import Dossier
from sigma_cli.services.recrutement import fiche_prescripteur, prescriptions
from sigma_cli.services.socle import journal, lookup, modifications
from sigma_cli.services.socle.fiches import fill
from sigma_cli.services.taches import defi_changements, suivi

_DATES: Final = defi_changements.DATES.code
_SITUATION: Final = defi_changements.SITUATION.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What is to be corrected of a parcours; None is left as it is."""

    date_entree: date | None = None
    niveau_entree: str | None = None
    categorie: str | None = None
    pic: bool | None = None
    rqth: bool | None = None
    prescripteur: int | None = None
    mode: Mode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheParcours:
    """All that is held of a parcours. `prescription` says by whom and how, None when nobody knows.

    `quittees` are the sessions left for another. `defi_le`, `agora_entree_le` and `agora_sortie_le` tell when it was put in a file of these flux.
    """

    parcours: str
    stagiaire: str
    nom_naissance: str
    prenom: str | None
    session: str
    intitule: str
    action: str
    date_entree: date
    date_fin_prevue: date
    date_sortie: date | None
    jamais_venu: bool
    heures: int | None
    niveau_entree: str | None
    categorie: str | None
    pic: bool
    rqth: bool
    rqth_du: date | None
    rqth_au: date | None
    type_remuneration: str | None
    candidature: str | None
    prescription: str | None
    defi_le: datetime | None
    agora_entree_le: datetime | None
    agora_sortie_le: datetime | None
    quittees: list[str]
    modifie: bool
    avertissements: list[Avertissement]


def show(db: Session, ident: int) -> FicheParcours:
    """Return the sheet of a parcours. Raises NotFound, also once the identity is erased."""
    return sheet(db, dossiers.load(db, ident))


def correct(
    db: Session, acte: Acte, ident: int, correction: Correction, *, reglages: Reglages
) -> FicheParcours:
    """Correct the situation of someone, the day of entry (PAR-01), or who prescribed it (Q2-01).

    DEFI, which is told once, is then to be corrected by hand (RF-06, RF-07). Raises NotFound,
    RuleViolation (SES-02 on the dates, RAP-02 when PIC and category disagree, Q5-01, Q2-01,
    Q2-02 and PRE-01 on the prescription).
    """
    dossier = dossiers.load(db, ident)
    parcours = dossier.parcours
    avertissements = _check_prescription(db, dossier, correction)
    difference = modifications.apply(parcours, _values(dossier, correction, reglages))
    if difference:
        parcours.modifie_le = acte.le
        db.add(parcours)
        ref, cachee = dossier.ref, difference.without_values()
        journal.record(db, acte, "parcours.set", ref, avant=cachee.avant, apres=cachee.apres)
        suivi.refresh(db, acte, reglages, Portee.PARCOURS, [ident])
        avertissements += _warnings(db, acte, dossier, difference)
    return sheet(db, dossier, modifie=bool(difference), avertissements=avertissements)


def _values(dossier: Dossier, correction: Correction, reglages: Reglages) -> dict[str, Any]:
    """Return the columns to set, once the rules agree."""
    parcours = dossier.parcours
    entree = correction.date_entree or parcours.date_entree
    check_dates(entree, parcours.date_fin_prevue, objet=dossier.ref)
    pic = parcours.pic if correction.pic is None else correction.pic
    categorie = check_categorie(
        correction.categorie or parcours.categorie_public,
        pic=pic,
        programme=dossier.action.programme,
        label_pic=reglages.categorie_pic,
        label_navette=reglages.categorie_fiche_navette,
    )
    return {
        "date_entree": entree,
        "niveau_entree": correction.niveau_entree,
        "categorie_public": categorie,
        "pic": pic,
        "rqth": correction.rqth,
        "prescripteur_id": correction.prescripteur,
        "mode_prescription": correction.mode and correction.mode.value,
        "jamais_venu": parcours.jamais_venu
        or never_came(parcours.date_sortie, entree=entree, motif=parcours.motif_sortie),
    }


def _check_prescription(
    db: Session, dossier: Dossier, correction: Correction
) -> list[Avertissement]:
    """Judge who is said to have prescribed a registration made without a candidature (Q2-01)."""
    if correction.prescripteur is None:
        return []
    check_noted_once(dossier.ref, _prescription(db, dossier.parcours)[0])
    structure = fiche_prescripteur.structure(db, correction.prescripteur)
    if correction.mode is Mode.DEMATERIALISEE:
        check_works_online(structure)
    return check_structure(structure)


def _warnings(
    db: Session, acte: Acte, dossier: Dossier, difference: modifications.Difference
) -> Iterator[Avertissement]:
    parcours = dossier.parcours
    if difference.touches("date_entree"):
        session = (dossier.ref_session, dossier.session.date_debut, dossier.session.date_fin)
        dates = (dossier.ref, parcours.date_entree, parcours.date_fin_prevue)
        yield from warn_beyond(session, dates)
        yield from warn_told(db, parcours, _DATES, "la nouvelle date d’entrée")
    if difference.touches("rqth"):
        yield from warn_late_rqth(
            dossier.ref, jour=acte.jour, entree=parcours.date_entree, rqth=parcours.rqth
        )
    if difference.touches("pic", "niveau_entree"):
        yield from warn_pic_level(parcours.niveau_entree, pic=parcours.pic)
    if difference.touches("rqth", "categorie_public", "niveau_entree"):
        yield from warn_told(db, parcours, _SITUATION, "la nouvelle situation")


def sheet(
    db: Session,
    dossier: Dossier,
    *,
    modifie: bool = False,
    avertissements: list[Avertissement] | None = None,
) -> FicheParcours:
    """Return a parcours as shown, with what its dossier holds."""
    parcours = dossier.parcours
    personne = lookup.stagiaire(db, parcours.stagiaire_id)
    composante = db.get_one(Composante, dossier.session.composante_id)
    candidature, prescription = _prescription(db, parcours)
    return fill(
        FicheParcours,
        parcours,
        parcours=dossier.ref,
        stagiaire=references.stagiaire(personne.id),
        nom_naissance=personne.nom_naissance,
        prenom=personne.prenom,
        session=dossier.ref_session,
        intitule=composante.intitule,
        action=dossier.action.numero,
        categorie=parcours.categorie_public,
        rqth_du=dossier.connu.rqth_du,
        rqth_au=dossier.connu.rqth_au,
        candidature=candidature,
        prescription=prescription,
        quittees=list(_left(db, parcours)),
        modifie=modifie,
        avertissements=avertissements or [],
    )


def _left(db: Session, parcours: Parcours) -> Iterator[str]:
    """Yield the sessions that a parcours left for another, in order, with the day (PAR-02)."""
    query = (
        select(col(Composante.numero), col(SessionFormation.numero), col(Deplacement.le))
        .join(SessionFormation, col(SessionFormation.composante_id) == col(Composante.id))
        .join(Deplacement, col(Deplacement.session_id) == col(SessionFormation.id))
        .where(Deplacement.parcours_id == parcours.id)
        .order_by(col(Deplacement.rang))
    )
    for composante, numero, le in db.exec(query):
        yield f"{references.Session(composante, numero)} le {date_fr(le)}"


def _prescription(db: Session, parcours: Parcours) -> tuple[str | None, str | None]:
    """Return the candidature that a parcours came from, and who prescribed it, in words."""
    query = prescriptions.of_parcours(select(Parcours.id).where(Parcours.id == parcours.id))
    _, candidature, prescripteur = db.execute(query).one()
    if candidature is None:
        return None, prescriptions.said(parcours.mode_prescription, prescripteur)
    ref = references.candidature(candidature.id)
    return ref, prescriptions.said(candidature.mode, prescripteur)
