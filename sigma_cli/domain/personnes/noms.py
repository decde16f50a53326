"""What a name of a person may be: what a spreadsheet, a form or a habit put around it is told (IDN-02)."""

import re
from typing import Final

from sigma_cli.domain.texte import lire_texte, nettoyer
from sigma_cli.errors import InvalidInput

_LONGUEUR: Final = 100
_REGLE: Final = "IDN-02"
_FORMULE: Final = ("=", "+", "-", "@")
_GUILLEMETS: Final = re.compile(r"""^=\s*["'“«]\s*(.*?)\s*["'”»]$""")
_CIVILITE: Final = re.compile(
    r"^(?:m\.|mr\.?|mme\.?|mlle\.?|monsieur|madame|mademoiselle)\s+(?=\S)", re.IGNORECASE
)
_EPOUSE: Final = re.compile(
    r"^(.*?)\s*[(,]?\s*\b(?:ép\.?|épouse|epouse|ep\.)\s+([^()]+?)\s*\)?$", re.IGNORECASE
)
_CHIFFRE: Final = re.compile(r"[0-9]")


def lire_nom(valeur: str, champ: str) -> str:
    """Return a name as typed. Raises InvalidInput when it begins as a formula does."""
    lu = lire_texte(valeur, champ, maximum=_LONGUEUR)
    if lu.startswith(_FORMULE):
        net = _GUILLEMETS.sub(r"\1", lu).lstrip("".join(_FORMULE)).strip(" \"'")
        raise InvalidInput(
            f"{champ} : un nom ne commence pas par « {lu[0]} » ; écrire « {net or '…'} ».",
            regle=_REGLE,
        )
    return lu


def check_name_alone(lu: str, champ: str) -> None:
    """Refuse a cell that holds more than a name: a digit, a title, a name of use around it.

    Asked of who is new in a file; what another base holds already is a fact. Raises InvalidInput, with
    the value to write.
    """
    sans_titre = _CIVILITE.sub("", lu)
    if sans_titre != lu:
        raise _refused(champ, "une civilité est devant", f"écrire « {sans_titre} »")
    if trouve := _EPOUSE.match(nettoyer(lu)):
        naissance, usage = trouve.groups()
        quoi = (
            f"écrire « {naissance} », et « {usage} » dans Nom d’usage"
            if naissance
            else "écrire le nom seul"
        )
        raise _refused(champ, "deux noms y sont", quoi)
    if _CHIFFRE.search(lu):
        net = " ".join(_CHIFFRE.sub("", lu).split())
        raise _refused(champ, "un chiffre y est", f"écrire « {net or '…'} »")


def _refused(champ: str, pourquoi: str, remede: str) -> InvalidInput:
    return InvalidInput(f"{champ} : {pourquoi} ; {remede}.", regle=_REGLE)
