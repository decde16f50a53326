"""Meetings to come that prescribers will not see in time, or that come after the start (Q2-09)."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from sqlmodel import col, select

from sigma_cli.domain import references
from sigma_cli.domain.offre.diffusion import Depart, visible_from
from sigma_cli.domain.offre.sessions import warn_meetings
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.services.diffusion.controles.contrat import Constat, Controle, Examen, Gravite
from sigma_cli.services.socle import visibilite


def _constater(examen: Examen) -> Iterator[Constat]:
    query: Any = (
        select(  # type: ignore[call-overload]  # SQLModel types up to four columns
            col(Composante.numero),
            SessionFormation,
            visibilite.deposited(),
            col(InformationCollective.date),
            col(InformationCollective.heure_debut),
        )
        .join(Action, col(Action.id) == col(Composante.action_id))
        .join(SessionFormation, col(SessionFormation.composante_id) == col(Composante.id))
        .join(
            InformationCollective,
            col(InformationCollective.session_id) == col(SessionFormation.id),
        )
        .where(
            col(InformationCollective.date) >= examen.acte.jour, col(SessionFormation.places) > 0
        )
        .order_by(
            col(Action.numero),
            col(Composante.rang),
            col(SessionFormation.numero),
            col(InformationCollective.date),
        )
    )
    lignes = examen.db.exec(examen.perimetre.keep_sessions(query))
    for (numero, session, depose_le), groupe in groupby(lignes, key=lambda ligne: ligne[:3]):
        ref = str(references.Session(numero, session.numero))
        visible_le = visible_from(
            Depart(saisie_le=session.saisie_le, depose_le=depose_le),
            heures=examen.reglages.diffusion_heures,
        )
        siennes = [(jour, heure) for *_, jour, heure in groupe]
        for dit in warn_meetings(ref, siennes, debut=session.date_debut, visible_le=visible_le):
            message = dit.message.removeprefix(f"{ref} : ")
            yield Constat(regle=dit.regle, objet=ref, gravite=Gravite.ATTENTION, message=message)


CONTROLE: Final = Controle(
    code="reunions", titre="Informations collectives à venir", constater=_constater
)
