"""Characteristics and contents left empty: the session is shown without them (Q3-06)."""

from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import col, exists, select

from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante, ComposanteCode
from sigma_cli.referentiels.statuts import Nomenclature
from sigma_cli.services.controles.contrat import Constat, Controle, Examen, Gravite

_CHAMPS: Final = {
    "objectif": "objectif",
    "contenu": "contenu",
    "resultats": "résultats attendus",
    "rythme": "rythme",
    "heures_centre": "heures en centre",
}


def _constater(examen: Examen) -> Iterator[Constat]:
    formacode = (
        exists()
        .where(col(ComposanteCode.composante_id) == col(Composante.id))
        .where(col(ComposanteCode.nomenclature) == Nomenclature.FORMACODE)
    )
    query: Any = (
        select(Composante, formacode)
        .join(Action, col(Action.id) == col(Composante.action_id))
        .order_by(col(Action.numero), col(Composante.rang))
    )
    for composante, a_formacode in examen.db.exec(examen.perimetre.keep(query)):
        vides = [nom for champ, nom in _CHAMPS.items() if getattr(composante, champ) in {None, ""}]
        if not a_formacode:
            vides.insert(0, "Formacode")
        if vides:
            message = (
                f"à renseigner, la fiche publique en sera vide : {', '.join(vides)} ; « sigma "
                f"composante set {composante.numero} … »."
            )
            yield Constat(
                regle="Q3-06", objet=composante.numero, gravite=Gravite.ATTENTION, message=message
            )


CONTROLE: Final = Controle(
    code="contenus", titre="Caractéristiques et contenus", constater=_constater
)
