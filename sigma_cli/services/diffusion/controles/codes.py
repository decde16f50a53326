"""Formacode, NSF, ROME and public codes that their tables do not know: readers drop them."""

from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import col, select

from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante, ComposanteCode
from sigma_cli.referentiels.statuts import Nomenclature
from sigma_cli.services.diffusion.controles.contrat import Constat, Controle, Examen, Gravite
from sigma_cli.services.referentiels import REGISTRE
from sigma_cli.services.referentiels.contrat import Origine

_TABLES: Final = {
    Nomenclature.FORMACODE.value: ("formacode", "Formacode"),
    Nomenclature.NSF.value: ("nsf", "code NSF"),
    Nomenclature.ROME.value: ("rome", "code ROME"),
    Nomenclature.PUBLIC.value: ("publics", "code de public"),
}


def _constater(examen: Examen) -> Iterator[Constat]:
    query: Any = (
        select(Composante.numero, ComposanteCode.nomenclature, ComposanteCode.code)
        .join(Action, col(Action.id) == col(Composante.action_id))
        .join(ComposanteCode, col(ComposanteCode.composante_id) == col(Composante.id))
        .order_by(
            col(Action.numero),
            col(Composante.rang),
            col(ComposanteCode.nomenclature),
            col(ComposanteCode.rang),
        )
    )
    connus: dict[tuple[str, str], bool] = {}
    for numero, nomenclature, code in examen.db.exec(examen.perimetre.keep(query)):
        if (nomenclature, code) not in connus:
            connus[nomenclature, code] = _known(examen, nomenclature, code)
        if not connus[nomenclature, code]:
            message = (
                f"{_TABLES[nomenclature][1]} {code} inconnu ; « sigma composante set {numero} … »."
            )
            yield Constat(regle="LHEO", objet=numero, gravite=Gravite.ATTENTION, message=message)


def _known(examen: Examen, nomenclature: str, code: str) -> bool:
    """Tell whether a table has the code; a table that was never imported knows them all."""
    referentiel = REGISTRE[_TABLES[nomenclature][0]]
    if referentiel.etat(examen.db).origine is Origine.ABSENT:
        return True
    return referentiel.find(examen.db, code) is not None


CONTROLE: Final = Controle(code="codes", titre="Codes des composantes", constater=_constater)
