"""Texts and whole numbers typed by people or read from files: cleaned, folded, measured."""

import re
import unicodedata
from typing import Final

from sigma_cli.errors import InvalidInput

# Controls that are not white space, what XML 1.0 forbids, and marks that nobody sees but that
# make two equal names differ (zero width, direction, soft hyphen, byte order).
_A_RETIRER: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff"
    "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_JOINTS: Final = re.compile("['\u2018\u2019\u02bc`\u00b4_\u2010-\u2015\u2212-]")
# Letters that Unicode does not decompose, folded to the plain ones people type for them (IDN-02).
_LIGATURES: Final = str.maketrans(
    {"œ": "oe", "æ": "ae", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)
_ENTIER: Final = re.compile(r"-?[0-9]{1,18}")


def nettoyer(texte: str) -> str:
    """Return the text on one line, in NFC, without anything invisible or forbidden in XML.

    Every run of white space, no-break spaces and line ends included, becomes one plain space.
    Cleaning twice changes nothing more.
    """
    if texte.isascii() and texte.isprintable():  # most texts: nothing to remove nor to compose
        return " ".join(texte.split())
    return " ".join(unicodedata.normalize("NFC", _A_RETIRER.sub("", texte)).split())


def replier(texte: str) -> str:
    """Return the form under which two spellings of a name are the same, for search only.

    Case, accents, ligatures, hyphens, apostrophes and spaces are folded: `Œuvre d’Élie-Noé`
    gives `oeuvre d elie noe`. Folding twice changes nothing more.
    """
    if texte.isascii():  # most names: nothing to decompose
        lettres = nettoyer(texte).casefold()
    else:
        plie = _decompose(_decompose(nettoyer(texte)).casefold()).translate(_LIGATURES)
        lettres = "".join(lettre for lettre in plie if not unicodedata.combining(lettre))
    return " ".join(_JOINTS.sub(" ", lettres).split())


def _decompose(texte: str) -> str:
    return unicodedata.normalize("NFKD", texte)


def plural(nombre: int, mot: str) -> str:
    """Return a count in words: `1 ligne`, `2 lignes`; every word of `mot` takes the mark, once."""
    accorde = " ".join(f"{part.removesuffix('s')}s" for part in mot.split()) if nombre > 1 else mot
    return f"{nombre} {accorde}"


def lire_texte(valeur: str, champ: str, *, maximum: int) -> str:
    """Return the cleaned text, of 1 to `maximum` characters.

    Raises:
        InvalidInput: empty once cleaned, the « … » of an example, or too long; the lengths are
            named, the text is not.
    """
    texte = nettoyer(valeur)
    if not texte:
        raise InvalidInput(f"{champ} : texte vide, 1 à {maximum} caractères attendus.")
    if not texte.strip("….\u00b7 "):
        raise InvalidInput(f"{champ} : « … » tient la place d’un texte ; écrire le vôtre.")
    if len(texte) > maximum:
        raise InvalidInput(f"{champ} : {len(texte)} caractères, {maximum} au plus ; raccourcir.")
    return texte


def lire_entier(valeur: str | int, champ: str, *, minimum: int = 0, maximum: int = 99_999) -> int:
    """Return a whole number written in plain digits, between the bounds included.

    Raises:
        InvalidInput: not a whole number, or out of bounds. The value is not repeated: a number
            typed in the wrong field may be anything.
    """
    nombre = _whole_number(valeur)
    if nombre is None or not minimum <= nombre <= maximum:
        raise InvalidInput(f"{champ} : nombre entier attendu, de {minimum} à {maximum}.")
    return nombre


def _whole_number(valeur: str | int) -> int | None:
    if isinstance(valeur, bool):
        return None
    if isinstance(valeur, int):
        return valeur
    texte = valeur.strip()
    return int(texte) if _ENTIER.fullmatch(texte) else None
