"""`sigma candidature presence --session`: down the list of a meeting, one key a person, with a way back."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, lot, noms
from sigma_cli.commands.cadre.libelles import ETAT
from sigma_cli.commands.cadre.questions import can_ask
from sigma_cli.console import hint, read_key
from sigma_cli.domain.filtres import FiltreCandidature
from sigma_cli.domain.noms import Nature
from sigma_cli.domain.references import read_candidature, read_session
from sigma_cli.domain.texte import plural
from sigma_cli.errors import UsageProblem
from sigma_cli.referentiels.recrutement import Etat, Presence

if TYPE_CHECKING:
    from sigma_cli.services.recrutement.fiche_candidature import LigneCandidature

_VENUS: Final = (Etat.CONVOQUE, Etat.PRESENT, Etat.ABSENT)
_TOUCHES: Final = {"p": Presence.PRESENT, "a": Presence.ABSENT}
_AIDE: Final = "p : présente   a : absente   Entrée : passer   r : revenir   f : finir   Ctrl+C : ne rien noter"
_PASSER, _REVENIR, _FINIR = ("\r", "\n"), ("r", "\x7f", "\b"), "f"


def _call(ctx: typer.Context, session: str | None) -> str | None:
    """Note the presences of a meeting and end there: nothing else of the line is looked at."""
    if session is None or ctx.resilient_parsing:
        return session
    if not can_ask():
        raise UsageProblem(
            "--session descend la liste dans un terminal ; ailleurs, donner les candidatures."
        )
    from sigma_cli.services.recrutement import fiche_candidature, suites

    ref = read_session(noms.resolve_one(ctx, Nature.SESSION, session))
    config = acces.settings(ctx)
    with acces.reading(config) as db:
        lignes = [
            ligne
            for ligne in fiche_candidature.search(db, FiltreCandidature(session=ref))
            if ligne.etat in _VENUS and ligne.reunion and ligne.reunion <= config.acte.jour
        ]
    if not lignes:
        hint(f"{ref} : personne à noter, aucune réunion passée n’attend de présence.")
        raise typer.Exit
    notes = _walk(lignes)
    changees = {ref: venue for ref, venue in notes.items() if venue.value != _known(lignes, ref)}
    with acces.writing(config) as db:
        fiches = lot.each(
            list(changees),
            lambda ref: suites.attend(
                db,
                config.acte,
                read_candidature(ref),
                changees[ref],
                le=None,
                reglages=config.reglages,
            ),
        )
    phrases = [
        f"{f.candidature} ({f.nom} {f.prenom}, {f.session}) : {ETAT(f.etat)}, à saisir dans Kairos."
        for f in fiches
    ]
    if fiches:
        lot.conclude(fiches, phrases, as_json=False)
    else:
        hint("Rien n’a changé.")
    raise typer.Exit


def _walk(lignes: "Sequence[LigneCandidature]") -> dict[str, Presence]:
    """Go down the list; return who came and who did not, those passed over left out."""
    notes: dict[str, Presence] = {}
    hint(f"{plural(len(lignes), 'personne')}. {_AIDE}")
    rang = 0
    while rang < len(lignes):
        ligne = lignes[rang]
        deja = f" [{ETAT(ligne.etat)}]" if ligne.etat != Etat.CONVOQUE else ""
        sys.stderr.write(
            f"{rang + 1}/{len(lignes)}  {ligne.nom} {ligne.prenom} ({ligne.candidature}){deja} : "
        )
        sys.stderr.flush()
        touche = read_key().lower()
        rang = _turn(touche, ligne.candidature, notes, rang)
        if touche == _FINIR:
            return notes
    return notes


def _turn(touche: str, ref: str, notes: dict[str, Presence], rang: int) -> int:
    """Take one key into account; return the rank that comes next."""
    if touche in _TOUCHES:
        notes[ref] = _TOUCHES[touche]
        hint(ETAT(notes[ref].value))
        return rang + 1
    if touche in _PASSER:
        hint("passée")
        return rang + 1
    if touche in _REVENIR:
        hint("retour")
        return max(0, rang - 1)
    hint("fini" if touche == _FINIR else _AIDE)
    return rang


def _known(lignes: "Sequence[LigneCandidature]", ref: str) -> str:
    return next(ligne.etat for ligne in lignes if ligne.candidature == ref)


Appel = Annotated[
    str | None,
    typer.Option(
        "--session",
        metavar="SESSION",
        help="Descendre la liste d’une réunion, une touche par personne (terminal).",
        callback=_call,
        is_eager=True,
    ),
]
