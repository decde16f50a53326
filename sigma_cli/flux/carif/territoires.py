"""Départements and régions of an address. Codes of the Code officiel géographique since 2016."""

from typing import Final

_REGIONS: Final = {
    "01": "971", "02": "972", "03": "973", "04": "974", "06": "976",
    "11": "75 77 78 91 92 93 94 95", "24": "18 28 36 37 41 45",
    "27": "21 25 39 58 70 71 89 90", "28": "14 27 50 61 76",
    "32": "02 59 60 62 80", "44": "08 10 51 52 54 55 57 67 68 88",
    "52": "44 49 53 72 85", "53": "22 29 35 56",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "84": "01 03 07 15 26 38 42 43 63 69 73 74",
    "93": "04 05 06 13 83 84", "94": "2A 2B",
}  # fmt: skip

REGION_PAR_DEPARTEMENT: Final = {
    departement: region for region, liste in _REGIONS.items() for departement in liste.split()
}
_CORSE_DU_SUD: Final = ("200", "201")


def departement(*, code_insee: str | None, code_postal: str | None) -> str | None:
    """Return the code of the département, from the commune when known: `11`, `2A`, `974`.

    A CEDEX postal code has no commune of its own but begins like the others.
    """
    code = code_insee or code_postal or ""
    if code.startswith(("97", "98")):
        return code[:3]
    if code.startswith("20"):  # postal codes of Corsica; its communes begin with 2A or 2B
        return "2A" if code.startswith(_CORSE_DU_SUD) else "2B"
    return code[:2] or None
