"""The order of the candidates comes from the numbers given, and from nothing else of the persons."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from sigma_cli.domain.places.criteres import Critere
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.statuts import Sens
from sigma_cli.services.places.campagne import campagnes
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.engine import make_engine
from tests.integration.test_places_histoires import ACTE, fill

CRITERES = [
    Critere(rang=1, nom="Revenu", sens=Sens.CROISSANT),
    Critere(rang=2, nom="Charges", sens=Sens.DECROISSANT),
]
CANDIDATS = 4
NOTES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=CANDIDATS, max_size=CANDIDATS
)
DRAPEAUX = st.lists(st.booleans(), min_size=CANDIDATS, max_size=CANDIDATS)


@pytest.fixture
def appel(base_neuve: Path) -> Iterator[Session]:
    """A campagne of four candidates, never committed."""
    engine = make_engine(Adresse.parse(str(base_neuve)).url, ecriture=True)
    with Session(engine, expire_on_commit=False) as db:
        fill(db)
        campagnes.add(db, ACTE, "20F0011", intitule="x", criteres=CRITERES, candidats=[])
        yield db
        db.rollback()
    engine.dispose()


def order(db: Session) -> list[tuple[str, int | None, bool]]:
    fiche = campagnes.show(db, 1)
    return [(candidat.parcours, candidat.rang, candidat.ex_aequo) for candidat in fiche.candidats]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(NOTES, DRAPEAUX, DRAPEAUX)
def test_q9_03_flipping_the_rqth_of_anyone_never_changes_an_order(
    appel: Session, notes: list[tuple[int, int]], avant: list[bool], apres: list[bool]
) -> None:
    parcours = appel.exec(select(Parcours).order_by(col(Parcours.id)).limit(CANDIDATS)).all()
    for un, (revenu, charges) in zip(parcours, notes, strict=True):
        campagnes.rate(appel, ACTE, 1, un.id, [f"1={revenu}", f"2={charges}"])
    vus = []
    for drapeaux in (avant, apres):
        for un, rqth in zip(parcours, drapeaux, strict=True):
            un.rqth = rqth
            appel.add(un)
        vus.append(order(appel))
    assert vus[0] == vus[1]
    cles = {f"P{rang:06d}": (revenu, -charges) for rang, (revenu, charges) in enumerate(notes, 1)}
    assert [cles[ref] for ref, _, _ in vus[0]] == sorted(cles.values())
