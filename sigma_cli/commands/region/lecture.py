"""What `sigma demande add` asks for, read from its options by the readers of `set`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import typer

from sigma_cli.commands.cadre.parametres import given, read
from sigma_cli.commands.offre.composante import LECTURES as COMPOSANTE
from sigma_cli.commands.offre.session import LECTURES as SESSION
from sigma_cli.domain import references
from sigma_cli.domain.lecteurs import nominative, short
from sigma_cli.domain.offre.diffusion import read_portail
from sigma_cli.domain.region.demandes import NIVEAUX, read_type
from sigma_cli.errors import InvalidInput
from sigma_cli.referentiels.statuts import TypeDemande

if TYPE_CHECKING:
    from sigma_cli.services.region.ajout import Nouvelle

LIBRE: Final = nominative(short(2000))
_NOM: Final = nominative(short(40))


def read_request(ctx: typer.Context) -> "Nouvelle":
    """Read the options of `add`. Raises InvalidInput."""
    from sigma_cli.services.region.ajout import Nouvelle

    options = ctx.params
    genre, sessions = read_type(options["type_"], "--type"), options["sessions"] or ()
    return Nouvelle(
        type=genre,
        composantes=[references.read_composante(ref) for ref in options["composantes"] or ()],
        sessions=[references.read_session(ref) for ref in sessions],
        champs=_read_fields(ctx, genre, options["champs"] or (), sur_session=bool(sessions)),
        portails=[read_portail(nom, "--absente-de") for nom in options["absente_de"] or ()],
        explication=given(LIBRE, options["explication"], "--explication"),
        force=options["force"],
    )


def _read_fields(
    ctx: typer.Context, genre: TypeDemande, champs: Sequence[str], *, sur_session: bool
) -> dict[str, Any]:
    """Read the fields of a request: names alone, or values by the readers of `set`."""
    if genre is TypeDemande.REFERENTIEL:
        lues = read(ctx, {nom: COMPOSANTE[nom] for nom in sorted(NIVEAUX)})
        return {nom: valeur for nom, valeur in lues.items() if valeur is not None}
    if genre is TypeDemande.DONNEES:
        return dict(_read_value(champ, SESSION if sur_session else COMPOSANTE) for champ in champs)
    return {_NOM(champ, "--champ"): None for champ in champs}


def _read_value(champ: str, lectures: Any) -> tuple[str, Any]:
    """Read `nom=valeur`; the name is that of the option of `set`. Raises InvalidInput."""
    nom, egal, valeur = champ.partition("=")
    cle = nom.strip().lower().replace("-", "_")
    if not egal or cle not in lectures:
        connus = ", ".join(cle.replace("_", "-") for cle in lectures if cle not in NIVEAUX)
        raise InvalidInput(f"--champ : écrire NOM=VALEUR, avec un nom parmi {connus}.")
    lecture = lectures[cle]
    return lecture.champ, lecture.lire(valeur, f"--champ {cle}")
