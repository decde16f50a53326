"""What a command reaches through the configuration: the base, the key, the ways out."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from sigma_cli.config import Config
from sigma_cli.console import warn
from sigma_cli.errors import InvalidInput, KeyProblem
from sigma_cli.formats.chemin import expand_home

if TYPE_CHECKING:
    from sqlmodel import Session

    from sigma_cli.domain.consolidation.lots import Lot
    from sigma_cli.flux.contrat import Contexte, Transport
    from sigma_cli.passerelle.contrat import Passerelle
    from sigma_cli.store.adresse import Adresse
    from sigma_cli.store.ancre import Sceau
    from sigma_cli.store.coffre import Coffre


_ATTENTE: Final = 30  # seconds granted to each exchange with a server
_HEURE: Final = 3600


def settings(ctx: typer.Context) -> Config:
    """Return the settings the root callback built."""
    return ctx.ensure_object(Config)


def address(config: Config) -> "Adresse":
    """Return where the base is."""
    from sigma_cli.store.adresse import Adresse

    return Adresse.parse(config.base)


def file(config: Config) -> Path:
    """Return the file of the base. Raises InvalidInput for a base on a server."""
    fichier = address(config).fichier
    if fichier is None:
        raise InvalidInput(
            "Cette commande vaut pour une base dans un fichier : utiliser les outils du serveur."
        )
    return fichier


def context(config: Config) -> "Contexte":
    """Return what the queries of the flux read beside the base."""
    from sigma_cli.flux.contrat import Contexte

    def situation(db: "Session") -> "Lot":
        from sigma_cli.services.consolidation.situation import gather

        return gather(db, config.acte, reglages=config.reglages)

    return Contexte(jour=config.acte.jour, reglages=config.reglages, situation=situation)


@contextmanager
def reading(config: Config) -> "Iterator[Session]":
    """Open the base to read: others may write meanwhile."""
    from sigma_cli.store import open_db

    with open_db(address(config), attente_secondes=config.reglages.attente_secondes) as db:
        yield db


@contextmanager
def writing(config: Config) -> "Iterator[Session]":
    """Open the base to write: one transaction, whole or undone."""
    from sigma_cli.services.socle import ancrage
    from sigma_cli.store import open_db

    attente = config.reglages.attente_secondes
    warn_of_place(config)
    with open_db(address(config), ecriture=True, attente_secondes=attente) as db:
        ancrage.keep(db, lambda: seal_if_any(config))
        yield db


def warn_of_place(config: Config) -> None:
    """Say that the base stands where it is not safe, or open to others (BAS-02)."""
    from sigma_cli.domain.acte import Avertissement
    from sigma_cli.store.emplacement import doubts

    if fichier := address(config).fichier:
        warn(Avertissement(regle="BAS-02", message=doute) for doute in doubts(fichier))


def seal_if_any(config: Config) -> "Sceau | None":
    """Return what anchors the journal, None when no key that can be read is at hand."""
    from sigma_cli.store.ancre import Sceau
    from sigma_cli.store.coffre import read_key

    if not _has_key(config):
        return None
    try:
        return Sceau.of(read_key(variable=os.environ.get("SIGMA_CLE"), fichier=config.fichier_cle))
    except KeyProblem:
        return None


def changed(db: "Session") -> bool:
    """Tell whether a command wrote anything, to say so."""
    from sigma_cli.services.socle import journal

    return journal.has_written(db)


def vault(config: Config) -> "Coffre":
    """Return what seals the numbers, under the user’s key. Raises KeyProblem.

    Without a key the base is looked at first: where there is none either, `sigma init` is due; where
    numbers are sealed, only the key that sealed them will do.
    """
    from sigma_cli.store.coffre import Coffre, read_key

    servie = not _has_key(config) and _seals_already(config)
    cle = read_key(variable=os.environ.get("SIGMA_CLE"), fichier=config.fichier_cle, servie=servie)
    return Coffre.of(cle)


def _seals_already(config: Config) -> bool:
    from sigma_cli.services.base.entretien import has_key

    with reading(config) as db:
        return has_key(db)


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


def transport(config: Config, code: str, *, personnel: bool, connu: bool = False) -> "Transport":
    """Return the way out of a flux; `connu` tells that its folder was already reached.

    Raises InvalidInput for a destination it cannot reach.
    """
    mode = 0o600 if personnel else 0o644
    destination = config.destination(code)
    if isinstance(destination, str):
        return _server(config, code, destination, mode=mode)
    from sigma_cli.flux.transports.dossier import Dossier

    return Dossier(chemin=destination, mode=mode, connu=connu)


def _server(config: Config, code: str, adresse: str, *, mode: int) -> "Transport":
    from sigma_cli.flux.transports.serveur import Serveur
    from sigma_cli.flux.transports.sftp import Sftp

    serveur = Serveur.parse(adresse, f"[flux.{code}] destination")
    cle, connus = (_path(config, code, nom) for nom in ("cle", "hotes_connus"))
    return Sftp(
        serveur=serveur,
        mode=mode,
        cle=cle,
        hotes_connus=connus or expand_home("~/.ssh/known_hosts", "Les hôtes connus"),
        mot_de_passe=os.environ.get(f"SIGMA_SFTP_MOT_DE_PASSE_{code.upper()}"),
        attente=_seconds(config, code),
    )


def _path(config: Config, code: str, nom: str) -> Path | None:
    """Return a file that `[flux.<code>]` names, None when it names none. Raises InvalidInput."""
    valeur = config.flux(code).get(nom)
    if valeur is None:
        return None
    if not isinstance(valeur, str) or not valeur:
        raise InvalidInput(f"[flux.{code}] {nom} : donner le chemin d’un fichier.")
    return config.beside(valeur, f"[flux.{code}] {nom}")


def _seconds(config: Config, code: str) -> float:
    valeur = config.flux(code).get("attente_secondes", _ATTENTE)
    if isinstance(valeur, bool) or not isinstance(valeur, int | float) or not 0 < valeur <= _HEURE:
        raise InvalidInput(f"[flux.{code}] attente_secondes : un nombre, de 1 à {_HEURE}.")
    return float(valeur)


def alone(config: Config) -> "AbstractContextManager[bool]":
    """Keep other senders of this base out: on its server, else beside its file."""
    from sigma_cli.store import serveur, verrou

    adresse = address(config)
    if adresse.url.startswith(serveur.DIALECTE):
        return verrou.exclusive_on_server(adresse)
    return verrou.exclusive(lock_path(config))


def lock_path(config: Config) -> Path:
    """Return the file that keeps two senders apart: beside a file base, else in the data folder.

    A base has one lock, by whatever link it is reached.
    """
    fichier = address(config).fichier
    fichier = fichier.resolve() if fichier else None
    dossier = fichier.parent if fichier else config.dossier_donnees
    nom = fichier.name if fichier else "sigma"
    return dossier / f"{nom}.flux.verrou"
