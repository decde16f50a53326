"""`sigma flux status`: what a person reads first when cron mails them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json
from sigma_cli.commands.envois import envoi as flux_envoi
from sigma_cli.commands.envois import lieux
from sigma_cli.commands.envois import messages as flux_dires
from sigma_cli.commands.taches.page import page
from sigma_cli.console import plain_text, plural, show, show_table, warn
from sigma_cli.errors import UsageProblem
from sigma_cli.referentiels.statuts import EtatFlux

if TYPE_CHECKING:
    from sigma_cli.services.envois.suivi import EtatCode, FichierEmis

_ARRIVE: Final = "Tout ce qui a été préparé est arrivé."
_ATTENTE: Final = (
    f"{_ARRIVE} Ce qui attend n’est pas encore parti : si c’est depuis plus d’un jour, « sigma flux push » "
    "dit ce qui l’en empêche."
)
_ETATS: Final = ("Flux", "En attente", "À finir", "Refusés", "Dernier fichier", "État", "Déposé")


def status(
    ctx: typer.Context,
    code: flux_envoi.UnCode = None,
    ecarts: Annotated[
        bool, typer.Option("--ecarts", help="Ce qu’il reste à dire à DEFI, à la main.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Dire où en est chaque flux : ce qui attend, ce qui a échoué et pourquoi."""
    from sigma_cli.services.envois import suivi as suivi_flux

    config = acces.settings(ctx)
    if ecarts:
        if flux_envoi.find(code or suivi_flux.DEFI).code != suivi_flux.DEFI:
            raise UsageProblem(
                "--ecarts ne vaut que pour defi : « sigma flux status defi --ecarts »."
            )
        with acces.reading(config) as db:
            travail = suivi_flux.differences(db, config.acte)
        show(travail, texte=lambda: page(travail, config.reglages.label), as_json=as_json)
        return
    registre = {flux.code: flux for flux in flux_envoi.chosen(config, [code] if code else None)}
    with acces.reading(config) as db:
        etats = [
            replace(etat, destination=lieux.place(config, etat.code))
            for etat in suivi_flux.status(db, registre, acces.context(config))
        ]
    if as_json:
        sortie.listing(etats, {}, as_json=True)
        warn(lieux.warnings(config, registre.values()))
        return
    show_table(_ETATS, map(_row, etats))
    if not any(etat.a_finir or etat.refuse for etat in etats):
        sortie.sentence(_ATTENTE if any(etat.en_attente for etat in etats) else _ARRIVE)
    for etat in etats:
        for phrase in _comments(etat):
            sortie.sentence(phrase)
        sortie.sentence(f"{etat.code} : vers {etat.destination}")
    warn(lieux.warnings(config, registre.values()))


def _row(etat: "EtatCode") -> tuple[object, ...]:
    dernier = etat.dernier
    fichier = (
        (dernier.nom, EtatFlux(dernier.etat).label, dernier.depose_le)
        if dernier
        else ("aucun", None, None)
    )
    return (etat.code, etat.en_attente, etat.a_finir, etat.rejets, *fichier)


def _comments(etat: "EtatCode") -> Iterator[str]:
    """Yield what a person must know of a flux, the failures first."""
    for fichier in etat.echecs:
        essais = plural(fichier.tentatives, "essai")
        yield f"{etat.code}, {essais} : {fichier.erreur} {_next_try(fichier)}"
    if prepares := etat.a_finir - len(etat.echecs):
        fichiers = plural(prepares, "fichier préparé")
        yield f"{etat.code} : {fichiers}, à déposer par l’envoi en cours ou le prochain « sigma flux push »."
    if etat.refuse and not etat.rejets:
        yield (
            f"{etat.code} : {etat.refuse.nom} est refusé en entier ({etat.refuse.erreur}) ; régler ce "
            f"refus avec le destinataire, puis « sigma flux push {etat.code} »."
        )
    if etat.rejets:
        lignes = plural(etat.rejets, "ligne refusée")
        yield (
            f"{etat.code} : {lignes} par le destinataire ; corriger, puis « sigma flux push "
            f"{etat.code} --renvoyer PARCOURS --motif … »."
        )
    if etat.ecarts:
        reste = plural(etat.ecarts, "écart")
        yield f"{etat.code} : {reste} à dire à la main, « sigma flux status {etat.code} --ecarts »."
    if exclus := flux_dires.tell_excluded(etat.exclus):
        yield f"{etat.code} : {exclus}."


def _next_try(fichier: "FichierEmis") -> str:
    if fichier.definitif:
        return "Prochain essai : après correction, « sigma flux retry »."
    if fichier.prochain_essai:
        quand = plain_text(fichier.prochain_essai)
        return (
            f"Prochain essai : {quand}, par l’envoi en cours ; s’il a été arrêté, au prochain « sigma "
            "flux push »."
        )
    return "Prochain essai : au prochain « sigma flux push »."
