"""`base backup`: a copy found whole before it replaces another, dated copies kept in a folder (BAS-02)."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import PARIS
from sigma_cli.errors import Conflict
from sigma_cli.store.copie import Contenu, last_line, save_base
from sigma_cli.store.partiel import sweep

_DATEE: Final = r"_\d{4}-\d\d-\d\d_\d{6}\.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sauvegarde:
    """Where the copy is, what it holds, and which older ones went."""

    fichier: Path
    contenu: Contenu
    retirees: list[Path]


def save(
    acte: Acte, base: Path, cible: Path, *, garder: int | None, force: bool, attente_secondes: float
) -> Sauvegarde:
    """Save the base into a file, or under a dated name into a folder.

    `garder` is the number of dated copies to keep, this one included; the oldest go once it is
    whole. One that knows more than the base never goes. Raises Conflict, BrokenBase, InvalidInput,
    RuleViolation (BAS-02).
    """
    sweep(base)
    dossier = cible.is_dir()
    fichier = cible / _dated(acte, base) if dossier else cible
    if fichier.exists() and not force:
        raise Conflict(f"{fichier} existe déjà : choisir un autre nom, ou --force.")
    contenu = save_base(base, fichier, attente_secondes=attente_secondes)
    retirees = _trim(base, cible, contenu, garder) if dossier and garder else []
    return Sauvegarde(fichier=fichier, contenu=contenu, retirees=retirees)


def _dated(acte: Acte, base: Path) -> str:
    return f"{base.stem}_{acte.le.astimezone(PARIS):%Y-%m-%d_%H%M%S}.db"


def _trim(base: Path, dossier: Path, contenu: Contenu, garder: int) -> list[Path]:
    forme = re.compile(re.escape(base.stem) + _DATEE)
    datees = sorted(f for f in dossier.iterdir() if forme.fullmatch(f.name) and f.is_file())
    retirees = []
    for ancienne in datees[:-garder]:
        vue = last_line(ancienne)
        if vue is None or vue.derniere_ligne <= contenu.derniere_ligne:
            ancienne.unlink(missing_ok=True)
            retirees.append(ancienne)
    return retirees
