"""End of the ARE during a parcours: a place of the quota, or a request to the Région (Q9-06…08)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.choix import folded_code
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.places.places import Compte
from sigma_cli.domain.places.remuneration import Situation
from sigma_cli.errors import Conflict, InvalidInput, RuleViolation
from sigma_cli.referentiels.statuts import EtatDemande, TypeRemuneration

_REPONSES: Final = ("accordee", "refusee", "retiree")
_EXIGES: Final = {
    "convention": "le n° de convention",
    "action": "le n° d’action",
    "composante": "le n° de composante",
    "nom": "le nom",
    "prenom": "le prénom (« sigma stagiaire set »)",
    "justificatif": "le justificatif de fin de droits (--justificatif)",
    "explication": "l’explication (--explication)",
}


def day_after(fin_are: date) -> date:
    """Return the first day paid by the Région (Q9-06)."""
    return fin_are + timedelta(days=1)


def check_end(situation: Situation, fin_are: date) -> None:
    """Refuse an end of ARE before the entry, or that leaves no day to pay (Q9-08)."""
    if fin_are < situation.entree:
        raise RuleViolation(
            f"{situation.parcours} entre le {date_fr(situation.entree)}, après la fin de l’ARE : c’est "
            "une attribution ordinaire. Noter « --aucun », puis « sigma place allocate ».",
            regle="Q9-08",
        )
    if day_after(fin_are) > situation.fin:
        raise RuleViolation(
            f"{situation.parcours} finit le {date_fr(situation.fin)}, avant la fin de l’ARE ou le même "
            "jour : il n’y a rien à demander. Noter « --complets ».",
            regle="Q9-08",
        )


def check_rights_change(situation: Situation, fin: date | None, *, ouverts: bool = False) -> None:
    """Refuse to note rights that a place held contradicts (Conflict); another end corrects the first.

    `ouverts` without an end is what an option supposes (Q9-04): noted afterwards, it changes no pay.
    """
    par_option = situation.option_regime == TypeRemuneration.REGION
    corrige = situation.fin_are is not None and fin is not None
    confirme = par_option and ouverts and fin is None
    if situation.type_actuel != TypeRemuneration.REGION or corrige or confirme:
        return
    if par_option and not ouverts:
        raise Conflict(
            f"{situation.parcours} a une place par son option, qui suppose des droits à l’ARE. S’il n’en a "
            "pas, « sigma place release » d’abord, puis « --aucun ».",
            regle="Q9-04",
        )
    raise Conflict(
        f"{situation.parcours} occupe déjà une place rémunérée par la Région : ses droits à l’ARE "
        "n’y changent rien. Si la place est à reprendre, « sigma place release ».",
        regle="Q9-06",
    )


def warn_no_place(situation: Situation, action: str) -> list[Avertissement]:
    """Say that no place is left for someone whose ARE ends, and what to do (Q9-07)."""
    message = (
        f"plus de place rémunérée sur {action} : {situation.parcours} reste comme avant. Demander une "
        "place à la Région : sigma place request "
        f"{situation.parcours} --justificatif … --explication …"
    )
    return [Avertissement(regle="Q9-07", message=message)]


def check_request(situation: Situation, action: str, compte: Compte) -> None:
    """Refuse to ask the Région for a place while one is left, or is held already (Q9-07)."""
    if situation.type_actuel == TypeRemuneration.REGION:
        raise Conflict(
            f"{situation.parcours} occupe déjà une place rémunérée : rien à demander.",
            regle="Q9-07",
        )
    if compte.restantes > 0:
        raise RuleViolation(
            f"il reste des places rémunérées sur {action} ({compte.restantes}) : donner l’une d’elles, "
            "par « sigma place rights » (fin de droits) ou « sigma place allocate ».",
            regle="Q9-07",
        )


def missing(elements: Mapping[str, object]) -> list[str]:
    """Return, in French, what the Région asks for and `elements` lacks (Q9-07)."""
    return [nom for champ, nom in _EXIGES.items() if not elements.get(champ)]


def incomplete(parcours: str, manquent: Sequence[str]) -> RuleViolation:
    """Return the refusal of a request that lacks something, which names it all (Q9-07)."""
    return RuleViolation(
        f"demande incomplète pour {parcours} : il manque {', '.join(manquent)}. Rien n’est écrit.",
        regle="Q9-07",
    )


def check_awaited(demande: str, etat: str, repondue_le: date | None) -> None:
    """Refuse a second answer to a request (Conflict)."""
    if repondue_le is not None:
        raise Conflict(
            f"{demande} est déjà {EtatDemande(etat).label}, depuis le {date_fr(repondue_le)}.",
            regle="Q9-07",
        )


def warn_places_elsewhere(reste: int) -> list[Avertissement]:
    """Say that other actions of the établissement still have places: the Région will see it (A-13)."""
    if reste <= 0:
        return []
    message = (
        f"l’établissement a encore des places sur d’autres actions ({reste}) : la Région le verra ; "
        "le dire dans l’explication."
    )
    return [Avertissement(regle="Q9-07", message=message)]


def read_reponse(valeur: str, champ: str) -> EtatDemande:
    """Return an answer, or the request taken back by the établissement. Raises InvalidInput."""
    code = folded_code(valeur).lower()
    if code not in _REPONSES:
        raise InvalidInput(f"{champ} : écrire {', '.join(_REPONSES[:-1])} ou {_REPONSES[-1]}.")
    return EtatDemande(code.upper())
