"""The words for the elements of LHEO: what people call the field, and where they correct it."""

import re
from dataclasses import dataclass
from typing import Final

from sigma_cli.flux.contrat import PorteeRetenue

_INDICE: Final = re.compile(r"\[\d+\]")
_ETABLISSEMENT: Final = "sigma etablissement set"
_COMPOSANTE: Final = "sigma composante set"
_SESSION: Final = "sigma session set"
_REUNION: Final = "sigma session ic add"
_ORGANISMES: Final = {"organisme-formation-responsable", "organisme-formateur"}
_PORTEES: Final = {
    _ETABLISSEMENT: PorteeRetenue.ETABLISSEMENT,
    _SESSION: PorteeRetenue.SESSION,
    _REUNION: PorteeRetenue.SESSION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Champ:
    """A field as people know it, the command that corrects it, and for what it then is."""

    nom: str
    a_faire: str
    portee: PorteeRetenue = PorteeRetenue.SESSION


def champ_de(chemin: str) -> Champ:
    """Return the field of an element given by its path; an unforeseen one keeps its LHEO name.

    Address elements belong to the établissement or to the session by where they stand.
    """
    etapes = _INDICE.sub("", chemin).split("/")
    element = etapes[-1]
    if "lieu-de-formation" in etapes and element in _LIEU:
        return _champ(*_LIEU[element])
    adresse = _ADRESSE.get(element)
    if adresse is not None:
        libelle, option = adresse
        if _ORGANISMES & set(etapes):
            return _champ(f"{libelle} de l’établissement", _ETABLISSEMENT, option)
        return _champ(libelle, _SESSION, option)
    connu = _CHAMPS.get(element)
    if connu is None:
        return Champ(
            nom=element, a_faire=f"Corriger « {element} » dans la composante ou la session."
        )
    return _champ(*connu)


def _champ(nom: str, commande: str, option: str) -> Champ:
    portee = _PORTEES.get(commande, PorteeRetenue.COMPOSANTE)
    return Champ(nom=nom, a_faire=f"Corriger par « {commande} {option} ».", portee=portee)


_ADRESSE: Final = {
    "denomination": ("site", "--site"),
    "ligne": ("adresse", "--adresse"),
    "codepostal": ("code postal", "--code-postal"),
    "ville": ("commune", "--commune"),
    "departement": ("code postal", "--code-postal"),
    "code-INSEE-commune": ("code Insee", "--code-insee"),
}
_LIEU: Final = {
    "SIRET": ("SIRET du lieu", _SESSION, "--siret"),
    "code-UAI": ("UAI du lieu", _SESSION, "--uai"),
}
_CHAMPS: Final = {
    "SIRET": ("SIRET de l’établissement", _ETABLISSEMENT, "--siret"),
    "numero-activite": ("NDA de l’établissement", _ETABLISSEMENT, "--nda"),
    "nom-organisme": ("nom de l’établissement", _ETABLISSEMENT, "--nom"),
    "raison-sociale": ("nom de l’établissement", _ETABLISSEMENT, "--nom"),
    "raison-sociale-formateur": ("nom de l’établissement", _ETABLISSEMENT, "--nom"),
    "nom": ("nom de l’établissement", _ETABLISSEMENT, "--nom"),
    "code-UAI": ("UAI de l’établissement", _ETABLISSEMENT, "--uai"),
    "courriel": ("courriel de l’établissement", _ETABLISSEMENT, "--courriel"),
    "numtel": ("téléphone de l’établissement", _ETABLISSEMENT, "--telephone"),
    "intitule-formation": ("intitulé", _COMPOSANTE, "--intitule"),
    "objectif-formation": ("objectif", _COMPOSANTE, "--objectif"),
    "resultats-attendus": ("résultats attendus", _COMPOSANTE, "--resultats"),
    "contenu-formation": ("contenu", _COMPOSANTE, "--contenu"),
    "code-FORMACODE": ("Formacode", _COMPOSANTE, "--formacode"),
    "code-NSF": ("code NSF", _COMPOSANTE, "--nsf"),
    "code-ROME": ("code ROME", _COMPOSANTE, "--rome"),
    "code-RNCP": ("code RNCP", _COMPOSANTE, "--rncp"),
    "code-CERTIFINFO": ("code Certifinfo", _COMPOSANTE, "--certifinfo"),
    "code-public-vise": ("public visé", _COMPOSANTE, "--public"),
    "code-niveau-entree": ("niveau d’entrée", "sigma demande add", "--type referentiel"),
    "code-niveau-sortie": ("niveau de sortie", "sigma demande add", "--type referentiel"),
    "rythme-formation": ("rythme", _COMPOSANTE, "--rythme"),
    "conditions-specifiques": ("conditions", _COMPOSANTE, "--conditions"),
    "modalites-enseignement": ("modalités d’enseignement", _COMPOSANTE, "--modalites"),
    "nombre-heures-centre": ("heures en centre", _COMPOSANTE, "--heures-centre"),
    "nombre-heures-entreprise": ("heures en entreprise", _COMPOSANTE, "--heures-entreprise"),
    "nombre-heures-total": ("total des heures", _COMPOSANTE, "--heures-centre"),
    "nb-places-financees": ("nombre de places", _SESSION, "--places"),
    "debut": ("date de début", _SESSION, "--debut"),
    "fin": ("date de fin", _SESSION, "--fin"),
    "nb-places": ("places de l’information collective", _REUNION, "--places"),
    "heure-debut": ("heure de l’information collective", _REUNION, "--heure-debut"),
    "heure-fin": ("heure de l’information collective", _REUNION, "--heure-fin"),
}
