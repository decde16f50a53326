"""Certif Info: the certifications the Carif-Oref knows; an archived code blocks what bears it (RAP-01).

Read as the network of the Carif-Oref publishes it (`Code_Diplome`, `Libelle_Diplome`,
`Code_Niveau_Europeen`, `Code_RNCP`, `Etat_Libelle`, in Latin-1), as its API names its fields, and
as people retype it.
"""

import re
from collections.abc import Mapping
from typing import Final

from sigma_cli.domain.identifiants import lire_certifinfo, without_decimals
from sigma_cli.domain.offre.niveaux import lire_niveau
from sigma_cli.domain.tables.entetes import Attendue, plier
from sigma_cli.domain.texte import nettoyer
from sigma_cli.errors import InvalidInput
from sigma_cli.models.referentiel import CERTIFINFO, Certification
from sigma_cli.services.referentiels.importation import TableImportee
from sigma_cli.services.referentiels.lecture import Forme, Remarques, Valeurs

_INTITULE_MAX: Final = 500
_RNCP: Final = re.compile(r"(?:RNCP)?0*([0-9]{1,10})")
_OUI: Final = frozenset({"oui", "o", "vrai", "true", "1", "x", "yes"})
_NON: Final = frozenset({"non", "n", "faux", "false", "0", "no", ""})
_ARCHIVES: Final = frozenset(
    {"archive", "archivee", "archives", "archivees", "inactif", "inactive", "abroge", "abrogee"}
)
_VIVANTS: Final = frozenset(
    {"publie", "publiee", "actif", "active", "valide", "en vigueur", "non archive", ""}
)
_ARCHIVAGE: Final = ("archive", "etat")
_COLONNES: Final = (
    Attendue(
        champ="code",
        titres=(
            "Code_Diplome",
            "Code Certifinfo",
            "Code Certif Info",
            "Certifinfo",
            "Certif Info",
            "Code",
            "id",
        ),
        obligatoire=True,
    ),
    Attendue(
        champ="intitule",
        titres=("Libelle_Diplome", "Intitulé Certifinfo", "Intitulé", "Libellé", "Titre"),
        obligatoire=True,
    ),
    Attendue(champ="archive", titres=("Archive", "Archivé", "Archivée")),
    Attendue(champ="etat", titres=("Etat_Libelle", "Statut", "État", "Etat Diplome")),
    Attendue(
        champ="niveau",
        titres=("Code_Niveau_Europeen", "Niveau européen", "Niveau de sortie", "Niveau"),
    ),
    Attendue(champ="rncp", titres=("Code_RNCP", "RNCP", "N° RNCP", "Fiche RNCP")),
)


def _lire(cellules: Mapping[str, str], remarques: Remarques) -> Valeurs | None:
    if not cellules["code"]:
        return None
    return {
        "code": lire_certifinfo(cellules["code"], "colonne du code"),
        "intitule": nettoyer(cellules["intitule"])[:_INTITULE_MAX],
        "archive": _archived(cellules, remarques),
        "niveau": _level(cellules.get("niveau", ""), remarques),
        "rncp": _rncp(cellules.get("rncp", "")),
    }


def _archived(cellules: Mapping[str, str], remarques: Remarques) -> bool | None:
    """Tell whether a code is archived, None in a file that has no column for it.

    A word nobody knows is counted, and blocks nothing.
    """
    if cellules.keys().isdisjoint(_ARCHIVAGE):
        return None
    archive, etat = (plier(cellules.get(champ, "")) for champ in ("archive", "etat"))
    if archive in _OUI or archive in _ARCHIVES or etat in _ARCHIVES:
        return True
    for mot, connus in ((archive, _NON | _VIVANTS), (etat, _VIVANTS)):
        if mot not in connus:
            remarques.misunderstood(mot)
    return False


def _level(texte: str, remarques: Remarques) -> str | None:
    """Return the level, None for none: 0 is how the publisher writes « without level »."""
    texte = without_decimals(texte)
    if plier(texte) in {"", "0", "sans niveau", "non communique"}:
        return None
    try:
        return lire_niveau(texte, "niveau", nouvelle_nomenclature=True)
    except InvalidInput:
        remarques.misunderstood(nettoyer(texte))
        return None


def _rncp(texte: str) -> str | None:
    lu = _RNCP.fullmatch(without_decimals(texte).strip().upper())
    return f"RNCP{lu[1]}" if lu and int(lu[1]) else None


REFERENTIEL: Final = TableImportee(
    nom=CERTIFINFO,
    titre="Certif Info",
    modele=Certification,
    forme=Forme(
        attendues=_COLONNES,
        lire=_lire,
        manques={
            _ARCHIVAGE: "aucune colonne (Archive ou Etat_Libelle) ne dit quels codes sont archivés : "
            "ils ne seront pas vérifiés (RAP-01).",
            ("niveau",): "aucune colonne ne donne le niveau : il ne sera pas comparé (Q3-05).",
        },
    ),
    montres=("intitule", "archive", "niveau", "rncp"),
).referentiel()
