"""The pay of one parcours as shown: what is decided, what it rests on, and how it came there."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Avertissement
from sigma_cli.models.place import Attribution
from sigma_cli.models.stagiaire import Stagiaire
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places import p2s
from sigma_cli.services.places.etat import DemandeDePlace, asked_of, reason
from sigma_cli.services.socle.fiches import fill


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPrise:
    """One line of the history: the type it left (None is undecided), by which way, why, who, when."""

    le: datetime
    type_remuneration: str | None
    libelle: str
    decision: str
    raison: str
    depuis: date | None
    campagne: str | None
    demande: str | None
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheRemuneration:
    """The pay of a parcours. `libelle` is how the établissement calls its type.

    `droits_are` is None while nobody said; `dossier_p2s` is None when there is none to make.
    """

    parcours: str
    nom: str
    session: str
    action: str
    type_remuneration: str | None
    libelle: str
    depuis: date | None
    rqth: bool
    option_regime: str | None
    droits_are: bool | None
    fin_are: date | None
    protection_par: str | None
    protection_le: date | None
    protection_comment: str | None
    dossier_p2s: str | None
    historique: list[DecisionPrise]
    demandes: list[DemandeDePlace]
    avertissements: list[Avertissement]


def show(db: Session, ident: int, *, reglages: Reglages) -> FicheRemuneration:
    """Return the pay of a parcours and its whole history. Raises NotFound."""
    dossier = dossiers.load(db, ident)
    personne = db.get_one(Stagiaire, dossier.parcours.stagiaire_id)
    decisions = db.exec(
        select(Attribution).where(Attribution.parcours_id == ident).order_by(col(Attribution.id))
    )
    return fill(
        FicheRemuneration,
        dossier.connu,
        parcours=dossier.ref,
        nom=" ".join(filter(None, (personne.nom_naissance, personne.prenom))),
        session=dossier.ref_session,
        action=dossier.action.numero,
        type_remuneration=dossier.parcours.type_remuneration,
        libelle=reglages.label(dossier.parcours.type_remuneration),
        rqth=dossier.parcours.rqth,
        dossier_p2s=p2s.state(db, dossier),
        historique=[_line(decision, reglages) for decision in decisions],
        demandes=asked_of(db, ident),
        avertissements=[],
    )


def _line(decision: Attribution, reglages: Reglages) -> DecisionPrise:
    campagne, demande = decision.campagne_id, decision.demande_id
    return fill(
        DecisionPrise,
        decision,
        libelle=reglages.label(decision.type_remuneration),
        raison=reason(decision),
        campagne=references.campagne(campagne) if campagne else None,
        demande=references.demande(demande) if demande else None,
    )
