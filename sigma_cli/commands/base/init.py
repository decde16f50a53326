"""`sigma init`: the base, the key and the configuration, each made once and kept after."""

import os
from contextlib import suppress

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json
from sigma_cli.config import Config
from sigma_cli.errors import Conflict, InvalidInput

app = typer.Typer()


@app.command()
def init(ctx: typer.Context, as_json: Json = False) -> None:
    """Créer la base, la clé des numéros et la configuration ; ce qui existe est gardé."""
    from sigma_cli.services.base import mise_a_jour
    from sigma_cli.store.schema import Issue

    config = acces.settings(ctx)
    adresse = acces.address(config)
    configuration = _write_config(config)
    issue = mise_a_jour.bring_up(adresse, config.acte, config.reglages)
    nouvelle_cle = _make_key(config)
    document = {
        "base": str(adresse),
        "cle": str(config.fichier_cle),
        "configuration": str(config.fichier),
        "creees": {
            "base": issue is Issue.CREEE,
            "cle": nouvelle_cle,
            "configuration": configuration,
        },
        "mise_a_jour": issue is Issue.MISE_A_JOUR,
    }
    faits = {True: "créée", False: "déjà là"}
    phrase = (
        f"Base {issue} : {adresse}\n"
        f"Clé des numéros {faits[nouvelle_cle]} : {config.fichier_cle}\n"
        f"Configuration {faits[configuration]} : {config.fichier}\n"
        "Garder une copie de la clé à part, en lieu sûr : sans elle, les numéros sont perdus.\n"
        "Ensuite : sigma etablissement set --nom … --siret …"
    )
    sortie.say(document, phrase, as_json=as_json)


def _make_key(config: Config) -> bool:
    """Make the key unless there is one; refuse when the base already waits for another."""
    from sigma_cli.services.base.entretien import check_new_key_allowed
    from sigma_cli.store.coffre import create_key

    if os.environ.get("SIGMA_CLE") or config.fichier_cle.exists():
        acces.vault(config)
        return False
    with acces.reading(config) as db:
        check_new_key_allowed(db)
    with suppress(Conflict):  # another `init` has just made it
        create_key(config.fichier_cle)
        return True
    return False


def _write_config(config: Config) -> bool:
    """Write the commented model of the configuration unless there is a file."""
    from importlib.resources import files

    from sigma_cli.formats.fichier import message_systeme, write_whole

    if config.fichier.exists():
        return False
    modele = files("sigma_cli.referentiels").joinpath("config_modele.toml").read_bytes()
    try:
        config.fichier.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(
            f"La configuration ne peut pas être écrite à {config.fichier} "
            f"({message_systeme(error)}) : choisir un autre emplacement avec --config."
        ) from error
    with suppress(Conflict):  # another `init` has just made it
        write_whole(config.fichier, lambda flux: flux.write(modele))
        return True
    return False
