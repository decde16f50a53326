"""What a command lacks, asked on a terminal: one question at a time, with the choices, until it is right."""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import typer

from sigma_cli.commands.cadre import completion, noms
from sigma_cli.commands.cadre.parametres import DATE
from sigma_cli.console import choose, hint, is_someone_there, show_error
from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.texte import lire_entier, replier
from sigma_cli.errors import InvalidInput, SigmaError

_LISTE: Final = 9  # so many choices are shown and numbered; more are completed as one types
_VIDE: Final = "Une réponse est attendue ; Ctrl+C pour renoncer."

Manque = Callable[[dict[str, Any]], bool]


def _retained(lus: dict[str, Any]) -> bool:
    return replier(lus["resultat"] or "") == "retenu"


# command: what it wants besides what its help calls compulsory, and when
_AUSSI: Final[dict[str, tuple[tuple[str, Manque], ...]]] = {
    "stagiaire enrol": (
        ("nom", lambda lus: not lus["candidature"]),
        ("prenom", lambda lus: not lus["candidature"]),
    ),
    "stagiaire leave": (
        ("le", lambda lus: not lus["annuler"]),
        ("motif", lambda lus: not lus["annuler"]),
    ),
    "candidature result": (
        ("du", _retained),
        ("au", _retained),
        ("motif", lambda lus: not _retained(lus)),
    ),
    "place allocate": (("motif", lambda lus: not (lus["critere"] or lus["campagne"])),),
    "place protect": tuple((nom, lambda _lus: True) for nom in ("verifie_par", "le", "comment")),
    "todo done": (("taches", lambda lus: not lus["objets"]),),
}


def can_ask() -> bool:
    """Tell whether a person reads the questions and can answer."""
    return is_someone_there() and sys.stderr.isatty()


def lacking(ctx: typer.Context) -> list[Any]:
    """Return the parameters that the command wants in this case, and that were not given."""
    chemin = " ".join(ctx.command_path.split()[1:])
    par_nom = {param.name: param for param in ctx.command.params}
    return [
        par_nom[nom]
        for nom, manque in _AUSSI.get(chemin, ())
        if nom in par_nom and not ctx.params.get(nom) and manque(ctx.params)
    ]


def ask(ctx: typer.Context, param: Any) -> str:
    """Ask for one value until it can be read. Ctrl+C gives up."""
    titre = _title(param)
    choix = list(completion.choices(ctx, str(param.metavar or ""), ""))
    if choix and len(choix) <= _LISTE:
        textes = [f"{mot}  {aide}".strip() for mot, aide in choix]
        return choix[choose(titre, textes)][0]
    while True:
        reponse = _prompt(ctx, param, titre).strip()
        if not reponse:
            hint(_VIDE)
            continue
        try:
            _check(ctx, param, reponse)
        except SigmaError as error:
            show_error(error, as_json=False)
            continue
        return reponse


def _title(param: Any) -> str:
    """Return the question: the help of the parameter, and what it is called."""
    nom = max(param.opts, key=len) if param.param_type_name == "option" else param.metavar
    aide = (param.help or "").rstrip(".")
    return f"{aide} ({nom})" if aide else str(nom)


def _check(ctx: typer.Context, param: Any, reponse: str) -> None:
    """Read an answer as the command will. Raises SigmaError with the reason of the refusal."""
    metavar = str(param.metavar or "")
    if metavar in {DATE, "DATE"}:
        lire_date(reponse, "Date")
    elif metavar == "N":
        lire_entier(reponse, "Nombre")
    fermes = [mot for mot, _ in completion.choices(ctx, metavar, "")] if "|" in metavar else []
    if fermes and replier(reponse) not in map(replier, fermes):
        raise InvalidInput(f"Choisir parmi {', '.join(fermes)}.")


def _prompt(ctx: typer.Context, param: Any, titre: str) -> str:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.output import create_output

    from sigma_cli.commands.cadre.saisie import Propositions

    metavar = str(param.metavar or "")
    nature = noms.nature_of(ctx, metavar)
    session: PromptSession[str] = PromptSession(output=create_output(stdout=sys.stderr))
    completer = (
        Propositions(lambda debut: completion.choices(ctx, metavar, debut))
        if nature or metavar == "TACHE"
        else None
    )
    return session.prompt(f"{titre} : ", completer=completer, complete_while_typing=True)


def words(ctx: typer.Context, params: Sequence[Any]) -> Iterator[str]:
    """Yield the words that the answers add to the command line."""
    for param in _in_order(ctx, params):
        reponse = ask(ctx, param)
        if param.param_type_name == "argument":
            yield reponse
        else:
            yield f"{max(param.opts, key=len)}={reponse}"


def _in_order(ctx: typer.Context, params: Sequence[Any]) -> list[Any]:
    """Return what is really missing: a reference given alone was taken for the word that follows it."""
    arguments = [p for p in ctx.command.params if p.param_type_name == "argument"]
    dernier = arguments[-1] if arguments else None
    if dernier is None or dernier in params or params[0].nargs != -1 or len(arguments) == 1:
        return list(params)
    fermes = [replier(mot) for mot, _ in completion.choices(ctx, str(dernier.metavar), "")]
    donne = replier(str(ctx.params.get(str(dernier.name)) or ""))
    if not donne or donne in fermes:
        return list(params)
    return [dernier, *(p for p in params if p is not params[0])]
