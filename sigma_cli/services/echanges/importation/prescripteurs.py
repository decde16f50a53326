"""Import of prescripteurs: none twice (PRE-03), and their references kept in a base that has none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session, select

from sigma_cli.domain import lecteurs, references
from sigma_cli.domain.texte import replier
from sigma_cli.errors import Conflict, InvalidInput, NotFound
from sigma_cli.models.recrutement import Prescripteur
from sigma_cli.referentiels.recrutement import AUCUN, EtatPrescripteur
from sigma_cli.services.echanges.importation.contrat import (
    Champ,
    Contexte,
    Etat,
    Genre,
    Issue,
    Ligne,
    Nature,
)
from sigma_cli.services.echanges.importation.execution import Reperes, check_complete, one_by_one
from sigma_cli.services.recrutement import listes, prescripteurs

CHAMPS: Final = (
    Champ(
        "prescripteur",
        "N Prescripteur",
        Nature.CODE,
        "référence prescripteur",
        "Laisser vide pour ajouter ; un export la remplit.",
    ),
    Champ(
        "nom",
        "Nom de la structure",
        alias="structure|nom|Prescripteur",
        creation=True,
        option="--structure",
        largeur=34,
    ),
    Champ(
        "type",
        "Type de prescripteur",
        Nature.CODE,
        "type",
        "Comme MISSION_LOCALE ; « sigma prescripteur type list » donne les types.",
        creation=True,
        largeur=24,
    ),
    Champ("departement", "Département", Nature.CODE, "dép", "Comme 11 ou 2A.", creation=True),
    Champ("ville", "Ville", alias="commune", creation=True, largeur=24),
    Champ(
        "outil",
        "Outil de positionnement",
        Nature.CODE,
        "outil",
        "OUIFORM, AUDEF ou aucun ; d’après le type si la cellule est vide.",
        largeur=22,
    ),
    Champ(
        "etat",
        "État",
        Nature.CODE,
        aide="RECONNU si la cellule est vide.",
        choix=(EtatPrescripteur.RECONNU, EtatPrescripteur.ARCHIVE),
    ),
    Champ(
        "autre",
        "Autre structure",
        Nature.BOOLEEN,
        aide="oui : ce n’est aucune de celles qui lui ressemblent (PRE-03).",
        option="--force",
    ),
)
_CHAMPS_FICHE: Final = ("nom", "departement", "ville")


class _Importeur:
    def __init__(self, db: Session, contexte: Contexte) -> None:
        self._db, self._acte = db, contexte.acte
        self._vierge = db.exec(select(Prescripteur.id).limit(1)).first() is None
        self._reperes = Reperes()

    def traiter(self, lignes: Sequence[Ligne]) -> Iterator[Issue]:
        yield from one_by_one(self._db, lignes, self._look)

    def _look(self, ligne: Ligne) -> Issue | Callable[[], Issue]:
        valeurs = dict(ligne.valeurs)
        ident, autre = valeurs.pop("prescripteur", None), valeurs.pop("autre", False)
        objet = references.prescripteur(ident) if ident else valeurs.get("nom")
        connu = self._known(ident, valeurs)
        cles = _keys(connu.id if connu else ident, valeurs)
        if self._reperes.is_any_repeated(cles, ligne, valeurs | {"autre": autre}, objet=objet):
            return Issue(ligne=ligne.numero, etat=Etat.IGNORE, objet=objet)
        if connu is None:
            return lambda: self._create(ligne, valeurs, ident, certain=autre or bool(ident))
        touches = self._changes(connu, valeurs)
        if not touches:
            ref = references.prescripteur(connu.id)
            return Issue(ligne=ligne.numero, etat=Etat.INCHANGE, objet=ref)
        return lambda: self._update(ligne, connu.id, valeurs, touches)

    def _known(self, ident: int | None, valeurs: Mapping[str, Any]) -> Prescripteur | None:
        """Return the structure of a row: by its reference, else by name, city and département."""
        if ident is not None and self._vierge:
            return None
        if ident is None:
            return self._db.exec(
                select(Prescripteur).where(
                    Prescripteur.nom_replie == replier(valeurs.get("nom", "")),
                    Prescripteur.ville_repliee == replier(valeurs.get("ville", "")),
                    Prescripteur.departement == valeurs.get("departement"),
                )
            ).first()
        connu = self._db.get(Prescripteur, ident)
        if connu is None:
            raise NotFound(
                "cette référence n’est pas dans cette base ; vider la colonne N Prescripteur pour "
                "ajouter la structure."
            )
        _check_same(connu, valeurs)
        return connu

    def _changes(self, connu: Prescripteur, valeurs: Mapping[str, Any]) -> list[str]:
        """Return the titles of the cells that differ. Raises InvalidInput for a type out of the list."""
        connues: dict[str, Any] = {champ: getattr(connu, champ) for champ in _CHAMPS_FICHE}
        connues |= {"type": connu.type_code, "outil": connu.outil_code or AUCUN, "etat": connu.etat}
        dites = dict(valeurs)
        if "type" in dites:
            dites["type"] = listes.read(self._db, listes.TYPES, dites["type"], "--type").code
        if dites.get("outil", AUCUN) != AUCUN:
            dites["outil"] = listes.read(self._db, listes.OUTILS, dites["outil"], "--outil").code
        return [c.titre for c in CHAMPS if c.cle in dites and dites[c.cle] != connues[c.cle]]

    def _create(
        self, ligne: Ligne, valeurs: dict[str, Any], ident: int | None, *, certain: bool
    ) -> Issue:
        check_complete(GENRE, valeurs)
        etat = EtatPrescripteur(valeurs.pop("etat", EtatPrescripteur.RECONNU))
        saisie = prescripteurs.Saisie(**_with_tool(valeurs), reference=ident)
        fiche = prescripteurs.add(self._db, self._acte, saisie, certain=certain, etat=etat)
        return Issue(ligne=ligne.numero, etat=Etat.CREE, objet=fiche.prescripteur)

    def _update(
        self, ligne: Ligne, ident: int, valeurs: dict[str, Any], touches: Sequence[str]
    ) -> Issue:
        etat = valeurs.pop("etat", None)
        champs = _with_tool(valeurs)
        sans_outil = champs.pop("sans_outil")
        fiche = prescripteurs.update(self._db, self._acte, ident, champs, sans_outil=sans_outil)
        if etat not in {None, fiche.etat}:
            prescripteurs.set_state(self._db, self._acte, ident, _reachable(etat))
        return Issue(
            ligne=ligne.numero, etat=Etat.MODIFIE, objet=fiche.prescripteur, changements=touches
        )


def _keys(ident: int | None, valeurs: Mapping[str, Any]) -> Iterator[object]:
    """Yield what a structure may be told by: its reference, its name where it is."""
    if ident is not None:
        yield ident
    if "nom" in valeurs:
        yield tuple(replier(valeurs.get(champ, "")) for champ in _CHAMPS_FICHE)


def _with_tool(valeurs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a structure, « aucun » turned into what says that it uses no tool."""
    champs = dict(valeurs)
    sans_outil = champs.get("outil") == AUCUN
    if sans_outil:
        champs["outil"] = None
    return champs | {"sans_outil": sans_outil}


def _check_same(connu: Prescripteur, valeurs: Mapping[str, Any]) -> None:
    """Refuse a reference that came from another base: nothing of the structure would be the same."""
    nom, ville = replier(valeurs.get("nom", connu.nom)), replier(valeurs.get("ville", connu.ville))
    if nom != connu.nom_replie and ville != connu.ville_repliee:
        raise Conflict(
            f"{references.prescripteur(connu.id)} est une autre structure dans cette base ; vider la "
            "colonne N Prescripteur."
        )


def _reachable(etat: EtatPrescripteur) -> EtatPrescripteur:
    if etat is EtatPrescripteur.DEMANDE_EN_COURS:
        raise InvalidInput(
            "« État » : une demande à la Région se fait par « sigma prescripteur request » ; vider la "
            "cellule."
        )
    return etat


def _read_tool(valeur: str, champ: str) -> str:
    return AUCUN if replier(valeur) == AUCUN else str(lecteurs.PRESCRIPTEUR["outil"](valeur, champ))


GENRE: Final = Genre(
    code="prescripteurs",
    titre="Prescripteurs",
    personnel=False,
    champs=CHAMPS,
    lecteurs=lecteurs.PRESCRIPTEUR
    | {
        "prescripteur": lambda texte, _titre: references.read_prescripteur(texte),
        "outil": _read_tool,
        "etat": lecteurs.choice(EtatPrescripteur),
    },
    ouvrir=_Importeur,
    listes={"type": (listes.TYPES, ()), "outil": (listes.OUTILS, (AUCUN,))},
    exemple={
        "nom": "Mission locale du Lauragais",
        "type": "MISSION_LOCALE",
        "departement": "31",
        "ville": "REVEL",
        "outil": "OUIFORM",
    },
)
