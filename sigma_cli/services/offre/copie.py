"""The next programming: an action made again for another year, with its composantes, never its people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import ANNEES, date_fr
from sigma_cli.domain.texte import plural
from sigma_cli.errors import InvalidInput
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante, ComposanteCode
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.services.offre import actions
from sigma_cli.services.offre.actions import FicheAction
from sigma_cli.services.socle import certifications, indexation, journal, lookup
from sigma_cli.services.socle.fiches import fill

_CREATION: Final = {"id", "creee_le", "modifiee_le"}
_ACTION: Final = {"intitule", "niveau_sortie", "effectif", "places_remunerees", "programme"}
_COMPOSANTE: Final = {*_CREATION, "action_id", "numero", "recherche"}
_SESSION: Final = {
    *_CREATION,
    *("composante_id", "recherche", "saisie_le", "a_diffuser", "carif_depuis"),
    *("numero_carif", "numero_kairos", "motif_annulation"),  # of the other tools, for the old one
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Nouvelle:
    """What the new action has of its own; without a convention, that of the first."""

    numero: str
    annee: int
    debut: date
    fin: date
    convention: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheCopie(FicheAction):
    """The new action, where it comes from, by how many days sessions moved, and what was made."""

    copiee_de: str
    decalage_jours: int
    sessions: list[str]
    sessions_laissees: list[str]


@dataclass(slots=True, kw_only=True)
class _Copie:
    """One copy under way: what is made, what stays behind, what deserves a word."""

    db: Session
    acte: Acte
    action: Action
    nouvelle: Nouvelle
    faites: list[str] = field(default_factory=list)
    laissees: list[str] = field(default_factory=list)
    avertissements: list[Avertissement] = field(default_factory=list)

    @property
    def decalage(self) -> timedelta:
        return self.nouvelle.debut - self.action.date_debut

    def moved(self, jour: date, ref: references.Session) -> date:
        """Return a day of a session, moved. Raises InvalidInput when no calendar of ours holds it."""
        try:
            nouveau = jour + self.decalage
        except OverflowError:
            nouveau = date.max
        if nouveau.year not in ANNEES:
            raise InvalidInput(
                f"--debut : {ref} se déplacerait hors de 1900 à 2100 ; corriger la date."
            )
        return nouveau


def copy(db: Session, acte: Acte, numero: str, nouvelle: Nouvelle, *, sessions: bool) -> FicheCopie:
    """Make an action again under another number, with its composantes and, when asked, its sessions.

    Sessions and their meetings move by as many days as the action; those at 0 places stay behind, and
    so do numbers given by other tools. Raises NotFound, Conflict when the new number is taken,
    RuleViolation on its dates (SES-02), InvalidInput when a session would leave the calendar.
    """
    action = lookup.action(db, numero)
    copie = _Copie(db=db, acte=acte, action=action, nouvelle=nouvelle)
    copie.avertissements += _warn_agreed(actions.add(db, acte, _values(action, nouvelle)))
    journal.record(db, acte, "action.copy", nouvelle.numero, apres={"copie_de": numero})
    for ancienne, faite in _composantes(copie):
        copie.avertissements += certifications.warn(db, faite, action.niveau_sortie)
        if sessions:
            _sessions(copie, ancienne, faite)
    if copie.laissees:
        message = f"à 0 place, donc pas recopié : {', '.join(copie.laissees)}."
        copie.avertissements.append(Avertissement(regle="SES-03", message=message))
    return fill(
        FicheCopie,
        actions.show(db, nouvelle.numero),
        copiee_de=numero,
        decalage_jours=copie.decalage.days,
        sessions=copie.faites,
        sessions_laissees=copie.laissees,
        avertissements=copie.avertissements,
    )


def _values(action: Action, nouvelle: Nouvelle) -> dict[str, Any]:
    """Return the fields of the new action: what was voted and how it went stay with the first."""
    return action.model_dump(include=_ACTION) | {
        "numero": nouvelle.numero,
        "convention": nouvelle.convention or action.convention,
        "statut": actions.STATUT,
        "annee": nouvelle.annee,
        "date_debut": nouvelle.debut,
        "date_fin_prevue": nouvelle.fin,
    }


def _composantes(copie: _Copie) -> Iterator[tuple[Composante, Composante]]:
    """Yield each composante with the one made after it, under the same rank, with the same codes."""
    db, acte = copie.db, copie.acte
    nouvelle = lookup.action(db, copie.nouvelle.numero)
    anciennes = select(Composante).where(Composante.action_id == copie.action.id)
    for ancienne in db.exec(anciennes.order_by(col(Composante.rang))).all():
        ref = references.Composante(nouvelle.numero, ancienne.rang)
        valeurs = ancienne.model_dump(exclude=_COMPOSANTE)
        faite = Composante(action_id=nouvelle.id, numero=str(ref), **valeurs, **_made(acte))
        indexation.follow_composante(db, faite)
        db.flush()
        codes = select(ComposanteCode).where(ComposanteCode.composante_id == ancienne.id)
        db.add_all(
            ComposanteCode(**code.model_dump() | {"composante_id": faite.id})
            for code in db.exec(codes).all()
        )
        _record(copie, "composante.add", str(ref), ancienne.numero, valeurs)
        yield ancienne, faite


def _sessions(copie: _Copie, ancienne: Composante, faite: Composante) -> None:
    """Make the sessions of a composante again, but those that will not take place."""
    db, acte = copie.db, copie.acte
    query = select(SessionFormation).where(SessionFormation.composante_id == ancienne.id)
    for session in db.exec(query.order_by(col(SessionFormation.numero))).all():
        avant = references.Session(ancienne.numero, session.numero)
        if session.places == 0:
            copie.laissees.append(str(avant))
            continue
        ref = references.Session(faite.numero, session.numero)
        valeurs = session.model_dump(exclude=_SESSION) | {
            "date_debut": copie.moved(session.date_debut, avant),
            "date_fin": copie.moved(session.date_fin, avant),
        }
        neuve = SessionFormation(
            composante_id=faite.id, saisie_le=acte.le, **valeurs, **_made(acte)
        )
        indexation.follow_session(db, neuve)
        db.flush()
        jours = _meetings(copie, session, neuve, avant)
        _record(copie, "session.add", str(ref), str(avant), valeurs | {"ic": jours})
        copie.faites.append(str(ref))
        copie.avertissements += _warn_outside(copie, ref, neuve)


def _meetings(
    copie: _Copie, session: SessionFormation, neuve: SessionFormation, ref: references.Session
) -> list[date]:
    reunions = copie.db.exec(
        select(InformationCollective)
        .where(InformationCollective.session_id == session.id)
        .order_by(col(InformationCollective.date))
    ).all()
    jours = [copie.moved(reunion.date, ref) for reunion in reunions]
    copie.db.add_all(
        InformationCollective(
            session_id=neuve.id,
            date=jour,
            **reunion.model_dump(exclude={"id", "session_id", "date"}),
        )
        for reunion, jour in zip(reunions, jours, strict=True)
    )
    return jours


def _made(acte: Acte) -> dict[str, Any]:
    return {"creee_le": acte.le, "modifiee_le": acte.le}


def _record(
    copie: _Copie, operation: str, objet: str, source: str, valeurs: dict[str, Any]
) -> None:
    apres = {champ: valeur for champ, valeur in valeurs.items() if valeur is not None}
    journal.record(copie.db, copie.acte, operation, objet, apres=apres | {"copie_de": source})


def _warn_agreed(fiche: FicheAction) -> Iterator[Avertissement]:
    """Say that the quota and the people agreed are those of the first action, until the Région decides."""
    if not fiche.places_remunerees and fiche.effectif is None:
        return
    repris = [plural(fiche.places_remunerees, "place rémunérée")]
    repris += [] if fiche.effectif is None else [f"effectif conventionné de {fiche.effectif}"]
    message = (
        f"{fiche.action} : {', '.join(repris)}, comme avant ; à corriger d’après la nouvelle convention, "
        "par « sigma action set »."
    )
    yield Avertissement(regle="Q9-01", message=message)


def _warn_outside(
    copie: _Copie, ref: references.Session, session: SessionFormation
) -> Iterator[Avertissement]:
    nouvelle = copie.nouvelle
    if nouvelle.debut <= session.date_debut and session.date_fin <= nouvelle.fin:
        return
    message = (
        f"{ref} irait du {date_fr(session.date_debut)} au {date_fr(session.date_fin)}, hors des dates de "
        f"{nouvelle.numero} ; à corriger par « sigma session set »."
    )
    yield Avertissement(regle="SES-02", message=message)
