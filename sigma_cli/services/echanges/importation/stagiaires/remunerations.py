"""The pay of parcours taken over from another base: counted, and dated by a decision (Q9-01, Q9-02).

`services.remuneration.change` writes one decision with all that follows it in other tools; here a whole
file tells decisions already made elsewhere, and only what it holds of them can be kept.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.places.places import Compte, check_allocation
from sigma_cli.models.action import Action
from sigma_cli.models.place import Attribution, Remuneration
from sigma_cli.referentiels.statuts import Decision, Portee, TypeRemuneration
from sigma_cli.services.echanges.importation.contrat import Contexte
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places.remuneration import OPERATIONS
from sigma_cli.services.socle import journal
from sigma_cli.services.socle.journal import Entree
from sigma_cli.services.taches import suivi as taches

MOTIF: Final = "Reprise d’un export"
_REGION: Final = TypeRemuneration.REGION.value
_PROTEGES: Final = TypeRemuneration.PROTECTION_SOCIALE.value
_DECISIONS: Final = {
    TypeRemuneration.REGION: Decision.ATTRIBUEE,
    TypeRemuneration.PROTECTION_SOCIALE: Decision.PROTECTION,
    TypeRemuneration.POLE_EMPLOI: Decision.DECIDEE,
    TypeRemuneration.AUCUNE: Decision.DECIDEE,
}


class Reprises:
    """Decisions on the pay of rows, and what is left of the paid places as they take them."""

    def __init__(self, db: Session, contexte: Contexte) -> None:
        self._db, self._acte, self._reglages = db, contexte.acte, contexte.reglages
        self._actions: dict[str, Action | None] = {}
        self._prises: dict[str, int] = {}

    def check(self, valeurs: Mapping[str, Any]) -> None:
        """Refuse a paid place beyond the quota of the action. Raises RuleViolation (Q9-01)."""
        action = self._action(valeurs) if valeurs.get("type_remuneration") == _REGION else None
        if action is None:  # of a session that is unknown too, which is said first
            return
        tenu, prises = dossiers.account(action), self._prises.get(action.numero, 0)
        compte = Compte(
            accordees=tenu.accordees, utilisees=tenu.utilisees + prises, en_plus=tenu.en_plus
        )
        check_allocation(action.numero, str(valeurs["session"]), compte, type_actuel=None)
        self._prises[action.numero] = prises + 1

    def write(self, parcours: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
        """Write the decision that each of these parcours comes with, count the places, open P2S tasks."""
        self._prises.clear()
        entrees, proteges = [], []
        for ident, valeurs in parcours:
            action, paie = self._action(valeurs), valeurs.get("type_remuneration")
            if action is None or paie is None:
                continue
            decision = _DECISIONS[TypeRemuneration(paie)]
            action.places_utilisees += paie == _REGION
            self._db.add_all([action, self._decision(ident, action, decision, paie)])
            entrees.append(_entry(ident, action.numero, decision, paie))
            proteges += [ident] if paie == _PROTEGES else []
        journal.record_many(self._db, self._acte, entrees)
        self._db.add_all(Remuneration(parcours_id=ident) for ident in proteges)
        taches.refresh(self._db, self._acte, self._reglages, Portee.PARCOURS, proteges)

    def _action(self, valeurs: Mapping[str, Any]) -> Action | None:
        numero = references.read_composante(valeurs["session"].composante).action
        if numero not in self._actions:
            query = select(Action).where(col(Action.numero) == numero)
            self._actions[numero] = self._db.exec(query).first()
        return self._actions[numero]

    def _decision(
        self, parcours: int, action: Action, decision: Decision, paie: str
    ) -> Attribution:
        return Attribution(
            parcours_id=parcours,
            action_id=action.id,
            decision=decision.value,
            type_remuneration=paie,
            motif=MOTIF,
            agent=self._acte.agent,
            le=self._acte.le,
        )


def warn_untold(parcours: str, valeurs: Mapping[str, Any]) -> list[Avertissement]:
    """Say what no export tells of a pay: whether DEFI knows of it (RF-02), what proves it (Q10-01)."""
    paie = valeurs.get("type_remuneration")
    if paie not in {_REGION, _PROTEGES}:
        return []
    dits = []
    if "defi_le" not in valeurs:
        message = (
            f"{parcours} partira dans le prochain fichier DEFI ; si un autre logiciel l’y a déjà "
            "transmis, remplir « Transmis à DEFI le »."
        )
        dits.append(Avertissement(regle="RF-02", message=message))
    if paie == _PROTEGES:
        message = (
            f"{parcours} : protection sociale reprise sans sa vérification, que les exports ne portent "
            "pas ; garder ce qui la prouve."
        )
        dits.append(Avertissement(regle="Q10-01", message=message))
    return dits


def _entry(parcours: int, action: str, decision: Decision, paie: str) -> Entree:
    apres = {"type_remuneration": paie, "action": action, "motif": MOTIF}
    return Entree(operation=OPERATIONS[decision], objet=references.parcours(parcours), apres=apres)
