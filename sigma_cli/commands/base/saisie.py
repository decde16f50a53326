"""What the shell remembers and offers: a history without any number, the completion of the shells."""

import shlex
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory
from typer._completion_classes import BashComplete

from sigma_cli.domain.discretion import is_sensitive
from sigma_cli.errors import SigmaError

if TYPE_CHECKING:
    from sigma_cli.typer_fr import GroupeParesseux


class Memoire(FileHistory):
    """The lines typed, less those that hold a number (NIR-12)."""

    def append_string(self, string: str) -> None:
        """Keep a line, in memory and in the file."""
        if not is_sensitive(string) and "--nir" not in string:
            super().append_string(string)


class Completions(Completer):
    """What the completion of bash and zsh would offer, as one types."""

    def __init__(self, racine: "GroupeParesseux", debut: Sequence[str]) -> None:
        self._complete = BashComplete(racine, {}, "sigma", "_SIGMA_COMPLETE")
        self._debut = debut

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        """Yield what the word under the cursor may become."""
        avant = document.text_before_cursor
        mots = list(words(avant))
        commence = mots.pop() if mots and not avant.endswith(" ") else ""
        mots = mots[1:] if mots[:1] == ["sigma"] else mots
        trouvees = self._find(mots, commence)
        if any(une.type in {"file", "dir"} for une in trouvees):
            mot = Document(commence, len(commence))
            yield from PathCompleter(expanduser=True).get_completions(mot, event)
            return
        for une in trouvees:
            yield Completion(
                une.value, -len(commence), display_meta=une.help or "", display=une.value
            )

    def _find(self, mots: Sequence[str], commence: str) -> list[Any]:
        """Return the completions; a base that cannot be read offers none."""
        try:
            return list(self._complete.get_completions([*self._debut, *mots], commence))
        except (SigmaError, OSError):
            return []


def words(texte: str) -> Iterable[str]:
    """Return the words of a line being typed, a quote left open included."""
    lexique = shlex.shlex(texte, posix=True, punctuation_chars=False)
    lexique.whitespace_split = True
    lexique.commenters = ""
    lus: list[str] = []
    try:
        lus.extend(lexique)
    except ValueError:
        lus.append(lexique.token or "")
    return lus
