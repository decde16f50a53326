"""What a LHEO 2.3 document may hold, told in our words: order, counts, lengths and codes of its elements.

`structure.txt` has a line per element, under the one that holds it: how many times, then what: a
`texte` of so many characters, a `nombre`, a `jour`, one `code` of a list, or a `suite` of other
elements. The official schemas say more (attributes, blocks of the law); they are used too where they lie
in a folder beside this tree.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

import pytest
from lxml import etree

STRUCTURE: Final = Path(__file__).with_name("structure.txt")
OFFICIELS: Final = Path(__file__).parents[3] / "shared" / "lheo"
SCHEMAS: Final = (STRUCTURE.name, "lheo-2.3.xsd", "lheo-2.3-strict.xsd")
_LIGNE: Final = re.compile(r"  (\S+) (\d+)\.\.(\d+|n) (\S+)(?: (\S+))?")
_LIBRE: Final = "extras"  # what each tool adds for itself


class Schema(Protocol):
    """What tells whether a document is LHEO."""

    def assertValid(self, document: Any) -> None: ...  # noqa: N802 - the name that lxml gives


class Regle(NamedTuple):
    """What stands in a parent: the bounds of its count, and what it holds."""

    nom: str
    au_moins: int
    au_plus: int | None
    genre: str
    borne: str


def open_schema(nom: str) -> Schema:
    """Return a schema of SCHEMAS; skip the test when it is an official one that is not there."""
    if nom == STRUCTURE.name:
        return Structure()
    if not (OFFICIELS / nom).exists():
        pytest.skip(f"official schema not beside this tree: {nom}")
    return etree.XMLSchema(etree.parse(OFFICIELS / nom))


@cache
def rules() -> dict[str, tuple[Regle, ...]]:
    """Return what each element may hold, in order."""
    trouvees: dict[str, list[Regle]] = {}
    siennes: list[Regle] = []
    for ligne in STRUCTURE.read_text("utf-8").splitlines():
        if not ligne.startswith(" "):
            siennes = trouvees.setdefault(ligne, [])
            continue
        nom, au_moins, au_plus, genre, borne = _LIGNE.fullmatch(ligne).groups()  # type: ignore[union-attr]  # a line that does not fit fails the test
        plafond = None if au_plus == "n" else int(au_plus)
        siennes.append(Regle(nom, int(au_moins), plafond, genre, borne or ""))
    return {parent: tuple(regles) for parent, regles in trouvees.items()}


class Structure:
    """The facts of `structure.txt`."""

    def assertValid(self, document: Any) -> None:  # noqa: N802 - the name that lxml gives
        """Fail with what is wrong, one line a fault."""
        racine = document.getroot() if hasattr(document, "getroot") else document
        fautes = [] if _name(racine) == "lheo" else ["the root is not lheo"]
        fautes += _faults(racine)
        assert fautes == []


def _faults(parent: Any) -> Iterator[str]:
    regles = rules()[_name(parent)]
    rangs = {regle.nom: rang for rang, regle in enumerate(regles)}
    enfants = [enfant for enfant in parent if _name(enfant) != _LIBRE]
    noms = [_name(enfant) for enfant in enfants]
    connus = [nom for nom in noms if nom in rangs]
    if noms != connus or connus != sorted(connus, key=rangs.__getitem__):
        yield f"{_name(parent)} holds {noms}"
    for regle in regles:
        nombre = noms.count(regle.nom)
        if nombre < regle.au_moins or (regle.au_plus is not None and nombre > regle.au_plus):
            yield f"{_name(parent)} holds {nombre} {regle.nom}"
    for enfant in enfants:
        if _name(enfant) in rangs:
            yield from _child(regles[rangs[_name(enfant)]], enfant)


def _child(regle: Regle, enfant: Any) -> Iterator[str]:
    if regle.genre == "suite":
        yield from _faults(enfant)
    elif len(enfant) or not _fits(regle, enfant.text or ""):
        yield f"{regle.nom} is {(enfant.text or '')[:40]!r}"


def _fits(regle: Regle, texte: str) -> bool:
    if regle.genre == "code":
        return texte in regle.borne.split("|")
    if regle.genre == "jour":
        return re.fullmatch(r"\d{8}", texte) is not None
    bas, haut = map(int, regle.borne.split("-"))
    if regle.genre == "nombre":
        return texte.isdecimal() and bas <= int(texte) <= haut
    return bas <= len(texte) <= haut


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)
