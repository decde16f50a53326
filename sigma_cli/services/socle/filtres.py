"""What a filter names must be there: nothing found would look like an answer."""

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.errors import NotFound
from sigma_cli.models.recrutement import Prescripteur
from sigma_cli.services.socle import lookup


def check_named(db: Session, filtre: object) -> None:
    """Refuse a filter on a session, a composante, a prescripteur or an action that is not. Raises NotFound."""
    if (ref := getattr(filtre, "session", None)) is not None:
        lookup.session(db, ref)
    if (composante := getattr(filtre, "composante", None)) is not None:
        lookup.composante(db, composante)
    ident = getattr(filtre, "prescripteur", None)
    if ident is not None and not db.get(Prescripteur, ident):
        raise NotFound(
            f"Prescripteur inconnu : {references.prescripteur(ident)}. « sigma prescripteur list » "
            "les donne."
        )
    if (numero := getattr(filtre, "action", None)) is not None:
        lookup.action(db, numero)
