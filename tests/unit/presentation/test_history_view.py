"""The history: what may be shown, and nothing before its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from cehrs_desktop.application.attempt_line import AttemptLine
from cehrs_desktop.application.results import short_outcome
from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation.history_view import history_view
from tests.ended_attempts import STARTED_MS, Plan, sit

DAY_MS = 24 * 3600 * 1000
FAIL = {"1": 16, "2": 17, "3": 11, "4": 8, "5": 2}


def line(plan: Plan, attempt_id: str = "a", days: int = 0) -> AttemptLine:
    record = sit(plan)
    state = record.session.phase.value
    created_ms = STARTED_MS + days * DAY_MS
    return AttemptLine(attempt_id, "c", plan.name, created_ms, "ABC123", state, short_outcome(record))


def test_a_result_is_a_row_and_a_point() -> None:
    view = history_view([line(Plan())], STARTED_MS + DAY_MS, UTC)
    (row,), (point,) = view.rows, view.trend
    assert (row.date, row.form, row.state, row.result) == ("November 24, 2026", "ABC123", "Complete", "Passed")
    assert (row.score, row.band) == (str(point.score), f"{point.low} to {point.high}")
    assert row.time_used.replace(words.NBSP, " ") == "83 min 20 s"
    assert point.short_day == "Nov 24"
    assert f"{point.score}, band {point.low} to {point.high}, passed" in point.sentence


def test_a_result_in_two_days_shows_only_from_when() -> None:
    # It ended 5,000 s after its beginning.
    waiting = line(Plan(result="two_days"))
    ready_ms = STARTED_MS + 5_000_000 + 2 * DAY_MS
    before = history_view([waiting], ready_ms - 1, UTC)
    assert before.trend == ()
    assert before.rows[0].result.replace(words.NBSP, " ") == "Result from November 26, 2026, 7:23 AM"
    assert (before.rows[0].score, before.rows[0].band) == ("", "")
    assert (before.rows[0].report_exists, before.rows[0].result_ready) == (True, False)
    after = history_view([waiting], ready_ms, UTC)
    assert (after.rows[0].result, after.rows[0].result_ready) == ("Passed", True)
    assert len(after.trend) == 1


def test_the_trend_runs_from_the_oldest_to_the_newest() -> None:
    newest_first = [line(Plan(), "b", 9), line(Plan(right=FAIL), "a", 0)]
    view = history_view(newest_first, STARTED_MS + 30 * DAY_MS, UTC)
    assert [row.attempt_id for row in view.rows] == ["b", "a"]
    assert [point.day for point in view.trend] == ["November 24, 2026", "December 3, 2026"]
    assert [point.passed for point in view.trend] == [False, True]


def test_what_was_finished_as_practice_is_marked_wherever_its_result_is() -> None:
    plain = line(Plan())
    assert plain.outcome is not None
    practice = replace(plain, outcome={**plain.outcome, "practice": True})
    view = history_view([practice, plain], STARTED_MS + DAY_MS, UTC)
    assert [row.result for row in view.rows] == ["Passed, finished as practice", "Passed"]
    assert "finished as practice" in view.rows[0].sentence
    assert [point.practice for point in view.trend] == [False, True]
    assert view.trend[1].sentence.endswith("passed, finished as practice")
    older = replace(plain, outcome={key: value for key, value in plain.outcome.items() if key != "practice"})
    assert history_view([older], STARTED_MS + DAY_MS, UTC).rows[0].result == "Passed"


def test_attempts_without_a_result_are_listed_without_one() -> None:
    abandoned = line(Plan(abandoned=True))
    still_open = replace(abandoned, state="open")
    view = history_view([abandoned, still_open], STARTED_MS, UTC)
    assert view.trend == ()
    assert [(row.state, row.result, row.report_exists) for row in view.rows] == [
        ("Abandoned", "", False),
        ("In progress", "", False),
    ]
    assert view.rows[0].sentence == "November 24, 2026, form ABC123, Abandoned"
