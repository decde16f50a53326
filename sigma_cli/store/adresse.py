"""Where a base is: a file path or an SQLAlchemy URL, as `--base` takes them."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

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
        if valeur.startswith("sqlite:///"):
            chemin = valeur.removeprefix("sqlite:///").partition("?")[0]
            return cls(url=valeur, fichier=Path(unquote(chemin)).absolute())
        return cls(url=valeur, fichier=None)

    def __str__(self) -> str:
        """Show the path, or the kind of server: a URL may hold a password."""
        return str(self.fichier) if self.fichier else self.url.partition("://")[0]
