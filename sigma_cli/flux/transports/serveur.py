"""An SFTP server as the configuration names it, and in French why it did not take a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from socket import gaierror
from typing import Final
from urllib.parse import unquote, urlsplit

import asyncssh

from sigma_cli.errors import InvalidInput, TransportFailed, TransportRefused

PORT: Final = 22
_FORME: Final = (
    "écrire sftp://utilisateur@serveur/chemin, ou sftp://utilisateur@serveur:port/chemin"
)
_CLE: Final = (
    "la clé ([flux.…] cle) ne se lit pas, ou une phrase la protège ; vérifier le fichier, ou la confier "
    "à l’agent SSH (ssh-add) et retirer « cle »"
)
_CAUSES: Final[Mapping[type[Exception], str]] = {
    asyncssh.SFTPNoSuchFile: "le dossier {chemin} n’existe pas là-bas ; le faire créer",
    asyncssh.SFTPNoSuchPath: "le dossier {chemin} n’existe pas là-bas ; le faire créer",
    asyncssh.SFTPPermissionDenied: "les droits là-bas ne permettent pas d’écrire dans {chemin} ; "
    "les faire corriger",
    asyncssh.PermissionDenied: "il refuse l’identification de {utilisateur} ; vérifier la clé "
    "([flux.…] cle, ou l’agent SSH), ou le mot de passe",
    asyncssh.KeyExchangeFailed: "aucun chiffrement commun, ou une clé d’hôte d’une autre sorte que "
    "celle des hôtes connus ; la vérifier avec le partenaire",
    **dict.fromkeys(
        (asyncssh.KeyImportError, FileNotFoundError, IsADirectoryError, PermissionError), _CLE
    ),
}
_PLACE: Final = "la place manque là-bas, ou un quota est atteint ; en faire libérer"
_COUPEE: Final = "la liaison a été coupée"
_PASSAGERES: Final[Mapping[type[Exception], str]] = {
    TimeoutError: "il ne répond pas dans le délai",
    ConnectionRefusedError: "rien n’écoute à ce port ; le service est arrêté, ou le port est faux",
    gaierror: "le nom du serveur est inconnu du réseau ; vérifier l’adresse, ou la liaison du poste",
    ConnectionError: _COUPEE,
    OSError: "il est injoignable d’ici ; vérifier le réseau et le pare-feu",
    asyncssh.SFTPNoSpaceOnFilesystem: _PLACE,
    asyncssh.SFTPQuotaExceeded: _PLACE,
    asyncssh.SFTPFailure: "il a refusé l’écriture sans dire pourquoi (place ou quota, le plus souvent)",
    asyncssh.SFTPError: "la liaison a été coupée, ou il a répondu autre chose que prévu",
    asyncssh.Error: _COUPEE,
}


class Inapte(Exception):
    """What answers, or what the account may do, does not do for a delivery; its text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serveur:
    """Where files are dropped: `chemin` is a folder of the server that must exist already."""

    utilisateur: str
    hote: str
    port: int
    chemin: str

    @classmethod
    def parse(cls, url: str, champ: str) -> "Serveur":
        """Read `sftp://user@host[:port]/path`. Raises InvalidInput, also for a password in it."""
        try:
            lue = urlsplit(url)
            port = PORT if lue.port is None else lue.port
            (lue.hostname or "").encode("idna")  # as the network will: an empty label, one too long
        except ValueError as error:
            raise InvalidInput(f"{champ} : adresse illisible ; {_FORME}.") from error
        if lue.password is not None:
            raise InvalidInput(
                f"{champ} : pas de mot de passe dans une configuration ; préférer une clé, ou le "
                "donner par une variable d’environnement (SIGMA_SFTP_MOT_DE_PASSE_…)."
            )
        if lue.scheme != "sftp" or not lue.username or not lue.hostname or lue.query:
            raise InvalidInput(f"{champ} : {_FORME}.")
        if port == 0 or not unquote(url).isprintable():
            raise InvalidInput(f"{champ} : {_FORME}.")
        chemin = unquote(lue.path).rstrip("/") or "/"
        return cls(utilisateur=unquote(lue.username), hote=lue.hostname, port=port, chemin=chemin)

    def __str__(self) -> str:
        """Return the address as it is written in the configuration."""
        hote = f"[{self.hote}]" if ":" in self.hote else self.hote
        port = "" if self.port == PORT else f":{self.port}"
        return f"sftp://{self.utilisateur}@{hote}{port}{self.chemin}"

    def path(self, nom: str) -> str:
        """Return the path of a file of the folder, on the server."""
        return f"{self.chemin.rstrip('/')}/{nom}"

    def check_known(self, hotes_connus: Path) -> None:
        """Refuse a server whose key nobody ever checked. Raises TransportRefused."""
        if not any(self._known_keys(hotes_connus)):
            cible = self.hote if self.port == PORT else f"-p {self.port} {self.hote}"
            raise TransportRefused(
                f"{self} : ce serveur n’est pas parmi les hôtes connus ({hotes_connus}) ; vérifier "
                "l’empreinte de sa clé auprès du partenaire, puis l’y ajouter (« ssh-keyscan "
                f"{cible} » l’affiche)."
            )

    def explain(self, nom: str, error: Exception) -> TransportFailed:
        """Return the failure of a delivery, and whether trying again may help."""
        if isinstance(error, asyncssh.HostKeyNotVerifiable):
            return TransportRefused(
                f"{nom} non déposé : la clé présentée par {self} n’est pas celle des hôtes connus. "
                "Rien n’a été envoyé : demander au partenaire si elle a changé, puis la remplacer."
            )
        if cause := self._lasting(error):
            return TransportRefused(
                f"{nom} non déposé sur {self} : {cause}, puis relancer « sigma flux push »."
            )
        passagere = next(texte for genre, texte in _PASSAGERES.items() if isinstance(error, genre))
        return TransportFailed(
            f"{nom} non déposé sur {self} : {passagere} ; le prochain « sigma flux push » réessaiera."
        )

    def _lasting(self, error: Exception) -> str | None:
        """Return the cause that only a person can mend, None when it may pass."""
        if isinstance(error, Inapte):
            return str(error)
        texte = next((dit for genre, dit in _CAUSES.items() if isinstance(error, genre)), None)
        return texte and texte.format(chemin=self.chemin, utilisateur=self.utilisateur)

    def _known_keys(self, hotes_connus: Path) -> tuple[object, ...]:
        try:
            return tuple(asyncssh.match_known_hosts(str(hotes_connus), self.hote, "", self.port))
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            raise TransportRefused(
                f"Les hôtes connus ({hotes_connus}) ne se lisent pas : vérifier le fichier et ses "
                "droits."
            ) from error
