"""CSV of publishers: a damaged row hurts that row alone, a cut file is refused (RAP-06)."""

import io
from collections.abc import Sequence

import pytest

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.csv_editeur import ILLISIBLE, rows_of_publisher

TITRES = b"code;libelle;etat\r\n"


def entete(titres: Sequence[str]) -> bool:
    return "code" in titres


def rows(contenu: bytes) -> list[tuple[int, list[str]]]:
    return list(rows_of_publisher(io.BytesIO(contenu), "codes.csv", entete))[1:]


def read(contenu: bytes) -> list[list[str]]:
    return [cellules for _, cellules in rows(TITRES + contenu)]


@pytest.mark.parametrize(
    ("octets", "lu"),
    [
        ("Hôtellerie".encode("cp1252"), "Hôtellerie"),
        ("Hôtellerie".encode(), "Hôtellerie"),
        (
            b"d'e\xcc\x81tablissement en ho\xcc\x82tellerie de qualit\xe9",
            "d'établissement en hôtellerie de qualité",
        ),
        ("L’été ".encode() + b"\xe9", "L’été é"),
        (b"CAF\xc9\xbb \xe9", "CAFÉ» é"),  # capitals and quotes of Windows-1252, not UTF-8
        (b"abim\xe9\x81e", f"abimé{ILLISIBLE}e"),
        (b"nul\0", f"nul{ILLISIBLE}"),
    ],
)
def test_rap_06_each_line_is_read_for_itself(octets: bytes, lu: str) -> None:
    autres = "1;été;Publié\r\n".encode("cp1252"), "3;Œuvre;Publié\r\n".encode()
    lignes = read(autres[0] + b"2;" + octets + b";P\r\n" + autres[1])
    assert lignes == [["1", "été", "Publié"], ["2", lu, "P"], ["3", "Œuvre", "Publié"]]


@pytest.mark.parametrize(
    ("octets", "lues"),
    [
        (b'1;"a;b";c\r\n', [["1", "a;b", "c"]]),
        (b'1;"a\r\nb";c\r\n2;d;e\r\n', [["1", "a\r\nb", "c"], ["2", "d", "e"]]),
        (b'1;"a\r\nb";c', [["1", "a\r\nb", "c"]]),
        (b'1;"a;c\r\n2;d;e\r\n3;f;g\r\n', [["1", "a", "c"], ["2", "d", "e"], ["3", "f", "g"]]),
        (b'1;"a" b;c\r\n2;d;e\r\n', [["1", 'a" b', "c"], ["2", "d", "e"]]),
        (b'1;a "b" c;d\r\n', [["1", 'a "b" c', "d"]]),
        (b"1;a;b\r\n\r\n2;c;d", [["1", "a", "b"], [""], ["2", "c", "d"]]),
    ],
)
def test_rap_06_a_stray_quote_hurts_its_line_alone(octets: bytes, lues: list[list[str]]) -> None:
    assert read(octets) == lues


def test_rap_06_lines_keep_their_numbers_after_a_stray_quote() -> None:
    lignes = b'1;"a;b\r\n' + b"".join(b"%d;c;d\r\n" % n for n in range(2, 40))
    assert [numero for numero, _ in rows(TITRES + lignes)] == list(range(2, 41))


@pytest.mark.parametrize("fin", [b"2;d", b"2", b'2;d;"e', b'2;"d;'])
def test_rap_06_a_file_cut_in_its_last_line_is_refused(fin: bytes) -> None:
    with pytest.raises(InvalidInput, match="ligne 3 : le fichier s’arrête au milieu") as refus:
        read(b"1;a;b\r\n" + fin)
    assert refus.value.regle == "RAP-06"


def test_other_encodings_and_ends_of_lines_are_read_as_any_csv() -> None:
    assert rows("code\tetat\r\n1\té\r\n".encode("utf-16")) == [(2, ["1", "é"])]
    assert rows(b"code;etat\r1;a\r") == [(2, ["1", "a"])]
    assert rows(b"\xef\xbb\xbfcode,etat\n1,a\n") == [(2, ["1", "a"])]


def test_a_line_without_end_is_refused() -> None:
    with pytest.raises(InvalidInput, match="ligne 2 : plus de 1000000 caractères"):
        read(b"x" * 1_000_002)
