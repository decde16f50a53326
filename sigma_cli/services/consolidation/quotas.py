"""Read the Région's own files: the quota of each action, the établissements it waits for."""

from pathlib import Path
from typing import Final

from sigma_cli.domain.identifiants import lire_uai
from sigma_cli.domain.references import read_action
from sigma_cli.domain.tables.entetes import Attendue, recognise, recognises
from sigma_cli.errors import InvalidInput
from sigma_cli.formats.tableau import Rangee, Tableau, place, read_table

_QUOTAS: Final = (
    Attendue(champ="action", titres=("N Action", "Action", "Numéro d’action"), obligatoire=True),
    Attendue(
        champ="places",
        titres=("Places rémunérées", "Places accordées", "Accordées", "Places", "Quota"),
        obligatoire=True,
    ),
)
_ATTENDUS: Final = (Attendue(champ="uai", titres=("UAI", "Code UAI"), obligatoire=True),)
_CHIFFRES_MAX: Final = 6


def read_quotas(chemin: Path) -> dict[str, int]:
    """Return the places granted by action. Raises InvalidInput, naming the line."""
    quotas: dict[str, int] = {}
    with read_table(chemin, entete=lambda t: recognises(t, _QUOTAS)) as tableau:
        rangs = recognise(tableau.titres, _QUOTAS, chemin.name)
        for rangee in tableau.lignes:
            ou = place(rangee, tableau.titres[rangs["action"]])
            try:
                action = read_action(rangee.texte(rangs["action"]))
            except InvalidInput as error:
                raise InvalidInput(f"{chemin.name}, {ou} : {error.message}") from error
            places = _read_places(chemin, tableau, rangee, rangs["places"])
            if quotas.setdefault(action, places) != places:
                raise InvalidInput(
                    f"{chemin.name}, {ou} : cette action a déjà un autre quota plus haut ; corriger le fichier."
                )
    return quotas


def read_expected(chemin: Path) -> list[str]:
    """Return the UAI of the établissements that are waited for. Raises InvalidInput, naming the line."""
    with read_table(chemin, entete=lambda t: recognises(t, _ATTENDUS)) as tableau:
        rang = recognise(tableau.titres, _ATTENDUS, chemin.name)["uai"]
        return [
            lire_uai(rangee.texte(rang), f"{chemin.name}, {place(rangee, tableau.titres[rang])}")
            for rangee in tableau.lignes
        ]


def _read_places(chemin: Path, tableau: Tableau, rangee: Rangee, rang: int) -> int:
    texte = rangee.texte(rang)
    if not texte.isdecimal() or len(texte) > _CHIFFRES_MAX:
        raise InvalidInput(
            f"{chemin.name}, {place(rangee, tableau.titres[rang])} : un nombre de places est attendu."
        )
    return int(texte)
