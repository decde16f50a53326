"""A place asked of the Région for someone whose ARE ends when none is left, and its answer (Q9-07)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.offre.sessions import check_open
from sigma_cli.domain.places.fin_droits import (
    check_awaited,
    check_request,
    incomplete,
    missing,
    warn_places_elsewhere,
)
from sigma_cli.domain.places.remuneration import check_present
from sigma_cli.errors import Conflict, InvalidInput, NotFound
from sigma_cli.formats.courrier import Courrier, Piece
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.demande import Demande, DemandeObjet, DemandePlace
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Decision, EtatDemande, TypeDemande, TypeRemuneration
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places import remuneration
from sigma_cli.services.places.dossier import CompteAction, Dossier, open_request
from sigma_cli.services.places.remuneration import Choix
from sigma_cli.services.socle import courriers, journal, lookup

_MODELE: Final = "demande_place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appui:
    """What supports a request: the document that proves the end of rights, and why; None is missing."""

    justificatif: Piece | None
    explication: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandeFaite:
    """A request recorded. Its letter is written apart; only the hash of the document is kept."""

    demande: str
    parcours: str
    action: str
    destinataire: str
    justificatif_sha256: str
    avertissements: list[Avertissement]


def request(
    db: Session, acte: Acte, ident: int, appui: Appui, *, reglages: Reglages, dossier: Path
) -> tuple[DemandeFaite, Courrier]:
    """Record a request and return its letter, to be written by the caller before the commit.

    `dossier` holds the user’s own templates. Raises NotFound, RuleViolation (Q9-07: a place is left,
    something is missing), Conflict (already paid, or one is already waiting), InvalidInput.
    """
    instruit = dossiers.load(db, ident)
    check_open(instruit.ref_session, instruit.session.places)
    check_present(instruit.situation)
    compte = dossiers.account(instruit.action)
    check_request(instruit.situation, instruit.action.numero, compte)
    _check_none_waits(db, instruit)
    champs = _fields(db, instruit)
    piece, explication = appui.justificatif, appui.explication
    manquent = missing(champs | {"justificatif": piece, "explication": explication})
    if manquent or piece is None or explication is None:
        raise incomplete(instruit.ref, manquent)
    adresse = reglages.courriel("remuneration")
    demande = _open(db, acte, instruit, piece=piece, explication=explication, adresse=adresse)
    champs |= {"demande": demande, "justificatif": piece.nom, "explication": explication}
    courrier = courriers.compose(
        db, acte, _MODELE, champs, a=adresse, dossier=dossier, pieces=[piece]
    )
    faite = DemandeFaite(
        demande=demande,
        parcours=instruit.ref,
        action=instruit.action.numero,
        destinataire=adresse,
        justificatif_sha256=piece.sha256,
        avertissements=warn_places_elsewhere(_left_elsewhere(db, instruit.action)),
    )
    return faite, courrier


def _check_none_waits(db: Session, instruit: Dossier) -> None:
    ref = open_request(db, instruit)
    if ref is not None:
        raise Conflict(
            f"{ref} attend déjà une réponse pour {instruit.ref} ; l’enregistrer, ou la retirer par "
            f"« sigma place answer {ref} retiree » pour en refaire une.",
            regle="Q9-07",
        )


def _fields(db: Session, instruit: Dossier) -> dict[str, object]:
    """Return the fields of the letter that the base knows: never a number of a person (Q9-07)."""
    stagiaire = lookup.stagiaire(db, instruit.parcours.stagiaire_id)
    composante = db.get_one(Composante, instruit.session.composante_id)
    usage = f", nom d’usage {stagiaire.nom_usage}" if stagiaire.nom_usage else ""
    fin_are = instruit.connu.fin_are
    return {
        "convention": instruit.action.convention,
        "action": instruit.action.numero,
        "intitule_action": instruit.action.intitule,
        "composante": composante.numero,
        "intitule_composante": composante.intitule,
        "session": instruit.ref_session,
        "parcours": instruit.ref,
        "nom": f"{stagiaire.nom_naissance}{usage}",
        "prenom": stagiaire.prenom,
        "debut": date_fr(instruit.parcours.date_entree),
        "fin": date_fr(instruit.parcours.date_fin_prevue),
        "fin_are": date_fr(fin_are) if fin_are else None,
        "accordees": instruit.action.places_remunerees,
        "utilisees": instruit.action.places_utilisees,
    }


def _open(
    db: Session, acte: Acte, instruit: Dossier, *, piece: Piece, explication: str, adresse: str
) -> str:
    demande = Demande(
        type=TypeDemande.PLACE.value,
        explication=explication,
        destinataire=adresse,
        agent=acte.agent,
        demandee_le=acte.le,
    )
    db.add(demande)
    db.flush()
    place = DemandePlace(
        demande_id=demande.id, parcours_id=instruit.parcours.id, justificatif_sha256=piece.sha256
    )
    objet = DemandeObjet(
        demande_id=demande.id,
        rang=1,
        composante_id=instruit.session.composante_id,
        session_id=instruit.session.id,
    )
    db.add_all([place, objet])
    ref = references.demande(demande.id)
    apres = {
        "parcours": instruit.ref,
        "destinataire": adresse,
        "justificatif_sha256": piece.sha256,
    }
    journal.record(db, acte, "place.request", ref, apres=apres)
    return ref


def _left_elsewhere(db: Session, action: Action) -> int:
    """Return how many places the other actions have left."""
    restantes = (
        col(Action.places_remunerees) + col(Action.places_en_plus) - col(Action.places_utilisees)
    )
    return int(db.exec(select(func.sum(restantes)).where(Action.id != action.id)).one() or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandeRepondue(CompteAction):
    """An answer recorded, and where the action stands."""

    demande: str
    etat: str
    parcours: str
    type_remuneration: str | None
    avertissements: list[Avertissement]


def answer(
    db: Session,
    acte: Acte,
    ident: int,
    reponse: EtatDemande,
    *,
    le: date,
    motif: str | None,
    reglages: Reglages,
) -> DemandeRepondue:
    """Record what the Région answered, or that the établissement takes its request back.

    Only ACCORDEE lifts what may be used, by exactly one, and puts the person on that place. Raises
    NotFound, Conflict (already answered), InvalidInput (a day to come), RuleViolation (SES-03).
    """
    demande, place = _get(db, ident)
    ref = references.demande(ident)
    check_awaited(ref, demande.etat, demande.repondue_le)
    if le > acte.jour:
        raise InvalidInput(f"--le : {date_fr(le)} est à venir ; donner le jour de la réponse.")
    demande.etat, demande.repondue_le, demande.reponse = reponse.value, le, motif
    place.ouverte = False
    db.add_all([demande, place])
    apres = {"etat": reponse.value, "repondue_le": le}
    journal.record(db, acte, "place.answer", ref, apres=apres)
    instruit = dossiers.load(db, place.parcours_id)
    avertissements = (
        _grant(db, acte, reglages, instruit, demande) if reponse is EtatDemande.ACCORDEE else []
    )
    return _answered(ref, demande, instruit, avertissements)


def _grant(
    db: Session, acte: Acte, reglages: Reglages, instruit: Dossier, demande: Demande
) -> list[Avertissement]:
    """Lift the count by one, for this person."""
    check_open(instruit.ref_session, instruit.session.places)
    check_present(instruit.situation)
    instruit.action.places_en_plus += 1
    choix = Choix(
        decision=Decision.ACCORDEE,
        type=TypeRemuneration.REGION,
        motif="Place accordée en plus par la Région",
        demande_id=demande.id,
    )
    return remuneration.change(db, acte, reglages, instruit, choix)


def _get(db: Session, ident: int) -> tuple[Demande, DemandePlace]:
    trouvee = db.exec(
        select(Demande, DemandePlace)
        .join(DemandePlace, col(DemandePlace.demande_id) == col(Demande.id))
        .where(Demande.id == ident)
    ).first()
    if trouvee is None:
        ref = references.demande(ident)
        raise NotFound(f"Aucune demande de place {ref} ; « sigma place list » donne les demandes.")
    return trouvee


def _answered(
    ref: str, demande: Demande, instruit: Dossier, avertissements: list[Avertissement]
) -> DemandeRepondue:
    return dossiers.standing(
        DemandeRepondue,
        instruit.action,
        instruit.inscrits,
        demande=ref,
        etat=demande.etat,
        parcours=instruit.ref,
        type_remuneration=instruit.parcours.type_remuneration,
        avertissements=avertissements,
    )
