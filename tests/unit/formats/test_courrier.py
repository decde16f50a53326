"""Letters: what any mail program reads back is what was written, and the bytes never vary."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.courrier import PIECE_MAX, Courrier, Piece, read_piece, to_eml
from tests.conftest import Golden

LE = datetime(2020, 10, 6, 7, 30, tzinfo=UTC)
LETTRE = Courrier(
    de="formation@exemple.fr",
    a="forprosup@laregion.fr",
    objet="Prescripteur à ajouter : CIDFF du Gard – Nîmes",
    corps="Bonjour,\n\nMerci d’ajouter cette structure à la liste.\n\nL’université\n",
    le=LE,
)
PIECE = Piece(nom="Fin de droits n° 1.pdf", contenu=b"%PDF-1.4\n\x00\xff")
LIGNE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)


def reread(contenu: bytes) -> EmailMessage:
    message = message_from_bytes(contenu, policy=default)
    assert isinstance(message, EmailMessage)
    defauts = [defaut for partie in message.walk() for defaut in partie.defects]
    assert defauts == []
    return message


def body(message: EmailMessage) -> str:
    partie = message.get_body(("plain",))
    assert partie is not None
    return str(partie.get_content()).replace("\r\n", "\n")


def test_golden(golden: Golden) -> None:
    golden("courrier/une_piece.eml", to_eml(with_pieces(PIECE)))


def with_pieces(*pieces: Piece) -> Courrier:
    return Courrier(
        de=LETTRE.de, a=LETTRE.a, objet=LETTRE.objet, corps=LETTRE.corps, le=LE, pieces=pieces
    )


def test_it_is_ascii_in_short_lines_that_end_with_crlf() -> None:
    contenu = to_eml(with_pieces(PIECE))
    lignes = contenu.split(b"\r\n")
    assert b"\n" not in b"".join(lignes)
    assert max(map(len, lignes)) <= 998, "RFC 5322 §2.1.1"
    assert contenu.isascii()


def test_it_opens_as_a_draft_with_every_header() -> None:
    message = reread(to_eml(LETTRE))
    assert message["X-Unsent"] == "1"
    assert (message["From"], message["To"]) == (LETTRE.de, LETTRE.a)
    assert parsedate_to_datetime(message["Date"]) == LE
    assert str(message["Date"]).endswith("+0200"), "the hour people read in Paris"


def test_without_a_sender_the_mail_program_puts_its_own() -> None:
    lettre = Courrier(de=None, a=LETTRE.a, objet="Objet", corps="Texte\n", le=LE)
    assert reread(to_eml(lettre))["From"] is None


@given(LIGNE, st.lists(LIGNE, max_size=5).map(lambda lignes: "\n".join([*lignes, ""])))
def test_any_subject_and_text_are_read_back(objet: str, corps: str) -> None:
    lettre = Courrier(de=LETTRE.de, a=LETTRE.a, objet=objet, corps=corps or "-\n", le=LE)
    message = reread(to_eml(lettre))
    assert message["Subject"] == objet
    assert body(message) == lettre.corps


@given(st.text(st.sampled_from("é –a"), min_size=1, max_size=200))
@example("Prescripteur à ajouter : CIDFF du Gard – Nîmes")
def test_a_subject_keeps_its_spaces_wherever_it_is_cut(objet: str) -> None:
    objet = " ".join(objet.split()) or "-"
    assert reread(to_eml(replace(LETTRE, objet=objet)))["Subject"] == objet


@given(st.text(st.sampled_from("é =a.\t"), min_size=60, max_size=400))
def test_lines_have_76_characters_at_most(corps: str) -> None:
    lettre = replace(LETTRE, corps=f"{corps}\n", pieces=(PIECE,))
    contenu = to_eml(lettre)
    assert max(map(len, contenu.split(b"\r\n"))) <= 76, "RFC 2045 §6.7, RFC 2047 §2"
    assert body(reread(contenu)) == lettre.corps


@given(st.lists(st.builds(Piece, nom=LIGNE, contenu=st.binary(min_size=1)), max_size=3))
def test_pieces_are_read_back_whole_with_their_names(pieces: list[Piece]) -> None:
    message = reread(to_eml(with_pieces(*pieces)))
    lues = [(p.get_filename(), p.get_content()) for p in message.iter_attachments()]
    assert lues == [(piece.nom, piece.contenu) for piece in pieces]


def test_the_same_letter_gives_the_same_bytes_and_another_one_another_name() -> None:
    assert to_eml(with_pieces(PIECE)) == to_eml(with_pieces(PIECE))
    noms = {reread(to_eml(lettre))["Message-ID"] for lettre in (LETTRE, with_pieces(PIECE))}
    assert len(noms) == 2


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("a.PDF", "application/pdf"),
        ("a.jpeg", "image/jpeg"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a", "application/octet-stream"),
        ("a.exe", "application/octet-stream"),
    ],
)
def test_the_type_of_a_piece_is_that_of_its_name(nom: str, attendu: str) -> None:
    assert Piece(nom=nom, contenu=b"-").type_mime == attendu


@pytest.mark.parametrize("adresse", ["", "a b@c.fr", "a@b", "é@c.fr", "a@c.fr\nBcc: x@y.fr"])
def test_an_address_nobody_reads_is_refused(adresse: str) -> None:
    lettre = Courrier(de=None, a=adresse, objet="Objet", corps="Texte\n", le=LE)
    with pytest.raises(InvalidInput, match="n’est pas une adresse électronique"):
        to_eml(lettre)


def test_a_piece_is_read_with_its_hash(tmp_path: Path) -> None:
    chemin = tmp_path / "justificatif.pdf"
    chemin.write_bytes(b"%PDF")
    piece = read_piece(chemin, "--justificatif")
    assert (piece.nom, piece.contenu) == ("justificatif.pdf", b"%PDF")
    assert piece.sha256 == hashlib.sha256(b"%PDF").hexdigest()


def test_a_piece_that_cannot_be_sent_is_refused(tmp_path: Path) -> None:
    vide, enorme = tmp_path / "vide.pdf", tmp_path / "enorme.pdf"
    vide.touch()
    with enorme.open("wb") as fichier:
        fichier.truncate(PIECE_MAX + 1)
    for chemin, raison in (
        (vide, "est vide"),
        (enorme, "dépasse 10 Mo"),
        (tmp_path / "absent.pdf", "n’existe pas"),
        (tmp_path, "n’est pas un fichier"),
        (vide / "dedans.pdf", "ne se lit pas"),
    ):
        with pytest.raises(InvalidInput, match=f"--justificatif : .*{raison}"):
            read_piece(chemin, "--justificatif")
