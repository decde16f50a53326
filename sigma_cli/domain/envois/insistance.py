"""How long one insists on a delivery that fails: growing pauses, within two bounds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

PREMIERE_PAUSE: Final = 2.0  # seconds; each pause is twice the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Insistance:
    """At most `essais` attempts on one file, and `delai` seconds of pauses in all."""

    essais: int = 1
    delai: float = 0.0

    def pauses(self) -> Iterator[float]:
        """Yield the seconds to wait before each new attempt, until a bound is met."""
        pause, reste = PREMIERE_PAUSE, self.delai
        for _ in range(self.essais - 1):
            if pause > reste:
                return
            yield pause
            reste -= pause
            pause *= 2
