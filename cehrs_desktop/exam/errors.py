"""What the exam core refuses, and why. The words shown to people are in `presentation.texts`, not here."""

from __future__ import annotations


class ExamError(Exception):
    """Root of everything the core raises on purpose."""


class CommandRefused(ExamError):
    """A command that does not fit the session's state. Nothing happened; the state is unchanged.

    `reason` is a short stable word for logs and tests (such as ``"suspended"`` or ``"not_current"``).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EventUnreadable(ExamError):
    """A stored event of the exam's own kinds that this program cannot read: damaged, or from a newer version."""


class FormImpossible(ExamError):
    """The bank cannot fill a form. `missing` maps a domain and role to the number of items that are lacking."""

    def __init__(self, missing: dict[str, int]) -> None:
        super().__init__(", ".join(f"{where}: {count} missing" for where, count in sorted(missing.items())))
        self.missing = missing
