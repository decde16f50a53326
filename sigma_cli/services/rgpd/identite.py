"""The identity itself, and the number that goes with it."""

import json
from collections.abc import Sequence
from typing import Final

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.conservation import EFFACE
from sigma_cli.models.stagiaire import Stagiaire
from sigma_cli.services.personnes import numeros
from sigma_cli.services.rgpd.contrat import Personne, Trace, Valeurs

_VIDES: Final = ("nom_usage", "prenom", "civilite", "date_naissance", "courriel", "telephone")
TITRES: Final = {
    "stagiaire": "Référence",
    "civilite": "Civilité",
    "nom_naissance": "Nom de naissance",
    "nom_usage": "Nom d’usage",
    "prenom": "Prénom",
    "date_naissance": "Date de naissance",
    "courriel": "Courriel",
    "telephone": "Téléphone",
    "nir": "NIR ou NIA",
    "nir_classe": "Type de numéro",
    "nir_le": "Numéro enregistré le",
    "provenances": "D’où vient chaque information",
    "cree_le": "Personne enregistrée le",
    "modifie_le": "Dernière modification le",
}


def read(db: Session, personne: Personne) -> Sequence[Valeurs]:
    """Return the row of the person; the number masked, or whole on express request."""
    ligne = db.get_one(Stagiaire, personne.ident)
    nir = None
    if ligne.nir_chiffre is not None:
        nir = "illisible sans la clé" if personne.nir is None else personne.nir.masque
        if personne.nir and personne.montrer_nir:
            nir = personne.nir.valeur
    calcules = {
        "stagiaire": references.stagiaire(personne.ident),
        "nir": nir,
        "provenances": json.loads(ligne.provenances),
    }
    return [{champ: calcules.get(champ, getattr(ligne, champ, None)) for champ in TITRES}]


def erase(db: Session, acte: Acte, personne: Personne) -> None:
    """Empty the row of all that names the person; the row stays, for what counts on it."""
    ligne = db.get_one(Stagiaire, personne.ident)
    for champ in (*_VIDES, *numeros.COLONNES):
        setattr(ligne, champ, None)
    ligne.nom_naissance, ligne.nom_replie, ligne.provenances = EFFACE, "", "{}"
    ligne.efface_le = ligne.modifie_le = acte.le
    db.add(ligne)


TRACE: Final = Trace(
    code="identite",
    titre="Identité",
    tables=("stagiaire",),
    titres=TITRES,
    read=read,
    erase=erase,
)
