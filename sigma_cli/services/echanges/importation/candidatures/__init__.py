"""Import of candidatures: entered, corrected and followed by the commands’ own functions.

In a base that holds none, the rows of an export are facts of another base: they come in as they are,
under the same references.
"""

from typing import Final

from sigma_cli.services.echanges.importation.candidatures.colonnes import CHAMPS, LECTEURS
from sigma_cli.services.echanges.importation.candidatures.rangees import Importeur
from sigma_cli.services.echanges.importation.contrat import Genre
from sigma_cli.services.recrutement import listes

GENRE: Final = Genre(
    code="candidatures",
    titre="Candidatures",
    personnel=True,
    champs=CHAMPS,
    lecteurs=LECTEURS,
    ouvrir=Importeur,
    listes={"motif": (listes.MOTIFS, ())},
    dits={
        "Q2-11": (
            "un prescripteur est-il à l’origine de la candidature ? Remplir N Prescripteur, comme "
            "PR0001, ou y écrire « aucun »."
        ),
        "Q2-17": "revenir sur un refus demande une raison ; remplir « Raison ».",
    },
    exemple={
        "composante": "20F0011_03",
        "numero_session": "01",
        "nom": "Durand",
        "prenom": "Lucie",
        "mode": "FICHE",
        "prescripteur": "PR0001",
        "fiche_recue_le": "03/09/2020",
        "reunion": "11/09/2020",
    },
)
