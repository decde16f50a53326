"""The folded texts under which objects are found; the levels that a correction leaves."""

import pytest

from sigma_cli.domain.offre.composantes import check_levels_kept, composante_key, session_key
from sigma_cli.errors import RuleViolation


def test_q8_05_keys_hold_numbers_titles_communes_and_sites_folded() -> None:
    assert composante_key("20F0011_03", "Médiation", "93541") == "20f0011 03 mediation 93541"
    cle = session_key("20F0011_03/01", "Médiation", "93541", "SÈTE", "L’Université")
    assert cle == "20f0011 03/01 mediation 93541 sete l universite"


def test_q3_02_levels_are_kept() -> None:
    check_levels_kept("20F0011_03", avant=["5", "6"], apres=["5", "6"])
    with pytest.raises(RuleViolation, match="entrée 5, sortie 6") as info:
        check_levels_kept("20F0011_03", avant=["5", "6"], apres=["5", "7"])
    assert info.value.regle == "Q3-02"
