"""`sigma docs [PAGE]`: the pages that are installed with the program."""

import os
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

import typer

from sigma_cli.commands.cadre import sortie
from sigma_cli.commands.cadre.parametres import Json
from sigma_cli.domain.texte import replier
from sigma_cli.errors import NotFound

app = typer.Typer()

_PAGES: Final = {
    "guide": ("guide.md", "Le travail du gestionnaire, dans son ordre."),
    "installer": ("installer.md", "Installer, mettre à jour, changer de machine."),
    "reference": ("reference.md", "Toutes les commandes, les codes de sortie, les fichiers."),
    "donnees-personnelles": ("donnees-personnelles.md", "Ce qui est gardé des personnes."),
    "flux": ("flux/README.md", "Ce que contiennent les fichiers envoyés."),
    "planification": ("planification", "De quoi lancer les envois chaque jour."),
}
_LISTE: Final = {"page": "Page", "objet": "Ce qu’elle dit", "chemin": "Où elle est"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page, and where it lies on this machine."""

    page: str
    objet: str
    chemin: str


@app.command()
def docs(
    page: Annotated[
        str | None, typer.Argument(metavar="PAGE", help=f"{', '.join(_PAGES)}.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Ouvrir une page de la documentation, ou dire où elle est."""
    pages = [_page(nom) for nom in _PAGES]
    if page is None:
        sortie.listing(pages, _LISTE, as_json=as_json)
        return
    trouvee = next((p for p in pages if replier(p.page) == replier(page)), None)
    if trouvee is None:
        raise NotFound(f"Page inconnue ; choisir parmi : {', '.join(_PAGES)}.")
    sortie.conclude(trouvee, trouvee.chemin, as_json=as_json)
    if not as_json and sys.stdout.isatty() and _has_screen():
        typer.launch(trouvee.chemin)


def _page(nom: str) -> Page:
    fichier, objet = _PAGES[nom]
    return Page(page=nom, objet=objet, chemin=str(_folder() / fichier))


def _folder() -> Path:
    """Return where the pages are: in the package installed from a wheel, else in the source tree."""
    paquet = Path(str(files("sigma_cli")))
    installees = paquet / "pages"
    return installees if installees.is_dir() else paquet.parent / "docs"


def _has_screen() -> bool:
    """Tell whether a program may open a window: not over SSH, nor on a server without one."""
    if sys.platform in {"win32", "darwin"}:
        return "SSH_CONNECTION" not in os.environ
    return any(nom in os.environ for nom in ("DISPLAY", "WAYLAND_DISPLAY"))
