"""How the text of each field becomes its value: one table per object, for commands and imports.

A reader takes the text and the name to say in a refusal (an option, a column), and raises
`InvalidInput`. What is typed and what is imported obey the same readers.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar

from sigma_cli.domain import identifiants
from sigma_cli.domain.choix import folded_code, read_choice
from sigma_cli.domain.dates import lire_date, lire_heure
from sigma_cli.domain.discretion import holds_nir, is_sensitive
from sigma_cli.domain.offre import lieux
from sigma_cli.domain.offre.niveaux import lire_niveau, lire_niveau_entree
from sigma_cli.domain.offre.sessions import read_places
from sigma_cli.domain.personnes.identite import lire_civilite
from sigma_cli.domain.personnes.noms import lire_nom
from sigma_cli.domain.recrutement.prescripteurs import lire_departement
from sigma_cli.domain.references import read_convention, read_numero_session
from sigma_cli.domain.texte import lire_entier, lire_texte, nettoyer
from sigma_cli.errors import InvalidInput
from sigma_cli.referentiels.recrutement import Mode, Origine
from sigma_cli.referentiels.statuts import Nomenclature, TypeRemuneration

T = TypeVar("T")
Lecteur: TypeAlias = Callable[[str, str], Any]


def short(maximum: int) -> Callable[[str, str], str]:
    """Return the reader of a text of at most `maximum` characters."""
    return partial(lire_texte, maximum=maximum)


def nominative(lire: Callable[[str, str], T]) -> Callable[[str, str], T]:
    """Return the reader of a text about a person, in which a NIR is refused: it stays in clear."""
    return _guarded(lire, is_sensitive)


def public(lire: Callable[[str, str], T]) -> Callable[[str, str], T]:
    """Return the reader of a text everyone will see, in which a NIR is refused; dates and phones are not."""
    return _guarded(lire, lambda valeur: holds_nir(nettoyer(valeur)))


def _guarded(
    lire: Callable[[str, str], T], holds_number: Callable[[str], bool]
) -> Callable[[str, str], T]:
    def read_checked(valeur: str, champ: str) -> T:
        if holds_number(valeur):
            raise InvalidInput(
                f"{champ} : treize chiffres à la suite, comme dans un NIR ; le numéro d’une "
                "personne ne se donne qu’à « sigma stagiaire enrol », par --nir.",
                regle="NIR-12",
            )
        return lire(valeur, champ)

    return read_checked


def choice(liste: type[StrEnum]) -> Lecteur:
    """Return the reader of an entry of a closed list."""
    return partial(read_choice, liste)


def lire_telephone_personnel(valeur: str, champ: str) -> str:
    """Read a phone number; one written with its country may hold 13 digits, as a NIR does."""
    etranger = valeur.strip().startswith(("+", "00"))
    lire = identifiants.lire_telephone
    return (lire if etranger else nominative(lire))(valeur, champ)


def lire_type_remuneration(valeur: str, champ: str) -> str:
    """Return a kind of pay by its code, `REGION`. Raises InvalidInput naming `champ`."""
    code = folded_code(valeur)
    if code not in set(TypeRemuneration):
        raise InvalidInput(f"{champ} : écrire {', '.join(TypeRemuneration)}, ou laisser vide.")
    return code


def _read_modalites(valeur: str, champ: str) -> str:
    return str(lire_entier(valeur, champ, maximum=2))


_NIVEAU: Final = partial(lire_niveau, nouvelle_nomenclature=True)
_LONG: Final = public(short(3000))
_LIBELLE: Final = nominative(short(100))
_PERSONNE: Final = nominative(lire_nom)

ACTION: Final[dict[str, Lecteur]] = {
    "convention": public(read_convention),
    "intitule": public(short(255)),
    "annee": partial(lire_entier, minimum=2000, maximum=2100),
    "date_debut": lire_date,
    "date_fin_prevue": lire_date,
    "niveau_sortie": _NIVEAU,
    "places_remunerees": lire_entier,
    "effectif": lire_entier,
    "statut": short(10),
    "date_vote": lire_date,
}
COMPOSANTE: Final[dict[str, Lecteur]] = {
    "intitule": public(short(255)),
    "certifinfo": identifiants.lire_certifinfo,
    "rncp": identifiants.lire_rncp,
    "niveau_entree": partial(lire_niveau_entree, nouvelle_nomenclature=True),
    "niveau_sortie": _NIVEAU,
    "objectif": _LONG,
    "contenu": _LONG,
    "resultats": _LONG,
    "rythme": _LONG,
    "conditions": _LONG,
    "heures_centre": lire_entier,
    "heures_entreprise": lire_entier,
    "modalites_enseignement": _read_modalites,
}
CODES: Final[dict[str, Lecteur]] = {
    Nomenclature.FORMACODE: identifiants.lire_formacode,
    Nomenclature.NSF: identifiants.lire_nsf,
    Nomenclature.ROME: identifiants.lire_rome,
    Nomenclature.PUBLIC: identifiants.lire_public,
}
SESSION: Final[dict[str, Lecteur]] = {
    "numero": read_numero_session,
    "date_debut": lire_date,
    "date_fin": lire_date,
    "places": read_places,
    "site": public(short(255)),
    "code_postal": lieux.lire_code_postal,
    "code_insee": lieux.lire_code_insee,
    "commune": public(short(50)),
    "adresse": public(short(200)),
    "siret": identifiants.lire_siret,
    "uai": identifiants.lire_uai,
    "numero_carif": public(short(30)),
    "numero_kairos": public(short(30)),
    "motif_annulation": nominative(short(500)),
}
REUNION: Final[dict[str, Lecteur]] = {
    "heure_debut": lire_heure,
    "heure_fin": lire_heure,
    "lieu": public(short(250)),
    "places": lire_entier,
}
STAGIAIRE: Final[dict[str, Lecteur]] = {
    "nom_naissance": _PERSONNE,
    "nom_usage": _PERSONNE,
    "prenom": _PERSONNE,
    "civilite": lire_civilite,
    "date_naissance": lire_date,
    "courriel": nominative(identifiants.lire_courriel),
    "telephone": lire_telephone_personnel,
}
PARCOURS: Final[dict[str, Lecteur]] = {
    "categorie": _LIBELLE,
    "motif_identite": nominative(short(200)),
    "date_entree": lire_date,
    "date_fin_prevue": lire_date,
}
PRESCRIPTEUR: Final[dict[str, Lecteur]] = {
    "nom": nominative(short(150)),
    "departement": lire_departement,
    "ville": nominative(short(50)),
    "type": nominative(short(30)),
    "outil": nominative(short(30)),
}
CANDIDATURE: Final[dict[str, Lecteur]] = {
    "nom": _PERSONNE,
    "prenom": _PERSONNE,
    "date_naissance": lire_date,
    "courriel": nominative(identifiants.lire_courriel),
    "telephone": lire_telephone_personnel,
    "mode": choice(Mode),
    "origine": choice(Origine),
    "positionne_le": lire_date,
    "reunion": lire_date,
    "rendez_vous": lire_date,
    "fiche_recue_le": lire_date,
    "fiche_de": nominative(short(160)),
}
