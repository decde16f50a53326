"""The shell of the command line as the system sees it: completion, streams, pipes, imports."""

import gc
import os
import runpy
import signal
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest
import typer
from typer import _completion_classes
from typer.testing import CliRunner

import sigma_cli
from sigma_cli import __main__ as entree
from sigma_cli.typer_fr import GroupeParesseux

RACINE = Path(sigma_cli.__file__).parent.parent
APPLI = """
import sys
from typing import Annotated
import typer
from sigma_cli.errors import NotFound
from sigma_cli.typer_fr import GroupeParesseux

class Racine(GroupeParesseux):
    table = {
        "session": ("essai_absent", "app", "Sessions : « à venir » [ou non]."),
        "stagiaire": ("essai_stagiaire", "app", "Stagiaires."),
    }

app = typer.Typer(cls=Racine, name="sigma")

@app.callback()
def root(base: Annotated[str, typer.Option(help="Base.")] = "") -> None:
    "Sigma."

@app.command()
def lignes(n: int) -> None:
    for rang in range(n):
        sys.stdout.write(f"ligne {rang} ’ œ 中\\n")

@app.command()
def perdu(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    raise NotFound("Aucune session ’ 中.")

@app.command()
def modules() -> None:
    print(*(nom for nom in ("rich", "click", "sqlmodel", "essai_stagiaire") if nom in sys.modules))

if __name__ == "__main__":
    app(prog_name="sigma")
"""
STAGIAIRE = """
import typer
app = typer.Typer()

@app.command("list")
def lister() -> None:
    "Lister."

@app.command()
def show(stagiaire: str) -> None:
    "Montrer."
"""

Lancer = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    (tmp_path / "appli.py").write_text(APPLI, "utf-8")
    (tmp_path / "essai_stagiaire.py").write_text(STAGIAIRE, "utf-8")
    return tmp_path


@pytest.fixture
def lancer(dossier: Path) -> Lancer:
    def run(
        *args: str, stdout: int = subprocess.PIPE, **env: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "appli.py", *args],
            cwd=dossier,
            env=os.environ | {"PYTHONPATH": str(RACINE), "HOME": str(dossier)} | env,
            stdout=stdout,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    return run


def complete(lancer: Lancer, shell: str, ligne: str) -> str:
    mots = ligne.split(" ")
    env = {"COMP_WORDS": ligne, "COMP_CWORD": str(len(mots) - 1), "_TYPER_COMPLETE_ARGS": ligne}
    env |= {"_TYPER_COMPLETE_WORD_TO_COMPLETE": mots[-1], "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    fini = lancer(_SIGMA_COMPLETE=f"complete_{shell}", **env)
    assert (fini.returncode, fini.stderr) == (0, "")
    return fini.stdout


@pytest.mark.parametrize(
    ("shell", "attendu"),
    [
        ("bash", "session\n"),
        ("zsh", """_arguments '*: :(("session":"Sessions \\\\: « à venir » [ou non]."))'\n"""),
        ("fish", "session\tSessions : « à venir » [ou non].\n"),
        ("powershell", "session:::Sessions : « à venir » [ou non].\n"),
    ],
)
def test_names_are_completed_without_importing_any_command(
    lancer: Lancer, shell: str, attendu: str
) -> None:
    # The module of `session` does not exist: importing it would fail.
    assert complete(lancer, shell, "sigma sess") == attendu


def test_options_and_subcommands_are_completed(lancer: Lancer) -> None:
    assert complete(lancer, "bash", "sigma --b") == "--base\n"
    assert complete(lancer, "bash", "sigma stagiaire s") == "show\n"
    assert complete(lancer, "bash", "sigma inconnu s").splitlines() == ["session", "stagiaire"]


def test_completion_that_fails_says_nothing(lancer: Lancer) -> None:
    fini = lancer(_SIGMA_COMPLETE="complete_bash", COMP_WORDS="sigma session ", COMP_CWORD="2")
    assert (fini.returncode, fini.stdout, fini.stderr) == (1, "", "")


def test_completion_is_installed_and_says_so_in_french(lancer: Lancer, dossier: Path) -> None:
    sans_detection = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    fini = lancer("--install-completion", "fish", **sans_detection)
    chemin = dossier / ".config/fish/completions/sigma.fish"
    assert fini.stdout == f"Complétion fish installée dans {chemin} : ouvrez un nouveau terminal.\n"
    assert "_SIGMA_COMPLETE" in chemin.read_text("utf-8")
    script = lancer("--show-completion", "zsh", **sans_detection).stdout
    assert script.startswith("#compdef sigma\n")


def test_start_imports_neither_rich_nor_any_command(lancer: Lancer) -> None:
    assert lancer("modules").stdout == "\n"


def test_help_page_imports_no_rich(lancer: Lancer) -> None:
    assert "rich" not in lancer("--help", PYTHONPROFILEIMPORTTIME="1").stderr


@pytest.mark.parametrize("encodage", ["ascii", "latin-1", "cp1252"])
def test_narrow_encodings_do_not_crash(lancer: Lancer, encodage: str) -> None:
    fini = lancer("lignes", "1", PYTHONIOENCODING=encodage)
    assert fini.returncode == 0
    assert fini.stdout.startswith("ligne 0 ")


def test_json_survives_a_narrow_encoding(lancer: Lancer) -> None:
    fini = lancer("perdu", "--json", PYTHONIOENCODING="ascii")
    assert fini.returncode == 11
    assert '"message": "Aucune session \\u2019 \\u4e2d."' in fini.stdout


@pytest.mark.parametrize("tampon", ["", "1"])
@pytest.mark.parametrize("nombre", ["1", "100000"])
def test_reader_that_leaves_is_quiet(lancer: Lancer, nombre: str, tampon: str) -> None:
    lecture, ecriture = os.pipe()
    os.close(lecture)
    try:
        fini = lancer("lignes", nombre, stdout=ecriture, PYTHONUNBUFFERED=tampon)
        aide = lancer("--help", stdout=ecriture, PYTHONUNBUFFERED=tampon)
    finally:
        os.close(ecriture)
    assert (fini.returncode, fini.stderr) == (141, "")
    assert (aide.returncode, aide.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    ("tampon", "message"),
    [("", "La sortie standard n’a pas pu être écrite"), ("1", "Le disque est plein")],
)
def test_full_disk_is_told(lancer: Lancer, tampon: str, message: str) -> None:
    with Path("/dev/full").open("w") as plein:
        fini = lancer("lignes", "1", stdout=plein.fileno(), PYTHONUNBUFFERED=tampon)
    assert fini.returncode == 30
    assert fini.stderr.startswith(f"erreur : {message}")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_closed_descriptors_do_not_crash(dossier: Path) -> None:
    commande = f"{sys.executable} appli.py lignes 2 >&- 2>&-"
    env = os.environ | {"PYTHONPATH": str(RACINE)}
    assert subprocess.run(["sh", "-c", commande], cwd=dossier, env=env, check=False).returncode == 0


# The same in this process


@pytest.fixture
def racine(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """Return a root whose command cannot be imported; what completion changes in Typer is undone."""
    nettoyage = vars(_completion_classes)["_sanitize_help_text"]
    monkeypatch.setitem(vars(_completion_classes), "_sanitize_help_text", nettoyage)
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")

    class Racine(GroupeParesseux):
        table: ClassVar = {"session": ("essai_absent", "app", "Sessions.")}

    appli = typer.Typer(cls=Racine, name="sigma")
    appli.callback()(lambda: None)
    return appli


@pytest.mark.parametrize(
    ("ligne", "code", "attendu"),
    [("sigma s", 0, "session\n"), ("sigma --h", 0, "--help\n"), ("sigma session ", 1, "")],
)
def test_completion_in_process(racine: typer.Typer, ligne: str, code: int, attendu: str) -> None:
    env = {"_SIGMA_COMPLETE": "complete_bash", "COMP_WORDS": ligne}
    env["COMP_CWORD"] = str(len(ligne.split(" ")) - 1)
    fini = CliRunner().invoke(racine, [], env=env)
    assert (fini.exit_code, fini.output) == (code, attendu)


def test_installation_in_process(racine: typer.Typer, tmp_path: Path) -> None:
    fini = CliRunner().invoke(racine, ["--install-completion", "fish"], env={"HOME": str(tmp_path)})
    assert fini.exit_code == 0
    assert fini.stdout.startswith("Complétion fish installée dans ")


# The entry point


@pytest.fixture
def collector() -> Iterator[None]:
    interruption = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, interruption)
    gc.unfreeze()
    gc.enable()


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version_is_answered_before_any_import(option: str) -> None:
    fini = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "sigma_cli", option],
        env=os.environ | {"PYTHONPATH": str(RACINE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert fini.stdout == f"sigma {sigma_cli.__version__}\n"
    assert "typer" not in fini.stderr


def test_version_in_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["sigma", "-V"])
    runpy.run_path(entree.__file__, run_name="__main__")
    assert capsys.readouterr().out == f"sigma {sigma_cli.__version__}\n"


@pytest.mark.usefixtures("collector")
def test_entry_point_runs_the_application(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["sigma", "--help"])
    with pytest.raises(SystemExit) as fin:
        entree.main()
    assert fin.value.code == 0
    assert capsys.readouterr().out.startswith("Utilisation : sigma ")
    assert gc.get_freeze_count() > 0


class _Coupe(types.ModuleType):
    """A module during whose loading the user hits Ctrl-C."""

    def __getattr__(self, nom: str) -> object:
        raise KeyboardInterrupt


@pytest.mark.usefixtures("collector")
def test_interruption_while_loading_exits_130(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["sigma", "base", "check"])
    monkeypatch.setitem(sys.modules, "sigma_cli.main", _Coupe("sigma_cli.main"))
    with pytest.raises(SystemExit) as fin:
        entree.main()
    assert fin.value.code == 130
