"""NIR, NIA and provisional numbers: parsed once at the edge, masked everywhere (NIR-02 to NIR-12)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from types import ModuleType
from typing import Final, Self

from sigma_cli.domain.personnes.nir_parties import (
    SANS_CLE,
    check_parts,
    check_shape,
    is_nnp,
    plausible_years,
    read_characters,
    wrong_key,
)


class ClasseNir(StrEnum):
    """What the first digit says of the number (NIR-02)."""

    NIR = "NIR"  # 1, 2
    NIA = "NIA"  # 3, 4: waiting for the NIR
    PROVISOIRE = "PROVISOIRE"  # 7, 8: provisional NIR, or NNP of the CNAM


class LieuNaissance(StrEnum):
    """Where the number says its holder was born."""

    METROPOLE = "METROPOLE"
    CORSE_AVANT_1976 = "CORSE_AVANT_1976"  # 20, before 2A and 2B
    CORSE = "CORSE"
    OUTRE_MER = "OUTRE_MER"
    ALGERIE = "ALGERIE"  # 91 to 94, before its independence
    MAROC = "MAROC"  # 95
    TUNISIE = "TUNISIE"  # 96
    ETRANGER = "ETRANGER"

    @property
    def label(self) -> str:
        """Return the words people read."""
        return _LABELS[self]


_LABELS: Final = {
    LieuNaissance.METROPOLE: "métropole",
    LieuNaissance.CORSE_AVANT_1976: "Corse, avant 1976",
    LieuNaissance.CORSE: "Corse",
    LieuNaissance.OUTRE_MER: "outre-mer",
    LieuNaissance.ALGERIE: "Algérie, avant son indépendance",
    LieuNaissance.MAROC: "Maroc, avant son indépendance",
    LieuNaissance.TUNISIE: "Tunisie, avant son indépendance",
    LieuNaissance.ETRANGER: "étranger",
}


_CLASSES: Final = {
    "1": ClasseNir.NIR,
    "2": ClasseNir.NIR,
    "3": ClasseNir.NIA,
    "4": ClasseNir.NIA,
    "7": ClasseNir.PROVISOIRE,
    "8": ClasseNir.PROVISOIRE,
}
_LIEUX: Final = {
    "20": LieuNaissance.CORSE_AVANT_1976,
    "2A": LieuNaissance.CORSE,
    "2B": LieuNaissance.CORSE,
    "96": LieuNaissance.TUNISIE,
    "97": LieuNaissance.OUTRE_MER,
    "98": LieuNaissance.OUTRE_MER,
    "99": LieuNaissance.ETRANGER,
}
# 91 to 95 were Algeria and Morocco before they became départements around Paris in 1968. Nobody
# of an age to be trained is born in 2030 or later before 2044.
_ALGERIE_MAROC: Final = dict.fromkeys(("91", "92", "93", "94"), LieuNaissance.ALGERIE) | {
    "95": LieuNaissance.MAROC
}
_ANNEES_ALGERIE_MAROC: Final = range(30, 68)
_MOIS: Final = range(1, 13)
GENRES: Final = {"M.": "masculin", "Mme": "féminin"}
_SEXE_DES_CIVILITES: Final = {"m": "M", "mr": "M", "monsieur": "M"} | dict.fromkeys(
    ("mme", "madame", "mlle", "mademoiselle"), "F"
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Nir:
    """A well-formed number, key included. From outside, build it with `Nir.parse` only.

    `valeur` holds 15 characters without separators, 13 for an NNP. `cle_calculee` tells that the
    key was computed here and waits for the user's confirmation (NIR-03); it does not count in
    comparisons. Text forms are masked: the number must reach no log, trace or report (NIR-12).
    """

    valeur: str
    cle_calculee: bool = field(default=False, compare=False)

    @classmethod
    def parse(cls, saisie: str, *, aujourdhui: date) -> Self:
        """Read a number as people write it: spaces, dots, hyphens, lower-case `2a` are fine.

        `aujourdhui` decides which century is plausible for départements that have ceased to be.

        Raises:
            InvalidInput: names the wrong part, never the number; `regle` is NIR-02, NIR-03,
                NIR-04 or NIR-11.
        """
        numero = read_characters(saisie)
        check_shape(numero)
        if is_nnp(numero):
            return cls(valeur=numero)
        check_parts(numero, aujourdhui=aujourdhui)
        cle = str(_stdnum().calc_check_digits(numero[:SANS_CLE]))
        if len(numero) == SANS_CLE:
            return cls(valeur=numero + cle, cle_calculee=True)
        if numero[SANS_CLE:] != cle:
            raise wrong_key()
        return cls(valeur=numero)

    @property
    def cle(self) -> str:
        """The two last digits: alone, they tell nothing of anybody."""
        return self.valeur[SANS_CLE:]

    @property
    def classe(self) -> ClasseNir:
        """Class given by the first digit."""
        return _CLASSES[self.valeur[0]]

    @property
    def sexe(self) -> str:
        """`M` for 1, 3 and 7, `F` for 2, 4 and 8."""
        return "M" if self.valeur[0] in "137" else "F"

    @property
    def genre(self) -> str:
        """`masculin` or `féminin`, drawn from the first digit (NIR-05)."""
        return GENRES[self.civilite]

    @property
    def civilite(self) -> str:
        """`M.` or `Mme`, drawn from the first digit (NIR-05)."""
        return "M." if self.sexe == "M" else "Mme"

    @property
    def annee2(self) -> str | None:
        """Two last digits of the year of birth; None for an NNP, which holds no birth."""
        return None if self._is_nnp else self.valeur[1:3]

    @property
    def mois(self) -> int | None:
        """Month of birth, 1 to 12; None when civil status is incomplete or for an NNP."""
        mois = 0 if self._is_nnp else int(self.valeur[3:5])
        return mois if mois in _MOIS else None

    @property
    def lieu(self) -> LieuNaissance | None:
        """Kind of place of birth; None for an NNP."""
        if self._is_nnp:
            return None
        departement = self.valeur[5:7]
        if departement in _ALGERIE_MAROC and int(self.valeur[1:3]) in _ANNEES_ALGERIE_MAROC:
            return _ALGERIE_MAROC[departement]
        return _LIEUX.get(departement, LieuNaissance.METROPOLE)

    def annee(self, *, aujourdhui: date, naissance: date | None = None) -> int | None:
        """Year of birth in full (NIR-06); None when no year fits, or for an NNP.

        That of `naissance` when it ends alike, else the one of a person of 14 to 99.
        """
        if naissance is not None and self.annee2 == f"{naissance.year % 100:02d}":
            return naissance.year
        return next(iter(annees_possibles(self, aujourdhui)), None)

    @property
    def corps(self) -> str:
        """The 13 first characters, without the key: as secret as the whole."""
        return self.valeur[:SANS_CLE]

    @property
    def masque(self) -> str:
        """The only form to show: first digit and year (`1 85 •• •• ••• ••• ••`)."""
        if self._is_nnp:
            return f"{self.valeur[0]} • ••• ••••••••"
        return f"{self.valeur[0]} {self.valeur[1:3]} •• •• ••• ••• ••"

    @property
    def agora_transferable(self) -> bool:
        """AGORA takes class 1 and 2 only (NIR-07)."""
        return self.classe is ClasseNir.NIR

    @property
    def _is_nnp(self) -> bool:
        return len(self.valeur) == SANS_CLE

    def __str__(self) -> str:
        """Return the masked form."""
        return self.masque

    def __repr__(self) -> str:
        """Return the masked form, named."""
        return f"Nir({self.masque})"

    def __format__(self, format_spec: str) -> str:
        """Pad or cut the masked form as asked."""
        return format(self.masque, format_spec)


def annees_possibles(nir: Nir, aujourdhui: date) -> tuple[int, ...]:
    """Return the birth years that make the holder 14 to 99 years old: one, or none (NIR-06)."""
    return () if nir.annee2 is None else plausible_years(nir.annee2, aujourdhui=aujourdhui)


def contradictions(nir: Nir, *, civilite: str | None, naissance: date | None) -> tuple[str, ...]:
    """Name in French what the number says otherwise than the identity given (NIR-05).

    Unknown, absent or incomplete information contradicts nothing. Empty when all agree.
    """
    trouvees: list[str] = []
    sexe = None if civilite is None else _SEXE_DES_CIVILITES.get(civilite.strip(" .").lower())
    if sexe not in {None, nir.sexe}:
        trouvees.append("sexe")
    if naissance is not None and nir.annee2 not in {None, f"{naissance.year % 100:02d}"}:
        trouvees.append("année de naissance")
    if naissance is not None and nir.mois not in {None, naissance.month}:
        trouvees.append("mois de naissance")
    return tuple(trouvees)


@cache
def _stdnum() -> ModuleType:
    """Return the module that computes keys; loading it costs several milliseconds."""
    from stdnum.fr import nir

    return nir
