"""What reaches the terminal, on a pipe and on a pseudo-terminal."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sigma_cli
from sigma_cli import console
from sigma_cli.errors import NotFound, RuleViolation, UsageProblem


class Couleur(Enum):
    ROUGE = "rouge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Constat:
    regle: str | None
    message: str


@dataclass(frozen=True, repr=False)
class Secret:
    valeur: str

    def __str__(self) -> str:
        return "Secret(•••)"


class Terminal(io.TextIOWrapper):
    """A text stream that says it is a terminal and keeps what it is given."""

    def __init__(self, texte: str = "", encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(texte.encode(encoding)), encoding=encoding)

    def isatty(self) -> bool:
        return True

    @property
    def contenu(self) -> str:
        self.flush()
        octets = self.buffer.getvalue()  # type: ignore[attr-defined] # the buffer is the BytesIO above
        return str(octets.decode(self.encoding))


@pytest.fixture
def allumer(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Terminal]:
    """Return what makes stdout, stderr and stdin one terminal, where somebody types « Oui ».

    Called inside the test: pytest puts its own streams back after the fixtures.
    """

    def switch() -> Terminal:
        ecran = Terminal()
        monkeypatch.setattr(sys, "stdout", ecran)
        monkeypatch.setattr(sys, "stderr", ecran)
        monkeypatch.setattr(sys, "stdin", Terminal("Oui\n"))
        return ecran

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setenv("TERM", "xterm-256color")
    return switch


Allumer = Callable[[], Terminal]
Capture = pytest.CaptureFixture[str]


def show_json(document: object, capsys: Capture) -> object:
    console.show({"document": document}, texte=str, as_json=True)
    return json.loads(capsys.readouterr().out)["document"]


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        (date(2026, 1, 31), "2026-01-31"),
        (datetime(2026, 1, 31, 6, 30, tzinfo=UTC), "2026-01-31T06:30:00+00:00"),
        (Couleur.ROUGE, "rouge"),
        (Path("a/b"), "a/b"),
        (Decimal("1.50"), "1.50"),
        ({"b", "a"}, ["a", "b"]),
        (("a", 1, None, True), ["a", 1, None, True]),
        (Constat(regle="SES-03", message="é"), {"regle": "SES-03", "message": "é"}),
        (Secret("185057800608491"), "Secret(•••)"),
    ],
)
def test_json_of_a_value(valeur: object, attendu: object, capsys: Capture) -> None:
    assert show_json(valeur, capsys) == attendu


def test_json_refuses_what_it_cannot_write() -> None:
    with pytest.raises(TypeError, match="object"):
        console.to_json({"x": object()})


def test_json_is_indented_on_a_terminal(allumer: Allumer) -> None:
    ecran = allumer()
    console.show(Constat(regle=None, message="é"), texte=str, as_json=True)
    assert ecran.contenu == '{\n  "regle": null,\n  "message": "é"\n}\n'


def test_json_in_a_pipe_is_one_line(capsys: Capture) -> None:
    console.show(Constat(regle=None, message="é"), texte=str, as_json=True)
    assert capsys.readouterr() == ('{"regle": null, "message": "é"}\n', "")


def test_json_is_escaped_for_a_narrow_stdout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal(encoding="ascii"))
    assert "\\u00e9" in console.to_json({"a": "é"})


def test_json_for_a_stream_without_encoding_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert console.to_json({"a": "é"}) == '{"a": "\\u00e9"}'


def test_text_is_one_string_or_lines(capsys: Capture) -> None:
    console.show({}, texte=lambda: "une phrase", as_json=False)
    console.show({}, texte=lambda: (f"ligne {n}" for n in (1, 2)), as_json=False)
    assert capsys.readouterr().out == "une phrase\nligne 1\nligne 2\n"


def test_table_in_a_pipe_is_aligned_text(capsys: Capture) -> None:
    lignes = [("20F0011", 12, date(2026, 1, 31), True), ("X", None, Couleur.ROUGE, False)]
    console.show_table(["Action", "Places", "Début", "Ouverte"], lignes)
    assert capsys.readouterr().out == (
        "Action   Places  Début       Ouverte\n"
        "20F0011  12      31/01/2026  oui\n"
        "X                rouge       non\n"
    )


def test_empty_table_is_a_hint_and_no_result(capsys: Capture) -> None:
    console.show_table(["A"], [])
    assert capsys.readouterr() == ("", "Aucun résultat.\n")


def test_rows_are_written_as_they_come(capsys: Capture) -> None:
    def rows() -> Iterator[tuple[int]]:
        for rang in range(2_000):
            if rang == 1_500:
                assert "1400" in capsys.readouterr().out
            yield (rang,)

    console.show_table(["N"], rows())
    assert capsys.readouterr().out.endswith("1998\n1999\n")


@given(st.text())
def test_a_cell_is_one_printable_line(texte: str) -> None:
    cellule = console.plain_text(texte)
    assert cellule.isprintable()
    assert len(cellule) == len(texte)


def test_table_on_a_terminal_takes_its_whole_width_and_reads_no_markup(allumer: Allumer) -> None:
    ecran = allumer()
    console.show_table(["Nom", "Texte"], [("[red]Zoé[/red]", "mot " * 60), ("\x1b[31m", ":smile:")])
    lignes = re.sub("\x1b\\[[0-9;]*m", "", ecran.contenu).splitlines()
    assert max(map(len, lignes)) == 140
    assert "[red]Zoé[/red]" in ecran.contenu
    assert ":smile:" in ecran.contenu
    assert "\x1b[31m" not in ecran.contenu


@pytest.mark.parametrize("colonnes", [40, 60, 80, 100, 140])
def test_nothing_is_cut_on_a_narrow_terminal(
    allumer: Allumer, monkeypatch: pytest.MonkeyPatch, colonnes: int
) -> None:
    ligne = ("20F0011_03/01", "07/09/2020", "0 820 20 77 43", "n’aura pas lieu", "deux mots " * 5)
    monkeypatch.setenv("COLUMNS", str(colonnes))
    ecran = allumer()
    console.show_table(["Session", "Début", "Téléphone", "État", "Intitulé"], [ligne])
    texte = re.sub("\x1b\\[[0-9;]*m", "", ecran.contenu)
    assert all(code in texte for code in ligne[:3])
    assert "…" not in texte
    assert texte.count("deux") == texte.count("mots") == 5
    largeur = max(map(len, texte.splitlines()))
    assert largeur <= colonnes or "─" not in texte, "drawn within the screen, or left to it to fold"


def test_a_column_of_words_is_no_narrower_than_its_longest_word(allumer: Allumer) -> None:
    ecran = allumer()
    mots = ("niveau_sortie et objectif", "intitulé de la composante", "au Carif-Oref, à la Région")
    console.show_table([*"ABCDEF"], [(*mots, *("x y " * 20,) * 3)] * 2)
    texte = re.sub("\x1b\\[[0-9;]*m", "", ecran.contenu)
    assert max(map(len, texte.splitlines())) <= 140
    assert all(texte.count(mot) == 2 for mot in ("niveau_sortie", "composante", "Carif-Oref,"))


def test_words_too_long_for_the_screen_are_cut_rather_than_lost(allumer: Allumer) -> None:
    ecran = allumer()
    console.show_table([*"ABC"], [(f"{'m' * 50} un", f"{'n' * 50} deux", "x y")])
    texte = re.sub("\x1b\\[[0-9;]*m", "", ecran.contenu)
    assert "─" in texte
    assert (texte.count("m"), texte.count("n")) == (50, 51)


def test_long_table_on_a_terminal_is_plain(allumer: Allumer) -> None:
    ecran = allumer()
    console.show_table(["N"], ((n,) for n in range(600)))
    assert ecran.contenu.splitlines()[:2] == ["N", "0"]


def test_warnings_go_to_stderr_with_their_rule(capsys: Capture) -> None:
    console.warn(
        [Constat(regle="SES-04", message="Peu de places."), Constat(regle=None, message="Oh.")]
    )
    assert capsys.readouterr() == (
        "",
        "attention : Peu de places. (SES-04)\nattention : Oh.\n",
    )


def test_a_refusal_names_its_rule(capsys: Capture) -> None:
    console.show_error(RuleViolation("Dates croisées.", regle="SES-03"), as_json=False)
    console.show_error(NotFound("Rien."), as_json=False)
    console.show_error(NotFound("Rien.", regle="NIR-03"), as_json=False)
    assert capsys.readouterr() == (
        "",
        "refusé (SES-03) : Dates croisées.\nerreur : Rien.\nerreur (NIR-03) : Rien.\n",
    )


def test_an_error_is_also_json_for_scripts(capsys: Capture) -> None:
    console.show_error(RuleViolation("Non.", regle="SES-03"), as_json=True)
    sortie, erreurs = capsys.readouterr()
    assert json.loads(sortie) == {"erreur": {"code": 12, "regle": "SES-03", "message": "Non."}}
    assert erreurs == "refusé (SES-03) : Non.\n"


def test_colour_only_on_a_terminal_that_wants_it(
    allumer: Allumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecran = allumer()
    console.show_error(NotFound("Rien."), as_json=False)
    assert ecran.contenu == "\x1b[31merreur :\x1b[0m Rien.\n"
    monkeypatch.setenv("NO_COLOR", "1")
    console.show_error(NotFound("Rien."), as_json=False)
    assert ecran.contenu.endswith("\nerreur : Rien.\n")


def test_nobody_to_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for entree in (io.StringIO("oui\n"), None):
        monkeypatch.setattr(sys, "stdin", entree)
        with pytest.raises(
            UsageProblem, match="« Continuer \\? » : relancer avec --yes pour dire oui"
        ):
            console.confirm("Continuer ?")
        with pytest.raises(UsageProblem, match="NIR"):
            console.ask_secret("NIR")


def test_confirmation_is_no_by_default(allumer: Allumer) -> None:
    ecran = allumer()
    assert console.confirm("Continuer ?")
    assert not console.confirm("Continuer ?")
    assert ecran.contenu == "Continuer ? [o/N] " * 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_secret_is_read_without_being_shown() -> None:
    maitre, esclave = os.openpty()
    code = "from sigma_cli.console import ask_secret; print(len(ask_secret('NIR')))"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(Path(sigma_cli.__file__).parent.parent)},
        stdin=esclave,
        stdout=subprocess.PIPE,
        stderr=esclave,
        start_new_session=True,  # no controlling terminal but this one
    ) as processus:
        assert os.read(maitre, 100) == b"NIR : "
        os.write(maitre, b" 1850578 \n")
        sortie, _ = processus.communicate(timeout=10)
    os.close(esclave)
    os.close(maitre)
    assert sortie == b"7\n"


def test_secret_is_stripped(allumer: Allumer, monkeypatch: pytest.MonkeyPatch) -> None:
    ecran = allumer()
    monkeypatch.setattr(
        "getpass.getpass", lambda question, stream: f" {question}{stream is ecran} "
    )
    assert console.ask_secret("NIR") == "NIR : True"


def test_a_count_takes_the_mark_of_the_plural_once() -> None:
    assert [console.plural(n, "ligne refusée") for n in (1, 2)] == [
        "1 ligne refusée",
        "2 lignes refusées",
    ]
    assert [console.plural(n, "parcours") for n in (1, 2)] == ["1 parcours", "2 parcours"]
