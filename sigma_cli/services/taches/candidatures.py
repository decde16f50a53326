"""What is owed about candidatures, one row a kind: to note here, or to type in Kairos, which no flux feeds.

A kind follows the candidatures that meet its conditions, in sessions that will take place (SES-03). What
makes its key is what was typed: another presence, another result, other dates are to be typed again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple, cast

from sqlmodel import Session, col, func, select

from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.recrutement import Etat, Origine, TacheCandidature
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches import fiches
from sigma_cli.services.taches.contrat import Due, Fiche, Genre

RETENU: Final = Etat.RETENU.value
_LENDEMAIN: Final = timedelta(days=1)
_SAISIE_OF: Final = Candidature.origine == Origine.SAISIE_OF.value
_RETENUE: Final = col(Candidature.date_debut_prevue).is_not(None)


class Ligne(NamedTuple):
    """A candidature, and the day of its meeting or appointment."""

    candidature: Candidature
    reunion: date | None


def rows(db: Session, idents: Sequence[int] | None, *conditions: Any) -> Iterator[Ligne]:
    """Yield the candidatures that meet the conditions, in sessions that will take place (SES-03).

    None whose identity was erased, nor that a cancelled session closed, nor of someone who never came
    (SES-08, PAR-03): nobody waits for them.
    """
    reunion = func.coalesce(InformationCollective.date, Candidature.rendez_vous_le)
    query = (
        select(Candidature, reunion)
        .join(SessionFormation, col(SessionFormation.id) == col(Candidature.session_id))
        .outerjoin(
            InformationCollective, col(InformationCollective.id) == col(Candidature.reunion_id)
        )
        .outerjoin(Parcours, col(Parcours.id) == col(Candidature.parcours_id))
        .where(
            col(SessionFormation.places) > 0,
            col(Candidature.sans_suite).is_(None),
            col(Candidature.efface_le).is_(None),
            col(Parcours.jamais_venu).is_not(True),
            *conditions,
        )
        .order_by(col(Candidature.id))
    )
    if idents is not None:
        query = query.where(col(Candidature.id).in_(idents))
    for candidature, jour in db.exec(query):
        yield Ligne(candidature, jour)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attente:
    """What a kind of task waits for: which candidatures, from which day, and what makes it anew.

    `jours` gives the day it is seen and the day it is due; `champs` is what its sheet shows besides the
    person and the session; `close_par` says what closes it, a session that will not take place apart.
    """

    code: TacheCandidature
    regle: str
    titre: str
    conditions: tuple[Any, ...]
    jours: Callable[[Ligne], tuple[date, date]]
    champs: tuple[str, ...]
    close_par: str
    cle: Callable[[Ligne], str] = lambda _ligne: ""
    outil: Outil = Outil.KAIROS

    def due(self, db: Session, _reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
        """Yield one task per candidature that meets the conditions."""
        for ligne in rows(db, idents, *self.conditions):
            vue, echeance = self.jours(ligne)
            yield Due(
                objet_id=ligne.candidature.id,
                cle=self.cle(ligne),
                visible_le=vue,
                echeance=echeance,
            )

    def fiches(self, db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
        """Return who, in which session, and what to type."""
        return fiches.of_candidatures(db, taches, self.champs)

    def genre(self) -> Genre:
        """Return the kind of task."""
        return Genre(
            code=self.code,
            regle=self.regle,
            titre=self.titre,
            outils=(self.outil,),
            portee=Portee.CANDIDATURE,
            due=self.due,
            fiches=self.fiches,
            sans_objet=f"{self.close_par}, ou session qui n’aura pas lieu",
        )


def _at_once(jour: date | None) -> tuple[date, date]:
    return (cast("date", jour),) * 2


def _positioned(ligne: Ligne) -> tuple[date, date]:
    """Seen at once, late once the meeting is past."""
    jour = ligne.candidature.positionne_le
    return jour, max(jour, ligne.reunion or jour)


ATTENTES: Final = (
    Attente(
        code=TacheCandidature.PRESENCE_A_NOTER,
        regle="Q2-12",
        titre="Noter la présence (sigma candidature presence)",
        conditions=(Candidature.etat == Etat.CONVOQUE.value,),
        # opened ahead, seen the day after the meeting
        jours=lambda ligne: _at_once(cast("date", ligne.reunion) + _LENDEMAIN),
        cle=lambda ligne: str(ligne.reunion),
        champs=("Réunion",),
        close_par="présence notée, autre convocation",
        outil=Outil.SIGMA,
    ),
    Attente(
        code=TacheCandidature.KAIROS_CANDIDATURE,
        regle="Q2-11",
        titre="Saisir la candidature dans Kairos",
        conditions=(_SAISIE_OF,),  # Q1-05: those of OUIFORM and AUDEF are there already
        jours=_positioned,
        champs=("Prescripteur à l’origine", "Réunion"),
        close_par="candidature venue d’OUIFORM ou d’AUDEF",
    ),
    Attente(
        code=TacheCandidature.KAIROS_PRESENCE,
        regle="Q2-12",
        titre="Saisir la présence dans Kairos",
        conditions=(col(Candidature.presence_le).is_not(None),),
        jours=lambda ligne: _at_once(ligne.candidature.presence_le),
        cle=lambda ligne: f"{ligne.candidature.presence}/{ligne.candidature.presence_le}",
        champs=("Réunion", "Présence"),
        close_par="présence corrigée, nouvelle convocation",
    ),
    Attente(
        code=TacheCandidature.KAIROS_RESULTAT,
        regle="Q2-14",
        titre="Saisir le résultat dans Kairos",
        conditions=(col(Candidature.resultat_le).is_not(None),),
        jours=lambda ligne: _at_once(ligne.candidature.resultat_le),
        cle=lambda ligne: ligne.candidature.motif_code or RETENU,
        champs=("Résultat", "Motif"),
        close_par="résultat corrigé",
    ),
    Attente(
        code=TacheCandidature.KAIROS_DATES,
        regle="Q2-15",
        titre="Saisir les dates prévisionnelles dans Kairos (sans elles, pas de rémunération)",
        conditions=(_RETENUE,),
        jours=lambda ligne: _at_once(ligne.candidature.resultat_le),
        cle=lambda ligne: (
            f"{ligne.candidature.date_debut_prevue}/{ligne.candidature.date_fin_prevue}"
        ),
        champs=("Dates prévisionnelles",),
        close_par="dates corrigées, candidature non retenue",
    ),
    Attente(
        code=TacheCandidature.KAIROS_ALERTE,
        regle="Q2-16",
        titre="Alerter Pôle emploi pour qu’il valide la candidature",
        conditions=(_SAISIE_OF, _RETENUE, col(Candidature.validee_le).is_(None)),
        jours=lambda ligne: _at_once(ligne.candidature.resultat_le),
        champs=("Prescripteur à l’origine", "Dates prévisionnelles"),
        close_par="candidature validée, plus retenue",
    ),
)
GENRES: Final = tuple(attente.genre() for attente in ATTENTES)
