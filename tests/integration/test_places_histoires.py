"""Whatever people do, in whatever order, no more places are used than were granted (Q9-01, Q9-07)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.filtres import FiltrePlace
from sigma_cli.domain.places.criteres import Critere
from sigma_cli.domain.references import Session as RefSession
from sigma_cli.errors import SigmaError
from sigma_cli.formats.courrier import Piece
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.demande import DemandePlace
from sigma_cli.models.place import Attribution
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.reglages import load
from sigma_cli.referentiels.statuts import EtatDemande, TypeRemuneration
from sigma_cli.services.base import entretien
from sigma_cli.services.offre import sessions
from sigma_cli.services.places import demande as demandes_place
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places import etat as etat_places
from sigma_cli.services.places import quota as places
from sigma_cli.services.places import regimes
from sigma_cli.services.places.campagne import campagnes
from sigma_cli.services.places.campagne import choix as choix_campagne
from sigma_cli.services.socle import journal
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.engine import make_engine

LE = datetime(2020, 10, 6, 7, tzinfo=UTC)
ACTE = Acte(agent="testeur", le=LE)
REGLAGES = load({})
ENTREE, FIN = date(2020, 11, 2), date(2021, 6, 25)
ACTIONS = ("20F0011", "20F0012")
PAR_SESSION = 2
PIECE = Piece(nom="preuve.pdf", contenu=b"-")
REPONSES = [*list(EtatDemande)[1:], EtatDemande.ACCORDEE]
VERIFICATION = regimes.Verification(par="Zoé", le=date(2020, 10, 5), comment="Appel")
PARCOURS = st.integers(1, len(ACTIONS) * 2 * PAR_SESSION)
SESSIONS = st.builds(
    RefSession, st.sampled_from([f"{a}_01" for a in ACTIONS]), st.sampled_from([1, 2])
)


def fill(db: Session) -> None:
    """Enter two actions of two sessions, three persons in each, one of them with the RQTH."""
    for numero in ACTIONS:
        action = Action(
            numero=numero,
            convention="20005341_1",
            intitule=numero,
            statut="EG",
            annee=2020,
            date_debut=date(2020, 9, 1),
            date_fin_prevue=date(2021, 12, 31),
            niveau_sortie="5",
            places_remunerees=1,
            programme="FORPRO_SUP",
            creee_le=LE,
            modifiee_le=LE,
        )
        db.add(action)
        db.flush()
        composante = Composante(
            action_id=action.id,
            rang=1,
            numero=f"{numero}_01",
            intitule="Licence",
            certifinfo="93541",
            niveau_entree="5",
            niveau_sortie="6",
            creee_le=LE,
            modifiee_le=LE,
        )
        db.add(composante)
        db.flush()
        for rang in (1, 2):
            _add_session(db, composante.id, rang)


def _add_session(db: Session, composante_id: int, numero: int) -> None:
    session = SessionFormation(
        composante_id=composante_id,
        numero=numero,
        date_debut=ENTREE,
        date_fin=FIN,
        places=10,
        site="Université",
        code_postal="31000",
        code_insee="31555",
        commune="TOULOUSE",
        saisie_le=LE,
        creee_le=LE,
        modifiee_le=LE,
    )
    db.add(session)
    db.flush()
    for rang in range(PAR_SESSION):
        personne = Stagiaire(
            nom_naissance="Martin", prenom="Léa", nom_replie="martin", cree_le=LE, modifie_le=LE
        )
        db.add(personne)
        db.flush()
        db.add(
            Parcours(
                stagiaire_id=personne.id,
                session_id=session.id,
                date_entree=ENTREE,
                date_fin_prevue=FIN,
                rqth=rang == 0,
                cree_le=LE,
                modifie_le=LE,
            )
        )
    db.flush()


class Histoire(RuleBasedStateMachine):
    """What a year of decisions may be made of; each refusal undoes its step, as a command does."""

    base: Path

    def __init__(self) -> None:
        super().__init__()
        self.engine = make_engine(Adresse.parse(str(self.base)).url, ecriture=True)
        self.db = Session(self.engine, expire_on_commit=False)

    def teardown(self) -> None:
        self.db.rollback()
        self.db.close()
        self.engine.dispose()

    @initialize()
    def start(self) -> None:
        fill(self.db)

    def attempt(self, action: Callable[[], object]) -> None:
        try:
            with self.db.begin_nested():
                action()
                self.db.flush()
        except SigmaError:
            self.db.expire_all()

    @rule(ident=PARCOURS)
    def allocate(self, ident: int) -> None:
        self.attempt(
            lambda: places.allocate(
                self.db, ACTE, ident, criteres=[], motif="Essai", reglages=REGLAGES
            )
        )

    @precondition(lambda self: self.paid())
    @rule(hasard=st.randoms())
    def release(self, hasard: Random) -> None:
        ident = hasard.choice(self.paid())
        self.attempt(lambda: places.release(self.db, ACTE, ident, motif="Essai", reglages=REGLAGES))

    def paid(self) -> list[int]:
        region = Parcours.type_remuneration == TypeRemuneration.REGION.value
        return list(self.db.exec(select(Parcours.id).where(region).order_by(col(Parcours.id))))

    @rule(ident=PARCOURS)
    def request_when_full(self, ident: int) -> None:
        """Fill the action first, so that something is to be asked."""
        action = dossiers.load(self.db, ident).action
        self.attempt(
            lambda: places.set_quota(
                self.db, ACTE, action.numero, action.places_utilisees - action.places_en_plus
            )
        )
        appui = demandes_place.Appui(justificatif=PIECE, explication="Essai")
        self.attempt(
            lambda: demandes_place.request(
                self.db, ACTE, ident, appui, reglages=REGLAGES, dossier=self.base.parent
            )
        )

    @precondition(lambda self: self.asked())
    @rule(reponse=st.sampled_from(REPONSES), hasard=st.randoms())
    def answer(self, reponse: EtatDemande, hasard: Random) -> None:
        ident = hasard.choice(self.asked())
        self.attempt(
            lambda: demandes_place.answer(
                self.db, ACTE, ident, reponse, le=ACTE.jour, motif=None, reglages=REGLAGES
            )
        )

    def asked(self) -> list[int]:
        return list(
            self.db.exec(select(DemandePlace.demande_id).order_by(col(DemandePlace.demande_id)))
        )

    @rule(ref=SESSIONS, places_session=st.sampled_from([0, 10, 10]))
    def cancel_or_reopen(self, ref: RefSession, places_session: int) -> None:
        valeurs = {
            "places": places_session,
            "motif_annulation": "Essai" if not places_session else None,
        }
        self.attempt(
            lambda: sessions.update(self.db, ACTE, ref, valeurs, force=True, reglages=REGLAGES)
        )

    @rule(ident=st.sampled_from([1, 8]))
    def leave(self, ident: int) -> None:
        parcours = self.db.get_one(Parcours, ident)
        parcours.date_sortie = ENTREE + timedelta(days=30)
        self.db.add(parcours)

    @rule(numero=st.sampled_from(ACTIONS), accordees=st.integers(0, 2))
    def quota(self, numero: str, accordees: int) -> None:
        self.attempt(lambda: places.set_quota(self.db, ACTE, numero, accordees))

    @rule(
        ident=PARCOURS,
        regime=st.sampled_from([TypeRemuneration.REGION, TypeRemuneration.POLE_EMPLOI]),
    )
    def option(self, ident: int, regime: TypeRemuneration) -> None:
        self.attempt(
            lambda: regimes.choose(
                self.db, ACTE, ident, regime, rqth_du=None, rqth_au=None, reglages=REGLAGES
            )
        )

    @rule(ident=PARCOURS, fin=st.none() | st.dates(ENTREE, FIN), ouverts=st.booleans())
    def rights(self, ident: int, fin: date | None, ouverts: bool) -> None:
        droits = regimes.Droits(ouverts=ouverts or fin is not None, fin=fin)
        self.attempt(lambda: regimes.note_rights(self.db, ACTE, ident, droits, reglages=REGLAGES))

    @rule(ident=PARCOURS)
    def protect(self, ident: int) -> None:
        self.attempt(lambda: regimes.protect(self.db, ACTE, ident, VERIFICATION, reglages=REGLAGES))

    @rule(ident=PARCOURS, voulu=st.sampled_from([None, TypeRemuneration.AUCUNE]))
    def decide(self, ident: int, voulu: TypeRemuneration | None) -> None:
        self.attempt(
            lambda: regimes.decide(self.db, ACTE, ident, voulu, motif="Essai", reglages=REGLAGES)
        )

    @rule(numero=st.sampled_from(ACTIONS))
    def call(self, numero: str) -> None:
        criteres = [Critere(rang=1, nom="Projet", sens=None)]
        self.attempt(
            lambda: campagnes.add(
                self.db, ACTE, numero, intitule="Essai", criteres=criteres, candidats=[]
            )
        )

    @rule(ident=PARCOURS, appel=st.integers(1, 2))
    def retain(self, ident: int, appel: int) -> None:
        self.attempt(
            lambda: choix_campagne.retain(
                self.db, ACTE, appel, ident, motif=None, reglages=REGLAGES
            )
        )

    @invariant()
    def no_more_places_are_used_than_were_granted(self) -> None:
        for action in self.db.exec(select(Action)):
            assert 0 <= action.places_en_plus <= action.places_utilisees
            assert action.places_utilisees <= action.places_remunerees + action.places_en_plus

    @invariant()
    def the_counts_are_those_of_the_parcours_and_of_the_requests(self) -> None:
        self.db.flush()
        assert list(entretien._places(self.db)) == []

    @invariant()
    def the_sum_over_the_actions_is_that_of_the_etablissement(self) -> None:
        etat = etat_places.state(self.db, FiltrePlace())
        for champ in ("accordees", "en_plus", "utilisees", "restantes"):
            assert getattr(etat, champ) == sum(getattr(une, champ) for une in etat.resultats)
        assert etat.utilisees == len(etat.places)

    @invariant()
    def the_last_decision_of_each_history_is_the_present_type(self) -> None:
        derniers = {
            ligne.parcours_id: ligne.type_remuneration
            for ligne in self.db.exec(select(Attribution).order_by(col(Attribution.id)))
        }
        for parcours in self.db.exec(select(Parcours)):
            assert derniers.get(parcours.id) == parcours.type_remuneration

    @invariant()
    def one_request_at_most_waits_for_each_parcours(self) -> None:
        attendent = self.db.exec(
            select(DemandePlace.parcours_id).where(col(DemandePlace.ouverte))
        ).all()
        assert len(attendent) == len(set(attendent))

    @invariant()
    def the_journal_stays_whole(self) -> None:
        verdict = journal.verify(self.db)
        assert verdict.intact or verdict.nombre == 0  # what the start put in wrote no line


def test_q9_01_no_history_uses_more_places_than_were_granted(
    base_neuve: Path,
) -> None:
    Histoire.base = base_neuve
    exemples = settings(
        max_examples=12,
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Histoire, settings=exemples)
