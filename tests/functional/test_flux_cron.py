"""`sigma flux push` where nobody watches: cron, failures that last, clocks, neighbours."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from sigma_cli.store.verrou import exclusive
from tests import factories
from tests.conftest import Lieu, Modeles, Sigma
from tests.functional.envoyes import AGORA, CARIF, DEFI, enrol_paid, parcours_of, sent
from tests.integration.serveur_sftp import ServeurSftp, a_sshd

Processus = Callable[..., "subprocess.CompletedProcess[str]"]
VEILLE = "2020-10-05T09:00"
LENDEMAIN = "2020-10-07T09:00"


@pytest.fixture
def payes(peuple: Sigma, modeles: Modeles) -> Sigma:
    """Two paid persons wait for their file."""
    return modeles.fill(peuple, _payes)


def _payes(peuple: Sigma) -> None:
    enrol_paid(peuple, 1)
    enrol_paid(peuple, 2)


@pytest.fixture
def obstacle(lieu: Lieu) -> Path:
    """A file where the folder of defi should be."""
    depot = lieu.dossier / "depot" / "defi"
    depot.parent.mkdir()
    depot.touch()
    return depot


# What cron is told


def test_cron_says_nothing_when_all_went_well(payes: Sigma) -> None:
    for _ in range(2):
        resultat = payes.ok("flux", "push", "--cron")
        assert (resultat.stdout, resultat.stderr) == ("", "")


def test_cron_says_nothing_when_another_one_is_running(payes: Sigma, lieu: Lieu) -> None:
    with exclusive(lieu.dossier / "sigma.db.flux.verrou"):
        resultat = payes.ok("flux", "push", "--cron")
        assert payes.json("flux", "push", "--cron")["message"].startswith("Un envoi est déjà")
    assert (resultat.stdout, resultat.stderr) == ("", "")


def test_cron_says_what_failed_and_nothing_else(payes: Sigma, obstacle: Path) -> None:
    resultat = payes("flux", "push", "--cron")
    assert resultat.exit_code == 30
    assert resultat.stdout == f"defi : {DEFI}, 2 lignes, échec, à reprendre.\n"
    assert resultat.stderr.startswith(f"erreur : {DEFI} non déposé dans ")
    assert len(resultat.stderr.splitlines()) == 1
    assert str(obstacle) in resultat.stderr


def test_what_cron_does_not_say_can_be_read_later(payes: Sigma) -> None:
    payes.ok("flux", "push", "--cron")
    fiche = payes.json("flux", "show", DEFI)
    assert [ligne["parcours"] for ligne in fiche["lignes"]] == ["P000001", "P000002"]
    assert "categorie_public" in fiche["lignes"][0]["a_completer"]
    assert fiche["fichier"]["etat"] == "DEPOSE"
    texte = payes.ok("flux", "show", f"depot/defi/{DEFI}").stdout
    assert "À compléter" in texte
    assert "Catégorie du public, Niveau d’entrée" in texte
    assert payes.json("flux", "show", CARIF)["lignes"] == []
    assert "Parcours" not in payes.ok("flux", "show", CARIF).stdout
    assert "sigma flux list" in payes.refused(11, "flux", "show", "inconnu.csv")


# Failures that last


def test_a_failure_is_kept_with_its_count_and_the_next_try(payes: Sigma, obstacle: Path) -> None:
    for _ in range(2):
        payes.refused(30, "flux", "push", "defi")
    (defi,) = payes.json("flux", "status", "defi")["resultats"]
    (echec,) = defi["echecs"]
    assert (echec["nom"], echec["etat"], echec["tentatives"]) == (DEFI, "ECHEC", 2)
    assert "n’est pas un dossier" in echec["erreur"]
    assert echec["prochain_essai"] is None
    assert echec["definitif"] is True
    texte = payes.ok("flux", "status").stdout
    assert "defi, 2 essais : " in texte
    assert str(obstacle) in texte
    assert "sigma flux retry" in texte
    obstacle.unlink()
    assert payes.json("flux", "retry", "defi")["flux"][0]["tentatives"] == 3
    (defi,) = payes.json("flux", "status", "defi")["resultats"]
    assert defi["echecs"] == []
    assert (defi["dernier"]["etat"], defi["dernier"]["erreur"]) == ("DEPOSE", None)


def test_a_try_to_come_is_told_to_who_looks_meanwhile(
    payes: Sigma, lieu: Lieu, obstacle: Path
) -> None:
    payes.refused(30, "flux", "push", "defi")
    assert obstacle.exists()
    with closing(sqlite3.connect(lieu.base)) as base, base:  # as while a push waits
        base.execute(
            "UPDATE flux_fichier SET definitif = 0, prochain_essai = '2020-10-06 07:00:04.000000'"
        )
    attendu = "Prochain essai : 06/10/2020 à 09h00, par l’envoi en cours ; s’il a été arrêté"
    assert attendu in payes.ok("flux", "status").stdout


def test_retry_finishes_what_was_begun_and_prepares_nothing(
    payes: Sigma, lieu: Lieu, obstacle: Path
) -> None:
    payes.refused(30, "flux", "push", "defi")
    enrol_paid(payes, 3)
    obstacle.unlink()
    resultat = payes.ok("flux", "retry")
    assert resultat.stdout.splitlines() == [
        "carif : rien à envoyer, aucun fichier.",
        f"defi : {DEFI}, 2 lignes, repris d’un envoi précédent, déposé ; vers {obstacle}.",
        "agora : rien à envoyer, aucun fichier.",
    ]
    assert sent(lieu) == ["P000001", "P000002"]
    payes.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001", "P000002", "P000003"]


def test_one_line_a_flux_even_when_an_old_file_leaves_first(payes: Sigma, obstacle: Path) -> None:
    payes.refused(30, "flux", "push", "defi")
    enrol_paid(payes, 3)
    obstacle.unlink()
    (ligne,) = payes.ok("flux", "push", "defi").stdout.splitlines()
    assert ligne == (
        f"defi : {DEFI}, 2 lignes, repris d’un envoi précédent, déposé ; "
        f"SIGMA_DEFI_20201006_000002.csv, 1 ligne, déposé ; vers {obstacle}."
    )


def test_a_folder_that_has_gone_is_not_made_again(payes: Sigma, lieu: Lieu) -> None:
    """It may be a share that is not mounted: its mount point would swallow the file."""
    payes.ok("flux", "push", "defi")
    depot = lieu.dossier / "depot" / "defi"
    shutil.rmtree(depot)
    enrol_paid(payes, 3)
    message = payes.refused(30, "flux", "push", "defi")
    assert "n’existe plus" in message
    assert "partage non monté" in message
    assert not depot.exists()
    depot.mkdir()
    payes.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000003"]


def test_a_folder_that_has_gone_is_known_wherever_one_starts_from(
    payes: Sigma, lieu: Lieu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lieu.dossier)
    payes.ok("flux", "push", "defi", SIGMA_CONFIG="config.toml")
    shutil.rmtree(lieu.dossier / "depot")
    enrol_paid(payes, 3)
    monkeypatch.chdir("/")
    assert "n’existe plus" in payes.refused(30, "flux", "push", "defi")


def test_another_folder_chosen_since_is_made(payes: Sigma, lieu: Lieu) -> None:
    payes.ok("flux", "push", "defi")
    lieu.config.write_text(factories.configuration(defi="ailleurs/defi"))
    enrol_paid(payes, 3)
    payes.ok("flux", "push", "defi")
    assert (lieu.dossier / "ailleurs" / "defi" / "SIGMA_DEFI_20201006_000002.csv").is_file()


def test_sequences_end_at_six_digits(payes: Sigma, lieu: Lieu) -> None:
    payes.ok("flux", "push", "defi")
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute("UPDATE flux_fichier SET sequence = 999998 WHERE code = 'defi'")
    enrol_paid(payes, 3)
    payes.ok("flux", "push", "defi")
    assert "SIGMA_DEFI_20201006_999999.csv" in {f.name for f in lieu.depot("defi")}
    enrol_paid(payes, 4)
    message = payes.refused(10, "flux", "push", "carif", "defi")
    assert "1000000 sort de 1 à 999999" in message
    assert [f.name for f in lieu.depot("carif")] == [CARIF], "the other flux is tried"
    assert payes.json("flux", "list", "defi")["nombre"] == 2, "nothing was frozen"
    assert payes.json("flux", "status", "defi")["resultats"][0]["en_attente"] == 1


# Clocks


def test_a_clock_set_back_a_day_is_told_and_nothing_leaves_twice(payes: Sigma, lieu: Lieu) -> None:
    payes.ok("flux", "push", "defi")
    enrol_paid(payes, 3)
    resultat = payes.ok("flux", "push", "defi", "--cron", SIGMA_MAINTENANT=VEILLE)
    assert "05/10/2020 à 09h00, avant le dernier fichier (06/10/2020 à 09h00)" in resultat.stderr
    assert resultat.stdout == ""
    assert [f.name for f in lieu.depot("defi")] == ["SIGMA_DEFI_20201005_000002.csv", DEFI]
    assert sorted(sent(lieu)) == ["P000001", "P000002", "P000003"]
    assert payes.json("flux", "push", "defi", SIGMA_MAINTENANT=VEILLE)["flux"][0]["alertes"] == []


@pytest.mark.parametrize(
    ("instants", "dates"),
    [
        (("2020-10-25T01:59", "2020-10-25T02:30", "2020-10-25T03:00"), ["20201025"] * 3),
        (
            ("2021-03-28T01:59", "2021-03-28T03:00", "2021-03-29T00:00"),
            ["20210328"] * 2 + ["20210329"],
        ),
        (
            ("2020-10-24T23:59", "2020-10-25T00:00", "2020-10-25T23:59"),
            ["20201024"] + ["20201025"] * 2,
        ),
    ],
)
def test_the_nights_of_the_clock_change_send_each_once(
    peuple: Sigma, lieu: Lieu, instants: tuple[str, ...], dates: list[str]
) -> None:
    for ordre, instant in enumerate(instants, 1):
        enrol_paid(peuple, ordre)
        resultat = peuple.ok("flux", "push", "defi", "--cron", SIGMA_MAINTENANT=instant)
        assert resultat.stderr == ""
    assert [f.name[11:19] for f in lieu.depot("defi")] == dates
    assert sent(lieu) == [f"P{ordre:06d}" for ordre in range(1, 4)]


# Neighbours


@pytest.mark.usefixtures("payes")
def test_two_cron_jobs_of_the_same_second_send_once(lieu: Lieu, processus: Processus) -> None:
    with ThreadPoolExecutor(2) as equipe:
        finis = list(equipe.map(lambda _: processus("flux", "push", "--json"), range(2)))
    assert [fini.returncode for fini in finis] == [0, 0]
    assert sent(lieu) == ["P000001", "P000002"]
    assert [f.name for f in lieu.depot("agora")] == [AGORA]
    documents = [json.loads(fini.stdout) for fini in finis]
    partis = [e["code"] for d in documents for e in d["flux"] if e["etat"] == "DEPOSE"]
    assert partis.count("defi") == partis.count("agora") == 1


LECTEUR = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("BEGIN")
base.execute("SELECT count(*) FROM parcours").fetchone()
print("lit", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def lecteur(lieu: Lieu) -> Iterator[None]:
    """Another process that reads the base, and does not stop."""
    commande = [sys.executable, "-c", LECTEUR, str(lieu.base)]
    pipe = subprocess.PIPE
    with subprocess.Popen(commande, stdin=pipe, stdout=pipe, text=True) as programme:
        assert programme.stdout is not None
        assert programme.stdout.readline() == "lit\n"
        yield
        programme.kill()


@pytest.mark.usefixtures("lecteur")
def test_a_long_reader_delays_nothing(payes: Sigma, lieu: Lieu) -> None:
    payes.ok("flux", "push", "--cron")
    assert sent(lieu) == ["P000001", "P000002"]


def test_a_base_that_another_one_holds_is_told_and_left_for_later(payes: Sigma, lieu: Lieu) -> None:
    with lieu.config.open("a") as config:
        config.write("[base]\nattente_secondes = 0\n")
    with factories.locked(lieu.base, seconds=60):
        assert "occupée par un autre programme" in payes("flux", "push", "--cron").stderr
    payes.ok("flux", "push", "--cron")
    assert sent(lieu) == ["P000001", "P000002"]


# A server


@pytest.fixture(scope="module")
def serveur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServeurSftp]:
    serveur = ServeurSftp(tmp_path_factory.mktemp("sftp")).start()
    yield serveur
    serveur.stop()


def to_server(lieu: Lieu, serveur: ServeurSftp, **autres: str) -> None:
    lignes = {"destination": serveur.url, "cle": str(serveur.cle)} | autres
    lignes.setdefault("hotes_connus", str(serveur.connus))
    section = "".join(f'{nom} = "{valeur}"\n' for nom, valeur in lignes.items())
    lieu.config.write_text(f'[flux.carif]\ndestination = "depot/carif"\n[flux.defi]\n{section}')


@a_sshd
def test_a_flux_leaves_for_a_server(payes: Sigma, lieu: Lieu, serveur: ServeurSftp) -> None:
    to_server(lieu, serveur)
    payes.ok("flux", "push", "carif", "defi", "--cron")
    assert parcours_of(serveur.depot / DEFI) == ["P000001", "P000002"]
    assert (serveur.depot / f"{DEFI}.sha256").is_file()
    assert payes.json("flux", "show", DEFI)["fichier"]["destination"] == serveur.url


@a_sshd
def test_a_server_that_is_away_is_insisted_on_within_the_bounds(
    payes: Sigma, lieu: Lieu, tmp_path: Path
) -> None:
    serveur = ServeurSftp(tmp_path / "sftp")  # not started
    to_server(lieu, serveur)
    payes.refused(30, "flux", "push", "defi", "--essais", "3", "--delai", "2")
    (fichier,) = payes.json("flux", "list", "defi")["resultats"]
    assert (fichier["etat"], fichier["tentatives"], fichier["definitif"]) == ("ECHEC", 2, False)
    assert "au prochain « sigma flux push »" in payes.ok("flux", "status", "defi").stdout
    serveur.start()
    payes.ok("flux", "push", "defi")
    serveur.stop()
    assert parcours_of(serveur.depot / DEFI) == ["P000001", "P000002"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.usefixtures("payes")
def test_who_looks_at_a_terminal_is_told_that_it_insists(lieu: Lieu, tmp_path: Path) -> None:
    serveur = ServeurSftp(tmp_path / "sftp")  # not started
    to_server(lieu, serveur)
    maitre, esclave = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "sigma_cli", "flux", "push", "defi", "--essais", "2"],
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | lieu.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=esclave,
    ) as envoi:
        envoi.communicate(timeout=60)
    os.close(esclave)
    dit = os.read(maitre, 4096).decode()
    os.close(maitre)
    assert envoi.returncode == 30
    assert "defi : dépôt manqué, nouvel essai dans 2 s…" in dit


@a_sshd
def test_an_unknown_host_is_not_insisted_on(
    payes: Sigma, lieu: Lieu, serveur: ServeurSftp, tmp_path: Path
) -> None:
    to_server(lieu, serveur, hotes_connus=str(tmp_path / "aucun"))
    message = payes.refused(30, "flux", "push", "carif", "defi", "--essais", "9")
    assert "n’est pas parmi les hôtes connus" in message
    assert payes.json("flux", "list", "defi")["resultats"][0]["tentatives"] == 1
    assert [f.name for f in lieu.depot("carif")] == [CARIF]


@pytest.mark.parametrize(
    ("cle", "valeur"),
    [("cle", "3"), ("hotes_connus", '""'), ("attente_secondes", "0"), ("attente_secondes", '"x"')],
)
def test_a_setting_that_makes_no_sense_is_named(
    payes: Sigma, lieu: Lieu, cle: str, valeur: str
) -> None:
    lieu.config.write_text(f'[flux.defi]\ndestination = "sftp://u@127.0.0.1/x"\n{cle} = {valeur}\n')
    assert f"[flux.defi] {cle} : " in payes.refused(10, "flux", "push", "defi")


@pytest.mark.parametrize("mots", [("--essais", "0"), ("--delai", "-1"), ("--essais", "x")])
def test_bounds_that_make_no_sense_are_refused(payes: Sigma, mots: tuple[str, ...]) -> None:
    payes.refused(2, "flux", "push", *mots)
