"""Read everything that says where a session stands, in a few SELECT."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session, case, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.offre.diffusion import kairos_from, visible_from
from sigma_cli.flux import carif
from sigma_cli.flux.carif.requete import load_part
from sigma_cli.flux.contrat import Contexte, Entete, Releve, Retenu
from sigma_cli.models.composante import Composante
from sigma_cli.models.demande import Demande, DemandeObjet
from sigma_cli.models.flux import FluxFichier
from sigma_cli.models.journal import LigneJournal
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatDemande, EtatFlux, Portail, TypeDemande
from sigma_cli.services.diffusion.diagnostic.contrat import Dossier, Fichier
from sigma_cli.services.socle import certifications, lookup, visibilite
from sigma_cli.services.socle.fiches import fill


def gather(
    db: Session,
    acte: Acte,
    ref: references.Session,
    absente_de: Collection[Portail],
    reglages: Reglages,
) -> Dossier:
    """Return the file of a session. Raises NotFound."""
    session = lookup.session(db, ref)
    composante = lookup.composante(db, ref.composante)
    connue = certifications.known(db, composante.certifinfo)
    delais, vues = visibilite.delays(reglages), visibilite.seen(db, session)
    depart = visibilite.departure(db, session)
    return fill(
        Dossier,
        session,
        session=str(ref),
        composante=composante.numero,
        certifinfo=composante.certifinfo,
        certif=connue.certif,
        successeur=connue.successeur,
        niveau=composante.niveau_sortie,
        niveau_certif=connue.niveau,
        retenus=_held_back(db, acte, ref, reglages),
        changee_le=_last_change(db, session, composante),
        fichier=_file(db, session),
        sortie=_is_out(db, session),
        reunions=_meetings(db, session),
        vues=vues,
        envoyee=depart.depose_le is not None or bool(vues),
        absente_de=frozenset(absente_de),
        demandes=_open_requests(db, session),
        visible_le=visible_from(depart, heures=delais.diffusion),
        kairos_le=kairos_from(depart, vues.get(Portail.MFR), delais),
        maintenant=acte.le,
        reglages=reglages,
    )


def _held_back(
    db: Session, acte: Acte, ref: references.Session, reglages: Reglages
) -> list[Retenu]:
    """Return what the next carif file would say of the session."""
    releve = Releve()
    contexte = Contexte(jour=acte.jour, reglages=reglages)
    offre = load_part(db, contexte, composante=ref.composante)
    for _ in carif.FLUX.build(Entete(sequence=1, produit_le=acte.le), offre, releve):
        pass  # only the report is wanted
    return [retenu for retenu in releve.retenus if retenu.objet == str(ref)]


def _last_change(db: Session, session: SessionFormation, composante: Composante) -> datetime:
    """Return when something of what the file holds of the session changed, établissement included."""
    etablissement = db.exec(
        select(LigneJournal.le)
        .where(LigneJournal.objet == "etablissement")
        .order_by(col(LigneJournal.id).desc())
    ).first()
    return max(session.modifiee_le, composante.modifiee_le, etablissement or session.modifiee_le)


def _file(db: Session, session: SessionFormation) -> Fichier | None:
    """Return the first file that held it as it is, else the last one that was refused."""
    if session.carif_depuis is None:
        return None
    refuse = col(FluxFichier.etat) == EtatFlux.REJETE.value
    rang = col(FluxFichier.sequence)
    fichier = db.exec(
        select(FluxFichier)
        .where(FluxFichier.code == carif.FLUX.code, rang >= session.carif_depuis)
        .order_by(refuse, case((refuse, -rang), else_=rang))
        .limit(1)
    ).first()
    return fill(Fichier, fichier) if fichier else None


def _is_out(db: Session, session: SessionFormation) -> bool:
    """Tell whether the last file holds it no more; after a refusal, it only waits to leave again."""
    if session.carif_depuis is None or not session.a_diffuser:
        return False
    dernier = select(FluxFichier.etat).where(FluxFichier.code == carif.FLUX.code)
    return db.exec(dernier.order_by(col(FluxFichier.sequence).desc())).first() != EtatFlux.REJETE


def _meetings(db: Session, session: SessionFormation) -> list[date]:
    query = select(col(InformationCollective.date)).where(
        InformationCollective.session_id == session.id
    )
    return sorted(db.exec(query))


def _open_requests(db: Session, session: SessionFormation) -> dict[str, str]:
    """Return the requests about an absence that still wait, on the session or its composante."""
    query = (
        select(Demande.destinataire, func.max(col(Demande.id)))
        .join(DemandeObjet, col(DemandeObjet.demande_id) == col(Demande.id))
        .where(
            Demande.type == TypeDemande.ABSENCE.value,
            Demande.etat == EtatDemande.DEMANDEE.value,
            DemandeObjet.composante_id == session.composante_id,
            (col(DemandeObjet.session_id) == session.id) | col(DemandeObjet.session_id).is_(None),
        )
        .group_by(col(Demande.destinataire))
    )
    return {adresse: references.demande(ident) for adresse, ident in db.exec(query)}
