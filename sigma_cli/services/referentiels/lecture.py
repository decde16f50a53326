"""Read a publisher’s file into the rows of a table: each code once, its line named when refused."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.discretion import repeatable
from sigma_cli.domain.tables.entetes import Attendue, recognise
from sigma_cli.domain.texte import nettoyer, plural
from sigma_cli.errors import InvalidInput
from sigma_cli.formats.csv_editeur import ILLISIBLE
from sigma_cli.formats.tableau import Rangee, Tableau

REGLE: Final = "RAP-01"
_MONTRES: Final = 5  # lines or words named in a warning
_ET: Final = ", "  # between the codes that replace another one
_LIEN_MAX: Final = 100

Valeurs = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Remarques:
    """What reading has to tell beside the rows.

    `mots` are words nobody understood, `ecartees` why rows were left out, each with a count; `abimees`
    are the lines that hold characters no encoding reads.
    """

    doublons: int = 0
    contraires: list[int] = field(default_factory=list)
    abimees: list[int] = field(default_factory=list)
    mots: dict[str, int] = field(default_factory=dict)
    ecartees: dict[str, int] = field(default_factory=dict)
    absentes: tuple[str, ...] = ()

    def misunderstood(self, mot: str) -> None:
        """Count a word that was left aside."""
        dit = repeatable(mot)
        self.mots[dit] = self.mots.get(dit, 0) + 1

    def leave_out(self, raison: str) -> None:
        """Count a row that is not for us."""
        self.ecartees[raison] = self.ecartees.get(raison, 0) + 1

    def warnings(self, nom: str) -> Iterator[Avertissement]:
        """Yield what people must know, in French."""
        for absente in self.absentes:
            yield Avertissement(REGLE, f"{nom} : {absente}")
        for raison, nombre in self.ecartees.items():
            yield Avertissement(
                REGLE, f"{nom} : {plural(nombre, 'ligne')} hors de la table, {raison}."
            )
        if self.contraires:
            yield Avertissement(
                REGLE,
                f"{nom} : code déjà lu plus haut avec d’autres valeurs, les premières sont gardées "
                f"(à la ligne {_lines(self.contraires)}).",
            )
        if self.abimees:
            yield Avertissement(
                "RAP-06",
                f"{nom} : {plural(len(self.abimees), 'ligne abîmée')} dans le fichier (à la ligne "
                f"{_lines(self.abimees)}) ; ce qui s’y lit est gardé.",
            )
        for phrase in self._unknown_words():
            yield Avertissement(REGLE, f"{nom} : {phrase}")

    def _unknown_words(self) -> Iterator[str]:
        """Yield the most frequent words nobody understood, then how many others there are."""
        mots = sorted(self.mots.items(), key=lambda mot: -mot[1])
        for mot, nombre in mots[:_MONTRES]:
            yield f"« {mot} » n’est pas compris ({plural(nombre, 'ligne')})."
        if autres := mots[_MONTRES:]:
            reste = plural(sum(nombre for _, nombre in autres), "ligne")
            mots_de_plus = (
                "1 autre mot n’est" if len(autres) == 1 else f"{len(autres)} autres mots ne sont"
            )
            yield f"{mots_de_plus} pas compris ({reste})."


def _lines(numeros: Sequence[int]) -> str:
    """Name the first lines."""
    suite = ", …" if len(numeros) > _MONTRES else ""
    return ", ".join(map(str, numeros[:_MONTRES])) + suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancien:
    """A second code told by a row: the one it replaces, kept when it has no row of its own.

    `lire` returns its columns, or None; `lien` is the column that names the code, or codes, after it.
    """

    lire: Callable[[Mapping[str, str], Remarques], Valeurs | None]
    lien: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forme:
    """The columns of a kind of file, and how the cells of a row become those of the base.

    `lire` returns the columns, `code` among them, or None for a row to leave out; it raises
    InvalidInput. `manques` says what is lost when none of these optional columns is there. Two rows
    of one code must agree on the columns of `communs`, on all of them by default; the words of the
    column `reunis` are gathered from all the rows of a code.
    """

    attendues: tuple[Attendue, ...]
    lire: Callable[[Mapping[str, str], Remarques], Valeurs | None]
    manques: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    communs: tuple[str, ...] = ()
    reunis: str | None = None
    ancien: Ancien | None = None


def read_rows(tableau: Tableau, forme: Forme, nom: str, remarques: Remarques) -> Iterator[Valeurs]:
    """Yield the rows of a file named `nom`; a code met again is counted, the first one wins.

    Raises InvalidInput naming the line.
    """
    rangs = recognise(tableau.titres, forme.attendues, nom)
    remarques.absentes = tuple(
        phrase for champs, phrase in forme.manques.items() if rangs.keys().isdisjoint(champs)
    )
    lues = _Lues(forme, remarques)
    for rangee in tableau.lignes:
        textes = _texts(rangee, rangs, remarques)
        if textes is None:
            continue
        try:
            valeurs = forme.lire(textes, remarques)
        except InvalidInput as error:
            raise InvalidInput(f"{nom}, ligne {rangee.numero}, {error.message}") from error
        if valeurs is not None and lues.take(valeurs, rangee.numero) and not lues.to_the_end:
            yield valeurs
        if forme.ancien and (ancien := forme.ancien.lire(textes, remarques)):
            lues.take_former(ancien, forme.ancien.lien)
    yield from lues.gathered()


def read_label(texte: str, *, maximum: int) -> str:
    """Return a label, cut to size; publishers leave the apostrophes of SQL in: `d''ouvrages`."""
    return nettoyer(texte).replace("\\'", "'").replace("''", "'")[:maximum]


class _Lues:
    """The codes read so far: their print, and their rows when later ones add to them."""

    def __init__(self, forme: Forme, remarques: Remarques) -> None:
        self._forme, self._remarques = forme, remarques
        self._prints: dict[str, int] = {}
        self._lues: dict[str, Valeurs] = {}
        self._anciens: dict[str, Valeurs] = {}
        self.to_the_end = forme.reunis is not None or forme.ancien is not None

    def take(self, valeurs: Valeurs, numero: int) -> bool:
        """Tell whether the code is a new one; else count the row, which line `numero` gives."""
        code, reunis = valeurs["code"], self._forme.reunis
        empreinte = hash(tuple(valeurs[champ] for champ in self._forme.communs or valeurs))
        if code not in self._prints:
            self._prints[code] = empreinte
            if self.to_the_end:
                self._lues[code] = valeurs
            return True
        if self._prints[code] != empreinte:
            self._remarques.contraires.append(numero)
        elif reunis and _add_words(self._lues[code], valeurs, reunis):
            return False
        self._remarques.doublons += 1
        return False

    def take_former(self, valeurs: Valeurs, lien: str) -> None:
        """Keep a code that others replace; `lien` gathers them all."""
        garde = self._anciens.setdefault(valeurs["code"], valeurs)
        suivants = (garde[lien] or "").split(_ET) if garde is not valeurs else []
        if valeurs[lien] and valeurs[lien] not in suivants:
            garde[lien] = _ET.join(filter(None, [*suivants, valeurs[lien]]))[:_LIEN_MAX]

    def gathered(self) -> Iterator[Valeurs]:
        """Yield the rows that were kept to the end; a code that has its own row keeps its state."""
        lien = self._forme.ancien.lien if self._forme.ancien else ""
        for code, valeurs in self._lues.items():
            ancien = self._anciens.pop(code, None)
            yield valeurs | {lien: ancien[lien]} if ancien else valeurs
        yield from self._anciens.values()


def _add_words(gardees: Valeurs, valeurs: Valeurs, champ: str) -> bool:
    """Add the words of a row to those kept of its code; tell whether any is new."""
    connus = gardees[champ].split()
    nouveaux = [mot for mot in valeurs[champ].split() if mot not in connus]
    gardees[champ] = " ".join([*connus, *nouveaux])
    return bool(nouveaux)


def _texts(rangee: Rangee, rangs: Mapping[str, int], remarques: Remarques) -> dict[str, str] | None:
    """Return the cells that are read, None when a damaged one is the code itself."""
    textes = {champ: rangee.texte(rang) for champ, rang in rangs.items()}
    if not any(ILLISIBLE in texte for texte in textes.values()):
        return textes
    remarques.abimees.append(rangee.numero)
    return None if ILLISIBLE in textes["code"] else textes
