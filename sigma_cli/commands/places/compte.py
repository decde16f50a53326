"""What every decision on a paid place answers: whose, who pays now, and what is left on the action."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sigma_cli.commands.cadre import acces, lot, sortie
from sigma_cli.config import Config
from sigma_cli.console import plural

if TYPE_CHECKING:
    from sqlmodel import Session

    from sigma_cli.services.places.dossier import CompteAction
    from sigma_cli.services.places.quota import ComptePlaces


def decide(
    config: Config,
    idents: Sequence[int],
    faire: "Callable[[Session, int], ComptePlaces]",
    dire: "Callable[[ComptePlaces], str]",
    *,
    as_json: bool,
) -> None:
    """Decide of some parcours at once, all or none; print one line each, with the account it leaves.

    `dire` says what was decided.
    """
    from sigma_cli.services.socle import qui

    with acces.writing(config) as db:
        comptes = lot.each(idents, lambda ident: faire(db, ident))
        noms = [qui.parcours(db, ident) for ident in idents]
    phrases = [
        f"{nom} : {dire(compte)}. {compte.action} : {counts(compte)}."
        for nom, compte in zip(noms, comptes, strict=True)
    ]
    lot.conclude(comptes, phrases, as_json=as_json)


def tell(nom: str, compte: "ComptePlaces", fait: str, *, as_json: bool) -> None:
    """Print what was decided of a parcours and the account of its action."""
    phrase = f"{nom} : {fait}. {compte.action} : {counts(compte)}."
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
