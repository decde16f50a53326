"""Import of stagiaires: persons and their parcours, by the enrolment of the commands, in batches."""

from typing import Final

from sigma_cli.domain import lecteurs, references
from sigma_cli.domain.personnes.nir import ClasseNir
from sigma_cli.domain.texte import lire_entier
from sigma_cli.services.echanges.importation import rattachement
from sigma_cli.services.echanges.importation.contrat import Genre
from sigma_cli.services.echanges.importation.stagiaires.colonnes import CHAMPS, choices
from sigma_cli.services.echanges.importation.stagiaires.rangees import Importeur

GENRE: Final = Genre(
    code="stagiaires",
    titre="Stagiaires",
    personnel=True,
    champs=CHAMPS,
    lecteurs=lecteurs.STAGIAIRE
    | lecteurs.PARCOURS
    | rattachement.LECTEURS
    | {
        "stagiaire": lambda texte, _titre: references.read_stagiaire(texte),
        "parcours": lambda texte, _titre: references.read_parcours(texte),
        "type_remuneration": lecteurs.lire_type_remuneration,
        "motif_sortie": lecteurs.nominative(lecteurs.short(500)),
        "heures": lire_entier,
        "nir_classe": lecteurs.choice(ClasseNir),
    },
    ouvrir=Importeur,
    dits={
        "NIR-01": "le NIR ou le NIA est obligatoire pour toute nouvelle inscription ; remplir la colonne NIR."
    },
    choix=choices,
    exemple={
        "composante": "20F0011_03",
        "numero_session": "01",
        "nir": "15 caractères, clé comprise",
        "nom_naissance": "Martin",
        "prenom": "Paul",
        "date_naissance": "17/01/1985",
        "niveau_entree": "5",
    },
)
