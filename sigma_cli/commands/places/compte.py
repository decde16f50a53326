"""What every decision on a paid place answers: who pays now, and what is left on the action."""

from typing import TYPE_CHECKING

from sigma_cli.commands.cadre import sortie
from sigma_cli.console import plural

if TYPE_CHECKING:
    from sigma_cli.services.places.dossier import CompteAction
    from sigma_cli.services.places.quota import ComptePlaces


def tell(compte: "ComptePlaces", fait: str, *, as_json: bool) -> None:
    """Print what was decided of a parcours and the account of its action."""
    phrase = f"{compte.parcours} : {fait}. {compte.action} : {counts(compte)}."
    sortie.conclude(compte, phrase, as_json=as_json)


def counts(compte: "CompteAction") -> str:
    """Return an account in words: `10 accordées, 9 restantes ; 12 inscrits pour 20 conventionnés`."""
    accordees = plural(compte.accordees, "accordée")
    en_plus = f", {compte.en_plus} en plus" if compte.en_plus else ""
    places = f"{accordees}{en_plus}, {plural(compte.restantes, 'restante')}"
    if compte.effectif is None:
        return places
    inscrits, conventionnes = compte.inscrits, plural(compte.effectif, "conventionné")
    return f"{places} ; {plural(inscrits, 'inscrit')} pour {conventionnes}"
