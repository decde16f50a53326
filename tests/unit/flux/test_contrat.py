"""What every flux shares: names of files, reports."""

from datetime import UTC, datetime

import pytest

from sigma_cli.errors import InvalidInput
from sigma_cli.flux.contrat import Entete, Releve, ligne_sha256, nom_fichier


def test_a_file_is_named_after_its_flux_its_day_and_its_sequence() -> None:
    entete = Entete(sequence=42, produit_le=datetime(2020, 10, 2, 6, 0, tzinfo=UTC))
    assert nom_fichier("defi", "csv", entete) == "SIGMA_DEFI_20201002_000042.csv"


def test_the_day_is_the_one_of_paris() -> None:
    entete = Entete(sequence=1, produit_le=datetime(2020, 10, 1, 22, 30, tzinfo=UTC))
    assert nom_fichier("carif", "xml", entete) == "SIGMA_CARIF_20201002_000001.xml"


@pytest.mark.parametrize("sequence", [0, -1, 1_000_000])
def test_a_sequence_that_six_digits_cannot_hold_is_refused(sequence: int) -> None:
    entete = Entete(sequence=sequence, produit_le=datetime(2020, 10, 2, tzinfo=UTC))
    with pytest.raises(InvalidInput, match="séquence"):
        nom_fichier("defi", "csv", entete)


def test_the_last_sequence_still_has_a_name() -> None:
    entete = Entete(sequence=999_999, produit_le=datetime(2020, 10, 2, tzinfo=UTC))
    assert nom_fichier("defi", "csv", entete).endswith("_999999.csv")


def test_a_naive_instant_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="aware"):
        Entete(sequence=1, produit_le=datetime(2020, 10, 2))  # noqa: DTZ001 - what is refused


def test_a_report_counts_what_was_written() -> None:
    releve = Releve(emis=["P000001", "P000002"])
    assert releve.nb_lignes == 2


def test_the_sum_reads_as_sha256sum_writes_it() -> None:
    assert ligne_sha256("a.csv", "0" * 64) == b"0" * 64 + b"  a.csv\n"
