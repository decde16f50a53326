"""`sigma base restore`: a backup put back, and what left since kept in mind."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sigma_cli.commands.cadre import acces, parametres, sortie
from sigma_cli.commands.cadre.parametres import Json
from sigma_cli.config import Config
from sigma_cli.console import plural, warn
from sigma_cli.domain.acte import Avertissement
from sigma_cli.errors import Conflict, KeyProblem

if TYPE_CHECKING:
    from sigma_cli.services.base.restauration.remise import Remise
    from sigma_cli.services.base.restauration.reprise import Reprise
    from sigma_cli.store.coffre import Coffre


def restore(
    ctx: typer.Context,
    fichier: Annotated[Path, parametres.fichier("Sauvegarde à remettre.")],
    as_json: Json = False,
) -> None:
    """Remettre une sauvegarde, sans oublier ce qui est parti depuis ; la base remplacée est gardée à côté."""
    from sigma_cli.services.base.restauration import remise

    config = acces.settings(ctx)
    cible = acces.file(config)
    with _alone(config, cible) as seul:
        if not seul:
            raise Conflict("Un envoi ou un changement de clé est en cours : restaurer ensuite.")
        faite = remise.restore(config.acte, config.reglages, fichier, cible, coffre=_vault(config))
    avertissements = list(_warnings(faite))
    reprise = faite.reprise
    document = {
        "base": str(cible),
        "ancienne": str(faite.ancienne) if faite.ancienne else None,
        "envois_repris": reprise.fichiers if reprise else [],
        "lignes_reprises": reprise.lignes if reprise else 0,
        "lignes_laissees": reprise.laissees if reprise else [],
        "envois_oublies": reprise.oublies if reprise else [],
        "effaces_de_nouveau": reprise.effaces if reprise else 0,
        "avertissements": avertissements,
    }
    sortie.say(document, " ".join(_sentences(fichier, faite)), as_json=as_json)
    warn(avertissements)


def _alone(config: Config, cible: Path) -> AbstractContextManager[bool]:
    """Keep the senders away; nobody sends from a folder that is not there."""
    from sigma_cli.store.verrou import exclusive

    return exclusive(acces.lock_path(config)) if cible.parent.is_dir() else nullcontext(True)


def _vault(config: Config) -> "Coffre | None":
    """Return what finds the identities to erase again; a key that does not serve is no obstacle."""
    try:
        return acces.vault_if_any(config)
    except KeyProblem:
        return None


def _sentences(fichier: Path, faite: "Remise") -> Iterator[str]:
    yield f"Base restaurée depuis {fichier}."
    if faite.ancienne:
        yield f"La base remplacée est gardée : {faite.ancienne}."
    reprise = faite.reprise
    if reprise and reprise.effaces:
        yield f"Ce qui a été effacé ou purgé depuis l’est de nouveau : {plural(reprise.effaces, 'objet')}."
    if reprise and reprise.fichiers:
        fichiers = plural(len(reprise.fichiers), "fichier")
        yield (
            f"Ce qui est parti depuis la sauvegarde y est noté : {fichiers}, "
            f"{plural(reprise.lignes, 'ligne')} ; rien n’en repartira."
        )


def _warnings(faite: "Remise") -> Iterator[Avertissement]:
    """Say what left once for ever and may leave again (RF-02)."""
    if faite.reprise:
        yield from map(_rf_02, _carried(faite.reprise))
        return
    pourquoi = "qui ne se lit pas" if faite.ancienne else "qui n’est plus là"
    yield _rf_02(
        f"rien n’a pu être repris de la base remplacée, {pourquoi} : la sauvegarde peut avoir oublié "
        "des fichiers déjà envoyés. Le prochain « sigma flux push » de personnes compare d’abord avec "
        "ce qui est chez le destinataire, ou avec les copies données par --depuis ; sinon il demande "
        "une confirmation."
    )


def _carried(reprise: "Reprise") -> Iterator[str]:
    if reprise.laissees:
        lignes = plural(sum(laissee.lignes for laissee in reprise.laissees), "ligne envoyée")
        fichiers = ", ".join(laissee.fichier for laissee in reprise.laissees)
        yield (
            f"{lignes} ({fichiers}) de parcours que la sauvegarde ne connaît pas ; les ressaisir par "
            "« sigma import stagiaires », « Transmis à DEFI le » (ou à AGORA) rempli, sinon ils "
            "repartiraient."
        )
    if reprise.oublies:
        yield (
            f"la base restaurée a oublié des fichiers déjà envoyés : {', '.join(reprise.oublies)} ; la "
            "sauvegarde en a d’autres sous ces numéros, voir avec le destinataire ce qu’il a reçu."
        )


def _rf_02(message: str) -> Avertissement:
    return Avertissement(regle="RF-02", message=message)
