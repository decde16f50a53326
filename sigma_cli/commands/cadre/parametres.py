"""Arguments and options shared by several commands, each defined once."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeVar

import typer

from sigma_cli.domain.discretion import is_number, is_sensitive
from sigma_cli.domain.lecteurs import Lecteur
from sigma_cli.errors import InvalidInput

T = TypeVar("T")
C = TypeVar("C", bound="Path | list[Path] | None")
V = TypeVar("V", bound="str | list[str] | None")


def without_number(valeur: V) -> V:
    """Refuse a NIR typed where a reference belongs: « unknown » would repeat it (NIR-12)."""
    mots: Any = [valeur] if isinstance(valeur, str) else valeur or ()
    if any(is_sensitive(mot) for mot in mots):
        raise InvalidInput(
            "Une référence est attendue, comme 20F0011, pas un numéro ; elle n’est pas répétée ici.",
            regle="NIR-12",
        )
    return valeur


def reference(metavar: str, aide: str) -> typer.models.ArgumentInfo:
    """Return an argument that takes a reference."""
    return typer.Argument(  # type: ignore[no-any-return]  # Typer types it Any
        metavar=metavar, help=aide, callback=without_number
    )


def option_session(aide: str) -> typer.models.OptionInfo:
    """Return the option that takes a session."""
    return typer.Option("--session", metavar="SESSION", help=aide, callback=without_number)  # type: ignore[no-any-return]  # Typer types it Any


def path_without_number(donne: C) -> C:
    """Refuse a NIR typed where files belong: « absent » would repeat it (NIR-12)."""
    chemins: Any = [donne] if isinstance(donne, Path) else donne or ()
    if any(is_number(chemin.stem) for chemin in chemins):
        raise InvalidInput(
            "Un nom de fichier est attendu, pas un numéro ; il n’est pas répété ici.",
            regle="NIR-12",
        )
    return donne


def fichier(aide: str) -> typer.models.ArgumentInfo:
    """Return an argument that takes the path of a file."""
    return typer.Argument(  # type: ignore[no-any-return]  # Typer types it Any
        metavar="FICHIER", help=aide, callback=path_without_number
    )


Action = Annotated[str, reference("ACTION", "N° d’action, comme 20F0011.")]
Composante = Annotated[str, reference("COMPOSANTE", "Composante, comme 20F0011_03.")]
Session = Annotated[str, reference("SESSION", "Session, comme 20F0011_03/01.")]
Stagiaire = Annotated[str, reference("STAGIAIRE", "Stagiaire, comme S000001.")]
Parcours = Annotated[str, reference("PARCOURS", "Parcours, comme P000001.")]
DesParcours = Annotated[
    list[str], reference("PARCOURS", "Parcours, comme P000001 ; plusieurs d’un coup.")
]
Json = Annotated[bool, typer.Option("--json", help="Résultat en JSON, pour les scripts.")]
CHERCHE_MAX = 200  # characters: databases bound what they look for, and no text holds more


def cherche(aide: str) -> typer.models.OptionInfo:
    """Return the option of a text to look for. Its value raises InvalidInput when it is too long."""
    return typer.Option("--cherche", metavar="TEXTE", help=aide, callback=_check_short)  # type: ignore[no-any-return]  # Typer types it Any


def _check_short(valeur: str | None) -> str | None:
    if valeur is not None and len(valeur) > CHERCHE_MAX:
        raise InvalidInput(
            f"--cherche : {len(valeur)} caractères, {CHERCHE_MAX} au plus ; chercher un mot ou deux."
        )
    return valeur


Cherche = Annotated[str | None, cherche("Texte à trouver, sans tenir compte des accents.")]
Nom = Annotated[
    str | None,
    cherche(
        "Mots d’un nom, sans les accents, ou numéro : personne, parcours, session, candidature."
    ),
]
DATE = "AAAA-MM-JJ"


def texte(aide: str) -> typer.models.OptionInfo:
    """Return an option that takes free text."""
    return typer.Option(metavar="TEXTE", help=aide)  # type: ignore[no-any-return]  # Typer types it Any


def jour(aide: str) -> typer.models.OptionInfo:
    """Return an option that takes a date."""
    return typer.Option(metavar=DATE, help=aide)  # type: ignore[no-any-return]  # Typer types it Any


class Lecture(NamedTuple):
    """How the text of one option becomes the value of one field."""

    champ: str
    option: str
    lire: Lecteur


def lectures(lecteurs: Mapping[str, Lecteur], *memes: str, **autres: str) -> dict[str, Lecture]:
    """Return how each parameter is read: those named as their field, then `parametre=champ`."""
    return {
        nom: Lecture(champ, f"--{nom.rstrip('_').replace('_', '-')}", lecteurs[champ])
        for nom, champ in (dict(zip(memes, memes, strict=True)) | autres).items()
    }


def read(ctx: typer.Context, lectures: Mapping[str, Lecture]) -> dict[str, Any]:
    """Read the options of the running command that `lectures` knows, by parameter name.

    What was not given is None. Raises InvalidInput naming the option.
    """
    return {
        lecture.champ: given(lecture.lire, ctx.params[nom], lecture.option)
        for nom, lecture in lectures.items()
        if nom in ctx.params
    }


def given(lire: Callable[[str, str], T], valeur: str | None, option: str) -> T | None:
    """Read an option when it is given. `option` names it in the refusal."""
    return None if valeur is None else lire(valeur, option)
