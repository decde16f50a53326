"""Any history of enrolments, edits, withdrawals, pushes and answers, held against a model of it.

Each due parcours leaves once, and once more each time someone orders it after a refusal; DEFI is owed a
task for everything it does not know (RF-01, RF-02, RF-05 … RF-08).
"""

import csv
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
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
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.domain.references import read_parcours, read_session
from sigma_cli.errors import SigmaError, TransportFailed
from sigma_cli.flux import REGISTRE
from sigma_cli.flux.acquittement import Accuse
from sigma_cli.flux.contrat import Contexte
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.reglages import load
from sigma_cli.referentiels.statuts import EtatTache, Portee
from sigma_cli.services.base.restauration import remise
from sigma_cli.services.envois import acquittement, envoi, renvoi
from sigma_cli.services.envois.depot import Voie
from sigma_cli.services.inscription import parcours
from sigma_cli.services.inscription import passage as inscriptions
from sigma_cli.services.inscription.demande import Demande
from sigma_cli.services.personnes import stagiaires
from sigma_cli.services.places import quota as places
from sigma_cli.services.taches import REGISTRE as GENRES
from sigma_cli.services.taches import coche
from sigma_cli.store import open_db
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.coffre import Coffre
from sigma_cli.store.copie import copy_base
from tests import factories
from tests.conftest import Lieu, Sigma

COFFRE = Coffre.of(bytes(range(32)))
REGLAGES = load({})
DEBUT = datetime(2020, 10, 6, 9, tzinfo=ZoneInfo("Europe/Paris"))
ENTREE, FIN = date(2020, 11, 2), date(2021, 6, 25)
# kind of task: what it follows
GROUPES = {
    "DEFI_IDENTITE": ("nom_naissance",),
    "DEFI_COORDONNEES": ("courriel",),
    "DEFI_DATES": ("date_fin_prevue",),
    "DEFI_REMUNERATION": ("type",),
    "DEFI_SORTIE": ("date_sortie",),
}
REFUS = "FLUX_REFUS"
NOMS = st.sampled_from(["Martin", "Durand", "Dupont"])
COURRIELS = st.sampled_from(["a@exemple.fr", "b@exemple.fr"])
FINS = st.sampled_from([FIN, FIN - timedelta(30), FIN + timedelta(30)])
SORTIES = st.sampled_from([ENTREE - timedelta(1), ENTREE, FIN - timedelta(60)])
RANGS = st.integers(0, 11)


class Boite:
    """A way out that keeps what it is given, or refuses it."""

    adresse = "boîte"

    def __init__(self) -> None:
        self.fichiers: dict[str, bytes] = {}
        self.ouverte = True

    def deposer(self, nom: str, blocs: Iterable[bytes]) -> None:
        contenu = b"".join(blocs)
        if not self.ouverte:
            raise TransportFailed("La boîte est fermée.")
        assert self.fichiers.setdefault(nom, contenu) == contenu, "other bytes under the same name"

    def relire(self, prefixe: str) -> dict[str, bytes | None]:
        return {nom: c for nom, c in self.fichiers.items() if nom.startswith(prefixe)}

    def lines(self, nom: str) -> list[int]:
        lignes = csv.DictReader(self.fichiers[nom].decode().splitlines(), delimiter=";")
        return [read_parcours(ligne["parcours"]) for ligne in lignes]

    def parcours(self) -> Counter[int]:
        return Counter(ident for nom in self.fichiers for ident in self.lines(nom))


@dataclass
class Personne:
    """What the base should hold of a parcours and its holder, and what DEFI was told of them.

    `envoye` is what the last file told; `envois` are the files that hold it, `renvois` the orders to send it again; `refuse` tells that the
    last line was refused and nobody ordered anything yet.
    """

    ident: int
    parcours: int
    ici: dict[str, Any]
    dit: dict[str, Any] | None = None
    envoye: dict[str, Any] | None = None
    gele: bool = False
    envois: int = 0
    renvois: int = 0
    refuse: bool = False

    @property
    def due(self) -> bool:
        sortie = self.ici["date_sortie"]
        return self.ici["type"] == "REGION" and (sortie is None or sortie >= ENTREE)

    def owed(self) -> set[tuple[str, int]]:
        """Return the tasks that must be open: kind, and object."""
        if self.dit is None:
            return set()
        dit = self.dit
        return {
            (genre, self.ident if GENRES[genre].portee is Portee.STAGIAIRE else self.parcours)
            for genre, champs in GROUPES.items()
            if any(self.ici[champ] != dit[champ] for champ in champs)
        }


def send(db: Session, *args: Any) -> None:
    for _ in envoi.push(db, *args):
        pass


class Histoire(RuleBasedStateMachine):
    """Agents at work on one base, and a cron job that sends."""

    modele: Path

    def __init__(self) -> None:
        super().__init__()
        memoire = Path("/dev/shm")  # hundreds of small transactions: a disk would be waited for
        self.dossier = Path(tempfile.mkdtemp(dir=memoire if memoire.is_dir() else None))
        shutil.copy(self.modele, self.dossier / "sigma.db")
        self.base = self.dossier / "sigma.db"
        self.adresse = Adresse.parse(str(self.base))
        self.sauvees: list[Personne] = []
        self.boite = Boite()
        self.personnes: list[Personne] = []
        self.repondus: set[str] = set()
        self.acte = Acte(agent="testeur", le=DEBUT)

    def teardown(self) -> None:
        shutil.rmtree(self.dossier)

    def write(self, geste: Any, *args: Any, **options: Any) -> bool:
        """Do one thing in its transaction, a minute after the last; tell whether it was allowed."""
        self.acte = Acte(agent="testeur", le=self.acte.le + timedelta(minutes=1))
        try:
            with open_db(self.adresse, ecriture=True) as db:
                geste(db, self.acte, *args, **options)
        except SigmaError:
            return False
        return True

    def one(self, rang: int) -> Personne:
        return self.personnes[rang % len(self.personnes)]

    @initialize()
    def begin(self) -> None:
        """Start where histories meet: two persons, paid."""
        for rang in range(2):
            self.enrol("Martin")
            self.allocate(rang)

    @rule(nom=NOMS)
    def enrol(self, nom: str) -> None:
        ordre = len(self.personnes) + 1
        if ordre > 4:
            return
        demande = Demande(
            session=read_session(factories.SESSION),
            nom_naissance=nom,
            nir=Nir.parse(factories.nir(ordre), aujourdhui=DEBUT.date()),
        )
        assert self.write(inscriptions.enrol, demande, coffre=COFFRE, reglages=REGLAGES)
        ici = {
            "nom_naissance": nom,
            "courriel": None,
            "date_fin_prevue": FIN,
            "type": None,
            "date_sortie": None,
        }
        self.personnes.append(Personne(ident=ordre, parcours=ordre, ici=ici))

    @precondition(lambda self: self.personnes)
    @rule(rang=RANGS)
    def allocate(self, rang: int) -> None:
        p = self.one(rang)
        options = {"criteres": [], "motif": "x", "reglages": REGLAGES}
        if self.write(places.allocate, p.parcours, **options):
            p.ici["type"] = "REGION"

    @precondition(lambda self: self.personnes)
    @rule(rang=RANGS)
    def release(self, rang: int) -> None:
        p = self.one(rang)
        if self.write(places.release, p.parcours, motif="x", reglages=REGLAGES):
            p.ici["type"] = None

    @precondition(lambda self: self.personnes)
    @rule(rang=RANGS, nom=NOMS, courriel=COURRIELS)
    def correct(self, rang: int, nom: str, courriel: str) -> None:
        p = self.one(rang)
        valeurs = {"nom_naissance": nom, "courriel": courriel}
        options = {"coffre": None, "reglages": REGLAGES}
        assert self.write(stagiaires.update, p.ident, valeurs, **options)
        p.ici |= valeurs

    @precondition(lambda self: self.personnes)
    @rule(rang=RANGS, fin=FINS)
    def extend(self, rang: int, fin: date) -> None:
        p = self.one(rang)
        if self.write(parcours.extend, p.parcours, fin=fin, heures=None, reglages=REGLAGES):
            p.ici["date_fin_prevue"] = fin

    @precondition(lambda self: self.personnes)
    @rule(rang=RANGS, le=SORTIES)
    def leave(self, rang: int, le: date) -> None:
        p = self.one(rang)
        if self.write(parcours.leave, p.parcours, le=le, motif="x", reglages=REGLAGES):
            p.ici["date_sortie"] = le
            if le < ENTREE:
                p.ici["type"] = None

    @precondition(lambda self: self.personnes)
    @rule(rang=RANGS)
    def come_back(self, rang: int) -> None:
        p = self.one(rang)
        if self.write(parcours.come_back, p.parcours, reglages=REGLAGES):
            p.ici["date_sortie"] = None

    @rule(ouverte=st.booleans(), sauver=st.booleans())
    def push(self, ouverte: bool, sauver: bool) -> None:
        """Send, saved or not; a box that is shut keeps the file waiting, with what it froze."""
        if sauver:
            self.save()
        self.boite.ouverte = ouverte
        attendus = [p for p in self.personnes if p.due and not p.gele]
        voie = Voie(transport=self.boite, coffre=lambda: COFFRE)
        contexte = Contexte(jour=self.acte.jour, reglages=REGLAGES)
        bloque = self.waiting()
        assert self.write(send, REGISTRE["defi"], contexte, voie)
        if not (bloque and not ouverte):  # a file that waits lets no other be frozen
            for p in attendus:
                p.gele, p.dit, p.envois = True, dict(p.ici), p.envois + 1
                p.envoye = dict(p.ici)
        if ouverte:
            assert not self.waiting()

    def waiting(self) -> bool:
        partis = self.boite.parcours()
        return any(partis[p.parcours] != p.envois for p in self.personnes)

    @rule(rang=RANGS, refus=st.integers(0, 15))
    def answer(self, rang: int, refus: int) -> None:
        """Answer for a file that arrived, line by line, refusing some."""
        attendent = sorted(self.boite.fichiers.keys() - self.repondus)
        if not attendent:
            return
        nom = attendent[rang % len(attendent)]
        lignes = self.boite.lines(nom)
        rejets = {n: "x" if refus >> (n - 1) & 1 else None for n in range(1, len(lignes) + 1)}
        accuse = Accuse(fichier=nom, refus=rejets, entier=False, refus_entier=None)
        assert self.write(acquittement.take_in, accuse, reglages=REGLAGES)
        self.repondus.add(nom)
        for numero, ident in enumerate(lignes, 1):
            if rejets[numero]:
                p = self.personnes[ident - 1]
                p.dit, p.refuse = None, True

    @precondition(lambda self: any(p.refuse for p in self.personnes))
    @rule(rang=RANGS)
    def send_again(self, rang: int) -> None:
        """Order it after a refusal; what is no more due is refused, whatever the order."""
        refusees = [p for p in self.personnes if p.refuse]
        p = refusees[rang % len(refusees)]
        contexte = Contexte(jour=self.acte.jour, reglages=REGLAGES)
        ordre = {"motif": "x", "contexte": contexte}
        assert self.write(renvoi.reopen, [REGISTRE["defi"]], p.parcours, **ordre) is p.due
        if p.due:
            p.gele, p.refuse, p.renvois = False, False, p.renvois + 1

    @rule()
    def clock_goes_back(self) -> None:
        """A day: what comes first must not hang on instants."""
        self.acte = Acte(agent="testeur", le=self.acte.le - timedelta(days=1))

    def save(self) -> None:
        copy_base(self.base, self.dossier / "s.db")
        self.sauvees = deepcopy(self.personnes)

    @precondition(lambda self: self.personnes and len(self.sauvees) == len(self.personnes))
    @rule()
    def restore(self) -> None:
        """Go back to the backup: what was typed since is lost, what left since is not forgotten."""
        remise.restore(self.acte, REGLAGES, self.dossier / "s.db", self.base, coffre=None)
        for p, sauvee in zip(self.personnes, self.sauvees, strict=True):
            p.ici = dict(sauvee.ici)
            if p.dit is None:
                continue
            if p.envois == sauvee.envois:
                p.dit = sauvee.dit
            elif (
                p.envoye is not None
            ):  # the decisions taken since are gone, and their history with them
                p.dit = p.envoye | {"type": p.ici["type"]}

    @rule(rang=RANGS)
    def tick(self, rang: int) -> None:
        """Do one task in the tools where it is due: DEFI then knows what the base says."""
        taches = {cle: ident for cle, ident in self.open_tasks().items() if cle[0] != REFUS}
        if not taches:
            return
        genre, objet = sorted(taches)[rang % len(taches)]
        for outil in GENRES[genre].outils:
            assert self.write(coche.tick, taches[genre, objet], outil=outil, le=self.acte.jour)
        sur_personne = GENRES[genre].portee is Portee.STAGIAIRE
        for p in self.personnes:
            if objet == (p.ident if sur_personne else p.parcours) and p.dit is not None:
                p.dit = p.dit | {champ: p.ici[champ] for champ in GROUPES[genre]}

    def open_tasks(self) -> dict[tuple[str, int], int]:
        suivis = [*GROUPES, REFUS]
        query = select(Tache).where(
            col(Tache.genre).in_(suivis), Tache.etat == EtatTache.A_FAIRE.value
        )
        with open_db(self.adresse) as db:
            return {(tache.genre, tache.objet_id): tache.id for tache in db.exec(query)}

    @invariant()
    def each_left_once(self) -> None:
        partis = self.boite.parcours()
        assert all(partis[p.parcours] <= 1 + p.renvois for p in self.personnes)

    @invariant()
    def everything_defi_does_not_know_is_a_task(self) -> None:
        attendues: set[tuple[str, int]] = set().union(*(p.owed() for p in self.personnes))
        attendues |= {(REFUS, p.parcours) for p in self.personnes if p.refuse}
        assert set(self.open_tasks()) == attendues


@pytest.fixture
def modele(peuple: Sigma, lieu: Lieu) -> Path:
    peuple.ok("place", "quota", "20F0011", "8")
    return lieu.base


def test_rf_02_each_due_parcours_leaves_once_and_every_later_difference_has_a_task(
    modele: Path,
) -> None:
    class Ici(Histoire):
        pass

    Ici.modele = modele
    run_state_machine_as_test(
        Ici,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
