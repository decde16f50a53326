"""Flux region: a bundle in, JSON out; one element of a list a line."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from sigma_cli.domain.consolidation.lots import Lot, to_document
from sigma_cli.flux.contrat import Entete, PorteeRetenue, Releve, Retenu

_LISTES: Final = ("actions", "sessions", "parcours", "taches_en_retard", "controles")


def build(entete: Entete, lot: Lot | None, releve: Releve) -> Iterator[bytes]:
    """Yield the file; no block when there is nothing to tell, or nobody to tell it of."""
    if lot is None:
        return
    if not lot.etablissement.uai:
        releve.retenus.append(without_uai())
        return
    releve.comptees = 1
    yield serialise(replace(lot, produit_le=entete.heure_paris))


def serialise(lot: Lot) -> bytes:
    """Return the bytes of a bundle: the same for the same bundle."""
    document = to_document(lot)
    tete = {nom: valeur for nom, valeur in document.items() if nom not in _LISTES}
    parties = [f"{_json(nom)}: {_json(valeur)}" for nom, valeur in tete.items()]
    parties += [f"{_json(nom)}: [{_lines(document[nom])}]" for nom in _LISTES]
    return ("{\n" + ",\n".join(parties) + "\n}\n").encode()


def without_uai() -> Retenu:
    """Say that the Région tells établissements apart by their UAI."""
    return Retenu(
        objet="Établissement",
        champ="UAI",
        raison="la Région reconnaît chaque établissement à son UAI, et il manque",
        a_faire="« sigma etablissement set --uai ».",
        regle="REG-02",
        portee=PorteeRetenue.ETABLISSEMENT,
    )


def _lines(elements: list[Any]) -> str:
    return "".join(f"{',' if rang else ''}\n{_json(un)}" for rang, un in enumerate(elements))


def _json(valeur: object) -> str:
    return json.dumps(valeur, ensure_ascii=False)
