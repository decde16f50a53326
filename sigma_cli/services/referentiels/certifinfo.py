"""Certif Info: the certifications the Carif-Oref knows; an archived code blocks what bears it (RAP-01).

Read as the network of the Carif-Oref publishes it (`Code_Diplome`, `Libelle_Diplome`,
`Code_Niveau_Europeen`, `Code_RNCP`, `Etat_Libelle`, in Windows-1252), as its API names its fields, and
as people retype it. The publisher drops the row of an archived code: it stays as the old diploma of the
code that replaces it, with its own state (RAP-06).
"""

import re
from collections.abc import Mapping
from typing import Final

from sigma_cli.domain.identifiants import lire_certifinfo, without_decimals
from sigma_cli.domain.offre.certifications import Etat, read_state
from sigma_cli.domain.offre.niveaux import lire_niveau
from sigma_cli.domain.tables.entetes import Attendue, plier
from sigma_cli.domain.texte import nettoyer
from sigma_cli.errors import InvalidInput
from sigma_cli.models.referentiel import CERTIFINFO, Certification
from sigma_cli.services.referentiels.importation import TableImportee
from sigma_cli.services.referentiels.lecture import Ancien, Forme, Remarques, Valeurs, read_label

_INTITULE_MAX: Final = 500
_RNCP: Final = re.compile(r"(?:RNCP)?0*([0-9]{1,10})")
_OUI: Final = frozenset({"oui", "o", "vrai", "true", "1", "x", "yes"})
_NON: Final = frozenset({"non", "n", "faux", "false", "0", "no", ""})
_TUS: Final = frozenset({"", "inconnu", "inconnue"})  # how the publisher tells no state
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
    Attendue(champ="ancien", titres=("Code_Ancien_Diplome",)),
    Attendue(champ="ancien_intitule", titres=("Intitulé_Ancien_Diplome",)),
    Attendue(champ="ancien_rncp", titres=("Code_Ancien_RNCP",)),
    Attendue(champ="ancien_etat", titres=("Etat_Ancien_Diplome_Libelle", "Etat_Ancien_Diplome")),
    Attendue(
        champ="niveau",
        titres=("Code_Niveau_Europeen", "Niveau européen", "Niveau de sortie", "Niveau"),
    ),
    Attendue(champ="rncp", titres=("Code_RNCP", "RNCP", "N° RNCP", "Fiche RNCP")),
)


def _lire(cellules: Mapping[str, str], remarques: Remarques) -> Valeurs | None:
    if not cellules["code"]:
        return None
    etat, archive = _state(cellules, remarques)
    return {
        "code": lire_certifinfo(cellules["code"], "colonne du code"),
        "intitule": read_label(cellules["intitule"], maximum=_INTITULE_MAX),
        "archive": archive,
        "etat": etat,
        "niveau": _level(cellules.get("niveau", ""), remarques),
        "rncp": _rncp(cellules.get("rncp", "")),
        "successeur": None,
    }


def _lire_ancien(cellules: Mapping[str, str], remarques: Remarques) -> Valeurs | None:
    """Return the old diploma that a row replaces; one that cannot be read is counted, and left out."""
    ecrit = cellules.get("ancien", "")
    if not ecrit:
        return None
    try:
        code = lire_certifinfo(ecrit, "")
        successeur = lire_certifinfo(cellules["code"], "")
    except InvalidInput:
        remarques.leave_out("au code d’ancien diplôme illisible")
        return None
    mot = plier(cellules.get("ancien_etat", ""))
    etat = None if mot in _TUS else read_state(mot)
    if etat is None and mot not in _TUS:
        remarques.misunderstood(mot)
    return {
        "code": code,
        "intitule": read_label(cellules.get("ancien_intitule", ""), maximum=_INTITULE_MAX),
        "archive": None if etat is None else etat is Etat.ARCHIVE,
        "etat": etat,
        "niveau": None,
        "rncp": _rncp(cellules.get("ancien_rncp", "")),
        "successeur": successeur if successeur != code else None,
    }


def _state(cellules: Mapping[str, str], remarques: Remarques) -> tuple[Etat | None, bool | None]:
    """Return the state of a code and whether it is archived, None in a file without such columns.

    A word nobody knows is counted, and blocks nothing.
    """
    if cellules.keys().isdisjoint(_ARCHIVAGE):
        return None, None
    archive, mot = (plier(cellules.get(champ, "")) for champ in ("archive", "etat"))
    lu = Etat.PUBLIE if archive in _NON else read_state(archive)
    if archive in _OUI or lu is Etat.ARCHIVE:
        return Etat.ARCHIVE, True
    etat = read_state(mot) if mot else Etat.PUBLIE
    for texte, compris in ((archive, lu), (mot, etat)):
        if compris is None:
            remarques.misunderstood(texte)
    return etat, etat is Etat.ARCHIVE


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
        ancien=Ancien(lire=_lire_ancien, lien="successeur"),
        manques={
            _ARCHIVAGE: "aucune colonne (Archive ou Etat_Libelle) ne dit quels codes sont archivés : "
            "ils ne seront pas vérifiés (RAP-01).",
            ("niveau",): "aucune colonne ne donne le niveau : il ne sera pas comparé (Q3-05).",
        },
    ),
    montres=("intitule", "archive", "etat", "successeur", "niveau", "rncp"),
).referentiel()
