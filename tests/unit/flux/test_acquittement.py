"""The answer of a receiver, as it is read; and the schema that describes it."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from sigma_cli.errors import InvalidInput
from sigma_cli.flux import acquittement
from sigma_cli.flux.acquittement import COLONNES, MOTIF_MAX

NOM = "SIGMA_DEFI_20201006_000001.csv"
TITRES = "fichier;ligne;etat;motif"
SCHEMA = json.loads(files("sigma_cli.flux").joinpath("acquittement.json").read_text("utf-8"))


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    return tmp_path / "accuse.csv"


def write(fichier: Path, *lignes: str, titres: str = TITRES, fin: str = "\r\n") -> Path:
    fichier.write_text("".join(f"{ligne}{fin}" for ligne in (titres, *lignes)), "utf-8")
    return fichier


def refusal(fichier: Path) -> str:
    with pytest.raises(InvalidInput) as refus:
        acquittement.read(fichier)
    return refus.value.message


def test_lines_are_accepted_or_refused_with_the_reason(fichier: Path) -> None:
    write(fichier, f"{NOM};1;ACCEPTE;", f"{NOM};2;REJETE;date de naissance absente")
    accuse = acquittement.read(fichier)
    assert (accuse.fichier, accuse.entier, accuse.refus_entier) == (NOM, False, None)
    assert accuse.refus == {1: None, 2: "date de naissance absente"}


@pytest.mark.parametrize(
    ("etat", "motif", "attendu"),
    [
        ("ACCEPTE", "", None),
        ("accepté", "peu importe", None),
        ("REJETE", "format", "format"),
        ("Rejetée", "", "motif non donné"),
    ],
)
def test_a_whole_file_is_accepted_or_refused(
    fichier: Path, etat: str, motif: str, attendu: str | None
) -> None:
    accuse = acquittement.read(write(fichier, f"{NOM};;{etat};{motif}"))
    assert (accuse.entier, accuse.refus_entier, accuse.refus) == (True, attendu, {})


def test_columns_may_come_in_any_order_with_others(fichier: Path) -> None:
    write(fichier, f"x;REJETE;1;{NOM};doublon", titres="Lot;État;Ligne;Fichier;Motif")
    assert acquittement.read(fichier).refus == {1: "doublon"}


def test_nir_12_a_reason_that_holds_a_number_is_not_kept(fichier: Path) -> None:
    accuse = acquittement.read(write(fichier, f"{NOM};1;REJETE;NIR 1 85 05 78 006 084 36 inconnu"))
    assert "84" not in str(accuse.refus[1])
    assert "numéro" in str(accuse.refus[1])


def test_a_reason_is_cleaned_and_cut(fichier: Path) -> None:
    accuse = acquittement.read(write(fichier, f"{NOM};1;REJETE;a\u200b  b{'x' * 600}"))
    motif = accuse.refus[1]
    assert motif is not None
    assert motif.startswith("a bx")
    assert len(motif) == MOTIF_MAX


@pytest.mark.parametrize(
    ("lignes", "attendu"),
    [
        ([f"{NOM};1;PEUT-ETRE;"], "ligne 2, etat"),
        ([f"{NOM};0;ACCEPTE;"], "ligne 2, ligne"),
        ([f"{NOM};-1;ACCEPTE;"], "ligne 2, ligne"),
        ([f"{NOM};x;ACCEPTE;"], "ligne 2, ligne"),
        ([f"{NOM};²;ACCEPTE;"], "ligne 2, ligne"),
        ([f"{NOM};{'9' * 400};ACCEPTE;"], "ligne 2, ligne"),
        ([f"{NOM};1;ACCEPTE;", f"{NOM};1;REJETE;x"], "ligne 3 : la ligne 1 du fichier a déjà"),
        ([f"{NOM};;ACCEPTE;", f"{NOM};1;ACCEPTE;"], "va seule"),
        ([f"{NOM};1;ACCEPTE;", "autre.csv;2;ACCEPTE;"], "un accusé répond d’un seul fichier"),
        ([], "le fichier est coupé"),
    ],
)
def test_another_form_is_refused_naming_the_line(
    fichier: Path, lignes: list[str], attendu: str
) -> None:
    assert attendu in refusal(write(fichier, *lignes))


def test_a_file_cut_in_a_line_is_seen(fichier: Path) -> None:
    entier = write(fichier, f"{NOM};1;ACCEPTE;", f"{NOM};2;REJETE;nom inconnu").read_bytes()
    fichier.write_bytes(entier[:-5])
    assert "coupé" in refusal(fichier)


@pytest.mark.parametrize("titres", ["fichier;ligne;etat", "a;b;c;d"])
def test_a_missing_column_is_named(fichier: Path, titres: str) -> None:
    assert "motif" in refusal(write(fichier, "1;2;3;4", titres=titres))


def test_an_absent_or_empty_file_is_told(fichier: Path) -> None:
    assert "n’existe pas" in refusal(fichier)
    fichier.touch()
    assert "vide" in refusal(fichier)


def test_the_schema_names_the_columns_that_are_read() -> None:
    assert [champ["name"] for champ in SCHEMA["fields"]] == list(COLONNES)
    assert all(champ["description"].endswith(".") for champ in SCHEMA["fields"])
