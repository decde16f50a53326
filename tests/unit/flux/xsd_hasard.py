"""Documents drawn at random from a schema: whatever it accepts, at its bounds more often than not.

Reads the few constructs of `flux/carif/schema.xsd`: sequences of typed elements with bounds, simple
types restricted by length, pattern, enumeration or number, fixed values, attributes.
"""

import random
from collections.abc import Callable
from typing import Any, Final

from lxml import etree

XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_SANS_FIN: Final = 4  # what may be repeated without end is, up to this
_MAJUSCULES: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CHIFFRES: Final = "0123456789"
# Kinds of characters that lengths, encodings and blanks treat differently.
_LETTRES: Final = "aé&<>'\"-’œ\u00a0\u202f\u2028\u0085\U0001f600\U00010348\ufffd \t;"

Tirage = Callable[[random.Random], str]


def _suite(*groupes: tuple[str, int]) -> Tirage:
    return lambda r: "".join(r.choice(alphabet) for alphabet, n in groupes for _ in range(n))


def _longueur(alphabet: str, bornes: tuple[int, int], prefixe: str = "") -> Tirage:
    return lambda r: (
        prefixe
        + "".join(r.choice(alphabet) for _ in range(r.choice((*bornes, r.randint(*bornes)))))
    )


# One sample of each pattern, as loose as the pattern allows.
MOTIFS: Final[dict[str, Tirage]] = {
    "chiffres": _longueur(_CHIFFRES, (1, 10)),
    "rncp": lambda r: r.choice(
        [_longueur(_CHIFFRES, (1, 10)), _longueur(_CHIFFRES, (1, 6), "RNCP")]
    )(r),
    "formacode": _suite((_CHIFFRES, 5)),
    "nsf": _suite((_CHIFFRES + _MAJUSCULES + _MAJUSCULES.lower(), 3)),
    "rome": _suite((_MAJUSCULES, 1), (_CHIFFRES, 4)),
    "siret": _suite((_CHIFFRES, 14)),
    "nda": _suite((_CHIFFRES + _MAJUSCULES, 11)),
    "uai": _suite((_CHIFFRES, 7), (_MAJUSCULES, 1)),
    "code-postal": _suite((_CHIFFRES, 5)),
    "commune": lambda r: r.choice(
        [_suite((_CHIFFRES, 5)), _suite(("2", 1), ("AB", 1), (_CHIFFRES, 3))]
    )(r),
    "departement": lambda r: r.choice([_longueur(_CHIFFRES, (2, 3)), _suite(("2", 1), ("AB", 1))])(
        r
    ),
    "region": _suite((_CHIFFRES, 2)),
    "jour": lambda r: f"{r.randint(0, 9999):04d}{r.randint(1, 12):02d}{r.randint(1, 31):02d}",
    "heure": lambda r: f"{r.randint(0, 23):02d}h{r.randint(0, 59):02d}",
    "courriel": lambda r: r.choice(["a@b", "é@ü.fr", f"a@{'b' * 158}", f"{'a' * 158}@b"]),
}


class Hasard:
    """Elements of one schema, drawn by the generator that is given."""

    def __init__(self, schema: Any) -> None:
        self._types = {
            noeud.get("name"): noeud
            for noeud in schema.getroot()
            if noeud.tag in {f"{XS}simpleType", f"{XS}complexType"}
        }

    def draw(self, r: random.Random, tag: str, genre: str) -> Any:
        """Return an element of the type named `genre`."""
        noeud = etree.Element(tag)
        complexe = self._types.get(genre)
        if complexe is None or complexe.tag == f"{XS}simpleType":
            noeud.text = self._texte(r, genre)
            return noeud
        extension = complexe.find(f"{XS}simpleContent/{XS}extension")
        porteur = complexe if extension is None else extension
        if extension is not None:
            noeud.text = self._texte(r, extension.get("base"))
        for attribut in porteur.iterfind(f"{XS}attribute"):
            if attribut.get("use") == "required" or r.random() < 0.5:
                valeur = attribut.get("fixed") or self._texte(r, attribut.get("type"))
                noeud.set(attribut.get("name"), valeur)
        for enfant in complexe.iterfind(f"{XS}sequence/{XS}element"):
            for _ in range(self._nombre(r, enfant)):
                noeud.append(self._enfant(r, enfant))
        return noeud

    def _enfant(self, r: random.Random, enfant: Any) -> Any:
        if enfant.get("fixed") is not None:
            fixe = etree.Element(enfant.get("name"))
            fixe.text = enfant.get("fixed")
            return fixe
        return self.draw(r, enfant.get("name"), enfant.get("type"))

    @staticmethod
    def _nombre(r: random.Random, enfant: Any) -> int:
        minimum = int(enfant.get("minOccurs", "1"))
        borne = enfant.get("maxOccurs", "1")
        maximum = max(minimum, _SANS_FIN) if borne == "unbounded" else int(borne)
        return r.choice((minimum, maximum, r.randint(minimum, maximum)))

    def _texte(self, r: random.Random, genre: str) -> str:
        if genre == "xs:string":
            return self._libre(r, 20)
        if genre in MOTIFS:
            return MOTIFS[genre](r)
        restriction = self._types[genre].find(f"{XS}restriction")
        valeurs = [e.get("value") for e in restriction.iterfind(f"{XS}enumeration")]
        if valeurs:
            return str(r.choice(valeurs))
        if restriction.get("base") == "xs:long":
            bornes = [
                int(restriction.find(f"{XS}{nom}").get("value"))
                for nom in ("minInclusive", "maxInclusive")
            ]
            return str(r.choice((*bornes, r.randint(*bornes))))
        maximum = restriction.find(f"{XS}maxLength")
        return self._libre(r, 40 if maximum is None else int(maximum.get("value")))

    @staticmethod
    def _libre(r: random.Random, maximum: int) -> str:
        """Return a text that begins by no blank, of one character, of a few or of all it may have."""
        longueur = r.choice((1, min(maximum, 12), maximum))
        return r.choice("aé&<😀") + "".join(r.choices(_LETTRES, k=longueur - 1))
