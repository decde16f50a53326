"""The sheet of corrections: the user’s own table, with what is wrong beside each row."""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from sigma_cli.domain.tables.titres import fold_title
from sigma_cli.errors import Conflict, UsageProblem
from sigma_cli.formats.colonnes import Cellule, Colonne
from sigma_cli.formats.colonnes import Genre as Contenu
from sigma_cli.formats.csv_fr import write_csv
from sigma_cli.formats.json_fr import write_json
from sigma_cli.formats.tableau import Tableau
from sigma_cli.services.echanges.importation.contrat import Champ, Erreur, Nature
from sigma_cli.services.echanges.importation.lecture import (
    ERREURS,
    Colonnes,
    ends_with_list,
    fold_last,
)

_CONTENUS: Final = {
    Nature.DATE: Contenu.DATE,
    Nature.ENTIER: Contenu.ENTIER,
    Nature.TEXTE: Contenu.TEXTE,
    Nature.BOOLEEN: Contenu.TEXTE,
}
_SUFFIXE: Final = "-erreurs"
# How a sheet may end, by what it is made of; a workbook with macros comes back without them.
_NOMS: Final = {"csv": (".csv", ".txt", ".tsv"), "xlsx": (".xlsx",), "json": (".json",)}
_RANG: Final = re.compile(rf"{_SUFFIXE}(-\d+)?$")


def free_name(fichier: Path, genre: str) -> Path:
    """Return a name beside the file that nothing bears: `sessions-erreurs.xlsx`, then `-2`."""
    base = _RANG.sub("", fichier.stem) + _SUFFIXE
    suffixe = fichier.suffix if fichier.suffix.lower() in _NOMS[genre] else _NOMS[genre][0]
    noms = (fichier.with_name(f"{base}{rang}{suffixe}") for rang in _ranks())
    return next(nom for nom in noms if not os.path.lexists(nom))  # nor where a name is too long


def check_name(cible: Path, genre: str) -> None:
    """Refuse a name that says another kind of file than the one that is read. Raises UsageProblem."""
    if cible.suffix.lower() not in _NOMS[genre]:
        raise UsageProblem(
            f"--erreurs : la feuille à corriger est de la même sorte que le fichier lu ; donner un nom qui "
            f"finit par {_NOMS[genre][0]}."
        )


def _ranks() -> Iterator[str]:
    yield ""
    rang = 2
    while True:
        yield f"-{rang}"
        rang += 1


def messages(erreurs: Iterable[Erreur]) -> dict[int, str]:
    """Return what is said of each row, all its errors together."""
    par_ligne: dict[int, list[str]] = defaultdict(list)
    for erreur in erreurs:
        regle = f" ({erreur.regle})" if erreur.regle else ""
        par_ligne[erreur.ligne].append(f"{erreur.message}{regle}")
    return {ligne: " ".join(textes) for ligne, textes in par_ligne.items()}


def surplus(tableau: Tableau) -> int:
    """Return how many cells the widest row has beyond the titles. The rows are read to their end."""
    largeur = len(tableau.titres)
    return max((len(rangee.cellules) - largeur for rangee in tableau.lignes), default=0)


def write(
    sortie: BinaryIO,
    tableau: Tableau,
    colonnes: Colonnes,
    fautes: Mapping[int, str],
    *,
    en_trop: int,
    le: datetime,
) -> int:
    """Write the whole table again with its errors; return the number of rows. `le` dates an xlsx.

    The last `en_trop` columns, without title, keep the cells beyond the titles: as they are, so that
    their row is refused as long as nobody has put them right. Rows that hold numbers in clear go
    through no temporary folder (NIR-12).
    """
    liste = ends_with_list(colonnes, len(tableau.titres))
    rangs = [
        r for r, titre in enumerate(tableau.titres) if fold_title(titre) != fold_title(ERREURS)
    ]
    titres = [
        *(_column(tableau.titres[rang], colonnes.champs.get(rang)) for rang in rangs),
        Colonne(ERREURS, "erreurs", Contenu.TEXTE, 80),
    ]
    titres += [Colonne("", "")] * (0 if liste else en_trop)
    lignes = _rows(tableau, rangs, fautes, liste=liste, largeur=len(titres))
    if tableau.genre == "csv":
        return write_csv(sortie, titres, lignes)
    if tableau.genre == "json":
        return write_json(sortie, titres, lignes)
    from sigma_cli.formats.xlsx.ecriture import write_xlsx  # noqa: PLC0415 - openpyxl loads for xlsx only

    return write_xlsx(sortie, titres, lignes, titre_feuille="À corriger", produit_le=le)


def _column(titre: str, champ: Champ | None) -> Colonne:
    if champ is None:
        return Colonne(titre, titre)
    return Colonne(titre, titre, _CONTENUS.get(champ.nature, Contenu.CODE), champ.largeur)


def _rows(
    tableau: Tableau,
    rangs: Sequence[int],
    fautes: Mapping[int, str],
    *,
    liste: bool,
    largeur: int,
) -> Iterator[list[Cellule]]:
    attendue = len(tableau.titres)
    for rangee in tableau.lignes:
        lues = fold_last(rangee.cellules, attendue) if liste else rangee.cellules
        cellules = [*(lues[r] for r in rangs), fautes.get(rangee.numero), *lues[attendue:]]
        if len(cellules) > largeur:
            raise Conflict("le fichier a changé entre ses deux lectures ; relancer l’import.")
        yield [*cellules, *[None] * (largeur - len(cellules))]
