"""Texts with fields, `{{ action }}`, that people may rewrite: Jinja2, in its sandbox, strict.

A template only shows fields, chooses and runs through lists: nothing in it can compute, so nothing can
last for ever or eat the memory.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sigma_cli.errors import InvalidInput

# Plain text, not HTML: nothing to escape.
_TAILLE_MAX: Final = 1 << 16  # characters of a template
_RENDU_MAX: Final = 1 << 20  # characters of a letter
_BOUCLES_MAX: Final = 2  # one inside another
_PERMIS: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const,
    nodes.If, nodes.For, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand,
    nodes.Test, nodes.Filter,
)  # fmt: skip
_FILTRES: Final = {
    "upper", "lower", "capitalize", "title", "trim", "join", "default", "d", "length", "count",
    "first", "last", "sort",
}  # fmt: skip
_JINJA: Final = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined,
    autoescape=False,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


# SyntaxError and MemoryError: what the compiler of Python says of too many parentheses
_ECHECS: Final = (
    TemplateError, TypeError, ValueError, ArithmeticError, RecursionError, SyntaxError, MemoryError,
)  # fmt: skip


def render(texte: str, champs: Mapping[str, object], *, nom: str) -> str:
    """Return the text with its fields filled in; a field that is None writes nothing.

    Raises InvalidInput, naming the template and the field or the line: an unknown field, a fault of
    syntax, something that a text has not to do.
    """
    if len(texte) > _TAILLE_MAX:
        raise InvalidInput(
            f"Modèle {nom} : plus de {_TAILLE_MAX} caractères, ce n’est plus une lettre ; le raccourcir."
        )
    try:
        arbre = _JINJA.parse(texte)
        _check_harmless(arbre, boucles=0)
        inconnus = meta.find_undeclared_variables(arbre) - champs.keys()
        if inconnus:
            raise InvalidInput(
                f"Modèle {nom} : champ inconnu {', '.join(sorted(inconnus))} ; "
                f"les champs sont {', '.join(sorted(champs))}."
            )
        valeurs = {champ: "" if valeur is None else valeur for champ, valeur in champs.items()}
        return _bounded(_JINJA.from_string(texte).generate(valeurs))
    except TemplateSyntaxError as error:
        raise InvalidInput(
            f"Modèle {nom} : la ligne {error.lineno} ne se comprend pas ; vérifier les accolades."
        ) from error
    except SecurityError as error:
        raise InvalidInput(
            f"Modèle {nom} : il demande ce qu’un texte n’a pas à faire ; n’y mettre que des champs."
        ) from error
    except _ECHECS as error:
        raise InvalidInput(
            f"Modèle {nom} : un de ses calculs échoue ; n’y mettre que des champs."
        ) from error


def _check_harmless(noeud: nodes.Node, *, boucles: int) -> None:
    """Refuse what computes, calls, or loops in a loop of a loop. Raises SecurityError."""
    boucles += isinstance(noeud, nodes.For)
    joints = sum(filtre.name == "join" for filtre in _chain(noeud))
    permis = isinstance(noeud, _PERMIS) and boucles <= _BOUCLES_MAX and joints <= 1
    if not permis or (isinstance(noeud, nodes.Filter) and not _is_plain(noeud)):
        raise SecurityError(type(noeud).__name__)
    for enfant in noeud.iter_child_nodes():
        _check_harmless(enfant, boucles=boucles)


def _is_plain(filtre: nodes.Filter) -> bool:
    """Tell a filter that makes nothing longer than what it is given and what is written in it."""
    constants = all(isinstance(argument, nodes.Const) for argument in filtre.args)
    return filtre.name in _FILTRES and constants and not filtre.kwargs


def _chain(noeud: nodes.Node | None) -> Iterator[nodes.Filter]:
    """Yield a filter and those it is applied on: `a | sort | join`."""
    while isinstance(noeud, nodes.Filter):
        yield noeud
        noeud = noeud.node


def _bounded(morceaux: Iterable[str]) -> str:
    rendus, reste = [], _RENDU_MAX
    for morceau in morceaux:
        reste -= len(morceau)
        if reste < 0:
            raise SecurityError("too long")
        rendus.append(morceau)
    return "".join(rendus)
