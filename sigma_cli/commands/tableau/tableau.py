"""`sigma tableau`: how sessions fill, what is left, what is late; on screen, as a page, as a workbook."""

import webbrowser
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.filtres import Annee, Convention, DeAction, Statut, perimetre
from sigma_cli.commands.cadre.parametres import Json, given, jour
from sigma_cli.console import hint, plural, show, show_table
from sigma_cli.domain.dates import date_fr, lire_date
from sigma_cli.domain.references import read_composante
from sigma_cli.errors import UsageProblem

if TYPE_CHECKING:
    from sqlmodel import Session

    from sigma_cli.config import Config
    from sigma_cli.services.tableau.chiffres import LigneSession, Tableau

app = typer.Typer()

_SUFFIXES: Final = (".html", ".xlsx")
_BARRE: Final = 10
_SESSIONS: Final = ("Session", "Début", "Remplissage", "Posit.", "Ret.", "Diffusion")
_PLACES: Final = ("Action", "Accordées", "Utilisées", "Restantes", "Inscrits", "Effectif")


@app.command()
def tableau(
    ctx: typer.Context,
    composante: Annotated[
        str | None, typer.Option(metavar="COMPOSANTE", help="Une composante.")
    ] = None,
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
    le: Annotated[str | None, jour("Situation à cette date, au lieu d’aujourd’hui.")] = None,
    vers: Annotated[
        str | None,
        typer.Option("--sortie", "-o", metavar="FICHIER", help="Page .html, ou classeur .xlsx."),
    ] = None,
    ouvrir: Annotated[
        bool, typer.Option("--ouvrir", help="Montrer la page dans le navigateur.")
    ] = False,
    nominatif: Annotated[
        bool, typer.Option("--nominatif", help="Nommer les personnes à suivre ; noté au journal.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Remplacer le fichier.")] = False,
    as_json: Json = False,
) -> None:
    """Voir d’un coup d’œil les sessions, les places, les personnes, les retards."""
    from sigma_cli.domain.filtres import FiltreTableau
    from sigma_cli.services.socle import filtres
    from sigma_cli.services.tableau import lecture

    fichier = _target(vers, ouvrir=ouvrir)
    filtre = FiltreTableau(
        composante=None if composante is None else str(read_composante(composante)),
        jour=given(lire_date, le, "--le"),
        **perimetre(ctx),
    )
    config = acces.settings(ctx)
    with _base(config, nominatif=nominatif) as db:
        filtres.check_named(db, filtre)
        chiffres = lecture.load(
            db, config.acte, filtre, reglages=config.reglages, nominatif=nominatif
        )
    if fichier is None:
        show(chiffres, texte=lambda: "", as_json=True) if as_json else _draw(chiffres)
        return
    _write(config, chiffres, fichier, force=force, nominatif=nominatif)
    document = {"fichier": str(fichier), "sessions": len(chiffres.sessions)}
    phrase = f"{fichier} : {plural(len(chiffres.sessions), 'session')}."
    sortie.say(document, phrase, as_json=as_json)
    if ouvrir and not webbrowser.open(fichier.absolute().as_uri()):
        hint(f"Aucun navigateur ici : ouvrir {fichier.absolute()}.")


def _target(vers: str | None, *, ouvrir: bool) -> Path | None:
    """Return the file to write. Raises UsageProblem when it is neither a page nor a workbook."""
    if vers is None:
        if ouvrir:
            raise UsageProblem("--ouvrir montre la page : donner aussi -o tableau.html.")
        return None
    fichier = Path(vers)
    if fichier.suffix.lower() not in _SUFFIXES:
        raise UsageProblem("--sortie : donner un nom qui finit par .html ou .xlsx.")
    if ouvrir and fichier.suffix.lower() != ".html":
        raise UsageProblem("--ouvrir montre une page .html.")
    return fichier


def _base(config: "Config", *, nominatif: bool) -> "AbstractContextManager[Session]":
    return (acces.writing if nominatif else acces.reading)(config)


def _write(
    config: "Config", chiffres: "Tableau", fichier: Path, *, force: bool, nominatif: bool
) -> None:
    from sigma_cli.formats.fichier import write_whole
    from sigma_cli.services.tableau import classeur, page

    mode = 0o600 if nominatif else None
    if fichier.suffix.lower() == ".html":
        contenu = page.to_html(chiffres)
        write_whole(fichier, lambda flux: flux.write(contenu), force=force, mode=mode)
        return
    write_whole(
        fichier, lambda flux: classeur.write(chiffres, flux, config.acte), force=force, mode=mode
    )


def _draw(t: "Tableau") -> None:
    """Show the figures within 80 columns, part after part."""
    total = t.total
    du = "" if t.jour == t.etabli_le else f", avec les effectifs du {date_fr(t.etabli_le)}"
    choix = f" – {t.selection}" if t.selection else ""
    sortie.sentence(f"Situation au {date_fr(t.jour)}{du}{choix}")
    sortie.sentence("")
    show_table(_SESSIONS, [_row(ligne) for ligne in t.sessions], vide="Aucune session.")
    sortie.sentence(
        f"{plural(total.sessions, 'session')}, {total.inscrits}/{plural(total.places, 'place')}, "
        f"{plural(total.restantes, 'restante')}."
    )
    sortie.sentence("")
    lignes = [
        (
            *(p.action or "Total", p.accordees + p.en_plus, p.utilisees, p.restantes, p.inscrits),
            p.effectif,
        )
        for p in (*t.places, t.total_places)
    ]
    show_table(_PLACES, lignes if t.places else [], vide="Aucune action.")
    sortie.sentence("")
    for titre, nombres in (
        ("Candidatures", t.parcours_candidats),
        ("Personnes", t.personnes),
        ("En attente du NIR", t.nia),
    ):
        dits = ", ".join(f"{n.quoi.lower()} {n.nombre}" for n in nombres)
        sortie.sentence(f"{titre} : {dits}.")
    for personne in t.a_suivre:
        sortie.sentence(
            f"  {personne.parcours}  {personne.nom}, {personne.session} : {personne.manque}"
        )
    sortie.sentence("Toutes actions confondues :" if t.selection else "")
    for retard in t.retards:
        cout = f" : {retard.cout}" if retard.cout else ""
        sortie.sentence(
            f"En retard ({retard.nombre}, depuis le {date_fr(retard.depuis)}) {retard.titre}{cout}."
        )
    for ennui in t.flux:
        sortie.sentence(
            f"Flux {ennui.flux} : {ennui.fichier}, {ennui.etat}. {ennui.erreur}".strip()
        )
    if not t.retards and not t.flux:
        sortie.sentence("Rien n’est en retard.")
    hint("La page : sigma tableau -o tableau.html --ouvrir")


def _row(ligne: "LigneSession") -> tuple[object, ...]:
    alertes = f" ({', '.join(ligne.alertes)})" if ligne.alertes else ""
    return (
        ligne.session,
        ligne.date_debut,
        f"{_bar(ligne.inscrits, ligne.places)} {ligne.inscrits}/{ligne.places}",
        ligne.positionnes,
        ligne.retenus,
        f"{ligne.diffusion}{alertes}",
    )


def _bar(nombre: int, places: int) -> str:
    """Return how full, in ten signs that every terminal has."""
    plein = min(_BARRE, round(_BARRE * nombre / places)) if places else 0
    return "#" * plein + "." * (_BARRE - plein)
