"""What a late task costs to people, by kind: nobody else says it."""

from typing import Final

_COUTS: Final = {
    "PRESENCE_A_NOTER": "la candidature n’avance pas",
    "KAIROS_CANDIDATURE": "les prescripteurs ne voient pas la personne",
    "KAIROS_PRESENCE": "l’assiduité n’est pas connue de France Travail",
    "KAIROS_RESULTAT": "sans résultat dans Kairos, pas d’entrée en formation",
    "KAIROS_STAGIAIRE": "sans dates dans Kairos, pas de rémunération",
    "DEFI_DATES": "la personne est payée sur de fausses dates",
    "DEFI_SESSION": "la personne est payée pour une autre session",
    "DEFI_SORTIE": "la personne est payée après son départ",
    "DEFI_REMUNERATION": "une rémunération est versée, ou ne l’est pas, à tort",
    "DEFI_IDENTITE": "un paiement peut être refusé",
    "DEFI_NUMERO": "un paiement peut être refusé",
    "FLUX_REFUS": "une ligne refusée : la personne n’est pas connue du partenaire",
    "P2S": "sans dossier, pas de protection sociale",
    "NIA_ANCIEN": "sans NIR définitif, pas d’envoi à AGORA",
    "NIR_DEFINITIF": "un numéro provisoire reste chez les partenaires",
}


def cost(genre: str) -> str:
    """Return what it costs that a kind of task is late; empty when it only waits."""
    return _COUTS.get(genre, "")
