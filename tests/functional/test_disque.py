"""A disk that refuses to write: what is told, and that nothing half-written is left."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma

resource = pytest.importorskip("resource", reason="needs the limits of POSIX")

ASSEZ_POUR_LIRE = 34_000  # bytes: the index of the WAL is 32 KiB
Plein = Callable[..., str]


@pytest.fixture
def plein(sigma: Sigma) -> Plein:
    """The program where no file may grow beyond so many bytes, as on a disk almost full."""

    def run(octets: int, code: int, *argv: str) -> str:
        avant = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (octets, avant[1]))
        try:
            return sigma.refused(code, *argv)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, avant)

    return run


def tree(dossier: Path) -> set[str]:
    return {chemin.name for chemin in dossier.rglob("*") if chemin.is_file()}


def test_init_leaves_no_empty_base(plein: Plein, sigma: Sigma, lieu: Lieu) -> None:
    lieu.base.unlink()
    message = plein(1_000, 21, "init")
    assert str(lieu.base) in message
    assert tree(lieu.dossier) == {"config.toml", "sigma.cle"}
    assert sigma.json("init")["creees"]["base"] is True


def test_a_change_is_whole_or_not_at_all(plein: Plein, peuple: Sigma) -> None:
    avant = peuple.json("composante", "list"), peuple.json("journal", "verify")
    long = dict.fromkeys(("objectif", "contenu", "resultats", "rythme", "conditions"), "x" * 3000)
    message = plein(ASSEZ_POUR_LIRE, 21, *factories.composante_add("20F0011_09", **long))
    assert "ne répond pas : le disque" in message
    assert (peuple.json("composante", "list"), peuple.json("journal", "verify")) == avant
    assert peuple.json("base", "check")["nombre"] == 0


def test_an_export_is_whole_or_not_at_all(plein: Plein, peuple: Sigma, lieu: Lieu) -> None:
    avant = tree(lieu.dossier)
    for numero in range(2, 99):
        peuple.ok(*factories.session_add(numero=f"{numero:02d}"))
    message = plein(
        ASSEZ_POUR_LIRE, 30, "export", "composantes", "-o", str(lieu.dossier / "c.json")
    )
    assert "c.json non écrit" in message
    assert tree(lieu.dossier) - avant <= {"sigma.db-shm", "sigma.db-wal"}


def test_a_backup_is_whole_or_not_at_all(plein: Plein, peuple: Sigma, lieu: Lieu) -> None:
    plein(ASSEZ_POUR_LIRE, 21, "base", "backup", str(lieu.dossier / "s.db"))
    assert not [nom for nom in tree(lieu.dossier) if "s.db" in nom and "sigma" not in nom]
    assert peuple.json("base", "backup", str(lieu.dossier / "s.db"))


def test_a_demonstration_cut_short_is_made_again(plein: Plein, sigma: Sigma, lieu: Lieu) -> None:
    essai = lieu.dossier / "essai"
    plein(1_000, 21, "demo", str(essai))
    assert sigma.json("demo", str(essai))["stagiaires"] == 12


def _sessions(lieu: Lieu, code_postal: str) -> str:
    """Write a file of 200 sessions."""
    ligne = f"2020-11-02;2021-06-25;{code_postal};11262;NARBONNE CEDEX;Université;10"
    titres = "N Composante;Numéro session;Début;Fin;CP;Insee;Commune;Site;Places"
    lignes = [titres, *(f"20F0011_03;{rang:03d};{ligne}" for rang in range(2, 202))]
    fichier = lieu.dossier / "s.csv"
    fichier.write_text("\n".join(lignes), "utf-8")
    return str(fichier)


def test_an_import_is_whole_or_not_at_all(plein: Plein, peuple: Sigma, lieu: Lieu) -> None:
    fichier = _sessions(lieu, "11108")
    message = plein(ASSEZ_POUR_LIRE, 21, "import", "sessions", fichier)
    assert "ne répond pas : le disque" in message
    assert peuple.json("session", "list")["nombre"] == 1
    assert peuple.json("base", "check")["nombre"] == 0
    assert peuple.json("import", "sessions", fichier)["crees"] == 200


def test_no_room_for_the_sheet_of_corrections_only_costs_the_sheet(
    plein: Plein, lieu: Lieu
) -> None:
    fichier = _sessions(lieu, "1108")
    avant = tree(lieu.dossier)
    message = plein(ASSEZ_POUR_LIRE, 10, "import", "sessions", fichier)
    assert "feuille à corriger non écrite. " in message
    assert "s-erreurs.csv non écrit" in message
    assert "200 lignes refusées sur 200, rien n’a été enregistré" in message
    assert tree(lieu.dossier) - avant <= {"sigma.db-shm", "sigma.db-wal"}


def test_a_push_that_the_disk_refuses_freezes_nothing_and_the_next_sends_all(
    plein: Plein, peuple: Sigma, lieu: Lieu
) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    peuple.ok(*factories.place_allocate())
    message = plein(ASSEZ_POUR_LIRE, 21, "flux", "push", "defi")
    assert "ne répond pas : le disque" in message
    assert peuple.json("flux", "list")["nombre"] == 0
    assert not lieu.depot("defi")
    peuple.ok("flux", "push", "defi")
    assert [fichier.read_text().count("P000001") for fichier in lieu.depot("defi")] == [1]
    assert peuple.json("base", "check")["nombre"] == 0
