"""A parcours under way: new end, leaving. What DEFI was already told becomes a task (RF-06, RF-08).

Paid places, decided on 2026-11-25 from Q9-01 (« used = parcours with type Région, not cancelled »).
A parcours is cancelled when its holder withdrew before the first day: nobody was paid on the place,
which is released at once, as `place release` does. Someone who leaves later
has been paid on it: the place was used, and stays counted, so that the quota agreed is not given
twice without a decision. The établissement may still release it, by hand and with a reason.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.inscription.parcours import (
    check_leaving,
    check_still_there,
    never_came,
    warn_beyond_action,
)
from sigma_cli.domain.offre.sessions import check_dates, check_open
from sigma_cli.errors import Conflict
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Portee, TypeRemuneration
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places import quota as places
from sigma_cli.services.places.dossier import Dossier
from sigma_cli.services.places.quota import JAMAIS_VENU
from sigma_cli.services.socle import journal, modifications
from sigma_cli.services.socle.fiches import fill
from sigma_cli.services.taches import REGISTRE, defi_changements
from sigma_cli.services.taches import suivi as taches
from sigma_cli.services.taches.liste import still_open

_DATES, _SORTIE = defi_changements.DATES.code, defi_changements.SORTIE.code


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcoursModifie:
    """A parcours after a change; `place_comptee` tells that a paid place is still used by it.

    `place_rendue` tells that the change gave one back.
    """

    parcours: str
    stagiaire: str
    session: str
    date_entree: date
    date_fin_prevue: date
    date_sortie: date | None
    heures: int | None
    place_comptee: bool
    place_rendue: bool
    jamais_venu: bool
    modifie: bool
    avertissements: list[Avertissement]


def extend(
    db: Session,
    acte: Acte,
    ident: int,
    *,
    fin: date | None,
    heures: int | None,
    reglages: Reglages,
) -> ParcoursModifie:
    """Give a parcours a new end, or a new total of hours (RF-06); an earlier end is allowed.

    Hours alone are no news for DEFI. Raises NotFound, RuleViolation (SES-02, RF-08).
    """
    dossier = dossiers.load(db, ident)
    parcours, ref = dossier.parcours, references.parcours(ident)
    check_still_there(ref, parcours.date_sortie)
    if fin is not None:
        check_dates(parcours.date_entree, fin, objet=ref)
    difference = modifications.apply(parcours, {"date_fin_prevue": fin, "heures": heures})
    _save(db, acte, dossier, "parcours.extend", difference, reglages=reglages)
    avertissements: list[Avertissement] = []
    if difference.touches("date_fin_prevue"):
        avertissements += warn_beyond_action(
            ref,
            parcours.date_fin_prevue,
            action=dossier.action.numero,
            fin_action=dossier.action.date_fin_prevue,
        )
        avertissements += warn_told(db, parcours, _DATES, "la nouvelle date de fin")
    return _sheet(dossier, difference, avertissements)


def leave(
    db: Session, acte: Acte, ident: int, *, le: date, motif: str, reglages: Reglages
) -> ParcoursModifie:
    """Note that someone left, `le` being the last day; before the entry, that they never came.

    Doing it again corrects the day or the reason. Raises NotFound, RuleViolation (RF-08).
    """
    dossier = dossiers.load(db, ident)
    parcours = dossier.parcours
    check_leaving(references.parcours(ident), le, fin_prevue=parcours.date_fin_prevue)
    cancelled = never_came(le, entree=parcours.date_entree, motif=motif)
    difference = modifications.apply(
        parcours, {"date_sortie": le, "motif_sortie": motif, "jamais_venu": cancelled}
    )
    _save(db, acte, dossier, "parcours.leave", difference, reglages=reglages)
    avertissements = warn_told(db, parcours, _SORTIE, "la sortie") if difference else []
    rendue = cancelled and parcours.type_remuneration == TypeRemuneration.REGION
    if rendue:
        compte = places.release(db, acte, ident, motif=JAMAIS_VENU, reglages=reglages)
        avertissements += compte.avertissements
    return _sheet(dossier, difference, avertissements, rendue=rendue)


def come_back(db: Session, acte: Acte, ident: int, *, reglages: Reglages) -> ParcoursModifie:
    """Undo a leaving noted by mistake; a place released meanwhile is not given back (Q1-06): it is told.

    Raises NotFound, Conflict when nobody left, RuleViolation when the session is at 0 places (SES-03).
    """
    dossier = dossiers.load(db, ident)
    parcours = dossier.parcours
    if parcours.date_sortie is None:
        raise Conflict(f"{references.parcours(ident)} n’a pas de sortie : rien à annuler.")
    check_open(dossier.ref_session, dossier.session.places)
    avertissements = places.warn_return(db, parcours)
    difference = modifications.apply(
        parcours, {"jamais_venu": False}, vides=("date_sortie", "motif_sortie")
    )
    _save(db, acte, dossier, "parcours.leave.annule", difference, reglages=reglages)
    avertissements += warn_told(db, parcours, _SORTIE, "cette correction")
    return _sheet(dossier, difference, avertissements)


def _save(
    db: Session,
    acte: Acte,
    dossier: Dossier,
    operation: str,
    difference: modifications.Difference,
    *,
    reglages: Reglages,
) -> None:
    """Write the change and its tasks; the journal does not keep why someone left."""
    if not difference:
        return
    parcours = dossier.parcours
    parcours.modifie_le = acte.le
    db.add(parcours)
    journal.record(
        db,
        acte,
        operation,
        references.parcours(parcours.id),
        avant=_without_reason(difference.avant),
        apres=_without_reason(difference.apres),
    )
    taches.refresh(db, acte, reglages, Portee.PARCOURS, [parcours.id])
    if difference.touches("jamais_venu"):
        _refresh_around(db, acte, reglages, parcours)


def _refresh_around(db: Session, acte: Acte, reglages: Reglages, parcours: Parcours) -> None:
    """Nothing is owed either about the person nor the candidature of who never came (PAR-03)."""
    candidatures = db.exec(select(Candidature.id).where(Candidature.parcours_id == parcours.id))
    taches.refresh(db, acte, reglages, Portee.CANDIDATURE, candidatures.all())
    taches.refresh(db, acte, reglages, Portee.STAGIAIRE, [parcours.stagiaire_id])


def _without_reason(valeurs: dict[str, Any]) -> dict[str, Any]:
    return {champ: "•••" if champ == "motif_sortie" else v for champ, v in valeurs.items()}


def warn_told(db: Session, parcours: Parcours, genre: str, quoi: str) -> list[Avertissement]:
    """Say who already knows the parcours otherwise, and what is to be done about it."""
    ref, regle = references.parcours(parcours.id), REGISTRE[genre].regle
    avertissements = []
    if still_open(db, genre, parcours.id):
        message = (
            f"{ref} est déjà dans un fichier pour DEFI : y saisir aussi {quoi}, puis cocher la tâche dans les "
            "deux outils (sigma todo list)."
        )
        avertissements.append(Avertissement(regle=regle, message=message))
    if parcours.agora_sortie_le is not None:
        message = f"la sortie de {ref} est déjà dans un fichier pour AGORA, qui ne la recevra pas deux fois."
        avertissements.append(Avertissement(regle=regle, message=message))
    return avertissements


def _sheet(
    dossier: Dossier,
    difference: modifications.Difference,
    avertissements: list[Avertissement],
    *,
    rendue: bool = False,
) -> ParcoursModifie:
    parcours = dossier.parcours
    return fill(
        ParcoursModifie,
        parcours,
        parcours=references.parcours(parcours.id),
        stagiaire=references.stagiaire(parcours.stagiaire_id),
        session=dossier.ref_session,
        place_comptee=parcours.type_remuneration == TypeRemuneration.REGION,
        place_rendue=rendue,
        modifie=bool(difference),
        avertissements=avertissements,
    )
