"""What a refusal calls the objects that the file itself makes: their references may never exist."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from sigma_cli.services.echanges.importation.contrat import Erreur, Issue

_REFERENCE: Final = re.compile(r"\b[A-Z]{1,2}[0-9]{4,}\b")
# What is advised at a keyboard, from the clause that says it to the end of its sentence.
_CONSEIL: Final = re.compile(r"(?:[;,]|(?<=\.))[^;,.«]*« sigma [^»]*»[^;.]*")


def tell(issues: Iterable[Issue], nommer: Callable[[str], str | None]) -> Iterator[Issue]:
    """Yield the issues, their refusals in the words of `nommer`.

    It returns what to call the object of a reference, or None when the base had it before the file. A
    refusal so changed loses the command it advises: there is nothing to run it on.
    """
    for issue in issues:
        if not issue.erreurs:
            yield issue
            continue
        yield replace(issue, erreurs=[_told(erreur, nommer) for erreur in issue.erreurs])


def _told(erreur: Erreur, nommer: Callable[[str], str | None]) -> Erreur:
    dit = _REFERENCE.sub(lambda trouvee: nommer(trouvee[0]) or trouvee[0], erreur.message)
    if dit == erreur.message:
        return erreur
    return replace(erreur, message=_CONSEIL.sub("", dit).rstrip(" .") + ".")
