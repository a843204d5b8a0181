"""A second, simpler account of a session, kept from the acts alone: what the state machine is compared with.

It knows nothing of events, clocks that are started and stopped, or replay. It trusts the session in one thing only:
whether a command was refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Rules, merged_ranges

Answer = tuple[bool, str | None, bool, frozenset[str], tuple[tuple[int, int], ...], str]

_STEPS: dict[type[c.Command], tuple[str, str]] = {
    c.ConfirmName: ("name", "agreement"),
    c.AcceptAgreement: ("agreement", "tutorial"),
    c.DeclineAgreement: ("agreement", "declined"),
    c.StartExam: ("tutorial", "exam"),
    c.SubmitExam: ("exam", "reminder"),
    c.AcknowledgeReminder: ("reminder", "survey"),
    c.CloseSurvey: ("survey", "complete"),
}
OVER = ("complete", "declined", "abandoned")


@dataclass
class Sheet:
    """One question: what was done with it."""

    seen: bool = False
    chosen: str | None = None
    marked: bool = False
    struck: set[str] = field(default_factory=set[str])
    highlights: tuple[tuple[int, int], ...] = ()
    comment: str = ""

    def value(self) -> Answer:
        return (self.seen, self.chosen, self.marked, frozenset(self.struck), self.highlights, self.comment)


@dataclass
class ExamModel:
    """Phase, sheets and time. `used_ms` is as of `noted_ms` of the present run, the instant of the last record."""

    questions: int
    options: tuple[str, ...]
    rules: Rules
    phase: str = "name"
    suspended: bool = False
    covered: str | None = None
    held: bool = False
    position: int = 1
    at_summary: bool = False
    clock_shown: bool = True
    warned: list[int] = field(default_factory=list[int])
    used_ms: int = 0
    noted_ms: int = 0
    sheets: list[Sheet] = field(default_factory=list[Sheet])

    def __post_init__(self) -> None:
        self.sheets = [Sheet() for _ in range(self.questions)]

    @property
    def limit_ms(self) -> int:
        return self.rules.minutes * 60_000

    @property
    def running(self) -> bool:
        return self.phase == "exam" and not self.suspended and not self.held

    def value(self) -> tuple[object, ...]:
        sheets = tuple(sheet.value() for sheet in self.sheets)
        return (
            self.phase,
            self.suspended,
            (self.covered, self.held),
            self.position,
            self.at_summary,
            self.clock_shown,
            tuple(self.warned),
            sheets,
        )

    def used_at(self, ms: int) -> int:
        passed = max(0, ms - self.noted_ms) if self.running else 0
        return min(self.limit_ms, self.used_ms + passed)

    def take_all(self, commands: Sequence[c.Command]) -> bool:
        """Carry the commands out, one act; `False` when one is refused (the model is then of no more use)."""
        for command in commands:
            was_running = self.running
            if not self.take(command):
                return False
            if was_running and self.phase == "reminder" and not isinstance(command, c.SubmitExam):
                return True  # time ended the exam; what was asked after that is dropped
        return True

    def take(self, command: c.Command) -> bool:
        """Carry one command out; `False` when it does not fit."""
        if isinstance(command, c.Note):
            return not command.kind.startswith("exam.")  # said about the attempt, in any phase; nothing moves
        at_ms = max(command.at.awake_ms, self.noted_ms)
        before, used_ms = self.value(), self.used_at(at_ms)
        came_back = False
        if self.running:
            left_before, left_ms = self.limit_ms - self.used_ms, self.limit_ms - used_ms
            for minutes in sorted(self.rules.warnings, reverse=True):
                if left_ms <= minutes * 60_000 < self.limit_ms and minutes not in self.warned:
                    self.warned.append(minutes)
            returns = self.rules.clock_returns
            came_back = not self.clock_shown and returns is not None and left_ms <= returns * 60_000 < left_before
            self.clock_shown = self.clock_shown or came_back
            if left_ms == 0:
                self.phase, self.used_ms, self.noted_ms = "reminder", used_ms, at_ms
                self.covered, self.held = None, False
                return True
        if not self.accepts(command):
            return False
        self.carry_out(command)
        if came_back or self.value() != before:
            self.used_ms, self.noted_ms = used_ms, at_ms
        return True

    def accepts(self, command: c.Command) -> bool:
        """Whether the command fits, when time has not run out."""
        if self.phase in OVER:
            return False
        if isinstance(command, c.Tick):
            return True
        if isinstance(command, c.AbandonAttempt):
            return self.phase not in ("reminder", "survey")
        if isinstance(command, c.Resume):
            return self.phase == "exam" and self.suspended
        if type(command) in _STEPS:
            free = not self.suspended and (self.covered is None or not isinstance(command, c.SubmitExam))
            return self.phase == _STEPS[type(command)][0] and free
        if self.phase != "exam" or self.suspended:
            return False
        may_be_covered = (c.Cover, c.Uncover, c.WriteComment, c.Suspend)
        return (self.covered is None or isinstance(command, may_be_covered)) and self._fits(command)

    def _fits(self, command: c.Command) -> bool:
        match command:
            case c.ShowItem(position=position):
                return 1 <= position <= self.questions
            case c.AnswerItem(position=position, option=option) | c.StrikeOption(position=position, option=option):
                return position == self.position and not self.at_summary and option in self.options
            case c.MarkItem(position=position) | c.HighlightStem(position=position):
                return position == self.position and not self.at_summary
            case c.WriteComment(position=position, text=text):
                return 1 <= position <= self.questions and self.sheets[position - 1].seen and len(text) <= 2000
            case _:
                return True

    def carry_out(self, command: c.Command) -> None:
        """Do what an accepted command says."""
        if type(command) in _STEPS:
            self.phase = _STEPS[type(command)][1]
        match command:
            case c.StartExam():
                self.sheets[0].seen = True
            case c.AbandonAttempt():
                self.phase, self.suspended, self.covered, self.held = "abandoned", False, None, False
            case c.Cover(reason=reason, clock_runs=clock_runs):
                self.covered, self.held = reason, not clock_runs
            case c.Uncover():
                self.covered, self.held = None, False
            case c.Suspend():
                self.suspended = True
            case c.Resume():
                self.suspended = False
            case c.ShowItem(position=position):
                self.position, self.at_summary = position, False
                self.sheets[position - 1].seen = True
            case c.ShowSummary():
                self.at_summary = True
            case c.AnswerItem(position=position, option=option):
                self.sheets[position - 1].chosen = option
            case c.MarkItem(position=position, marked=marked):
                self.sheets[position - 1].marked = marked
            case c.StrikeOption(position=position, option=option, struck=struck):
                sheet = self.sheets[position - 1]
                (sheet.struck.add if struck else sheet.struck.discard)(option)
            case c.HighlightStem(position=position, ranges=ranges):
                self.sheets[position - 1].highlights = merged_ranges(ranges)
            case c.WriteComment(position=position, text=text):
                self.sheets[position - 1].comment = text
            case c.DisplayClock(shown=shown):
                self.clock_shown = shown
            case _:
                pass
