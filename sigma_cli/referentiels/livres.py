"""Tables shipped with the program: small ones read line by line, communes one département at a time.

Their dates and licences are in `tables/tables.toml` and `tables/NOTICE.txt`. None is read at start.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

COMMUNES: Final = "communes"
_DEPARTEMENTS: Final = "departements"
_OUTRE_MER: Final = ("97", "98")

Ligne = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Livre:
    """What is known of a shipped table; `le` is the date of its source, when it bears one."""

    nom: str
    titre: str
    le: date | None = None
    source: str
    licence: str


@cache
def catalogue() -> dict[str, Livre]:
    """Return the shipped tables by name."""
    import tomllib  # noqa: PLC0415 - for those who ask only

    donnees = tomllib.loads(_dossier().joinpath("tables.toml").read_text("utf-8"))
    return {nom: Livre(nom=nom, **valeurs) for nom, valeurs in donnees.items()}


def find(nom: str, code: str) -> Ligne | None:
    """Return the row of a code, or None. Raises KeyError for a table that is not shipped."""
    lignes = _communes_of(code) if nom == COMMUNES else rows(nom)
    return next((ligne for ligne in lignes if ligne["code"] == code), None)


def rows(nom: str) -> Iterator[Ligne]:
    """Yield a table in the order of its codes. Raises KeyError for a table that is not shipped."""
    if nom not in catalogue():
        raise KeyError(nom)
    if nom == COMMUNES:
        yield from _every_commune()
        return
    with _dossier().joinpath(f"{nom}.tsv").open(encoding="utf-8") as lignes:
        yield from _cells(lignes)


@cache
def region_of(departement: str) -> str | None:
    """Return the code of the région of a département since 2016; None when it has none."""
    ligne = find(_DEPARTEMENTS, departement)
    return ligne["region"] if ligne else None


def _dossier() -> Traversable:
    return files("sigma_cli.referentiels").joinpath("tables")


def _cells(lignes: Iterator[str]) -> Iterator[Ligne]:
    titres = next(lignes).rstrip("\n").split("\t")
    for ligne in lignes:
        yield dict(zip(titres, ligne.rstrip("\n").split("\t"), strict=True))


def _communes_of(code: str) -> Iterator[Ligne]:
    """Yield the communes of the département a code belongs to: one entry of the archive."""
    largeur = 3 if code.startswith(_OUTRE_MER) else 2
    return _every_commune(f"{code[:largeur]}.tsv")


def _every_commune(entree: str | None = None) -> Iterator[Ligne]:
    """Yield the communes of one entry of the archive or of all; none for an unknown entry."""
    import io  # noqa: PLC0415 - for those who ask only
    from zipfile import ZipFile  # noqa: PLC0415 - as above

    with _dossier().joinpath("communes.zip").open("rb") as flux, ZipFile(flux) as archive:
        for nom in archive.namelist():
            if entree in {None, nom}:
                with archive.open(nom) as bloc:
                    yield from _cells(io.TextIOWrapper(bloc, encoding="utf-8", newline="\n"))
