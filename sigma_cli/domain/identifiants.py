"""Identifiers of bodies, certifications and classifications: read, normalised, key checked.

Each reader takes the value and the name of its option or column, returns the normal form, and
raises `InvalidInput` naming that field. Forms: DOMAIN.md §4, LHEO 2.3.
"""

import re
from typing import Final

from sigma_cli.domain.texte import nettoyer
from sigma_cli.errors import InvalidInput

COURRIEL_MAX: Final = 254  # RFC 5321 §4.5.3.1.3
TELEPHONE_MIN: Final = 4  # digits: short numbers such as 3949
TELEPHONE_MAX: Final = 25  # characters: LHEO 2.3, telfixe

_BLANCS: Final = re.compile(r"[\s.]")
_ESPACES: Final = re.compile(r"\s")
_DECIMALES: Final = re.compile(r"(?<=[0-9])\.0$")
_CLES_UAI: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
_COURRIEL: Final = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_TELEPHONE: Final = re.compile(r"\+?[0-9 ./()-]+")
_PONCTUATION: Final = re.compile(r"[ ./()-]")
_ZERO_MANGE: Final = re.compile(r"[1-9][0-9]{8}")


def lire_siret(valeur: str, champ: str) -> str:
    """Return a SIRET of 14 digits whose key is right, La Poste's own rule included."""
    from stdnum.fr import siret

    code = _read(valeur, champ, r"[0-9]{14}", "SIRET attendu, 14 chiffres")
    if not siret.is_valid(code):
        raise InvalidInput(f"{champ} : clé du SIRET incohérente ; relire les 14 chiffres.")
    return code


def lire_uai(valeur: str, champ: str) -> str:
    """Return an UAI: 7 digits and the letter that follows from them modulo 23."""
    code = _read(valeur, champ, r"[0-9]{7}[A-Z]", "UAI attendu, 7 chiffres et une lettre")
    if _CLES_UAI[int(code[:7]) % len(_CLES_UAI)] != code[7]:
        raise InvalidInput(f"{champ} : lettre de contrôle de l’UAI incohérente ; relire le code.")
    return code


def lire_nda(valeur: str, champ: str) -> str:
    """Return a declaration of activity: 11 letters (Corsica) or digits, upper-cased."""
    return _read(valeur, champ, r"[0-9A-Z]{11}", "NDA attendu, 11 lettres ou chiffres")


def lire_certifinfo(valeur: str, champ: str) -> str:
    """Return a Certif Info code, 1 to 10 digits (RAP-01)."""
    attendu = "code Certifinfo attendu, 1 à 10 chiffres"
    return _read(valeur, champ, r"[0-9]{1,10}", attendu, blancs=_ESPACES)


def lire_rncp(valeur: str, champ: str) -> str:
    """Return `RNCP` and its number, given with or without the prefix."""
    attendu = "code RNCP attendu, comme RNCP123"
    code = _read(valeur, champ, r"(?:RNCP)?[0-9]{1,10}", attendu, blancs=_ESPACES)
    return f"RNCP{code.removeprefix('RNCP')}"


def lire_formacode(valeur: str, champ: str) -> str:
    """Return a Formacode, 5 digits."""
    return _read(valeur, champ, r"[0-9]{5}", "Formacode attendu, 5 chiffres")


def lire_nsf(valeur: str, champ: str) -> str:
    """Return a NSF code: 3 digits, or letters among them for the finer headings."""
    return _read(valeur, champ, r"[0-9A-Z]{3}", "code NSF attendu, 3 caractères comme 326")


def lire_rome(valeur: str, champ: str) -> str:
    """Return a ROME code, a letter and 4 digits."""
    return _read(valeur, champ, r"[A-Z][0-9]{4}", "code ROME attendu, comme M1805")


def lire_public(valeur: str, champ: str) -> str:
    """Return a code of target public, 5 digits (Formacode)."""
    return _read(valeur, champ, r"[0-9]{5}", "code de public attendu, 5 chiffres")


def lire_courriel(valeur: str, champ: str) -> str:
    """Return an address that looks like `nom@domaine.fr`; whether it works is not known here."""
    texte = nettoyer(valeur)
    if len(texte) > COURRIEL_MAX or not _COURRIEL.fullmatch(texte):
        raise InvalidInput(f"{champ} : adresse de courriel attendue, de la forme nom@domaine.fr.")
    return texte


def lire_telephone(valeur: str, champ: str) -> str:
    """Return a phone number as written: 4 digits at least, 25 characters at most.

    One that a spreadsheet took for a number lost its first zero, as postal codes do. Raises InvalidInput.
    """
    texte = without_decimals(nettoyer(valeur))
    chiffres = sum(map(str.isdigit, texte))
    if _ZERO_MANGE.fullmatch(_PONCTUATION.sub("", texte)):
        raise InvalidInput(
            f"{champ} : le téléphone a perdu son zéro initial, sans doute dans un tableur ; l’écrire sur "
            "10 chiffres, ou avec l’indicatif (+34…) s’il est étranger."
        )
    if len(texte) > TELEPHONE_MAX or chiffres < TELEPHONE_MIN or not _TELEPHONE.fullmatch(texte):
        raise InvalidInput(
            f"{champ} : téléphone attendu, {TELEPHONE_MIN} chiffres au moins et {TELEPHONE_MAX} caractères "
            "au plus, comme 05 61 00 00 00."
        )
    return texte


def without_decimals(valeur: str) -> str:
    """Return a whole number without the `.0` that spreadsheets and scripts put at its end."""
    return _DECIMALES.sub("", valeur.strip())


def _read(
    valeur: str, champ: str, forme: str, attendu: str, *, blancs: re.Pattern[str] = _BLANCS
) -> str:
    """Return the value without blanks, in capitals, once it has the form.

    A dot may part the digits of a code of fixed length; in another, it would make a longer code.
    """
    code = blancs.sub("", without_decimals(valeur)).upper()
    if not re.fullmatch(forme, code):
        raise InvalidInput(f"{champ} : {attendu} ; {len(code)} caractères lus.")
    return code
