"""The answer of a receiver: which lines of a file it took, which it refused and why.

No partner publishes such a format: this one is ours, published as `acquittement.json` (Table
Schema). A row answers for one line, by its number in the file (1 is the first after the titles), or
for the whole file when `ligne` is empty. Every line is answered for, so that an answer that was cut
is seen; so is a last row that has no end.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sigma_cli.domain.discretion import is_sensitive
from sigma_cli.domain.texte import nettoyer, replier
from sigma_cli.errors import InvalidInput
from sigma_cli.formats.tableau import Rangee, read_table

COLONNES: Final = ("fichier", "ligne", "etat", "motif")
MOTIF_MAX: Final = 500
_ETATS: Final = {"accepte": True, "acceptee": True, "rejete": False, "rejetee": False}
_SANS_MOTIF: Final = "motif non donné"
_CACHE: Final = "motif non repris : il contenait ce qui pourrait être un numéro"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuse:
    """An answer about one file: `refus` gives by line why it was refused, None when accepted.

    `entier` is the answer for the whole file, when there is only that: None then stands for
    « accepted ».
    """

    fichier: str
    refus: Mapping[int, str | None]
    entier: bool
    refus_entier: str | None

    @property
    def empreinte(self) -> str:
        """The SHA-256 of what it says: the same answer may come with other ends of lines."""
        dit = [self.fichier, self.entier, self.refus_entier, sorted(self.refus.items())]
        return hashlib.sha256(json.dumps(dit).encode()).hexdigest()


def read(chemin: Path) -> Accuse:
    """Read an answer. Raises InvalidInput naming the line: another form, cut, two files, a line twice."""
    with read_table(chemin, entete=_is_header) as tableau:
        _check_text(chemin, tableau.genre)
        _check_ended(chemin)
        rangs = _columns(tableau.titres)
        rangees = [_row(rangee, rangs) for rangee in tableau.lignes]
    if not rangees:
        raise InvalidInput(
            f"{chemin.name} : aucune réponse sous les titres ; le fichier est coupé."
        )
    fichier = _only_file(rangees)
    entieres = [rangee for rangee in rangees if rangee.ligne is None]
    if entieres and len(rangees) > 1:
        raise InvalidInput(
            f"ligne {entieres[0].numero} : une réponse pour tout le fichier (« ligne » vide) va seule."
        )
    return Accuse(
        fichier=fichier,
        refus=_by_line(rangees) if not entieres else {},
        entier=bool(entieres),
        refus_entier=entieres[0].refus if entieres else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reponse:
    numero: int
    fichier: str
    ligne: int | None
    refus: str | None


def _check_text(chemin: Path, genre: str) -> None:
    """Refuse what is no CSV: a whole answer is recognised by the end of its last line."""
    if genre != "csv":
        raise InvalidInput(
            f"{chemin.name} : un accusé est attendu en CSV, celui-ci est en {genre} ; demander au "
            "destinataire le fichier tel que son programme l’écrit."
        )


def _check_ended(chemin: Path) -> None:
    """Refuse a file whose last line has no end: it was cut on the way."""
    try:
        with chemin.open("rb") as entree:
            entree.seek(-1, 2)
            fini = entree.read(1) in {b"\n", b"\r"}
    except OSError:
        return  # told by whoever reads it
    if not fini:
        raise InvalidInput(
            f"{chemin.name} : la dernière ligne n’a pas de fin, le fichier est coupé ; le redemander."
        )


def _is_header(titres: Iterable[str]) -> bool:
    return {"fichier", "ligne"} <= {replier(titre) for titre in titres}


def _columns(titres: Iterable[str]) -> dict[str, int]:
    rangs = {replier(titre): rang for rang, titre in enumerate(titres)}
    manquantes = [colonne for colonne in COLONNES if colonne not in rangs]
    if manquantes:
        raise InvalidInput(
            f"Accusé illisible : colonne absente : {', '.join(manquantes)} ; attendues : "
            f"{', '.join(COLONNES)}."
        )
    return rangs


def _row(rangee: Rangee, rangs: Mapping[str, int]) -> _Reponse:
    fichier, ligne, etat, motif = (rangee.texte(rangs[colonne]) for colonne in COLONNES)
    accepte = _ETATS.get(replier(etat))
    if accepte is None:
        raise InvalidInput(f"ligne {rangee.numero}, etat : écrire ACCEPTE ou REJETE.")
    return _Reponse(
        numero=rangee.numero,
        fichier=fichier,
        ligne=_line_number(ligne, rangee.numero),
        refus=None if accepte else _reason(motif),
    )


def _line_number(texte: str, numero: int) -> int | None:
    if not texte:
        return None
    if (
        not texte.isascii()
        or not texte.isdigit()
        or len(texte) > len("999999999")
        or not int(texte)
    ):
        raise InvalidInput(
            f"ligne {numero}, ligne : un numéro de ligne, à partir de 1, est attendu."
        )
    return int(texte)


def _reason(motif: str) -> str:
    """Return why a line was refused, fit to be kept: never a number (NIR-12)."""
    texte = nettoyer(motif)[:MOTIF_MAX]
    if is_sensitive(motif):
        return _CACHE
    return texte or _SANS_MOTIF


def _only_file(rangees: Iterable[_Reponse]) -> str:
    noms = {rangee.fichier: rangee.numero for rangee in rangees}
    if len(noms) > 1:
        raise InvalidInput(
            f"ligne {max(noms.values())} : un accusé répond d’un seul fichier, celui-ci en nomme "
            f"{len(noms)}."
        )
    return next(iter(noms))


def _by_line(rangees: Iterable[_Reponse]) -> dict[int, str | None]:
    refus: dict[int, str | None] = {}
    for rangee in rangees:
        ligne = rangee.ligne or 0
        if ligne in refus:
            raise InvalidInput(
                f"ligne {rangee.numero} : la ligne {ligne} du fichier a déjà sa réponse."
            )
        refus[ligne] = rangee.refus
    return refus
