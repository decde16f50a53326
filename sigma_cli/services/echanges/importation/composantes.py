"""Import of composantes: those of the export, whose rows repeat them once per session."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import lecteurs, references
from sigma_cli.domain.offre.composantes import check_levels_kept
from sigma_cli.errors import InvalidInput
from sigma_cli.models.composante import Composante, ComposanteCode
from sigma_cli.referentiels.statuts import Nomenclature
from sigma_cli.services.echanges.importation.contrat import (
    Champ,
    Contexte,
    Etat,
    Genre,
    Issue,
    Ligne,
    Nature,
)
from sigma_cli.services.echanges.importation.execution import (
    Reperes,
    changes,
    check_complete,
    one_by_one,
)
from sigma_cli.services.offre import composantes

_NIVEAUX: Final = ("niveau_entree", "niveau_sortie")


def read_composante(valeur: str, champ: str) -> references.Composante:
    """Return the reference of a composante. Raises InvalidInput naming `champ`."""
    try:
        return references.read_composante(valeur)
    except InvalidInput as error:
        raise InvalidInput(f"{champ} : {error.message}") from error


REFERENCE: Final = Champ(
    "composante",
    "N Composante",
    Nature.CODE,
    "code composante",
    "N° d’action, « _ » et rang : 20F0011_03.",
    requis=True,
)
_CODES: Final = tuple(nomenclature.value for nomenclature in Nomenclature)
_CERTIFINFO: Final = "S’il est faux, l’information reste bloquée au Carif (RAP-01)."
_NIVEAU: Final = "1 à 8. Ne se corrige que par une demande (Q3-02)."
_LISTE: Final = "Plusieurs codes : les séparer par « ; », le principal d’abord."
_MODALITES: Final = "0 en présentiel, 1 mixte, 2 entièrement à distance."
CHAMPS: Final = (
    REFERENCE,
    Champ(
        "intitule",
        "Intitulé de la composante",
        alias="intitulé|libellé de la composante|diplôme",
        creation=True,
        largeur=40,
    ),
    Champ(
        "certifinfo", "Code Certifinfo", Nature.CODE, "Code Certif Info", _CERTIFINFO, creation=True
    ),
    Champ("niveau_entree", "Niveau d’entrée", Nature.CODE, "entrée", _NIVEAU, creation=True),
    Champ("niveau_sortie", "Niveau de sortie", Nature.CODE, "sortie", _NIVEAU, creation=True),
    Champ("rncp", "Code RNCP", Nature.CODE, "fiche RNCP"),
    Champ("FORMACODE", "Formacodes", Nature.LISTE, aide=_LISTE),
    Champ("NSF", "Codes NSF", Nature.LISTE, "code NSF", _LISTE),
    Champ("ROME", "Codes ROME", Nature.LISTE, "code ROME|romes", _LISTE),
    Champ("PUBLIC", "Publics", Nature.LISTE, "codes publics", _LISTE),
    Champ("objectif", "Objectif", alias="objectifs", largeur=30),
    Champ("contenu", "Contenu", alias="contenus", largeur=30),
    Champ("resultats", "Résultats attendus", largeur=30),
    Champ("rythme", "Rythme", largeur=30),
    Champ("conditions", "Conditions", alias="conditions d’accès", largeur=30),
    Champ(
        "modalites_enseignement",
        "Modalités d’enseignement",
        Nature.ENTIER,
        "modalités",
        _MODALITES,
        option="--modalites",
        choix=("0", "1", "2"),
    ),
    Champ("heures_centre", "Heures en centre", Nature.ENTIER),
    Champ("heures_entreprise", "Heures en entreprise", Nature.ENTIER),
    Champ("niveau_entree_obligatoire", "Niveau d’entrée obligatoire", Nature.BOOLEEN),
    Champ("certifiante", "Certifiante", Nature.BOOLEEN),
    Champ("pic", "PIC", Nature.BOOLEEN),
)


class _Importeur:
    def __init__(self, db: Session, contexte: Contexte) -> None:
        self._db, self._acte = db, contexte.acte
        self._reperes = Reperes()
        self._connues: dict[str, Composante] = {}
        self._codes: dict[tuple[int, str], list[str]] = {}

    def traiter(self, lignes: Sequence[Ligne]) -> Iterator[Issue]:
        self._load({str(ligne.valeurs["composante"]) for ligne in lignes})
        yield from one_by_one(self._db, lignes, self._look)

    def _load(self, numeros: set[str]) -> None:
        trouvees = self._db.exec(select(Composante).where(col(Composante.numero).in_(numeros)))
        self._connues = {composante.numero: composante for composante in trouvees}
        self._codes = {}
        codes = (
            select(ComposanteCode.composante_id, ComposanteCode.nomenclature, ComposanteCode.code)
            .join(Composante, col(Composante.id) == col(ComposanteCode.composante_id))
            .where(col(Composante.numero).in_(numeros))
            .order_by(col(ComposanteCode.rang))
        )
        for ident, nomenclature, code in self._db.exec(codes):
            self._codes.setdefault((ident, nomenclature), []).append(code)

    def _look(self, ligne: Ligne) -> Issue | Callable[[], Issue]:
        ref = ligne.valeurs["composante"]
        if self._reperes.is_repeated(str(ref), ligne):
            return Issue(ligne=ligne.numero, etat=Etat.IGNORE, objet=str(ref))
        valeurs = {
            cle: valeur
            for cle, valeur in ligne.valeurs.items()
            if cle != "composante" and cle not in _CODES
        }
        codes = {code: ligne.valeurs[code] for code in _CODES if code in ligne.valeurs}
        connue = self._connues.get(str(ref))
        if connue is None:
            return lambda: self._create(ligne, ref, valeurs, codes)
        check_levels_kept(
            str(ref),
            avant=[getattr(connue, champ) for champ in _NIVEAUX],
            apres=[valeurs.pop(champ, getattr(connue, champ)) for champ in _NIVEAUX],
        )
        touches = changes(GENRE, connue, valeurs) + self._changed_codes(connue, codes)
        if not touches:
            return Issue(ligne=ligne.numero, etat=Etat.INCHANGE, objet=str(ref))
        return lambda: self._update(ligne, ref, valeurs, codes, touches)

    def _changed_codes(self, connue: Composante, codes: Mapping[str, list[str]]) -> list[str]:
        titres = {champ.cle: champ.titre for champ in CHAMPS}
        return [
            f"{titres[famille]} : {' ; '.join(donnes)}"
            for famille, donnes in codes.items()
            if list(dict.fromkeys(donnes)) != self._codes.get((connue.id, famille), [])
        ]

    def _create(
        self,
        ligne: Ligne,
        ref: references.Composante,
        valeurs: dict[str, Any],
        codes: Mapping[str, list[str]],
    ) -> Issue:
        check_complete(GENRE, valeurs)
        fiche = composantes.add(self._db, self._acte, ref, valeurs, _families(codes))
        return Issue(
            ligne=ligne.numero,
            etat=Etat.CREE,
            objet=fiche.composante,
            avertissements=fiche.avertissements,
        )

    def _update(
        self,
        ligne: Ligne,
        ref: references.Composante,
        valeurs: dict[str, Any],
        codes: Mapping[str, list[str]],
        touches: Sequence[str],
    ) -> Issue:
        fiche = composantes.update(self._db, self._acte, ref, valeurs, _families(codes))
        return Issue(
            ligne=ligne.numero,
            etat=Etat.MODIFIE,
            objet=fiche.composante,
            avertissements=fiche.avertissements,
            changements=touches,
        )


def _families(codes: Mapping[str, list[str]]) -> dict[Nomenclature, list[str]]:
    return {Nomenclature(code): valeurs for code, valeurs in codes.items()}


GENRE: Final = Genre(
    code="composantes",
    titre="Composantes",
    personnel=False,
    champs=CHAMPS,
    lecteurs=lecteurs.COMPOSANTE | lecteurs.CODES | {"composante": read_composante},
    ouvrir=_Importeur,
    exemple={
        "composante": "20F0011_03",
        "intitule": "Licence professionnelle gestion",
        "certifinfo": "93541",
        "niveau_entree": "5",
        "niveau_sortie": "6",
        "FORMACODE": "32663",
    },
)
