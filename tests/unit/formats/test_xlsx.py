"""XLSX: real types for a spreadsheet, and the same bytes twice."""

import errno
import io
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice, repeat
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.colonnes import Cellule, Colonne, Genre, Ligne, cell_text
from sigma_cli.formats.xlsx.ecriture import MAX_LIGNES, limit_rows, write_xlsx
from sigma_cli.formats.xml import legal_text
from tests.relecture import rows_of_xlsx

PRODUIT_LE = datetime(2026, 1, 31, 6, 30, 12, tzinfo=UTC)
COLONNES = [
    Colonne("N Action", "n_action", Genre.CODE, 10),
    Colonne("Intitulé", "intitule", largeur=40),
    Colonne("Places", "places", Genre.ENTIER),
    Colonne("Début", "debut", Genre.DATE),
    Colonne("Ouverte", "ouverte", Genre.BOOLEEN),
]
UNE: Ligne = ["01", "=1+1", 12, date(2020, 9, 7), True]


def written(lignes: Iterable[Ligne], produit_le: datetime = PRODUIT_LE) -> bytes:
    sortie = io.BytesIO()
    write_xlsx(sortie, COLONNES, lignes, titre_feuille="Composantes", produit_le=produit_le)
    return sortie.getvalue()


def opened(contenu: bytes) -> Any:
    return load_workbook(io.BytesIO(contenu)).worksheets[0]


def one_cell(rang: int, cellule: Cellule) -> Any:
    ligne: list[Cellule] = [None] * len(COLONNES)
    ligne[rang] = cellule
    return opened(written([ligne])).cell(2, rang + 1)


def test_header_filter_widths_and_title() -> None:
    feuille = opened(written([UNE, UNE]))
    assert [cellule.value for cellule in feuille[1]] == [colonne.titre for colonne in COLONNES]
    assert all(cellule.font.b for cellule in feuille[1])
    assert not feuille["A2"].font.b
    assert (feuille.title, feuille.freeze_panes, feuille.auto_filter.ref) == (
        "Composantes",
        "A2",
        "A1:E3",
    )
    assert [feuille.column_dimensions[lettre].width for lettre in "AB"] == [10, 40]


def test_q8_06_each_cell_has_its_type() -> None:
    cellules = opened(written([UNE]))[2]
    assert [cellule.data_type for cellule in cellules] == ["s", "s", "n", "d", "s"]
    assert cellules[3].number_format == "DD/MM/YYYY"
    assert [cellule.value for cellule in cellules] == [
        "01",
        "=1+1",
        12,
        datetime(2020, 9, 7),  # noqa: DTZ001 - openpyxl reads naive datetimes
        "oui",
    ]


@pytest.mark.parametrize("texte", ["=1+1", "=", "#N/A", "#REF!", "\x00=A1", "+1", "-", "@a", " a "])
def test_q8_06_text_is_never_a_formula_nor_an_error(texte: str) -> None:
    cellule = one_cell(1, texte)
    assert (cellule.data_type, cellule.value) == ("s", legal_text(texte))


@pytest.mark.parametrize(
    ("rang", "cellule", "texte"),
    [
        (0, 1004, "1004"),
        (1, date(2020, 9, 7), "07/09/2020"),
        (2, 10**15, "1000000000000000"),
        (2, True, "oui"),
        (2, "-", "-"),
        (3, date(1900, 2, 28), "28/02/1900"),
        (3, date(1, 1, 1), "01/01/0001"),
        (3, "inconnue", "inconnue"),
    ],
)
def test_what_excel_cannot_hold_is_text(rang: int, cellule: Cellule, texte: str) -> None:
    lue = one_cell(rang, cellule)
    assert (lue.data_type, lue.value) == ("s", texte)


def test_first_date_that_excel_counts_right() -> None:
    assert one_cell(3, date(1900, 3, 1)).data_type == "d"


@pytest.mark.parametrize("produit_le", [PRODUIT_LE, datetime(1970, 1, 1, tzinfo=UTC)])
def test_same_input_same_bytes(produit_le: datetime) -> None:
    ailleurs = produit_le.astimezone(timezone(timedelta(hours=2)))
    assert written([UNE], produit_le) == written([UNE], ailleurs)
    assert written([UNE], produit_le) != written([UNE], PRODUIT_LE + timedelta(hours=1))


def test_file_is_dated_by_its_production() -> None:
    contenu = written([UNE])
    proprietes = load_workbook(io.BytesIO(contenu)).properties
    assert proprietes.created == proprietes.modified == PRODUIT_LE.replace(tzinfo=None)
    with ZipFile(io.BytesIO(contenu)) as archive:
        assert {entree.date_time for entree in archive.infolist()} == {(2026, 1, 31, 6, 30, 12)}
        assert {entree.compress_type for entree in archive.infolist()} == {ZIP_DEFLATED}


@pytest.mark.parametrize("texte", ["é" * 32_768, "𝄞" * 16_384])
def test_text_too_long_names_its_column(texte: str, temp_folder: Path) -> None:
    with pytest.raises(InvalidInput, match="« Intitulé » : un texte dépasse 32767"):
        written([["a", texte, 1, None, None]])
    assert list(temp_folder.iterdir()) == []


@pytest.mark.parametrize("texte", ["é" * 32_767, "𝄞" * 16_383])
def test_longest_text_is_whole(texte: str) -> None:
    assert rows_of_xlsx(written([["a", texte, 1, None, None]]))[1][1] == texte


def test_more_rows_than_a_sheet_holds() -> None:
    lignes = limit_rows(repeat((), MAX_LIGNES + 1))
    assert sum(1 for _ in islice(lignes, MAX_LIGNES)) == MAX_LIGNES
    with pytest.raises(InvalidInput, match="choisir le format csv"):
        next(lignes)


@pytest.fixture
def temp_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_failing_source_leaves_no_temporary_file(temp_folder: Path) -> None:
    def lignes() -> Iterator[Ligne]:
        yield UNE
        assert list(temp_folder.iterdir()) == []
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        written(lignes())
    assert list(temp_folder.iterdir()) == []


def test_a_refusing_disk_leaves_no_temporary_file(temp_folder: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("/dev/full exists on Linux only")
    with Path("/dev/full").open("r+b", buffering=0) as plein, pytest.raises(OSError, match="28"):
        write_xlsx(plein, COLONNES, [UNE], titre_feuille="x", produit_le=PRODUIT_LE)
    assert list(temp_folder.iterdir()) == []


@contextmanager
def files_of_at_most(octets: int) -> Iterator[None]:
    """Let the system refuse larger files, as a full disk would."""
    resource = pytest.importorskip("resource", reason="POSIX only")
    avant = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, avant[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, avant)


def test_a_disk_that_refuses_the_rows_is_a_system_error(temp_folder: Path) -> None:
    lignes = repeat(["01", "x" * 90, 1, None, None], 2_000)
    with (
        files_of_at_most(10_000),
        (temp_folder / "e.xlsx").open("xb") as sortie,
        pytest.raises(OSError, match=f"Errno {errno.EFBIG}"),
    ):
        write_xlsx(sortie, COLONNES, lignes, titre_feuille="x", produit_le=PRODUIT_LE)
    assert [f.name for f in temp_folder.iterdir()] == ["e.xlsx"], "the rows have no name"


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=[]), max_size=20) | st.text("=#_x09\r\n\t "),
            st.sampled_from(["=A1", "-", "'", "#N/A", "01", "  a  "]),
            st.integers() | st.none(),
            st.dates() | st.none(),
            st.booleans() | st.none(),
        ),
        max_size=5,
    )
)
def test_typed_cells_come_back(lignes: list[tuple[Cellule, ...]]) -> None:
    def expected(cellule: Cellule) -> Cellule:
        exact = type(cellule) is int and abs(cellule) < 10**15
        if exact or (isinstance(cellule, date) and cellule >= date(1900, 3, 1)):
            return cellule
        return legal_text(cell_text(cellule)) or None

    assert rows_of_xlsx(written(lignes))[1:] == [[expected(c) for c in ligne] for ligne in lignes]


def test_the_rows_never_go_to_the_temporary_folder_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attendu = written([UNE] * 3)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    sortie = io.BytesIO()
    write_xlsx(
        sortie,
        COLONNES,
        [UNE] * 3,
        titre_feuille="Composantes",
        produit_le=PRODUIT_LE,
    )
    assert sortie.getvalue() == attendu
