"""What earlier rows of the file said of each person: once in a session, and never two things."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sigma_cli.domain.texte import replier
from sigma_cli.errors import Conflict
from sigma_cli.services.echanges.importation.contrat import Ligne
from sigma_cli.services.echanges.importation.stagiaires import controles
from sigma_cli.services.echanges.importation.stagiaires.colonnes import CHAMPS
from sigma_cli.services.echanges.importation.stagiaires.connus import Enregistre

_CONTACT: Final = ("nom_usage", "courriel", "telephone")
_NOMS: Final = ("nom_naissance", "prenom")
_NAISSANCE: Final = ("civilite", "date_naissance")
_CHAMPS: Final = (*_CONTACT, *_NOMS, *_NAISSANCE)
_RIEN: Final = (0, 0, 0, 0)  # of the civil status
_TITRES: Final = {champ.cle: champ.titre for champ in CHAMPS}


class Repetitions:
    """Remembers rows by hashes: a million stay light, and two persons under one will not be seen.

    A row is kept under its own words and, if the base has the person, under that person: by number in
    one row and by reference in another, they are one.
    """

    def __init__(self) -> None:
        self._inscrites: dict[int, int] = {}
        self._dites: dict[int, tuple[tuple[int, tuple[int, ...]], ...]] = {}

    def check_once(
        self, ligne: Ligne, valeurs: Mapping[str, Any], personne: Enregistre | None
    ) -> None:
        """Refuse a person twice in one session, whatever the two rows say. Raises Conflict."""
        for cle in _keys(valeurs, personne):
            premiere = self._inscrites.setdefault(hash((cle, valeurs["session"])), ligne.numero)
            if premiere != ligne.numero:
                raise Conflict(
                    f"même personne et même session qu’à la ligne {premiere} ; n’en garder qu’une."
                )

    def check_agrees(
        self, ligne: Ligne, valeurs: Mapping[str, Any], personne: Enregistre | None
    ) -> None:
        """Refuse a row that an earlier one contradicts: the last would win, again at each import.

        Raises Conflict naming the two rows. The names of a new person are left to NIR-10.
        """
        empreinte = _marks(valeurs, etat_civil=personne is not None)
        if not any(empreinte):
            return
        for cle in map(hash, _keys(valeurs, personne)):
            for numero, dite in self._dites.get(cle, ()):
                for champ, un, autre in zip(_CHAMPS, empreinte, dite, strict=True):
                    if un and autre and un != autre:
                        raise Conflict(
                            f"« {_TITRES[champ]} » n’est pas celui que la ligne {numero} donne à la même "
                            "personne ; mettre le même aux deux lignes."
                        )
            self._dites[cle] = (*self._dites.get(cle, ()), (ligne.numero, empreinte))


def _keys(valeurs: Mapping[str, Any], personne: Enregistre | None) -> Iterator[object]:
    yield controles.person_key(valeurs)
    if personne is not None:
        yield "S", personne.id
    elif "stagiaire" in valeurs:  # of another base, which this file brings
        yield "S", valeurs["stagiaire"]


def _marks(valeurs: Mapping[str, Any], *, etat_civil: bool) -> tuple[int, ...]:
    """Return the hash of each field told, 0 for the others."""
    contact = (hash(valeurs.get(champ)) if champ in valeurs else 0 for champ in _CONTACT)
    if not etat_civil:
        return (*contact, *_RIEN)
    return (
        *contact,
        *(hash(replier(valeurs[nom])) if nom in valeurs else 0 for nom in _NOMS),
        *(hash(valeurs[champ]) if champ in valeurs else 0 for champ in _NAISSANCE),
    )
