"""Composantes without a session: nobody sees them (SES-06, Q2-07)."""

from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import col, exists, select

from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.services.diffusion.controles.contrat import Constat, Controle, Examen, Gravite


def _constater(examen: Examen) -> Iterator[Constat]:
    une = exists().where(col(SessionFormation.composante_id) == col(Composante.id))
    query: Any = (
        select(Composante.numero)
        .join(Action, col(Action.id) == col(Composante.action_id))
        .where(~une)
        .order_by(col(Action.numero), col(Composante.rang))
    )
    for numero in examen.db.exec(examen.perimetre.keep(query)):
        message = (
            "aucune session saisie : invisible dans Me Former en Région, OUIFORM et AUDEF, et sans "
            f"affichage du financement de la Région ; « sigma session add {numero} … », même sans public."
        )
        yield Constat(regle="SES-06", objet=numero, gravite=Gravite.BLOQUANT, message=message)


CONTROLE: Final = Controle(
    code="sans_session", titre="Composantes sans session", constater=_constater
)
