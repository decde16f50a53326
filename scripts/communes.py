#!/usr/bin/env python3
"""Make `sigma_cli/referentiels/tables/communes.zip` from the official geographic code.

    python scripts/communes.py communes.json

`communes.json` is the one of the npm package `@etalab/decoupage-administratif` (`npm pack`, then
`package/data/communes.json` in the archive). The zip holds one TSV per département, sorted by code:
a look-up unpacks one of them. Same input, same bytes, with the same zlib.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

CIBLE: Final = Path(__file__).parents[1] / "sigma_cli/referentiels/tables/communes.zip"
TITRES: Final = ("code", "libelle", "codes_postaux", "actuelle")
VIVANTES: Final = {"commune-actuelle", "arrondissement-municipal"}

Ligne = tuple[str, str, str, str]


def departement(code: str) -> str:
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def lignes(communes: Iterable[Mapping[str, Any]]) -> dict[str, Ligne]:
    """Return one row per code ever used: `actuelle` is the commune it is part of now."""
    toutes: dict[str, Ligne] = {}
    actuelles = []
    for commune in communes:
        code, nom = commune["code"], commune["nom"]
        if commune["type"] in VIVANTES:
            postaux = " ".join(sorted(commune.get("codesPostaux", ())))
            actuelles.append((commune, (code, nom, postaux, "")))
        else:  # déléguée or associée: its code is the one of before the merger
            toutes[code] = (code, nom, "", commune["chefLieu"])
    for commune, ligne in actuelles:
        for ancien in commune.get("anciensCodes", ()):
            toutes.setdefault(ancien, (ancien, commune["nom"], "", commune["code"]))
        toutes[ligne[0]] = ligne
    return toutes


def write(toutes: Mapping[str, Ligne], cible: Path) -> None:
    blocs: dict[str, list[Ligne]] = defaultdict(list)
    for code in sorted(toutes):
        blocs[departement(code)].append(toutes[code])
    with ZipFile(cible, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for nom, bloc in sorted(blocs.items()):
            texte = "".join("\t".join(ligne) + "\n" for ligne in (TITRES, *bloc))
            entree = ZipInfo(f"{nom}.tsv")  # dated 1980: nothing of the day it is made
            entree.compress_type = ZIP_DEFLATED
            archive.writestr(entree, texte.encode(), compresslevel=9)


def main(source: str) -> None:
    ecrites = lignes(json.loads(Path(source).read_text("utf-8")))
    write(ecrites, CIBLE)
    sys.stdout.write(f"{CIBLE} : {len(ecrites)} codes, {CIBLE.stat().st_size} octets\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
