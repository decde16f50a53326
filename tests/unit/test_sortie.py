"""Sheets and lists, as people and scripts read them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from sigma_cli.commands.cadre import sortie
from sigma_cli.domain.acte import Avertissement


@dataclass(frozen=True, slots=True, kw_only=True)
class Reunion:
    date: date
    lieu: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche:
    session: str
    places: int
    ouverte: bool
    motif: str | None
    reunions: list[Reunion]
    avertissements: list[Avertissement]


FICHE = Fiche(
    session="20F0011_03/01",
    places=0,
    ouverte=False,
    motif=None,
    reunions=[
        Reunion(date=date(2020, 10, 12), lieu="Salle B"),
        Reunion(date=date(2020, 10, 19), lieu=None),
    ],
    avertissements=[Avertissement(regle="SES-05", message="surréservation.")],
)
TITRES = {
    "session": "Session",
    "places": "Places",
    "ouverte": "Ouverte",
    "motif": "Motif",
    "reunions": "Réunions",
}
Captured = pytest.CaptureFixture[str]


def test_a_sheet_skips_what_is_empty_and_keeps_0_and_no(capsys: Captured) -> None:
    sortie.sheet(FICHE, TITRES, as_json=False)
    sorties = capsys.readouterr()
    assert sorties.out.splitlines() == [
        "Session  : 20F0011_03/01",
        "Places   : 0",
        "Ouverte  : non",
        "Réunions : 12/10/2020 Salle B, 19/10/2020",
    ]
    assert sorties.err == "attention : surréservation. (SES-05)\n"


def test_a_sheet_in_json_has_every_field(capsys: Captured) -> None:
    sortie.sheet(FICHE, TITRES, as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["motif"] is None
    assert document["reunions"][1] == {"date": "2020-10-19", "lieu": None}
    assert document["avertissements"] == [{"regle": "SES-05", "message": "surréservation."}]


@pytest.mark.parametrize(("as_json", "suite"), [(False, "Ensuite : x"), (True, None)])
def test_the_next_step_is_told_to_people_only(
    capsys: Captured, as_json: bool, suite: str | None
) -> None:
    sortie.conclude(FICHE, "Fait.", as_json=as_json, suite="Ensuite : x")
    sorties = capsys.readouterr()
    assert ("Ensuite : x" in sorties.err) is bool(suite)
    assert (sorties.out == "Fait.\n") is not as_json


def test_a_document_is_said_or_written(capsys: Captured) -> None:
    sortie.say({"base": "b"}, "Base créée.", as_json=False)
    sortie.say({"base": "b"}, "Base créée.", as_json=True)
    assert capsys.readouterr().out == 'Base créée.\n{"base": "b"}\n'


@pytest.mark.parametrize("nombre", [0, 1, 3])
def test_q8_05_a_list_ends_with_its_size(capsys: Captured, nombre: int) -> None:
    def rows() -> Iterator[Fiche]:
        yield from [FICHE] * nombre

    sortie.listing(rows(), {"session": "Session", "places": "Places"}, as_json=False)
    sorties = capsys.readouterr()
    assert sorties.out.splitlines()[-1] == f"Nombre de résultats : {nombre}"
    assert sorties.out.count("20F0011_03/01") == nombre
    sortie.listing(rows(), TITRES, as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert (document["nombre"], len(document["resultats"])) == (nombre, nombre)
