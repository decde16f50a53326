"""The yardstick of start-up: a bare Typer application of the same shape, lazily loaded, nothing else.

Typer's defaults (rich help, completion), as many groups and commands as `sigma`, similar options.
Names and short helps are known beforehand; a group is built only when it is used.
"""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

GROUPES = {
    "init": "Create the base.",
    "demo": "Create a sample base.",
    "check": "Check the base.",
    "diagnose": "Explain why a session is not shown.",
    "contact": "Tell who to write to.",
    "etablissement": "The school.",
    "action": "Actions.",
    "composante": "Components.",
    "session": "Sessions.",
    "stagiaire": "Trainees.",
    "candidature": "Applications.",
    "prescripteur": "Prescribers.",
    "place": "Paid places.",
    "demande": "Requests.",
    "todo": "Things to do.",
    "export": "Exports.",
    "import": "Imports.",
    "flux": "Flows.",
    "referentiel": "Nomenclatures.",
    "journal": "Journal.",
    "rgpd": "Personal data.",
    "base": "The base.",
}


class LazyGroup(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is Typer's
        return list(GROUPES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the signature is Typer's
        aide = GROUPES.get(cmd_name)
        return None if aide is None else TyperCommand(cmd_name, help=aide)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        nom, commande, reste = super().resolve_command(ctx, args)
        return nom, commande and get_command(build()), reste


app = typer.Typer(cls=LazyGroup, name="nu", help="Training sessions, trainees and flows.")


@app.callback()
def root(
    *,
    base: Annotated[str | None, typer.Option(envvar="NU_BASE", help="Base.")] = None,
    config: Annotated[Path | None, typer.Option(envvar="NU_CONFIG", help="Configuration.")] = None,
    maintenant: Annotated[str | None, typer.Option(envvar="NU_NOW", help="Clock.")] = None,
    version: Annotated[bool, typer.Option("--version", help="Version.")] = False,
) -> None:
    """Training sessions, trainees and flows."""


def build() -> typer.Typer:
    """Return the group `session`, which stands for all of them."""
    groupe = typer.Typer(help="Sessions.", no_args_is_help=True, add_completion=False)
    ic = typer.Typer(help="Collective information meetings.", no_args_is_help=True)
    groupe.add_typer(ic, name="ic")

    @groupe.command()
    def add(
        *,
        composante: Annotated[str, typer.Argument(help="Component.")],
        debut: Annotated[str, typer.Option(help="First day.")],
        fin: Annotated[str, typer.Option(help="Last day.")],
        places: Annotated[int, typer.Option(help="Places.")],
        site: Annotated[str, typer.Option(help="Site.")],
        code_postal: Annotated[str, typer.Option(help="Post code.")],
        code_insee: Annotated[str, typer.Option(help="Town code.")],
        commune: Annotated[str, typer.Option(help="Town.")],
        adresse: Annotated[str | None, typer.Option(help="Address.")] = None,
        numero: Annotated[str | None, typer.Option(help="Number.")] = None,
        ic: Annotated[list[str] | None, typer.Option(help="Meetings.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
    ) -> None:
        """Add a session."""

    @groupe.command("set")
    def set_(
        *,
        session: Annotated[str, typer.Argument(help="Session.")],
        debut: Annotated[str | None, typer.Option(help="First day.")] = None,
        fin: Annotated[str | None, typer.Option(help="Last day.")] = None,
        places: Annotated[int | None, typer.Option(help="Places.")] = None,
        site: Annotated[str | None, typer.Option(help="Site.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
    ) -> None:
        """Change a session."""

    @groupe.command()
    def cancel(
        *,
        session: Annotated[str, typer.Argument(help="Session.")],
        motif: Annotated[str, typer.Option(help="Reason.")],
        as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
    ) -> None:
        """Cancel a session."""

    @groupe.command()
    def show(
        *,
        session: Annotated[str, typer.Argument(help="Session.")],
        as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
    ) -> None:
        """Show a session."""

    @groupe.command("list")
    def list_(
        *,
        cherche: Annotated[str | None, typer.Option(help="Words.")] = None,
        du: Annotated[str | None, typer.Option(help="From.")] = None,
        au: Annotated[str | None, typer.Option(help="To.")] = None,
        commune: Annotated[str | None, typer.Option(help="Town.")] = None,
        ouvertes: Annotated[bool, typer.Option(help="Open only.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
    ) -> None:
        """List sessions."""

    @ic.command("add")
    def ic_add(
        session: Annotated[str, typer.Argument(help="Session.")],
        date: Annotated[str, typer.Argument(help="Date.")],
        lieu: Annotated[str | None, typer.Option(help="Place.")] = None,
    ) -> None:
        """Add a meeting."""

    @ic.command("remove")
    def ic_remove(
        session: Annotated[str, typer.Argument(help="Session.")],
        date: Annotated[str, typer.Argument(help="Date.")],
    ) -> None:
        """Remove a meeting."""

    return groupe
