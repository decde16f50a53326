"""Any history of parcours: corrected, moved, left, sessions cancelled and reopened, sent from time to time.

Whatever happened, what took place is in one line for DEFI, nobody of a session at 0 places is in any, what
AGORA hears is entries and leavings in pairs, and the places granted hold (SES-08, PAR-01 … PAR-03, A-14).
"""

import csv
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlmodel import col, select

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.domain.references import Session as RefSession
from sigma_cli.domain.references import parcours as reference
from sigma_cli.domain.references import read_session
from sigma_cli.errors import SigmaError
from sigma_cli.flux import REGISTRE
from sigma_cli.flux.contrat import Contexte
from sigma_cli.models.action import Action
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.reglages import load
from sigma_cli.services.envois import envoi
from sigma_cli.services.envois.depot import Voie
from sigma_cli.services.inscription import correction, deplacement, parcours
from sigma_cli.services.inscription import passage as inscriptions
from sigma_cli.services.inscription.demande import Demande
from sigma_cli.services.offre import sessions
from sigma_cli.services.places import quota as places
from sigma_cli.store import open_db
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.coffre import Coffre
from tests import factories
from tests.conftest import Lieu, Sigma

COFFRE = Coffre.of(bytes(range(32)))
REGLAGES = load({})
DEBUT = datetime(2020, 10, 6, 9, tzinfo=ZoneInfo("Europe/Paris"))
REFS = [RefSession("20F0011_03", rang) for rang in (1, 2, 3)]
CIBLES = st.sampled_from(REFS)
PERSONNES = st.integers(1, 4)
ATTENTES = st.sampled_from([1, 1, 10, 40, 300])


class Boite:
    """A way out that keeps what it is given, in order."""

    adresse = "boîte"

    def __init__(self) -> None:
        self.fichiers: dict[str, bytes] = {}

    def deposer(self, nom: str, blocs: Iterable[bytes]) -> None:
        self.fichiers[nom] = b"".join(blocs)

    def relire(self, prefixe: str) -> dict[str, bytes | None]:
        return {nom: c for nom, c in self.fichiers.items() if nom.startswith(prefixe)}

    def lines(self, code: str) -> Iterator[dict[str, str]]:
        for nom, contenu in self.fichiers.items():
            if f"_{code}_" in nom:
                yield from csv.DictReader(contenu.decode().splitlines(), delimiter=";")


class Histoire(RuleBasedStateMachine):
    """Agents at work on one base; each sending is looked at as soon as it is made."""

    modele: Path

    def __init__(self) -> None:
        super().__init__()
        memoire = Path("/dev/shm")  # hundreds of small transactions: a disk would be waited for
        self.dossier = Path(tempfile.mkdtemp(dir=memoire if memoire.is_dir() else None))
        shutil.copy(self.modele, self.dossier / "sigma.db")
        self.adresse = Adresse.parse(str(self.dossier / "sigma.db"))
        self.boite = Boite()
        self.acte = Acte(agent="testeur", le=DEBUT)

    def teardown(self) -> None:
        self.push()
        shutil.rmtree(self.dossier)

    def write(self, geste: Any, *args: Any, **options: Any) -> None:
        """Do one thing in its transaction, or nothing when a rule refuses it."""
        try:
            with open_db(self.adresse, ecriture=True) as db:
                geste(db, self.acte, *args, **options)
        except SigmaError:
            return

    @initialize()
    def begin(self) -> None:
        """Start where histories meet: three persons, paid, known of the partners."""
        for ordre in (1, 2, 3):
            self.enrol(ordre, REFS[0])
            self.allocate(ordre)
        self.push()

    @rule(ordre=PERSONNES, ref=CIBLES)
    def enrol(self, ordre: int, ref: RefSession) -> None:
        demande = Demande(
            session=ref,
            nom_naissance="Martin",
            nir=Nir.parse(factories.nir(ordre), aujourdhui=DEBUT.date()),
        )
        self.write(inscriptions.enrol, demande, coffre=COFFRE, reglages=REGLAGES)

    @rule(ident=PERSONNES)
    def allocate(self, ident: int) -> None:
        self.write(places.allocate, ident, criteres=[], motif="x", reglages=REGLAGES)

    @rule(ident=PERSONNES, entree=st.none() | st.dates(date(2020, 10, 1), date(2020, 12, 31)))
    def correct(self, ident: int, entree: date | None) -> None:
        voulu = correction.Correction(date_entree=entree, rqth=True, niveau_entree="5")
        self.write(correction.correct, ident, voulu, reglages=REGLAGES)

    @rule(ident=PERSONNES, ref=CIBLES)
    def move(self, ident: int, ref: RefSession) -> None:
        self.write(deplacement.move, ident, ref, motif="x", reglages=REGLAGES)

    @rule(ref=CIBLES)
    def cancel(self, ref: RefSession) -> None:
        self.write(sessions.cancel, ref, motif="x", force=True, reglages=REGLAGES)

    @rule(ref=CIBLES)
    def reopen(self, ref: RefSession) -> None:
        self.write(sessions.update, ref, {"places": 10}, reglages=REGLAGES)

    @rule(ident=PERSONNES, jours=st.integers(-10, 60))
    def leave(self, ident: int, jours: int) -> None:
        le = self.acte.jour + timedelta(days=jours)
        self.write(parcours.leave, ident, le=le, motif="x", reglages=REGLAGES)

    @rule(ident=PERSONNES)
    def come_back(self, ident: int) -> None:
        """Undo a leaving that AGORA was not told: what it was told is told once (A-14)."""
        if self.events().get(reference(ident), [("", "")])[-1][0] != "SORTIE":
            self.write(parcours.come_back, ident, reglages=REGLAGES)

    @rule(jours=ATTENTES)
    def wait(self, jours: int) -> None:
        self.acte = Acte(agent="testeur", le=self.acte.le + timedelta(days=jours))

    @rule()
    def push(self) -> None:
        contexte = Contexte(jour=self.acte.jour, reglages=REGLAGES)
        voie = Voie(transport=self.boite, coffre=lambda: COFFRE)
        avant = Counter(ligne["parcours"] for ligne in self.boite.lines("DEFI"))
        with open_db(self.adresse, ecriture=True) as db:
            for code in ("defi", "agora"):
                for _ in envoi.push(db, self.acte, REGISTRE[code], contexte, voie):
                    pass
        self.check(avant)

    def events(self) -> dict[str, list[tuple[str, str]]]:
        """Return what AGORA heard of each parcours: event and session, in order."""
        dits: dict[str, list[tuple[str, str]]] = {}
        for ligne in self.boite.lines("AGORA"):
            dits.setdefault(ligne["parcours"], []).append((ligne["evenement"], ligne["session"]))
        return dits

    def check(self, avant: Counter[str]) -> None:
        partis = Counter(ligne["parcours"] for ligne in self.boite.lines("DEFI"))
        dits = self.events()
        with open_db(self.adresse) as db:
            lignes = db.exec(
                select(Parcours, SessionFormation).join(
                    SessionFormation, col(SessionFormation.id) == col(Parcours.session_id)
                )
            ).all()
            for p, session in lignes:
                ref = reference(p.id)
                eu_lieu = session.places > 0 and not p.jamais_venu
                paye = p.type_remuneration == "REGION"
                assert partis[ref] <= 1
                assert eu_lieu or partis[ref] == avant[ref], (
                    "of what did not take place, nothing more"
                )
                assert not (eu_lieu and paye) or partis[ref] == 1
                assert session.places > 0 or not paye
                self.check_pairs(
                    dits.get(ref, []), p, str(RefSession("20F0011_03", session.numero))
                )
            action = db.exec(select(Action)).one()
            payes = sum(p.type_remuneration == "REGION" for p, _ in lignes)
            assert payes == action.places_utilisees <= action.places_remunerees

    def check_pairs(self, dits: list[tuple[str, str]], p: Parcours, session: str) -> None:
        """Each leaving closes the entry just before, in the same session; what runs is entered."""
        entrees, sorties = dits[::2], dits[1::2]
        assert {evenement for evenement, _ in entrees} <= {"ENTREE"}
        assert {evenement for evenement, _ in sorties} <= {"SORTIE"}
        for (_, entree), (_, sortie) in zip(entrees, sorties, strict=False):
            assert entree == sortie
        ouverte = len(entrees) > len(sorties)
        partie = p.date_sortie is not None and p.date_sortie <= self.acte.jour
        if partie or p.date_fin_prevue < self.acte.jour:
            assert not ouverte
        elif ouverte:
            assert entrees[-1][1] == session


@pytest.fixture
def modele(peuple: Sigma, lieu: Lieu) -> Path:
    peuple.ok(*factories.session_add(debut="2020-11-16"))
    peuple.ok(*factories.session_add(debut="2021-01-04", fin="2021-07-02"))
    peuple.ok("place", "quota", "20F0011", "3")
    assert read_session("20F0011_03/03") == REFS[-1]
    return lieu.base


def test_ses_08_par_02_any_history_leaves_the_partners_with_what_is_true(modele: Path) -> None:
    class Ici(Histoire):
        pass

    Ici.modele = modele
    run_state_machine_as_test(
        Ici,
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
            phases=[Phase.generate],
        ),
    )
