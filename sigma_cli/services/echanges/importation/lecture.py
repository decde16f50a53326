"""From a table to rows of values: which column is which field, then cell by cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sigma_cli.domain.discretion import MASQUE, is_sensitive
from sigma_cli.domain.tables.titres import count_known, fold_title, match
from sigma_cli.domain.texte import plural
from sigma_cli.errors import InvalidInput, SigmaError
from sigma_cli.exports import COMPLETS, REGISTRE
from sigma_cli.formats.colonnes import Cellule, cell_text
from sigma_cli.formats.tableau import Rangee, Tableau
from sigma_cli.services.echanges.importation.cellules import SEPARATEUR, Conversion, converter
from sigma_cli.services.echanges.importation.contrat import (
    Champ,
    Contexte,
    Etat,
    Genre,
    Issue,
    Ligne,
    Nature,
)

ERREURS: Final = "Erreurs"  # the column of a sheet of corrections, left aside when it comes back


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonnes:
    """What the titles stand for: fields by rank from 0, those to confirm among them, the rest."""

    champs: Mapping[int, Champ]
    a_confirmer: Sequence[tuple[str, str]]  # the title, and what it seems to be
    inconnues: Sequence[str]


def is_header(genre: Genre, textes: Sequence[str], choisies: Mapping[str, str]) -> bool:
    """Tell whether a row holds the titles: two that we know, or nothing but one that we know."""
    connues = count_known(textes, _spellings(genre, choisies))
    return connues > 1 or connues == sum(map(bool, textes)) == 1


def map_columns(genre: Genre, titres: Sequence[str], choisies: Mapping[str, str]) -> Colonnes:
    """Say which column holds which field; `choisies` are titles that the user explained.

    Raises:
        InvalidInput: a field twice, or an explanation that names no field of ours.
    """
    champs = {champ.cle: champ for champ in genre.champs}
    trouvees = match(titres, _spellings(genre, choisies))
    laissees = {fold_title(titre) for titre in (*_exported(), ERREURS, "")}
    rangs = dict(sorted((trouvees.sures | trouvees.proches).items()))
    return Colonnes(
        champs={rang: champs[cle] for rang, cle in rangs.items()},
        a_confirmer=[(titres[rang], champs[cle].titre) for rang, cle in trouvees.proches.items()],
        inconnues=[
            MASQUE if is_sensitive(titre) else titre
            for rang, titre in enumerate(titres)
            if rang not in rangs and fold_title(titre) not in laissees
        ],
    )


def _exported() -> Iterator[str]:
    """Yield the titles and the keys of all our exports: a kind leaves those of the others aside."""
    for export in (*REGISTRE.values(), *COMPLETS.values()):
        for colonne in export.colonnes:
            yield colonne.titre
            yield colonne.cle


def read_defaults(genre: Genre, donnees: Mapping[str, str], contexte: Contexte) -> dict[str, Any]:
    """Read the values the user gives for cells left empty. Raises InvalidInput."""
    valeurs = {}
    for nom, texte in donnees.items():
        champ = find_field(genre, nom)
        valeurs[champ.cle] = _conversion(genre, champ, contexte)(texte)
    return valeurs


def find_field(genre: Genre, nom: str) -> Champ:
    """Return the field that a name of the user means. Raises InvalidInput listing the names."""
    cles = match([nom], genre.libelles()).sures
    if 0 not in cles:
        titres = ", ".join(champ.titre for champ in genre.champs)
        dit = MASQUE if is_sensitive(nom) else nom[:60]
        raise InvalidInput(f"« {dit} » n’est pas une colonne connue ; il y a : {titres}.")
    return next(champ for champ in genre.champs if champ.cle == cles[0])


def check_columns(
    genre: Genre, titres: Sequence[str], colonnes: Colonnes, donnees: Mapping[str, str]
) -> None:
    """Refuse a file without the columns that every row needs. Raises InvalidInput."""
    if not titres:  # an empty JSON names no column, and has no row to need one
        return
    if not colonnes.champs:
        raise InvalidInput(
            "Aucun titre de colonne n’est reconnu : la première ligne doit les porter. « sigma import "
            f"modele {genre.code} -o modele.xlsx » donne un classeur à remplir."
        )
    presentes = {champ.cle for champ in colonnes.champs.values()}
    presentes |= {find_field(genre, nom).cle for nom in donnees}
    absentes = [c.titre for c in genre.champs if c.requis and c.cle not in presentes]
    if absentes:
        raise InvalidInput(
            f"Colonne absente : {', '.join(absentes)}. « sigma import modele {genre.code} -o "
            "modele.xlsx » donne un classeur à remplir ; une même valeur pour toutes les lignes se "
            f"donne par --valeur « {absentes[0]}=… »."
        )


class Lecteur:
    """Reads the rows of one table. A row either gives all its values, or says all that is wrong."""

    def __init__(
        self,
        genre: Genre,
        tableau: Tableau,
        colonnes: Colonnes,
        defauts: Mapping[str, Any],
        contexte: Contexte,
    ) -> None:
        self._titres = tableau.titres
        self._lignes = tableau.lignes
        self._defauts = dict(defauts)
        depuis_1904 = tableau.feuille is not None and tableau.feuille.depuis_1904
        self._attendus = _spellings(genre, {})
        self._colonnes: list[tuple[int, Champ, Conversion]] = [
            (rang, champ, _conversion(genre, champ, contexte, depuis_1904=depuis_1904))
            for rang, champ in colonnes.champs.items()
        ]
        self._requis = [champ for champ in genre.champs if champ.requis]
        self._list_last = ends_with_list(colonnes, len(tableau.titres))

    def rows(self) -> Iterator[Ligne | Issue]:
        """Yield each row with its values, or its refusal. Raises InvalidInput on a second title row."""
        for rangee in self._lignes:
            yield self._read(rangee)

    def _read(self, rangee: Rangee) -> Ligne | Issue:
        cellules = rangee.cellules
        if len(cellules) > len(self._titres):
            if not self._list_last:
                self._check_not_titles(rangee)
                return Issue.refused(rangee.numero, _too_many(len(self._titres)))
            cellules = fold_last(cellules, len(self._titres))
        valeurs: dict[str, Any] = {}
        fautes: list[tuple[Champ, SigmaError]] = []
        for rang, champ, convert in self._colonnes:
            cellule = cellules[rang]
            if cellule is None or cellule == "":
                continue
            try:
                valeurs[champ.cle] = convert(cellule)
            except SigmaError as error:
                fautes.append((champ, error))
        if fautes:
            self._check_not_titles(rangee)
            refus = [Issue.refused(rangee.numero, e, colonne=champ.titre) for champ, e in fautes]
            return Issue(
                ligne=rangee.numero,
                etat=refus[0].etat,
                erreurs=[erreur for issue in refus for erreur in issue.erreurs],
            )
        if not valeurs:  # a remark, a total: nothing in the columns that are read
            return Issue(ligne=rangee.numero, etat=Etat.IGNORE)
        completes = self._defauts | valeurs
        return self._missing(rangee.numero, completes) or Ligne(rangee.numero, completes)

    def _missing(self, numero: int, valeurs: Mapping[str, Any]) -> Issue | None:
        absents = [champ.titre for champ in self._requis if champ.cle not in valeurs]
        if not absents:
            return None
        error = InvalidInput(f"{', '.join(absents)} : cellule vide, à remplir.")
        return Issue.refused(numero, error, colonne=absents[0])

    def _check_not_titles(self, rangee: Rangee) -> None:
        textes = [rangee.texte(rang) for rang in range(len(rangee.cellules))]
        remplies = sum(map(bool, textes))
        if count_known(textes, self._attendus) * 2 > remplies > 1:
            raise InvalidInput(
                f"Ligne {rangee.numero} : une deuxième ligne de titres ; n’en garder qu’une, en haut "
                "du tableau."
            )


def _conversion(
    genre: Genre, champ: Champ, contexte: Contexte, *, depuis_1904: bool = False
) -> Conversion:
    lire = genre.lecteurs.get(champ.cle, _as_it_is)
    return converter(champ, lire, contexte, depuis_1904=depuis_1904)


def _as_it_is(texte: str, _titre: str) -> str:
    """Read a column whose nature alone says what its cells are."""
    return texte


def ends_with_list(colonnes: Colonnes, largeur: int) -> bool:
    """Tell whether cells beyond the titles belong to the last one.

    ` ; ` also joins the dates of a cell: a CSV written without quotes cuts it there.
    """
    derniere = colonnes.champs.get(largeur - 1)
    return derniere is not None and derniere.nature in {Nature.JOURS, Nature.LISTE}


def fold_last(cellules: Sequence[Cellule], largeur: int) -> tuple[Cellule, ...]:
    """Return the cells with those beyond the titles joined to the last one."""
    if len(cellules) <= largeur:
        return tuple(cellules)
    suite = [texte for cellule in cellules[largeur - 1 :] if (texte := cell_text(cellule).strip())]
    return (*cellules[: largeur - 1], SEPARATEUR.join(suite))


def _too_many(largeur: int) -> InvalidInput:
    return InvalidInput(
        f"une cellule de trop : il y a {plural(largeur, 'colonne')} ; souvent un « ; » dans un texte sans "
        "guillemets, ou une valeur égarée à droite du tableau."
    )


def _spellings(genre: Genre, choisies: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the titles known for each field, with those that the user explained."""
    libelles = {cle: list(noms) for cle, noms in genre.libelles().items()}
    for titre, nom in choisies.items():
        libelles[find_field(genre, nom).cle].append(titre)
    return libelles
