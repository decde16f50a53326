"""Where a base is: a file path or an SQLAlchemy URL, as `--base` takes them."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.chemin import base_path

_ICI: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORT: Final = 5432
_NON_DITES: Final[dict[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Adresse:
    """Address of a base. `fichier` is None for a database server."""

    url: str
    fichier: Path | None

    @classmethod
    def parse(cls, valeur: str) -> "Adresse":
        """Read a path or a URL; a path may start with `~`. Raises InvalidInput."""
        if "://" not in valeur:
            fichier = base_path(valeur).absolute()
            # quoted: a `?` in a path would end the URL, a `%` would be read as an escape
            return cls(url=f"sqlite:///{quote(fichier.as_posix())}", fichier=fichier)
        genre, _, reste = valeur.partition("://")
        if genre.partition("+")[0].lower() != "sqlite":
            return cls._server(valeur)
        chemin = unquote(reste.partition("?")[0].removeprefix("/"))
        if not chemin.strip("/") or chemin.startswith((":memory:", "file:")):
            raise InvalidInput(
                "--base (SIGMA_BASE) : cette URL ne nomme aucun fichier ; écrire sqlite:///chemin, ou le "
                "chemin seul."
            )
        return cls(url=valeur, fichier=base_path(chemin).absolute())

    @classmethod
    def _server(cls, url: str) -> "Adresse":
        """Read the address of a server; a remote one is to show who it is, unless told otherwise."""
        if not url.lower().startswith("postgresql"):
            return cls(url=url, fichier=None)
        parties = urlsplit(url)
        options, dites = dict(parse_qsl(parties.query)), _NON_DITES
        if parties.password is not None or "password" in options:
            raise InvalidInput(
                "--base : pas de mot de passe dans l’adresse, que tout le poste peut lire ; le mettre dans "
                "~/.pgpass, dans un fichier de service (?service=…) ou dans PGPASSWORD."
            )
        if parties.hostname and parties.hostname not in _ICI:
            dites = _verified(options.keys())
        suite = f"?{urlencode(options | dites)}" if options | dites else ""
        return cls(url=f"postgresql+psycopg://{parties.netloc}{parties.path}{suite}", fichier=None)

    @property
    def base(self) -> str | None:
        """The name of the base on its server, when the address says it."""
        return None if self.fichier else unquote(urlsplit(self.url).path.strip("/")) or None

    def __str__(self) -> str:
        """Show the path, or the host, the port and the base: never who, nor a password."""
        if self.fichier:
            return str(self.fichier)
        parties = urlsplit(self.url)
        if not self.url.startswith("postgresql"):
            return parties.scheme
        hote = parties.hostname or dict(parse_qsl(parties.query)).get("host", "de ce poste")
        return f"{self.base or 'par défaut'} du serveur {hote}, port {parties.port or _PORT}"


def _verified(dites: Collection[str]) -> dict[str, str]:
    """Return what makes a server show a certificate, unless the user said how to (a mode, an authority)."""
    if "sslmode" in dites or "PGSSLMODE" in os.environ:
        return {}
    autorite = "sslrootcert" in dites or "PGSSLROOTCERT" in os.environ
    return {"sslmode": "verify-full"} | ({} if autorite else {"sslrootcert": "system"})
