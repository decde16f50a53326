"""Offers invented for the tests of the flux carif, and the way to build them whole."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from lxml import etree

from sigma_cli.domain.offre.certifications import Certif
from sigma_cli.flux.carif.builder import (
    LigneCarif,
    OffreCarif,
    Organisme,
    Reunion,
    build,
)
from sigma_cli.flux.carif.lignes import Politique
from sigma_cli.flux.contrat import Entete, Releve

GOLDEN: Final = Path(__file__).parents[2] / "golden"
NS: Final = {"l": "http://lheo.gouv.fr/2.3"}
ENTETE: Final = Entete(sequence=7, produit_le=datetime(2020, 10, 2, 4, 30, 5, tzinfo=UTC))

POLITIQUE: Final = Politique()

ORGANISME: Final = Organisme(
    nom="Université exemple",
    siret="19660437500010",
    uai="0660437S",
    nda="9166P000166",
    adresse="52 avenue Exemple",
    code_postal="66860",
    code_insee="66136",
    commune="PERPIGNAN CEDEX 9",
    courriel="sfc@example.org",
    telephone="04 00 00 00 00",
)

# Every optional left empty: what a base holds right after the sessions were typed.
MINIMALE: Final = LigneCarif(
    composante="20F0011_03",
    action="20F0011",
    programme="ForPro Sup",
    intitule="Licence professionnelle métiers de la gestion",
    objectif=None,
    contenu=None,
    resultats=None,
    certifinfo=None,
    certif=Certif.VALIDE,
    rncp=None,
    niveau_entree="5",
    niveau_sortie="6",
    niveau_entree_obligatoire=False,
    certifiante=False,
    formacodes=(),
    nsf=(),
    romes=(),
    publics=(),
    pic=False,
    heures_centre=None,
    heures_entreprise=None,
    rythme=None,
    modalites_enseignement="0",
    conditions=None,
    composante_creee_le=date(2020, 9, 1),
    composante_modifiee_le=date(2020, 9, 2),
    numero="01",
    date_debut=date(2020, 9, 7),
    date_fin=date(2021, 6, 25),
    places=10,
    site="Université",
    siret=None,
    uai=None,
    adresse=None,
    code_postal="11108",
    code_insee="11262",
    commune="NARBONNE CEDEX",
    creee_le=date(2020, 9, 1),
    modifiee_le=date(2020, 9, 3),
    ics=(),
)

COMPLETE: Final = replace(
    MINIMALE,
    objectif="Tenir la comptabilité d’une petite entreprise.",
    contenu="Comptabilité, fiscalité, paie.",
    resultats="Diplôme national de licence professionnelle",
    certifinfo="93541",
    rncp="RNCP30075",
    niveau_entree_obligatoire=True,
    certifiante=True,
    formacodes=("32663", "32667"),
    nsf=("314",),
    romes=("M1203",),
    publics=("80006",),
    pic=True,
    heures_centre=450,
    heures_entreprise=150,
    rythme="Temps plein",
    modalites_enseignement="1",
    conditions="Entretien préalable",
    siret="19660437500010",
    uai="0660437S",
    adresse="Avenue Pierre de Coubertin",
    ics=(
        Reunion(date=date(2020, 8, 24), heure_debut=None, heure_fin=None, lieu=None, places=None),
    ),
)


def ligne(**champs: Any) -> LigneCarif:
    return replace(COMPLETE, **champs)


def organisme(**champs: Any) -> Organisme:
    return replace(ORGANISME, **champs)


def reunion(jour: date, **champs: Any) -> Reunion:
    vide = Reunion(date=jour, heure_debut=None, heure_fin=None, lieu=None, places=None)
    return replace(vide, **champs)


def produire(
    *lignes: LigneCarif,
    de: Organisme = ORGANISME,
    entete: Entete = ENTETE,
    sans_session: Sequence[str] = (),
    politique: Politique = POLITIQUE,
) -> tuple[bytes, Releve]:
    """Build the whole file; the report is complete once the blocks are exhausted."""
    releve = Releve()
    offre = OffreCarif(organisme=de, lignes=lignes, sans_session=sans_session, politique=politique)
    contenu = b"".join(build(entete, offre, releve))
    return contenu, releve


def emis(contenu: bytes) -> list[str]:
    """Return the references of the sessions that a file holds, in its order."""
    numeros = attributs(racine(contenu).findall(".//l:session", NS), "numero") if contenu else []
    return [
        f"{composante}/{rang}" for composante, _, rang in (n.rpartition("_") for n in numeros if n)
    ]


def racine(contenu: bytes) -> Any:
    return etree.fromstring(contenu)


def textes(contenu: bytes, element: str) -> list[str]:
    """Return the texts of every element of that name, in the order of the file."""
    return [str(noeud.text) for noeud in racine(contenu).iterfind(f".//l:{element}", NS)]


def attributs(noeuds: Iterable[Any], nom: str) -> list[str | None]:
    return [noeud.get(nom) for noeud in noeuds]
