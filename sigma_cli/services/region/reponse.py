"""Record the answer of the Région, and apply what it accepted (Q3-02)."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from sqlmodel import Session, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import local_day
from sigma_cli.domain.region.champs_demandes import DATES, libelle
from sigma_cli.domain.region.demandes import check_answer, check_not_place
from sigma_cli.errors import Conflict, InvalidInput
from sigma_cli.models.demande import Demande, DemandeChamp
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatDemande, TypeDemande
from sigma_cli.services.offre import composantes, sessions
from sigma_cli.services.region.ajout import encode
from sigma_cli.services.region.fiche import FicheDemande, ObjetDemande, find, objects, sheet
from sigma_cli.services.socle import journal, lookup

_APPLICABLES: Final = {TypeDemande.DONNEES.value, TypeDemande.REFERENTIEL.value}


def answer(
    db: Session,
    acte: Acte,
    ident: int,
    etat: EtatDemande,
    *,
    le: date,
    reponse: str | None,
    reglages: Reglages,
) -> FicheDemande:
    """Record an answer, once; values that were accepted go through the very rules of `set`.

    Raises NotFound, Conflict when it was answered already, InvalidInput (dates, a refusal without
    reason, a request for a place), and what applying the values may raise.
    """
    demande = find(db, ident)
    ref = references.demande(ident)
    check_not_place(
        ref, demande.type, f"« sigma place answer {ref} accordee » (ou refusee, ou retiree)."
    )
    if demande.etat != EtatDemande.DEMANDEE.value:
        raise Conflict(f"{ref} a déjà sa réponse : {EtatDemande(demande.etat).label}.")
    if etat is EtatDemande.REFUSEE and not reponse:
        raise InvalidInput("--reponse : une demande refusée l’est pour une raison ; la noter.")
    check_answer(le, local_day(demande.demandee_le), acte.jour)
    demande.etat, demande.repondue_le, demande.reponse = etat.value, le, reponse
    db.add(demande)
    journal.record(
        db, acte, "demande.answer", ref, avant={"etat": "DEMANDEE"}, apres={"etat": etat, "le": le}
    )
    avertissements: list[Avertissement] = []
    if etat is EtatDemande.APPLIQUEE and demande.type in _APPLICABLES:
        avertissements = _apply(db, acte, demande, reglages)
    return sheet(db, demande, avertissements)


def _apply(db: Session, acte: Acte, demande: Demande, reglages: Reglages) -> list[Avertissement]:
    """Set the accepted values; say which had changed since they were asked."""
    champs = list(db.exec(select(DemandeChamp).where(DemandeChamp.demande_id == demande.id)))
    [(_, objet)] = objects(db, [demande.id])
    avertissements = list(_warn_drift(db, objet, champs))
    valeurs = {champ.champ: _decode(champ) for champ in champs}
    fiche = _update(db, acte, objet, valeurs, reglages)
    return [*avertissements, *fiche.avertissements]


def _update(
    db: Session, acte: Acte, objet: ObjetDemande, valeurs: dict[str, Any], reglages: Reglages
) -> Any:
    if objet.session:
        ref = references.read_session(objet.session)
        remede = (
            f"mettre la session à 0 place par « sigma session cancel {ref} --force --motif … » et noter "
            "de nouveau la réponse"
        )
        return sessions.update(db, acte, ref, valeurs, remede=remede, reglages=reglages)
    composante = references.read_composante(objet.composante)
    return composantes.update(db, acte, composante, valeurs, {})


def _warn_drift(
    db: Session, objet: ObjetDemande, champs: list[DemandeChamp]
) -> Iterator[Avertissement]:
    actuelles = _current(db, objet)
    for champ in champs:
        if encode(actuelles[champ.champ]) not in {champ.avant, champ.apres}:
            nom = libelle(champ.champ)
            message = f"{objet.objet} : {nom} avait changé depuis la demande ; vérifier."
            yield Avertissement(regle="Q3-02", message=message)


def _current(db: Session, objet: ObjetDemande) -> Mapping[str, Any]:
    if objet.session:
        return lookup.session(db, references.read_session(objet.session)).model_dump()
    return lookup.composante(db, objet.composante).model_dump()


def _decode(champ: DemandeChamp) -> Any:
    valeur = json.loads(champ.apres or "null")
    return date.fromisoformat(valeur) if champ.champ in DATES else valeur
