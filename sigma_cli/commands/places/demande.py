"""`sigma place request|answer`: a place asked of the Région when none is left (Q9-07)."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, courrier, sortie
from sigma_cli.commands.cadre.courrier import Eml
from sigma_cli.commands.cadre.parametres import Json, Parcours, given, jour, reference, texte
from sigma_cli.commands.places.compte import counts
from sigma_cli.console import hint, warn
from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.discretion import is_sensitive
from sigma_cli.domain.lecteurs import nominative, short
from sigma_cli.domain.places.fin_droits import read_reponse
from sigma_cli.domain.references import read_demande, read_parcours
from sigma_cli.errors import InvalidInput, UsageProblem
from sigma_cli.referentiels.statuts import EtatDemande

if TYPE_CHECKING:
    from sigma_cli.formats.courrier import Piece
    from sigma_cli.services.places.demande import DemandeFaite

_EXPLICATION: Final = nominative(short(2000))
_REPONSE: Final = nominative(short(500))
_SUFFIXE_MAX: Final = len(".docx")


def request(
    ctx: typer.Context,
    parcours: Parcours,
    justificatif: Annotated[
        str | None, typer.Option(metavar="FICHIER", help="Preuve de la fin de droits, à joindre.")
    ] = None,
    explication: Annotated[str | None, texte("Pourquoi cette demande.")] = None,
    vers: Eml = None,
    force: Annotated[
        bool, typer.Option("--force", help="Remplacer le fichier s’il existe.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Demander une place à la Région pour une fin de droits ; écrit le courrier, ne l’envoie pas."""
    from sigma_cli.services.places import demande as demandes_place

    if vers == "-" and as_json:
        raise UsageProblem("-o - et --json : la sortie standard ne porte qu’un des deux.")
    appui = demandes_place.Appui(
        justificatif=given(_read_document, justificatif, "--justificatif"),
        explication=given(_EXPLICATION, explication, "--explication"),
    )
    config, ident = acces.settings(ctx), read_parcours(parcours)
    with acces.writing(config) as db:
        faite, lettre = demandes_place.request(
            db,
            config.acte,
            ident,
            appui,
            reglages=config.reglages,
            dossier=config.dossier_courriers,
        )
        fichier = vers or f"{faite.demande}.eml"
        courrier.write(lettre, fichier, force=force)
    _tell(faite, fichier, as_json=as_json)


def _tell(faite: "DemandeFaite", fichier: str, *, as_json: bool) -> None:
    """Say what to do with the letter; when it is on the standard output, nothing joins it there."""
    suite = f"Une fois la réponse reçue : sigma place answer {faite.demande} accordee|refusee"
    phrase = f"{faite.demande} : demande pour {faite.parcours} à envoyer à {faite.destinataire}"
    if fichier == "-":
        hint(f"{phrase}.")
    else:
        document = asdict(faite) | {"fichier": fichier}
        sortie.say(document, f"{phrase} : {fichier}.", as_json=as_json)
    warn(faite.avertissements)
    if not as_json:
        hint(suite)


def _read_document(valeur: str, option: str) -> "Piece":
    """Return the document under a name that tells nobody: the one it bears may hold a name or a number."""
    from sigma_cli.formats.courrier import read_piece

    chemin = Path(valeur)
    try:
        piece = read_piece(chemin, option)
    except InvalidInput:
        if is_sensitive(valeur):  # the message repeats the path (NIR-12)
            raise InvalidInput(
                f"{option} : document absent, vide, illisible ou de plus de 10 Mo ; son chemin, qui a "
                "l’air d’un numéro, n’est pas répété ici."
            ) from None
        raise
    genre = chemin.suffix.lower() if len(chemin.suffix) <= _SUFFIXE_MAX else ""
    return replace(piece, nom=f"justificatif{genre}")


def answer(
    ctx: typer.Context,
    demande: Annotated[str, reference("DEMANDE", "Demande, comme D0001.")],
    reponse: Annotated[
        str,
        typer.Argument(
            metavar="accordee|refusee|retiree", help="Réponse, ou retrait par l’établissement."
        ),
    ],
    le: Annotated[str | None, jour("Jour de la réponse (sinon aujourd’hui).")] = None,
    motif: Annotated[str | None, texte("Ce que dit la réponse.")] = None,
    as_json: Json = False,
) -> None:
    """Noter la réponse de la Région ; accordée, elle donne une place de plus à ce parcours."""
    from sigma_cli.services.places import demande as demandes_place

    config, ident = acces.settings(ctx), read_demande(demande)
    etat = read_reponse(reponse, "REPONSE")
    quand = given(lire_date, le, "--le") or config.acte.jour
    dit = given(_REPONSE, motif, "--motif")
    with acces.writing(config) as db:
        repondue = demandes_place.answer(
            db, config.acte, ident, etat, le=quand, motif=dit, reglages=config.reglages
        )
    label = config.reglages.label(repondue.type_remuneration)
    phrase = (
        f"{repondue.demande} {EtatDemande(repondue.etat).label} : {repondue.parcours}, rémunération {label}. "
        f"{repondue.action} : {counts(repondue)}."
    )
    sortie.conclude(repondue, phrase, as_json=as_json)
