"""What a command reaches through the configuration: the base, the key, the ways out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sigma_cli.config import Config

if TYPE_CHECKING:
    from sqlmodel import Session

    from sigma_cli.flux.contrat import Transport
    from sigma_cli.passerelle.contrat import Passerelle
    from sigma_cli.store.adresse import Adresse
    from sigma_cli.store.coffre import Coffre


def settings(ctx: typer.Context) -> Config:
    """Return the settings the root callback built."""
    return ctx.ensure_object(Config)


def address(config: Config) -> "Adresse":
    """Return where the base is."""
    from sigma_cli.store.adresse import Adresse

    return Adresse.parse(config.base)


@contextmanager
def reading(config: Config) -> "Iterator[Session]":
    """Open the base to read: others may write meanwhile."""
    from sigma_cli.store import open_db

    with open_db(address(config), attente_secondes=config.reglages.attente_secondes) as db:
        yield db


@contextmanager
def writing(config: Config) -> "Iterator[Session]":
    """Open the base to write: one transaction, whole or undone."""
    from sigma_cli.store import open_db

    attente = config.reglages.attente_secondes
    with open_db(address(config), ecriture=True, attente_secondes=attente) as db:
        yield db


def vault(config: Config) -> "Coffre":
    """Return what seals the numbers, under the user’s key. Raises KeyProblem.

    Without a key the base is looked at first: where there is none either, `sigma init` is due.
    """
    from sigma_cli.store.coffre import Coffre, read_key

    _dump_no_core()
    if not _has_key(config):
        with reading(config):
            pass
    return Coffre.of(read_key(variable=os.environ.get("SIGMA_CLE"), fichier=config.fichier_cle))


def _dump_no_core() -> None:
    """Keep a crash of the interpreter from leaving the memory of this run, key included, on disk."""
    try:
        import resource
    except ImportError:  # Windows writes no core file
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def vault_if_any(config: Config) -> "Coffre | None":
    """Return the vault, or None when the key is not at hand: numbers then stay hidden."""
    return vault(config) if _has_key(config) else None


def _has_key(config: Config) -> bool:
    return bool(os.environ.get("SIGMA_CLE")) or config.fichier_cle.exists()


def gateway(config: Config) -> "Passerelle | None":
    """Return the identity gateway of the configuration, if any. Raises InvalidInput."""
    url = config.passerelle
    if url is None:
        return None
    from sigma_cli.passerelle.client import PasserelleHttp

    return PasserelleHttp(url, jeton=os.environ.get("SIGMA_IDENTITE_JETON"))


def transport(config: Config, code: str, *, personnel: bool) -> "Transport":
    """Return the way out of a flux. Raises InvalidInput for a destination it cannot reach."""
    from sigma_cli.flux.transports.dossier import Dossier

    mode = 0o600 if personnel else 0o644
    return Dossier(chemin=config.destination(code), mode=mode)


def lock_path(config: Config) -> Path:
    """Return the file that keeps two senders apart: beside a file base, else in the data folder."""
    fichier = address(config).fichier
    dossier = fichier.parent if fichier else config.dossier_donnees
    nom = fichier.name if fichier else "sigma"
    return dossier / f"{nom}.flux.verrou"
