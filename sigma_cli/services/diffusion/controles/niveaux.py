"""Exit levels of the composantes within the one of their action (Q3-04)."""

from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import col, select

from sigma_cli.domain.offre.niveaux import libelle, niveaux_couverts
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.services.diffusion.controles.contrat import Constat, Controle, Examen, Gravite


def _constater(examen: Examen) -> Iterator[Constat]:
    query: Any = (
        select(Action.numero, Action.niveau_sortie, Composante.numero, Composante.niveau_sortie)
        .join(Composante, col(Composante.action_id) == col(Action.id))
        .order_by(col(Action.numero), col(Composante.rang))
    )
    for action, de_l_action, numero, niveau in examen.db.exec(examen.perimetre.keep(query)):
        if niveau not in niveaux_couverts(de_l_action):
            message = (
                f"sortie au {libelle(niveau)}, hors de ce que couvre l’action {action} "
                f"({libelle(de_l_action)}) ; vérifier les deux."
            )
            yield Constat(regle="Q3-04", objet=numero, gravite=Gravite.ATTENTION, message=message)


CONTROLE: Final = Controle(
    code="niveaux_action", titre="Niveaux de sortie et action", constater=_constater
)
