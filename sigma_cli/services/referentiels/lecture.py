"""Read a publisher’s file into the rows of a table: each code once, its line named when refused."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.entetes import Attendue, recognise
from sigma_cli.errors import InvalidInput
from sigma_cli.formats.tableau import Rangee, Tableau

REGLE: Final = "RAP-01"
_MONTRES: Final = 5  # lines or words named in a warning

Valeurs = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Remarques:
    """What reading has to tell beside the rows: `mots` are words nobody understood, with a count."""

    doublons: int = 0
    contraires: list[int] = field(default_factory=list)
    mots: dict[str, int] = field(default_factory=dict)
    absentes: tuple[str, ...] = ()

    def misunderstood(self, mot: str) -> None:
        """Count a word that was left aside."""
        self.mots[mot] = self.mots.get(mot, 0) + 1

    def warnings(self, nom: str) -> Iterator[Avertissement]:
        """Yield what people must know, in French."""
        for absente in self.absentes:
            yield Avertissement(REGLE, f"{nom} : {absente}")
        if self.contraires:
            lignes = ", ".join(map(str, self.contraires[:_MONTRES]))
            suite = ", …" if len(self.contraires) > _MONTRES else ""
            yield Avertissement(
                REGLE,
                f"{nom} : code déjà lu plus haut avec d’autres valeurs, les premières sont gardées "
                f"(à la ligne {lignes}{suite}).",
            )
        for mot, nombre in islice(self.mots.items(), _MONTRES):
            fois = f"{nombre} lignes" if nombre > 1 else "1 ligne"
            yield Avertissement(REGLE, f"{nom} : « {mot} » n’est pas compris ({fois}).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forme:
    """The columns of a kind of file, and how the cells of a row become those of the base.

    `lire` returns the columns, `code` among them, or None for a row to leave out; it raises
    InvalidInput. `manques` says what is lost when an optional column is not there. Two rows of one
    code must agree on the columns of `communs`, on all of them by default.
    """

    attendues: tuple[Attendue, ...]
    lire: Callable[[Mapping[str, str], Remarques], Valeurs | None]
    manques: Mapping[str, str] = field(default_factory=dict)
    communs: tuple[str, ...] = ()


def read_rows(tableau: Tableau, forme: Forme, nom: str, remarques: Remarques) -> Iterator[Valeurs]:
    """Yield the rows of a file named `nom`; a code met again is counted, the first one wins.

    Raises InvalidInput naming the line.
    """
    rangs = recognise(tableau.titres, forme.attendues, nom)
    remarques.absentes = tuple(
        phrase for champ, phrase in forme.manques.items() if champ not in rangs
    )
    vus: dict[str, int] = {}
    for rangee in tableau.lignes:
        valeurs = _read(rangee, rangs, forme, remarques, nom)
        if valeurs is None:
            continue
        code = valeurs["code"]
        empreinte = hash(tuple(valeurs[champ] for champ in forme.communs or valeurs))
        if code not in vus:
            vus[code] = empreinte
            yield valeurs
            continue
        remarques.doublons += 1
        if vus[code] != empreinte:
            remarques.contraires.append(rangee.numero)


def _read(
    rangee: Rangee, rangs: Mapping[str, int], forme: Forme, remarques: Remarques, nom: str
) -> Valeurs | None:
    textes = {champ: rangee.texte(rang) for champ, rang in rangs.items()}
    try:
        return forme.lire(textes, remarques)
    except InvalidInput as error:
        raise InvalidInput(f"{nom}, ligne {rangee.numero}, {error.message}") from error
