"""The words of the command line as bytes: what is no text is refused before anything reads it."""

from collections.abc import Mapping, Sequence
from typing import Final

from sigma_cli.errors import InvalidInput

_NOTRES: Final = "SIGMA_"


def check_words(args: Sequence[str], environnement: Mapping[str, str]) -> None:
    """Refuse a word, or a variable of ours, that is not in the encoding of the system.

    Python keeps such a byte as half a character that nothing can write; dropped, another name would be
    recorded, or another file made. Raises InvalidInput.
    """
    for rang, mot in enumerate(args, 1):
        if not is_text(mot):
            raise InvalidInput(
                f"Le mot n° {rang} de la commande contient un caractère illisible (octet hors UTF-8, ou "
                "nul) : le retaper, ou renommer le fichier qu’il désigne."
            )
    for nom, valeur in environnement.items():
        if nom.startswith(_NOTRES) and not is_text(valeur):
            raise InvalidInput(
                f"La variable {nom} contient un caractère illisible (octet hors UTF-8) : la corriger."
            )


def is_text(mot: str) -> bool:
    """Tell whether a word can be written in UTF-8 and passed on as the name of a file."""
    return "\x00" not in mot and not any("\ud800" <= c <= "\udfff" for c in mot)
