"""Exam time, computed from stored instants and never counted down.

The exam's clock is the time that the computer was *awake* while the program ran the exam. A wall-clock change
therefore gives or takes nothing, sleep stands still, and so does the time between two runs of the program.
This module reads no clock: instants come in from outside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cehrs_desktop.exam.errors import CommandRefused


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment, as the computer saw it.

    `wall_ms` is UTC milliseconds since 1970, for people; `awake_ms` is a clock that never runs backwards and
    stands while the computer sleeps; `run` names the run of the program whose awake clock it is. Awake values
    of two runs cannot be compared.
    """

    wall_ms: int
    awake_ms: int
    run: str


@dataclass(frozen=True, slots=True)
class ExamClock:
    """Milliseconds of exam time used up, and since when the clock has been running (`None`: it stands)."""

    limit_ms: int
    used_ms: int = 0
    since: Instant | None = None

    def used_at(self, now: Instant) -> int:
        """Exam milliseconds used at `now`, at most the limit. Refuses an instant of another run while running."""
        if self.since is None:
            return self.used_ms
        if now.run != self.since.run:
            raise CommandRefused("clock_of_another_run")
        running_ms = max(0, now.awake_ms - self.since.awake_ms)
        return min(self.limit_ms, self.used_ms + running_ms)

    def left_at(self, now: Instant) -> int:
        """Exam milliseconds left at `now`, never below zero."""
        return self.limit_ms - self.used_at(now)

    def started(self, at: Instant) -> ExamClock:
        """The same clock running from `at`."""
        return replace(self, since=at)

    def stopped(self, at: Instant) -> ExamClock:
        """The same clock standing from `at`."""
        return replace(self, used_ms=self.used_at(at), since=None)
