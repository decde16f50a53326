"""Criteria of a campagne d’attribution: chosen by people, numeric when they order (Q9-02, Q9-03)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sigma_cli.domain.texte import lire_texte, replier
from sigma_cli.errors import InvalidInput, RuleViolation
from sigma_cli.referentiels.statuts import Sens

NOM_MAX: Final = 100
_CRITERES_MAX: Final = 10
_NOMBRE: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,4})?")
_MOTS: Final = re.compile(r"[a-z0-9]+")
# How people write « travailleur handicapé »: none may be a reason to be preferred or left out.
_HANDICAP: Final = re.compile(
    r"\b(rqth|boeth|doeth|oeth|mdph|cdaph|th|handi[a-z]*|qualite de travailleur)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Critere:
    """One criterion; without `sens` it is a text, kept and shown, which orders nobody."""

    rang: int
    nom: str
    sens: Sens | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang:
    """The place of a candidate in the suggested order; equals share it, the next one skips (1, 2, 2, 4)."""

    rang: int
    ex_aequo: bool


def check_no_handicap(texte: str, champ: str) -> None:
    """Refuse the quality of disabled worker as a reason to choose (Q9-03), however it is spelt."""
    mots = _MOTS.findall(replier(texte))
    if _HANDICAP.search(_join_initials(mots)):
        raise RuleViolation(
            f"{champ} : la qualité de travailleur handicapé ne donne pas de priorité, elle n’est ni un "
            "critère ni un motif d’attribution. Le droit d’option s’exerce par « sigma place option ».",
            regle="Q9-03",
        )


def _join_initials(mots: Sequence[str]) -> str:
    """Return the words on one line, those of a single letter joined: `R. Q. T. H.` gives `rqth`."""
    texte = " ".join(mots)
    return re.sub(r"\b[a-z](?: [a-z]\b)+", lambda lettres: lettres[0].replace(" ", ""), texte)


def read_criteres(textes: Sequence[str], champ: str) -> tuple[Critere, ...]:
    """Return the criteria, the most important first, from `NOM`, `NOM : croissant` or `NOM : décroissant`.

    Raises InvalidInput (none, too many, twice the same, too long), RuleViolation (Q9-03).
    """
    if not 1 <= len(textes) <= _CRITERES_MAX:
        raise InvalidInput(f"{champ} : donner de 1 à {_CRITERES_MAX} critères.")
    criteres = tuple(_read_critere(rang, texte, champ) for rang, texte in enumerate(textes, 1))
    noms = [replier(critere.nom) for critere in criteres]
    if len(set(noms)) < len(noms):
        raise InvalidInput(f"{champ} : le même critère est donné deux fois.")
    return criteres


def _read_critere(rang: int, texte: str, champ: str) -> Critere:
    nom, separateur, fin = texte.rpartition(":")
    sens = {
        "croissant": Sens.CROISSANT,
        "decroissant": Sens.DECROISSANT,
    }.get(replier(fin))
    if not separateur or sens is None:
        nom = texte
    nom = lire_texte(nom, champ, maximum=NOM_MAX)
    check_no_handicap(nom, champ)
    return Critere(rang=rang, nom=nom, sens=sens)


def read_valeurs(
    textes: Iterable[str], criteres: Sequence[Critere], champ: str
) -> dict[int, Decimal]:
    """Return values by rank of criterion, from `NOM=VALEUR` or `RANG=VALEUR`. Raises InvalidInput."""
    numeriques = {critere.rang: critere for critere in criteres if critere.sens}
    par_nom = {replier(critere.nom): rang for rang, critere in numeriques.items()}
    valeurs: dict[int, Decimal] = {}
    for texte in textes:
        nom, separateur, valeur = texte.rpartition("=")
        cle = nom.strip()
        rang = int(cle) if cle.isdecimal() and cle.isascii() else par_nom.get(replier(cle), 0)
        if not separateur or rang not in numeriques:
            connus = ", ".join(f"{rang} ({critere.nom})" for rang, critere in numeriques.items())
            raise InvalidInput(
                f"{champ} : écrire CRITERE=NOMBRE ; les critères chiffrés sont {connus or 'aucun'}."
            )
        valeurs[rang] = read_nombre(valeur, champ)
    return valeurs


def read_nombre(texte: str, champ: str) -> Decimal:
    """Return a plain decimal number, `8 200,50` or `8200.5`. Raises InvalidInput."""
    serre = re.sub(r"\s", "", texte).replace(",", ".")
    if not _NOMBRE.fullmatch(serre):
        raise InvalidInput(
            f"{champ} : un nombre est attendu, comme 12 ou 8200,50 (quatre décimales au plus)."
        )
    return Decimal(serre).normalize() + 0  # -0 and 0 are one value


def suggest_order(
    criteres: Sequence[Critere], valeurs: Mapping[str, Mapping[int, Decimal]]
) -> dict[str, Rang]:
    """Return the rank of each candidate who has every value, from the numbers alone (Q9-02, Q9-03).

    The first criterion decides, the next ones part those it leaves equal. `valeurs` gives, by
    candidate, the number for the rank of each criterion. Without numeric criterion, nobody is ranked.
    """
    numeriques = [critere for critere in criteres if critere.sens]
    if not numeriques:
        return {}
    cles = {
        candidat: _key(numeriques, nombres)
        for candidat, nombres in valeurs.items()
        if all(critere.rang in nombres for critere in numeriques)
    }
    ordre = sorted(cles.values())
    return {
        candidat: Rang(
            rang=bisect_left(ordre, cle) + 1,
            ex_aequo=bisect_right(ordre, cle) - bisect_left(ordre, cle) > 1,
        )
        for candidat, cle in cles.items()
    }


def _key(criteres: Sequence[Critere], nombres: Mapping[int, Decimal]) -> tuple[Decimal, ...]:
    return tuple(
        nombres[critere.rang] if critere.sens is Sens.CROISSANT else -nombres[critere.rang]
        for critere in criteres
    )


def choice_needs_reason(candidat: str, rangs: Mapping[str, Rang], *, restantes: int) -> bool:
    """Tell whether choosing this candidate needs a reason that the criteria do not give (Q9-02).

    `rangs` are those of the candidates still undecided, none when nothing orders them. It does when a
    better one waits, or when there are not enough places left for all his equals.
    """
    if not rangs:
        return False
    mien = rangs[candidat].rang
    meilleurs = sum(autre.rang < mien for autre in rangs.values())
    egaux = sum(autre.rang == mien for autre in rangs.values())
    return meilleurs > 0 or egaux > restantes
