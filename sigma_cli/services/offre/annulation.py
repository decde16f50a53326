"""A session put to 0 places, closed as one act (SES-08): persons, pay, requests, candidatures, tasks.

Nothing of it enters a flux afterwards (`store.parcours`). What a person decided anew, once the session has
places again, is decided one by one: reopening opens nothing by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.models.campagne import Campagne, CampagneCandidat
from sigma_cli.models.demande import DemandePlace
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.recrutement import Etat
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatCampagne, EtatDemande, Portee
from sigma_cli.services.offre.deja_parti import AFaire, left_already
from sigma_cli.services.places import demande as demandes_place
from sigma_cli.services.places import quota
from sigma_cli.services.places.campagne import choix
from sigma_cli.services.socle import journal, lookup
from sigma_cli.services.taches import suivi

REGLE: Final = "SES-08"
_SANS_SESSION: Final = "La session n’aura pas lieu"
_MOTIF_MAX: Final = 500
_TACHE_MAX: Final = 200  # length of the reason of a task
_FINIES: Final = (Etat.NON_RETENU.value, Etat.INSCRIT_SIGMA.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touche:
    """Someone that the cancellation touches, and what became of them."""

    reference: str
    nom: str
    suite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fermeture:
    """What putting a session to 0 places did, and what it leaves to do elsewhere."""

    personnes: list[Touche]
    candidatures: list[Touche]
    a_defaire: list[AFaire]

    @property
    def touche_quelqu_un(self) -> bool:
        """Tell whether anybody is touched."""
        return bool(self.personnes or self.candidatures or self.a_defaire)


def close(
    db: Session, acte: Acte, reglages: Reglages, session: SessionFormation
) -> tuple[Fermeture, list[Avertissement]]:
    """Close all that a session which will not take place left open; the caller has put it to 0 places."""
    raison = f"{_SANS_SESSION} : {session.motif_annulation or 'sans motif'}"[:_MOTIF_MAX]
    session.annulee_le = acte.le
    db.add(session)
    inscrits = _registered(db, session)
    partis = [parcours for parcours, _ in inscrits if parcours.date_sortie is None]
    for parcours in partis:
        _send_away(db, acte, parcours, raison)
    liberees = quota.release_session(db, acte, reglages, session, motif=raison)
    retirees = _withdraw_requests(db, acte, reglages, session)
    _leave_campaigns(db, acte, session)
    fermees = _close_candidatures(db, acte, session, raison)
    _refresh(db, acte, reglages, session, inscrits, motif=raison[:_TACHE_MAX])
    fermeture = Fermeture(
        personnes=[
            _touched(parcours, personne, "sortie notée")
            for parcours, personne in inscrits
            if parcours in partis
        ],
        candidatures=[
            Touche(
                reference=references.candidature(candidature.id),
                nom=_name(candidature.nom, candidature.prenom),
                suite="sans suite",
            )
            for candidature in fermees
        ],
        a_defaire=list(left_already(db, [parcours for parcours, _ in inscrits])),
    )
    return fermeture, [*_warn(fermeture), *retirees, *liberees]


def registered(db: Session, ref: references.Session) -> list[Touche]:
    """Return who is registered in a session and has not left. Raises NotFound."""
    session = lookup.session(db, ref)
    return [
        _touched(parcours, personne, "inscrite")
        for parcours, personne in _registered(db, session)
        if parcours.date_sortie is None
    ]


def warn_reopened(db: Session, session: SessionFormation) -> list[Avertissement]:
    """Say who must be decided anew in a session that takes place after all; nothing opens by itself."""
    session.annulee_le = None
    db.add(session)
    avertissements = quota.warn_session(db, session)
    parcours = db.exec(
        select(Parcours.id).where(
            Parcours.session_id == session.id,
            col(Parcours.jamais_venu),
            col(Parcours.motif_sortie).startswith(_SANS_SESSION),
        )
    ).all()
    if parcours:
        refs = [references.parcours(ident) for ident in sorted(parcours)]
        message = (
            f"l’annulation avait noté la sortie de {', '.join(refs)} ; si la personne vient : "
            f"« sigma stagiaire leave {refs[0]} --annuler »."
        )
        avertissements.append(Avertissement(regle=REGLE, message=message))
    candidatures = db.exec(
        select(Candidature.id).where(
            Candidature.session_id == session.id, col(Candidature.sans_suite).is_not(None)
        )
    ).all()
    if candidatures:
        refs = [references.candidature(ident) for ident in sorted(candidatures)]
        message = (
            f"l’annulation avait laissé sans suite {', '.join(refs)} ; reprendre chacune là où elle en "
            f"était : « sigma candidature reopen {refs[0]} »."
        )
        avertissements.append(Avertissement(regle=REGLE, message=message))
    return avertissements


def _registered(db: Session, session: SessionFormation) -> Sequence[tuple[Parcours, Stagiaire]]:
    return db.exec(
        select(Parcours, Stagiaire)
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .where(Parcours.session_id == session.id)
        .order_by(col(Parcours.id))
    ).all()


def _send_away(db: Session, acte: Acte, parcours: Parcours, raison: str) -> None:
    """Note that someone leaves on the day of the cancellation, and never came."""
    parcours.date_sortie, parcours.motif_sortie = acte.jour, raison
    parcours.jamais_venu, parcours.modifie_le = True, acte.le
    db.add(parcours)
    ref = references.parcours(parcours.id)
    apres = {"date_sortie": acte.jour, "motif_sortie": "•••", "jamais_venu": True}
    journal.record(db, acte, "parcours.leave", ref, apres=apres)


def _withdraw_requests(
    db: Session, acte: Acte, reglages: Reglages, session: SessionFormation
) -> list[Avertissement]:
    """Take back what was asked of the Région for these persons, and say that it is to be told (Q9-07)."""
    ouvertes = db.exec(
        select(DemandePlace.demande_id)
        .join(Parcours, col(Parcours.id) == col(DemandePlace.parcours_id))
        .where(Parcours.session_id == session.id, col(DemandePlace.ouverte))
    ).all()
    for ident in sorted(ouvertes):
        demandes_place.answer(
            db,
            acte,
            ident,
            EtatDemande.RETIREE,
            le=acte.jour,
            motif=_SANS_SESSION,
            reglages=reglages,
        )
    if not ouvertes:
        return []
    refs = ", ".join(references.demande(ident) for ident in sorted(ouvertes))
    message = f"demande de place retirée ({refs}) : prévenir la Région, qui l’attend encore."
    return [Avertissement(regle="Q9-07", message=message)]


def _leave_campaigns(db: Session, acte: Acte, session: SessionFormation) -> None:
    """Set aside, in the campagnes still open, the candidates of the session that nothing was decided of."""
    candidats = db.exec(
        select(CampagneCandidat.campagne_id, CampagneCandidat.parcours_id)
        .join(Campagne, col(Campagne.id) == col(CampagneCandidat.campagne_id))
        .join(Parcours, col(Parcours.id) == col(CampagneCandidat.parcours_id))
        .where(
            Parcours.session_id == session.id,
            Campagne.etat == EtatCampagne.OUVERTE.value,
            col(CampagneCandidat.decision).is_(None),
        )
    ).all()
    for campagne, parcours in candidats:
        choix.reject(db, acte, campagne, parcours, motif=_SANS_SESSION)


def _close_candidatures(
    db: Session, acte: Acte, session: SessionFormation, raison: str
) -> list[Candidature]:
    ouvertes = db.exec(
        select(Candidature)
        .where(
            Candidature.session_id == session.id,
            col(Candidature.etat).not_in(_FINIES),
            col(Candidature.sans_suite).is_(None),
        )
        .order_by(col(Candidature.id))
    ).all()
    for candidature in ouvertes:
        candidature.sans_suite, candidature.modifiee_le = raison, acte.le
        db.add(candidature)
        ref = references.candidature(candidature.id)
        journal.record(db, acte, "candidature.close", ref, apres={"sans_suite": raison})
    return list(ouvertes)


def _refresh(
    db: Session,
    acte: Acte,
    reglages: Reglages,
    session: SessionFormation,
    inscrits: Sequence[tuple[Parcours, Stagiaire]],
    *,
    motif: str,
) -> None:
    """Close the tasks about the persons of the session and about who applies to it, with the reason."""
    candidatures = db.exec(select(Candidature.id).where(Candidature.session_id == session.id)).all()
    for portee, idents in (
        (Portee.PARCOURS, [parcours.id for parcours, _ in inscrits]),
        (Portee.STAGIAIRE, sorted({personne.id for _, personne in inscrits})),
        (Portee.CANDIDATURE, sorted(candidatures)),
    ):
        suivi.refresh(db, acte, reglages, portee, idents, motif=motif)


def _warn(fermeture: Fermeture) -> Iterator[Avertissement]:
    for quoi, touchees in (
        ("inscriptions", fermeture.personnes),
        ("candidatures", fermeture.candidatures),
    ):
        if touchees:
            refs = ", ".join(touchee.reference for touchee in touchees)
            message = f"{quoi} sans suite ({len(touchees)} : {refs}) ; prévenir ces personnes."
            yield Avertissement(regle="SES-03", message=message)
    for tache in fermeture.a_defaire:
        message = f"{tache.outil}, {', '.join(tache.references)} : {tache.quoi}."
        yield Avertissement(regle=REGLE, message=message)


def _touched(parcours: Parcours, personne: Stagiaire, suite: str) -> Touche:
    nom = _name(personne.nom_naissance, personne.prenom)
    return Touche(reference=references.parcours(parcours.id), nom=nom, suite=suite)


def _name(nom: str, prenom: str | None) -> str:
    return f"{nom} {prenom}" if prenom else nom
