"""Postal and INSEE codes: always text, leading zeros kept, compared by département only.

Sessions often bear CEDEX codes: no table leads from a postal code to a commune (DOMAIN.md §4).
"""

import re
from typing import Final

from sigma_cli.domain.texte import replier
from sigma_cli.errors import InvalidInput

_ESPACES: Final = re.compile(r"\s")
_CODE_POSTAL: Final = re.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-578])[0-9]{3}")
_CODE_INSEE: Final = re.compile(
    r"(?:(?:0[1-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-5])[0-9]{3}|9(?:7[1-8]|8[0-9])[0-9]{2})"
)
_CINQ: Final = re.compile(r"[0-9]{5}")
_CEDEX: Final = re.compile(r"\bcedex\b( \d+)?|\b\d{1,2}(er|e|eme)?( arrondissement)?$")
_ABREGES: Final = {"st": "saint", "ste": "sainte"}
_CORSE: Final = "20"
_CORSE_DU_SUD: Final = ("200", "201")
_ZERO_MANGE: Final = re.compile(r"[1-9][0-9]{3}")
_COLLECTIVITES: Final = {"2A": "20", "2B": "20", "977": "971", "978": "971"}


def lire_code_postal(valeur: str, champ: str) -> str:
    """Return a French postal code of 5 digits, CEDEX included.

    Raises:
        InvalidInput: not 5 digits, a leading zero lost, or a département that does not exist.
    """
    code = _ESPACES.sub("", valeur)
    _check_lost_zero(code, champ)
    if _CINQ.fullmatch(code) and not _CODE_POSTAL.fullmatch(code):
        raise InvalidInput(
            f"{champ} : {departement_du_code_postal(code)} n’est pas un département ; vérifier le code."
        )
    if not _CODE_POSTAL.fullmatch(code):
        raise InvalidInput(f"{champ} : code postal français attendu, 5 chiffres comme 11108.")
    return code


def lire_code_insee(valeur: str, champ: str) -> str:
    """Return the INSEE code of a commune: 5 characters, `2A` and `2B` for Corsica.

    Raises:
        InvalidInput: another form, a leading zero lost, or a postal code in its place.
    """
    code = _ESPACES.sub("", valeur).upper()
    _check_lost_zero(code, champ)
    if code.startswith("20"):
        raise InvalidInput(f"{champ} : en Corse, le code INSEE commence par 2A ou 2B, pas par 20.")
    if _CINQ.fullmatch(code) and not _CODE_INSEE.fullmatch(code):
        raise InvalidInput(
            f"{champ} : {departement_du_code_insee(code)} n’est pas un département ; vérifier le code."
        )
    if not _CODE_INSEE.fullmatch(code):
        raise InvalidInput(f"{champ} : code INSEE attendu, 5 caractères comme 11262 ou 2A004.")
    if int(code[len(departement_du_code_insee(code)) :]) == 0:
        raise InvalidInput(f"{champ} : code postal lu à la place du code INSEE de la commune.")
    return code


def departement_du_code_postal(code_postal: str) -> str:
    """Return `11`, `20` for all Corsica, or three digits overseas (`974`)."""
    return code_postal[:3] if code_postal.startswith(("97", "98")) else code_postal[:2]


def departement_du_code_insee(code_insee: str) -> str:
    """Return `11`, `2A`, `2B`, or three digits overseas (`974`)."""
    return code_insee[:3] if code_insee.startswith(("97", "98")) else code_insee[:2]


def departement(*, code_insee: str | None, code_postal: str | None) -> str | None:
    """Return the code of the département, from the commune when known: `11`, `2A`, `974`.

    A CEDEX postal code has no commune of its own but begins like the others.
    """
    if code_insee:
        return departement_du_code_insee(code_insee)
    code = departement_du_code_postal(code_postal or "")
    if code == _CORSE:
        return "2A" if (code_postal or "").startswith(_CORSE_DU_SUD) else "2B"
    return code or None


def departements_concordent(code_postal: str, code_insee: str) -> bool:
    """Tell whether both codes lie in one département.

    `20` goes with `2A` and `2B`; Saint-Barthélemy (977) and Saint-Martin (978) kept the postal
    codes of Guadeloupe (971).
    """
    departement = departement_du_code_insee(code_insee)
    attendus = {departement, _COLLECTIVITES.get(departement, departement)}
    return departement_du_code_postal(code_postal) in attendus


def meme_commune(ecrite: str, officielle: str) -> bool:
    """Tell whether a name on an envelope is that of the commune: `NARBONNE CEDEX` is Narbonne.

    Case, accents, hyphens, CEDEX and its number, `ST` for `SAINT` and a district are set aside.
    """
    return _bare(ecrite) == _bare(officielle)


def _bare(nom: str) -> str:
    mots = _CEDEX.sub(" ", replier(nom)).split()
    return " ".join(_ABREGES.get(mot, mot) for mot in mots)


def _check_lost_zero(code: str, champ: str) -> None:
    if _ZERO_MANGE.fullmatch(code):
        raise InvalidInput(
            f"{champ} : {code} a perdu son zéro initial, sans doute dans un tableur ; "
            f"écrire 0{code}."
        )
