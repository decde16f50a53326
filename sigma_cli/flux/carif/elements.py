"""Parts of a formation that the composante brings, and addresses (LHEO 2.3 §2, §6)."""

from typing import Final

from sigma_cli.domain.offre.lieux import departement
from sigma_cli.domain.offre.niveaux import code_lheo
from sigma_cli.flux.carif.lignes import LigneCarif, Organisme
from sigma_cli.flux.carif.reserves import Reserves
from sigma_cli.formats.xml import Element, add, element
from sigma_cli.referentiels.livres import region_of

VERSION_FORMACODE: Final = "V14"  # of every code written here, publics included
TEXTE_MAX: Final = 3000
NOM_COURT_MAX: Final = 50  # `nom` and `ville`
_INTITULE_MAX: Final = 255
_SITE_MAX: Final = 255
_GROUPE: Final = 1  # parcours-de-formation: in a group, not personalised
_CERTIFICATION: Final = 6  # objectif-general-formation
_PROFESSIONNALISATION: Final = 7
_REGION_LONGUEUR: Final = 2


def domaine(formation: Element, ligne: LigneCarif, reserves: Reserves) -> None:
    """Append what the formation is about; readers expect one Formacode at least, with its version."""
    parent = add(formation, "domaine-formation")
    if not ligne.formacodes:
        reserves.vide("Formacode")
    for rang, code in enumerate(reserves.codes("Formacode", ligne.formacodes, 5)):
        marque = None if rang else "principal"
        add(parent, "code-FORMACODE", code, ref=VERSION_FORMACODE, tag=marque)
    for code in reserves.codes("code NSF", ligne.nsf, 3):
        add(parent, "code-NSF", code)
    for code in reserves.codes("code ROME", ligne.romes, 5):
        add(parent, "code-ROME", code)


def description(formation: Element, ligne: LigneCarif, reserves: Reserves) -> None:
    """Append the title and the texts of the composante."""
    for tag, champ, valeur, maximum in (
        ("intitule-formation", "intitulé", ligne.intitule, _INTITULE_MAX),
        ("objectif-formation", "objectif", ligne.objectif, TEXTE_MAX),
        ("resultats-attendus", "résultats attendus", ligne.resultats, TEXTE_MAX),
        ("contenu-formation", "contenu", ligne.contenu, TEXTE_MAX),
    ):
        add(formation, tag, reserves.texte(champ, valeur, maximum))
    add(formation, "certifiante", int(ligne.certifiante))


def niveaux(formation: Element, ligne: LigneCarif) -> None:
    """Append levels and certification; the exit level is the diploma's (Q3-03)."""
    add(formation, "parcours-de-formation", _GROUPE)
    add(formation, "code-niveau-entree", code_lheo(ligne.niveau_entree))
    objectif = _CERTIFICATION if ligne.certifiante else _PROFESSIONNALISATION
    add(formation, "objectif-general-formation", objectif)
    if ligne.rncp or ligne.certifinfo:
        certification = add(formation, "certification")
        add_known(certification, "code-RNCP", ligne.rncp)
        add_known(certification, "code-CERTIFINFO", ligne.certifinfo)
    add(formation, "code-niveau-sortie", code_lheo(ligne.niveau_sortie))


def adresse(
    lieu: Organisme | LigneCarif, reserves: Reserves, *, site: str | None = None
) -> Element:
    """Return the address of the établissement or of a session, complete: readers rely on it.

    The postal code may be a CEDEX one, so that it and the commune rightly disagree.
    """
    champ = "adresse" if isinstance(lieu, Organisme) else f"adresse de la session {lieu.numero}"
    noeud = element("adresse")
    add_known(noeud, "denomination", reserves.valeur("site", site, _SITE_MAX))
    for voie in reserves.voie(champ, lieu.adresse):
        add(noeud, "ligne", voie)
    add(noeud, "codepostal", lieu.code_postal)
    add(noeud, "ville", reserves.valeur("commune", lieu.commune, NOM_COURT_MAX))
    code = departement(code_insee=lieu.code_insee, code_postal=lieu.code_postal)
    add(noeud, "departement", code)
    if lieu.code_insee is not None:  # a session always has one: an empty one is held back
        add(noeud, "code-INSEE-commune", lieu.code_insee)
    add_known(noeud, "region", _region(code))
    add(noeud, "pays", "FR")
    return noeud


def add_identifiers(parent: Element, quoi: str, *, siret: str | None, uai: str | None) -> None:
    """Append the SIRET and the UAI of a place or of a body, those that are known."""
    if siret:
        add(add(parent, f"SIRET-{quoi}"), "SIRET", siret)
    if uai:
        add(add(parent, f"code-UAI-{quoi}"), "code-UAI", uai)


def add_known(parent: Element, tag: str, valeur: str | None) -> None:
    """Append an optional element, unless there is nothing to put in it."""
    if valeur:
        add(parent, tag, valeur)


def _region(departement: str | None) -> str | None:
    """Return the région of 2016; the collectivités that are none have a code LHEO cannot hold."""
    code = region_of(departement) if departement else None
    return code if code and len(code) == _REGION_LONGUEUR else None
