"""Check a formation against `schema.xsd` and say in French what is wrong, field by field."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Protocol, cast

from lxml import etree

from sigma_cli.flux.carif.champs import Champ, champ_de
from sigma_cli.flux.carif.textes import nombre
from sigma_cli.formats.xml import Element

_ACTION: Final = re.compile(r"/formation/action(?:\[(\d+)\])?(?:/|$)")
_BORNE: Final = re.compile(r"'(\d+)'\)?\.$")
_VALEUR_MAX: Final = 40  # characters of a wrong value quoted in a message


class _Erreur(Protocol):
    """What lxml tells of an error; its stubs leave the log empty."""

    path: str
    type_name: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Faute:
    """One wrong field. `rang` is the place of the session, from 0; None touches them all."""

    rang: int | None
    champ: Champ
    raison: str


def check(formation: Element) -> tuple[Faute, ...]:
    """Return what keeps the formation from leaving, each field once; nothing when it may leave."""
    schema = _schema()
    if schema.validate(formation):
        return ()
    return tuple(dict.fromkeys(_fautes(formation, schema)))


@cache
def _schema() -> etree.XMLSchema:
    """Compile the schema on first use: a run that sends nothing never pays for it."""
    with files("sigma_cli.flux.carif").joinpath("schema.xsd").open("rb") as fichier:
        return etree.XMLSchema(etree.parse(fichier))


def _fautes(formation: Element, schema: etree.XMLSchema) -> Iterator[Faute]:
    """Keep the first error of each element: an empty one fails on length, then on pattern."""
    vus: set[str] = set()
    for erreur in cast("Iterable[_Erreur]", schema.error_log):
        if erreur.path not in vus:
            vus.add(erreur.path)
            valeur = cast("str", formation.xpath(f"string({erreur.path})"))
            yield Faute(
                rang=_rang(erreur.path),
                champ=champ_de(erreur.path),
                raison=_raison(valeur, erreur),
            )


def _rang(chemin: str) -> int | None:
    trouve = _ACTION.match(chemin)
    return None if trouve is None else int(trouve[1] or 1) - 1


def _raison(valeur: str, erreur: _Erreur) -> str:
    """Say what is wrong with the value the error points at."""
    if not valeur:
        return "absent"
    # libxml2 quotes the limit last, and its messages are never translated
    borne = _BORNE.search(erreur.message)
    if borne and erreur.type_name == "SCHEMAV_CVC_MAXLENGTH_VALID":
        return f"{nombre(len(valeur))} caractères, {nombre(int(borne[1]))} au plus"
    if borne and erreur.type_name == "SCHEMAV_CVC_MAXINCLUSIVE_VALID":
        return f"{nombre(int(valeur))}, {nombre(int(borne[1]))} au plus"
    return f"valeur non admise : « {valeur[:_VALEUR_MAX]} »"
