"""What the établissement brings, the same in every formation: built once, copied in place."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Final, Self

from sigma_cli.flux.carif.elements import NOM_COURT_MAX, add_known, adresse
from sigma_cli.flux.carif.lignes import Organisme
from sigma_cli.flux.carif.reserves import Reserves
from sigma_cli.flux.carif.textes import couper, nettoyer
from sigma_cli.formats.xml import Element, add, element

_NOM_MAX: Final = 250
_ACCUEIL: Final = 4  # type-contact: reception


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Elements to copy. The établissement is at once who answers for a formation and who teaches."""

    contact: Element
    responsable: Element
    formateur: Element

    @classmethod
    def of(cls, organisme: Organisme, reserves: Reserves) -> Self:
        """Build them; `reserves` collects what had to be left unknown or shortened."""
        lieu = adresse(organisme, reserves)
        return cls(
            contact=_contact("contact-formation", organisme),
            responsable=_responsable(organisme, lieu, reserves),
            formateur=_formateur(organisme, lieu, reserves),
        )


def put(parent: Element, partie: Element) -> None:
    """Append a copy of a part."""
    parent.append(deepcopy(partie))


def _responsable(organisme: Organisme, lieu: Element, reserves: Reserves) -> Element:
    noeud = element("organisme-formation-responsable", numero=organisme.numero)
    add(noeud, "numero-activite", organisme.nda)
    add(add(noeud, "SIRET-organisme-formation"), "SIRET", organisme.siret)
    nom = reserves.valeur("nom", organisme.nom, _NOM_MAX)
    add(noeud, "nom-organisme", nom)
    add(noeud, "raison-sociale", nom)
    coordonnees = add(add(noeud, "coordonnees-organisme"), "coordonnees")
    put(coordonnees, lieu)
    _joindre(coordonnees, organisme)
    noeud.append(_contact("contact-organisme", organisme))
    if organisme.uai:
        add(add(noeud, "code-UAI-organisme-formation"), "code-UAI", organisme.uai)
    return noeud


def _formateur(organisme: Organisme, lieu: Element, reserves: Reserves) -> Element:
    """Return the one who teaches: readers want exactly one by action, numbered.

    A national reader looks for its address in its contact, and takes that of the session without one.
    """
    noeud = element("organisme-formateur", numero=organisme.numero, tag="principal")
    add(add(noeud, "SIRET-formateur"), "SIRET", organisme.siret)
    nom = reserves.valeur("nom", organisme.nom, _NOM_MAX)
    add(noeud, "raison-sociale-formateur", nom)
    noeud.append(_contact("contact-formateur", organisme, lieu))
    if organisme.uai:
        add(add(noeud, "code-UAI-formateur"), "code-UAI", organisme.uai)
    return noeud


def _contact(tag: str, organisme: Organisme, lieu: Element | None = None) -> Element:
    """Return the reception desk of the établissement; its whole name stands elsewhere."""
    noeud = element(tag)
    add(noeud, "type-contact", _ACCUEIL)
    coordonnees = add(noeud, "coordonnees")
    add(coordonnees, "nom", couper(nettoyer(organisme.nom), NOM_COURT_MAX))
    if lieu is not None:
        put(coordonnees, lieu)
    _joindre(coordonnees, organisme)
    return noeud


def _joindre(coordonnees: Element, organisme: Organisme) -> None:
    """Append how to reach the établissement."""
    if organisme.telephone:
        add(add(coordonnees, "telfixe"), "numtel", organisme.telephone)
    add_known(coordonnees, "courriel", organisme.courriel)
