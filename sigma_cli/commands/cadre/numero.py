"""A number typed: from an option, the standard input or the keyboard, and never echoed (NIR-12)."""

import sys
from typing import Annotated, Final

import typer

from sigma_cli.config import Config
from sigma_cli.console import ask_secret, confirm, hint, show_error
from sigma_cli.domain import lecteurs
from sigma_cli.domain.inscription.inscriptions import COMMENT
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.errors import InvalidInput, UsageProblem

NirSaisi = Annotated[
    str | None,
    typer.Option(
        metavar="VALEUR|-",
        help="NIR ou NIA ; sans l’option, il est demandé sans s’afficher ; « - » : lu par un script.",
    ),
]
CleAcceptee = Annotated[
    bool, typer.Option("--yes", help="Accepter la clé calculée d’un NIR de 13 caractères.")
]
IdentiteConfirmee = Annotated[
    str | None,
    typer.Option(
        "--confirmer-identite",
        metavar="MOTIF",
        help="Garder l’identité bien qu’elle contredise le numéro ou un registre (NIR-05).",
    ),
]
read_reason: Final = lecteurs.PARCOURS["motif_identite"]
_ESSAIS: Final = 3
_LIGNE_MAX: Final = 1000  # bytes; an endless line is refused without being kept


def read_number(config: Config, saisie: str | None, *, yes: bool, asked: bool) -> Nir | None:
    """Return the number, None when there is none; `asked` lets a person be asked for it.

    Raises InvalidInput (NIR-02, NIR-03, NIR-04, NIR-11), UsageProblem.
    """
    if saisie == "-":
        saisie = _ask() if _someone() else _read_line()
    elif saisie is not None:
        hint(
            "attention : un numéro sur la ligne de commande reste dans l’historique du shell et se "
            f"voit dans la liste des processus ; {COMMENT}."
        )
    elif asked and _someone():
        saisie = _ask()
    if not saisie or not saisie.strip():
        return None
    if asked and _someone():
        nir = _parse_again(saisie, config)
    else:
        nir = Nir.parse(saisie, aujourdhui=config.acte.jour)
    if nir.cle_calculee and not yes and not _is_right(nir):
        raise UsageProblem("Numéro non confirmé : rien n’a été enregistré.")
    return nir


def _is_right(nir: Nir) -> bool:
    """Show the key that was computed, to compare with the card, and ask (NIR-03)."""
    if _someone():
        hint(f"Clé calculée : {nir.cle}, à comparer avec la carte.")
    return confirm(f"Clé calculée pour {nir.masque} : est-ce bien ce numéro ?")


def _parse_again(saisie: str, config: Config) -> Nir:
    """Read a number typed blind; one refused is told why and asked for again, three times in all."""
    for _ in range(_ESSAIS - 1):
        try:
            return Nir.parse(saisie, aujourdhui=config.acte.jour)
        except InvalidInput as error:
            show_error(error, as_json=False)
            saisie = _ask()
    return Nir.parse(saisie, aujourdhui=config.acte.jour)


def _someone() -> bool:
    """Tell a person at a keyboard, whose every key is shown unless it is asked for, from a script."""
    return sys.stdin is not None and sys.stdin.isatty()


def _ask() -> str:
    return ask_secret("NIR ou NIA")


def _read_line() -> str:
    """Return the first line of the standard input; what is no text there is no digit either."""
    if sys.stdin is None:
        raise UsageProblem("--nir - : l’entrée standard est fermée ; y envoyer le numéro.")
    return sys.stdin.buffer.readline(_LIGNE_MAX).decode("utf-8-sig", "replace")
