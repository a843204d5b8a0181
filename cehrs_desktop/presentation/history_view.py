"""The history of attempts as rows for a list and points for the trend. Reads the stored short results only.

A result that may not be shown yet is not in these values at all: neither its score nor whether it passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import cast

from cehrs_desktop.application.attempt_line import AttemptLine
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation import report_texts as words


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One score of the trend. `day` is the date in words, `short_day` without its year; `low` and `high` the band.

    `practice`: gone on with after the real exam would have ended."""

    day: str
    short_day: str
    score: int
    low: int
    high: int
    passed: bool
    practice: bool = False

    @property
    def sentence(self) -> str:
        """The point in words."""
        return words.trend_point(self.day, self.score, self.low, self.high, self.passed, self.practice)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One attempt in the list. Empty words where there is nothing to say.

    `report_exists`: there is a report; `result_ready`: it may be shown without asking; `over`: nothing more can happen
    in the attempt, so that it can be debriefed, also where there is no report.
    """

    attempt_id: str
    candidate: str
    date: str
    form: str
    state: str
    result: str
    score: str
    band: str
    time_used: str
    report_exists: bool
    result_ready: bool
    over: bool

    @property
    def sentence(self) -> str:
        """The row in words, for a screen reader."""
        band = f"band {self.band}" if self.band else ""
        parts = (self.date, f"form {self.form}", self.state, self.result, self.score, band, self.time_used)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class HistoryView:
    """Attempts, the newest first, and the trend of the results that may be shown, the oldest first."""

    rows: tuple[HistoryRow, ...]
    trend: tuple[TrendPoint, ...]


def history_view(lines: Sequence[AttemptLine], now_ms: int, zone: tzinfo | None = None) -> HistoryView:
    """The history at `now_ms` (UTC milliseconds). `lines` come the newest first, as the store gives them."""
    rows: list[HistoryRow] = []
    trend: list[TrendPoint] = []
    for line in lines:
        row, point = _row(line, now_ms, zone)
        rows.append(row)
        if point is not None:
            trend.append(point)
    return HistoryView(tuple(rows), tuple(reversed(trend)))


def _row(line: AttemptLine, now_ms: int, zone: tzinfo | None) -> tuple[HistoryRow, TrendPoint | None]:
    outcome = line.outcome
    begun = words.moment(line.created_ms, zone).date()
    result = score = band = time_used = ""
    point: TrendPoint | None = None
    if outcome is not None:
        time_used = words.duration_text(_whole(outcome, "used_ms"))
        visible_ms = _whole(outcome, "visible_ms")
        if now_ms < visible_ms:
            result = words.visible_from(words.moment(visible_ms, zone))
        else:
            # Results from before there were rehearsed days do not say.
            passed, practice = bool(outcome["passed"]), bool(outcome.get("practice"))
            point = TrendPoint(
                day=words.date_text(begun),
                short_day=words.short_day_text(begun),
                score=_whole(outcome, "score"),
                low=_whole(outcome, "low"),
                high=_whole(outcome, "high"),
                passed=passed,
                practice=practice,
            )
            result = words.result_words(passed, practice)
            score, band = str(point.score), words.band_range(point.low, point.high)
    row = HistoryRow(
        attempt_id=line.id,
        candidate=line.candidate_name,
        date=words.date_text(begun),
        form=line.form_name,
        state=_state(line),
        result=result,
        score=score,
        band=band,
        time_used=time_used,
        report_exists=outcome is not None,
        result_ready=point is not None,
        over=line.state != "open",
    )
    return row, point


def _state(line: AttemptLine) -> str:
    state = words.STATE_WORDS.get(line.state, line.state)
    return state if line.taken_in_ms is None else words.from_elsewhere(state)


def _whole(outcome: dict[str, Json], key: str) -> int:
    return int(cast(int, outcome[key]))
