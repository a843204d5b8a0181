"""What the sheet is made of: attempts under accommodations, read back from a real database."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from cehrs_desktop.application.accommodations import Break, read_practice
from cehrs_desktop.application.lent_settings import LentSettings
from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.presentation.accommodation_sheet import (
    NOT_AN_APPROVAL,
    NOTHING_GRANTED,
    NOTHING_REHEARSED,
    sheet_file_name,
    sheet_html,
    sheet_text,
    sheet_view,
)
from cehrs_desktop.rehearsal.accommodations import USED, Accommodations, aids_used
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.storage.store import SqlAttemptStore
from tests.building import CANDIDATE
from tests.rehearsed_days import Rehearsal, plan_of

QUARTER = Accommodations(extra_percent=25, breaks_stop_clock=True, line_reader=True, masking=True)
NOW_MS = 1_800_000_000_000


@pytest.fixture
def store(tmp_path: Path) -> Generator[SqlAttemptStore]:
    opened = open_store(tmp_path)
    yield opened
    opened.shut()


def sat(store: SqlAttemptStore, attempt_id: str, granted: Accommodations | None, **rules: Any) -> Rehearsal:
    extra = granted.extra_seconds(125) if granted else 0
    made = Rehearsal(plan_of(), Rules(extra_seconds=extra, **rules), granted, attempt_id, cast(Any, store))
    made.to_exam()
    return made


def test_time_breaks_and_aids_come_from_the_log(store: SqlAttemptStore) -> None:
    store.keep_profile(CANDIDATE, QUARTER)
    person = sat(store, "one", QUARTER, breaks_stop_clock=True)
    person.wait(600)
    person.note(USED, aid="masking")
    person.note(USED, aid="masking")
    person.do(c.Cover, reason="away", clock_runs=False)
    person.wait(240)
    person.do(c.Uncover)
    person.wait(60)
    person.do(c.Cover, reason="away", clock_runs=True)
    person.wait(30)
    # A recheck after the break is no part of it.
    person.do(c.Cover, reason="recheck", clock_runs=True)
    person.wait(20)
    person.do(c.Uncover)
    person.finish()
    (one,) = read_practice(store, CANDIDATE).attempts
    assert one.used_ms == 710_000
    assert one.breaks == (Break(1, 240_000, 0), Break(1, 30_000, 30_000))
    assert (one.ended, one.aids) == ("submitted", frozenset({"masking"}))
    assert one.attempt.rules.limit_ms == 9_375_000


def test_a_break_that_the_end_of_the_time_cuts_off_is_told(store: SqlAttemptStore) -> None:
    person = sat(store, "one", QUARTER)
    person.wait(156 * 60)
    person.do(c.Cover, reason="away", clock_runs=True)
    person.wait(3600)
    (one,) = read_practice(store, CANDIDATE).attempts
    assert (one.ended, one.used_ms) == ("time_out", 9_375_000)
    (taken,) = one.breaks
    assert taken.exam_ms == 15_000


def test_attempts_without_accommodations_or_without_an_exam_are_not_on_the_sheet(store: SqlAttemptStore) -> None:
    sat(store, "plain", None).finish()
    sat(store, "nothing", Accommodations()).finish()
    Rehearsal(plan_of(), Rules(), QUARTER, "not started", cast(Any, store))
    open_one = sat(store, "open", QUARTER)
    open_one.wait(90)
    open_one.do(c.MarkItem, position=1, marked=True)
    practice = read_practice(store, CANDIDATE)
    assert [one.attempt.id for one in practice.attempts] == ["open"]
    assert (practice.attempts[0].used_ms, practice.attempts[0].ended) == (90_000, "")
    assert practice.granted == Accommodations(), "what is set now is not what was granted then"
    assert read_practice(store, Candidate("nobody", "Nobody")).attempts == ()


def test_notes_of_other_kinds_are_no_aids(store: SqlAttemptStore) -> None:
    person = sat(store, "one", QUARTER)
    person.note("observed.focus_lost", ms=3)
    assert aids_used(person.sitting.session.notes) == frozenset()


# ---- the sheet in words


def test_the_sheet_says_everything_and_approves_nothing(store: SqlAttemptStore) -> None:
    store.keep_profile(CANDIDATE, replace(QUARTER, separate_warnings=(60, 10)))
    person = sat(store, "one", QUARTER, breaks_stop_clock=True)
    person.wait(600)
    person.note(USED, aid="line_reader")
    person.do(c.Cover, reason="away", clock_runs=False)
    person.wait(245)
    person.do(c.Uncover)
    person.finish()
    view = sheet_view(read_practice(store, CANDIDATE), NOW_MS)
    text = sheet_text(view)
    for line in (
        NOT_AN_APPROVAL,
        "- time warnings at 60, 10 minutes",
        "Accommodations: 25 % more time; breaks stop the clock; line reader; masking",
        "10 min used of 156 min 15 s granted (125 min and 31 min 15 s more); submitted",
        "4 min 5 s at question 1, the clock stood",
        "Switched on: line reader: yes; masking: not in this attempt",
        f"Venue: {person.attempt.day.venue.title}" if person.attempt.day else "",
    ):
        assert line in text
    page = sheet_html(view)
    assert page.count("<tr>") == 6
    assert "<script" not in page
    assert "http" not in page
    assert NOT_AN_APPROVAL in page


def test_an_empty_sheet_says_so(store: SqlAttemptStore) -> None:
    text = sheet_text(sheet_view(read_practice(store, CANDIDATE), NOW_MS))
    assert NOTHING_GRANTED in text
    assert NOTHING_REHEARSED in text


def test_a_name_is_text_on_the_page_and_harmless_in_a_file_name(store: SqlAttemptStore) -> None:
    view = sheet_view(read_practice(store, Candidate("x", "../<b>Ann & Co</b>")), NOW_MS)
    assert "<b>Ann" not in sheet_html(view)
    assert "&lt;b&gt;Ann &amp; Co" in sheet_html(view)
    assert sheet_file_name(view, "txt") == "CEHRS accommodations rehearsed b Ann Co b.txt"


# ---- settings that are lent


class Settings:
    """Settings that remember what was written."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {"zoom": 1.0, "theme": "light", "sounds": False}

    def change(self, key: str, value: Any) -> None:
        self.values[key] = value


def test_lent_settings_cover_what_was_granted_and_write_none_of_it() -> None:
    own = Settings()
    lent = LentSettings(own, Accommodations(zoom=2.0))
    assert (lent.values["zoom"], lent.values["theme"]) == (2.0, "light")
    lent.change("zoom", 1.5)
    lent.change("theme", "dark")
    assert (lent.values["zoom"], lent.values["theme"]) == (1.5, "dark")
    assert own.values == {"zoom": 1.0, "theme": "dark", "sounds": False}
