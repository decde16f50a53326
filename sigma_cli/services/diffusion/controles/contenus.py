"""Characteristics and contents left empty: the session is shown without them (Q3-06)."""

from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import col, exists, select

from sigma_cli.domain import references
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante, ComposanteCode
from sigma_cli.models.session import SessionFormation
from sigma_cli.referentiels.statuts import Nomenclature
from sigma_cli.services.diffusion.controles.contrat import Constat, Controle, Examen, Gravite

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


def _adresses(examen: Examen) -> Iterator[Constat]:
    """Yield the sessions without a street: their place is shown by its commune only."""
    query: Any = (
        select(Composante.numero, SessionFormation.numero)
        .join(Action, col(Action.id) == col(Composante.action_id))
        .join(SessionFormation, col(SessionFormation.composante_id) == col(Composante.id))
        .where(
            col(SessionFormation.adresse).is_(None),
            col(SessionFormation.places) > 0,
            col(SessionFormation.date_fin) >= examen.acte.jour,
        )
        .order_by(col(Action.numero), col(Composante.rang), col(SessionFormation.numero))
    )
    for numero, rang in examen.db.exec(examen.perimetre.keep_sessions(query)):
        ref = str(references.Session(numero, rang))
        message = f"sans rue ni numéro ; « sigma session set {ref} --adresse … »."
        yield Constat(regle="Q3-06", objet=ref, gravite=Gravite.INFORMATION, message=message)


ADRESSES: Final = Controle(code="adresses", titre="Adresses des sessions", constater=_adresses)
CONTROLE: Final = Controle(
    code="contenus", titre="Caractéristiques et contenus", constater=_constater
)
