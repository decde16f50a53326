"""Settings of one run, built once by the root callback from options, environment and config file."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sigma_cli.domain.acte import Acte
from sigma_cli.errors import InvalidInput, PendingMigrations
from sigma_cli.formats.chemin import expand_home, local_path

if TYPE_CHECKING:
    from datetime import datetime

    from sigma_cli.referentiels.reglages import Reglages

_APPLICATION: Final = "sigma"
_AGENT_MAX: Final = 100
_TAILLE_MAX: Final = 1 << 20  # characters of a configuration


@dataclass(frozen=True, kw_only=True)
class Config:
    """What the user chose. None stands for the usual place, worked out only when it is needed."""

    base_donnee: str | None = None
    fichier_donne: Path | None = None
    maintenant_donne: "datetime | None" = None

    @cached_property
    def base(self) -> str:
        """Path or URL of the base; by default `sigma.db` in the user’s data folder."""
        return self.base_donnee or str(self.dossier_donnees / "sigma.db")

    @cached_property
    def fichier(self) -> Path:
        """Path of the config file; it may not exist."""
        if self.fichier_donne:
            return expand_home(str(self.fichier_donne), "--config (SIGMA_CONFIG)")
        from platformdirs import user_config_path

        return _known(user_config_path(_APPLICATION, appauthor=False)) / "config.toml"

    @cached_property
    def dossier_donnees(self) -> Path:
        """Folder of the user’s data, which holds the base and the deposits by default."""
        from platformdirs import user_data_path

        return _known(user_data_path(_APPLICATION, appauthor=False))

    @cached_property
    def fichier_cle(self) -> Path:
        """Path of the key of the NIR, beside the config file by default."""
        donne = os.environ.get("SIGMA_CLE_FICHIER")
        return _key_path(donne) if donne else self.fichier.with_name("sigma.cle")

    @cached_property
    def dossier_courriers(self) -> Path:
        """Folder of the user’s own templates of letters, beside the config file; it may not exist."""
        return self.fichier.with_name("courriers")

    @cached_property
    def acte(self) -> Acte:
        """Who acts (`SIGMA_AGENT`, else the user of the system) and when."""
        from datetime import UTC, datetime

        return Acte(agent=_agent(), le=self.maintenant_donne or datetime.now(UTC))

    @cached_property
    def contenu(self) -> dict[str, Any]:
        """Content of the config file; empty when there is none at the usual place.

        Raises PendingMigrations when the file the user names is not made yet, InvalidInput when it
        is no TOML or says what nothing reads.
        """
        from sigma_cli.domain.base.configuration import check_keys

        contenu = self._read()
        check_keys(contenu)
        return contenu

    def _read(self) -> dict[str, Any]:
        import tomllib

        try:
            with self.fichier.open(encoding="utf-8-sig") as flux:
                texte = flux.read(_TAILLE_MAX + 1)
            if len(texte) > _TAILLE_MAX:
                raise InvalidInput(
                    f"La configuration {self.fichier} dépasse {_TAILLE_MAX >> 10} Kio : ce n’en est "
                    "pas une ; corriger --config (SIGMA_CONFIG)."
                )
            return tomllib.loads(texte)
        except FileNotFoundError:
            if self.fichier_donne:
                raise PendingMigrations(
                    f"Pas de configuration à {self.fichier} : lancer « sigma init » pour la créer, "
                    "ou corriger --config (SIGMA_CONFIG)."
                ) from None
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(
                f"La configuration {self.fichier} ne se lit pas : vérifier le chemin et les "
                "droits, et que le texte est en UTF-8."
            ) from error
        except tomllib.TOMLDecodeError as error:
            raise InvalidInput(
                f"La configuration {self.fichier} n’est pas du TOML correct, {_where(error)}."
            ) from error
        except (RecursionError, ValueError, OverflowError) as error:
            raise InvalidInput(
                f"La configuration {self.fichier} contient des crochets imbriqués sans fin, ou un nombre "
                "démesuré : la corriger."
            ) from error

    @cached_property
    def reglages(self) -> "Reglages":
        """Dated settings of the rules, with the user’s own values. Raises InvalidInput."""
        from sigma_cli.referentiels.reglages import load

        return load(self.contenu)

    @property
    def passerelle(self) -> str | None:
        """Address of the identity gateway, `[identite] url`; none by default. Raises InvalidInput."""
        section = self.contenu.get("identite", {})
        url = section.get("url") if isinstance(section, dict) else False
        if url is not None and not (isinstance(url, str) and url):
            raise InvalidInput("Configuration : [identite] url doit être une adresse https.")
        return url

    def flux(self, code: str) -> dict[str, Any]:
        """Return the section `[flux.<code>]`, empty when there is none. Raises InvalidInput."""
        section = self.contenu.get("flux", {})
        flux = section.get(code, {}) if isinstance(section, dict) else section
        if not isinstance(flux, dict):
            raise InvalidInput(f"Configuration : [flux.{code}] doit être une section.")
        return flux

    def destination(self, code: str) -> "Path | str":
        """Return where a flux goes: a folder, or the address of a server as it is written.

        It is `[flux.<code>] destination`, else a folder of the user’s data. A relative folder
        starts from the one of the config file. Raises InvalidInput.
        """
        choisie = self.flux(code).get("destination")
        if choisie is None:
            return self.dossier_donnees / "depot" / code
        champ = f"[flux.{code}] destination"
        if isinstance(choisie, str) and choisie.lower().startswith("sftp://"):
            return choisie
        if not isinstance(choisie, str) or not choisie or "://" in choisie:
            raise InvalidInput(
                f"{champ} : donner le chemin d’un dossier, ou une adresse "
                "sftp://utilisateur@serveur/chemin."
            )
        return self.beside(choisie, champ)

    def has_destination(self, code: str) -> bool:
        """Tell whether someone chose where a flux goes (RF-10)."""
        return self.flux(code).get("destination") is not None

    def beside(self, chemin: str, champ: str) -> Path:
        """Return a path of the configuration: a relative one starts from the folder of its file.

        Absolute, so that it is the same wherever the program is started from. Raises InvalidInput.
        """
        return (self.fichier.parent / local_path(chemin, champ)).absolute()


def _known(dossier: Path) -> Path:
    """Refuse a folder of a user who has no home: it would be made wherever one stands."""
    if not dossier.is_absolute() or os.environ.get("HOME") == "":
        raise InvalidInput(
            "Ce compte n’a pas de dossier personnel (HOME) : donner --base et --config, ou SIGMA_BASE "
            "et SIGMA_CONFIG."
        )
    return dossier


def _key_path(donne: str) -> Path:
    chemin = expand_home(donne, "SIGMA_CLE_FICHIER")
    return chemin if chemin.exists() else local_path(donne, "SIGMA_CLE_FICHIER")


def _where(error: ValueError) -> str:
    """Return in French the place that tomllib names only in its English message."""
    import re

    lieu = re.search(r"at line (\d+), column (\d+)", str(error))
    return f"ligne {lieu[1]}, colonne {lieu[2]}" if lieu else "à la fin du fichier"


def _agent() -> str:
    import getpass

    from sigma_cli.domain.texte import nettoyer

    try:
        nom = os.environ.get("SIGMA_AGENT") or getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in some containers
        nom = "inconnu"
    return nettoyer(nom)[:_AGENT_MAX] or "inconnu"
