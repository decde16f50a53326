"""The published Table Schemas, held against our files by the reference implementation."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.unit.flux.offres import GOLDEN

RACINE: Final = Path(__file__).parents[3]
FLUX: Final = RACINE / "sigma_cli" / "flux"
SCHEMAS: Final = {
    "defi": FLUX / "defi" / "schema.json",
    "agora": FLUX / "agora" / "schema.json",
    "acquittement": FLUX / "acquittement.json",
}
ENVOYES: Final = {
    "defi": GOLDEN / "defi" / "trois_parcours.csv",
    "agora": GOLDEN / "agora" / "trois_lignes.csv",
}
ACCUSE: Final = (
    "fichier;ligne;etat;motif\r\n"
    "SIGMA_DEFI_20201006_000001.csv;1;ACCEPTE;\r\n"
    "SIGMA_DEFI_20201006_000001.csv;2;REJETE;date de naissance absente\r\n"
)


Fautes = list[list[Any]]
# In a process of its own: frictionless raises the limit of `csv` for the whole process it is in.
VALIDER: Final = """
import json, sys
from frictionless import Dialect, Resource, Schema, formats, system

def errors(schema, fichier):
    dialect = Dialect(controls=[formats.CsvControl(delimiter=";")])
    ressource = Resource(
        path=fichier, schema=Schema.from_descriptor(schema), dialect=dialect, encoding="utf-8"
    )
    return ressource.validate().flatten(["type", "rowNumber", "fieldName"])

with system.use_context(trusted=True):
    json.dump([errors(*cas) for cas in json.load(sys.stdin)], sys.stdout)
"""


@dataclass(frozen=True)
class Cas:
    """A file, the schema it is held against, and what must be found: kind, line, column."""

    code: str
    contenu: bytes
    fautes: tuple[tuple[Any, ...], ...] = ()


def wrong(code: str, avant: str, apres: str, *faute: Any) -> Cas:
    """Return a right file with one thing changed in it."""
    texte = ENVOYES[code].read_bytes().decode()
    return Cas(code, texte.replace(avant, apres, 1).encode(), (faute,))


CAS: Final = {
    "defi": Cas("defi", ENVOYES["defi"].read_bytes()),
    "agora": Cas("agora", ENVOYES["agora"].read_bytes()),
    "accusé": Cas("acquittement", ACCUSE.encode()),
    "accusé faux": Cas(
        "acquittement",
        ACCUSE.replace("ACCEPTE", "OUI").replace(";2;", ";0;").encode(),
        (("constraint-error", 2, "etat"), ("constraint-error", 3, "ligne")),
    ),
    "parcours": wrong("defi", "P000001;", "X1;", "constraint-error", 2, "parcours"),
    "nir": wrong("defi", "185057800608436", "12", "constraint-error", 2, "nir"),
    "date": wrong("defi", "2020-09-07", "07/09/2020", "type-error", 2, "date_entree"),
    "type": wrong("defi", "REGION", "AUTRE", "constraint-error", 2, "type_remuneration"),
    "événement": wrong("agora", "ENTREE", "ARRIVEE", "constraint-error", 2, "evenement"),
    "nia": wrong("agora", "185057800608436", "395049935200167", "constraint-error", 2, "nir"),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Fautes]:
    """What the reference implementation finds in each file, asked once for all."""
    dossier = tmp_path_factory.mktemp("cas")
    demandes = []
    for rang, cas in enumerate(CAS.values()):
        (dossier / f"{rang}.csv").write_bytes(cas.contenu)
        demandes.append([str(SCHEMAS[cas.code]), str(dossier / f"{rang}.csv")])
    fini = subprocess.run(
        [sys.executable, "-W", "error", "-c", VALIDER],
        input=json.dumps(demandes),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return dict(zip(CAS, json.loads(fini.stdout), strict=True))


@pytest.mark.parametrize("nom", CAS)
def test_what_is_sent_keeps_its_schema_and_nothing_else_does(
    nom: str, verdicts: dict[str, Fautes]
) -> None:
    assert verdicts[nom] == [list(faute) for faute in CAS[nom].fautes]


@pytest.mark.parametrize("code", SCHEMAS)
def test_the_published_schema_is_the_one_of_the_program(code: str) -> None:
    publie = RACINE / "docs" / "flux" / f"{code}.schema.json"
    assert publie.read_bytes() == SCHEMAS[code].read_bytes()


def test_the_page_of_the_flux_names_every_column() -> None:
    page = (RACINE / "docs" / "flux" / "README.md").read_text("utf-8")
    for code, fichier in SCHEMAS.items():
        noms = [champ["name"] for champ in json.loads(fichier.read_text("utf-8"))["fields"]]
        absents = [nom for nom in noms if not re.search(rf"`{nom}`", page)]
        assert absents == [], code
