"""Sessions that should have been seen for days, and that nobody says to have seen (Q4-01, A-4)."""

from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import col, exists, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import local_day
from sigma_cli.domain.offre.diffusion import Depart, working_days
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.visibilite import SessionVue
from sigma_cli.services.diffusion.controles.contrat import Constat, Controle, Examen, Gravite
from sigma_cli.services.socle import visibilite


def _constater(examen: Examen) -> Iterator[Constat]:
    vue = (
        exists()
        .where(col(SessionVue.session_id) == col(SessionFormation.id))
        .where(col(SessionVue.valable))
    )
    query: Any = (
        select(
            Composante.numero,
            SessionFormation.numero,
            SessionFormation.saisie_le,
            visibilite.deposited(),
        )
        .join(Action, col(Action.id) == col(Composante.action_id))
        .join(SessionFormation, col(SessionFormation.composante_id) == col(Composante.id))
        .where(
            col(SessionFormation.places) > 0,
            col(SessionFormation.date_debut) >= examen.acte.jour,
            ~vue,
        )
        .order_by(col(Action.numero), col(Composante.rang), col(SessionFormation.numero))
    )
    limite = examen.reglages.alerte_jours_ouvres
    for numero, rang, saisie_le, depose_le in examen.db.exec(examen.perimetre.keep_sessions(query)):
        depart = Depart(saisie_le=saisie_le, depose_le=depose_le)
        jours = working_days(local_day(depart.le), examen.acte.jour)
        if jours <= limite:
            continue
        ref = references.Session(numero, rang)
        message = (
            f"envoyée depuis {jours} jours ouvrés, vue nulle part : la chercher dans Me Former en "
            f"Région, puis « sigma session set {ref} --vue mfr DATE », ou « sigma diagnose {ref} »."
            if depose_le
            else f"saisie depuis {jours} jours ouvrés, pas envoyée au Carif telle qu’elle est : « sigma "
            f"flux push carif », ou « sigma diagnose {ref} »."
        )
        yield Constat(regle="Q4-01", objet=str(ref), gravite=Gravite.INFORMATION, message=message)


CONTROLE: Final = Controle(
    code="a_verifier", titre="Sessions que personne n’a vues", constater=_constater
)
