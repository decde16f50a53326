"""Paths as people write them in a setting: one that would lead elsewhere than it says is refused.

A folder named `depot@serveur:` would be made here, and numbers left in it in clear (RF-10).
"""

import os
import re
from pathlib import Path
from typing import Final

from sigma_cli.errors import InvalidInput

_VARIABLE: Final = re.compile(r"\$\{?[A-Za-z_]|%[A-Za-z_]\w*%")
_LECTEUR: Final = re.compile(r"[A-Za-z]:([\\/]|$)")
_NOM_HOTE: Final = re.compile(r"[\w-]+(\.[\w-]+)+\.[A-Za-z]{2,}|\d+(\.\d+){3}|s?ftp\.[\w.-]+")
_SERVEUR: Final = "ressemble à l’adresse d’un serveur"
_BASE: Final = "--base (SIGMA_BASE)"


def local_path(texte: str, champ: str, *, windows: bool = os.name == "nt") -> Path:
    """Return the path a setting names, its `~` expanded. Raises InvalidInput, naming `champ` only.

    `windows` tells whether drives and shares of the network have a path here.
    """
    if raison := misleading(texte, windows=windows):
        raise InvalidInput(
            f"{champ} : ce chemin {raison} ; écrire le chemin d’un dossier de ce poste (./ devant un "
            "nom ambigu), ou sftp://utilisateur@serveur/chemin là où un serveur convient.",
            regle="RF-10",
        )
    return expand_home(texte, champ)


def base_path(texte: str) -> Path:
    """Return the path of a base, its `~` expanded; what is there already is what was meant.

    Raises InvalidInput.
    """
    chemin = expand_home(texte, _BASE)
    raison = misleading(texte, windows=os.name == "nt")
    if raison and ("\x00" in texte or not chemin.exists()):
        raise InvalidInput(f"{_BASE} : ce chemin {raison} ; écrire celui d’un fichier de ce poste.")
    return chemin


def expand_home(texte: str, champ: str) -> Path:
    """Return the path, its `~` expanded. Raises InvalidInput when nobody knows that home."""
    try:
        chemin = Path(texte).expanduser()
    except RuntimeError as error:
        raise InvalidInput(
            f"{champ} : le dossier personnel que dit « ~ » est inconnu de ce poste ; écrire le chemin "
            "entier."
        ) from error
    return chemin


def misleading(texte: str, *, windows: bool) -> str | None:
    """Return why a path is not one of this machine, as the end of a sentence; None when it is."""
    premier = re.split(r"[\\/]", texte, maxsplit=1)[0]
    lecteur = _LECTEUR.match(texte)
    raisons = (
        (not texte.isprintable(), "contient un caractère invisible"),
        (texte != texte.strip(), "commence ou finit par un espace"),
        (_VARIABLE.search(texte), "contient une variable, que rien ne remplace ici"),
        (lecteur and not windows, "commence par un lecteur de Windows, que ce poste n’a pas"),
        (
            texte.startswith(("\\\\", "//")) and not windows,
            "est celui d’un partage du réseau, à monter d’abord dans un dossier",
        ),
        ("\\" in texte and not windows, "est écrit avec des « \\ » ; ici, ce sont des « / »"),
        (not lecteur and ":" in premier, _SERVEUR),
        (re.match(r"\w+//", texte), _SERVEUR),
        ("@" in premier or _NOM_HOTE.fullmatch(premier), _SERVEUR),
    )
    return next((raison for vrai, raison in raisons if vrai), None)
