"""Read the bundles of several établissements from folders and files: no base is needed (REG-02)."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.consolidation.lots import from_document
from sigma_cli.domain.consolidation.vue import REGLE, LotLu, Vue, view
from sigma_cli.errors import InvalidInput, NotFound
from sigma_cli.flux.contrat import ligne_sha256
from sigma_cli.formats.fichier import message_systeme

TAILLE_MAX: Final = 50_000_000  # bytes: the bundle of 20,000 sessions is 8 MB
_DOSSIERS_MAX: Final = 100_000  # files looked at in a folder


def read(chemins: Sequence[Path], acte: Acte, *, jours: int, attendus: Iterable[str] = ()) -> Vue:
    """Return the last bundle of each établissement; what cannot be taken is told, by its file.

    Raises NotFound for a path that is not there, InvalidInput when none of the files is a bundle.
    """
    ecartes: list[Avertissement] = []
    lus = list(_read_all(_files(chemins), ecartes))
    if not lus:
        cause = f" ; {ecartes[0].message}" if ecartes else ""
        raise InvalidInput(f"Aucun lot à lire dans {', '.join(map(str, chemins))}{cause}")
    vue = view(lus, maintenant=acte.le, jours=jours, attendus=attendus)
    vue.avertissements[:0] = ecartes
    return vue


def _files(chemins: Iterable[Path]) -> Iterator[Path]:
    """Yield the files named, and the bundles of the folders named, each once."""
    vus: set[Path] = set()
    for chemin in chemins:
        for fichier in _within(chemin):
            if (entier := fichier.resolve()) not in vus:
                vus.add(entier)
                yield fichier


def _within(chemin: Path) -> Iterable[Path]:
    if not chemin.exists():
        raise NotFound(f"{chemin} n’existe pas : vérifier le chemin.")
    if not chemin.is_dir():
        return [chemin]
    try:
        trouves = sorted(
            fichier
            for fichier in chemin.rglob("*.json")
            if not fichier.name.startswith(".") and fichier.is_file()
        )
    except OSError as error:
        raise InvalidInput(f"{chemin} ne se lit pas ({message_systeme(error)}).") from error
    if len(trouves) > _DOSSIERS_MAX:
        raise InvalidInput(
            f"{chemin} a plus de {_DOSSIERS_MAX} fichiers : nommer un autre dossier."
        )
    return trouves


def _read_all(fichiers: Iterable[Path], ecartes: list[Avertissement]) -> Iterator[LotLu]:
    for fichier in fichiers:
        try:
            yield _read_one(fichier)
        except InvalidInput as error:
            ecartes.append(
                Avertissement(REGLE, f"{fichier} : {error.message} ; il n’est pas pris.")
            )


def _read_one(fichier: Path) -> LotLu:
    """Read one bundle, held against the sum beside it when there is one. Raises InvalidInput."""
    try:
        if fichier.stat().st_size > TAILLE_MAX:
            raise InvalidInput(f"plus de {TAILLE_MAX // 1_000_000} Mo, aucun lot n’est si grand")
        contenu = fichier.read_bytes()
        somme = fichier.with_name(f"{fichier.name}.sha256")
        dite = somme.read_bytes() if somme.is_file() else None
    except OSError as error:
        raise InvalidInput(f"ne se lit pas ({message_systeme(error)})") from error
    empreinte = hashlib.sha256(contenu).hexdigest()
    if dite is not None and dite.split()[:1] != ligne_sha256("", empreinte).split()[:1]:
        raise InvalidInput("son contenu n’est pas celui que dit sa somme .sha256, le redemander")
    try:
        document = json.loads(contenu)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("ce n’est pas du JSON entier, le redemander") from error
    return LotLu(fichier=str(fichier), sha256=empreinte, lot=from_document(document))
