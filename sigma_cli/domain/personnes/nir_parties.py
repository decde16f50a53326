"""Shape and parts of a NIR: say which part is wrong, without ever showing the number.

Every refusal is an `InvalidInput` whose text holds positions, lengths and fixed ranges only. The
one digit of the input it may name is the first (NIR-02). Structure: INSEE, composition of the NIR.
"""

import re
from datetime import date
from typing import Final

from sigma_cli.domain.texte import plural
from sigma_cli.errors import InvalidInput

COMPLET: Final = 15
SANS_CLE: Final = 13
SAISIE_MAX: Final = 100  # longer is never a number: refused before any work is spent on it

_SEPARATEURS: Final = " .-\u00a0\u2007\u2009\u202f\u2010\u2011\u2012\u2013\u2014\u2212"
_PLEINE_CHASSE: Final = "".join(chr(0xFF10 + chiffre) for chiffre in range(10))
_LECTURE: Final = str.maketrans(f"ab{_PLEINE_CHASSE}", "AB0123456789", _SEPARATEURS)

_FORME: Final = re.compile(r"[123478][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{8}")
_A_UN_PRES: Final = {COMPLET - 1: "il manque un chiffre", COMPLET + 1: "il y a un chiffre de trop"}
_NTT: Final = re.compile(r"[12][0-9]{9}[0-9A-Za-z]{1,30}")
_NNP: Final = re.compile(r"[78][012][0-9]{11}")
_SPECIMEN: Final = "2690549588157"  # the card printed in leaflets
_DERNIERE_ANNEE: Final = {"20": 1975, "96": 1956}  # 2A and 2B since 1976; Tunisia independent
_MOIS: Final = frozenset({*range(1, 13), *range(20, 43), *range(50, 100)})
_LETTRE_CORSE: Final = 7  # position
_AGES: Final = range(14, 100)  # NIR-06


def _refusal(message: str, *, regle: str = "NIR-03") -> InvalidInput:
    return InvalidInput(f"NIR : {message}", regle=regle)


def is_nnp(numero: str) -> bool:
    """Tell the 13-character CNAM form (`[78]`, `[12]` or an old 0, caisse, order), without key."""
    return _NNP.fullmatch(numero) is not None


def plausible_years(annee2: str, *, aujourdhui: date) -> tuple[int, ...]:
    """Return the years ending in `annee2` that make a person 14 to 99 years old (NIR-06).

    Ages are counted from year to year. As that span is shorter than a century, the answer holds
    one year or none.
    """
    age = (aujourdhui.year - int(annee2) - _AGES.start) % 100 + _AGES.start
    return (aujourdhui.year - age,) if age in _AGES else ()


def read_characters(saisie: str) -> str:
    """Return the characters of the number without separators, full-width digits made plain.

    Raises:
        InvalidInput: NIR-03, for an empty or endless input.
    """
    if len(saisie) > SAISIE_MAX:
        raise _refusal("plus de 99 caractères lus, 15 attendus ; saisir le numéro seul.")
    if saisie.isdigit() and saisie.isascii():
        return saisie
    numero = saisie.strip(" \t\r\n").translate(_LECTURE)
    if not numero:
        raise _refusal("aucun caractère lu, 15 attendus ; saisir le numéro et sa clé.")
    return numero


def check_shape(numero: str) -> None:
    """Refuse what is not a NIR, a NIA or a provisional number by its look alone.

    Raises:
        InvalidInput: NIR-02 first digit, NIR-03 character or length, NIR-04 partial number,
            NIR-11 NTT or specimen, NIR-14 a digit missing or in excess.
    """
    if numero.startswith(_SPECIMEN) and len(numero) in {SANS_CLE, COMPLET}:
        raise _refusal(
            "numéro de spécimen, imprimé sur les cartes d’exemple ; saisir celui de la personne.",
            regle="NIR-11",
        )
    if _FORME.fullmatch(numero):  # nearly every number: the tests below only say what is wrong
        return
    _check_ntt(numero)
    _check_first(numero[0])
    _check_characters(numero)
    _check_length(numero)


def check_parts(numero: str, *, aujourdhui: date) -> None:
    """Refuse a month, département, commune or order number that INSEE never gives.

    `numero` has passed `check_shape` and is no NNP.

    Raises:
        InvalidInput: NIR-03, naming the part and its positions.
    """
    _check_month(int(numero[3:5]))
    _check_departement(numero, aujourdhui=aujourdhui)
    _check_commune(numero)
    if numero[10:SANS_CLE] == "000":
        raise _refusal("numéro d’ordre (positions 11 à 13) nul ; relire le document.")


def wrong_key() -> InvalidInput:
    """Return the refusal of a key; the expected one is never told, it would help to forge."""
    return _refusal(
        "clé incohérente (positions 14 et 15) avec le reste du numéro ; relire les 15 caractères."
    )


def _check_ntt(numero: str) -> None:
    longueur = len(numero)
    if (
        longueur in _A_UN_PRES
        and numero.isdecimal()
        and numero[0] in "12"
        and not _of_company(numero)
    ):
        raise _refusal(
            f"{longueur} caractères lus, 15 attendus (13 sans la clé) : {_A_UN_PRES[longueur]} ; relire "
            "la carte chiffre à chiffre.",
            regle="NIR-14",
        )
    if longueur not in {SANS_CLE, COMPLET} and _NTT.fullmatch(numero):
        raise _refusal(
            f"{plural(longueur, 'caractère lu')}, 15 attendus (13 sans la clé) ; "
            "cette forme est celle d’un NTT, pas un NIR.",
            regle="NIR-11",
        )


def _of_company(numero: str) -> bool:
    """Tell whether the number holds a SIREN where an NTT has that of the employer."""
    from stdnum.fr import siren

    return bool(siren.is_valid(numero[1:10]))


def _check_first(premier: str) -> None:
    if premier not in "0123456789":
        raise _bad_character(1)
    if premier not in "123478":
        raise _refusal(
            f"premier chiffre {premier} ; 1 ou 2 attendu pour un NIR, "
            "3 ou 4 pour un NIA, 7 ou 8 pour un numéro provisoire.",
            regle="NIR-02",
        )


def _check_characters(numero: str) -> None:
    for position, caractere in enumerate(numero, start=1):
        corse = position == _LETTRE_CORSE and caractere in "AB" and numero[5] == "2"
        if caractere not in "0123456789" and not corse:
            raise _bad_character(position)


def _bad_character(position: int) -> InvalidInput:
    return _refusal(
        f"caractère inattendu en position {position} (séparateurs non comptés) ; "
        "seuls des chiffres sont admis, et 2A ou 2B en positions 6 et 7."
    )


def _check_length(numero: str) -> None:
    lus = len(numero)
    if lus == COMPLET or is_nnp(numero):
        return
    if lus > COMPLET:
        raise _refusal(f"{plural(lus, 'caractère lu')}, 15 attendus ; relire le numéro.")
    if numero[0] in "12":
        if lus != SANS_CLE:
            raise _refusal(f"{plural(lus, 'caractère lu')}, 15 attendus (13 sans la clé).")
        return
    sauf = "" if numero[0] in "34" else ", ou 13 sans clé pour un NNP"
    raise _refusal(
        f"numéro provisoire incomplet, {plural(lus, 'caractère lu')} ; 15 attendus, clé comprise{sauf}.",
        regle="NIR-04",
    )


def _check_month(mois: int) -> None:
    if mois not in _MOIS:
        raise _refusal("mois de naissance (positions 4 et 5) hors de 01 à 12, 20 à 42 et 50 à 99.")


def _check_departement(numero: str, *, aujourdhui: date) -> None:
    departement = numero[5:7]
    if departement == "00" or (departement == "97" and numero[7] not in "12345678"):
        raise _refusal("département de naissance (positions 6 et 7, 8 outre-mer) inexistant.")
    derniere = _DERNIERE_ANNEE.get(departement)
    if derniere is None:
        return
    if min(plausible_years(numero[1:3], aujourdhui=aujourdhui), default=derniere) > derniere:
        raise _refusal(
            "département de naissance (positions 6 et 7) supprimé avant l’année de naissance ; "
            "relire les positions 2, 3, 6 et 7."
        )


def _check_commune(numero: str) -> None:
    outre_mer = numero[5:7] in {"97", "98"}
    commune, derniere = (numero[8:10], 90) if outre_mer else (numero[7:10], 990)
    if not 1 <= int(commune) <= derniere:
        positions = "9 et 10" if outre_mer else "8 à 10"
        raise _refusal(f"commune ou pays de naissance (positions {positions}) inexistant.")
