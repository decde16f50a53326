"""The key files around a change of key: the one in use, the one to come, the ones put away.

The key to come is written first, `<key>.nouvelle`; the old one is put away last, `<key>.<identifiant>`,
since the backups made before can only be read with it. Whatever stops the program, the file in use
holds a key, and every key the base may name is in one of these files.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sigma_cli.errors import InvalidInput, KeyProblem, TransportFailed
from sigma_cli.formats.fichier import message_systeme, write_whole
from sigma_cli.store.coffre import Coffre, create_key, read_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Trousseau:
    """Where the keys are: the text of the environment, if any, and the file in use."""

    variable: str | None
    fichier: Path

    @property
    def suivant(self) -> Path:
        """File of the key to come."""
        return self.fichier.with_name(f"{self.fichier.name}.nouvelle")

    def archive(self, identifiant: str) -> Path:
        """File where a key is put away."""
        return self.fichier.with_name(f"{self.fichier.name}.{identifiant}")

    def find(self, identifiant: str) -> Coffre:
        """Return the key of this name, wherever it is. Raises KeyProblem."""
        for coffre in self._known(identifiant):
            if coffre.identifiant == identifiant:
                return coffre
        raise KeyProblem(
            "La clé donnée n’est pas celle de cette base : remettre la clé d’origine "
            f"({self.fichier}, {self.archive(identifiant)}, SIGMA_CLE ou SIGMA_CLE_FICHIER)."
        )

    def next(self) -> Coffre:
        """Return the key to come, made unless an earlier run left it. Raises KeyProblem."""
        if not self.suivant.exists():
            create_key(self.suivant)
        return Coffre.of(read_key(variable=None, fichier=self.suivant))

    def install(self, active: str) -> Path:
        """Put the key to come, which the base uses from now on, in its place; return where it is.

        The file in use is put away under its own name. A file beside a key given by the environment
        is not the one in use: it is left alone. Raises KeyProblem.
        """
        if not self.suivant.exists():  # an earlier run had done it
            return self.fichier
        try:
            if self.fichier.exists() and self.variable:
                return self.suivant.replace(self.archive(active))
            if self.fichier.exists():
                self._put_away()
            return self.suivant.replace(self.fichier)
        except (OSError, InvalidInput, TransportFailed) as error:
            cause = message_systeme(error) if isinstance(error, OSError) else error.message
            raise KeyProblem(
                f"La nouvelle clé ne prend pas sa place ({cause}) : corriger la cause, puis relancer "
                "« sigma base rekey »."
            ) from error

    def _put_away(self) -> None:
        """Copy the file in use first: replacing it must leave no moment without a key."""
        contenu = self.fichier.read_bytes()
        ancienne = Coffre.of(read_key(variable=None, fichier=self.fichier)).identifiant
        write_whole(self.archive(ancienne), lambda f: f.write(contenu), force=True, mode=0o600)

    def _known(self, identifiant: str) -> Iterator[Coffre]:
        if self.variable or self.fichier.exists():
            yield Coffre.of(read_key(variable=self.variable, fichier=self.fichier))
        for fichier in (self.fichier, self.suivant, self.archive(identifiant)):
            if fichier.exists():
                yield Coffre.of(read_key(variable=None, fichier=fichier))
