"""Who pays a stagiaire: the option of disabled workers, social protection, one type at a time."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.choix import folded_code
from sigma_cli.domain.dates import date_fr
from sigma_cli.errors import InvalidInput, RuleViolation
from sigma_cli.referentiels.statuts import INDECISE, TypeRemuneration

_AILLEURS: Final = {
    TypeRemuneration.REGION: "« sigma place allocate », qui tient le quota",
    TypeRemuneration.PROTECTION_SOCIALE: "« sigma place protect », qui note la vérification",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the rules read of a parcours. `droits_are` is None while nobody said."""

    parcours: str
    entree: date
    fin: date
    sortie: date | None
    type_actuel: str | None
    rqth: bool
    droits_are: bool | None
    fin_are: date | None
    option_regime: str | None


def read_decision(valeur: str, champ: str) -> TypeRemuneration | None:
    """Return what `place decide` can decide; None is undecided again. Raises InvalidInput."""
    code = folded_code(valeur)
    if code == INDECISE:
        return None
    try:
        choisi = TypeRemuneration(code)
    except ValueError:
        raise InvalidInput(
            f"{champ} : écrire POLE_EMPLOI, AUCUNE, ou INDECISE pour revenir sur la décision."
        ) from None
    if choisi in _AILLEURS:
        raise InvalidInput(f"{champ} : {choisi.value} se décide par {_AILLEURS[choisi]}.")
    return choisi


def read_regime(valeur: str, champ: str) -> TypeRemuneration:
    """Return the regime of an option, REGION or POLE_EMPLOI. Raises InvalidInput."""
    code = folded_code(valeur)
    if code not in {TypeRemuneration.REGION, TypeRemuneration.POLE_EMPLOI}:
        raise InvalidInput(f"{champ} : l’option se prend entre REGION et POLE_EMPLOI.")
    return TypeRemuneration(code)


def check_present(situation: Situation) -> None:
    """Refuse to decide the pay of someone who left (Q9-01)."""
    if situation.sortie is not None:
        raise RuleViolation(
            f"{situation.parcours} a quitté la formation le {date_fr(situation.sortie)} : sa "
            "rémunération ne se décide plus.",
            regle="Q9-01",
        )


def check_no_late_option(situation: Situation) -> None:
    """Refuse to give a place where it would be the option of a disabled worker by another way.

    Someone whose ARE goes on chooses by `place option`, on the day of entry at the latest (Q9-05);
    who chose the Région then may be given a place again later.
    """
    a_choisi = situation.option_regime == TypeRemuneration.REGION
    if situation.rqth and situation.droits_are and situation.fin_are is None and not a_choisi:
        raise RuleViolation(
            f"{situation.parcours} a des droits à l’ARE : passer à la rémunération Région est son "
            "droit d’option, qui s’exerce à l’entrée (« sigma place option ») ; ensuite, pas de "
            "recours.",
            regle="Q9-05",
        )


def warn_rights(situation: Situation) -> list[Avertissement]:
    """Say that a place is given to someone whom Pôle emploi pays and who has no option (Q9-04)."""
    if situation.rqth or not situation.droits_are or situation.fin_are is not None:
        return []
    message = (
        f"{situation.parcours} a des droits à l’ARE, d’après ce qui est noté : la rémunération "
        "Région ne s’y ajoute pas ; vérifier avant l’envoi à DEFI."
    )
    return [Avertissement(regle="Q9-04", message=message)]


def check_option(
    situation: Situation, *, jour: date, rqth_du: date | None, rqth_au: date | None
) -> None:
    """Refuse an option without RQTH or rights (Q9-04), or after the day of entry (Q9-05).

    The RQTH must hold on the day of entry (A-16); its dates count when they are known. Raises
    RuleViolation, InvalidInput for dates in the wrong order.
    """
    ref, entree = situation.parcours, situation.entree
    if not situation.rqth:
        raise RuleViolation(
            f"{ref} n’a pas de RQTH : le droit d’option entre Pôle emploi et Région n’appartient "
            "qu’aux travailleurs handicapés reconnus. Sinon : « sigma place allocate » ou « decide ».",
            regle="Q9-04",
        )
    if situation.droits_are is False:
        raise RuleViolation(
            f"{ref} n’a pas de droits à l’ARE : il n’y a rien à choisir. Une place Région se donne "
            "comme aux autres, par « sigma place allocate », sans priorité.",
            regle="Q9-04",
        )
    if jour > entree:
        raise RuleViolation(
            f"{ref} est entré en formation le {date_fr(entree)} : l’option se prend au plus tard ce "
            "jour-là, et il n’y a pas de recours.",
            regle="Q9-05",
        )
    if rqth_du and rqth_au and rqth_au < rqth_du:
        raise InvalidInput("--rqth-au : avant --rqth-du ; corriger l’une des deux dates.")
    if (rqth_du and rqth_du > entree) or (rqth_au and rqth_au < entree):
        raise RuleViolation(
            f"{ref} : la RQTH ne couvre pas le jour de l’entrée, le {date_fr(entree)} ; sans elle ce "
            "jour-là, pas d’option.",
            regle="Q9-05",
        )


def warn_unknown_rights(situation: Situation) -> list[Avertissement]:
    """Say that the option supposes rights to the ARE that nobody noted (Q9-04), and how to note them."""
    if situation.droits_are is not None:
        return []
    message = (
        f"l’option suppose des droits à l’ARE, qui ne sont pas notés pour {situation.parcours} ; les "
        f"vérifier, puis « sigma place rights {situation.parcours} --complets »."
    )
    return [Avertissement(regle="Q9-04", message=message)]


def check_one_type(situation: Situation, voulu: str) -> None:
    """Refuse to leave a paid place, or to add protection to a pay, without saying so (Q10-04).

    `voulu` names what is asked for, in French.
    """
    if situation.type_actuel == TypeRemuneration.REGION:
        raise RuleViolation(
            f"{situation.parcours} occupe une place rémunérée par la Région, ce qui exclut {voulu} ; "
            "libérer d’abord la place (« sigma place release »).",
            regle="Q10-04",
        )
