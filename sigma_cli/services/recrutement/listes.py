"""Lists that people extend: types of prescripteur, tools, reasons not to retain someone.

An entry is read by its code or by its label, case and accents aside; a label such as
« Pôle emploi / France Travail » answers to each of its names. An entry is never deleted: archived, it
can no more be chosen, and what carries it still shows it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from sqlmodel import Session, select

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.texte import replier
from sigma_cli.errors import Conflict, InvalidInput, NotFound, RuleViolation, SigmaError
from sigma_cli.models.recrutement import MotifRefus, OutilPrescription, TypePrescripteur
from sigma_cli.services.socle import journal, modifications
from sigma_cli.services.socle.fiches import fill

_CODE_MAX: Final = 30
Entree: TypeAlias = TypePrescripteur | OutilPrescription | MotifRefus


@dataclass(frozen=True, slots=True)
class Liste:
    """One list: its table, its name in the journal, how to name an entry, and its refusal."""

    table: type[Entree]
    objet: str
    quoi: str
    commande: str
    refus: Callable[[str], SigmaError]


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneListe:
    """One entry as shown; `depuis` dates it."""

    code: str
    libelle: str
    depuis: date
    archive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneType(LigneListe):
    """A type of prescripteur; `dematerialise` when its structures work online."""

    dematerialise: bool


def _refuse_motif(message: str) -> SigmaError:
    return RuleViolation(message, regle="Q2-14")


TYPES: Final = Liste(
    TypePrescripteur, "liste.type", "type", "sigma prescripteur type list", InvalidInput
)
OUTILS: Final = Liste(
    OutilPrescription, "liste.outil", "outil", "sigma prescripteur outil list", InvalidInput
)
MOTIFS: Final = Liste(
    MotifRefus, "liste.motif", "motif", "sigma candidature motif list", _refuse_motif
)


def read(db: Session, liste: Liste, texte: str, champ: str) -> Any:
    """Return the entry that a text names. Raises what the list raises, naming `champ` and the entries.

    The text is not repeated: typed by people about people, it may be anything (NIR-12).
    """
    voulu = replier(texte)
    entrees = [entree for entree in _all(db, liste) if not entree.archive]
    for entree in entrees:
        if voulu in _names(entree):
            return entree
    connus = ", ".join(entree.code for entree in entrees)
    raise liste.refus(
        f"{champ} : {liste.quoi} hors de la liste ; choisir parmi {connus} (« {liste.commande} »)."
    )


def entries(db: Session, liste: Liste) -> Iterator[LigneListe]:
    """Yield the entries by label, archived ones included."""
    fiche = LigneType if liste is TYPES else LigneListe
    for entree in sorted(_all(db, liste), key=lambda entree: replier(entree.libelle)):
        yield fill(fiche, entree)


def add(
    db: Session, acte: Acte, liste: Liste, libelle: str, *, code: str | None, **valeurs: Any
) -> LigneListe:
    """Add an entry, dated of the day; its code comes from its label unless given.

    Raises Conflict when the code or the label is taken, InvalidInput for a code out of shape.
    """
    choisi = _code(code or libelle)
    if any({replier(choisi), replier(libelle)} & _names(entree) for entree in _all(db, liste)):
        raise Conflict(
            f"{liste.quoi} déjà dans la liste ; « {liste.commande} » la donne, et « set » la corrige."
        )
    entree = liste.table(code=choisi, libelle=libelle, depuis=acte.jour, **valeurs)
    db.add(entree)
    db.flush()
    apres = {"libelle": libelle} | valeurs
    journal.record(db, acte, f"{liste.objet}.add", choisi, apres=apres)
    return fill(LigneType if liste is TYPES else LigneListe, entree)


def update(
    db: Session, acte: Acte, liste: Liste, code: str, valeurs: Mapping[str, Any]
) -> LigneListe:
    """Correct the label of an entry, archive it or take it back. Raises NotFound."""
    entree: Any = db.get(liste.table, _code(code))
    if entree is None:
        raise NotFound(f"{liste.quoi} inconnu ; « {liste.commande} » donne les codes.")
    difference = modifications.apply(entree, valeurs)
    if difference:
        db.add(entree)
        journal.record(
            db,
            acte,
            f"{liste.objet}.set",
            entree.code,
            avant=difference.avant,
            apres=difference.apres,
        )
    return fill(LigneType if liste is TYPES else LigneListe, entree)


def _all(db: Session, liste: Liste) -> list[Any]:
    entrees: list[Any] = list(db.exec(select(liste.table)))
    return sorted(entrees, key=lambda entree: str(entree.code))


def _names(entree: Entree) -> set[str]:
    """Return the folded texts an entry answers to."""
    libelles = {replier(partie) for partie in entree.libelle.split("/")}
    return {replier(entree.code), replier(entree.libelle), *libelles}


def _code(texte: str) -> str:
    """Return a code: capitals, digits and `_`. Raises InvalidInput."""
    code = re.sub(r"[^A-Z0-9]+", "_", replier(texte).upper()).strip("_")
    if not 1 < len(code) <= _CODE_MAX:
        raise InvalidInput(
            f"Code : de 2 à {_CODE_MAX} lettres, chiffres ou « _ » ; en donner un avec --code."
        )
    return code
