"""Formacode and ROME: a code and its label, as Centre Inffo and France Travail publish them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from sigma_cli.domain.identifiants import lire_formacode, lire_rome
from sigma_cli.domain.tables.entetes import Attendue
from sigma_cli.models.referentiel import CodeLibelle
from sigma_cli.services.referentiels.contrat import Referentiel
from sigma_cli.services.referentiels.importation import TableImportee
from sigma_cli.services.referentiels.lecture import Forme, Remarques, Valeurs, read_label

_LIBELLE_MAX: Final = 500
_VERSIONS: Final = range(12, 21)  # of the Formacode, which its publisher writes in its titles


def _lire(
    lire_code: Callable[[str, str], str], cellules: Mapping[str, str], _remarques: Remarques
) -> Valeurs | None:
    if not cellules["code"]:
        return None
    return {
        "code": lire_code(cellules["code"], "colonne du code"),
        "libelle": read_label(cellules["libelle"], maximum=_LIBELLE_MAX),
    }


def _table(
    nom: str,
    titre: str,
    lire_code: Callable[[str, str], str],
    codes: tuple[str, ...],
    libelles: tuple[str, ...],
) -> Referentiel:
    colonnes = (
        Attendue(champ="code", titres=(f"code_{nom}", nom, *codes, "code"), obligatoire=True),
        Attendue(champ="libelle", titres=libelles, obligatoire=True),
    )
    forme = Forme(attendues=colonnes, lire=partial(_lire, lire_code))
    return TableImportee(
        nom=nom, titre=titre, modele=CodeLibelle, forme=forme, montres=("libelle",)
    ).referentiel()


FORMACODE: Final = _table(
    "formacode",
    "Formacode",
    lire_formacode,
    (
        "Code du terme",
        "Code du descripteur",
        "Code descripteur",
        *(f"{mot} V{version}" for mot in ("Code Formacode", "Formacode") for version in _VERSIONS),
    ),
    (
        "Descripteur en typo riche",
        "Libellé en typo riche",
        "libelle_formacode",
        *(f"Libellé Formacode V{version}" for version in _VERSIONS),
        "Libellé du descripteur",
        "Libellé descripteur",
        "Libellé du terme",
        "libellé",
        "intitulé",
        "Descripteur en capitales",
        "Libellé en capitales",
        "descripteur",
        "terme",
    ),
)
ROME: Final = _table(
    "rome",
    "ROME",
    lire_rome,
    ("code du métier",),
    ("libelle_rome", "libellé", "intitulé", "libellé du code ROME"),
)
