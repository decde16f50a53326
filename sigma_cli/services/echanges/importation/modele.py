"""The workbook to fill in for a kind of import."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import BinaryIO, Final

from sqlmodel import Session

from sigma_cli.formats.colonnes import Genre as Contenu
from sigma_cli.formats.xlsx.gabarit import Rubrique, write_template
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.echanges.importation.contrat import Champ, Genre, Nature
from sigma_cli.services.recrutement import listes

_CONTENUS: Final = {
    Nature.DATE: Contenu.DATE,
    Nature.ENTIER: Contenu.ENTIER,
    Nature.BOOLEEN: Contenu.TEXTE,
    Nature.TEXTE: Contenu.TEXTE,
}
_AIDES: Final = {Nature.DATE: "JJ/MM/AAAA."}
_CHOIX: Final = {Nature.BOOLEEN: ("oui", "non")}


def entries(db: Session, genre: Genre) -> dict[str, list[str]]:
    """Return the drop-down lists of a kind that the base holds, by field."""
    return {
        cle: [*(e.code for e in listes.entries(db, liste) if not e.archive), *autres]
        for cle, (liste, autres) in genre.listes.items()
    }


def write(
    sortie: BinaryIO,
    genre: Genre,
    reglages: Reglages,
    *,
    tenues: Mapping[str, Sequence[str]],
    le: datetime,
) -> None:
    """Write the template of a kind; its first sheet is the one that `import` reads.

    `tenues` are the lists of `entries`, none where there is no base yet.
    """
    choix = {**genre.choix(reglages), **tenues}
    rubriques = [
        _heading(champ, choix.get(champ.cle, champ.choix), genre.exemple.get(champ.cle, ""))
        for champ in genre.champs
    ]
    write_template(sortie, rubriques, titre_feuille=genre.titre, produit_le=le)


def _heading(champ: Champ, choix: Sequence[str], exemple: str) -> Rubrique:
    return Rubrique(
        titre=champ.titre,
        genre=_CONTENUS.get(champ.nature, Contenu.CODE),
        obligatoire=champ.requis or champ.creation,
        note=champ.aide or _AIDES.get(champ.nature, ""),
        exemple=exemple,
        choix=choix or _CHOIX.get(champ.nature, ()),
        largeur=champ.largeur,
    )
