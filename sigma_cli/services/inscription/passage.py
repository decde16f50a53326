"""Enrol persons in sessions: one person, one number, one parcours by session.

One person or a whole file goes through the same rules and the same statements: a batch is looked up
in a few SELECT, examined row by row, and written by a few INSERT. Row numbers are given here, after
the largest one: they are needed before the INSERT, as a number is sealed for the reference of its
person. The writing transaction, exclusive, makes that safe.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Self

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.offre.sessions import Effectif, warn_beyond, warn_overbooking
from sigma_cli.domain.places.places import warn_agreed
from sigma_cli.errors import KeyProblem, SigmaError
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.inscription.contexte import (
    Contexte,
    Index,
    load_awaited,
    load_persons,
    load_sessions,
)
from sigma_cli.services.inscription.demande import Demande, Inscrit, is_definitive
from sigma_cli.services.inscription.ecriture import Ecrits, Ecriture
from sigma_cli.services.inscription.examen import Recevable, examine, remember
from sigma_cli.services.personnes import numeros
from sigma_cli.services.personnes.identite.passerelle import Annonce
from sigma_cli.services.personnes.identite.recherche import describe
from sigma_cli.services.recrutement import dossier
from sigma_cli.services.taches import suivi as taches
from sigma_cli.store.coffre import Coffre, Memoire

_LOT: Final = 500  # persons looked up together: databases bound the values of one statement


def enrol(
    db: Session,
    acte: Acte,
    demande: Demande,
    *,
    coffre: Coffre | None,
    reglages: Reglages,
    passerelle: Annonce | None = None,
) -> Inscrit:
    """Enrol a person. A known number with the same name adds a parcours to the same person.

    It queues for DEFI once a type of pay is decided, and never touches Kairos nor a paid place
    (Q1-02, Q1-06). `passerelle` is what the gateway answered beforehand. Raises NotFound,
    RuleViolation (SES-03, NIR-01, NIR-05, Q5-01, RAP-02), Conflict (NIR-10, already enrolled),
    KeyProblem.
    """
    (issue,) = enrol_many(
        db, acte, [demande], coffre=coffre, reglages=reglages, passerelle=passerelle
    )
    if isinstance(issue, SigmaError):
        raise issue
    return issue


def enrol_many(
    db: Session,
    acte: Acte,
    demandes: Iterable[Demande],
    *,
    coffre: Coffre | None,
    reglages: Reglages,
    passerelle: Annonce | None = None,
) -> Iterator[Inscrit | SigmaError]:
    """Yield what became of each demande, in order: enrolled, or refused and not written.

    To be read to its end: a batch is written when its first answer is asked for. Refusals are those
    of `enrol`. Raises KeyProblem.
    """
    passage = Passage.start(
        db, acte, coffre=coffre, reglages=reglages, annonce=passerelle or Annonce()
    )
    reste = iter(demandes)
    while lot := list(islice(reste, _LOT)):
        yield from passage.treat(lot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One pass over demandes, batch by batch: what it needs, what it has met, what it is to write."""

    db: Session
    acte: Acte
    coffre: Coffre | None
    memoire: Memoire | None
    reglages: Reglages
    annonce: Annonce
    contexte: Contexte
    ecriture: Ecriture
    decrit: bool = True

    @classmethod
    def start(
        cls,
        db: Session,
        acte: Acte,
        *,
        coffre: Coffre | None,
        reglages: Reglages,
        annonce: Annonce,
        decrit: bool = True,
    ) -> Self:
        """Begin a pass; the sessions it meets are read once. Raises KeyProblem.

        `decrit` tells whether somebody will read the identity of each person enrolled.
        """
        if coffre:
            numeros.check_key(db, coffre)
        return cls(
            db=db,
            acte=acte,
            coffre=coffre,
            memoire=numeros.memory_if_any(db, coffre) if coffre else None,
            reglages=reglages,
            annonce=annonce,
            contexte=Contexte(),
            ecriture=Ecriture(db, acte, coffre),
            decrit=decrit,
        )

    def treat(self, lot: Sequence[Demande]) -> list[Inscrit | SigmaError]:
        """Look a batch up, examine it row by row, write it."""
        if self.coffre and any(demande.nir for demande in lot):
            numeros.adopt_key(self.db, self.acte, self.coffre)
        indexes = [self._index(demande) for demande in lot]
        load_sessions(self.db, self.contexte, (demande.session for demande in lot))
        load_persons(self.db, self.contexte, [index for index in indexes if index])
        load_awaited(self.db, self.contexte, [d.nom_naissance for d in lot if is_definitive(d)])
        issues = [self._admit(demande, i) for demande, i in zip(lot, indexes, strict=True)]
        ecrits = self.ecriture.flush()
        self._close_candidatures(lot, issues)
        self._open_tasks(ecrits)
        return issues

    def _index(self, demande: Demande) -> Index | None:
        if demande.nir is None:
            return None
        if self.coffre is None:
            raise KeyProblem(
                "Un numéro ne s’enregistre pas sans la clé : remettre la clé d’origine."
            )
        return Index.of(demande.nir, self.coffre, self.memoire)

    def _admit(self, demande: Demande, index: Index | None) -> Inscrit | SigmaError:
        """Examine one demande, add its rows, and let the next ones of the batch know of it."""
        try:
            recevable = examine(
                self.contexte,
                self.acte,
                demande,
                index,
                reglages=self.reglages,
                passerelle=self.annonce.reponse,
            )
        except SigmaError as refus:
            return refus
        stagiaire, parcours = self.ecriture.add(demande, recevable)
        remember(self.contexte, demande, recevable, index, stagiaire=stagiaire, parcours=parcours)
        return Inscrit(
            stagiaire=references.stagiaire(stagiaire),
            parcours=references.parcours(parcours),
            session=str(demande.session),
            connu=recevable.personne is not None,
            identite=describe(recevable.identite, demande.nir, self.acte.jour)
            if self.decrit
            else {},
            certifiee=recevable.identite.certifiee,
            avertissements=[
                *self.annonce.avertissements,
                *recevable.avertissements,
                *_warn_of_session(demande, recevable, references.parcours(parcours)),
            ],
        )

    def _close_candidatures(
        self, lot: Sequence[Demande], issues: Sequence[Inscrit | SigmaError]
    ) -> None:
        """Tie the candidatures that were named to what they led to, before tasks are drawn from it."""
        for demande, issue in zip(lot, issues, strict=True):
            if demande.candidature is not None and isinstance(issue, Inscrit):
                parcours = references.read_parcours(issue.parcours)
                dossier.close(self.db, self.acte, demande.candidature, parcours)

    def _open_tasks(self, ecrits: Ecrits) -> None:
        """Open what these enrolments ask for in other tools."""
        for portee, idents in (
            (Portee.PARCOURS, ecrits.parcours),
            (Portee.STAGIAIRE, ecrits.stagiaires),
        ):
            taches.refresh(self.db, self.acte, self.reglages, portee, idents, neufs=True)


def _warn_of_session(demande: Demande, recevable: Recevable, parcours: str) -> list[Avertissement]:
    session, ref = recevable.session, str(demande.session)
    action = session.action
    dates = (parcours, recevable.date_entree, recevable.date_fin_prevue)
    return [
        *warn_overbooking(ref, Effectif(places=session.places, inscrits=session.inscrits)),
        *warn_agreed(action.numero, action.inscrits, effectif=action.effectif),
        *warn_beyond((ref, session.date_debut, session.date_fin), dates),
    ]
