"""Columns of the import of stagiaires: those of the export, and the number."""

from collections.abc import Mapping, Sequence
from typing import Final

from sigma_cli.domain.offre.niveaux import NIVEAUX
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import TypeRemuneration
from sigma_cli.services.echanges.importation import rattachement
from sigma_cli.services.echanges.importation.contrat import Champ, Nature

_REFERENCE: Final = "Laisser vide pour inscrire ; un export la remplit."
_NUMERO: Final = "NIR ou NIA complet ; colonne au format Texte, fichier à ranger en lieu sûr."
_ENVOI: Final = "Si un autre logiciel l’a déjà transmis : quand. Il ne sera pas envoyé de nouveau."
CHAMPS: Final = (
    Champ("stagiaire", "N Stagiaire", Nature.CODE, "référence stagiaire", _REFERENCE),
    Champ("parcours", "N Parcours", Nature.CODE, "référence parcours", _REFERENCE),
    *rattachement.CHAMPS,
    Champ("civilite", "Civilité", alias="titre", choix=("M.", "Mme"), largeur=8),
    Champ(
        "nom_naissance",
        "Nom de naissance",
        alias="nom|nom de famille|nom patronymique|nom naissance",
        creation=True,
        option="--nom",
        largeur=24,
    ),
    Champ("nom_usage", "Nom d’usage", alias="nom marital|nom usuel", largeur=24),
    Champ("prenom", "Prénom", largeur=20),
    Champ(
        "date_naissance",
        "Date de naissance",
        Nature.DATE,
        "né le|née le|naissance|date naissance",
        option="--naissance",
    ),
    Champ(
        "nir",
        "NIR",
        Nature.NIR,
        "NIR ou NIA|NIA|numéro de sécurité sociale|sécurité sociale|n sécu",
        _NUMERO,
        largeur=20,
    ),
    Champ(
        "nir_classe",
        "Type de numéro",
        Nature.CODE,
        aide="Ne pas saisir ; un export y dit que la personne a un numéro.",
    ),
    Champ("courriel", "Courriel", alias="mail|e-mail|email|adresse électronique", largeur=28),
    Champ("telephone", "Téléphone", Nature.CODE, "tel|portable|tel portable"),
    Champ("categorie", "Catégorie du public", alias="catégorie|catégorie public", largeur=34),
    Champ("niveau_entree", "Niveau d’entrée", Nature.NIVEAU, "niveau", choix=NIVEAUX),
    Champ("pic", "PIC", Nature.BOOLEEN, largeur=6),
    Champ("rqth", "RQTH", Nature.BOOLEEN, "travailleur handicapé", largeur=6),
    Champ(
        "date_entree",
        "Date d’entrée",
        Nature.DATE,
        "entrée",
        "Celle de la session si la cellule est vide.",
        option="--entree",
    ),
    Champ(
        "date_fin_prevue",
        "Date de sortie prévue",
        Nature.DATE,
        "date de fin prévue|fin prévue",
        "Celle de la session si la cellule est vide.",
        option="--fin",
    ),
    Champ("date_sortie", "Date de sortie", Nature.DATE, "date de sortie réelle"),
    Champ(
        "type_remuneration",
        "Type de rémunération",
        Nature.CODE,
        "rémunération",
        "Ne s’importe pas : elle se décide par « sigma place ».",
        choix=tuple(TypeRemuneration),
    ),
    Champ("motif_sortie", "Motif de sortie", aide="Ne s’importe pas : sigma stagiaire leave."),
    Champ(
        "heures", "Heures prévues", Nature.ENTIER, aide="Ne s’importe pas : sigma stagiaire extend."
    ),
    Champ(
        "defi_le",
        "Transmis à DEFI le",
        Nature.DATE,
        "envoyé à DEFI le|transmis DEFI|date de transmission DEFI",
        _ENVOI,
        largeur=18,
    ),
    Champ("agora_entree_le", "Entrée transmise à AGORA le", Nature.DATE, aide=_ENVOI, largeur=26),
    Champ("agora_sortie_le", "Sortie transmise à AGORA le", Nature.DATE, aide=_ENVOI, largeur=26),
    Champ("numero_ale", "N° ALE", Nature.CODE, aide="Ne pas saisir (Q6-01)."),
    Champ(
        "motif_identite",
        "Motif de confirmation d’identité",
        aide="Si l’identité contredit le numéro : pourquoi elle est bonne (NIR-05).",
        option="--confirmer-identite",
    ),
)


def choices(reglages: Reglages) -> Mapping[str, Sequence[str]]:
    """Return the drop-down lists that the configuration decides."""
    return {"categorie": (reglages.categorie_pic,)}
