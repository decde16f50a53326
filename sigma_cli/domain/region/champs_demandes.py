"""The fields a request may name, as people know them, and their values as they read them."""

from datetime import date
from typing import Final

from sigma_cli.domain.dates import date_fr

DATES: Final = frozenset({"date_debut", "date_fin"})
VIDE: Final = "(vide)"
LIBELLES: Final = {
    "intitule": "intitulé",
    "certifinfo": "code Certif Info",
    "rncp": "code RNCP",
    "niveau_entree": "niveau d’entrée",
    "niveau_sortie": "niveau de sortie",
    "objectif": "objectif",
    "contenu": "contenu",
    "resultats": "résultats attendus",
    "rythme": "rythme",
    "conditions": "conditions",
    "heures_centre": "heures en centre",
    "heures_entreprise": "heures en entreprise",
    "modalites_enseignement": "modalités d’enseignement",
    "places": "places",
    "site": "site",
    "code_postal": "code postal",
    "code_insee": "code Insee",
    "commune": "commune",
    "adresse": "adresse",
    "siret": "SIRET du lieu",
    "uai": "UAI du lieu",
    "numero_carif": "n° Carif",
    "numero_kairos": "n° Kairos",
    "date_debut": "date de début",
    "date_fin": "date de fin",
    "motif_annulation": "motif d’annulation",
}


def libelle(champ: str) -> str:
    """Return the name of a field; one that people typed stays as they wrote it."""
    return LIBELLES.get(champ, champ)


def valeur_dite(champ: str, valeur: object) -> str:
    """Return a value, read from JSON, as people read it."""
    if valeur is None or valeur == "":
        return VIDE
    if champ in DATES:
        return date_fr(date.fromisoformat(str(valeur)))
    return str(valeur)


def change(champ: str, avant: object, apres: object) -> str:
    """Return `places : 10 → 12`, or the name alone of a field that is only missing."""
    if apres is None:
        return libelle(champ)
    return f"{libelle(champ)} : {valeur_dite(champ, avant)} → {valeur_dite(champ, apres)}"
