"""Retakes, the renewal's two years, calendar entries and checklists."""

from __future__ import annotations

import json

import pytest

from cehrs_desktop.presentation.calendar_texts import entry_words
from cehrs_desktop.presentation.checklist_texts import NOTES, TITLES, check_note, check_words
from cehrs_desktop.study.afterwards import (
    After,
    Credit,
    after_from_plain,
    after_to_plain,
    months_later,
    renewal,
    retake,
)
from cehrs_desktop.study.calendar_entries import after_entries, exam_entries, plan_entries
from cehrs_desktop.study.checklists import LISTS, VENUES, checklist
from cehrs_desktop.study.days import later
from cehrs_desktop.study.plan import Situation, plan
from tests.building import full_blueprint

TODAY = "2026-11-22"


def test_a_retake_is_open_thirty_days_after_the_latest_fail() -> None:
    told = retake(["2026-11-20", "2026-10-01"], TODAY)
    assert told is not None
    assert (told.earliest_day, told.left, told.rule, told.confirmed) == ("2026-12-20", 28, "thirty_days", True)
    assert retake([], TODAY) is None
    assert retake(["soon"], TODAY) is None
    over = retake(["2020-02-29"], TODAY)
    assert over is not None
    assert over.left == 0


def test_the_longer_wait_is_a_setting_and_not_confirmed() -> None:
    fails = ["2026-01-31", "2026-05-01", "2026-11-20"]
    told = retake(fails, TODAY)
    assert told is not None
    assert (told.earliest_day, told.rule, told.confirmed) == ("2027-11-20", "long_wait", False)
    short = retake(fails, TODAY, wait_months=0)
    assert short is not None
    assert short.earliest_day == "2026-12-20"
    fourth = retake(fails, TODAY, wait_fails=4)
    assert fourth is not None
    assert fourth.rule == "thirty_days"


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2024-02-29", 24, "2026-02-28"), ("2026-12-31", 2, "2027-02-28"), ("2026-11-22", 13, "2027-12-22")],
)
def test_months_end_where_months_end(day: str, months: int, then: str) -> None:
    assert months_later(day, months) == then


def test_a_renewal_counts_what_lies_in_its_two_years() -> None:
    credits = (
        Credit("2025-11-21", "Before it", 5),
        Credit("2026-01-10", "Privacy", 2.5, "privacy.pdf"),
        Credit("2026-11-22", "Today", 4),
        Credit("2026-12-24", "Not done yet", 9),
    )
    told = renewal("2025-11-22", credits, TODAY)
    assert told is not None
    assert (told.due_day, told.days_left) == ("2027-11-22", 365)
    assert (told.counted, told.left, told.outside, told.without_certificate) == (6.5, 3.5, (0, 3), 1)
    assert told.state == "open"
    states = [
        one.state
        for day in ("2027-06-01", "2027-11-23")
        if (one := renewal("2025-11-22", credits[:2], day)) is not None
    ]
    assert states == ["due", "over"]
    done = renewal("2025-11-22", (Credit("2026-01-10", "All", 10, "all.pdf"),), TODAY)
    assert done is not None
    assert (done.state, done.left) == ("done", 0)
    assert renewal("", credits, TODAY) is None


def test_what_was_entered_survives_the_profile() -> None:
    after = After(("2026-11-20",), "2025-11-22", (Credit("2026-01-10", "Privacy \N{SNOWMAN}", 2.5, "p.pdf"),))
    assert after_from_plain(json.loads(json.dumps(after_to_plain(after)))) == after
    broken = {
        "failed_days": ["x", 3],
        "passed_day": 7,
        "credits": [{"day": "2026-01-10"}, 5, {**_credit(), "credits": -1}],
    }
    assert after_from_plain(broken) == After()  # pyright: ignore[reportArgumentType]
    assert after_from_plain(None) == After()


def _credit() -> dict[str, object]:
    return {"day": "2026-01-10", "title": "t", "credits": 1, "file_name": ""}


def test_a_second_export_replaces_the_first() -> None:
    made = plan(Situation(TODAY, later(TODAY, 28), (30,) * 7, 4, full_blueprint(), (), ("a", "b", "c"), TODAY))
    then = plan(
        Situation(later(TODAY, 3), later(TODAY, 28), (45,) * 7, 4, full_blueprint(), (), ("a", "b", "c"), TODAY)
    )
    first, second = (plan_entries(one, "person-1", start="18:30", alarms=(15,)) for one in (made, then))
    assert {entry.uid for entry in second} < {entry.uid for entry in first}
    everything = (*first, *exam_entries(made.exam_date, "person-1", start="09:00"))
    assert len({entry.uid for entry in everything}) == len(everything)
    assert not {entry.uid for entry in everything} & {entry.uid for entry in plan_entries(made, "person-2")}
    assert sum(entry.kind == "rehearsal" for entry in first) == 3
    assert all("person" not in entry.uid for entry in everything)


def test_every_entry_of_the_calendar_has_words() -> None:
    made = plan(Situation(TODAY, later(TODAY, 28), (200,) * 7, 4, full_blueprint(), (), ("a",), TODAY))
    credits = renewal("2025-11-22", (), TODAY)
    fails = retake(["2026-11-20"] * 3, TODAY)
    entries = (
        *plan_entries(made, "p"),
        *exam_entries(made.exam_date, "p"),
        *after_entries(fails, credits, "p", TODAY),
    )
    assert {entry.kind for entry in entries} == {
        "study", "rehearsal", "exam", "checklist", "retake", "renewal", "renewal_reminder",
    }  # fmt: skip
    for entry in entries:
        title, notes = entry_words(entry, full_blueprint())
        assert title
        assert "{" not in title + notes
    reminders = [entry for entry in entries if entry.kind == "renewal_reminder"]
    assert [entry.numbers[2] for entry in reminders] == [180, 90, 30, 7]
    assert after_entries(None, renewal("2025-11-22", (), "2027-11-20"), "p", "2027-11-20")[1:] == ()
    assert exam_entries("", "p") == ()


def test_every_checklist_has_words_at_every_venue() -> None:
    seen: set[str] = set()
    for name in LISTS:
        assert TITLES[name]
        assert NOTES[name]
        for venue in ("", *VENUES):
            checks = checklist(name, venue)
            assert checks
            assert len({check.code for check in checks}) == len(checks)
            for check in checks:
                assert check_words(check)
                assert not check.source or check.source.startswith("https://")
                assert not check.unconfirmed or "Not confirmed" in check_note(check)
                seen.add(check_words(check))
    assert len(seen) == sum(len(checklist(name)) for name in LISTS)
    assert checklist("before", "nowhere") == checklist("before")
    assert "hand_mirror" not in {check.code for check in checklist("packing", "test_center")}
