"""Applicants who never became stagiaires: told what is held of them, and erased (RGPD-08)."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.errors import Conflict, NotFound, RuleViolation
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.recrutement import Etat
from sigma_cli.services.rgpd import candidatures, taches
from sigma_cli.services.rgpd import journal as lignes
from sigma_cli.services.rgpd.contrat import Personne
from sigma_cli.services.rgpd.effacement import warn_undecided
from sigma_cli.services.rgpd.extraction import Extrait
from sigma_cli.services.socle import journal

_TRACES: Final = (candidatures.TRACE, taches.TRACE, lignes.TRACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EffacementCandidat:
    """The candidatures that no longer name anybody, and those that may be of the same person."""

    candidatures: list[str]
    a_decider: list[str]
    avertissements: list[Avertissement]


def extract(db: Session, acte: Acte, ident: int) -> Extrait:
    """Return everything held of an applicant, and record that it was asked for.

    Raises NotFound, RuleViolation for the candidature of a stagiaire.
    """
    personne = _load(db, ident)
    ref = references.candidature(ident)
    parties = {trace.code: trace.read(db, personne) for trace in _TRACES}
    journal.record(db, acte, "rgpd.extract", ref, apres={"avec_nir": False})
    return Extrait(
        stagiaire=ref, extrait_le=acte.le, avec_nir=False, parties=parties, traces=_TRACES
    )


def erase(db: Session, acte: Acte, ident: int, *, motif: str) -> EffacementCandidat:
    """Remove what names an applicant from all their candidatures, at once and for ever.

    Raises NotFound, Conflict when it was done, RuleViolation for the candidature of a stagiaire or of
    someone retained who waits to be enrolled (RGPD-08).
    """
    personne = _load(db, ident)
    siennes = candidatures.of(db, personne)
    _check_not_retained(siennes)
    douteuses = candidatures.undecided(db, personne)
    taches.erase(db, acte, personne)
    for ligne in siennes:
        candidatures.forget(db, acte, ligne)
        objet = references.candidature(ligne.id)
        journal.record(db, acte, "rgpd.erase", objet, apres={"motif": motif})
    return EffacementCandidat(
        candidatures=[references.candidature(ligne.id) for ligne in siennes],
        a_decider=[references.candidature(autre) for autre in douteuses],
        avertissements=warn_undecided(douteuses),
    )


def _load(db: Session, ident: int) -> Personne:
    ligne, ref = db.get(Candidature, ident), references.candidature(ident)
    if ligne is None:
        raise NotFound(f"Candidature inconnue : {ref}. « sigma candidature list » les donne.")
    if ligne.parcours_id is not None:
        stagiaire = references.stagiaire(db.get_one(Parcours, ligne.parcours_id).stagiaire_id)
        raise RuleViolation(
            f"{ref} est celle de {stagiaire}, qui est inscrit : donner {stagiaire}, tout suivra.",
            regle="RGPD-08",
        )
    if ligne.efface_le is not None:
        raise Conflict(f"{ref} : l’identité a déjà été effacée.")
    return Personne(ident=0, parcours=(), candidature=ident)


def _check_not_retained(siennes: list[Candidature]) -> None:
    retenues = [
        references.candidature(ligne.id) for ligne in siennes if ligne.etat == Etat.RETENU.value
    ]
    if retenues:
        raise RuleViolation(
            f"{', '.join(retenues)} : la personne est retenue et attend son inscription ; l’inscrire, ou "
            "noter un autre résultat (sigma candidature result), avant d’effacer.",
            regle="RGPD-08",
        )
