"""The root of the command line: it knows names and short helps, and imports what is used."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, ClassVar, Final

from typer._click.core import Command, Context, Parameter
from typer._click.shell_completion import CompletionItem
from typer._completion_shared import install
from typer.exceptions import Exit

from sigma_cli.typer_fr.aide import GroupeFr, Lectrice, build
from sigma_cli.typer_fr.frontiere import run
from sigma_cli.typer_fr.sorties import prepare_streams

_LARGEUR: Final = 100


class GroupeParesseux(Lectrice, GroupeFr):
    """A root group. Subclass it with the `table`: name -> (module, attribute, short help).

    The attribute is a `typer.Typer`; one that holds a single command becomes that command. The
    order of the table is the one of the help page. Help, completion of names and suggestions
    import none of these modules; a command without a help is not shown. `accueil` is the one that
    answers to no word at all, on a terminal.
    """

    table: ClassVar[Mapping[str, tuple[str, str, str]]] = {}
    accueil: ClassVar[str] = ""

    def list_commands(self, ctx: Context) -> list[str]:
        directes = [nom for nom in super().list_commands(ctx) if nom not in self.table]
        return [*(nom for nom, (_, _, aide) in self.table.items() if aide), *directes]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        if cmd_name in self.table and cmd_name not in self.commands:
            module, attribut, _ = self.table[cmd_name]
            self.add_command(build(getattr(import_module(module), attribut), cmd_name))
        return super().get_command(ctx, cmd_name)

    def previews(self, ctx: Context) -> Iterator[tuple[str, str]]:
        for nom, (_, _, aide) in self.table.items():
            if aide:
                yield nom, aide
        yield from (apercu for apercu in super().previews(ctx) if apercu[0] not in self.table)

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        if incomplete.startswith("-"):  # options only: no command is looked at
            return super().shell_complete(ctx, incomplete)
        apercus = self.previews(ctx)
        return [
            CompletionItem(nom, help=aide) for nom, aide in apercus if nom.startswith(incomplete)
        ]

    def get_params(self, ctx: Context) -> list[Parameter]:
        params = super().get_params(ctx)
        for param in params:
            if "--install-completion" in param.opts:
                param.callback = _install_completion
        return params

    def make_context(
        self, info_name: str | None, args: list[str], parent: Context | None = None, **extra: Any
    ) -> Context:
        extra.setdefault("max_content_width", _LARGEUR)
        return super().make_context(info_name, args, parent, **extra)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - the signature is Typer's
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002 - the signature is Typer's
        **extra: Any,
    ) -> Any:
        """Run the command line and exit with its code; out of standalone mode, let errors through."""
        mots = list(sys.argv[1:] if args is None else args)
        nom = prog_name or self.name or "sigma"
        if not standalone_mode:
            return super().main(
                mots, nom, complete_var, standalone_mode, windows_expand_args, **extra
            )
        prepare_streams()
        if any(nom.endswith("_COMPLETE") for nom in os.environ) or _shows_script(mots):
            from sigma_cli.typer_fr import completion  # noqa: PLC0415 - shells alone ask for it

            completion.prepare()
        try:
            self._main_shell_completion(extra, nom, complete_var)
        except Exception:  # noqa: BLE001 - a failure must not be written over the line being typed
            sys.exit(1)
        if not mots and self.accueil and sys.stdin and sys.stdin.isatty() and sys.stdout.isatty():
            mots = [self.accueil]
        sys.exit(self.answer(mots, nom, extra))

    def answer(
        self, mots: Sequence[str], nom: str = "sigma", extra: dict[str, Any] | None = None
    ) -> int:
        """Run one command line and return its exit code; nothing is raised."""
        ranges = self.in_place(mots)
        return run(lambda: self._execute(nom, ranges, extra or {}), args=ranges)

    def in_place(self, mots: Sequence[str]) -> list[str]:
        """Return the words with a `--json` written before the command put after it."""
        if "--json" not in mots:
            return list(mots)
        ctx, restes = Context(self, info_name=self.name), list(mots)
        groupe: GroupeFr = self
        gardes: list[str] = []
        json = False
        while restes:
            mot = restes.pop(0)
            gardes.append(mot)
            if mot == "--json":
                gardes.pop()
                json = True
            elif mot.startswith("-"):
                if restes and "=" not in mot and _takes_value(groupe, ctx, mot):
                    gardes.append(restes.pop(0))
            else:
                commande = groupe.get_command(ctx, mot)
                if not isinstance(commande, GroupeFr):
                    break
                groupe = commande
        return [*gardes, *(["--json"] if json else []), *restes]

    def _execute(self, nom: str, mots: list[str], extra: dict[str, Any]) -> None:
        with self.make_context(nom, list(mots), **extra) as ctx:
            self.invoke(ctx)


def _shows_script(mots: Sequence[str]) -> bool:
    return any(mot.startswith(("--show-completion", "--install-completion")) for mot in mots)


def _takes_value(groupe: GroupeFr, ctx: Context, option: str) -> bool:
    """Tell whether an option of a group is followed by its value."""
    return any(
        option in param.opts and not getattr(param, "is_flag", False)
        for param in groupe.get_params(ctx)
    )


def _install_completion(ctx: Context, _param: Parameter, value: Any) -> Any:
    """Do what Typer does, and say so in French; the shell is the current one."""
    if not value or ctx.resilient_parsing:
        return value
    shell, chemin = install(shell=value if isinstance(value, str) else None)
    sys.stdout.write(f"Complétion {shell} installée dans {chemin} : ouvrez un nouveau terminal.\n")
    raise Exit
