"""What is offered while a value is typed."""

from collections.abc import Callable, Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document


class Propositions(Completer):
    """The values that a question may take, with what they stand for."""

    def __init__(self, proposer: Callable[[str], list[tuple[str, str]]]) -> None:
        self._proposer = proposer

    def get_completions(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002 - the library’s signature
    ) -> Iterable[Completion]:
        """Yield what the text before the cursor may become."""
        avant = document.text_before_cursor
        for valeur, aide in self._proposer(avant):
            yield Completion(valeur, -len(avant), display_meta=aide)
