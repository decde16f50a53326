"""Communes of the sessions: known, current, named as they are, in their département (EXT-04)."""

from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import col, select

from sigma_cli.domain import references
from sigma_cli.domain.lieux import departements_concordent, meme_commune
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.services.controles.contrat import Constat, Controle, Examen, Gravite
from sigma_cli.services.referentiels import communes


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
            dits[lieu] = _probleme(examen, *lieu)
        probleme = dits[lieu]
        if probleme:
            ref = references.Session(numero, session.numero)
            message = f"{probleme} ; « sigma session set {ref} --code-insee … »."
            yield Constat(
                regle="EXT-04", objet=str(ref), gravite=Gravite.ATTENTION, message=message
            )


def _probleme(examen: Examen, code: str, commune: str, code_postal: str) -> str | None:
    """Return what is wrong with a place, or None. A postal code may be a CEDEX: départements only."""
    if not departements_concordent(code_postal, code):
        return (
            f"le code postal {code_postal} et le code Insee {code} ne sont pas du même département"
        )
    connue = communes.find(examen.db, code)
    if connue is None:
        return f"aucune commune ne porte le code Insee {code}"
    if connue["actuelle"]:
        return (
            f"le code Insee {code} ({connue['libelle']}) n’est plus en usage, c’est "
            f"{connue['actuelle']}"
        )
    if not meme_commune(commune, str(connue["libelle"])):
        return f"le code Insee {code} est celui de {connue['libelle']}, pas de {commune}"
    return None


CONTROLE: Final = Controle(code="communes", titre="Communes des sessions", constater=_constater)
