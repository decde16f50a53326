"""What every decision on a paid place answers: who pays now, and what is left on the action."""

from typing import TYPE_CHECKING

from sigma_cli.commands.cadre import sortie
from sigma_cli.console import plural

if TYPE_CHECKING:
    from sigma_cli.services.places.quota import CompteAction, ComptePlaces
    from sigma_cli.services.places.reponse import DemandeRepondue


def tell(compte: "ComptePlaces", fait: str, *, as_json: bool) -> None:
    """Print what was decided of a parcours and the account of its action."""
    phrase = f"{compte.parcours} : {fait}. {compte.action} : {counts(compte)}."
    sortie.conclude(compte, phrase, as_json=as_json)


def counts(compte: "CompteAction | ComptePlaces | DemandeRepondue") -> str:
    """Return an account in words: `10 accordées, 9 restantes`."""
    accordees = plural(compte.accordees, "accordée")
    en_plus = f", {compte.en_plus} en plus" if compte.en_plus else ""
    return f"{accordees}{en_plus}, {plural(compte.restantes, 'restante')}"
