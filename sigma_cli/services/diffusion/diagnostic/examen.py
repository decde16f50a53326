"""Diagnose a session: where it stands in the chain, what to do, and the letter if one is to be sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.errors import RuleViolation
from sigma_cli.formats.courrier import Courrier
from sigma_cli.models.action import Action
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatDemande, Portail, TypeDemande
from sigma_cli.services.diffusion.diagnostic.conseil import advise
from sigma_cli.services.diffusion.diagnostic.contrat import Conseil, Etape, Geste
from sigma_cli.services.diffusion.diagnostic.dossier import gather
from sigma_cli.services.diffusion.diagnostic.etapes import walk
from sigma_cli.services.region import lettre
from sigma_cli.services.region.fiche import FicheDemande, describe
from sigma_cli.services.socle import lookup


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """The steps of the chain and the one thing to do; `contact` is the address to write to."""

    session: str
    etapes: list[Etape]
    conseil: str
    geste: Geste
    jusqu_au: datetime | None
    contact: str | None


def diagnose(
    db: Session,
    acte: Acte,
    ref: references.Session,
    absente_de: Collection[Portail],
    *,
    reglages: Reglages,
) -> Diagnostic:
    """Return where a session stands; `absente_de` is where the user does not see it. Raises NotFound."""
    dossier = gather(db, acte, ref, absente_de, reglages)
    conseil = advise(dossier)
    return Diagnostic(
        session=str(ref),
        etapes=walk(dossier),
        conseil=conseil.message,
        geste=conseil.geste,
        jusqu_au=conseil.jusqu_au,
        contact=_address(conseil, reglages),
    )


def letter(
    db: Session,
    acte: Acte,
    diagnostic: Diagnostic,
    absente_de: Collection[Portail],
    *,
    dossier: Path,
    reglages: Reglages,
) -> Courrier:
    """Return the letter a diagnosis asks for. Raises RuleViolation when it asks for none (Q4-01)."""
    if diagnostic.geste is not Geste.ECRIRE or diagnostic.contact is None:
        raise RuleViolation(f"aucun courrier à écrire : {diagnostic.conseil}", regle="Q4-01")
    ref = references.read_session(diagnostic.session)
    session = lookup.session(db, ref)
    composante = lookup.composante(db, ref.composante)
    action = db.get_one(Action, composante.action_id)
    fiche = FicheDemande(
        demande=diagnostic.session,
        type=TypeDemande.ABSENCE.value.lower(),
        etat=EtatDemande.DEMANDEE.value.lower(),
        parcours=None,
        objets=[describe(action, composante, session, [session])],
        champs=[],
        portails=[portail.value.lower() for portail in sorted(absente_de)],
        explication=None,
        destinataire=diagnostic.contact,
        agent=acte.agent,
        demandee_le=acte.le,
        repondue_le=None,
        reponse=None,
        avertissements=[],
    )
    return lettre.write(db, acte, fiche, dossier=dossier, reglages=reglages)


def _address(conseil: Conseil, reglages: Reglages) -> str | None:
    return next((c.courriel for c in reglages.contacts if c.sujet == conseil.sujet), None)
