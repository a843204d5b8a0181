"""What can be asked of a session. Each command carries the instant at which it was given."""

from __future__ import annotations

from dataclasses import dataclass

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.timing import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something a candidate, the clock or the program asks for at an instant."""

    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmName(Command):
    """The name on the screen is mine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptAgreement(Command):
    """I accept the agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineAgreement(Command):
    """I do not accept the agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartExam(Command):
    """End the tutorial and start the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowItem(Command):
    """Show the question at `position` (from 1)."""

    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSummary(Command):
    """Show the exam summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerItem(Command):
    """Choose `option` for the question on the screen."""

    position: int
    option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkItem(Command):
    """Set or take off the mark for review of the question on the screen."""

    position: int
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeOption(Command):
    """Strike an option of the question on the screen, or restore it."""

    position: int
    option: str
    struck: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HighlightStem(Command):
    """Make these `(start, end)` ranges the highlights of the stem on the screen."""

    position: int
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteComment(Command):
    """Make this the comment on a question that was seen."""

    position: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayClock(Command):
    """Show or hide the countdown."""

    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Command):
    """Time has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspend(Command):
    """Stop the clock, for `reason`."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Command):
    """Let the clock run again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover(Command):
    """Take the question off the screen, for `reason`: a pause, a break, a fault. The clock runs on or stands."""

    reason: str
    clock_runs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncover(Command):
    """Show the question again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Command):
    """Write down something that is not the exam's own business (the venue, the proctor, what was observed).

    `kind` names it and does not begin with ``exam.``; `body` are its JSON values.
    """

    kind: str
    body: tuple[tuple[str, Json], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitExam(Command):
    """End the exam and submit it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonAttempt(Command):
    """Give the attempt up, for `reason`."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeReminder(Command):
    """I have read the reminder of the agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSurvey(Command):
    """Send the survey with these answers, or skip it with none."""

    answers: tuple[tuple[str, str], ...] = ()
