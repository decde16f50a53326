"""Kill `sigma flux push` where it hurts, again and again, and see that nothing is lost nor doubled.

`python -m tests.integration.interruptions [--coups 200] [--sftp] [--graine 1]`. Each blow starts a
push in a process of its own, on a fresh copy of a base that has people to send, and kills it
(SIGKILL) a little later than the one before, from the moment its lock appears to the end of its
work; every other time the next push is killed too. Then a last push ends the work. After each blow
what can be seen under a final name must be whole; at the end everyone is in one file, and in one
only. The steps that were interrupted are counted: blows go on until each was met.
"""

import argparse
import csv
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from typer.testing import CliRunner

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.domain.references import read_session
from sigma_cli.main import app
from sigma_cli.referentiels.reglages import load
from sigma_cli.services.inscription import passage as inscriptions
from sigma_cli.services.inscription.demande import Demande
from sigma_cli.store import open_db
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.coffre import Coffre, create_key, read_key
from sigma_cli.store.schema import migrate
from tests import factories
from tests.integration.serveur_sftp import ServeurSftp

RACINE: Final = Path(__file__).parents[2]
MAINTENANT: Final = "2020-10-06T09:00"
PERSONNES: Final = 60
CODES: Final = ("defi", "agora")
ETAPES: Final = (
    "rien de gelé",
    "gelé, rien d’écrit",
    "fichier en cours d’écriture",
    "fichier sans sa somme",
    "somme en cours d’écriture",
    "tout écrit, pas noté",
    "noté",
)
PLUS: Final = 4  # times the blows asked for, at most, to meet every step


@dataclass(frozen=True, slots=True, kw_only=True)
class Lieu:
    """Where one blow is given: a base, its key and its configuration, and where files arrive."""

    dossier: Path
    depots: dict[str, Path]

    @property
    def base(self) -> Path:
        return self.dossier / "sigma.db"

    @property
    def env(self) -> dict[str, str]:
        return {
            "PYTHONPATH": str(RACINE),
            "SIGMA_BASE": str(self.base),
            "SIGMA_CONFIG": str(self.dossier / "config.toml"),
            "SIGMA_CLE_FICHIER": str(self.dossier / "sigma.cle"),
            "SIGMA_MAINTENANT": MAINTENANT,
            "SIGMA_AGENT": "testeur",
        }

    def files(self, code: str) -> dict[str, bytes]:
        """Return what a receiver may look at: everything, hidden names apart."""
        depot = self.depots[code]
        visibles = [f for f in depot.iterdir() if f.name[0] != "."] if depot.is_dir() else []
        return {fichier.name: fichier.read_bytes() for fichier in visibles}

    def parts(self, code: str) -> list[str]:
        depot = self.depots[code]
        return [f.name for f in depot.glob(".*.part")] if depot.is_dir() else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilan:
    """What a sweep met. The three first must be empty.

    `vus` are the blows given to a fresh base: how late, and at which step of the first flux.
    """

    perdus: list[str]
    doubles: list[str]
    partiels: list[str]
    coups: int
    etapes: Counter[str]
    vus: list[tuple[float, int]]


def prepare(dossier: Path) -> Path:
    """Make the base that every blow copies: people to send by both flux."""
    modele = dossier / "modele"
    modele.mkdir()
    adresse = Adresse.parse(str(modele / "sigma.db"))
    migrate(adresse)
    create_key(modele / "sigma.cle")
    (modele / "config.toml").write_text("")
    env = Lieu(dossier=modele, depots={}).env
    for ligne in (
        factories.action_add(places_remunerees=str(PERSONNES)),
        factories.composante_add(),
        factories.session_add(places=str(PERSONNES)),
    ):
        assert CliRunner(env=env).invoke(app, ligne, prog_name="sigma").exit_code == 0
    acte = Acte(agent="testeur", le=datetime(2020, 10, 6, 9, tzinfo=ZoneInfo("Europe/Paris")))
    coffre = Coffre.of(read_key(variable=None, fichier=modele / "sigma.cle"))
    with open_db(adresse, ecriture=True) as db:
        for ordre in range(1, PERSONNES + 1):
            demande = Demande(
                session=read_session(factories.SESSION),
                nom_naissance=f"Personne {ordre}",
                nir=Nir.parse(factories.nir(ordre), aujourdhui=acte.jour),
            )
            inscriptions.enrol(db, acte, demande, coffre=coffre, reglages=load({}))
    with closing(sqlite3.connect(modele / "sigma.db")) as base, base:
        base.execute("UPDATE parcours SET type_remuneration = 'REGION'")
    return modele


def push(lieu: Lieu, *, apres: float | None) -> float:
    """Run one push, killed `apres` seconds after it took its lock; return how long it held it."""
    verrou = lieu.base.with_name("sigma.db.flux.verrou")
    verrou.unlink(missing_ok=True)
    commande = [sys.executable, "-m", "sigma_cli", "flux", "push", *CODES, "--cron"]
    with subprocess.Popen(
        commande, env=os.environ | lieu.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as processus:
        while not verrou.exists() and processus.poll() is None:
            time.sleep(0.0002)
        debut = time.perf_counter()
        if apres is not None:
            time.sleep(apres)
            processus.send_signal(signal.SIGKILL)
        _, erreurs = processus.communicate()
        duree = time.perf_counter() - debut
    if processus.returncode not in {0, -signal.SIGKILL}:
        raise AssertionError(erreurs.decode())
    return duree


def steps(lieu: Lieu) -> list[str]:
    """Return by flux the step that was under way when the blow fell."""
    with closing(sqlite3.connect(lieu.base)) as db:
        etats = dict(db.execute("SELECT code, etat FROM flux_fichier"))
    return [_step(lieu, code, etats.get(code)) for code in CODES]


def _step(lieu: Lieu, code: str, etat: str | None) -> str:
    if etat is None:
        return ETAPES[0]
    if etat == "DEPOSE":
        return ETAPES[6]
    finaux, partiels = lieu.files(code), lieu.parts(code)
    if not finaux:
        return ETAPES[2] if partiels else ETAPES[1]
    if len(finaux) == 1:
        return ETAPES[4] if any(".sha256." in nom for nom in partiels) else ETAPES[3]
    return ETAPES[5]


def half_files(lieu: Lieu) -> list[str]:
    """Return the final names under which something else than the frozen bytes can be seen."""
    with closing(sqlite3.connect(lieu.base)) as db:
        sommes = dict(db.execute("SELECT nom, sha256 FROM flux_fichier"))
    attendus = {f"{nom}.sha256": f"{somme}  {nom}\n".encode() for nom, somme in sommes.items()}
    fautifs = []
    for code in CODES:
        for nom, contenu in lieu.files(code).items():
            entier = attendus.get(nom) == contenu or (
                sommes.get(nom) == hashlib.sha256(contenu).hexdigest()
            )
            fautifs += [] if entier else [nom]
    return fautifs


def sent(lieu: Lieu, code: str) -> Counter[str]:
    """Count the parcours of the files delivered."""
    trouves: Counter[str] = Counter()
    for nom, contenu in lieu.files(code).items():
        if nom.endswith(".csv"):
            lignes = csv.DictReader(contenu.decode().splitlines(), delimiter=";")
            trouves.update(ligne["parcours"] for ligne in lignes)
    return trouves


def strike(lieu: Lieu, delais: list[float], bilan: Bilan) -> None:
    """Give the blows, look at what is left after each, then let the work be done."""
    for delai in delais:
        push(lieu, apres=delai)
        faites = steps(lieu)
        if delai is delais[0]:
            bilan.vus.append((delai, ETAPES.index(faites[0])))
        bilan.etapes.update(faites)
        bilan.partiels.extend(half_files(lieu))
    push(lieu, apres=None)
    attendus = {f"P{rang:06d}" for rang in range(1, PERSONNES + 1)}
    for code in CODES:
        partis = sent(lieu, code)
        bilan.perdus.extend(attendus - partis.keys())
        bilan.doubles.extend(ref for ref, fois in partis.items() if fois > 1)
        bilan.partiels.extend([*lieu.parts(code), *half_files(lieu)])
        if len(lieu.files(code)) != 2:
            bilan.doubles.append(f"{code} : {sorted(lieu.files(code))}")


def sweep(
    dossier: Path, *, coups: int, serveur: ServeurSftp | None, graine: int, toutes: bool = True
) -> Bilan:
    """Give the blows, spread over the time a push takes, and more until `toutes` the steps are met."""
    hasard = random.Random(graine)
    modele = prepare(dossier)
    essais = 5 if toutes else 1
    mesures = [
        push(_copy(modele, dossier / f"mesure{rang}", serveur), apres=None)
        for rang in range(essais)
    ]
    duree = statistics.median(mesures)
    bilan = Bilan(perdus=[], doubles=[], partiels=[], coups=0, etapes=Counter(), vus=[])
    donnes = 0
    while donnes < coups or (toutes and missed(bilan) and donnes < PLUS * coups):
        lieu = _copy(modele, dossier / f"coup{donnes}", serveur)
        if donnes < coups:
            delais = [(donnes + hasard.random()) / coups * duree]
        else:
            delais = [aim(bilan, duree, hasard)]
        delais += [hasard.random() * duree] * (donnes % 2)
        strike(lieu, delais, bilan)
        donnes += len(delais)
        shutil.rmtree(lieu.dossier)
    return Bilan(
        perdus=bilan.perdus,
        doubles=bilan.doubles,
        partiels=bilan.partiels,
        coups=donnes,
        etapes=bilan.etapes,
        vus=bilan.vus,
    )


def aim(bilan: Bilan, duree: float, hasard: random.Random) -> float:
    """Return when to strike to meet a step that no blow met: between those before and those after."""
    voulue = ETAPES.index(missed(bilan)[0])
    avant = max((delai for delai, etape in bilan.vus if etape < voulue), default=0)
    apres = min((delai for delai, etape in bilan.vus if etape > voulue), default=duree)
    return hasard.uniform(*sorted((avant, apres)))


def missed(bilan: Bilan) -> list[str]:
    return [etape for etape in ETAPES if not bilan.etapes[etape]]


def _copy(modele: Path, dossier: Path, serveur: ServeurSftp | None) -> Lieu:
    """Return a place like the model, whose files arrive in folders of its own."""
    shutil.copytree(modele, dossier)
    racine = serveur.depot / dossier.name if serveur else dossier / "depot"
    depots = {code: racine / code for code in CODES}
    texte = ""
    for code, depot in depots.items():
        if serveur:
            depot.mkdir(parents=True)
            texte += (
                f'[flux.{code}]\ndestination = "{serveur.url}/{dossier.name}/{code}"\n'
                f'cle = "{serveur.cle}"\nhotes_connus = "{serveur.connus}"\n'
            )
        else:
            texte += f'[flux.{code}]\ndestination = "depot/{code}"\n'
    (dossier / "config.toml").write_text(texte)
    return Lieu(dossier=dossier, depots=depots)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coups", type=int, default=200, help="blows, at least")
    parser.add_argument("--sftp", action="store_true", help="deliver to a real OpenSSH server")
    parser.add_argument("--graine", type=int, default=1, help="seed")
    choix = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporaire:
        serveur = ServeurSftp(Path(temporaire) / "sftp").start() if choix.sftp else None
        try:
            bilan = sweep(Path(temporaire), coups=choix.coups, serveur=serveur, graine=choix.graine)
        finally:
            if serveur:
                serveur.stop()
    for etape in ETAPES:
        sys.stdout.write(f"{etape:<30}{bilan.etapes[etape]:>6}\n")
    sys.stdout.write(
        f"{bilan.coups} coups : {len(bilan.perdus)} perdu, {len(bilan.doubles)} envoyé deux fois, "
        f"{len(bilan.partiels)} fichier partiel sous un nom définitif\n"
    )
    rate = bilan.perdus or bilan.doubles or bilan.partiels or missed(bilan)
    sys.exit(1 if rate else 0)


if __name__ == "__main__":
    main()
