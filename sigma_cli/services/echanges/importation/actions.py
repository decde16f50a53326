"""Import of actions: the seven columns of the export, and those it adds with `--complet`."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import lecteurs
from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.choix import code_of
from sigma_cli.domain.offre.niveaux import NIVEAUX
from sigma_cli.domain.references import read_action
from sigma_cli.errors import InvalidInput
from sigma_cli.models.action import Action
from sigma_cli.referentiels.statuts import Programme
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
from sigma_cli.services.offre import actions

_NIVEAUX: Final = re.compile(r"niveaux? ((?:[1-8]\W+)*[1-8])\b", re.IGNORECASE)


def _read_number(valeur: str, champ: str) -> str:
    try:
        return read_action(valeur)
    except InvalidInput as error:
        raise InvalidInput(f"{champ} : {error.message}") from error


def _read_programme(valeur: str, champ: str) -> str:
    code = re.sub(r"\W+", "_", valeur.strip()).upper()
    codes = {code.replace("_", ""): code for code in Programme}
    if code.replace("_", "") not in codes:
        raise InvalidInput(f"{champ} : écrire ForPro Sup ou PRF.")
    return codes[code.replace("_", "")].value


CHAMPS: Final = (
    Champ(
        "convention",
        "N Contrat/Conv.",
        Nature.CODE,
        "N° de convention|contrat|N Contrat",
        "Comme 20005341_1.",
        creation=True,
    ),
    Champ("numero", "N Action", Nature.CODE, "action", "Comme 20F0011.", requis=True),
    Champ(
        "intitule",
        "Intitulé de l’action",
        alias="intitulé|libellé de l’action|libellé",
        creation=True,
        largeur=40,
    ),
    Champ("statut", "Statut", Nature.CODE, aide="EG si la cellule est vide."),
    Champ("annee", "Année", Nature.ENTIER, creation=True),
    Champ(
        "date_debut",
        "Date de début réelle",
        Nature.DATE,
        "date de début|début|début réel",
        creation=True,
        option="--debut",
    ),
    Champ(
        "date_fin_prevue",
        "Date de fin prévue",
        Nature.DATE,
        "date de fin|fin|fin prévue",
        creation=True,
        option="--fin",
    ),
    Champ(
        "niveau_sortie",
        "Niveau de sortie (effectif rémunéré)",
        Nature.CODE,
        "niveau de sortie",
        "Ne sert qu’au calcul de l’effectif rémunéré (Q3-03) ; sinon d’après l’intitulé.",
        choix=NIVEAUX,
    ),
    Champ("effectif", "Effectif conventionné", Nature.ENTIER),
    Champ(
        "places_remunerees",
        "Places rémunérées",
        Nature.ENTIER,
        "quota|effectif rémunéré|effectif rémunéré conventionné",
        "Quota accordé par la Région ; 0 si la cellule est vide.",
    ),
    Champ("date_vote", "Date du vote", Nature.DATE, "vote"),
    Champ(
        "programme",
        "Programme",
        aide="FORPRO_SUP si la cellule est vide.",
        choix=tuple(Programme),
    ),
)


_STATUT: Final = lecteurs.ACTION["statut"]  # its code, once its label has been read


class _Importeur:
    def __init__(self, db: Session, contexte: Contexte) -> None:
        self._db, self._acte = db, contexte.acte
        self._statuts = contexte.reglages.statuts
        self._reperes = Reperes()
        self._connues: dict[str, Action] = {}

    def traiter(self, lignes: Sequence[Ligne]) -> Iterator[Issue]:
        numeros = {ligne.valeurs["numero"] for ligne in lignes}
        trouvees = self._db.exec(select(Action).where(col(Action.numero).in_(numeros)))
        self._connues = {action.numero: action for action in trouvees}
        yield from one_by_one(self._db, lignes, self._look)

    def _look(self, ligne: Ligne) -> Issue | Callable[[], Issue]:
        valeurs = dict(ligne.valeurs)
        numero = valeurs["numero"]
        if "statut" in valeurs:
            valeurs["statut"] = _STATUT(code_of(self._statuts, valeurs["statut"]), "Statut")
        connue = self._connues.get(numero)
        if self._reperes.is_repeated(numero, ligne):
            return Issue(ligne=ligne.numero, etat=Etat.IGNORE, objet=numero)
        if connue is None:
            return lambda: self._create(ligne, valeurs)
        if all(getattr(connue, champ) == valeur for champ, valeur in valeurs.items()):
            return Issue(ligne=ligne.numero, etat=Etat.INCHANGE, objet=numero)
        if valeurs.pop("programme", connue.programme) != connue.programme:
            raise InvalidInput(f"le programme de {numero} ne se change pas.")
        touches = changes(GENRE, connue, valeurs)
        return lambda: self._update(ligne, numero, valeurs, touches)

    def _create(self, ligne: Ligne, valeurs: dict[str, Any]) -> Issue:
        check_complete(GENRE, valeurs)
        valeurs = {"statut": "EG", "programme": Programme.FORPRO_SUP.value} | valeurs
        avertissements = _complete(valeurs)
        fiche = actions.add(self._db, self._acte, valeurs)
        return Issue(
            ligne=ligne.numero,
            etat=Etat.CREE,
            objet=fiche.action,
            avertissements=[*fiche.avertissements, *avertissements],
        )

    def _update(
        self, ligne: Ligne, numero: str, valeurs: dict[str, Any], touches: Sequence[str]
    ) -> Issue:
        fiche = actions.update(self._db, self._acte, numero, valeurs)
        return Issue(
            ligne=ligne.numero,
            etat=Etat.MODIFIE,
            objet=numero,
            avertissements=fiche.avertissements,
            changements=touches,
        )


def level_of_title(intitule: str) -> str | None:
    """Return the exit level that a title tells: the lowest of « Diplômes niveaux 5 6 7 » (Q3-04, A-19)."""
    lus = _NIVEAUX.search(intitule)
    return min(re.findall(r"[1-8]", lus[1])) if lus else None


def _complete(valeurs: dict[str, Any]) -> list[Avertissement]:
    """Fill what the seven columns of the export do not hold, and say so. Raises InvalidInput."""
    numero, avertissements = valeurs["numero"], []
    if "niveau_sortie" not in valeurs:
        niveau = level_of_title(valeurs["intitule"])
        if niveau is None:
            raise InvalidInput(
                "à créer, mais le niveau de sortie n’est ni dans une colonne « Niveau de sortie » ni "
                "dans l’intitulé ; ajouter la colonne, ou --valeur « Niveau de sortie=5 »."
            )
        valeurs["niveau_sortie"] = niveau
        message = f"{numero} : niveau de sortie {niveau}, d’après l’intitulé ; à vérifier."
        avertissements.append(Avertissement("Q3-04", message))
    if "places_remunerees" not in valeurs:
        valeurs["places_remunerees"] = 0
        message = f"{numero} : quota non donné, 0 place rémunérée ; « sigma place quota » le donne."
        avertissements.append(Avertissement("Q9-01", message))
    return avertissements


GENRE: Final = Genre(
    code="actions",
    titre="Actions",
    personnel=False,
    champs=CHAMPS,
    lecteurs=lecteurs.ACTION
    | {"numero": _read_number, "programme": _read_programme, "statut": lecteurs.short(100)},
    ouvrir=_Importeur,
    exemple={
        "convention": "20005341_1",
        "numero": "20F0011",
        "intitule": "Diplômes niveaux 5 6 7",
        "statut": "EG",
        "annee": "2020",
        "date_debut": "01/09/2020",
        "date_fin_prevue": "31/12/2021",
        "niveau_sortie": "5",
        "places_remunerees": "10",
    },
)
