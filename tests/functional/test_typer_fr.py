"""The shell of the command line: lazy groups, French pages and errors, exit codes, completion."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, ClassVar

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner, Result

from sigma_cli.domain.discretion import MASQUE
from sigma_cli.typer_fr import GroupeParesseux

NIR = "185057800608491"
AIDE = " Aide : sigma session add --help"
MODULES = {
    "essai_session": """
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated
import typer
from sigma_cli.errors import NotFound, RuleViolation

app = typer.Typer(no_args_is_help=True)
ic = typer.Typer(help="Informations collectives.")
app.add_typer(ic, name="ic")
vide = typer.Typer()
app.add_typer(vide, name="vide", hidden=True)

class Format(StrEnum):
    xlsx = "xlsx"
    csv = "csv"

def pair(texte: str) -> int:
    if texte == "zéro":
        raise typer.BadParameter("Zéro ne compte pas.")
    if int(texte) % 2:
        raise ValueError(texte)
    return int(texte)

@app.callback()
def groupe() -> None:
    "Sessions de formation."

@app.command(epilog="Voir aussi : sigma session list.")
def add(
    composante: Annotated[str, typer.Argument(help="Référence.")],
    places: Annotated[int, typer.Option(min=0, help="Nombre de places.")],
    site: Annotated[str, typer.Option(envvar="SIGMA_SITE", help="Site.")] = "Foix",
    prix: Annotated[float, typer.Option(hidden=True)] = 0,
    cle_nir: Annotated[int | None, typer.Option()] = None,
    sortie: Annotated[Format, typer.Option("--format", "-f")] = Format.csv,
    pairs: Annotated[int | None, typer.Option(parser=pair)] = None,
    dossier: Annotated[Path | None, typer.Option(exists=True, file_okay=False)] = None,
    bornes: Annotated[tuple[int, int] | None, typer.Option(envvar="SIGMA_BORNES")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    "Ajouter une session."
    print(composante, places, site)

@app.command()
def fail(
    genre: Annotated[str, typer.Argument()],
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    raise {
        "regle": RuleViolation("Les dates se croisent.", regle="SES-03"),
        "absent": NotFound("Aucune session."),
        "bug": KeyError("Dupont"),
        "interrompu": KeyboardInterrupt(),
        "abandon": typer.Abort(),
        "fin": EOFError(),
        "code": typer.Exit(5),
        "tube": BrokenPipeError("autre tube"),
        "valeur": typer.BadParameter("Ce choix n’existe pas."),
        "numero": typer.BadParameter("185057800608491"),
        "typer": typer.TyperException("Ce fichier ne s’ouvre pas."),
    }[genre]

@app.command(hidden=True)
def convertie() -> None:
    try:
        signal.raise_signal(signal.SIGINT)
    except BaseException:
        raise TypeError("Dupont")

@app.command(hidden=True)
def cachee(de: Annotated[Format, typer.Option()]) -> None:
    print(de)

@ic.command("add")
def ic_add(dates: list[str]) -> None:
    "Ajouter des dates."

@ic.command("remove")
def ic_remove(paire: Annotated[tuple[str, str], typer.Argument()]) -> None:
    "Retirer une date."
""",
    "essai_demo": """
import typer
app = typer.Typer()
@app.command()
def tout_autre_nom(dossier: str = typer.Argument("sigma-demo", help="Dossier.")) -> None:
    "Une base d’essai."
    print("démo", dossier)
""",
    "essai_casse": "raise ImportError('rien')",
}


class Racine(GroupeParesseux):
    table: ClassVar = {
        "demo": ("essai_demo", "app", "Créer une base d’essai."),
        "session": ("essai_session", "app", "Sessions de formation."),
        "stagiaire": ("essai_casse", "app", "Stagiaires."),
    }


app = typer.Typer(cls=Racine, name="sigma", no_args_is_help=True, epilog="Guide : README.")


@app.callback()
def root(
    base: Annotated[str | None, typer.Option(envvar="SIGMA_BASE", help="Base.")] = None,
) -> None:
    """Sessions, stagiaires et flux."""


@app.command()
def direct() -> None:
    """Une commande de la racine."""


Sigma = Callable[..., Result]


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for nom, code in MODULES.items():
        (tmp_path / f"{nom}.py").write_text(code, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    yield tmp_path
    for nom in MODULES:
        sys.modules.pop(nom, None)


@pytest.fixture
def sigma(modules: Path) -> Sigma:  # noqa: ARG001 - the modules of the table must be importable
    runner = CliRunner()
    return lambda *args, **options: runner.invoke(app, list(args), **options)


def imported() -> set[str]:
    return {nom for nom in MODULES if nom in sys.modules}


# Lazy groups


def test_root_help_lists_commands_without_importing_them(sigma: Sigma) -> None:
    page = sigma("--help")
    assert page.exit_code == 0
    assert page.stdout == (
        "Utilisation : sigma [OPTIONS] COMMANDE [ARGS]...\n\n"
        "  Sessions, stagiaires et flux.\n\n"
        "Options :\n"
        "  --base TEXTE          Base.  [variable : SIGMA_BASE]\n"
        "  --install-completion  Installer la complétion pour le shell courant.\n"
        "  --show-completion     Afficher le script de complétion du shell courant, pour\n"
        "                        le copier ou l’adapter.\n"
        "  --help                Afficher cette aide.\n\n"
        "Commandes :\n"
        "  demo       Créer une base d’essai.\n"
        "  session    Sessions de formation.\n"
        "  stagiaire  Stagiaires.\n"
        "  direct     Une commande de la racine.\n\n"
        "  Guide : README.\n"
    )
    assert imported() == set()


def test_only_the_used_command_is_imported(sigma: Sigma) -> None:
    assert sigma("demo", "ici").stdout == "démo ici\n"
    assert imported() == {"essai_demo"}


def test_single_command_application_becomes_the_command(sigma: Sigma) -> None:
    assert sigma("demo", "--help").stdout.startswith(
        "Utilisation : sigma demo [OPTIONS] [DOSSIER]\n"
    )


def test_help_page_of_a_command(sigma: Sigma) -> None:
    assert sigma("session", "add", "--help").stdout == (
        "Utilisation : sigma session add [OPTIONS] COMPOSANTE\n\n"
        "  Ajouter une session.\n\n"
        "Arguments :\n"
        "  COMPOSANTE  Référence.  [obligatoire]\n\n"
        "Options :\n"
        "  --places N               Nombre de places.  [0 ou plus; obligatoire]\n"
        "  --site TEXTE             Site.  [variable : SIGMA_SITE; défaut : Foix]\n"
        "  --cle-nir N\n"
        "  -f, --format <xlsx|csv>  [défaut : csv]\n"
        "  --pairs <pair>\n"
        "  --dossier DOSSIER\n"
        "  --bornes <int int>...    [variable : SIGMA_BORNES]\n"
        "  --json\n"
        "  --help                   Afficher cette aide.\n\n"
        "  Voir aussi : sigma session list.\n"
    )


def test_help_page_of_a_subgroup_and_of_repeated_arguments(sigma: Sigma) -> None:
    groupe = sigma("session", "ic", "--help").stdout
    assert "Informations collectives." in groupe
    assert "Commandes :\n  add     Ajouter des dates.\n" in groupe
    assert (
        "sigma session ic add [OPTIONS] DATES..." in sigma("session", "ic", "add", "--help").stdout
    )


def test_hidden_commands_stay_hidden(sigma: Sigma) -> None:
    assert "cachee" not in sigma("session", "--help").stdout
    assert "Commandes" not in sigma("session", "vide", "--help").stdout


def test_group_alone_shows_its_help_and_exits_2(sigma: Sigma) -> None:
    page = sigma("session")
    assert (page.exit_code, page.stdout) == (2, "")
    assert page.stderr.startswith("Utilisation : sigma session ")


@pytest.mark.usefixtures("modules")
def test_documentation_generators_see_every_command() -> None:
    racine = get_command(app)
    assert isinstance(racine, GroupeParesseux)
    ctx = racine.make_context("sigma", ["demo"])
    vus = [racine.get_command(ctx, nom) for nom in racine.list_commands(ctx) if nom != "stagiaire"]
    assert [commande.name for commande in vus if commande] == ["demo", "session", "direct"]
    assert racine.list_commands(ctx) == ["demo", "session", "stagiaire", "direct"]


def test_errors_pass_through_when_not_standalone() -> None:
    with pytest.raises(typer.TyperException, match="Commande inconnue : rien"):
        get_command(app)(["rien"], standalone_mode=False)


# Usage errors


@pytest.mark.parametrize(
    ("ligne", "message", "aide"),
    [
        ("sesion", "Commande inconnue : sesion. Vouliez-vous dire session ?", "sigma"),
        ("zzz", "Commande inconnue : zzz.", "sigma"),
        (f"session {NIR}", "Commande inconnue : •••.", "sigma session"),
        ("--bas x", "Option inconnue : --bas. Vouliez-vous dire --base ?", "sigma"),
        ("session ic", "Commande absente : choisissez parmi add, remove.", "sigma session ic"),
        ("session ic remove a", "PAIRE : 2 valeurs attendues.", "sigma session ic remove"),
        ("session cachee", "Option obligatoire absente : --de (au choix : xlsx|csv).", None),
        (
            "session cachee --de xslx",
            "--de : « xslx » n’est pas une valeur connue : xlsx, csv.",
            None,
        ),
        ("session fail", "Argument obligatoire absent : GENRE.", "sigma session fail"),
        ("session fail valeur", "Ce choix n’existe pas.", "sigma session fail"),
        ("session fail numero", "Ligne de commande refusée.", "sigma session fail"),
        ("session fail typer", "Ce fichier ne s’ouvre pas.", ""),
    ],
)
def test_wrong_command_line(sigma: Sigma, ligne: str, message: str, aide: str | None) -> None:
    aide = "sigma session cachee" if aide is None else aide
    suite = f" Aide : {aide} --help" if aide else ""
    resultat = sigma(*ligne.split())
    assert (resultat.exit_code, resultat.stdout) == (2, "")
    assert resultat.stderr == f"erreur : {message}{suite}\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("", "Option obligatoire absente : --places."),
        ("--place 3", "Option inconnue : --place. Vouliez-vous dire --places ?"),
        ("--qqch", "Option inconnue : --qqch."),
        ("--places", "L’option --places attend une valeur."),
        ("--places 1 --json=oui", "L’option --json n’attend pas de valeur."),
        ("--places a", "--places : « a » n’est pas un nombre entier."),
        ("--places -1", "--places : « -1 » ne convient pas : 0 ou plus."),
        ("--places 1 --prix a", "--prix : « a » n’est pas un nombre."),
        ("--places 1 --pairs 3", "--pairs : valeur refusée : « 3 »."),
        ("--places 1 --pairs zéro", "--pairs : Zéro ne compte pas."),
        ("--places 1 --dossier /absent", "--dossier : « /absent » n’existe pas."),
        ("--places 1 --bornes 1", "L’option --bornes attend 2 valeurs."),
        ("--places 1 deux trois", "Argument en trop : « deux trois »."),
        ("--places 1 --cle-nir 12b", "--cle-nir : ••• n’est pas un nombre entier."),
        (f"--places 1 --pairs {NIR}", "--pairs : valeur refusée : •••."),
        ("--places 1.85.05.78.006.084.91", "--places : ••• n’est pas un nombre entier."),
        ("--places 1 1 85 05 78 006 084 91", "Argument en trop : •••."),
        (f"--{NIR}", "Option inconnue : •••."),
    ],
)
def test_wrong_option(sigma: Sigma, options: str, message: str) -> None:
    resultat = sigma("session", "add", "X", *options.split())
    assert (resultat.exit_code, resultat.stdout) == (2, "")
    assert resultat.stderr == f"erreur : {message}{AIDE}\n"


def test_a_negative_number_is_no_option(sigma: Sigma) -> None:
    assert sigma("session", "add", "-3", "--places", "1").stdout == "-3 1 Foix\n"
    assert sigma("session", "add", "--places", "1", "-12").stdout == "-12 1 Foix\n"
    perdu = sigma("session", "add", "X", "--places", "1", "-3", "--qqch")
    assert perdu.stderr == f"erreur : Argument en trop : « -3 --qqch ».{AIDE}\n"


def test_value_of_the_environment_is_refused_by_its_name(sigma: Sigma) -> None:
    resultat = sigma("session", "add", "X", "--places", "1", env={"SIGMA_BORNES": "1 2 3"})
    assert "erreur : SIGMA_BORNES : 2 valeurs attendues. " in resultat.stderr


def test_path_of_the_wrong_kind(sigma: Sigma, modules: Path) -> None:
    fichier = modules / "essai_demo.py"
    resultat = sigma("session", "add", "X", "--places", "1", "--dossier", str(fichier))
    assert "est un fichier, un dossier est attendu." in resultat.stderr


@pytest.mark.parametrize("espace", [" ", "\u202f", "\u00a0", "\t", ".", "-", "/"])
def test_nir_12_separators_do_not_unmask_a_number(sigma: Sigma, espace: str) -> None:
    saisie = espace.join(("1", "85", "05", "2A", "006", "084", "91"))
    for options in (
        ["--places", saisie],
        ["--places", "1", "--pairs", saisie],
        ["--places", "1", saisie],
    ):
        resultat = sigma("session", "add", "X", *options)
        assert "084" not in resultat.output
        assert MASQUE in resultat.stderr


# The error boundary


@pytest.mark.parametrize(
    ("genre", "code", "message"),
    [
        ("regle", 12, "refusé (SES-03) : Les dates se croisent.\n"),
        ("absent", 11, "erreur : Aucune session.\n"),
        (
            "interrompu",
            130,
            "interrompu : l’opération en cours est abandonnée, rien n’est enregistré.\n",
        ),
        (
            "abandon",
            130,
            "interrompu : l’opération en cours est abandonnée, rien n’est enregistré.\n",
        ),
        ("code", 5, ""),
    ],
)
def test_failure_becomes_a_message_and_a_code(
    sigma: Sigma, genre: str, code: int, message: str
) -> None:
    resultat = sigma("session", "fail", genre)
    assert (resultat.exit_code, resultat.stdout, resultat.stderr) == (code, "", message)


def test_an_interruption_that_a_library_turned_into_its_own_failure_stays_one(sigma: Sigma) -> None:
    avant = signal.getsignal(signal.SIGINT)
    resultat = sigma("session", "convertie")
    assert (resultat.exit_code, resultat.stdout, resultat.stderr) == (
        130,
        "",
        "interrompu : l’opération en cours est abandonnée, rien n’est enregistré.\n",
    )
    assert signal.getsignal(signal.SIGINT) is avant


def test_nobody_to_answer_is_a_usage_problem(sigma: Sigma) -> None:
    resultat = sigma("session", "fail", "fin")
    assert resultat.exit_code == 2
    assert resultat.stderr.startswith("erreur : Aucune réponse : ")


@pytest.mark.parametrize(("genre", "classe"), [("bug", "KeyError"), ("tube", "BrokenPipeError")])
def test_nir_12_a_bug_shows_its_class_and_nothing_else(
    sigma: Sigma, genre: str, classe: str
) -> None:
    resultat = sigma("session", "fail", genre)
    assert resultat.exit_code == 1
    assert resultat.stderr.startswith(f"erreur interne (bug) : {classe} ; rien n’a été enregistré")
    assert "Dupont" not in resultat.output
    assert "Traceback" not in resultat.output


def test_trace_is_shown_when_asked_for(sigma: Sigma) -> None:
    resultat = sigma("session", "fail", "bug", env={"SIGMA_TRACE": "1"})
    assert resultat.exit_code == 1
    assert "KeyError: 'Dupont'" in resultat.stderr


@pytest.mark.parametrize(
    ("ligne", "code", "regle", "message"),
    [
        ("session fail regle --json", 12, "SES-03", "Les dates se croisent."),
        ("session add X --json", 2, None, f"Option obligatoire absente : --places.{AIDE}"),
        ("zzz --json", 2, None, "Commande inconnue : zzz. Aide : sigma --help"),
    ],
)
def test_json_failures_go_to_stdout_too(
    sigma: Sigma, ligne: str, code: int, regle: str | None, message: str
) -> None:
    resultat = sigma(*ligne.split())
    assert resultat.exit_code == code
    assert json.loads(resultat.stdout) == {
        "erreur": {"code": code, "regle": regle, "message": message}
    }
    assert message in resultat.stderr
