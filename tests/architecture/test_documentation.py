"""README and the guide say what the program does: names, options, codes, and a tour that runs."""

import os
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from typer._click.core import Command, Context
from typer._click.exceptions import NoSuchOption, UsageError
from typer.core import TyperGroup
from typer.main import get_command

from sigma_cli import errors
from sigma_cli.domain.recrutement.candidatures import TRANSITIONS
from sigma_cli.main import app
from tests.conftest import alone

RACINE = Path(__file__).parents[2]
README = (RACINE / "README.md").read_text("utf-8")
GUIDE = (RACINE / "docs" / "guide.md").read_text("utf-8")
REFERENCE = (RACINE / "docs" / "reference.md").read_text("utf-8")
PAGES = {"README.md": README, "docs/guide.md": GUIDE}
TOUTES = sorted(
    str(page.relative_to(RACINE)) for page in (*RACINE.glob("*.md"), *RACINE.glob("docs/**/*.md"))
)
TOUR = "Sixty seconds"
DOSSIER = "/home/moi/essai/"  # where the reader of the tour is said to be


@dataclass(frozen=True, slots=True, kw_only=True)
class Etape:
    """One command of a transcript, continuations joined, and the lines shown under it."""

    ligne: str
    sortie: str


def section(titre: str, page: str = README) -> str:
    """Return the text of a page under a heading of level 2."""
    return page.split(f"\n## {titre}\n", 1)[1].split("\n## ", 1)[0]


def blocks(texte: str, langue: str) -> list[str]:
    return re.findall(rf"^```{langue}\n(.*?)^```$", texte, re.DOTALL | re.MULTILINE)


def steps(texte: str) -> list[Etape]:
    """Return the commands of every `console` block, in order."""
    etapes = []
    for bloc in blocks(texte, "console"):
        for morceau in re.split(r"^\$ ", bloc.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
            ligne, _, sortie = morceau.partition("\n")
            etapes.append(Etape(ligne=ligne, sortie=sortie))
    return etapes


def sigma_words(ligne: str) -> list[str] | None:
    """Return the words after `sigma` of the last command of a pipe, without its redirections."""
    mots = shlex.split(ligne.rpartition(" | ")[2])
    mots = [mot for mot in mots if not re.match(r"\d?>", mot)]
    return mots[1:] if mots and Path(mots[0]).name == "sigma" else None


def parse(mots: list[str]) -> str:
    """Read a command line as the program does, without running it; return the command’s name."""
    commande = get_command(app)
    ctx = commande.make_context("sigma", list(mots))
    while isinstance(commande, TyperGroup):
        nom, suivante, reste = commande.resolve_command(ctx, [*ctx._protected_args, *ctx.args])
        commande = cast("Command", suivante)
        ctx = commande.make_context(nom, reste, parent=ctx)
    return ctx.command_path


def walk(commande: Command, nom: str, parent: Context | None = None) -> Iterator[str]:
    ctx = Context(commande, info_name=nom, parent=parent)
    yield f"{parent.command_path} {nom}" if parent else nom
    if isinstance(commande, TyperGroup):
        for enfant in commande.list_commands(ctx):
            yield from walk(cast("Command", commande.get_command(ctx, enfant)), enfant, ctx)


def environment(**ajouts: str) -> dict[str, str]:
    """Return the environment without any setting of sigma, and with the program reachable."""
    hors = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("SIGMA_")}
    utf8 = {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(RACINE)}
    return hors | utf8 | ajouts


def run(
    mots: list[str], environ: dict[str, str], *, cwd: Path, entree: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the program, its two outputs together in the order a terminal shows them."""
    return subprocess.run(
        [sys.executable, "-m", "sigma_cli", *mots],
        cwd=cwd,
        env=environ | alone(cwd),
        input=entree,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def reference() -> Callable[[], str]:
    return cast(
        "Callable[[], str]", runpy.run_path(str(RACINE / "docs" / "reference.py"))["reference"]
    )


def test_every_command_is_in_the_reference() -> None:
    titres = set(re.findall(r"^### `(sigma.*)`$", section("Commandes", REFERENCE), re.MULTILINE))
    assert set(walk(get_command(app), "sigma")) == titres


def test_the_reference_is_the_one_of_the_program(reference: Callable[[], str]) -> None:
    assert reference() in REFERENCE, "run `make fix`"


def test_the_reference_depends_on_nothing_around(
    reference: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    attendue = reference()
    for nom in ("SIGMA_BASE", "SIGMA_CONFIG", "SIGMA_MAINTENANT", "HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(nom, "/ailleurs")
    monkeypatch.setenv("COLUMNS", "60")
    assert reference() == attendue
    assert "/ailleurs" not in attendue
    assert "&#" not in attendue


@pytest.mark.parametrize("mots", [["session", "add"], ["flux"]])
def test_the_reference_shows_the_very_help_pages(
    reference: Callable[[], str], mots: list[str], tmp_path: Path
) -> None:
    aide = run([*mots, "--help"], environment(COLUMNS="100"), cwd=tmp_path)
    assert f"### `sigma {' '.join(mots)}`\n\n```text\n{aide.stdout}```\n" in reference()


def test_every_exit_code_is_in_the_table() -> None:
    codes = {
        int(code)
        for code in re.findall(r"^\| (\d+) \|", section("Codes de sortie", REFERENCE), re.MULTILINE)
    }
    classes = [
        classe
        for classe in vars(errors).values()
        if isinstance(classe, type) and issubclass(classe, errors.SigmaError)
    ]
    assert {classe.exit_code for classe in classes} | {0, 130} <= codes


def test_every_variable_is_explained() -> None:
    sources = (RACINE / "sigma_cli").rglob("*.py")
    lues = {nom for source in sources for nom in _VARIABLE.findall(source.read_text("utf-8"))}
    assert lues
    assert lues <= set(_VARIABLE.findall(REFERENCE))


_VARIABLE = re.compile(r"\bSIGMA_[A-Z]+(?:_[A-Z]+)*\b(?!_)")


def test_every_rule_of_the_guide_is_one_of_the_program() -> None:
    sources = (RACINE / "sigma_cli").rglob("*.py")
    connues = {regle for source in sources for regle in _REGLE.findall(source.read_text("utf-8"))}
    citees = set(_REGLE.findall(GUIDE))
    assert citees
    assert citees <= connues


_REGLE = re.compile(r"\b(?:[A-Z]{2,3}|Q\d+)-\d{2}\b")


def test_the_life_of_a_candidature_in_the_guide_is_the_table_of_the_program() -> None:
    table = runpy.run_path(str(RACINE / "docs" / "automate.py"))["table"]()
    assert table in GUIDE, "run `make fix`"
    assert table.count("\n") == 2 + len(TRANSITIONS)


def test_the_crontab_lines_parse() -> None:
    lignes = "".join(blocks(README, "crontab")).splitlines()
    taches = [ligne for ligne in lignes if not re.match(r"[A-Z_]+=\S", ligne)]
    commandes = [crontab_command(tache) for tache in taches]
    assert "sigma flux push" in commandes


def crontab_command(tache: str) -> str:
    """Return the sigma command of a line of crontab, its five fields checked."""
    *champs, commande = tache.split(maxsplit=5)
    assert len(champs) == 5
    bornes = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
    for champ, (minimum, maximum) in zip(champs, bornes, strict=True):
        assert re.fullmatch(r"\*|\d+(-\d+)?", champ)
        assert all(minimum <= int(nombre) <= maximum for nombre in re.findall(r"\d+", champ))
    assert "%" not in commande, "cron would read it as a line feed"
    mots = sigma_words(commande)
    assert mots is not None
    return parse(mots)


@pytest.mark.parametrize("page", PAGES)
def test_every_line_of_the_code_blocks_is_a_command(page: str) -> None:
    lignes = [mots for etape in steps(PAGES[page]) if (mots := sigma_words(etape.ligne))]
    assert len(lignes) >= 8
    for mots in lignes:
        assert parse(mots).startswith("sigma ")


def test_a_line_that_the_program_would_refuse_is_seen() -> None:
    with pytest.raises(NoSuchOption):
        parse(["session", "show", "20F0011_03/01", "--inconnue"])
    with pytest.raises(UsageError, match="Commande inconnue"):
        parse(["session", "delete", "20F0011_03/01"])


def test_the_tour_runs_from_top_to_bottom(tmp_path: Path) -> None:
    texte = section(TOUR)
    (configuration,) = blocks(texte, "toml")
    (tmp_path / "config.toml").write_text(configuration, "utf-8")
    environ = environment()
    joue = []
    for etape in steps(texte):
        sortie = ""
        if etape.ligne.startswith("export "):
            environ |= dict(mot.split("=", 1) for mot in shlex.split(etape.ligne)[1:])
        else:
            fait = run_step(etape, environ, tmp_path)
            assert fait.returncode == 0, fait.stdout
            sortie = fait.stdout.replace(f"{tmp_path}{os.sep}", DOSSIER)
        joue.append(Etape(ligne=etape.ligne, sortie=sortie))
    assert joue == steps(texte)
    assert {"SIGMA_BASE", "SIGMA_CONFIG", "SIGMA_CLE_FICHIER", "SIGMA_MAINTENANT"} <= environ.keys()
    deposes = {fichier.parent.name for fichier in (tmp_path / "depot").rglob("*.sha256")}
    assert deposes == {"carif", "defi", "agora"}
    assert (tmp_path / "composantes.xlsx").exists()


def run_step(etape: Etape, environ: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run one line of the tour: `sigma …`, or `echo TEXTE | sigma …`."""
    mots = sigma_words(etape.ligne)
    assert mots is not None, etape.ligne
    gauche = etape.ligne.rpartition(" | ")[0]
    entree = f"{gauche.removeprefix('echo ')}\n" if gauche else ""
    return run(mots, environ, cwd=cwd, entree=entree)


@pytest.mark.parametrize("page", TOUTES)
def test_the_links_lead_somewhere(page: str) -> None:
    dossier = (RACINE / page).parent
    texte = (RACINE / page).read_text("utf-8")
    liens = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", texte)
    cibles = [(dossier / lien).resolve() for lien in liens]
    assert [cible for cible in cibles if not cible.exists()] == []
    assert all(cible.is_relative_to(RACINE) for cible in cibles)


@pytest.mark.parametrize("page", TOUTES)
def test_the_code_that_the_pages_name_is_there(page: str) -> None:
    texte = (RACINE / page).read_text("utf-8")
    nommes = re.findall(r"`((?:commands|services|domain|exports|flux|store)(?:/\w+)+)", texte)
    manquent = [nom for nom in nommes if not _is_code(RACINE / "sigma_cli" / nom)]
    assert manquent == []


def _is_code(chemin: Path) -> bool:
    return chemin.is_dir() or chemin.with_suffix(".py").is_file()


def test_readme_stays_short() -> None:
    assert README.count("\n") <= 150


@pytest.mark.parametrize("page", [*TOUTES, "docs/reference.py"])
def test_no_page_names_a_path_of_a_machine(page: str) -> None:
    texte = (RACINE / page).read_text("utf-8")
    assert not re.search(rf"{re.escape(str(RACINE))}|/work\b|/root\b|/tmp\b|shared/", texte)
