"""The root holds what a visitor expects, and no key lies anywhere in the tree."""

import base64
import re
import subprocess
from pathlib import Path

import pytest

from sigma_cli.store.coffre import TAILLE

RACINE = Path(__file__).parents[2]
ATTENDUS = frozenset(
    {
        *(".editorconfig", ".gitattributes", ".gitignore", ".pre-commit-config.yaml"),
        *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "SECURITY.md"),
        *("pyproject.toml", ".ci", "benchmarks", "docs", "requirements", "scripts"),
        *("sigma_cli", "tests"),
    }
)
JETON = re.compile(rb"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{43}=(?!=)")


def kept() -> list[Path]:
    """Return what git keeps or would keep, by path from the root."""
    fichiers = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=RACINE,
        capture_output=True,
        check=False,
    )
    if fichiers.returncode:
        pytest.skip("this tree is no git checkout")
    noms = fichiers.stdout.decode().split("\0")
    return [Path(nom) for nom in noms if nom and (RACINE / nom).is_file()]


def strangers(chemins: list[Path]) -> set[str]:
    """Return the names at the root that nobody expects there."""
    return {chemin.parts[0] for chemin in chemins} - ATTENDUS


def holds_a_key(contenu: bytes) -> bool:
    """Tell whether some bytes are a key of the numbers, or hold one as `SIGMA_CLE` reads it."""
    if len(contenu) == TAILLE:
        return True
    texte = contenu.replace(b"\0", b"")  # a Windows editor may write UTF-16
    jetons = (base64.urlsafe_b64decode(mot.translate(_URL)) for mot in JETON.findall(texte))
    return any(len(jeton) == TAILLE for jeton in jetons)


_URL = bytes.maketrans(b"+/", b"-_")


def test_the_root_holds_what_is_expected() -> None:
    assert strangers(kept()) == set()


def test_a_file_left_at_the_root_is_seen() -> None:
    assert strangers([Path("README.md"), Path("essai.toml")]) == {"essai.toml"}


def test_no_file_of_the_tree_holds_a_key() -> None:
    assert [nom for nom in kept() if holds_a_key((RACINE / nom).read_bytes())] == []


@pytest.mark.parametrize("codec", ["ascii", "utf-16"])
@pytest.mark.parametrize("octets", [bytes(range(200, 200 + TAILLE)), b"\xff" * TAILLE])
def test_a_key_is_seen_however_it_is_written(octets: bytes, codec: str) -> None:
    ordinaire, adresse = base64.b64encode(octets), base64.urlsafe_b64encode(octets)
    for ecrit in (ordinaire, adresse):
        assert holds_a_key(f"SIGMA_CLE={ecrit.decode()}\n".encode(codec))
    assert holds_a_key(octets)
    assert not holds_a_key(base64.b64encode(octets[:-1]))
