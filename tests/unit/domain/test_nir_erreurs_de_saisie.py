"""NIR: every way of mistyping one is caught, and told without showing it."""

import random
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from stdnum.fr import nir as stdnum_nir

from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.errors import InvalidInput

AUJOURDHUI = date(2026, 10, 5)
MOIS = [*range(1, 13), *range(20, 43), *range(50, 100)]
LIEUX = ["75056", "2A004", "2B033", "31555", "97411", "98735", "99350", "99109", "01004", "95018"]


def generated(combien: int) -> Iterator[str]:
    """Yield invented numbers of every class, the same at each run, each with its right key."""
    hasard = random.Random(20201006)
    for _ in range(combien):
        corps = "".join(
            (
                hasard.choice("123478"),
                f"{hasard.randrange(100):02d}",
                f"{hasard.choice(MOIS):02d}",
                hasard.choice(LIEUX),
                f"{hasard.randrange(1, 1000):03d}",
            )
        )
        yield corps + stdnum_nir.calc_check_digits(corps)


NUMEROS = list(generated(500))


def read(saisie: str) -> Nir | InvalidInput:
    try:
        return Nir.parse(saisie, aujourdhui=AUJOURDHUI)
    except InvalidInput as refus:
        return refus


def accepted(saisies: Iterator[str]) -> list[str]:
    """Return what should have been refused; the refusals are looked at as they come."""
    passes = []
    for saisie in saisies:
        lu = read(saisie)
        if isinstance(lu, Nir):
            passes.append(saisie)
        else:
            assert re.search(r"\d{4}", lu.message) is None
    return passes


def with_other_digit(numero: str) -> Iterator[str]:
    for position, present in enumerate(numero):
        for autre in "0123456789":
            if autre != present:
                yield numero[:position] + autre + numero[position + 1 :]


def swapped(numero: str) -> Iterator[str]:
    for position in range(len(numero) - 1):
        gauche, droite = numero[position], numero[position + 1]
        if gauche != droite:
            yield numero[:position] + droite + gauche + numero[position + 2 :]


def test_nir_03_the_generated_numbers_are_right_and_all_different() -> None:
    assert len(set(NUMEROS)) == 500
    assert [n for n in NUMEROS if not isinstance(read(n), Nir)] == []


def test_nir_03_every_digit_changed_in_500_numbers_is_caught() -> None:
    essais = [essai for numero in NUMEROS for essai in with_other_digit(numero)]
    assert len(essais) > 65_000
    assert accepted(iter(essais)) == []


def test_nir_03_every_adjacent_swap_in_500_numbers_is_caught() -> None:
    essais = [essai for numero in NUMEROS for essai in swapped(numero)]
    assert len(essais) > 5_000
    assert accepted(iter(essais)) == []


ERREURS: dict[str, Callable[[str], str | None]] = {
    "O pour 0": lambda n: n.replace("0", "O") if "0" in n else None,
    "l pour 1": lambda n: n.replace("1", "l") if "1" in n else None,
    "un caractère de moins": lambda n: n[:-1],
    "un caractère de trop": lambda n: n + "0",
    "le dernier répété": lambda n: n + n[-1],
    "émoji": lambda n: n[:6] + "😀" + n[6:],
    "marque de droite à gauche": lambda n: "\u200f" + n,
    "inversion de sens": lambda n: n[:3] + "\u202e" + n[3:],
    "à l’envers": lambda n: n[::-1] if n[::-1] != n else None,
    "exposant du tableur": lambda n: f"{n[0]},{n[1:6]}E+14",
    "décimale du tableur": lambda n: f"{n},0",
    "deux numéros": lambda n: f"{n} {n}",
    "chiffres arabes": lambda n: "".join(chr(0x660 + int(c)) if c.isdigit() else c for c in n),
}


@pytest.mark.parametrize("erreur", ERREURS)
def test_nir_03_no_mistyped_number_passes(erreur: str) -> None:
    essais = [essai for numero in NUMEROS if (essai := ERREURS[erreur](numero))]
    assert essais
    passes = accepted(iter(essais))
    # One number read backwards in 97 has a right key by chance: the parts must then agree too.
    tolerance = 2 if erreur == "à l’envers" else 0
    assert len(passes) <= tolerance


@pytest.mark.parametrize(
    "saisie", ["", " ", "\u00a0\u202f", "nan", "None", "null", "-", "…", "1" * 1_000_000]
)
def test_nir_03_what_is_no_number_is_refused(saisie: str) -> None:
    assert isinstance(read(saisie), InvalidInput)
