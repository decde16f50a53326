"""Dated settings of the rules: the source's values, which the user's config.toml may replace."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sigma_cli.errors import InvalidInput
from sigma_cli.referentiels.statuts import INDECISE, Suite, TypeRemuneration

CHAMPS_CONTACT: Final = ("objet", "courriel", "telephone", "depuis", "regle")
_ENTIER_MAX: Final = 100_000  # hours or seconds: beyond, clocks and SQLite overflow
_MOIS_MAX: Final = 600
_ATTENDUS: Final = {
    date: "une date AAAA-MM-JJ",
    bool: "true ou false",
    int: f"un nombre entier, de 0 à {_ENTIER_MAX}",
    str: "un texte entre guillemets, non vide",
    list: "une liste de textes entre guillemets",
}


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
class Conservation:
    """How long personal data is kept, in months, and when that was decided, if it was.

    `nir_mois` and `identite_mois` count from the end of the last parcours, `candidature_mois` from
    the last step of one that led nowhere, `annuaire_mois` from the import, `journal_mois` from the line.
    """

    decidee_le: date | None
    nir_mois: int
    identite_mois: int
    candidature_mois: int
    annuaire_mois: int
    journal_mois: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reglages:
    """What the rules read from outside. `attente_secondes` is the wait on a locked base.

    `ecart_jours` is the time given to tell DEFI of a change, in days.
    `defi_tous` sends every parcours of a decided type to DEFI, not only the paid and protected (A-12).
    `region_regrouper` merges the counts of few people in the flux region (REG-01).
    `statuts` are the labels of the status of actions, by code; a code may have none.
    `remunerations` are the labels of the types of pay, INDECISE being the lack of one;
    `p2s_a_completer` what the P2S file asks for and the base never knows.
    """

    version_agora: date
    diffusion_heures: int
    ecart_jours: int
    nia_jours: int
    conservation: Conservation
    kairos_heures: int
    kairos_plancher_heures: int
    alerte_jours_ouvres: int
    certifinfo_archive: Suite
    certifinfo_inconnu: Suite
    jours_apres_fin: int
    p2s_relance_jours: int
    attente_secondes: int
    defi_tous: bool
    region_regrouper: bool
    statuts: Mapping[str, str]
    categorie_pic: str
    categorie_fiche_navette: str
    remunerations: Mapping[str, str]
    p2s_a_completer: tuple[str, ...]
    contacts: tuple[Contact, ...]

    def courriel(self, sujet: str) -> str:
        """Return the address of a subject that the program ships."""
        return next(contact.courriel for contact in self.contacts if contact.sujet == sujet)

    def status(self, code: str) -> str:
        """Return what the status of an action is called: its code, when it has no label."""
        return self.statuts.get(code, code)

    def label(self, type_remuneration: str | None) -> str:
        """Return what a type of pay is called, undecided included."""
        return self.remunerations[type_remuneration or INDECISE]


@cache
def shipped() -> Mapping[str, dict[str, Any]]:
    """Return the sections shipped with the program; not to be changed."""
    texte = files("sigma_cli.referentiels").joinpath("reglages.toml").read_text(encoding="utf-8")
    return tomllib.loads(texte)


def load(utilisateur: Mapping[str, Any]) -> Reglages:
    """Return the shipped settings with the user's sections laid over them, key by key.

    Raises InvalidInput naming the section when a value is missing or has the wrong type.
    """
    return _build(
        {nom: _lay(nom, livrees, utilisateur.get(nom, {})) for nom, livrees in shipped().items()}
    )


def _lay(nom: str, livrees: dict[str, Any], ajout: object) -> dict[str, Any]:
    """Return the shipped values of a section under the user's; contacts hold sections of theirs."""
    if not isinstance(ajout, dict):
        raise InvalidInput(f"Configuration : [{nom}] doit être une section, pas une valeur.")
    if nom != "contacts":
        return livrees | ajout
    return livrees | {
        sujet: _lay(f"contacts.{sujet}", livrees.get(sujet, {}), valeurs)
        for sujet, valeurs in ajout.items()
    }


def _build(sections: dict[str, Any]) -> Reglages:
    return Reglages(
        version_agora=_typed(sections, "bascules", "version_agora", date),
        diffusion_heures=_typed(sections, "delais", "diffusion_heures", int),
        ecart_jours=_typed(sections, "delais", "ecart_jours", int),
        nia_jours=_typed(sections, "delais", "nia_jours", int),
        conservation=_retention(sections),
        kairos_heures=_typed(sections, "delais", "kairos_heures", int),
        kairos_plancher_heures=_typed(sections, "delais", "kairos_plancher_heures", int),
        alerte_jours_ouvres=_typed(sections, "delais", "alerte_jours_ouvres", int),
        certifinfo_archive=_suite(sections, "certifinfo_archive"),
        certifinfo_inconnu=_suite(sections, "certifinfo_inconnu"),
        jours_apres_fin=_typed(sections, "carif", "jours_apres_fin", int),
        p2s_relance_jours=_typed(sections, "delais", "p2s_relance_jours", int),
        attente_secondes=_typed(sections, "base", "attente_secondes", int),
        defi_tous=_typed(sections, "defi", "tous", bool),
        region_regrouper=_typed(sections, "region", "regrouper", bool),
        statuts=_statuses(sections),
        categorie_pic=_typed(sections, "categories", "pic", str),
        categorie_fiche_navette=_typed(sections, "categories", "fiche_navette", str),
        remunerations=_labels(sections),
        p2s_a_completer=tuple(_typed(sections, "p2s", "a_completer", list)),
        contacts=tuple(_contact(sujet, valeurs) for sujet, valeurs in sections["contacts"].items()),
    )


def _retention(sections: dict[str, Any]) -> Conservation:
    """Return the times to keep. Raises InvalidInput, also when a number would outlive its person."""
    mois = {
        champ: _typed(sections, "rgpd", champ, int)
        for champ in (
            "nir_mois",
            "identite_mois",
            "candidature_mois",
            "annuaire_mois",
            "journal_mois",
        )
    }
    if mois["nir_mois"] > mois["identite_mois"] or max(mois.values()) > _MOIS_MAX:
        raise InvalidInput(
            "Configuration : [rgpd] nir_mois ne peut pas dépasser identite_mois, ni aucune durée "
            f"{_MOIS_MAX} mois."
        )
    decidee = "decidee_le" in sections["rgpd"]
    decidee_le = _typed(sections, "rgpd", "decidee_le", date) if decidee else None
    return Conservation(decidee_le=decidee_le, **mois)


def _suite(sections: dict[str, Any], cle: str) -> Suite:
    valeur = _typed(sections, "carif", cle, str)
    if valeur not in set(Suite):
        attendues = " ou ".join(f"« {suite.value} »" for suite in Suite)
        raise InvalidInput(f"Configuration : [carif] {cle} doit être {attendues}.")
    return Suite(valeur)


def _statuses(sections: dict[str, Any]) -> dict[str, str]:
    """Return the labels of the status of actions; one that named two codes could not be read back."""
    statuts = {code: _typed(sections, "statuts", code, str) for code in sections["statuts"]}
    noms = [nom.casefold() for nom in statuts.values()]
    noms += [code.casefold() for code, nom in statuts.items() if code.casefold() != nom.casefold()]
    doubles = [code for code, nom in statuts.items() if noms.count(nom.casefold()) > 1]
    if doubles:
        raise InvalidInput(
            f"Configuration : [statuts] {doubles[-1]} porte le nom d’un autre statut ; un libellé par code."
        )
    return statuts


def _labels(sections: dict[str, Any]) -> dict[str, str]:
    """Return what the types of pay are called; none may be added, their meaning is fixed."""
    connus = [*(genre.value for genre in TypeRemuneration), INDECISE]
    inconnus = sections["remunerations"].keys() - set(connus)
    if inconnus:
        raise InvalidInput(
            f"Configuration : [remunerations] {min(inconnus)} n’est pas un type ; les types sont "
            f"{', '.join(connus)}."
        )
    return {code: _typed(sections, "remunerations", code, str) for code in connus}


def _contact(sujet: str, valeurs: dict[str, Any]) -> Contact:
    section = f"contacts.{sujet}"
    contact = {section: valeurs}
    return Contact(
        sujet=sujet,
        objet=_typed(contact, section, "objet", str),
        courriel=_typed(contact, section, "courriel", str),
        telephone=_typed(contact, section, "telephone", str) if "telephone" in valeurs else None,
        depuis=_typed(contact, section, "depuis", date),
        regle=_typed(contact, section, "regle", str),
    )


def _typed(sections: dict[str, Any], section: str, cle: str, attendu: type) -> Any:
    """Return a value of the right type; texts are never empty, nor numbers out of bounds. Raises InvalidInput."""
    valeur = sections[section].get(cle)
    juste = type(valeur) is attendu and valeur != ""
    if attendu is list:
        juste = juste and all(type(element) is str and element for element in valeur)
    if not juste or (attendu is int and not 0 <= valeur <= _ENTIER_MAX):
        raise InvalidInput(f"Configuration : [{section}] {cle} doit être {_ATTENDUS[attendu]}.")
    return valeur
