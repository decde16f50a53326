"""Settings of one run: paths, clock, agent, config file."""

import getpass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sigma_cli import __version__
from sigma_cli.config import Config
from sigma_cli.errors import InvalidInput, PendingMigrations
from tests.conftest import Sigma


def config(dossier: Path, texte: str) -> Config:
    fichier = dossier / "config.toml"
    fichier.write_text(texte, encoding="utf-8")
    return Config(fichier_donne=fichier)


@pytest.fixture
def maison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the home folder of a user who set nothing."""
    for nom in ("SIGMA_CLE_FICHIER", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(nom, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_usual_places_are_those_of_the_user(maison: Path) -> None:
    usuelle = Config()
    assert Path(usuelle.base).name == "sigma.db"
    assert Path(usuelle.base).is_relative_to(maison)
    assert usuelle.fichier.name == "config.toml"
    assert usuelle.fichier.is_relative_to(maison)
    assert usuelle.fichier_cle == usuelle.fichier.with_name("sigma.cle")
    assert usuelle.contenu == {}
    assert usuelle.destination("carif") == usuelle.dossier_donnees / "depot" / "carif"


def test_a_home_folder_is_expanded_everywhere(
    maison: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (maison / "c.toml").write_text('[flux.carif]\ndestination = "~/envoi"\n')
    donnee = Config(base_donnee="~/b.db", fichier_donne=Path("~/c.toml"))
    assert donnee.base == "~/b.db"  # expanded where it is opened: it may be a URL
    assert donnee.fichier == maison / "c.toml"
    assert donnee.fichier_cle == maison / "sigma.cle"
    assert donnee.destination("carif") == maison / "envoi"
    monkeypatch.setenv("SIGMA_CLE_FICHIER", "~/secrets/cle")
    assert Config().fichier_cle == maison / "secrets" / "cle"


def test_a_bare_file_name_is_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SIGMA_CLE_FICHIER", raising=False)
    monkeypatch.chdir(tmp_path)
    config(tmp_path, '[flux.carif]\ndestination = "depot"\n')
    nue = Config(fichier_donne=Path("config.toml"))
    assert nue.destination("carif") == tmp_path / "depot", "the same, wherever one starts from"
    assert nue.fichier_cle.absolute() == tmp_path / "sigma.cle"


@pytest.mark.parametrize(
    ("destination", "attendue"), [("envoi", "envoi"), ("../partage/carif", "../partage/carif")]
)
def test_a_relative_destination_starts_from_the_config(
    tmp_path: Path, destination: str, attendue: str
) -> None:
    lue = config(tmp_path, f'[flux.carif]\ndestination = "{destination}"\n')
    assert lue.destination("carif") == tmp_path / attendue


def test_an_absolute_destination_is_kept_and_the_others_are_usual(
    tmp_path: Path, maison: Path
) -> None:
    lue = config(tmp_path, f'[flux.carif]\ndestination = "{tmp_path / "la"}"\n')
    assert lue.destination("carif") == tmp_path / "la"
    assert Path(lue.destination("defi")).is_relative_to(maison)
    assert config(tmp_path, "[flux.carif]\n").flux("carif") == {}


@pytest.mark.parametrize("valeur", ["3", '""', '"ftp://hote/depot"', "true", '["a"]'])
def test_a_destination_that_is_no_folder_is_refused(tmp_path: Path, valeur: str) -> None:
    lue = config(tmp_path, f"[flux.carif]\ndestination = {valeur}\n")
    with pytest.raises(InvalidInput, match=r"\[flux.carif\] destination : donner le chemin"):
        lue.destination("carif")


@pytest.mark.parametrize("texte", ["flux = 3", '[flux]\ncarif = "/srv/depot"', "[[flux]]\na = 1"])
def test_a_flux_that_is_no_section_is_refused_and_not_ignored(tmp_path: Path, texte: str) -> None:
    with pytest.raises(InvalidInput, match=r"\[flux.carif\] doit être une section"):
        config(tmp_path, texte).destination("carif")


def test_a_config_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(PendingMigrations, match=r"sigma init.*--config \(SIGMA_CONFIG\)"):
        _ = Config(fichier_donne=tmp_path / "absente.toml").contenu


@pytest.mark.parametrize(
    ("texte", "ou"),
    [
        ("[delais\n", "ligne 1, colonne 8"),
        ("a = 1\nb = oui\n", "ligne 2, colonne 5"),
        ("a = ", "ligne 1, colonne 5|à la fin du fichier"),
    ],
)
def test_a_malformed_config_is_refused_with_its_line(tmp_path: Path, texte: str, ou: str) -> None:
    with pytest.raises(InvalidInput, match=f"config.toml n’est pas du TOML correct, ({ou})"):
        _ = config(tmp_path, texte).contenu


def test_a_config_written_by_notepad_is_read(tmp_path: Path) -> None:
    fichier = tmp_path / "c.toml"
    fichier.write_bytes(b"\xef\xbb\xbf[delais]\r\ndiffusion_heures = 72\r\n")
    assert Config(fichier_donne=fichier).reglages.diffusion_heures == 72


def test_a_config_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    fichier = tmp_path / "latin.toml"
    fichier.write_bytes("# réglages".encode("latin-1"))
    for illisible in (fichier, tmp_path):
        with pytest.raises(InvalidInput, match="ne se lit pas : vérifier le chemin"):
            _ = Config(fichier_donne=illisible).contenu


def test_the_clock_is_the_one_given_else_that_of_the_machine() -> None:
    instant = datetime(2020, 10, 6, 7, tzinfo=UTC)
    assert Config(maintenant_donne=instant).acte.le == instant
    assert datetime.now(UTC) - Config().acte.le < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("variable", "agent"),
    [("martine", "martine"), ("  a\x07\nb ", "a b"), ("x" * 300, "x" * 100), ("\x07", "inconnu")],
)
def test_the_agent_is_the_one_given_cleaned(
    monkeypatch: pytest.MonkeyPatch, variable: str, agent: str
) -> None:
    monkeypatch.setenv("SIGMA_AGENT", variable)
    assert Config().acte.agent == agent


@pytest.mark.parametrize("erreur", [OSError, KeyError])
def test_a_user_without_a_name_is_unknown(
    monkeypatch: pytest.MonkeyPatch, erreur: type[Exception]
) -> None:
    def nameless() -> str:
        raise erreur

    monkeypatch.delenv("SIGMA_AGENT", raising=False)
    assert Config().acte.agent == getpass.getuser()
    monkeypatch.setattr(getpass, "getuser", nameless)  # as in a container without passwd
    assert Config().acte.agent == "inconnu"


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_told_before_anything_is_read(sigma: Sigma, option: str) -> None:
    assert sigma.ok(option, SIGMA_CONFIG="absente").stdout == f"sigma {__version__}\n"
