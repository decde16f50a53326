"""RF-10: files of persons go where someone chose, and everyone is told where."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.chemin import local_path
from tests import factories
from tests.conftest import Lieu, Modeles, Sigma
from tests.functional.envoyes import enrol_paid

TROMPEUSES = [
    "moi@depot.exemple.fr:/entree",
    "moi@depot.exemple.fr:entree",
    "moi@depot.exemple.fr/entree",
    "depot:/entree",
    "depot.exemple.fr:22/entree",
    "depot.region.fr/entree",
    "192.0.2.7/entree",
    "sftp.exemple/entree",
    "[2001:db8::1]:/entree",
    "sftp:/moi@depot/entree",
    "sftp:moi@depot",
    "sftp//moi@depot/entree",
    "ssh://moi@depot/entree",
    "ftp://moi@depot/entree",
    "file:///entree",
    r"\\serveur\partage",
    "//serveur/partage",
    r"C:\Depot",
    "C:/Depot",
    "d:",
    r"depot\defi",
    "$HOME/depot",
    "${HOME}/depot",
    "$env:USERPROFILE/depot",
    "%USERPROFILE%/depot",
    "~personne-de-ce-nom/depot",
    " depot",
    "depot\x00",
    "depot\n",
]


@pytest.fixture
def payes(peuple: Sigma, modeles: Modeles) -> Sigma:
    """A paid person waits for their file."""
    return modeles.fill(peuple, lambda peuple: enrol_paid(peuple, 1))


def toml(texte: str) -> str:
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in texte.replace("\\", r"\\"))


def tree(dossier: Path) -> set[str]:
    return {str(f.relative_to(dossier)) for f in dossier.rglob("*") if "verrou" not in f.name}


@pytest.mark.skipif(sys.platform == "win32", reason="drives and shares have a path there")
@pytest.mark.parametrize("destination", TROMPEUSES)
def test_rf_10_what_looks_like_a_server_is_refused_before_anything_is_written(
    payes: Sigma, lieu: Lieu, destination: str
) -> None:
    lieu.config.write_text(factories.configuration(defi=toml(destination)))
    avant = tree(lieu.dossier)
    assert "[flux.defi] destination : " in payes.refused(10, "flux", "push", "defi")
    assert tree(lieu.dossier) == avant
    (etat,) = payes.json("flux", "status", "defi")["resultats"]
    assert (etat["en_attente"], etat["a_finir"], etat["dernier"]) == (1, 0, None)
    assert etat["destination"].startswith("[flux.defi] destination")
    lieu.config.write_text(factories.configuration())
    assert payes.json("flux", "push", "defi")["flux"][0]["lignes"] == 1


@pytest.mark.skipif(sys.platform == "win32", reason="drives and shares have a path there")
def test_rf_10_an_order_to_send_again_is_not_taken_for_a_place_that_is_none(
    payes: Sigma, lieu: Lieu
) -> None:
    payes.ok("flux", "push", "defi")
    lieu.config.write_text(factories.configuration(defi="moi@depot:/entree"))
    renvoi = ("flux", "push", "defi", "--renvoyer", "P000001", "--motif", "Perdu")
    assert "[flux.defi]" in payes.refused(10, *renvoi)


@pytest.mark.parametrize(
    "chemin", ["depot/defi", "../depot", "/srv/moi@depot:/x", "./moi@depot", "a.b/c", "été 2020/x"]
)
def test_rf_10_a_folder_is_one(chemin: str) -> None:
    assert local_path(chemin, "champ", windows=False) == Path(chemin)


@pytest.mark.parametrize("chemin", [r"C:\Depot", "C:/Depot", r"\\serveur\partage", r"depot\defi"])
def test_rf_10_drives_and_shares_are_paths_where_the_system_has_them(chemin: str) -> None:
    assert local_path(chemin, "champ", windows=True) == Path(chemin)
    with pytest.raises(InvalidInput):
        local_path(chemin, "champ", windows=False)


def test_rf_10_a_server_is_none_on_windows_either() -> None:
    with pytest.raises(InvalidInput, match="serveur"):
        local_path("moi@depot:/x", "champ", windows=True)


def test_rf_10_without_a_destination_each_push_says_where(payes: Sigma, lieu: Lieu) -> None:
    lieu.config.write_text("")
    for argv in (("push",), ("push", "--cron"), ("retry", "--cron"), ("status",)):
        dit = payes.ok("flux", *argv).stderr
        assert "attention : carif, defi, agora : pas de destination" in dit
        assert "(RF-10)" in dit
    document = payes.json("flux", "push")
    assert [a["regle"] for a in document["avertissements"]] == ["RF-10"]
    lieu.config.write_text(factories.configuration())
    assert payes.json("flux", "push")["avertissements"] == []
    assert payes.ok("flux", "push", "--cron").stderr == ""


def test_rf_10_push_status_and_list_say_where(payes: Sigma, lieu: Lieu) -> None:
    lieu_defi = str(lieu.dossier / "depot" / "defi")
    document = payes.json("flux", "push", "defi")
    assert document["flux"][0]["destination"] == lieu_defi
    assert f"defi : vers {lieu_defi}\n" in payes.ok("flux", "status", "defi").stdout
    assert lieu_defi in payes.ok("flux", "list").stdout
    enrol_paid(payes, 2)
    assert f" ; vers {lieu_defi}." in payes.ok("flux", "push", "defi").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal there")
@pytest.mark.parametrize(
    ("reponse", "option", "code"),
    [("n", [], 2), ("o", [], 0), (None, ["--yes"], 0), (None, ["--cron"], 0)],
)
def test_rf_10_on_a_terminal_persons_do_not_leave_to_a_folder_nobody_chose_unasked(
    payes: Sigma, lieu: Lieu, reponse: str | None, option: list[str], code: int
) -> None:
    lieu.config.write_text("")
    maitre, esclave = pty.openpty()
    if reponse:
        os.write(maitre, f"{reponse}\n".encode())
    fait = subprocess.run(
        [sys.executable, "-m", "sigma_cli", "flux", "push", "defi", *option],
        stdin=esclave,
        capture_output=True,
        env=os.environ | lieu.env,
        check=False,
        text=True,
        timeout=60,
    )
    os.close(maitre)
    os.close(esclave)
    assert fait.returncode == code, fait.stderr
    assert ("aucune destination choisie" in fait.stderr) is (reponse is not None)
    (etat,) = payes.json("flux", "status", "defi")["resultats"]
    assert (etat["dernier"] is None) is (reponse == "n")
