"""What is installed and shipped: pins, hashes, version, contents of the wheel."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sigma_cli import __version__

RACINE = Path(__file__).parents[2]
PROJET = tomllib.loads((RACINE / "pyproject.toml").read_text("utf-8"))
FICHIERS = ("execution", "developpement")
PIN = re.compile(
    r"(?P<exigence>[a-z0-9-]+==[^\s;]+(?: ; .+?)?)(?P<hashes>(?: --hash=sha256:[0-9a-f]{64})+)"
)


def logical_lines(nom: str) -> list[str]:
    """Return the lines of a requirement file, continuations joined, comments and blanks left out."""
    texte = (RACINE / "requirements" / f"{nom}.txt").read_text("utf-8")
    joined = re.sub(r"\s*\\\n\s*", " ", texte)
    return [ligne for ligne in joined.splitlines() if ligne and not ligne.lstrip().startswith("#")]


def pins(nom: str) -> list[tuple[Requirement, int]]:
    """Return each pin with its number of hashes; a package may have one per system."""
    found = [pin for ligne in logical_lines(nom) if (pin := PIN.fullmatch(ligne))]
    return [(Requirement(pin["exigence"]), pin["hashes"].count("--hash")) for pin in found]


def applies(exigence: Requirement, machine: dict[str, str]) -> bool:
    return exigence.marker is None or exigence.marker.evaluate(machine)


def declared(nom: str) -> list[Requirement]:
    """Return what pyproject.toml asks for in that situation, the build backend included."""
    lignes = PROJET["project"]["dependencies"] + PROJET["build-system"]["requires"]
    if nom == "developpement":
        lignes += PROJET["dependency-groups"]["dev"]
    return [Requirement(ligne) for ligne in lignes]


def machines() -> list[dict[str, str]]:
    """Return every version of Python on every system that the pins must serve."""
    systems = [("linux", "x86_64"), ("darwin", "arm64"), ("darwin", "x86_64"), ("win32", "AMD64")]
    return [
        {
            "python_version": f"3.{mineure}",
            "python_full_version": f"3.{mineure}.0",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "sys_platform": system,
            "platform_machine": processor,
        }
        for mineure in (11, 12, 13, 14)
        for system, processor in systems
    ]


def machine_id(machine: dict[str, str]) -> str:
    return "-".join(machine[key] for key in ("python_version", "sys_platform", "platform_machine"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel and return the names it holds."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=RACINE, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    with ZipFile(path) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("nom", [*FICHIERS, "mesures"])
def test_every_requirement_is_pinned_and_hashed_and_nothing_else_is_there(nom: str) -> None:
    lignes = logical_lines(nom)
    assert [ligne for ligne in lignes if not PIN.fullmatch(ligne)] == []
    assert len(lignes) >= len(PROJET["project"]["dependencies"])


@pytest.mark.parametrize("nom", [*FICHIERS, "mesures"])
def test_requirement_files_hold_no_address_and_no_machine_path(nom: str) -> None:
    texte = (RACINE / "requirements" / f"{nom}.txt").read_text("utf-8")
    assert re.findall(r"\w+:/+\S*|\S*@\S*|(?<!\S)/\S+", texte) == []


@pytest.mark.parametrize("nom", FICHIERS)
@pytest.mark.parametrize("machine", machines(), ids=machine_id)
def test_each_machine_gets_one_accepted_version_of_what_it_needs(
    nom: str, machine: dict[str, str]
) -> None:
    served = [pin for pin, _ in pins(nom) if applies(pin, machine)]
    versions = {pin.name: str(pin.specifier).removeprefix("==") for pin in served}
    assert len(versions) == len(served), "two versions of one package"
    for exigence in declared(nom):
        if applies(exigence, machine):
            pinned = versions[canonicalize_name(exigence.name)]
            assert exigence.specifier.contains(pinned), f"{exigence} refuses {pinned}"


@pytest.mark.parametrize("machine", machines(), ids=machine_id)
def test_tests_run_on_the_versions_that_users_get(machine: dict[str, str]) -> None:
    developpement, execution = (
        {
            (pin.name, str(pin.specifier), hashes)
            for pin, hashes in pins(nom)
            if applies(pin, machine)
        }
        for nom in ("developpement", "execution")
    )
    assert execution - developpement == set()


def test_compiled_packages_are_hashed_for_every_system() -> None:
    compiled = {"cffi", "cryptography", "lxml", "markupsafe", "pydantic-core", "sqlalchemy"}
    hashes = {pin.name: hashes for pin, hashes in pins("execution") if pin.name in compiled}
    assert hashes.keys() == compiled
    assert min(hashes.values()) >= 24, "4 versions of Python, 3 systems, 2 processors"


def test_installed_version_is_the_one_of_the_code() -> None:
    assert version(PROJET["project"]["name"]) == __version__


def test_wheel_holds_every_file_of_the_package(wheel: set[str]) -> None:
    files = {
        path.relative_to(RACINE).as_posix()
        for path in (RACINE / "sigma_cli").rglob("*")
        if path.is_file() and path.parent.name != "__pycache__" and not path.name.startswith(".")
    }
    assert "sigma_cli/py.typed" in files
    assert files - wheel == set()


def test_wheel_holds_the_pages_that_the_program_opens(wheel: set[str]) -> None:
    pages = {name.removeprefix("sigma_cli/pages/") for name in wheel if "/pages/" in name}
    assert {"guide.md", "installer.md", "reference.md", "donnees-personnelles.md"} <= pages
    assert {
        f"planification/{f.name}" for f in (RACINE / "docs" / "planification").iterdir()
    } <= pages


def test_wheel_holds_nothing_but_the_package_and_its_metadata(wheel: set[str]) -> None:
    dist_info = f"sigma_forpro-{__version__}.dist-info"
    assert {name.partition("/")[0] for name in wheel} == {"sigma_cli", dist_info}
    assert {f"{dist_info}/licenses/LICENSE", f"{dist_info}/entry_points.txt"} <= wheel
    assert [name for name in wheel if re.search(r"(^|/)(tests?|conftest|test_)", name)] == []
