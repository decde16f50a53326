"""Identity as typed, and who acts when."""

from datetime import UTC, date, datetime

import pytest

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.identite import lire_civilite
from sigma_cli.errors import InvalidInput


@pytest.mark.parametrize("valeur", ["M.", "m", " Mr ", "MONSIEUR"])
def test_civilite_of_a_man(valeur: str) -> None:
    assert lire_civilite(valeur, "--civilite") == "M."


@pytest.mark.parametrize("valeur", ["Mme", "madame", "Mlle", "MADEMOISELLE"])
def test_civilite_of_a_woman(valeur: str) -> None:
    assert lire_civilite(valeur, "--civilite") == "Mme"


@pytest.mark.parametrize("valeur", ["", "X", "M. Martin", "Dr"])
def test_another_civilite_is_refused_without_being_repeated(valeur: str) -> None:
    with pytest.raises(InvalidInput) as info:
        lire_civilite(valeur, "--civilite")
    assert info.value.message == "--civilite : écrire M. ou Mme."


@pytest.mark.parametrize(
    ("instant", "jour"),
    [
        (datetime(2020, 10, 5, 21, 59, tzinfo=UTC), date(2020, 10, 5)),
        (datetime(2020, 10, 5, 22, 0, tzinfo=UTC), date(2020, 10, 6)),
        (datetime(2020, 12, 31, 23, 0, tzinfo=UTC), date(2021, 1, 1)),
    ],
)
def test_today_is_the_date_in_paris(instant: datetime, jour: date) -> None:
    assert Acte(agent="testeur", le=instant).jour == jour
