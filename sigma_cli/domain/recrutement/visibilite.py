"""What a prescripteur sees of a person, and the three states that make a place (Q1-04, Q1-08)."""

from datetime import date
from typing import Final

from sigma_cli.domain.dates import date_fr
from sigma_cli.referentiels.recrutement import Origine

ILS_VOIENT: Final = (
    "Les prescripteurs ne voient pas les inscriptions faites dans SIGMA (Région), d’où rien ne part vers "
    "Kairos : ils voient les candidats positionnés sur une information collective par OUIFORM ou AUDEF, et ceux "
    "que l’établissement a saisis dans Kairos."
)


def seen(origine: Origine | None, saisie_kairos_le: date | None) -> str:
    """Return whether prescripteurs see someone, and through what (Q1-04).

    `origine` is that of the candidature, None without any; `saisie_kairos_le` the day it was typed in
    Kairos, None when nobody ticked it.
    """
    if origine is Origine.DEMATERIALISEE:
        return "visible, par son positionnement dans OUIFORM ou AUDEF"
    if saisie_kairos_le is not None:
        return f"visible, par sa saisie dans Kairos du {date_fr(saisie_kairos_le)}"
    if origine is Origine.SAISIE_OF:
        return "invisible, tant que la candidature n’est pas saisie dans Kairos"
    return "invisible : aucune candidature n’est liée à ce parcours, ni saisie dans Kairos"
