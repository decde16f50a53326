"""`sigma session roster`: who is in a session, or convened to a meeting; a list to print and sign."""

from pathlib import Path
from typing import Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json, Session, given, jour
from sigma_cli.console import plural
from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.references import read_session
from sigma_cli.errors import UsageProblem

_SUFFIXES: Final = (".xlsx", ".docx")


def roster(
    ctx: typer.Context,
    session: Session,
    ic: Annotated[str | None, jour("Les convoqués à cette réunion, pas les inscrits.")] = None,
    vers: Annotated[
        str | None,
        typer.Option("--sortie", "-o", metavar="FICHIER", help="Liste à signer : .xlsx ou .docx."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Remplacer le fichier.")] = False,
    as_json: Json = False,
) -> None:
    """Lister les inscrits d’une session et ce qui manque, ou les convoqués à une réunion."""
    from sigma_cli.formats.fichier import write_whole
    from sigma_cli.services.inscription import liste_session

    config, fichier = acces.settings(ctx), None if vers is None else Path(vers)
    if fichier and fichier.suffix.lower() not in _SUFFIXES:
        raise UsageProblem("--sortie : donner un nom qui finit par .xlsx ou .docx.")
    with acces.reading(config) as db:
        liste = liste_session.load(
            db,
            read_session(session),
            reunion=given(lire_date, ic, "--ic"),
            reglages=config.reglages,
        )
        if fichier is None:
            titres = {colonne.cle: colonne.titre for colonne in liste.colonnes}
            sortie.listing(liste.resultats, titres, as_json=as_json)
            return
        if fichier.suffix.lower() == ".docx":
            write_whole(
                fichier,
                lambda flux: liste_session.write_docx(db, liste, flux, config.acte),
                force=force,
                mode=0o600,
            )
        else:
            write_whole(
                fichier,
                lambda flux: liste_session.write_xlsx(liste, flux, config.acte),
                force=force,
                mode=0o600,
            )
    document = {"fichier": str(fichier), "lignes": liste.nombre}
    sortie.say(document, f"{fichier} : {plural(liste.nombre, 'personne')}.", as_json=as_json)
