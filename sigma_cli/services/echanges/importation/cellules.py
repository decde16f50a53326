"""From a cell to the value of a field: what spreadsheets do to dates, codes and numbers is undone.

What cannot be undone is refused with the way to put it right. Nothing is guessed.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, TypeAlias

from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.lecteurs import Lecteur
from sigma_cli.domain.offre.niveaux import lire_niveau
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.errors import InvalidInput
from sigma_cli.formats.colonnes import Cellule, cell_text
from sigma_cli.services.echanges.importation.contrat import Champ, Contexte, Nature

Conversion: TypeAlias = Callable[[Cellule], Any]

_SCIENTIFIQUE: Final = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}", re.IGNORECASE)
_DATE_FR: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_MINUIT: Final = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?(?:Z)?$")
_SECONDES: Final = re.compile(r"(?<=:[0-9]{2}):00$")  # how a spreadsheet keeps 9:30
_SERIE: Final = re.compile(r"[0-9]{5}")
_EPOQUE: Final = date(1899, 12, 30)  # day 0 of a spreadsheet, once its 29 February 1900 is passed
_EPOQUE_1904: Final = date(1904, 1, 1)
_SERIES: Final = range(61, 73_416)  # from 1 March 1900 to the end of 2100
_VRAI: Final = frozenset({"oui", "o", "vrai", "true", "x", "1", "yes"})
_FAUX: Final = frozenset({"non", "n", "faux", "false", "0", "no"})
_SEPARATEURS: Final = re.compile(r"[;,\n|]")
SEPARATEUR: Final = " ; "  # between the values of a cell, as our exports write them (Q8-04)
_AUCUN: Final = "-"
_MEMOIRE: Final = 5_000  # values of a column kept with what they mean


def converter(
    champ: Champ, lire: Lecteur, contexte: Contexte, *, depuis_1904: bool = False
) -> Conversion:
    """Return what reads the cells of a column; each may raise InvalidInput naming it.

    `lire` reads the text of a cell where its nature does not say enough. `depuis_1904`: numbers of
    the file that are days count from there.
    """
    titre = champ.titre
    jour = partial(read_day, depuis_1904=depuis_1904)
    conversions: dict[Nature, Conversion] = {
        Nature.TEXTE: lambda cellule: lire(cell_text(cellule), titre),
        Nature.CODE: lambda cellule: lire(code_text(cellule, titre), titre),
        Nature.ENTIER: lambda cellule: lire(code_text(cellule, titre), titre),
        Nature.DATE: partial(jour, titre=titre),
        Nature.HEURE: lambda cellule: lire(_SECONDES.sub("", cell_text(cellule).strip()), titre),
        Nature.BOOLEEN: partial(read_flag, titre=titre),
        Nature.LISTE: lambda cellule: [
            lire(code, titre) for code in split(code_text(cellule, titre))
        ],
        Nature.JOURS: partial(_read_days, titre=titre, lire=jour),
        Nature.NIVEAU: lambda cellule: lire_niveau(
            cell_text(cellule),
            titre,
            nouvelle_nomenclature=contexte.acte.jour >= contexte.reglages.version_agora,
        ),
        Nature.NIR: partial(_read_nir, contexte=contexte),
    }
    conversion = conversions[champ.nature]
    return conversion if champ.nature is Nature.NIR else _remembering(conversion)


def code_text(cellule: Cellule, titre: str) -> str:
    """Return the digits of a code. Raises InvalidInput when a spreadsheet has spoilt them."""
    if isinstance(cellule, bool | date):
        raise InvalidInput(
            f"{titre} : le tableur a pris ce code pour autre chose ; mettre la colonne au format "
            "Texte, puis le ressaisir."
        )
    texte = cell_text(cellule).strip()
    if _SCIENTIFIQUE.fullmatch(texte):
        raise InvalidInput(
            f"{titre} : le tableur a arrondi ce numéro (écriture en « E+ ») ; mettre la colonne au "
            "format Texte, puis le ressaisir en entier."
        )
    return texte


def read_day(cellule: Cellule, titre: str, *, depuis_1904: bool = False) -> date:
    """Return a day: a real date, JJ/MM/AAAA, AAAA-MM-JJ, or the number a spreadsheet keeps."""
    if isinstance(cellule, date):
        return lire_date(cellule.isoformat(), titre)
    if isinstance(cellule, bool):  # which is a whole number too
        raise _unreadable(titre)
    texte = _MINUIT.sub("", cell_text(cellule).strip())
    if isinstance(cellule, int) or _SERIE.fullmatch(texte):
        return _from_serial(int(texte), titre, _EPOQUE_1904 if depuis_1904 else _EPOQUE)
    if lue := _DATE_FR.fullmatch(texte):
        jour, mois, annee = lue.groups()
        texte = f"{jour:0>2}/{mois:0>2}/{annee}"
    return lire_date(texte, titre)


def _read_days(cellule: Cellule, titre: str, lire: Callable[..., date]) -> list[date]:
    """Return days in order, each once; a lone `-` says that there are none (Q8-04)."""
    if not isinstance(cellule, str):
        return [lire(cellule, titre=titre)]
    if cellule.strip() == _AUCUN:
        return []
    return sorted({lire(jour, titre=titre) for jour in split(cellule)})


def read_flag(cellule: Cellule, titre: str) -> bool:
    """Return oui or non, as people and spreadsheets write them."""
    texte = cell_text(cellule).strip().casefold()
    if texte in _VRAI:
        return True
    if texte in _FAUX:
        return False
    raise InvalidInput(f"{titre} : écrire oui ou non.")


def split(texte: str) -> list[str]:
    """Return the parts of a cell that holds several values."""
    return [part for morceau in _SEPARATEURS.split(texte) if (part := morceau.strip())]


def _from_serial(nombre: int, titre: str, epoque: date) -> date:
    depuis_1900 = nombre + (epoque - _EPOQUE).days
    if depuis_1900 not in _SERIES:
        raise _unreadable(titre)
    return _EPOQUE + timedelta(days=depuis_1900)


def _unreadable(titre: str) -> InvalidInput:
    return InvalidInput(f"{titre} : date illisible ; écrire AAAA-MM-JJ ou JJ/MM/AAAA.")


def _read_nir(cellule: Cellule, contexte: Contexte) -> Nir:
    """Read a number; one without its key waits for the user’s word (NIR-03)."""
    nir = Nir.parse(code_text(cellule, "NIR"), aujourdhui=contexte.acte.jour)
    if nir.cle_calculee and not contexte.accepte:
        raise InvalidInput(
            "NIR : 13 caractères, sans la clé ; ajouter les deux chiffres de la clé, ou relancer "
            "avec --yes pour accepter les clés calculées.",
            regle="NIR-03",
        )
    return nir


def _remembering(conversion: Conversion) -> Conversion:
    """Keep what cells mean: dates, codes, flags and most words repeat from row to row."""
    connues: dict[tuple[type, Cellule], Any] = {}

    def convert(cellule: Cellule) -> Any:
        cle = (type(cellule), cellule)
        if cle in connues:  # True is 1, but not for a reader
            return connues[cle]
        valeur = conversion(cellule)
        if len(connues) < _MEMOIRE:
            connues[cle] = valeur
        return valeur

    return convert
