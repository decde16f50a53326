"""`sigma diagnose SESSION`: why a session does not appear, and the one thing to do."""

from typing import Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, courrier, sortie
from sigma_cli.commands.cadre.parametres import Json, Session
from sigma_cli.console import hint, show, show_table
from sigma_cli.domain.offre.diffusion import read_portail
from sigma_cli.domain.references import read_session

app = typer.Typer()

_ETAPES: Final = {  # as questions that the next column answers by yes or no
    "retenue": "transmissible",
    "delai": "délai passé",
    "certifinfo": "Certif Info",
    "reunion": "réunion à venir",
}
_SIGNES: Final = {
    "fait": "oui",
    "attente": "pas encore",
    "bloque": "BLOQUÉ",
    "attention": "attention",
    "a_verifier": "à vérifier",
    "absente": "ABSENTE",
}


@app.command()
def diagnose(
    ctx: typer.Context,
    session: Session,
    absente_de: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTIL",
            help="Où vous ne la voyez pas : carif, mfr, ouiform, audef, kairos ; répéter l’option.",
        ),
    ] = None,
    vers: courrier.Eml = None,
    force: Annotated[bool, typer.Option("--force", help="Remplacer le fichier.")] = False,
    as_json: Json = False,
) -> None:
    """Dire pourquoi une session n’apparaît pas, de la saisie à Kairos, et quoi faire."""
    from sigma_cli.services.diffusion.diagnostic import examen

    ou = [read_portail(nom, "--absente-de") for nom in absente_de or ()]
    config, ref = acces.settings(ctx), read_session(session)
    with acces.reading(config) as db:
        trouve = examen.diagnose(db, config.acte, ref, ou, reglages=config.reglages)
        lettre = None
        if vers:
            dossier = config.dossier_courriers
            lettre = examen.letter(
                db, config.acte, trouve, ou, dossier=dossier, reglages=config.reglages
            )
    if vers and lettre:
        courrier.write(lettre, vers, force=force)
    if vers == "-":
        return
    if as_json:
        show(trouve, texte=str, as_json=True)
        return
    lignes = ((_ETAPES.get(e.etape, e.etape), _SIGNES[e.etat], e.message) for e in trouve.etapes)
    show_table(("Étape", "État", "Ce qu’on en sait"), lignes)
    sortie.sentence(f"À faire : {trouve.conseil}")
    if vers:
        hint(f"{vers} : courrier à envoyer à {trouve.contact}.")
