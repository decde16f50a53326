"""A candidature with what surrounds it, and the one way to move it along the table of Q2-17."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.recrutement.candidatures import Faits, Passage, step
from sigma_cli.errors import NotFound
from sigma_cli.models.composante import Composante
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.referentiels.recrutement import Etat, Evenement
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.socle import journal
from sigma_cli.services.taches import suivi

OPERATIONS: Final = {
    Evenement.CONVOQUER: "candidature.convoke",
    Evenement.NOTER_PRESENT: "candidature.presence",
    Evenement.NOTER_ABSENT: "candidature.presence",
    Evenement.RETENIR: "candidature.result",
    Evenement.ECARTER: "candidature.result",
    Evenement.INSCRIRE: "candidature.enrol",
}
# Words of people about a person: the journal keeps that they were said, not what they say.
_DISCRETS: Final = ("precision", "raison")
_INTERNES: Final = (
    "reunion_id",
    "parcours_id",
)  # row numbers, told by `details` as people know them


@dataclass(frozen=True, slots=True)
class Dossier:
    """A candidature, its session and the day of its meeting or appointment."""

    candidature: Candidature
    session: SessionFormation
    ref_session: references.Session
    reunion: date | None

    @property
    def ref(self) -> str:
        """Return the reference of the candidature."""
        return references.candidature(self.candidature.id)


def load(db: Session, ident: int) -> Dossier:
    """Return a candidature and what surrounds it, in one SELECT. Raises NotFound."""
    trouve = db.exec(
        select(Candidature, SessionFormation, Composante.numero, col(InformationCollective.date))
        .join(SessionFormation, col(SessionFormation.id) == col(Candidature.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .outerjoin(
            InformationCollective, col(InformationCollective.id) == col(Candidature.reunion_id)
        )
        .where(Candidature.id == ident)
    ).first()
    if trouve is None:
        ref = references.candidature(ident)
        raise NotFound(f"Candidature inconnue : {ref}. « sigma candidature list » les donne.")
    candidature, session, composante, reunion = trouve
    ref_session = references.Session(composante, session.numero)
    jour: date | None = reunion
    return Dossier(candidature, session, ref_session, jour or candidature.rendez_vous_le)


def judge(
    dossier: Dossier,
    evenement: Evenement,
    valeurs: Mapping[str, Any],
    *,
    jour: date,
    raison: str | None = None,
) -> Passage:
    """Return where an event that brings these values would lead. Raises RuleViolation, as `step`."""
    faits = Faits(
        jour=jour,
        places=dossier.session.places,
        reunion=dossier.reunion,
        prescrite=dossier.candidature.mode is not None,
        motif=valeurs.get("motif_code"),
        debut=valeurs.get("date_debut_prevue"),
        fin=valeurs.get("date_fin_prevue"),
        raison=raison,
    )
    return step(dossier.ref, Etat(dossier.candidature.etat), evenement, faits)


def move(
    db: Session,
    acte: Acte,
    dossier: Dossier,
    evenement: Evenement,
    valeurs: Mapping[str, Any],
    *,
    jour: date,
    raison: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> list[Avertissement]:
    """Apply an event that brings these values; write its line, with `details` for people to read.

    The caller refreshes the tasks.
    Raises RuleViolation, under the rule of the condition that fails, before anything changes.
    """
    candidature = dossier.candidature
    passage = judge(dossier, evenement, valeurs, jour=jour, raison=raison)
    neuves = {**valeurs, "etat": passage.vers.value, "sans_suite": None}
    avant = {champ: getattr(candidature, champ) for champ in neuves}
    for champ, valeur in neuves.items():
        setattr(candidature, champ, valeur)
    candidature.modifiee_le = acte.le
    db.add(candidature)
    db.flush()
    apres = _told(neuves) | dict(details or {})
    operation = OPERATIONS[evenement]
    journal.record(db, acte, operation, dossier.ref, avant=_told(avant), apres=apres)
    return passage.avertissements


def close(db: Session, acte: Acte, ident: int, parcours: int) -> list[Avertissement]:
    """Tie a candidature to the parcours it led to; the caller refreshes the tasks of both.

    Raises NotFound, RuleViolation (Q2-01 without prescription, Q2-17 when not retained, SES-03).
    """
    return move(
        db,
        acte,
        load(db, ident),
        Evenement.INSCRIRE,
        {"parcours_id": parcours},
        jour=acte.jour,
        details={"parcours": references.parcours(parcours)},
    )


def _told(valeurs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the journal holds of a change: what is set, without the words of people."""
    return {
        champ: "•••" if champ in _DISCRETS else valeur
        for champ, valeur in valeurs.items()
        if valeur is not None and champ not in _INTERNES
    }


def refresh(db: Session, acte: Acte, reglages: Reglages, candidature: Candidature) -> None:
    """Bring up to date what is owed about a candidature, and about its parcours when it has one."""
    suivi.refresh(db, acte, reglages, Portee.CANDIDATURE, [candidature.id])
    if candidature.parcours_id is not None:
        suivi.refresh(db, acte, reglages, Portee.PARCOURS, [candidature.parcours_id])
