"""Move a parcours to another session, with all that hangs on it (PAR-02)."""

from collections.abc import Iterator
from typing import Final

from sqlmodel import Session, col, select, update

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.inscription.inscriptions import check_categorie
from sigma_cli.domain.inscription.parcours import (
    check_running,
    check_same_action,
    check_still_there,
    dates_after_move,
)
from sigma_cli.domain.offre.sessions import Effectif, check_dates, check_open, warn_overbooking
from sigma_cli.domain.places.places import warn_agreed
from sigma_cli.errors import Conflict
from sigma_cli.models.campagne import Campagne, CampagneCandidat
from sigma_cli.models.flux import FluxLigne
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.stagiaire import Deplacement, Parcours
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatCampagne, Evenement, Portee, TypeRemuneration
from sigma_cli.services.inscription.contexte import Contexte, SessionConnue, load_sessions
from sigma_cli.services.inscription.correction import FicheParcours, sheet
from sigma_cli.services.inscription.parcours import warn_told
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places.dossier import Dossier
from sigma_cli.services.socle import journal
from sigma_cli.services.taches import defi_changements, suivi

_REGLE: Final = "PAR-02"


def move(
    db: Session,
    acte: Acte,
    ident: int,
    vers: references.Session,
    *,
    motif: str,
    reglages: Reglages,
) -> FicheParcours:
    """Move a parcours to another session: pay, protection, candidature and history go with it.

    Raises NotFound, Conflict (already in that session), RuleViolation (SES-03 at 0 places, PAR-02 to
    another action with a place, RF-08 once left, Q5-01).
    """
    dossier, contexte = dossiers.load(db, ident), Contexte()
    load_sessions(db, contexte, [vers])
    cible = contexte.session(vers)
    _check(db, acte, dossier, vers, cible, reglages)
    parcours, quittee = dossier.parcours, dossier.ref_session
    connu_de_defi = parcours.defi_le is not None
    _keep(db, acte, parcours, motif)
    entree, fin = dates_after_move(
        parcours.date_entree, (cible.date_debut, cible.date_fin), jour=acte.jour, ref=str(vers)
    )
    check_dates(entree, fin, objet=dossier.ref)
    parcours.session_id, parcours.date_entree, parcours.date_fin_prevue = cible.id, entree, fin
    parcours.modifie_le = acte.le
    db.add(parcours)
    db.flush()
    journal.record(
        db,
        acte,
        "parcours.move",
        dossier.ref,
        avant={"session": quittee},
        apres={"session": str(vers), "motif": "•••"},
    )
    suivi.refresh(db, acte, reglages, Portee.PARCOURS, [ident])
    dits = [
        *_warn_session(vers, cible, meme_action=cible.action.numero == dossier.action.numero),
        *(
            warn_told(db, parcours, defi_changements.SESSION.code, "la nouvelle session")
            if connu_de_defi
            else ()
        ),
        *_warn_kairos(db, parcours, quittee),
    ]
    return sheet(db, dossiers.load(db, ident), modifie=True, avertissements=dits)


def _check(  # noqa: PLR0917 - what is moved, where, and what judges it
    db: Session,
    acte: Acte,
    dossier: Dossier,
    vers: references.Session,
    cible: SessionConnue,
    reglages: Reglages,
) -> None:
    parcours, ref = dossier.parcours, dossier.ref
    check_still_there(ref, parcours.date_sortie)
    check_running(ref, parcours.date_fin_prevue, jour=acte.jour)
    check_open(str(vers), cible.places)
    deja = db.exec(
        select(Parcours.id).where(
            Parcours.stagiaire_id == parcours.stagiaire_id, Parcours.session_id == cible.id
        )
    ).first()
    if deja is not None:
        suite = "rien à déplacer" if deja == parcours.id else "un seul parcours par session"
        raise Conflict(
            f"{references.stagiaire(parcours.stagiaire_id)} est déjà dans {vers} "
            f"({references.parcours(deja)}) : {suite}.",
            regle=_REGLE,
        )
    actions = (dossier.action.numero, cible.action.numero)
    check_same_action(ref, actions, attache=_held_by(db, dossier))
    check_categorie(
        parcours.categorie_public,
        pic=parcours.pic,
        programme=cible.programme,
        label_pic=reglages.categorie_pic,
        label_navette=reglages.categorie_fiche_navette,
    )


def _held_by(db: Session, dossier: Dossier) -> tuple[str, str] | None:
    """Return what of the paid places of the action a parcours holds or waits for, and how to let it go."""
    ref = dossier.ref
    if dossier.parcours.type_remuneration == TypeRemuneration.REGION:
        return "tient une place rémunérée", f"sigma place release {ref} --motif …"
    if demande := dossiers.open_request(db, dossier):
        quoi = f"attend la réponse de la Région à {demande}"
        return quoi, f"sigma place answer {demande} retiree"
    ouverte = db.exec(
        select(Campagne.id)
        .join(CampagneCandidat, col(CampagneCandidat.campagne_id) == col(Campagne.id))
        .where(
            CampagneCandidat.parcours_id == dossier.parcours.id,
            col(CampagneCandidat.decision).is_(None),
            Campagne.etat == EtatCampagne.OUVERTE.value,
        )
    ).first()
    if ouverte is None:
        return None
    campagne = references.campagne(ouverte)
    commande = f"sigma place campagne reject {campagne} {ref} --motif …"
    return f"est candidat à une place de {campagne}", commande


def _keep(db: Session, acte: Acte, parcours: Parcours, motif: str) -> None:
    """Remember the session that is left, and what AGORA is to be told of it."""
    parcours.deplacements += 1
    db.add(
        Deplacement(
            parcours_id=parcours.id,
            rang=parcours.deplacements,
            session_id=parcours.session_id,
            date_entree=parcours.date_entree,
            date_fin_prevue=parcours.date_fin_prevue,
            le=acte.jour,
            motif=motif,
        )
    )
    refusee = _take_back_refused(db, acte, parcours)
    if parcours.agora_entree_le and not parcours.agora_sortie_le and not refusee:
        parcours.depart_rang, parcours.agora_depart_le = parcours.deplacements, None
    parcours.agora_entree_le = parcours.agora_sortie_le = None


def _take_back_refused(db: Session, acte: Acte, parcours: Parcours) -> bool:
    """Tell whether AGORA refused the entry in the session left: nobody is to send it again."""
    refusees = (
        col(FluxLigne.parcours_id) == parcours.id,
        col(FluxLigne.evenement) == Evenement.ENTREE.value,
        col(FluxLigne.rejet).is_not(None),
        col(FluxLigne.repris_le).is_(None),
    )
    fait = db.exec(
        update(FluxLigne).where(*refusees).values(repris_le=acte.le, motif_renvoi="Session quittée")
    )
    return bool(fait.rowcount)


def _warn_session(
    vers: references.Session, cible: SessionConnue, *, meme_action: bool
) -> Iterator[Avertissement]:
    yield from warn_overbooking(
        str(vers), Effectif(places=cible.places, inscrits=cible.inscrits + 1)
    )
    if not meme_action:
        action = cible.action
        yield from warn_agreed(action.numero, action.inscrits + 1, effectif=action.effectif)


def _warn_kairos(db: Session, parcours: Parcours, quittee: str) -> Iterator[Avertissement]:
    """Say that the candidature of the parcours is one to the session left, in Kairos too."""
    liee = db.exec(select(Candidature.id).where(Candidature.parcours_id == parcours.id)).first()
    if liee is not None:
        message = (
            f"{references.candidature(liee)} reste une candidature à {quittee} ; si elle est saisie dans "
            "Kairos, y corriger la session."
        )
        yield Avertissement(regle=_REGLE, message=message)
