"""The calendar export, read back with a library for the format."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from cehrs_desktop.files.calendar_file import calendar_bytes
from cehrs_desktop.study.calendar_entries import CalendarEntry, exam_entries

icalendar = pytest.importorskip("icalendar", reason="the reader is a developer's package")

NOW = 1_790_000_000_000
ODD = 'Łódź, 🩺; \\n back\\slash "q": 日本語' + " äöü🩺" * 40 + "\nsecond\r\nthird\tend"


def read(data: bytes) -> list[Any]:
    return icalendar.Calendar.from_ical(data).walk("VEVENT")


def test_a_timed_entry_is_in_floating_time_with_its_alarms() -> None:
    entry = CalendarEntry("u@x", "2026-12-01", "exam", 125, "09:30", alarms=(1440, 90))
    [event] = read(calendar_bytes([(entry, "Exam", "Bring two IDs")], NOW))
    assert event["DTSTART"].dt == datetime(2026, 12, 1, 9, 30)  # noqa: DTZ001
    assert event["DTSTART"].dt.tzinfo is None
    assert event["DURATION"].dt == timedelta(minutes=125)
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"]), str(event["UID"])) == ("Exam", "Bring two IDs", "u@x")
    alarms = [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
    assert alarms == [timedelta(minutes=-1440), timedelta(minutes=-90)]


def test_an_entry_without_a_time_takes_the_day_and_leaves_it_free() -> None:
    [event] = read(calendar_bytes([(CalendarEntry("u", "2026-12-31", "study", 30), "Study", "")], NOW))
    assert event["DTSTART"].dt == date(2026, 12, 31)
    assert event["DTEND"].dt == date(2027, 1, 1)
    assert event["TRANSP"] == "TRANSPARENT"
    assert "DESCRIPTION" not in event


def test_odd_letters_come_back_and_lines_are_folded_between_letters() -> None:
    data = calendar_bytes([(CalendarEntry("u", "2026-12-01", "study"), ODD, ODD)], NOW)
    [event] = read(data)
    expected = ODD.replace("\r\n", "\n")
    assert str(event["SUMMARY"]) == expected
    assert str(event["DESCRIPTION"]) == expected
    lines = data.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert lines[-1] == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()


def test_a_text_cannot_bring_lines_of_its_own() -> None:
    bad = "a\r\nEND:VEVENT\x85\u2028BEGIN:VEVENT\x00\x0b\x1f\ud800"
    [event] = read(calendar_bytes([(CalendarEntry("u", "2026-12-01", "study"), bad, bad)], NOW))
    assert str(event["SUMMARY"]).startswith("a\nEND:VEVENT")


def test_a_later_export_has_the_same_ids_and_a_higher_sequence() -> None:
    def exported(day: str, now_ms: int) -> dict[str, Any]:
        entries = [(entry, "t", "") for entry in exam_entries(day, "person", start="08:00")]
        return {str(event["UID"]): event for event in read(calendar_bytes(entries, now_ms))}

    first, second = exported("2026-12-01", NOW), exported("2027-02-02", NOW + 60_000)
    assert first.keys() == second.keys()
    assert len(first) == 2
    for uid, event in first.items():
        assert second[uid]["SEQUENCE"] > event["SEQUENCE"]
        assert second[uid]["DTSTART"].dt != event["DTSTART"].dt


def test_a_thousand_entries_and_none() -> None:
    entries = [(CalendarEntry(f"u{n}", "2026-12-01", "study"), f"t{n}", "") for n in range(1000)]
    assert len(read(calendar_bytes(entries, NOW))) == 1000
    assert read(calendar_bytes([], NOW)) == []


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError):
        calendar_bytes([(CalendarEntry("u", "2026-02-30", "study"), "t", "")], NOW)
