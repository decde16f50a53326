"""A slice of `python -m tests.integration.fautes`: faults of the disk under each operation."""

from pathlib import Path

from tests.integration.fautes.balayage import FAUTES, OPERATIONS, sweep, table
from tests.integration.fautes.couche import a_layer


@a_layer
def test_bas_01_nothing_is_lost_left_behind_or_told_wrongly(tmp_path: Path) -> None:
    resultats = sweep(tmp_path, points=len(OPERATIONS) * len(FAUTES), en_croix=True)
    assert not any(resultat.defauts for resultat in resultats), table(resultats)
