"""Q2-17 under any sequence of commands: no state out of the table, no journal line lost, tasks that follow.

The machine plays the services that the commands call, on a real base. What it expects is written here a
second time, by hand: the pairs of states that may follow one another. `EXEMPLES=500` plays longer.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.errors import SigmaError
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels import reglages
from sigma_cli.referentiels.recrutement import Mode, Origine, Presence
from sigma_cli.services.inscription import candidature as inscription
from sigma_cli.services.inscription.demande import Demande
from sigma_cli.services.offre import actions, composantes, reunions, sessions
from sigma_cli.services.recrutement import candidatures, prescripteurs, suites
from sigma_cli.services.socle import journal
from sigma_cli.services.taches import suivi
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.engine import open_db
from sigma_cli.store.schema import migrate

DEBUT: Final = datetime(2020, 10, 6, 8, tzinfo=UTC)
REUNIONS: Final = (date(2020, 10, 7), date(2020, 10, 12))
REGLAGES: Final = reglages.load({"bascules": {"version_agora": date(2100, 1, 1)}})
SESSION: Final = references.Session("20F0011_03", 1)
PERMIS: Final = {
    ("SAISIE", "CONVOQUE"),
    ("SAISIE", "PRESENT"),  # convened to an appointment that day, and come
    ("SAISIE", "ABSENT"),
    ("CONVOQUE", "CONVOQUE"),
    ("CONVOQUE", "PRESENT"),
    ("CONVOQUE", "ABSENT"),
    ("PRESENT", "ABSENT"),
    ("ABSENT", "PRESENT"),
    ("ABSENT", "CONVOQUE"),
    ("PRESENT", "RETENU"),
    ("ABSENT", "RETENU"),
    ("PRESENT", "NON_RETENU"),
    ("ABSENT", "NON_RETENU"),
    ("RETENU", "RETENU"),
    ("RETENU", "NON_RETENU"),
    ("NON_RETENU", "NON_RETENU"),
    ("NON_RETENU", "RETENU"),
    ("RETENU", "INSCRIT_SIGMA"),
}
DATES: Final = st.dates(date(2020, 10, 3), date(2020, 10, 16))
PARCOURS: Final = st.sampled_from([date(2020, 11, 2), date(2020, 11, 9), date(2021, 6, 25), None])
ACTION: Final[dict[str, Any]] = {
    "numero": "20F0011",
    "convention": "20005341_1",
    "intitule": "Diplômes",
    "statut": "EG",
    "annee": 2020,
    "date_debut": date(2020, 9, 1),
    "date_fin_prevue": date(2021, 12, 31),
    "niveau_sortie": "5",
    "places_remunerees": 5,
    "date_vote": date(2020, 10, 6),
    "programme": "FORPRO_SUP",
}
OFFRE: Final[dict[str, Any]] = {
    "date_debut": date(2020, 11, 2),
    "date_fin": date(2021, 6, 25),
    "places": 3,
    "site": "Université",
    "code_postal": "11108",
    "code_insee": "11262",
    "commune": "NARBONNE",
}


def mostly_none(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return values that are left out three times in four: what is not given is what people do most."""
    return st.integers(0, 3).flatmap(lambda tirage: values if tirage == 3 else st.none())


@cache
def template() -> Path:
    """Return a base with a session of two meetings and two prescripteurs, made once."""
    base = Path(tempfile.mkdtemp(prefix="sigma-automate-")) / "modele.db"
    adresse, acte = Adresse.parse(str(base)), Acte(agent="essai", le=DEBUT)
    migrate(adresse)
    composante = references.read_composante(SESSION.composante)
    diplome = {"intitule": "Licence", "certifinfo": "93541", "niveau_entree": "5"}
    with open_db(adresse, ecriture=True) as db:
        actions.add(db, acte, dict(ACTION))
        composantes.add(db, acte, composante, diplome | {"niveau_sortie": "6"}, {})
        sessions.add(db, acte, composante, dict(OFFRE), REUNIONS, reglages=REGLAGES)
        for nom, genre in (("ML Narbonne", "MISSION_LOCALE"), ("CIDFF Aude", "CIDFF")):
            saisie = prescripteurs.Saisie(nom=nom, departement="11", ville="Narbonne", type=genre)
            prescripteurs.add(db, acte, saisie)
    return base


class Recrutement(RuleBasedStateMachine):
    """People enter, convene, note, decide, enrol, cancel and come back, on days that pass."""

    candidates = Bundle("candidates")

    def __init__(self) -> None:
        super().__init__()
        self.dossier = tempfile.TemporaryDirectory(prefix="sigma-automate-")
        base = shutil.copy(template(), self.dossier.name)
        self.adresse = Adresse.parse(str(base))
        self.lecture = sqlite3.connect(base, isolation_level=None)
        self.le, self.rang = DEBUT, 0
        self.etats: dict[int, str] = {}
        self.lignes = self.count()

    def teardown(self) -> None:
        """Look at the whole once more: the chain of the journal, and every task computed anew."""
        self.lecture.close()
        query: Any = select(Tache.id, Tache.etat, col(Tache.visible_le), col(Tache.echeance))
        query = query.order_by(col(Tache.id))
        with open_db(self.adresse, ecriture=True) as db:
            assert journal.verify(db).intact
            suivies = db.exec(query).all()
            suivi.refresh_all(db, self.acte, REGLAGES)
            assert db.exec(query).all() == suivies
        self.dossier.cleanup()

    @property
    def acte(self) -> Acte:
        return Acte(agent="essai", le=self.le)

    def count(self) -> int:
        (nombre,) = self.lecture.execute("SELECT count(*) FROM journal").fetchone()
        return int(nombre)

    def run(self, command: Callable[[Session], Any], *, silencieuse: bool = False) -> Any:
        """Run one command in its transaction; return its result, None when it is refused.

        A refusal leaves nothing behind; a success leaves its line, unless it may change nothing.
        """
        message = ""
        try:
            with open_db(self.adresse, ecriture=True) as db:
                fait = command(db)
        except SigmaError as refus:
            fait, message = None, refus.message
        if message:
            assert "en croise une autre" not in message, "the rules speak before the tables"
            assert self.count() == self.lignes
            return None
        neuves, self.lignes = self.count() - self.lignes, self.count()
        assert neuves > 0 or silencieuse
        return fait

    def move(self, ident: int, command: Callable[[Session], Any]) -> Any:
        fait = self.run(command)
        if fait is not None:
            avant, self.etats[ident] = self.etats[ident], fait.etat
            assert (avant, fait.etat) in PERMIS
        return fait

    @initialize(target=candidates)
    def begin(self) -> Any:
        """Start with one person, whom CIDFF sends."""
        return self.add(mode=Mode.FICHE, prescripteur=2, reunion=REUNIONS[0])

    @rule(
        target=candidates,
        mode=st.sampled_from([Mode.FICHE, Mode.FICHE, Mode.DEMATERIALISEE, None]),
        prescripteur=st.sampled_from([1, 1, 2, None]),
        reunion=st.sampled_from([None, None, *REUNIONS]),
        rendez_vous=mostly_none(DATES),
        positionne_le=mostly_none(DATES),
    )
    def add(self, **champs: Any) -> Any:
        self.rang += 1
        saisie = candidatures.Saisie(
            session=SESSION,
            nom=f"Nom{self.rang}",
            prenom="Léa",
            sans_prescripteur=champs["prescripteur"] is None,
            **champs,
        )
        fait = self.run(lambda db: candidatures.add(db, self.acte, saisie, reglages=REGLAGES))
        if fait is None:
            return multiple()
        ident = references.read_candidature(fait.candidature)
        assert fait.etat in {"SAISIE", "CONVOQUE"}
        self.etats[ident] = fait.etat
        return ident

    @rule(
        ident=candidates,
        mode=st.none() | st.sampled_from(Mode),
        prescripteur=st.sampled_from([1, 2, None]),
        origine=st.none() | st.sampled_from(Origine),
    )
    def correct(self, ident: int, mode: Any, prescripteur: Any, origine: Any) -> None:
        valeurs = {"mode": mode, "prescripteur_id": prescripteur, "origine": origine}
        self.run(
            lambda db: candidatures.update(db, self.acte, ident, valeurs, reglages=REGLAGES),
            silencieuse=True,
        )

    @rule(ident=candidates, reunion=st.none() | st.sampled_from(REUNIONS), rdv=st.none() | DATES)
    def convoke(self, ident: int, reunion: date | None, rdv: date | None) -> None:
        self.move(
            ident,
            lambda db: suites.convoke(
                db, self.acte, ident, reunion=reunion, rendez_vous=rdv, reglages=REGLAGES
            ),
        )

    @rule(ident=candidates, presence=st.sampled_from(Presence), le=mostly_none(DATES))
    def attend(self, ident: int, presence: Presence, le: date | None) -> None:
        fait = self.move(
            ident,
            lambda db: suites.attend(db, self.acte, ident, presence, le=le, reglages=REGLAGES),
        )
        if fait is not None:
            assert fait.presence_le >= (fait.reunion or fait.rendez_vous_le)
            assert fait.presence_le <= self.acte.jour

    @rule(ident=candidates, debut=PARCOURS, fin=PARCOURS, raison=st.booleans())
    def retain(self, ident: int, debut: date | None, fin: date | None, raison: bool) -> None:
        avant = self.etats.get(ident)
        fait = self.move(
            ident,
            lambda db: suites.retain(
                db,
                self.acte,
                ident,
                debut=debut,
                fin=fin,
                raison="Une place se libère" if raison else None,
                reglages=REGLAGES,
            ),
        )
        if fait is not None:
            assert fait.date_debut_prevue <= fait.date_fin_prevue
            assert raison or avant != "NON_RETENU"

    @rule(ident=candidates, motif=st.sampled_from(["COMPLET", "absence", None, "Pas envie"]))
    def reject(self, ident: int, motif: str | None) -> None:
        fait = self.move(
            ident,
            lambda db: suites.reject(
                db, self.acte, ident, motif=motif, precision=None, reglages=REGLAGES
            ),
        )
        assert fait is None or fait.motif in {"COMPLET", "ABSENCE"}

    @rule(ident=candidates)
    def validate(self, ident: int) -> None:
        self.run(lambda db: suites.validate(db, self.acte, ident, le=None, reglages=REGLAGES))

    @rule(ident=candidates)
    def enrol(self, ident: int) -> None:
        def enrol(db: Session) -> Any:
            valeurs = inscription.carry_over(db, ident, {"session": SESSION})
            demande = Demande(**valeurs)
            return inscription.enrol(db, self.acte, demande, coffre=None, reglages=REGLAGES)

        fait = self.run(enrol)
        if fait is not None:
            assert self.etats[ident] == "RETENU"
            self.etats[ident] = "INSCRIT_SIGMA"

    @rule(places=st.sampled_from([3, 3, 0]))
    def set_places(self, places: int) -> None:
        valeurs = {"places": places, "motif_annulation": "Trop peu" if places == 0 else None}
        with open_db(self.adresse, ecriture=True) as db:
            sessions.update(db, self.acte, SESSION, valeurs, force=True, reglages=REGLAGES)
        self.lignes = self.count()

    @rule(reunion=st.sampled_from(REUNIONS))
    def toggle_meeting(self, reunion: date) -> None:
        """Remove a meeting, or put it back."""
        lues = self.lecture.execute("SELECT date FROM information_collective").fetchall()
        if (reunion.isoformat(),) in lues:
            self.run(lambda db: reunions.remove(db, self.acte, SESSION, reunion, reglages=REGLAGES))
        else:
            self.run(
                lambda db: reunions.add(db, self.acte, SESSION, reunion, {}, reglages=REGLAGES)
            )

    @rule(ident=candidates)
    def go_on(self, ident: int) -> None:
        """Do what comes next for most people."""
        etat = self.etats[ident]
        if etat in {"SAISIE", "CONVOQUE"}:
            self.le = max(self.le, DEBUT + timedelta(days=10))
            self.attend(ident, Presence.PRESENT, None)
        elif etat == "RETENU":
            self.enrol(ident)
        else:
            self.retain(ident, OFFRE["date_debut"], OFFRE["date_fin"], True)

    @rule(jours=st.integers(0, 4))
    def wait(self, jours: int) -> None:
        self.le += timedelta(days=jours, minutes=1)

    @invariant()
    def the_base_says_what_was_done(self) -> None:
        lus = self.lecture.execute("SELECT id, etat FROM candidature").fetchall()
        assert dict(lus) == self.etats


Recrutement.TestCase.settings = settings(
    max_examples=int(os.environ.get("EXEMPLES", "15")),
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
test_q2_17_no_sequence_leaves_the_table = Recrutement.TestCase
