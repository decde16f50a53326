"""Who acts and when, and what an act leaves to say: handed to every service that writes."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Acte:
    """One run of the program by one person or one scheduled job.

    `le` is the aware instant of the act; date rules use `jour`, its date in Paris.
    """

    agent: str
    le: datetime

    @property
    def jour(self) -> date:
        """Return the date in Paris: the only « today » of the rules."""
        return self.le.astimezone(ZoneInfo("Europe/Paris")).date()


@dataclass(frozen=True, slots=True)
class Avertissement:
    """Something allowed but worth saying: the id of its rule and one French sentence."""

    regle: str
    message: str
