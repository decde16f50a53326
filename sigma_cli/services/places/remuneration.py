"""The pay of a parcours: its type, the counts, the history, the journal and the tasks change together.

`change` is the only function that writes `Parcours.type_remuneration` and the counts of an action,
but for the import of parcours already paid in another base.
"""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.offre.sessions import check_open
from sigma_cli.domain.places.fin_droits import day_after
from sigma_cli.domain.places.places import check_allocation, warn_agreed
from sigma_cli.models.campagne import Campagne, CampagneCandidat
from sigma_cli.models.flux import FluxLigne
from sigma_cli.models.place import Attribution
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import (
    Decision,
    DecisionCandidat,
    EtatCampagne,
    Portee,
    TypeRemuneration,
)
from sigma_cli.services.places.dossier import Dossier, account, granted, open_request
from sigma_cli.services.socle import journal
from sigma_cli.services.taches import suivi as taches

OPERATIONS: Final = {
    Decision.ATTRIBUEE: "place.allocate",
    Decision.LIBEREE: "place.release",
    Decision.OPTION: "place.option",
    Decision.FIN_DE_DROITS: "place.rights",
    Decision.ACCORDEE: "place.answer",
    Decision.PROTECTION: "place.protect",
    Decision.DECIDEE: "place.decide",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choix:
    """One decision to write; a type of None is undecided. It says by which criteria, or why (Q9-02)."""

    decision: Decision
    type: TypeRemuneration | None
    criteres: str | None = None
    motif: str | None = None
    campagne_id: int | None = None
    demande_id: int | None = None


def change(
    db: Session, acte: Acte, reglages: Reglages, dossier: Dossier, choix: Choix
) -> list[Avertissement]:
    """Write one decision and all that follows from it; return what it leaves to do elsewhere.

    A place is taken when the type becomes REGION and given back when it stops being so. Raises
    RuleViolation when none is left (Q9-01) or the session will not take place (SES-03), Conflict when
    a place is given to someone who has one.
    """
    parcours, avant = dossier.parcours, dossier.parcours.type_remuneration
    _count(db, acte, dossier, choix)
    parcours.type_remuneration = choix.type.value if choix.type else None
    parcours.modifie_le = acte.le
    fin_are = dossier.connu.fin_are
    dossier.connu.depuis = (
        day_after(fin_are) if fin_are and choix.type is TypeRemuneration.REGION else None
    )
    fichier = _last_file(db, parcours.id)
    db.add_all([parcours, dossier.action, _row(acte, dossier, choix, fichier)])
    if dossier.connu.depuis:
        db.add(dossier.connu)
    _record(db, acte, dossier, choix, avant)
    taches.refresh(db, acte, reglages, Portee.PARCOURS, [parcours.id])
    avertissements = _warn_waiting(db, dossier, choix)
    if choix.type is TypeRemuneration.REGION:
        action = dossier.action
        avertissements += warn_agreed(action.numero, dossier.inscrits, effectif=action.effectif)
    return avertissements + ([] if fichier is None else _warn_sent(dossier.ref, choix))


def _count(db: Session, acte: Acte, dossier: Dossier, choix: Choix) -> None:
    """Take a place of the action, or give one back."""
    occupee = dossier.parcours.type_remuneration == TypeRemuneration.REGION
    voulue = choix.type is TypeRemuneration.REGION
    if voulue and (not occupee or choix.decision is Decision.ATTRIBUEE):
        check_open(dossier.ref_session, dossier.session.places)
        check_allocation(
            dossier.action.numero,
            dossier.ref,
            account(dossier.action),
            type_actuel=dossier.parcours.type_remuneration,
        )
        dossier.action.places_utilisees += 1
    elif occupee and not voulue:
        _free_candidate(db, acte, dossier, choix.motif)
        accordee = granted(db, dossier)
        dossier.action.places_utilisees -= 1
        if accordee is not None:
            accordee.liberee_le = acte.le
            dossier.action.places_en_plus -= 1
            db.add(accordee)


def _free_candidate(db: Session, acte: Acte, dossier: Dossier, motif: str | None) -> None:
    """Note in a campagne still open that someone it retained gave the place back."""
    candidats = db.exec(
        select(CampagneCandidat)
        .join(Campagne, col(Campagne.id) == col(CampagneCandidat.campagne_id))
        .where(
            CampagneCandidat.parcours_id == dossier.parcours.id,
            CampagneCandidat.decision == DecisionCandidat.RETENU.value,
            Campagne.etat == EtatCampagne.OUVERTE.value,
        )
    )
    for candidat in candidats:
        candidat.decision, candidat.motif = DecisionCandidat.LIBERE.value, motif
        candidat.agent, candidat.le = acte.agent, acte.le
        db.add(candidat)


def _last_file(db: Session, ident: int) -> int | None:
    """Return the last defi file that holds the parcours, unless DEFI refused the line."""
    return db.exec(
        select(func.max(FluxLigne.fichier_id)).where(
            FluxLigne.parcours_id == ident,
            FluxLigne.code == "defi",
            col(FluxLigne.rejet).is_(None),
        )
    ).one()


def _row(acte: Acte, dossier: Dossier, choix: Choix, fichier_id: int | None) -> Attribution:
    return Attribution(
        parcours_id=dossier.parcours.id,
        action_id=dossier.action.id,
        decision=choix.decision.value,
        type_remuneration=dossier.parcours.type_remuneration,
        depuis=dossier.connu.depuis,
        criteres=choix.criteres,
        motif=choix.motif,
        campagne_id=choix.campagne_id,
        demande_id=choix.demande_id,
        fichier_id=fichier_id,
        agent=acte.agent,
        le=acte.le,
    )


def _record(
    db: Session, acte: Acte, dossier: Dossier, choix: Choix, type_avant: str | None
) -> None:
    apres: dict[str, object] = {
        "type_remuneration": dossier.parcours.type_remuneration,
        "action": dossier.action.numero,
        "criteres": choix.criteres,
        "motif": choix.motif,
    }
    if dossier.connu.depuis:
        apres["depuis"] = dossier.connu.depuis
    if (
        choix.campagne_id
    ):  # whose criteria hold the numbers of the person: they stay out of the journal
        apres |= {"campagne": references.campagne(choix.campagne_id), "criteres": None}
    if choix.demande_id:
        apres["demande"] = references.demande(choix.demande_id)
    avant = {"type_remuneration": type_avant}
    operation = OPERATIONS[choix.decision]
    journal.record(db, acte, operation, dossier.ref, avant=avant, apres=apres)


def _warn_waiting(db: Session, dossier: Dossier, choix: Choix) -> list[Avertissement]:
    """Say that a place was found while one was asked of the Région: the request is to take back (Q9-07)."""
    ref = open_request(db, dossier) if choix.type is TypeRemuneration.REGION else None
    if ref is None:
        return []
    message = (
        f"{ref} attend encore une réponse de la Région pour {dossier.ref}, qui a maintenant une place "
        f"du quota ; la prévenir, puis « sigma place answer {ref} retiree »."
    )
    return [Avertissement(regle="Q9-07", message=message)]


def _warn_sent(ref: str, choix: Choix) -> list[Avertissement]:
    """Say that DEFI, which was told once, is to be corrected by hand (RF-05, RF-08)."""
    if choix.decision is Decision.LIBEREE:
        regle, quoi = "RF-08", "y retirer aussi la rémunération"
    else:
        regle, quoi = "RF-05", "y changer aussi la rémunération"
    message = (
        f"{ref} est déjà dans un fichier pour DEFI : {quoi} (« sigma todo list » le rappelle)."
    )
    return [Avertissement(regle=regle, message=message)]
