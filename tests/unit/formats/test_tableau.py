"""Tables people hand over: what is read of a CSV, and where it is refused."""

import codecs
import io
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.colonnes import Cellule, Colonne
from sigma_cli.formats.csv_fr import write_csv
from sigma_cli.formats.tableau import Rangee, place, read_table
from sigma_cli.formats.tableau_csv import LIGNE_MAX, rows_of_csv

Lire = Callable[..., tuple[tuple[str, ...], list[tuple[Cellule, ...]]]]


@pytest.fixture
def fichier(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(contenu: bytes) -> Path:
        chemin = tmp_path / "certif.csv"
        chemin.write_bytes(contenu)
        return chemin

    return write


@pytest.fixture
def lire(fichier: Callable[[bytes], Path]) -> Lire:
    def read(
        contenu: bytes, entete: Callable[[Sequence[str]], bool] | None = None
    ) -> tuple[tuple[str, ...], list[tuple[Cellule, ...]]]:
        with read_table(fichier(contenu), entete=entete) as tableau:
            return tableau.titres, [rangee.cellules for rangee in tableau.lignes]

    return read


@pytest.mark.parametrize("separateur", [";", "\t", ","])
@pytest.mark.parametrize(
    ("codage", "marque"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("cp1252", b""),
        ("latin-1", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
def test_separator_and_encoding_are_found(
    lire: Lire, separateur: str, codage: str, marque: bytes
) -> None:
    texte = f"Code{separateur}Intitulé\r\n01{separateur}Élevé à l'été\r\n"
    titres, lignes = lire(marque + texte.encode(codage))
    assert titres == ("Code", "Intitulé")
    assert lignes == [("01", "Élevé à l'été")]


def test_the_accent_that_tells_the_encoding_may_come_last(lire: Lire) -> None:
    contenu = b"code;nom\n" + b"1;a\n" * 600_000 + "2;é".encode("cp1252")
    assert lire(contenu)[1][-1] == ("2", "é")


def test_an_accent_cut_by_the_reading_of_blocks_stays_utf_8(lire: Lire) -> None:
    contenu = b"nom\n" + b"a\n" * ((1 << 19) - 1) + "aé\n".encode()
    assert contenu[4 + (1 << 20) - 1 :][:2] == "é".encode(), "astride two blocks"
    assert lire(contenu)[1][-1] == ("aé",)


@pytest.mark.parametrize("fin", [b"\n", b"\r\n", b"\r"])
def test_any_line_end_and_mixed_ones(lire: Lire, fin: bytes) -> None:
    contenu = b"code;nom" + fin + b"1;a" + fin + b"2;b\n3;c\r\n"
    assert lire(contenu)[1] == [("1", "a"), ("2", "b"), ("3", "c")]


def test_blank_rows_and_idle_cells_are_left_out(lire: Lire) -> None:
    titres, lignes = lire(b"\n;;\ncode;nom;;\n\n1;a;;;\n;;\n2\n")
    assert titres == ("code", "nom")
    assert lignes == [("1", "a"), ("2", "")]


def test_a_row_longer_than_the_titles_keeps_its_cells(lire: Lire) -> None:
    assert lire(b"code;nom\n1;a;b\n")[1] == [("1", "a", "b")]


def test_titles_are_on_one_line_without_idle_blanks(lire: Lire) -> None:
    assert lire('" code \n certif ";"\u00a0nom"\n1;a\n'.encode())[0] == ("code certif", "nom")


def test_one_column_has_no_separator(lire: Lire) -> None:
    assert lire(b"code\n1\n\n2\n") == (("code",), [("1",), ("2",)])


def test_the_separator_is_the_one_of_the_titles(lire: Lire) -> None:
    assert lire(b"code;nom\n1;a, b, c, d\n")[1] == [("1", "a, b, c, d")]


def test_the_titles_are_recognised_under_what_a_publisher_writes_above(lire: Lire) -> None:
    contenu = "Extraction du 01/09/2026\n\nCode;Intitulé\n1;a\n".encode()
    assert lire(contenu, lambda titres: "Code" in titres) == (("Code", "Intitulé"), [("1", "a")])
    titres, lignes = lire(contenu, lambda titres: "absent" in titres)
    assert titres == ("Extraction du 01/09/2026",)
    assert len(lignes) == 2


def test_a_heading_with_commas_does_not_choose_the_separator(lire: Lire) -> None:
    contenu = "Extraction, le 01/09/2026, par A. Blanc\nCode;Intitulé\n1;a, b\n".encode()
    assert lire(contenu, lambda titres: "Code" in titres) == (("Code", "Intitulé"), [("1", "a, b")])
    fermes = b'Extraction "x", du jour\nCode,Nom\n1,a\n'
    assert lire(fermes, lambda titres: "Nom" in titres) == (("Code", "Nom"), [("1", "a")])


@pytest.mark.parametrize("debut", ["[a]", "{a}", "[1", "["])
def test_a_first_cell_in_brackets_is_no_json(lire: Lire, debut: str) -> None:
    assert lire(f"{debut};nom\n1;a\n".encode()) == ((debut, "nom"), [("1", "a")])


@pytest.mark.parametrize("marque", [b"", codecs.BOM_UTF8])
def test_one_byte_of_another_encoding_does_not_spoil_the_accents_of_a_file(
    lire: Lire, marque: bytes
) -> None:
    lignes = ["code;nom", "1;Élève", "2;\udce9t\udce9", "3;cœur", ""]
    contenu = marque + "\n".join(lignes).encode("utf-8", "surrogateescape")
    for octets in (contenu, contenu.replace("Élève".encode(), b"b")):
        with pytest.raises(InvalidInput, match="ligne 3 : un caractère n’est pas de l’UTF-8"):
            lire(octets)


@pytest.mark.parametrize("nom", ["PRIVÉ»", "É’", "« ÔÉ »", "à–Ç"])
def test_windows_1252_that_looks_like_utf_8_here_and_there_is_read(lire: Lire, nom: str) -> None:
    assert lire(f"code;nom\n1;{nom}\n2;été\n".encode("cp1252"))[1][0] == ("1", nom)


def test_titles_are_looked_for_in_the_first_rows_only(lire: Lire) -> None:
    contenu = b"x;y\n" * 20 + b"Code;Nom\n1;a\n"
    assert lire(contenu, lambda titres: "Code" in titres)[0] == ("x", "y")


def test_rows_bear_the_number_of_their_first_line(fichier: Callable[[bytes], Path]) -> None:
    chemin = fichier(b'code;nom\n\n1;"a\nb"\n2;c\n')
    with read_table(chemin) as tableau:
        rangees = list(tableau.lignes)
    assert [(r.numero, r.texte(1)) for r in rangees] == [(3, "a\nb"), (5, "c")]
    assert place(rangees[1], "nom") == "ligne 5, colonne « nom »"


def test_reading_may_be_given_up(fichier: Callable[[bytes], Path]) -> None:
    with read_table(fichier(b"code;nom\n1;a\n2;b\n")) as tableau:
        lignes = tableau.lignes
        assert next(lignes).cellules == ("1", "a")
    del lignes, tableau  # a complaint of the generator would be an error here


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        (b"", "le fichier est vide"),
        (b"\n \n;;\n", "certif.csv"),
        (b"\n;;\n", "aucune ligne remplie"),
        (b'code;nom\n1;"a\n2;b\n', "ligne 2 : guillemets"),
        (b'code;nom\n1;a\n2;"b"c\n', "ligne 3 : guillemets"),
        (b"code;nom\n1;" + b'"' + b"x" * 200_000 + b'"\n', "ligne 2 : guillemets"),
        (b"code;nom\n1;a\x00b\n", "ligne 2 : caractère nul"),
        (b"code;nom\n1;\xe9\n2;\x81\n", "ligne 3 : un caractère n’est ni"),
        (b"code;nom\n" + b"x" * 10_000_000, "ligne 2 : plus de 1000000 caractères"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "caractères illisibles en utf-16"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ancien format .xls"),
    ],
)
def test_what_is_no_table_is_refused_where_it_is(lire: Lire, contenu: bytes, message: str) -> None:
    if message == "certif.csv":
        assert lire(contenu) == (("",), [])
        return
    with pytest.raises(InvalidInput, match=message):
        lire(contenu)


def test_the_message_names_the_file_and_no_folder(lire: Lire) -> None:
    with pytest.raises(InvalidInput, match=r"^certif\.csv, ligne 2 : "):
        lire(b"code;nom\n1;\x00\n")


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    for chemin, cause in ((tmp_path / "absent.csv", "n’existe pas"), (tmp_path, "un dossier")):
        with pytest.raises(InvalidInput, match=cause), read_table(chemin):
            pass


def test_what_cannot_be_read_twice_is_no_file() -> None:
    if not Path("/dev/fd").exists():
        pytest.skip("no name for an open pipe there")
    lecture, ecriture = os.pipe()
    os.write(ecriture, b"code;nom\n1;a\n")
    os.close(ecriture)
    with (
        pytest.raises(InvalidInput, match="pas un fichier ordinaire"),
        read_table(Path(f"/dev/fd/{lecture}")),
    ):
        pass
    os.close(lecture)


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    boucle = tmp_path / "boucle.csv"
    boucle.symlink_to(boucle)
    with pytest.raises(InvalidInput, match="ne se lit pas"), read_table(boucle):
        pass


def test_memory_holds_one_line_whatever_the_file() -> None:
    class Endless(io.RawIOBase):
        """A file of ten million rows, made as it is read."""

        reste = 10_000_000

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def seek(self, position: int, _depuis: int = 0) -> int:
            self.reste = 10_000_000
            return position

        def tell(self) -> int:
            return 0

        def readinto(self, tampon: bytearray | memoryview) -> int:  # type: ignore[override]
            bloc = b"1;abc\n" * (len(tampon) // 6 or 1)
            self.reste -= len(bloc) // 6
            taille = min(len(bloc), len(tampon)) if self.reste > 0 else 0
            tampon[:taille] = bloc[:taille]
            return taille

    import tracemalloc

    lignes = rows_of_csv(io.BufferedReader(Endless()), "x")
    next(lignes)
    tracemalloc.start()
    for _ in range(50_000):
        next(lignes)
    assert tracemalloc.get_traced_memory()[1] < 2 * LIGNE_MAX
    tracemalloc.stop()


TEXTES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"))


@given(st.lists(st.lists(TEXTES, min_size=2, max_size=4), min_size=1, max_size=5))
def test_q8_04_what_we_write_is_read_back(lignes: list[list[str]]) -> None:
    largeur = len(lignes[0])
    egales = [(ligne * 4)[:largeur] for ligne in lignes]
    sortie = io.BytesIO()
    write_csv(sortie, [Colonne(f"t{rang}", f"t{rang}") for rang in range(largeur)], egales)
    sortie.seek(0)
    lues = [cellules for _, cellules in rows_of_csv(sortie, "x")]
    assert lues == [[f"t{rang}" for rang in range(largeur)], *egales]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(contenu: bytes) -> None:
    with suppress(InvalidInput):
        for numero, cellules in rows_of_csv(io.BytesIO(contenu), "x"):
            assert numero >= 1
            assert "\0" not in "".join(cellules)


def test_a_row_reads_as_people_do() -> None:
    assert Rangee(4, (" a ", None, True, 12)).texte(0) == "a"
    assert [Rangee(4, (" a ", None, True, 12)).texte(rang) for rang in (1, 2, 3)] == [
        "",
        "oui",
        "12",
    ]
