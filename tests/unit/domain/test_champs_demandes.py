"""What a request names is known by a French name, whatever may be asked."""

from sigma_cli.commands.offre.composante import LECTURES as COMPOSANTE
from sigma_cli.commands.offre.session import LECTURES as SESSION
from sigma_cli.domain.region.champs_demandes import DATES, LIBELLES, change


def test_every_field_that_may_be_asked_has_a_french_name() -> None:
    demandables = {lecture.champ for table in (COMPOSANTE, SESSION) for lecture in table.values()}
    assert demandables == LIBELLES.keys()
    assert demandables >= DATES
    assert not any("_" in nom for nom in LIBELLES.values())


def test_a_change_is_said_as_people_read_it() -> None:
    assert change("rythme", None, "soir") == "rythme : (vide) → soir"
    assert change("date_fin", "2020-11-02", "2020-11-16") == "date de fin : 02/11/2020 → 16/11/2020"
    assert change("places", 10, 0) == "places : 10 → 0"
    assert change("sigle inconnu", None, None) == "sigle inconnu"
