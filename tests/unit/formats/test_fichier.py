"""A file is whole under its name, or the name is not there."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from sigma_cli.errors import Conflict, InvalidInput, TransportFailed
from sigma_cli.formats.fichier import message_systeme, write_all, write_whole

POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")


def hello(sortie: BinaryIO) -> int:
    return sortie.write("déjà".encode())


def script(source: str, *argv: str | Path) -> subprocess.Popen[str]:
    """Start another process that knows the package; its write_whole is the real one."""
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-W", "error", "-c", source, *map(str, argv)]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)


def test_writes_the_bytes_and_returns_the_result(tmp_path: Path) -> None:
    assert write_whole(tmp_path / "x.csv", hello) == 6
    assert [(p.name, p.read_text("utf-8")) for p in tmp_path.iterdir()] == [("x.csv", "déjà")]


def test_a_name_alone_is_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_whole(Path("x.csv"), hello)
    assert os.listdir(tmp_path) == ["x.csv"]  # noqa: PTH208 - the folder itself, not through paths


def test_nothing_is_under_the_final_name_while_writing(tmp_path: Path) -> None:
    def look(_sortie: BinaryIO) -> list[str]:
        return [p.name for p in tmp_path.iterdir()]

    (present,) = write_whole(tmp_path / "x.csv", look)
    assert present.startswith(".x.csv.")
    assert present.endswith(".part")


def test_long_names_are_allowed(tmp_path: Path) -> None:
    nom = "é" * 125 + ".csv"
    write_whole(tmp_path / nom, hello)
    assert (tmp_path / nom).exists()


@POSIX_ONLY
@pytest.mark.parametrize(("mode", "attendu"), [(None, 0o640), (0o600, 0o600)])
def test_permissions(tmp_path: Path, mode: int | None, attendu: int) -> None:
    ancien = os.umask(0o027)
    try:
        write_whole(tmp_path / "x", hello, mode=mode)
    finally:
        os.umask(ancien)
    assert (tmp_path / "x").stat().st_mode & 0o777 == attendu


def test_existing_file_is_kept_unless_forced(tmp_path: Path) -> None:
    chemin = tmp_path / "x"
    chemin.write_text("ancien")
    with pytest.raises(Conflict, match="existe déjà"):
        write_whole(chemin, lambda _: pytest.fail("the work was done for nothing"))
    assert chemin.read_text() == "ancien"
    write_whole(chemin, hello, force=True)
    assert chemin.read_text("utf-8") == "déjà"


@POSIX_ONLY
def test_a_dangling_link_takes_the_name(tmp_path: Path) -> None:
    (tmp_path / "x").symlink_to("nowhere")
    with pytest.raises(Conflict):
        write_whole(tmp_path / "x", hello)


@pytest.mark.parametrize("force", [True, False])
def test_missing_folder_and_folder_are_named(tmp_path: Path, force: bool) -> None:
    with pytest.raises(InvalidInput, match=r"dossier .*absent n’existe pas"):
        write_whole(tmp_path / "absent" / "x.csv", hello, force=force)
    with pytest.raises(InvalidInput, match="est un dossier"):
        write_whole(tmp_path, hello, force=force)


@POSIX_ONLY
@pytest.mark.parametrize("force", [True, False])
def test_a_device_or_a_pipe_is_never_replaced(tmp_path: Path, force: bool) -> None:
    os.mkfifo(tmp_path / "x")
    with pytest.raises(InvalidInput, match="pas un fichier ordinaire"):
        write_whole(tmp_path / "x", hello, force=force)
    assert (tmp_path / "x").is_fifo()


@pytest.mark.parametrize("erreur", [KeyboardInterrupt, ValueError, InvalidInput("non")])
def test_a_failure_of_the_writer_goes_through_and_leaves_nothing(
    tmp_path: Path, erreur: type[BaseException] | BaseException
) -> None:
    def fail(sortie: BinaryIO) -> None:
        hello(sortie)
        raise erreur

    with pytest.raises(erreur if isinstance(erreur, type) else type(erreur)):
        write_whole(tmp_path / "x", fail)
    assert list(tmp_path.iterdir()) == []


TAKEN = "pris entre-temps"


@pytest.mark.parametrize("code", [errno.EPERM, errno.EOPNOTSUPP, None])
def test_name_taken_during_the_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int | None
) -> None:
    refuse_links(monkeypatch, code)

    def slow(sortie: BinaryIO) -> None:
        hello(sortie)
        (tmp_path / "x").write_text(TAKEN)

    with pytest.raises(Conflict):
        write_whole(tmp_path / "x", slow)
    assert [p.read_text() for p in tmp_path.iterdir()] == [TAKEN]


def test_folder_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_links(monkeypatch, errno.EPERM)
    write_whole(tmp_path / "x", hello)
    assert [(p.name, p.read_text("utf-8")) for p in tmp_path.iterdir()] == [("x", "déjà")]


def test_any_other_refusal_of_a_link_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_links(monkeypatch, errno.EIO)
    with pytest.raises(TransportFailed, match="disque ne répond pas"):
        write_whole(tmp_path / "x", hello)
    assert list(tmp_path.iterdir()) == []


def refuse_links(monkeypatch: pytest.MonkeyPatch, code: int | None) -> None:
    """Make the system answer as FAT does; nothing at hand has that file system."""

    def refuse(*_: object) -> None:
        assert code is not None
        raise OSError(code, os.strerror(code))

    if code is not None:
        monkeypatch.setattr(os, "link", refuse)


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (errno.ENOSPC, "disque est plein"),
        (errno.EDQUOT, "quota"),
        (errno.EACCES, "droits d’accès"),
        (errno.EPERM, "droits d’accès"),
        (errno.EROFS, "lecture seule"),
        (errno.EFBIG, "taille permise"),
        (errno.ENAMETOOLONG, "nom est trop long"),
        (errno.ENOENT, "n’existe pas"),
        (errno.EISDIR, "à la place du fichier"),
        (errno.EXDEV, os.strerror(errno.EXDEV)),
    ],
)
def test_causes_are_told_in_french(code: int, cause: str) -> None:
    assert cause in message_systeme(OSError(code, os.strerror(code)))


def test_an_error_without_number_is_named() -> None:
    assert message_systeme(OSError()) == "OSError"


def test_name_too_long(tmp_path: Path) -> None:
    with pytest.raises(TransportFailed, match="nom est trop long"):
        write_whole(tmp_path / ("x" * 300), hello)


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 64 KB, for the tests that fill or lock it."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root on Linux")
    options = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    if subprocess.run(options, check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine forbids mounting a small disk")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


def test_full_disk(mount: Path) -> None:
    (mount / "x").write_text("ancien")
    with pytest.raises(TransportFailed, match="disque est plein ; libérer de la place"):
        write_whole(mount / "x", lambda s: s.write(b"0" * 100_000), force=True)
    assert [(p.name, p.read_text()) for p in mount.iterdir()] == [("x", "ancien")]


def test_read_only_disk(mount: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(mount)], check=True)
    with pytest.raises(TransportFailed, match="lecture seule"):
        write_whole(mount / "x", hello)


LIMITED = """
import resource, sys
from pathlib import Path
from sigma_cli.errors import TransportFailed
from sigma_cli.formats.fichier import write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
try:
    write_whole(Path(sys.argv[1]), lambda sortie: sortie.write(b"0" * 100_000))
except TransportFailed as error:
    print(error)
"""


@POSIX_ONLY
def test_refusing_disk(tmp_path: Path) -> None:
    sortie, _ = script(LIMITED, tmp_path / "x").communicate()
    assert "x non écrit : le fichier dépasse la taille permise" in sortie
    assert list(tmp_path.iterdir()) == []


KILLED = """
import sys, time
from pathlib import Path
from sigma_cli.formats.fichier import write_whole
def ecrire(sortie):
    sortie.write(b"half")
    sortie.flush()
    print("half", flush=True)
    time.sleep(60)
write_whole(Path(sys.argv[1]), ecrire, force=True)
"""


def test_killed_in_the_middle(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("ancien")
    with script(KILLED, tmp_path / "x") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        process.kill()
    assert (tmp_path / "x").read_text() == "ancien"
    assert {p.suffix for p in tmp_path.iterdir()} == {"", ".part"}


RACER = """
import sys, time
from pathlib import Path
from sigma_cli.errors import Conflict
from sigma_cli.formats.fichier import write_whole
dossier, rang = Path(sys.argv[1]), sys.argv[2]
def ecrire(sortie):
    sortie.write(rang.encode() * 10_000)
    (dossier / f"{rang}.ready").touch()
    while not (dossier / "go").exists():
        time.sleep(0.001)
try:
    write_whole(dossier / "x", ecrire)
except Conflict as error:
    sys.exit(error.exit_code)
"""


def test_eight_processes_one_winner(tmp_path: Path) -> None:
    racers = [script(RACER, tmp_path, str(rang)) for rang in range(8)]
    limite = time.monotonic() + 60
    while len(list(tmp_path.glob("*.ready"))) < 8:
        assert time.monotonic() < limite
        time.sleep(0.01)
    (tmp_path / "go").touch()
    for racer in racers:
        racer.communicate()
    codes = [racer.returncode for racer in racers]
    assert sorted(codes) == [0] + [13] * 7
    assert (tmp_path / "x").read_text() == str(codes.index(0)) * 10_000
    assert list(tmp_path.glob(".x.*")) == []


REWRITER = """
import sys
from pathlib import Path
from sigma_cli.formats.fichier import write_whole
dossier, rang = Path(sys.argv[1]), sys.argv[2]
for _ in range(150):
    write_whole(dossier / "x", lambda sortie: sortie.write(rang.encode() * 100), force=True)
"""


def test_a_writer_at_work_is_not_swept_for_a_killed_one(tmp_path: Path) -> None:
    writers = [script(REWRITER, tmp_path, str(rang)) for rang in range(6)]
    erreurs = [writer.communicate()[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 6, erreurs
    assert [f.name for f in tmp_path.iterdir()] == ["x"]


# Several files that go together -----------------------------------------------------------------------


def test_files_that_go_together_are_all_written(tmp_path: Path) -> None:
    fichiers = {tmp_path / "a": b"A", tmp_path / "b": b"B"}
    write_all(fichiers, force=False, mode=0o600)
    assert {f: f.read_bytes() for f in fichiers} == fichiers


def test_when_one_cannot_be_written_the_others_are_taken_back(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"ancien")
    with pytest.raises(Conflict):
        write_all({tmp_path / "a": b"A", tmp_path / "b": b"B"}, force=False)
    assert sorted(f.name for f in tmp_path.iterdir()) == ["b"]
    assert (tmp_path / "b").read_bytes() == b"ancien"


def test_what_was_there_before_is_not_taken_back(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"ancien")
    with pytest.raises(InvalidInput):
        write_all({tmp_path / "a": b"A", tmp_path / "absent" / "b": b"B"}, force=True)
    assert (tmp_path / "a").read_bytes() == b"A"
