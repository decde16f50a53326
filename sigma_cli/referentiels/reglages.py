"""Dated settings of the rules: the source's values, which the user's config.toml may replace."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final

from sigma_cli.errors import InvalidInput

_SECTIONS: Final = ("bascules", "delais", "base", "statuts", "categories", "contacts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One route for one subject (CT-01 … CT-05); `depuis` dates the address."""

    sujet: str
    objet: str
    courriel: str
    telephone: str | None = None
    depuis: date
    regle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reglages:
    """What the rules read from outside. `attente_secondes` is the wait on a locked base."""

    version_agora: date
    diffusion_heures: int
    attente_secondes: int
    statuts: Mapping[str, str]
    categorie_pic: str
    categorie_fiche_navette: str
    contacts: tuple[Contact, ...]


def load(utilisateur: Mapping[str, Any]) -> Reglages:
    """Return the shipped settings with the user's sections laid over them, key by key.

    Raises InvalidInput naming the section when a value is missing or has the wrong type.
    """
    texte = files("sigma_cli.referentiels").joinpath("reglages.toml").read_text(encoding="utf-8")
    sections = tomllib.loads(texte)
    for nom in _SECTIONS:
        ajout = utilisateur.get(nom, {})
        if not isinstance(ajout, dict):
            raise InvalidInput(f"Configuration : [{nom}] doit être une section, pas une valeur.")
        sections[nom] = sections[nom] | ajout
    try:
        return _build(sections)
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(
            "Configuration : une valeur de [contacts] ou de [categories] manque ou n’a pas le bon "
            "type ; comparer avec le modèle écrit par « sigma init »."
        ) from error


def _build(sections: dict[str, Any]) -> Reglages:
    return Reglages(
        version_agora=_typed(sections, "bascules", "version_agora", date),
        diffusion_heures=_typed(sections, "delais", "diffusion_heures", int),
        attente_secondes=_typed(sections, "base", "attente_secondes", int),
        statuts=sections["statuts"],
        categorie_pic=sections["categories"]["pic"],
        categorie_fiche_navette=sections["categories"]["fiche_navette"],
        contacts=tuple(
            Contact(sujet=sujet, **valeurs) for sujet, valeurs in sections["contacts"].items()
        ),
    )


def _typed(sections: dict[str, Any], section: str, cle: str, attendu: type) -> Any:
    valeur = sections[section][cle]
    if type(valeur) is not attendu:
        quoi = {date: "une date AAAA-MM-JJ", int: "un nombre entier"}[attendu]
        raise InvalidInput(f"Configuration : [{section}] {cle} doit être {quoi}.")
    return valeur
