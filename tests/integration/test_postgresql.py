"""SRV-02: a base on a PostgreSQL server, alone and by several; a short slice, skipped where there is none."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from sigma_cli.errors import InvalidInput
from sigma_cli.store.adresse import Adresse
from tests import factories
from tests.conftest import Lieu, Sigma
from tests.factories import nir, place_allocate, stagiaire_enrol
from tests.integration.postgresql import Serveur, tools

Processus = Callable[..., "subprocess.CompletedProcess[str]"]
_RANGS = count(1)


@pytest.fixture(scope="module")
def serveur() -> Iterator[Serveur]:
    outils = tools()
    if outils is None or sys.platform == "win32":
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    pytest.importorskip("psycopg", reason="psycopg is not installed: the extra « postgresql »")
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="sigma-pg-") as dossier:
        Path(dossier).chmod(0o755)
        serveur = Serveur(outils, Path(dossier) / "serveur")
        serveur.init()
        serveur.start()
        yield serveur
        serveur.stop()


@pytest.fixture
def distante(serveur: Serveur, lieu: Lieu, monkeypatch: pytest.MonkeyPatch) -> Sigma:
    """The program on a new base of the server, with an action of three paid places."""
    url = serveur.create(f"essai{next(_RANGS)}")
    sigma = Sigma(lieu)
    monkeypatch.setattr(Lieu, "env", property(_env_on(url, Lieu.env.fget)))  # type: ignore[attr-defined]  # a property
    sigma.ok("init")
    sigma.ok(*factories.etablissement_set())
    sigma.ok(*factories.action_add(places_remunerees="3"))
    sigma.ok(*factories.composante_add())
    sigma.ok(*factories.session_add())
    return sigma


def _env_on(url: str, avant: Callable[[Lieu], dict[str, str]]) -> Callable[[Lieu], dict[str, str]]:
    return lambda lieu: avant(lieu) | {"SIGMA_BASE": url}


def base_of(sigma: Sigma) -> str:
    return sigma.lieu.env["SIGMA_BASE"].rpartition("/")[2]


def together(processus: Processus, *lignes: tuple[list[str], str]) -> list[int]:
    """Run commands at once, each in its process; return their exit codes."""
    with ThreadPoolExecutor(len(lignes)) as tous:
        finis = [tous.submit(processus, *argv, entree=entree) for argv, entree in lignes]
        return [fini.result().returncode for fini in finis]


def test_srv_02_the_job_is_done_and_the_partial_indexes_are_there(
    distante: Sigma, serveur: Serveur
) -> None:
    distante.ok(*stagiaire_enrol(), entree=nir())
    distante.ok(*place_allocate())
    assert [fait["etat"] for fait in distante.json("flux", "push")["flux"]] == ["DEPOSE"] * 3
    assert distante.json("base", "check")["nombre"] == 0
    assert distante.json("journal", "verify")["intact"] is True
    partiels = "SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '% WHERE %'"
    assert serveur.sql(base_of(distante), partiels) == 11


def test_srv_02_a_quota_holds_whoever_asks_at_once(distante: Sigma, processus: Processus) -> None:
    for rang in range(6):
        distante.ok(*stagiaire_enrol(nom=f"Personne{'abcdef'[rang]}"), entree=nir(rang + 1))
    codes = together(processus, *((place_allocate(f"P00000{n}"), "") for n in range(1, 7)))
    assert sorted(codes) == [0, 0, 0, 12, 12, 12]
    assert distante.json("place", "list")["utilisees"] == 3


def test_srv_02_one_number_is_one_person_and_numbers_follow_one_another(
    distante: Sigma, processus: Processus
) -> None:
    lignes = [
        (stagiaire_enrol(nom=f"Nom{'abcd'[rang % 4]}"), nir(rang % 2 + 1)) for rang in range(4)
    ]
    codes = together(processus, *lignes)
    assert codes.count(0) == 2
    assert {fiche["stagiaire"] for fiche in distante.json("stagiaire", "list")["resultats"]} == {
        "S000001",
        "S000002",
    }


def test_srv_02_a_refused_writing_leaves_no_hole(distante: Sigma, serveur: Serveur) -> None:
    distante.ok(*stagiaire_enrol(), entree=nir())
    base = base_of(distante)
    serveur.sql(base, "SELECT nextval('stagiaire_id_seq'), nextval('parcours_id_seq')")
    fiche = distante.json(*stagiaire_enrol(nom="Suivante"), entree=nir(2))
    assert (fiche["stagiaire"], fiche["parcours"]) == ("S000002", "P000002")


def test_srv_02_readers_write_nothing(distante: Sigma) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    from sigma_cli.errors import BrokenBase
    from sigma_cli.store import open_db

    adresse = Adresse.parse(distante.lieu.env["SIGMA_BASE"])
    with pytest.raises(BrokenBase, match="relire") as refus, open_db(adresse) as db:
        db.execute(text("DELETE FROM session_formation"))
    assert isinstance(refus.value.__cause__, DBAPIError)


def test_srv_02_two_machines_never_send_at_once(distante: Sigma) -> None:
    from sigma_cli.store.verrou import exclusive_on_server

    adresse = Adresse.parse(distante.lieu.env["SIGMA_BASE"])
    with exclusive_on_server(adresse) as seul:
        assert seul
        assert "déjà en cours" in distante.ok("flux", "push").stdout
        assert distante.json("flux", "push")["flux"] == []
    assert [fait["etat"] for fait in distante.json("flux", "push", "carif")["flux"]] == ["DEPOSE"]


def test_srv_02_a_lock_waited_for_too_long_is_told(distante: Sigma, lieu: Lieu) -> None:
    from sigma_cli.store import open_db

    lieu.config.write_text(f"{factories.configuration()}[base]\nattente_secondes = 1\n")
    with open_db(Adresse.parse(distante.lieu.env["SIGMA_BASE"]), ecriture=True):
        dit = distante.refused(21, *factories.session_add())
    assert "occupée par un autre poste" in dit


def test_srv_02_what_a_server_refuses_is_told_without_who(
    distante: Sigma, serveur: Serveur
) -> None:
    dit = distante.refused(21, "session", "list", SIGMA_BASE=serveur.url("absente"))
    assert f"absente du serveur 127.0.0.1, port {serveur.port}" in dit
    assert "n’existe pas" in dit
    base = base_of(distante)
    serveur.sql(base, "CREATE ROLE lecture LOGIN")
    lue = serveur.url(base, "lecture")
    for argv, env in ((("session", "list"), lue), (("session", "list"), serveur.url(base, "nul"))):
        dit = distante.refused(21, *argv, SIGMA_BASE=env)
        assert "lecture" not in dit
        assert "nul@" not in dit
    ferme = f"postgresql://sigma@127.0.0.1:1/{base}"
    assert "ne répond pas" in distante.refused(21, "session", "list", SIGMA_BASE=ferme)


def test_srv_02_a_server_stopped_in_the_middle_leaves_nothing_half_done(
    distante: Sigma, serveur: Serveur
) -> None:
    from sqlalchemy import text

    from sigma_cli.errors import BrokenBase
    from sigma_cli.store import open_db

    adresse = Adresse.parse(distante.lieu.env["SIGMA_BASE"])

    def write() -> None:
        with open_db(adresse, ecriture=True) as db:
            db.execute(text("UPDATE session_formation SET places = 99"))
            serveur.stop()
            serveur.start()
            db.execute(text("SELECT 1"))

    with pytest.raises(BrokenBase, match="recommencer"):
        write()
    assert distante.json("session", "list")["resultats"][0]["places"] == 10


# The address: no server is needed


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://moi:secret@serveur/base",
        "postgresql+psycopg://moi:secret@serveur/base",
        "postgresql://serveur/base?user=moi&password=secret",
    ],
)
def test_srv_02_a_password_in_the_address_is_refused_and_not_repeated(
    sigma: Sigma, url: str
) -> None:
    dit = sigma.refused(10, "session", "list", SIGMA_BASE=url)
    assert "pgpass" in dit
    assert "secret" not in dit


def test_srv_02_a_remote_server_has_to_show_who_it_is() -> None:
    distant = Adresse.parse("postgresql://moi@base.exemple.fr/forpro")
    assert "sslmode=verify-full" in distant.url
    assert str(distant) == "forpro du serveur base.exemple.fr, port 5432"
    assert "sslmode=require" in Adresse.parse("postgresql://base.exemple.fr/f?sslmode=require").url
    assert "ssl" not in Adresse.parse("postgresql://localhost/forpro").url
    with pytest.raises(InvalidInput):
        Adresse.parse("postgresql://moi:x@localhost/forpro")
