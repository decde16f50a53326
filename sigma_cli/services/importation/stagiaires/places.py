"""Paid places of parcours taken over from another base: within the quota, and counted (Q9-01)."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.places import Compte, check_allocation
from sigma_cli.models.action import Action
from sigma_cli.models.place import Attribution
from sigma_cli.referentiels.statuts import Decision, TypeRemuneration
from sigma_cli.services import journal
from sigma_cli.services.journal import Entree

MOTIF: Final = "Reprise d’un export"
_REGION: Final = TypeRemuneration.REGION.value


class Quotas:
    """What is left of the paid places of each action, as rows take them."""

    def __init__(self, db: Session, acte: Acte) -> None:
        self._db, self._acte = db, acte
        self._actions: dict[str, Action] = {}
        self._prises: dict[str, list[int]] = {}

    def check(self, valeurs: Mapping[str, Any]) -> None:
        """Refuse a paid place beyond the quota of the action. Raises RuleViolation (Q9-01)."""
        if valeurs.get("type_remuneration") != _REGION:
            return
        numero = references.read_composante(valeurs["session"].composante).action
        action = self._action(numero)
        if action is None:  # the session is then unknown too, which is said first
            return
        prises = self._prises.setdefault(numero, [])
        compte = Compte(
            accordees=action.places_remunerees, utilisees=action.places_utilisees + len(prises)
        )
        check_allocation(numero, str(valeurs["session"]), compte, type_actuel=None)
        prises.append(0)

    def write(self, parcours: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
        """Count the places of these parcours, each with a decision that says where it comes from."""
        for prises in self._prises.values():
            prises.clear()
        payes = [
            (ident, references.read_composante(valeurs["session"].composante).action)
            for ident, valeurs in parcours
            if valeurs.get("type_remuneration") == _REGION
        ]
        for ident, numero in payes:
            action = self._actions[numero]
            action.places_utilisees += 1
            self._db.add(action)
            self._db.add(self._decision(ident, action))
        journal.record_many(self._db, self._acte, [_entry(*paye) for paye in payes])

    def _action(self, numero: str) -> Action | None:
        if numero not in self._actions:
            trouvee = self._db.exec(select(Action).where(col(Action.numero) == numero)).first()
            if trouvee is None:
                return None
            self._actions[numero] = trouvee
        return self._actions[numero]

    def _decision(self, parcours: int, action: Action) -> Attribution:
        return Attribution(
            parcours_id=parcours,
            action_id=action.id,
            decision=Decision.ATTRIBUEE.value,
            motif=MOTIF,
            agent=self._acte.agent,
            le=self._acte.le,
        )


def _entry(parcours: int, action: str) -> Entree:
    apres = {"type_remuneration": _REGION, "action": action, "motif": MOTIF}
    return Entree(operation="place.allocate", objet=references.parcours(parcours), apres=apres)
