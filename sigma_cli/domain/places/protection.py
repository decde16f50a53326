"""Social protection alone: never by itself, checked first, and a P2S file for ASP (Q10)."""

from datetime import date

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.places.remuneration import Situation, check_one_type
from sigma_cli.errors import Conflict, InvalidInput, RuleViolation
from sigma_cli.referentiels.statuts import EtatP2S, TypeRemuneration


def check_protection(
    situation: Situation, *, par: str | None, le: date | None, comment: str | None, jour: date
) -> None:
    """Refuse social protection without the check (Q10-01), or beside another pay (Q10-04).

    Raises RuleViolation; Conflict when it is there already; InvalidInput for a check of a day to come.
    """
    options = {"--verifie-par": par, "--le": le, "--comment": comment}
    manquent = [option for option, valeur in options.items() if valeur is None]
    if manquent:
        raise RuleViolation(
            "la protection sociale n’est pas automatique : l’établissement vérifie d’abord que la "
            f"personne n’en a pas, et le note. Il manque {', '.join(manquent)}.",
            regle="Q10-01",
        )
    if le and le > jour:
        raise InvalidInput(f"--le : {date_fr(le)} est à venir ; donner le jour de la vérification.")
    if situation.type_actuel == TypeRemuneration.PROTECTION_SOCIALE:
        raise Conflict(
            f"{situation.parcours} a déjà la protection sociale ; « sigma place show » dit qui l’a "
            "vérifié.",
            regle="Q10-01",
        )
    check_one_type(situation, "la protection sociale")
    if situation.type_actuel == TypeRemuneration.POLE_EMPLOI:
        raise RuleViolation(
            f"{situation.parcours} est rémunéré par Pôle emploi, ce qui exclut la protection sociale ; "
            "revenir d’abord sur cette décision (« sigma place decide … INDECISE »).",
            regle="Q10-04",
        )


def warn_cost(parcours: str) -> list[Avertissement]:
    """Remind that social protection is paid by the Région, and takes no paid place (Q10-03)."""
    message = (
        f"{parcours} : la protection sociale a un coût pour la Région ; elle n’occupe pas de place "
        "rémunérée."
    )
    return [Avertissement(regle="Q10-03", message=message)]


def p2s_state(type_actuel: str | None, *, depose_le: date | None, complet: bool) -> EtatP2S | None:
    """Return where the P2S file stands (Q10-02); None when there is none to make."""
    if type_actuel != TypeRemuneration.PROTECTION_SOCIALE:
        return None
    if complet:
        return EtatP2S.COMPLET
    return EtatP2S.DEPOSE if depose_le else EtatP2S.A_FAIRE


def check_p2s(situation: Situation) -> None:
    """Refuse a P2S file to someone who is not on social protection (Q10-02)."""
    if situation.type_actuel != TypeRemuneration.PROTECTION_SOCIALE:
        raise RuleViolation(
            f"{situation.parcours} n’a pas la protection sociale pour type de rémunération : il n’y a "
            "pas de dossier P2S (« sigma place protect »).",
            regle="Q10-02",
        )


def check_p2s_step(parcours: str, etat: EtatP2S | None, *, le: date, jour: date) -> None:
    """Refuse a step of a P2S file that is complete already (Conflict), or a day to come (Q10-02)."""
    if etat is EtatP2S.COMPLET:
        raise Conflict(f"{parcours} : le dossier P2S est déjà complet.", regle="Q10-02")
    if le > jour:
        raise InvalidInput(f"--le : {date_fr(le)} est à venir ; donner le jour où ce fut fait.")
