"""Streams that the caller closed, narrowed or stopped reading."""

import errno
import io
import json
import os
import select
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from sigma_cli.typer_fr.frontiere import run
from sigma_cli.typer_fr.sorties import flush_stdout, lost_stdout, prepare_streams


@pytest.fixture
def tube() -> Iterator[int]:
    """Return the writing end of a pipe that nobody reads."""
    lecture, ecriture = os.pipe()
    os.close(lecture)
    yield ecriture
    os.close(ecriture)


def stream(descripteur: int, *, tampon: int = 8192) -> TextIO:
    brut = os.fdopen(os.dup(descripteur), "wb", tampon)
    return io.TextIOWrapper(brut, encoding="utf-8", write_through=not tampon)


def test_a_result_that_arrives_is_0() -> None:
    assert flush_stdout() == 0
    assert lost_stdout() == 0


def test_reader_that_left_is_141_once(tube: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with stream(tube) as sortie:
        monkeypatch.setattr(sys, "stdout", sortie)
        sortie.write("ligne\n")
        assert lost_stdout() == 141
        sortie.write("suite\n")
        assert flush_stdout() == 0
        monkeypatch.undo()


def test_reader_that_left_is_not_a_bug(tube: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with stream(tube) as sortie:
        monkeypatch.setattr(sys, "stdout", sortie)

        def execute() -> None:
            sortie.write("ligne\n")
            sortie.flush()

        assert run(execute, args=[]) == 141
        monkeypatch.undo()


@pytest.mark.skipif(not hasattr(select, "poll"), reason="needs poll")
def test_unbuffered_reader_that_left_is_141(tube: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sortie = stream(tube, tampon=0)
    monkeypatch.setattr(sys, "stdout", sortie)
    with pytest.raises(BrokenPipeError):
        sortie.write("ligne\n")
    assert lost_stdout() == 141
    monkeypatch.undo()
    sortie.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_disk_is_30(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as sortie:
        monkeypatch.setattr(sys, "stdout", sortie)
        sortie.write("ligne\n")
        assert flush_stdout() == 30
        monkeypatch.undo()
    assert capsys.readouterr().err.startswith("erreur : La sortie standard n’a pas pu être écrite")


def test_full_disk_met_at_once_is_30(capsys: pytest.CaptureFixture[str]) -> None:
    def execute() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    assert run(execute, args=["--json"]) == 30
    sortie = capsys.readouterr()
    assert sortie.err.startswith("erreur : Le disque est plein")
    assert json.loads(sortie.out)["erreur"]["code"] == 30


def test_stream_without_descriptor_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert lost_stdout() == 0


def test_closed_streams_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    prepare_streams()
    assert sys.stdout.write("rien") == 4
    sys.stdout.close()


def test_characters_beyond_the_encoding_become_question_marks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sortie = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", sortie)
    prepare_streams()
    assert sys.stdout.write("é’") == 2
    sys.stdout.flush()
    assert sortie.buffer.read1() == b""
    sortie.buffer.seek(0)
    assert sortie.buffer.read1() == b"??"
