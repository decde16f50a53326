"""`sigma stagiaire extend` and `leave`: what changes once a parcours is under way."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, lot, sortie
from sigma_cli.commands.cadre.parametres import DesParcours, Json, Parcours, given, jour
from sigma_cli.domain.dates import date_fr, lire_date
from sigma_cli.domain.lecteurs import nominative, short
from sigma_cli.domain.references import read_parcours
from sigma_cli.domain.texte import lire_entier
from sigma_cli.errors import UsageProblem

if TYPE_CHECKING:
    from sigma_cli.services.inscription.parcours import ParcoursModifie

_MOTIF: Final = nominative(short(500))


def extend(
    ctx: typer.Context,
    parcours: Parcours,
    fin: Annotated[str | None, jour("Nouvelle fin prévue.")] = None,
    heures: Annotated[
        str | None, typer.Option(metavar="N", help="Nouveau total d’heures du parcours.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Ajuster un parcours : nouvelle date de fin, et heures s’il y a lieu."""
    from sigma_cli.services.inscription import parcours as service
    from sigma_cli.services.socle import qui

    if fin is None and heures is None:
        raise UsageProblem("Qu’est-ce qui change ? Donner --fin, --heures ou les deux.")
    config, ident = acces.settings(ctx), read_parcours(parcours)
    jour_fin, total = given(lire_date, fin, "--fin"), given(lire_entier, heures, "--heures")
    with acces.writing(config) as db:
        fait = service.extend(
            db, config.acte, ident, fin=jour_fin, heures=total, reglages=config.reglages
        )
        nom = qui.parcours(db, ident)
    total_dit = "" if fait.heures is None else f", {fait.heures} heures"
    phrase = f"{nom} : fin prévue le {date_fr(fait.date_fin_prevue)}{total_dit}."
    sortie.conclude(fait, phrase if fait.modifie else f"{phrase} Rien n’a changé.", as_json=as_json)


def leave(
    ctx: typer.Context,
    parcours: DesParcours,
    le: Annotated[
        str | None, jour("Dernier jour de présence ; avant l’entrée : n’est jamais venu.")
    ] = None,
    motif: Annotated[
        str | None, typer.Option(metavar="TEXTE", help="Pourquoi ; gardé dans la base seulement.")
    ] = None,
    annuler: Annotated[
        bool, typer.Option("--annuler", help="Effacer une sortie notée par erreur.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Noter une sortie ou un abandon, ou l’annuler."""
    from sigma_cli.services.inscription import parcours as service
    from sigma_cli.services.socle import qui

    config, idents = acces.settings(ctx), lot.read_all(parcours, read_parcours)
    if annuler and (le or motif):
        raise UsageProblem("--annuler va seul : ni --le, ni --motif.")
    if not annuler and not (le and motif):
        raise UsageProblem("Une sortie a un jour et une raison : donner --le et --motif.")
    dernier_jour, raison = given(lire_date, le, "--le"), given(_MOTIF, motif, "--motif")
    if dernier_jour is None or raison is None:
        noter = partial(service.come_back)
    else:
        noter = partial(service.leave, le=dernier_jour, motif=raison)
    with acces.writing(config) as db:
        faits = lot.each(
            idents, lambda ident: noter(db, config.acte, ident, reglages=config.reglages)
        )
        noms = [qui.parcours(db, ident) for ident in idents]
    phrases = [_phrase(nom, fait) for nom, fait in zip(noms, faits, strict=True)]
    lot.conclude(faits, phrases, as_json=as_json, suite=_next_step(faits))


def _phrase(nom: str, fait: "ParcoursModifie") -> str:
    if fait.date_sortie is None:
        return f"{nom} : sortie annulée."
    quand = date_fr(fait.date_sortie)
    if fait.jamais_venu:
        rendue = " ; place rémunérée rendue" if fait.place_rendue else ""
        quoi = "avant l’entrée" if fait.date_sortie < fait.date_entree else "n’est jamais venu"
        return f"{nom} : désistement le {quand}, {quoi}{rendue}."
    return f"{nom} : sortie le {quand}."


def _next_step(faits: "Sequence[ParcoursModifie]") -> str | None:
    comptes = [fait.parcours for fait in faits if fait.date_sortie and fait.place_comptee]
    if not comptes:
        return None
    return (
        "La place rémunérée reste comptée : elle a servi. Pour la rendre : sigma place release "
        f"{' '.join(comptes)} --motif …"
    )
