"""What `sigma flux push` says: one line a flux, what stays behind, why it failed."""

import sys
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Final

import typer

from sigma_cli.console import hint, plural, show, show_error, warn
from sigma_cli.errors import SigmaError, TransportFailed

if TYPE_CHECKING:
    from sigma_cli.domain.acte import Avertissement
    from sigma_cli.flux.contrat import Retenu
    from sigma_cli.services.envois.depot import Envoi

EXCLUS: Final = {
    "NIA": "sous NIA",
    "PROVISOIRE": "sous numéro provisoire",
    "SANS_NUMERO": "sans numéro",
}


def failed(code: str, error: SigmaError) -> "Envoi":
    """Return what became of a flux that failed before it had a file."""
    from sigma_cli.referentiels.statuts import EtatFlux
    from sigma_cli.services.envois.depot import Envoi

    return Envoi(
        code=code,
        etat=EtatFlux.ECHEC.value,
        fichier=None,
        lignes=0,
        retenus=[],
        avertissements=[],
        erreur=error.message,
    )


def tell(
    envois: "list[Envoi]",
    lieux: "list[Avertissement]",
    *,
    tete: str,
    cron: bool,
    as_json: bool,
) -> None:
    """Print one line a flux; to cron, only those that failed and what deserves a mail.

    `lieux` warns of the flux whose place nobody chose.
    `tete` is the end of the journal, told on a terminal when all left well: kept elsewhere, it proves the rest.
    """
    dits = [envoi for envoi in envois if envoi.erreur] if cron else envois
    if as_json or dits:
        document = {"flux": envois, "avertissements": lieux, "tete_journal": tete}
        show(document, texte=lambda: _lines(dits), as_json=as_json)
    partis = [envoi for envoi in envois if envoi.fichier]
    if (
        partis
        and not cron
        and not as_json
        and sys.stderr.isatty()
        and not any(envoi.erreur for envoi in envois)
    ):
        hint(f"Journal : tête {tete}, à noter ailleurs (BAS-04).")
    for envoi in envois:
        if not cron:
            tell_held(envoi.retenus)
            warn(envoi.avertissements)
        warn(envoi.alertes)
    warn(lieux)


def tell_held(retenus: "list[Retenu]") -> None:
    """Say what stays behind, once for all the objects that lack the same thing."""
    objets: dict[str, list[str]] = {}
    for retenu in retenus:
        manque = f"{retenu.champ} : {retenu.raison}. {retenu.a_faire}"
        objets.setdefault(manque, []).append(retenu.objet)
    for manque, liste in objets.items():
        autres = f" et {plural(len(liste) - 1, 'autre')}" if len(liste) > 1 else ""
        hint(f"bloquée : {liste[0]}{autres}, {manque}")


def tell_excluded(exclus: dict[str, int]) -> str:
    """Return who does not leave by this flux, counted by reason; nothing when nobody is."""
    comptes = [f"{nombre} {EXCLUS[raison]}" for raison, nombre in exclus.items() if nombre]
    return f"exclus : {', '.join(comptes)} (NIR-07)" if comptes else ""


def _lines(envois: "Iterable[Envoi]") -> Iterable[str]:
    for code, siens in groupby(envois, key=lambda envoi: envoi.code):
        liste = list(siens)
        parlants = [envoi for envoi in liste if envoi.fichier or envoi.erreur] or liste[:1]
        dits = [*map(_phrase, parlants), _place(parlants), tell_excluded(liste[-1].exclus)]
        yield f"{code} : {' ; '.join(filter(None, dits))}."


def _place(envois: "list[Envoi]") -> str:
    """Return where the files went; a failure tells it by itself (RF-10)."""
    partis = [envoi for envoi in envois if envoi.fichier and not envoi.erreur]
    return f"vers {partis[0].destination}" if partis else ""


def _phrase(envoi: "Envoi") -> str:
    if envoi.fichier is None:
        return "échec" if envoi.erreur else "rien à envoyer, aucun fichier"
    etat = "déposé" if envoi.erreur is None else "échec, à reprendre"
    repris = "repris d’un envoi précédent, " if envoi.repris else ""
    return f"{envoi.fichier}, {plural(envoi.lignes, 'ligne')}, {repris}{etat}"


def exit_on_failure(envois: "list[Envoi]", echecs: list[SigmaError]) -> None:
    """Leave with 30 when a delivery failed, else with the code of the first other failure.

    What fails all the flux alike, a missing key, is told once.
    """
    depots = [TransportFailed(envoi.erreur) for envoi in envois if envoi.erreur and envoi.fichier]
    for error in {error.message: error for error in [*depots, *echecs]}.values():
        show_error(error, as_json=False)
    if depots or echecs:
        raise typer.Exit((depots or echecs)[0].exit_code)
