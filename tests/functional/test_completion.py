"""Completion by the shells: references with their names, closed choices, files only where expected."""

import shutil
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests import factories
from tests.conftest import Sigma

Processus = Callable[..., "subprocess.CompletedProcess[str]"]


def complete(processus: Processus, ligne: str) -> list[str]:
    """Return what bash is told for a line; the last word is being typed."""
    rang = len(ligne.split(" ")) - 1
    env = {"_SIGMA_COMPLETE": "complete_bash", "COMP_WORDS": ligne, "COMP_CWORD": str(rang)}
    return processus(**env).stdout.splitlines()


@pytest.mark.parametrize(
    ("ligne", "attendus"),
    [
        ("sigma session show ", ["20F0011_03/01"]),
        ("sigma session show narb", ["20F0011_03/01"]),
        ("sigma composante show 20f", ["20F0011_03"]),
        ("sigma stagiaire show mart", ["S000001"]),
        ("sigma place allocate ", ["P000001"]),
        ("sigma todo done ", ["T000001"]),
        ("sigma todo list --dans k", ["kairos"]),
        ("sigma candidature presence C000001 p", ["present"]),
        ("sigma flux push d", ["defi"]),
        ("sigma import actions ", ["__fichiers__"]),
        ("sigma export places -o ", ["__fichiers__"]),
        ("sigma session add 20F0011_03 --site ", []),
        ("sigma action add ", []),
    ],
)
def test_what_may_come_next_is_offered(
    peuple: Sigma, processus: Processus, ligne: str, attendus: list[str]
) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    assert [mot for mot in complete(processus, ligne) if mot] == attendus


def test_names_come_with_the_references(peuple: Sigma, processus: Processus) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    env = {"_SIGMA_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "sigma place allocate "}
    assert '"P000001":"Martin Léa, 20F0011_03/01"' in processus(**env).stdout
    env["_TYPER_COMPLETE_ARGS"] = "sigma import actions "
    assert processus(**env).stdout.strip() == "_files"


def test_without_a_base_nothing_is_offered_nor_said(processus: Processus) -> None:
    env = {
        "_SIGMA_COMPLETE": "complete_bash",
        "COMP_WORDS": "sigma session show ",
        "COMP_CWORD": "3",
    }
    fini = processus(**env, SIGMA_BASE="/nulle/part.db")
    assert (fini.stdout, fini.stderr) == ("", "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_offers_files_only_where_one_is_expected(peuple: Sigma, processus: Processus) -> None:
    script = processus(
        "--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"
    )
    assert "complete -F _sigma_completion sigma" in script.stdout
    essai = (
        f"{script.stdout}\n"
        f'sigma() {{ {sys.executable} -m sigma_cli "$@"; }}\nexport -f sigma\n'
        "COMP_WORDS=(sigma session show ''); COMP_CWORD=3\n"
        f"_sigma_completion {peuple.lieu.dossier}/sigma || true\n"
        "printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    lanceur = peuple.lieu.dossier / "sigma"
    lanceur.write_text(f'#!/bin/sh\nexec {sys.executable} -m sigma_cli "$@"\n')
    lanceur.chmod(0o755)
    import os

    fini = subprocess.run(
        ["bash", "--norc", "-c", essai],
        capture_output=True,
        text=True,
        env=os.environ | peuple.lieu.env,
        check=False,
    )
    assert fini.stdout.splitlines() == ["20F0011_03/01"], fini.stderr
