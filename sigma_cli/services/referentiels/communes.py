"""Communes: those shipped with the program, until a newer edition is imported.

Read as Insee publishes the Code officiel géographique (`TYPECOM`, `COM`, `LIBELLE`, `COMPARENT`), which
has no postal codes, and as La Poste publishes those, one row for each, Monaco included: it names the
districts of Paris but not Paris, and takes no commune away (EXT-05).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace as changed
from typing import Final

from sqlmodel import Session

from sigma_cli.domain.offre.lieux import departement_du_code_insee, lire_code_insee
from sigma_cli.domain.tables.entetes import Attendue
from sigma_cli.models.referentiel import Commune
from sigma_cli.referentiels import livres
from sigma_cli.services.referentiels.contrat import Etat, Origine
from sigma_cli.services.referentiels.importation import TableImportee
from sigma_cli.services.referentiels.lecture import Forme, Remarques, Valeurs, read_label
from sigma_cli.services.socle import lieux

NOM: Final = livres.COMMUNES
_DE_LA_POSTE: Final = "de_la_poste"  # a mark of the rows read, that no column holds
_LIBELLE_MAX: Final = 100
_POSTAUX_MAX: Final = 200
_SEPARATEURS: Final = re.compile(r"[\s,;/]+")
_ETRANGER: Final = "99"  # Insee numbers the countries as it does communes
_DE_PLEIN_DROIT: Final = frozenset({"", "COM", "ARM"})  # the others are parts of a commune
_COLONNES: Final = (
    Attendue(
        champ="code",
        titres=("Code_commune_INSEE", "Code Insee", "COM", "Code commune", "Insee"),
        obligatoire=True,
    ),
    Attendue(
        champ="libelle",
        titres=("Nom_de_la_commune", "Nom commune", "LIBELLE", "Commune", "Nom"),
        obligatoire=True,
    ),
    Attendue(champ="postal", titres=("Code_postal", "Codes postaux")),
    Attendue(champ="genre", titres=("TYPECOM",)),
    Attendue(champ="actuelle", titres=("COMPARENT", "Commune actuelle")),
)


def _lire(cellules: Mapping[str, str], remarques: Remarques) -> Valeurs | None:
    """Leave out another country, and a part of a commune that bears its code (TYPECOM `COMD`)."""
    if cellules["code"].startswith(_ETRANGER):
        remarques.leave_out("à l’étranger (code commençant par 99)")
        return None
    partie = cellules.get("genre", "").upper() not in _DE_PLEIN_DROIT
    actuelle = cellules.get("actuelle", "") if partie else ""
    if not cellules["code"] or (partie and actuelle in {"", cellules["code"]}):
        return None
    return {
        "code": lire_code_insee(cellules["code"], "colonne du code"),
        "libelle": read_label(cellules["libelle"], maximum=_LIBELLE_MAX),
        "codes_postaux": " ".join(_SEPARATEURS.split(cellules.get("postal", "")[:_POSTAUX_MAX])),
        "actuelle": actuelle,
        _DE_LA_POSTE: "postal" in cellules and "genre" not in cellules,
    }


def _marry(
    valeurs: Iterator[Valeurs], connues: Mapping[str, Mapping[str, object]]
) -> Iterator[Valeurs]:
    """Complete the communes of Insee with the postal codes known, those known with La Poste’s."""
    lues: set[str] = set()
    de_la_poste = False
    for ligne in valeurs:
        de_la_poste = ligne.pop(_DE_LA_POSTE)
        lues.add(ligne["code"])
        connue = connues.get(ligne["code"])
        if connue and de_la_poste:
            ligne |= {"libelle": connue["libelle"], "actuelle": connue["actuelle"]}
        elif connue and not ligne["codes_postaux"]:
            ligne["codes_postaux"] = connue["codes_postaux"]
        yield ligne
    if de_la_poste:
        yield from (dict(ligne) for code, ligne in connues.items() if code not in lues)


_TABLE: Final = TableImportee(
    nom=NOM,
    titre="Communes (Code officiel géographique)",
    modele=Commune,
    forme=Forme(
        attendues=_COLONNES, lire=_lire, communs=("libelle", "actuelle"), reunis="codes_postaux"
    ),
    montres=("libelle", "codes_postaux", "actuelle"),
    livre=NOM,
    marier=_marry,
)


def etat(db: Session) -> Etat:
    """Return the imported edition, else the shipped one."""
    importe = _TABLE.etat(db)
    if importe.origine is Origine.IMPORTE:
        return importe
    livre = livres.catalogue()[NOM]
    return Etat(
        referentiel=NOM,
        titre=livre.titre,
        origine=Origine.LIVRE,
        le=livre.le,
        lignes=sum(1 for _ in livres.rows(NOM)),
        source=livre.source,
    )


def find(db: Session, code: str) -> Mapping[str, object] | None:
    """Return a commune of the imported edition, else of the shipped one, with its département."""
    ligne = lieux.find(db, code)
    if ligne is None:
        return None
    numero = departement_du_code_insee(code)
    departement = livres.find("departements", numero)
    nom = f"{departement['libelle']} ({numero})" if departement else numero
    return {champ: valeur for champ, valeur in ligne.items() if champ != "code"} | {
        "departement": nom
    }


def rows(db: Session) -> Iterator[Mapping[str, object]]:
    """Yield the communes of the imported edition, else of the shipped one."""
    return _TABLE.in_use(db)


REFERENTIEL: Final = changed(_TABLE.referentiel(), etat=etat, find=find, rows=rows)
