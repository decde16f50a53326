"""`sigma base rekey`: another key for the numbers, without losing one."""

import os
from typing import TYPE_CHECKING

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json
from sigma_cli.config import Config
from sigma_cli.console import hint, plural
from sigma_cli.errors import Conflict
from sigma_cli.typer_fr.avancement import progress

if TYPE_CHECKING:
    from sigma_cli.services.base.rekey import Bilan
    from sigma_cli.store.trousseau import Trousseau


def rekey(ctx: typer.Context, as_json: Json = False) -> None:
    """Changer la clé des numéros ; l’ancienne est ensuite refusée. Se reprend après une coupure."""
    from sigma_cli.store.effacement import forget_log
    from sigma_cli.store.trousseau import Trousseau

    config = acces.settings(ctx)
    trousseau = Trousseau(variable=os.environ.get("SIGMA_CLE"), fichier=config.fichier_cle)
    with acces.alone(config) as seul:
        if not seul:
            raise Conflict("Un envoi ou un changement de clé est en cours : réessayer ensuite.")
        active, bilan = _seal_anew(config, trousseau)
        fichier = trousseau.install(active)
    forget_log(acces.address(config))
    document = {
        "cle": active,
        "fichier": str(fichier),
        "numeros": bilan.numeros,
        "illisibles": bilan.illisibles,
    }
    sortie.say(
        document,
        f"Clé changée : {plural(bilan.numeros, 'numéro')} sous la nouvelle, dans {fichier}.",
        as_json=as_json,
    )
    if bilan.illisibles:
        hint(
            f"attention : numéros altérés avant ce changement, restés illisibles : "
            f"{', '.join(bilan.illisibles)} ; les ressaisir (sigma stagiaire nir)."
        )
    if trousseau.variable:
        hint(f"attention : mettre dans SIGMA_CLE le contenu de {fichier}.")
    if as_json:
        return
    hint(
        "Garder une copie de la nouvelle clé à part. L’ancienne, rangée à côté, ne sert plus qu’à lire "
        "les sauvegardes d’avant : la détruire avec elles."
    )


def _seal_anew(config: Config, trousseau: "Trousseau") -> "tuple[str, Bilan]":
    """Move every number to the key to come; return the name of that key, and what was done."""
    from sigma_cli.services.base import rekey as changement_cle

    bilan = changement_cle.Bilan(numeros=0, illisibles=[])
    with acces.writing(config) as db:
        etat = changement_cle.state(db)
        db.commit()
        nouveau = trousseau.find(etat.suivante) if etat.suivante else trousseau.next()
        if etat.active is not None and etat.active != nouveau.identifiant:
            ancien = trousseau.find(etat.active)
            total = changement_cle.count(db, ancien)
            with progress("Changement de clé", total) as avance:
                bilan = changement_cle.rekey(db, config.acte, ancien, nouveau, avance)
    return nouveau.identifiant, bilan
