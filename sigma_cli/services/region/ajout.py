"""Record a request: refused when it lacks what the Région needs, or when its cause is elsewhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.offre.sessions import check_reason
from sigma_cli.domain.region import demandes as regles
from sigma_cli.errors import Conflict, InvalidInput
from sigma_cli.models.demande import Demande, DemandeChamp, DemandeObjet
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatDemande, Portail, TypeDemande
from sigma_cli.services.region import absences
from sigma_cli.services.region.absences import Objet
from sigma_cli.services.region.fiche import FicheDemande, sheet
from sigma_cli.services.socle import journal, lookup

Valeurs: TypeAlias = tuple[str | None, str | None]
_VALEURS: Final = {TypeDemande.DONNEES, TypeDemande.REFERENTIEL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Nouvelle:
    """What is asked: about composantes and sessions, fields (with their new values, or None), tools."""

    type: TypeDemande
    composantes: Sequence[references.Composante] = ()
    sessions: Sequence[references.Session] = ()
    champs: Mapping[str, Any] = field(default_factory=dict)
    portails: Sequence[Portail] = ()
    explication: str | None = None
    force: bool = False


def add(db: Session, acte: Acte, nouvelle: Nouvelle, *, reglages: Reglages) -> FicheDemande:
    """Record a request and return it. Nothing is sent (CT-05).

    Raises NotFound, InvalidInput, RuleViolation (Q3-01, Q3-02, Q4-01, Q4-02, RAP-05), Conflict when
    the same is already asked.
    """
    regles.check_own_way(nouvelle.type)
    objets = _objects(db, nouvelle)
    champs = _checked_fields(nouvelle, objets)
    destinataire = _recipient(db, acte, nouvelle, objets, reglages)
    _refuse_twice(db, nouvelle, objets, champs, destinataire)
    demande = Demande(
        type=nouvelle.type.value,
        portails=" ".join(portail.value for portail in sorted(set(nouvelle.portails))),
        explication=nouvelle.explication,
        destinataire=destinataire,
        agent=acte.agent,
        demandee_le=acte.le,
    )
    db.add(demande)
    db.flush()
    _store_details(db, demande, objets, champs)
    apres = {
        "type": demande.type,
        "objets": [objet.ref for objet in objets],
        "champs": sorted(champs),
        "portails": demande.portails,
    }
    journal.record(db, acte, "demande.add", references.demande(demande.id), apres=apres)
    return sheet(db, demande)


def _store_details(
    db: Session, demande: Demande, objets: Sequence[Objet], champs: Mapping[str, Valeurs]
) -> None:
    """Keep what a request is about: objects in their order, and fields."""
    db.add_all(
        DemandeObjet(
            demande_id=demande.id,
            rang=rang,
            composante_id=objet.composante.id,
            session_id=objet.session.id if objet.session else None,
        )
        for rang, objet in enumerate(objets, start=1)
    )
    db.add_all(
        DemandeChamp(demande_id=demande.id, champ=champ, avant=avant, apres=apres)
        for champ, (avant, apres) in champs.items()
    )
    db.flush()


def _recipient(
    db: Session, acte: Acte, nouvelle: Nouvelle, objets: Sequence[Objet], reglages: Reglages
) -> str:
    """Return the address to write to, from the dated contacts (A-6)."""
    sujet = regles.SUJET_REGION
    if nouvelle.type is TypeDemande.ABSENCE:
        sujet = absences.subject(
            db, acte, objets, nouvelle.portails, force=nouvelle.force, reglages=reglages
        )
    return next(contact.courriel for contact in reglages.contacts if contact.sujet == sujet)


def _objects(db: Session, nouvelle: Nouvelle) -> list[Objet]:
    """Find what the request is about, each once. Raises NotFound, InvalidInput when there is nothing."""
    objets: dict[str, Objet] = {}
    for ref in nouvelle.composantes:
        composante = lookup.composante(db, str(ref))
        objets[str(ref)] = Objet(ref=str(ref), composante=composante, session=None)
    for session_ref in nouvelle.sessions:
        composante = lookup.composante(db, session_ref.composante)
        session = lookup.session(db, session_ref)
        cle = str(session_ref)
        objets[cle] = Objet(ref=cle, composante=composante, session=session)
    if not objets:
        raise InvalidInput("Dire de quoi il s’agit, par --composante ou --session.")
    if nouvelle.type in _VALEURS and len(objets) > 1:
        raise InvalidInput("Une demande de ce type porte sur une seule composante ou session.")
    return list(objets.values())


def _checked_fields(nouvelle: Nouvelle, objets: Sequence[Objet]) -> dict[str, Valeurs]:
    """Return the fields with their values before and after, as JSON; none of them for a missing one."""
    if nouvelle.type is TypeDemande.CHAMPS:
        regles.check_fields(nouvelle.champs, nouvelle.portails)
        return dict.fromkeys(nouvelle.champs, (None, None))
    if nouvelle.type is TypeDemande.ABSENCE:
        return {}
    [objet] = objets
    if nouvelle.type is TypeDemande.DONNEES:
        _check_data(nouvelle.champs, objet)
    elif objet.session is not None:
        raise InvalidInput("Un niveau est celui de la composante : --composante, pas --session.")
    ligne = objet.session or objet.composante
    avant = {champ: getattr(ligne, champ) for champ in nouvelle.champs}
    apres = regles.changed(avant, nouvelle.champs)
    return {champ: (encode(avant[champ]), encode(valeur)) for champ, valeur in apres.items()}


def _check_data(champs: Mapping[str, Any], objet: Objet) -> None:
    """Refuse what no answer could apply: a level, a reason for a session that keeps its places."""
    regles.check_no_level(champs)
    if objet.session is not None:
        places = champs.get("places", objet.session.places)
        motif = champs.get("motif_annulation")
        check_reason(places, motif, options=("--champ motif", "--champ places=0"))


def encode(valeur: object) -> str:
    """Return a value as JSON text; a day in ISO 8601."""
    return json.dumps(valeur, ensure_ascii=False, default=date.isoformat)


def _refuse_twice(
    db: Session,
    nouvelle: Nouvelle,
    objets: Sequence[Objet],
    champs: Mapping[str, object],
    destinataire: str,
) -> None:
    """Refuse what was already asked, of the same person, and waits. Raises Conflict."""
    portails = {portail.value for portail in nouvelle.portails}
    for objet in objets:
        session_id = objet.session.id if objet.session else None
        query = (
            select(Demande)
            .join(DemandeObjet, col(DemandeObjet.demande_id) == col(Demande.id))
            .where(
                Demande.type == nouvelle.type.value,
                Demande.etat == EtatDemande.DEMANDEE.value,
                Demande.destinataire == destinataire,
                DemandeObjet.composante_id == objet.composante.id,
                DemandeObjet.session_id == session_id,
            )
        )
        for autre in db.exec(query):
            siens = select(DemandeChamp.champ).where(DemandeChamp.demande_id == autre.id)
            if set(db.exec(siens)) == set(champs) and set(autre.portails.split()) == portails:
                raise Conflict(
                    f"{objet.ref} : déjà demandé par {references.demande(autre.id)}, sans réponse ; "
                    "« sigma demande show » la relit."
                )
