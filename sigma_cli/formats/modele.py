"""Texts with fields, `{{ action }}`, that people may rewrite: Jinja2, in its sandbox, strict."""

from collections.abc import Mapping
from typing import Final

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sigma_cli.errors import InvalidInput

# Plain text, not HTML: nothing to escape.
_JINJA: Final = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined,
    autoescape=False,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def render(texte: str, champs: Mapping[str, object], *, nom: str) -> str:
    """Return the text with its fields filled in; a field that is None writes nothing.

    Raises InvalidInput, naming the template and the field or the line: an unknown field, a fault of
    syntax, something that a text has not to do.
    """
    try:
        inconnus = meta.find_undeclared_variables(_JINJA.parse(texte)) - champs.keys()
        if inconnus:
            raise InvalidInput(
                f"Modèle {nom} : champ inconnu {', '.join(sorted(inconnus))} ; "
                f"les champs sont {', '.join(sorted(champs))}."
            )
        valeurs = {champ: "" if valeur is None else valeur for champ, valeur in champs.items()}
        return _JINJA.from_string(texte).render(valeurs)
    except TemplateSyntaxError as error:
        raise InvalidInput(
            f"Modèle {nom} : la ligne {error.lineno} ne se comprend pas ; vérifier les accolades."
        ) from error
    except SecurityError as error:
        raise InvalidInput(
            f"Modèle {nom} : il demande ce qu’un texte n’a pas à faire ; n’y mettre que des champs."
        ) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise InvalidInput(
            f"Modèle {nom} : un de ses calculs échoue ; n’y mettre que des champs."
        ) from error
