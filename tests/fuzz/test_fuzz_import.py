"""A slice of the fuzzing of imports; the whole of it is `python tests/fuzz/fuzz_import.py`."""

from pathlib import Path

from tests.fuzz.fuzz_import import fuzz


def test_mutated_files_are_imported_whole_or_refused_whole(tmp_path: Path) -> None:
    dits: list[str] = []
    assert fuzz(80, graine=7, garder=tmp_path, dire=dits.append), dits
    assert "code 0" in dits[0]
    assert "code 10" in dits[0]
