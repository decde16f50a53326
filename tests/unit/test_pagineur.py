"""Long lists and long work on a terminal; nothing of it in a pipe."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sigma_cli.typer_fr import avancement
from sigma_cli.typer_fr.avancement import progress
from sigma_cli.typer_fr.pagineur import paged

PAGINER = """
import sys
from sigma_cli.typer_fr.pagineur import paged
with paged():
    for rang in range(int(sys.argv[1])):
        print("ligne", rang)
print("fin", sys.stdout.isatty())
"""


def on_terminal(programme: str, *argv: str, touches: bytes = b"", **env: str) -> str:
    """Run Python on a pseudo-terminal, and return all that it shows."""
    pty = pytest.importorskip("pty")
    pid, maitre = pty.fork()
    if pid == 0:  # pragma: no cover - the child is another program
        os.environ.update({"TERM": "xterm", "COLUMNS": "100", "LINES": "20"} | env)
        os.execv(sys.executable, [sys.executable, "-c", programme, *argv])
    if touches:
        os.write(maitre, touches)
    vu = b""
    while True:
        try:
            bloc = os.read(maitre, 4096)
        except OSError:
            break
        if not bloc:
            break
        vu += bloc
    os.close(maitre)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, vu.decode()
    return vu.decode()


def pager(tmp_path: Path, corps: str) -> str:
    """Return a pager of our own, which says what it was given."""
    script = tmp_path / "pager.py"
    script.write_text(f"import sys\n{corps}\n")
    return f"{sys.executable} {script}"


def test_a_pager_gets_the_lines_and_what_follows_is_the_terminal_s(tmp_path: Path) -> None:
    compter = pager(tmp_path, "print('LU', len(sys.stdin.readlines()))")
    vu = on_terminal(PAGINER, "40", PAGER=compter)
    assert vu.split("\r\n")[:2] == ["LU 40", "fin True"]


def test_whoever_leaves_the_pager_has_read_enough(tmp_path: Path) -> None:
    partir = pager(tmp_path, "sys.stdin.readline(); print('PARTI')")
    vu = on_terminal(PAGINER, "100000", PAGER=partir)
    assert "PARTI" in vu
    assert "fin True" in vu
    assert "Traceback" not in vu


@pytest.mark.parametrize("sans", ["", "cat", " "])
def test_without_a_pager_lines_go_straight_to_the_terminal(sans: str) -> None:
    vu = on_terminal(PAGINER, "3", PAGER=sans)
    assert vu.startswith("ligne 0\r\nligne 1\r\nligne 2\r\nfin")


def test_a_pager_that_is_not_there_hides_nothing() -> None:
    for absent in ("/absent/pager -X", "'guillemet"):
        vu = on_terminal(PAGINER, "3", PAGER=absent)
        assert vu.split("\r\n")[:4] == ["ligne 0", "ligne 1", "ligne 2", "fin True"]


def test_the_words_of_a_pager_are_cut_as_a_shell_does(tmp_path: Path) -> None:
    (tmp_path / "mon dossier").mkdir()
    script = pager(tmp_path / "mon dossier", "print('LU', len(sys.stdin.readlines()))")
    programme, chemin = script.split(" ", 1)
    assert on_terminal(PAGINER, "40", PAGER=f'{programme} "{chemin}"').startswith("LU 40")


def test_a_dumb_terminal_has_no_pager_of_its_own() -> None:
    programme = f"import os\nos.environ.pop('PAGER', None)\n{PAGINER}"
    assert on_terminal(programme, "2", TERM="dumb").startswith("ligne 0\r\nligne 1\r\n")


def test_a_usual_pager_shows_all_of_a_short_list() -> None:
    programme = f"import os\nos.environ.pop('PAGER', None)\nos.environ.pop('LESS', None)\n{PAGINER}"
    vu = on_terminal(programme, "3", touches=b"q")
    assert "ligne 2" in vu


def test_a_pipe_has_no_pager() -> None:
    fait = subprocess.run(
        [sys.executable, "-c", PAGINER, "2"],
        capture_output=True,
        text=True,
        env=os.environ | {"PAGER": "false"},
        check=True,
    )
    assert fait.stdout == "ligne 0\nligne 1\nfin False\n"


def test_nothing_is_paged_in_process(capsys: pytest.CaptureFixture[str]) -> None:
    with paged():
        print("ligne")  # noqa: T201 - what is tried
    assert capsys.readouterr().out == "ligne\n"


# Long work


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def allumer(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Terminal]:
    """Return what makes stderr a terminal: pytest puts its own streams back after the fixtures."""

    def switch() -> Terminal:
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        return terminal

    monkeypatch.setenv("TERM", "xterm")
    return switch


@pytest.fixture
def attendre(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let the clock of the bar be moved by hand."""
    heure = [0.0]
    monkeypatch.setattr(avancement, "monotonic", lambda: heure[0])

    def wait(secondes: float) -> None:
        heure[0] += secondes

    return wait


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Lecture", total=2) as avance:
        avance(1)
    assert capsys.readouterr() == ("", "")


def test_short_work_shows_no_bar(
    allumer: Callable[[], Terminal], attendre: Callable[[float], None]
) -> None:
    ecran = allumer()
    with progress("Lecture", total=2) as avance:
        attendre(0.9)
        avance(1)
    assert ecran.getvalue() == ""


def test_those_who_wait_see_a_bar_that_goes_away(
    allumer: Callable[[], Terminal], attendre: Callable[[float], None]
) -> None:
    ecran = allumer()
    with progress("Lecture", total=2) as avance:
        attendre(1.5)
        avance(1)
        avance(1)
    assert "Lecture" in ecran.getvalue()


def test_a_bar_goes_away_when_the_work_fails(
    allumer: Callable[[], Terminal], attendre: Callable[[float], None]
) -> None:
    ecran = allumer()

    def work() -> None:
        with progress("Lecture") as avance:
            attendre(2)
            avance(1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert "Lecture" in ecran.getvalue()
    assert ecran.getvalue().rstrip().endswith("\x1b[2K"), "its line is wiped"
