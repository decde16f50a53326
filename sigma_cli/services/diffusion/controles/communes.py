"""Communes of the sessions: known, current, named as they are, in their département (EXT-04)."""

from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import col, select

from sigma_cli.domain import references
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.services.diffusion.controles.contrat import Constat, Controle, Examen, Gravite
from sigma_cli.services.socle import lieux


def _constater(examen: Examen) -> Iterator[Constat]:
    query: Any = (
        select(col(Composante.numero), SessionFormation)
        .join(Action, col(Action.id) == col(Composante.action_id))
        .join(SessionFormation, col(SessionFormation.composante_id) == col(Composante.id))
        .order_by(col(Action.numero), col(Composante.rang), col(SessionFormation.numero))
    )
    dits: dict[tuple[str, str, str], str | None] = {}
    for numero, session in examen.db.exec(examen.perimetre.keep_sessions(query)):
        lieu = (session.code_insee, session.commune, session.code_postal)
        if lieu not in dits:
            dits[lieu] = lieux.problem(
                examen.db,
                code_insee=session.code_insee,
                commune=session.commune,
                code_postal=session.code_postal,
            )
        probleme = dits[lieu]
        if probleme:
            ref = references.Session(numero, session.numero)
            message = f"{probleme} ; « sigma session set {ref} --code-insee … »."
            yield Constat(
                regle="EXT-04", objet=str(ref), gravite=Gravite.ATTENTION, message=message
            )


CONTROLE: Final = Controle(code="communes", titre="Communes des sessions", constater=_constater)
