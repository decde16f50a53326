"""Read everything that says where a session stands, in a few SELECT."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.diffusion import kairos_from, visible_from
from sigma_cli.flux import carif
from sigma_cli.flux.carif.requete import load_composante
from sigma_cli.flux.contrat import Contexte, Entete, Releve, Retenu
from sigma_cli.models.demande import Demande, DemandeObjet
from sigma_cli.models.flux import FluxFichier
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatDemande, EtatFlux, Portail, TypeDemande
from sigma_cli.services import certifications, lookup, visibilite
from sigma_cli.services.diagnostic.contrat import Dossier, Fichier
from sigma_cli.services.fiches import fill


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
    return fill(
        Dossier,
        session,
        session=str(ref),
        composante=composante.numero,
        certifinfo=composante.certifinfo,
        certif=connue.certif,
        niveau=composante.niveau_sortie,
        niveau_certif=connue.niveau,
        retenus=_held_back(db, acte, ref, reglages),
        fichier=_file(db, session),
        reunions=_meetings(db, session),
        vues=vues,
        absente_de=frozenset(absente_de),
        demande_ouverte=_open_request(db, session),
        visible_le=visible_from(session.saisie_le, heures=delais.diffusion),
        kairos_le=kairos_from(session.saisie_le, vues.get(Portail.MFR), delais),
        maintenant=acte.le,
        reglages=reglages,
    )


def _held_back(
    db: Session, acte: Acte, ref: references.Session, reglages: Reglages
) -> list[Retenu]:
    """Return what the next carif file would say of the session."""
    releve = Releve()
    offre = load_composante(db, ref.composante, Contexte(jour=acte.jour, reglages=reglages))
    for _ in carif.FLUX.build(Entete(sequence=1, produit_le=acte.le), offre, releve):
        pass  # only the report is wanted
    return [retenu for retenu in releve.retenus if retenu.objet == str(ref)]


def _file(db: Session, session: SessionFormation) -> Fichier | None:
    """Return the first file made since the session last changed; None while it waits for one."""
    if session.a_diffuser:
        return None
    fichier = db.exec(
        select(FluxFichier)
        .where(
            FluxFichier.code == carif.FLUX.code,
            col(FluxFichier.produit_le) >= session.modifiee_le,
        )
        .order_by(col(FluxFichier.etat) == EtatFlux.REJETE.value, col(FluxFichier.sequence))
        .limit(1)
    ).first()
    return fill(Fichier, fichier) if fichier else None


def _meetings(db: Session, session: SessionFormation) -> list[date]:
    query = select(col(InformationCollective.date)).where(
        InformationCollective.session_id == session.id
    )
    return sorted(db.exec(query))


def _open_request(db: Session, session: SessionFormation) -> str | None:
    """Return the request about an absence that still waits, on the session or its composante."""
    ident = db.exec(
        select(func.max(col(Demande.id)))
        .join(DemandeObjet, col(DemandeObjet.demande_id) == col(Demande.id))
        .where(
            Demande.type == TypeDemande.ABSENCE.value,
            Demande.etat == EtatDemande.DEMANDEE.value,
            DemandeObjet.composante_id == session.composante_id,
            (col(DemandeObjet.session_id) == session.id) | col(DemandeObjet.session_id).is_(None),
        )
    ).one()
    return references.demande(ident) if ident else None
