"""`sigma flux ack` and `check`: what comes back from the receivers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json, fichier
from sigma_cli.console import hint, plural, show, show_table

if TYPE_CHECKING:
    from sigma_cli.services.envois.acquittement import Acquittement

_REFUS: Final = ("Ligne", "Parcours", "Motif")
_CONSTATS: Final = ("Objet", "Gravité", "Constat")


def ack(
    ctx: typer.Context,
    fichier: Annotated[Path, fichier("Accusé du destinataire.")],
    as_json: Json = False,
) -> None:
    """Lire l’accusé d’un destinataire : lignes acceptées, lignes refusées et pourquoi."""
    from sigma_cli.flux import acquittement
    from sigma_cli.services.envois.acquittement import take_in

    config = acces.settings(ctx)
    accuse = acquittement.read(fichier)
    with acces.writing(config) as db:
        fait = take_in(db, config.acte, accuse, reglages=config.reglages)
    show(fait, texte=lambda: _phrase(fait), as_json=as_json)
    if fait.refus and not as_json:
        show_table(_REFUS, [(refus.ligne, refus.parcours, refus.motif) for refus in fait.refus])
        hint("Ce qu’il y a à corriger : sigma todo list --type FLUX_REFUS")


def check(
    ctx: typer.Context,
    fichier: Annotated[Path, fichier("Liste exportée de DEFI, CSV ou xlsx.")],
    as_json: Json = False,
) -> None:
    """Comparer une liste exportée de DEFI avec ce qui y a été transmis (RF-09)."""
    from sigma_cli.flux.defi import releve
    from sigma_cli.services.envois import rapprochement

    lignes = releve.read(fichier)
    with acces.reading(acces.settings(ctx)) as db:
        resultat = rapprochement.compare(db, lignes)
    if as_json:
        show(resultat, texte=str, as_json=True)
        return
    if resultat.constats:
        show_table(_CONSTATS, [(c.objet, c.gravite, c.message) for c in resultat.constats])
    sortie.sentence(
        f"{plural(resultat.lignes_lues, 'ligne lue')} : "
        f"{plural(resultat.concordants, 'concordante')}, {plural(resultat.nombre, 'écart')}."
    )


def _phrase(fait: "Acquittement") -> str:
    comptes = f"{plural(fait.acceptees, 'ligne acceptée')}, {plural(fait.rejetees, 'refusée')}"
    deja = " Accusé déjà lu : rien n’a changé." if fait.deja_lu else ""
    return f"{fait.fichier} : {fait.etat}, {comptes}.{deja}"
