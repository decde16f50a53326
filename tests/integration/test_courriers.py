"""Letters from the templates of the program or of the user, signed by the établissement."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from sigma_cli.domain.acte import Acte
from sigma_cli.errors import InvalidInput
from sigma_cli.formats.courrier import Courrier, Piece
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.services.socle.courriers import compose

ACTE = Acte(agent="testeur", le=datetime(2020, 10, 6, 7, tzinfo=UTC))


def written(db: Session, dossier: Path, texte: str, *, pieces: tuple[Piece, ...] = ()) -> Courrier:
    dossier.mkdir(exist_ok=True)
    (dossier / "essai.txt").write_text(texte, "utf-8")
    champs = {"action": "20F0011"}
    return compose(
        db, ACTE, "essai", champs, a="forprosup@laregion.fr", dossier=dossier, pieces=pieces
    )


def test_a_letter_is_signed_by_the_etablissement(db: Session, tmp_path: Path) -> None:
    db.add(Etablissement(nom="Université d’exemple", courriel="formation@exemple.fr"))
    db.flush()
    texte = "Objet : Action  {{ action }}\n\nBonjour,\n{{ etablissement }}, {{ agent }}\n\n\n"
    courrier = written(db, tmp_path / "courriers", texte)
    assert courrier == Courrier(
        de="formation@exemple.fr",
        a="forprosup@laregion.fr",
        objet="Action 20F0011",
        corps="Bonjour,\nUniversité d’exemple, testeur\n",
        le=ACTE.le,
    )


def test_without_an_etablissement_the_sender_is_left_to_the_mail_program(
    db: Session, tmp_path: Path
) -> None:
    piece = Piece(nom="a.pdf", contenu=b"-")
    courrier = written(
        db, tmp_path / "courriers", "Objet : A\n\n{{ etablissement }}.", pieces=(piece,)
    )
    assert (courrier.de, courrier.corps, courrier.pieces) == (None, ".\n", (piece,))


@pytest.mark.parametrize("texte", ["", "Bonjour\n\nTexte", "Objet : \n\nTexte", "Objet : A\n\n \n"])
def test_a_template_without_subject_or_text_is_refused(
    db: Session, tmp_path: Path, texte: str
) -> None:
    with pytest.raises(InvalidInput, match="Modèle essai : la première ligne doit être « Objet"):
        written(db, tmp_path / "courriers", texte)


def test_an_unreadable_template_is_named(db: Session, tmp_path: Path) -> None:
    dossier = tmp_path / "courriers"
    dossier.mkdir()
    (dossier / "essai.txt").write_bytes(b"Objet : \xe9\n\ntexte")
    with pytest.raises(InvalidInput, match=r"il ne se lit pas ; .* UTF-8"):
        compose(db, ACTE, "essai", {}, a="a@b.fr", dossier=dossier)
