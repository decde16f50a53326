"""Every failure a user can meet. One class per exit code; cron and scripts rely on the numbers."""

from typing import ClassVar


class SigmaError(Exception):
    """Base class, never raised directly.

    The message is one French sentence that says what, why and what to do, without personal data.
    `regle` is the id of the rule of the domain that speaks, when one does.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, regle: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.regle = regle


class UsageProblem(SigmaError):
    """The command line lacks something, or a question had nobody to answer it."""

    exit_code = 2


class InvalidInput(SigmaError):
    """A value is malformed: the option, column or part is named, the value only if harmless."""

    exit_code = 10


class NotFound(SigmaError):
    """A reference names nothing in the base."""

    exit_code = 11


class RuleViolation(SigmaError):
    """A rule of `sigma_cli.domain` refuses the operation; `regle` is always given."""

    exit_code = 12

    def __init__(self, message: str, *, regle: str) -> None:
        super().__init__(message, regle=regle)


class Conflict(SigmaError):
    """Already there, or changed by someone else."""

    exit_code = 13


class PendingMigrations(SigmaError):
    """The base or its configuration is absent, or of another version than the program."""

    exit_code = 20


class BrokenBase(SigmaError):
    """The base cannot be read or written: not a base, corrupt, locked too long, disk full."""

    exit_code = 21


class KeyProblem(SigmaError):
    """The key of the NIR is missing, malformed, exposed or not the one of the base."""

    exit_code = 22


class TransportFailed(SigmaError):
    """A file could not be delivered: nothing exists under its final name."""

    exit_code = 30


class TransportRefused(TransportFailed):
    """Trying again alone will not help: someone must act first (rights, host key, name taken)."""
