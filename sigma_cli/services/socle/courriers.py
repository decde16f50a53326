"""Letters to write: a template of the program, or the user’s own, filled in. Nothing is sent (CT-05)."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from sqlmodel import Session

from sigma_cli.domain.acte import Acte
from sigma_cli.errors import InvalidInput
from sigma_cli.formats.courrier import Courrier, Piece
from sigma_cli.formats.modele import render
from sigma_cli.models.etablissement import Etablissement

_OBJET: Final = "Objet : "
_OBJET_MAX: Final = 200


def compose(
    db: Session,
    acte: Acte,
    modele: str,
    champs: Mapping[str, object],
    *,
    a: str,
    dossier: Path,
    pieces: Sequence[Piece] = (),
) -> Courrier:
    """Return the letter of a template, from the établissement to `a`.

    A file `<modele>.txt` in `dossier` replaces the one of the program. Fields of the établissement
    are there for every template. Raises InvalidInput for a template that cannot be filled in.
    """
    etablissement = db.get(Etablissement, 1) or Etablissement()
    tous = dict(champs) | {
        "etablissement": etablissement.nom,
        "courriel": etablissement.courriel,
        "telephone": etablissement.telephone,
        "agent": acte.agent,
    }
    objet, corps = _split(render(_read(modele, dossier), tous, nom=modele), modele)
    return Courrier(
        de=etablissement.courriel, a=a, objet=objet, corps=corps, le=acte.le, pieces=tuple(pieces)
    )


def _read(modele: str, dossier: Path) -> str:
    """Return the text of a template, the user’s one first."""
    choisi = dossier / f"{modele}.txt"
    try:
        return choisi.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        livre = files("sigma_cli.referentiels").joinpath("courriers", f"{modele}.txt")
        return livre.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"Modèle {choisi} : il ne se lit pas ; vérifier ses droits, et que le texte est en UTF-8."
        ) from error


def _split(texte: str, modele: str) -> tuple[str, str]:
    """Return subject and body: the first line gives the one, what follows a blank line the other."""
    premiere, _, reste = texte.lstrip().partition("\n")
    objet = " ".join(premiere.removeprefix(_OBJET).split())
    if not premiere.startswith(_OBJET) or not objet or not reste.strip():
        raise InvalidInput(
            f"Modèle {modele} : la première ligne doit être « Objet : … », le texte vient après."
        )
    return objet[:_OBJET_MAX], f"{reste.strip()}\n"
