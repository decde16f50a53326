"""A campagne d’attribution as shown: criteria, candidates in the suggested order, decisions (Q9-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.places.criteres import Critere, Rang
from sigma_cli.domain.places.places import Compte
from sigma_cli.models.action import Action
from sigma_cli.models.campagne import Campagne, CampagneCandidat
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places.campagne.candidats import Candidature, candidates, criteria, order
from sigma_cli.services.socle.fiches import fill


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurVue:
    """The number given for a criterion, None while nobody gave it."""

    critere: str
    valeur: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatVu:
    """One candidate; `rang` is None when nothing orders, or a value is missing."""

    rang: int | None
    ex_aequo: bool
    parcours: str
    nom: str
    valeurs: list[ValeurVue]
    type_remuneration: str | None
    decision: str | None
    motif: str | None

    @property
    def classement(self) -> str | None:
        """Return the rank as people read it, equals told; None when nothing orders."""
        if self.rang is None:
            return None
        return f"{self.rang} ex æquo" if self.ex_aequo else str(self.rang)


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheCampagne:
    """One campagne; `version` is that of its criteria.

    The counts are those of its action: as they stand, or as they stood when it closed.
    """

    campagne: str
    action: str
    intitule: str
    etat: str
    version: int
    agent: str
    ouverte_le: datetime
    close_le: datetime | None
    criteres: list[Critere]
    candidats: list[CandidatVu]
    accordees: int
    en_plus: int
    utilisees: int
    restantes: int
    avertissements: list[Avertissement]


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneCampagne:
    """One campagne in a list; `decides` counts the candidates with a decision."""

    campagne: str
    action: str
    intitule: str
    etat: str
    ouverte_le: datetime
    candidats: int
    decides: int


def sheet(
    db: Session, campagne: Campagne, avertissements: Sequence[Avertissement] = ()
) -> FicheCampagne:
    """Return a campagne as shown, its candidates in the suggested order, the others after."""
    action = db.get_one(Action, campagne.action_id)
    compte = _account(campagne, action)
    criteres, candidatures = criteria(db, campagne), candidates(db, campagne)
    rangs = order(criteres, candidatures)
    vus = [_seen(une, criteres, rangs.get(une.ref)) for une in candidatures]
    return fill(
        FicheCampagne,
        campagne,
        campagne=references.campagne(campagne.id),
        action=action.numero,
        criteres=criteres,
        candidats=sorted(vus, key=lambda vu: (vu.rang is None, vu.rang or 0, vu.parcours)),
        accordees=compte.accordees,
        en_plus=compte.en_plus,
        utilisees=compte.utilisees,
        restantes=compte.restantes,
        avertissements=list(avertissements),
    )


def _account(campagne: Campagne, action: Action) -> Compte:
    if campagne.accordees is None or campagne.utilisees is None or campagne.en_plus is None:
        return dossiers.account(action)
    return Compte(
        accordees=campagne.accordees, utilisees=campagne.utilisees, en_plus=campagne.en_plus
    )


def search(db: Session) -> list[LigneCampagne]:
    """Return every campagne, the newest first."""
    query = (
        select(
            Campagne,
            Action.numero,
            func.count(col(CampagneCandidat.id)),
            func.count(col(CampagneCandidat.decision)),
        )
        .join(Action, col(Action.id) == col(Campagne.action_id))
        .join(CampagneCandidat, col(CampagneCandidat.campagne_id) == col(Campagne.id))
        .group_by(col(Campagne.id), col(Action.numero))
        .order_by(col(Campagne.id).desc())
    )
    return [
        fill(
            LigneCampagne,
            campagne,
            campagne=references.campagne(campagne.id),
            action=action,
            candidats=candidats,
            decides=decides,
        )
        for campagne, action, candidats, decides in db.exec(query)
    ]


def _seen(une: Candidature, criteres: Sequence[Critere], rang: Rang | None) -> CandidatVu:
    return CandidatVu(
        rang=rang.rang if rang else None,
        ex_aequo=rang.ex_aequo if rang else False,
        parcours=une.ref,
        nom=une.nom,
        valeurs=[
            ValeurVue(critere=critere.nom, valeur=_plain(une.valeurs.get(critere.rang)))
            for critere in criteres
            if critere.sens
        ],
        type_remuneration=une.parcours.type_remuneration,
        decision=une.candidat.decision,
        motif=une.candidat.motif,
    )


def _plain(valeur: Decimal | None) -> str | None:
    return None if valeur is None else f"{valeur:f}"
