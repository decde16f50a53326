"""Where a base is: a file path or an SQLAlchemy URL, as `--base` takes them."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.chemin import base_path


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
            return cls(url=valeur, fichier=None)
        chemin = unquote(reste.partition("?")[0].removeprefix("/"))
        if not chemin.strip("/") or chemin.startswith((":memory:", "file:")):
            raise InvalidInput(
                "--base (SIGMA_BASE) : cette URL ne nomme aucun fichier ; écrire sqlite:///chemin, ou le "
                "chemin seul."
            )
        return cls(url=valeur, fichier=base_path(chemin).absolute())

    def __str__(self) -> str:
        """Show the path, or the kind of server: a URL may hold a password."""
        return str(self.fichier) if self.fichier else self.url.partition("://")[0]
