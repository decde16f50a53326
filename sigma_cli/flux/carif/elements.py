"""Parts of a formation that the composante and the établissement bring (LHEO 2.3 §2, §6)."""

from typing import Final

from sigma_cli.domain.niveaux import code_lheo
from sigma_cli.flux.carif.lignes import LigneCarif, Organisme
from sigma_cli.flux.carif.reserves import Reserves
from sigma_cli.flux.carif.territoires import REGION_PAR_DEPARTEMENT, departement
from sigma_cli.flux.carif.textes import couper, nettoyer
from sigma_cli.formats.xml import Element, add

VERSION_FORMACODE: Final = "V14"  # of every code written here, publics included
TEXTE_MAX: Final = 3000
NOM_COURT_MAX: Final = 50  # `nom` and `ville`
_INTITULE_MAX: Final = 255
_SITE_MAX: Final = 255
_NOM_MAX: Final = 250
_ACCUEIL: Final = 4  # type-contact: reception
_GROUPE: Final = 1  # parcours-de-formation: in a group, not personalised
_CERTIFICATION: Final = 6  # objectif-general-formation
_PROFESSIONNALISATION: Final = 7


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
        _add_known(certification, "code-RNCP", ligne.rncp)
        _add_known(certification, "code-CERTIFINFO", ligne.certifinfo)
    add(formation, "code-niveau-sortie", code_lheo(ligne.niveau_sortie))


def contact(parent: Element, tag: str, organisme: Organisme) -> None:
    """Append the reception desk of the établissement; its whole name stands elsewhere."""
    noeud = add(parent, tag)
    add(noeud, "type-contact", _ACCUEIL)
    coordonnees = add(noeud, "coordonnees")
    add(coordonnees, "nom", couper(nettoyer(organisme.nom), NOM_COURT_MAX))
    _joindre(coordonnees, organisme)


def responsable(formation: Element, organisme: Organisme, reserves: Reserves) -> None:
    """Append the établissement as the one who answers for the formation."""
    noeud = add(formation, "organisme-formation-responsable", numero=organisme.numero)
    add(noeud, "numero-activite", organisme.nda)
    add(add(noeud, "SIRET-organisme-formation"), "SIRET", organisme.siret)
    nom = reserves.valeur("nom", organisme.nom, _NOM_MAX)
    add(noeud, "nom-organisme", nom)
    add(noeud, "raison-sociale", nom)
    coordonnees = add(add(noeud, "coordonnees-organisme"), "coordonnees")
    adresse(coordonnees, organisme, reserves)
    _joindre(coordonnees, organisme)
    contact(noeud, "contact-organisme", organisme)
    if organisme.uai:
        add(add(noeud, "code-UAI-organisme-formation"), "code-UAI", organisme.uai)


def formateur(action: Element, organisme: Organisme, reserves: Reserves) -> None:
    """Append the établissement as the one who teaches: readers want exactly one, numbered."""
    noeud = add(action, "organisme-formateur", numero=organisme.numero, tag="principal")
    add(add(noeud, "SIRET-formateur"), "SIRET", organisme.siret)
    nom = reserves.valeur("nom", organisme.nom, _NOM_MAX)
    add(noeud, "raison-sociale-formateur", nom)
    contact(noeud, "contact-formateur", organisme)
    if organisme.uai:
        add(add(noeud, "code-UAI-formateur"), "code-UAI", organisme.uai)


def adresse(
    parent: Element, lieu: Organisme | LigneCarif, reserves: Reserves, *, site: str | None = None
) -> None:
    """Append the address of the établissement or of a session, complete: readers rely on it.

    The postal code may be a CEDEX one, so that it and the commune rightly disagree.
    """
    champ = "adresse" if isinstance(lieu, Organisme) else f"adresse de la session {lieu.numero}"
    noeud = add(parent, "adresse")
    _add_known(noeud, "denomination", reserves.valeur("site", site, _SITE_MAX))
    for voie in reserves.voie(champ, lieu.adresse):
        add(noeud, "ligne", voie)
    add(noeud, "codepostal", lieu.code_postal)
    add(noeud, "ville", reserves.valeur("commune", lieu.commune, NOM_COURT_MAX))
    code = departement(code_insee=lieu.code_insee, code_postal=lieu.code_postal)
    add(noeud, "departement", code)
    if lieu.code_insee is not None:  # a session always has one: an empty one is held back
        add(noeud, "code-INSEE-commune", lieu.code_insee)
    _add_known(noeud, "region", REGION_PAR_DEPARTEMENT.get(code or ""))
    add(noeud, "pays", "FR")


def _joindre(coordonnees: Element, organisme: Organisme) -> None:
    """Append how to reach the établissement."""
    if organisme.telephone:
        add(add(coordonnees, "telfixe"), "numtel", organisme.telephone)
    _add_known(coordonnees, "courriel", organisme.courriel)


def _add_known(parent: Element, tag: str, valeur: str | None) -> None:
    """Append an optional element, unless there is nothing to put in it."""
    if valeur:
        add(parent, tag, valeur)
