"""What a campagne decides of its candidates: the tool orders by numbers, people choose (Q9-02, Q1-06)."""

from collections.abc import Sequence
from decimal import Decimal

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.places import campagnes as regles
from sigma_cli.domain.places.criteres import Critere, check_no_handicap, choice_needs_reason
from sigma_cli.domain.places.places import Compte
from sigma_cli.models.action import Action
from sigma_cli.models.campagne import Campagne
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import (
    Decision,
    DecisionCandidat,
    EtatCampagne,
    TypeRemuneration,
)
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places import quota as places
from sigma_cli.services.places.campagne.campagnes import candidate_of, open_one
from sigma_cli.services.places.campagne.candidats import Candidature, candidates, criteria, order
from sigma_cli.services.places.campagne.fiche import FicheCampagne, sheet
from sigma_cli.services.places.quota import ComptePlaces
from sigma_cli.services.places.remuneration import Choix
from sigma_cli.services.socle import journal


def retain(
    db: Session, acte: Acte, ident: int, parcours: int, *, motif: str | None, reglages: Reglages
) -> ComptePlaces:
    """Give a place to a candidate, by the criteria of the campagne (Q9-02).

    A reason is needed when the criteria do not explain the choice. Raises NotFound, Conflict (closed,
    already paid), RuleViolation (Q9-01, Q9-02, Q9-03, SES-03).
    """
    campagne = open_one(db, ident)
    mienne, criteres = candidate_of(db, campagne, parcours), criteria(db, campagne)
    attendent = _waiting(db, campagne, avec=mienne.candidat.id)
    rangs = order(criteres, attendent)
    dossier = dossiers.load(db, parcours)
    if any(critere.sens for critere in criteres):
        sans_valeur = [une.ref for une in attendent if une.ref not in rangs]
        regles.check_all_rated(references.campagne(ident), sans_valeur)
    restantes = dossiers.account(dossier.action).restantes
    revient = mienne.candidat.decision == DecisionCandidat.NON_RETENU
    necessaire = revient or choice_needs_reason(mienne.ref, rangs, restantes=restantes)
    regles.check_reason(mienne.ref, necessaire=necessaire and restantes > 0, motif=motif)
    choix = Choix(
        decision=Decision.ATTRIBUEE,
        type=TypeRemuneration.REGION,
        criteres=_applied(criteres, mienne),
        motif=motif,
        campagne_id=ident,
    )
    avertissements = places.give(db, acte, reglages, dossier, choix)
    _settle(db, acte, mienne, DecisionCandidat.RETENU, motif)
    return places.report(dossier, avertissements)


def reject(db: Session, acte: Acte, ident: int, parcours: int, *, motif: str) -> FicheCampagne:
    """Record that a candidate is not retained, and why. Raises NotFound, Conflict, RuleViolation (Q9-03)."""
    check_no_handicap(motif, "--motif")
    campagne = open_one(db, ident)
    candidature = candidate_of(db, campagne, parcours)
    regles.check_rejection(candidature.ref, candidature.candidat.decision)
    _settle(db, acte, candidature, DecisionCandidat.NON_RETENU, motif)
    apres = {"parcours": candidature.ref, "motif": motif}
    journal.record(db, acte, "campagne.reject", references.campagne(ident), apres=apres)
    return sheet(db, campagne)


def close(db: Session, acte: Acte, ident: int, *, motif: str | None) -> FicheCampagne:
    """End a campagne: those still undecided are not retained, for the reason given or for lack of places.

    Raises NotFound, Conflict, RuleViolation when places are left without a word (Q9-02).
    """
    if motif is not None:
        check_no_handicap(motif, "--motif")
    campagne = open_one(db, ident)
    action = db.get_one(Action, campagne.action_id)
    attendent = _waiting(db, campagne)
    ref = references.campagne(ident)
    refs = [une.ref for une in attendent]
    raison = regles.closing_reason(
        ref, refs, restantes=dossiers.account(action).restantes, motif=motif
    )
    for une in attendent:
        _settle(db, acte, une, DecisionCandidat.NON_RETENU, raison)
    for une in candidates(db, campagne):
        if une.candidat.decision is None:
            _settle(db, acte, une, DecisionCandidat.RETENU, "Place donnée hors de la campagne")
    _freeze(acte, campagne, dossiers.account(action))
    db.add(campagne)
    db.flush()
    apres = {"etat": campagne.etat, "non_retenus": refs, "motif": raison}
    journal.record(db, acte, "campagne.close", ref, apres=apres)
    return sheet(db, campagne)


def _freeze(acte: Acte, campagne: Campagne, compte: Compte) -> None:
    """Close a campagne with the account of the action as it stands: its minutes always tell that one."""
    campagne.etat, campagne.close_le = EtatCampagne.CLOSE.value, acte.le
    campagne.accordees, campagne.en_plus = compte.accordees, compte.en_plus
    campagne.utilisees = compte.utilisees


def _waiting(db: Session, campagne: Campagne, *, avec: int | None = None) -> list[Candidature]:
    """Return the candidates still undecided and not paid otherwise, and the one named `avec`."""
    return [
        une
        for une in candidates(db, campagne)
        if une.candidat.id == avec
        or (
            une.candidat.decision is None
            and une.parcours.type_remuneration != TypeRemuneration.REGION
        )
    ]


def _settle(
    db: Session, acte: Acte, une: Candidature, decision: DecisionCandidat, motif: str | None
) -> None:
    une.candidat.decision, une.candidat.motif = decision.value, motif
    une.candidat.agent, une.candidat.le = acte.agent, acte.le
    db.add(une.candidat)
    db.flush()


def _applied(criteres: Sequence[Critere], une: Candidature) -> str:
    """Return the criteria as they applied to one candidate, the numbers with them."""
    textes = (
        f"{critere.nom} : {_in_french(une.valeurs[critere.rang])}" if critere.sens else critere.nom
        for critere in criteres
    )
    return " ; ".join(textes)


def _in_french(nombre: Decimal) -> str:
    return f"{nombre:f}".replace(".", ",")
