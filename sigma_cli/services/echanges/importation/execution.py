"""Run an import: rows are read, judged by the rules of the commands, written, and counted."""

import gc
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Final, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from sigma_cli.domain.acte import Avertissement
from sigma_cli.errors import Conflict, InvalidInput, NotFound, RuleViolation, SigmaError
from sigma_cli.formats.colonnes import cell_text
from sigma_cli.services.echanges.importation.contrat import (
    Contexte,
    Erreur,
    Etat,
    Genre,
    Importeur,
    Issue,
    Ligne,
)

T = TypeVar("T")

LOT: Final = 2000  # rows read, looked up and written together
REFUS_MAX: Final = 10_000  # rows refused, beyond which a file is not worth reading on
REFUS_MAX_PARTIEL: Final = 100_000  # the same, for who keeps the good rows: memory is bounded
_DITS: Final = 20  # warnings told in full, by rule
_FAITS: Final = 1000  # rows created or changed told one by one
_MONTRE: Final = 40  # characters of a value shown in a change
# an option, but for those of a command that is advised
_OPTION: Final = re.compile(r"« sigma [^»]*»|\bsigma [a-z].*|--([a-z][a-z-]*[a-z])")
# What refuses one row; anything else (key, base) stops the import.
_REFUS: Final = (InvalidInput, NotFound, RuleViolation, Conflict)


@dataclass(slots=True)
class Bilan:
    """What became of the rows. `avertissements` keeps the first of each rule, `tus` counts the rest."""

    compte: Counter[str] = field(default_factory=Counter)
    erreurs: list[Erreur] = field(default_factory=list)
    avertissements: list[Avertissement] = field(default_factory=list)
    tus: Counter[str] = field(default_factory=Counter)
    faits: list[Issue] = field(default_factory=list)  # created or changed, the first of them
    interrompu: bool = False  # too many refusals: the rows after were not read

    def add(self, issue: Issue) -> None:
        """Count one row."""
        self.compte[issue.etat.value] += 1
        self.erreurs.extend(issue.erreurs)
        if issue.etat in {Etat.CREE, Etat.MODIFIE} and len(self.faits) < _FAITS:
            self.faits.append(issue)
        for avertissement in issue.avertissements:
            self.tell(avertissement, ligne=issue.ligne)

    def tell(self, avertissement: Avertissement, *, ligne: int) -> None:
        """Keep a warning with its row, unless its rule has already spoken a lot."""
        if self.tus[avertissement.regle] < _DITS:
            message = f"ligne {ligne} : {avertissement.message}"
            self.avertissements.append(Avertissement(avertissement.regle, message))
        self.tus[avertissement.regle] += 1

    @property
    def refuses(self) -> int:
        """Rows refused."""
        return self.compte[Etat.REFUSE]

    @property
    def non_dits(self) -> int:
        """Warnings that were only counted."""
        return sum(max(0, nombre - _DITS) for nombre in self.tus.values())


def run(
    db: Session,
    genre: Genre,
    contexte: Contexte,
    lignes: Iterable[Ligne | Issue],
    *,
    patient: bool = False,
    avance: Callable[[int], None],
) -> Bilan:
    """Make the rows into the base, in one transaction that the caller commits or undoes.

    Too many refusals end it, later when `patient`: nothing is then to be kept.
    """
    bilan, limite = Bilan(), REFUS_MAX_PARTIEL if patient else REFUS_MAX
    importeur = genre.ouvrir(db, contexte)
    options = {
        champ.option or f"--{champ.cle.replace('_', '-')}": champ.titre for champ in genre.champs
    }
    for lot in _batches(lignes, LOT):
        for issue in _in_order(lot, importeur):
            bilan.add(_in_words_of_columns(issue, options, genre.dits))
        gc.collect(1)  # the program runs without it: cycles of a batch would stay to the end
        avance(len(lot))
        if bilan.refuses >= limite:
            bilan.interrompu = True
            break
    return bilan


def one_by_one(
    db: Session, lignes: Iterable[Ligne], traiter: Callable[[Ligne], Issue | Callable[[], Issue]]
) -> Iterator[Issue]:
    """Treat rows alone. `traiter` looks, then returns the issue, or what writes and tells it.

    What is written is undone when a rule refuses it on the way.
    """
    for ligne in lignes:
        try:
            suite = traiter(ligne)
            if isinstance(suite, Issue):
                yield suite
                continue
            with db.begin_nested():
                issue = suite()
        except _REFUS as error:
            yield Issue.refused(ligne.numero, error)
        except IntegrityError:
            croise = Conflict("contredit ce que la base contient déjà ; relire la ligne.")
            yield Issue.refused(ligne.numero, croise)
        else:
            yield issue


class Reperes:
    """Remembers which row told what of each object, so that two rows do not contradict each other."""

    def __init__(self) -> None:
        self._vus: dict[object, tuple[int, int]] = {}

    def is_repeated(self, cle: object, ligne: Ligne, *, objet: str | None = None) -> bool:
        """Tell whether an earlier row says the very same. Raises Conflict when it says otherwise.

        `objet` is what people call it, when `cle` is not that.
        """
        return self.is_any_repeated([cle], ligne, ligne.valeurs, objet=objet or str(cle))

    def is_any_repeated(
        self,
        cles: Iterable[object],
        ligne: Ligne,
        valeurs: Mapping[str, object],
        *,
        objet: str | None,
    ) -> bool:
        """Do as `is_repeated` for an object that rows may name in several ways, one in each.

        `valeurs` is what the row says of it, without what names it.
        """
        empreinte = hash(repr(sorted(valeurs.items(), key=lambda paire: paire[0])))
        vues = [self._vus.setdefault(cle, (ligne.numero, empreinte)) for cle in cles]
        autres = [vue for vue in vues if vue[0] != ligne.numero]
        for premiere, dite in autres:
            if dite != empreinte:
                raise Conflict(
                    f"{objet} est déjà à la ligne {premiere}, avec d’autres valeurs ; n’en garder qu’une."
                )
        return bool(autres)


def changes(genre: Genre, connu: object, valeurs: Mapping[str, object]) -> list[str]:
    """Return what a row changes, in words of columns; of a person, without the values."""
    titres = {champ.cle: champ.titre for champ in genre.champs}
    touches = {cle: getattr(connu, cle) for cle in valeurs if valeurs[cle] != getattr(connu, cle)}
    if genre.personnel:
        return [titres[cle] for cle in touches]
    return [
        f"{titres[cle]} : {_shown(avant)} → {_shown(valeurs[cle])}"
        for cle, avant in touches.items()
    ]


def _shown(valeur: object) -> str:
    texte = cell_text(valeur) if valeur is None or isinstance(valeur, bool | date) else str(valeur)
    return texte if len(texte) <= _MONTRE else f"{texte[:_MONTRE]}…"


def check_complete(genre: Genre, valeurs: Mapping[str, object]) -> None:
    """Refuse to create an object without what its command asks for. Raises InvalidInput."""
    absents = [champ.titre for champ in genre.champs if champ.creation and champ.cle not in valeurs]
    if absents:
        raise InvalidInput(f"à créer, mais il manque : {', '.join(absents)}.")


def _in_order(lot: list[Ligne | Issue], importeur: Importeur) -> Iterator[Issue]:
    """Yield the issues of a batch, rows that could not be read included, by row."""
    issues = [ligne for ligne in lot if isinstance(ligne, Issue)]
    issues += importeur.traiter([ligne for ligne in lot if isinstance(ligne, Ligne)])
    yield from sorted(issues, key=lambda issue: issue.ligne)


def _in_words_of_columns(
    issue: Issue, options: Mapping[str, str], dits: Mapping[str, str]
) -> Issue:
    """Say « PIC » where the words of a command say `--pic`."""
    if not issue.erreurs and not any("--" in dit.message for dit in issue.avertissements):
        return issue

    def title(option: re.Match[str]) -> str:
        titre = options.get(f"--{option[1]}")
        return f"« {titre} »" if titre else option[0]

    erreurs = [
        replace(erreur, message=_said(erreur, dits) or _OPTION.sub(title, erreur.message))
        for erreur in issue.erreurs
    ]
    avertissements = [
        replace(dit, message=_OPTION.sub(title, dit.message)) for dit in issue.avertissements
    ]
    return replace(issue, erreurs=erreurs, avertissements=avertissements)


def _said(erreur: Erreur, dits: Mapping[str, str]) -> str | None:
    """Return what replaces a refusal that only makes sense at a keyboard: it speaks of options."""
    options = [option[0] for option in _OPTION.finditer(erreur.message) if option[1]]
    cles = [f"{erreur.regle} {option}" for option in options] + [erreur.regle or ""]
    return next((dits[cle] for cle in cles if cle in dits), None) if options else None


def failure(erreurs: Iterable[Erreur], message: str) -> SigmaError:
    """Return the error that says the refusals: of their own kind when all agree, else bad input."""
    causes = {(erreur.code, erreur.regle) for erreur in erreurs}
    codes = {code for code, _ in causes}
    regles = ", ".join(sorted({regle for _, regle in causes if regle}))
    if codes == {RuleViolation.exit_code}:
        return RuleViolation(message, regle=regles)
    classe = next((c for c in (NotFound, Conflict) if codes == {c.exit_code}), InvalidInput)
    return classe(message, regle=regles or None)


def _batches(elements: Iterable[T], taille: int) -> Iterator[list[T]]:
    suite = iter(elements)
    while lot := list(islice(suite, taille)):
        yield lot
