"""The chain of the journal: nothing in it changes unseen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.base.chaine import GENESE, Maillon, first_broken, seal
from sigma_cli.domain.dates import PARIS

DEBUT = datetime(2020, 10, 6, 7, 0, tzinfo=UTC)
TEXTES = st.lists(st.text(max_size=8), min_size=1, max_size=6)


def chain(textes: list[str]) -> list[Maillon]:
    maillons: list[Maillon] = []
    precedente = GENESE
    for rang, texte in enumerate(textes, start=1):
        maillon = Maillon(
            id=rang,
            le=DEBUT + timedelta(minutes=rang),
            agent="testeur",
            operation="session.set",
            objet=texte,
            avant="{}",
            apres="{}",
            empreinte_precedente=precedente,
        )
        maillons.append(replace(maillon, empreinte=seal(maillon)))
        precedente = maillons[-1].empreinte
    return maillons


@given(TEXTES)
def test_a_chain_left_alone_is_whole(textes: list[str]) -> None:
    assert first_broken(chain(textes)) is None
    assert first_broken([]) is None


ALTERED: dict[str, Any] = {
    "id": 99,
    "le": DEBUT,
    "agent": "autre",
    "operation": "autre",
    "objet": "un autre objet",
    "avant": '{"places": 1}',
    "apres": '{"places": 2}',
    "empreinte_precedente": "f" * 64,
    "empreinte": "f" * 64,
}


@pytest.mark.parametrize("champ", ALTERED)
@given(textes=TEXTES, choix=st.integers(0, 5))
def test_an_altered_line_is_seen(champ: str, textes: list[str], choix: int) -> None:
    maillons = chain(textes)
    rang = choix % len(maillons)
    maillons[rang] = replace(maillons[rang], **{champ: ALTERED[champ]})
    assert first_broken(maillons) == maillons[rang].id


@given(TEXTES, st.integers(0, 5))
def test_a_line_altered_and_sealed_again_breaks_the_next(textes: list[str], choix: int) -> None:
    maillons = chain([*textes, "fin"])
    rang = choix % (len(maillons) - 1)
    refait = replace(maillons[rang], apres='{"places": 2}')
    maillons[rang] = replace(refait, empreinte=seal(refait))
    assert first_broken(maillons) == maillons[rang + 1].id


@given(TEXTES, st.integers(0, 5))
def test_a_removed_line_breaks_the_next(textes: list[str], choix: int) -> None:
    maillons = chain([*textes, "fin"])
    rang = choix % (len(maillons) - 1)
    del maillons[rang]
    assert first_broken(maillons) == maillons[rang].id


@given(TEXTES, st.integers(0, 5), st.integers(0, 5))
def test_swapped_lines_are_seen(textes: list[str], une: int, autre: int) -> None:
    maillons = chain([*textes, "fin"])
    une, autre = sorted((une % len(maillons), autre % len(maillons)))
    maillons[une], maillons[autre] = maillons[autre], maillons[une]
    assert first_broken(maillons) == (maillons[une].id if une != autre else None)


def test_the_hash_does_not_depend_on_the_time_zone() -> None:
    (maillon,) = chain(["20F0011"])
    assert seal(replace(maillon, le=maillon.le.astimezone(PARIS))) == maillon.empreinte
