"""The lasting form of events: every kind survives JSON, other kinds are carried, and nonsense is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.errors import EventUnreadable
from tests.building import moment

AT = moment(1)
EXAMPLES: list[e.Event] = [
    e.NameConfirmed(at=AT),
    e.AgreementAccepted(at=AT),
    e.AgreementDeclined(at=AT),
    e.ExamStarted(at=AT),
    e.ItemShown(at=AT, position=3),
    e.SummaryShown(at=AT),
    e.ItemAnswered(at=AT, position=3, option="b"),
    e.ItemMarked(at=AT, position=3, marked=True),
    e.OptionStruck(at=AT, position=3, option="c", struck=False),
    e.StemHighlighted(at=AT, position=3, ranges=((0, 4), (9, 12))),
    e.StemHighlighted(at=AT, position=3, ranges=()),
    e.CommentWritten(at=AT, position=3, text='naïve \N{SNOWMAN} "quoted"\n'),
    e.ClockDisplayed(at=AT, shown=False),
    e.TimeWarned(at=AT, minutes=15),
    e.SessionSuspended(at=AT, reason="interrupted"),
    e.SessionResumed(at=AT),
    e.ExamEnded(at=AT, reason="time_out"),
    e.AttemptAbandoned(at=AT, reason="asked for"),
    e.ReminderAcknowledged(at=AT),
    e.ItemCovered(at=AT, reason="pause", clock_runs=False),
    e.ItemUncovered(at=AT),
    e.SurveyClosed(at=AT, answers=(("pace", "right"), ("text", ""))),
    e.OtherEvent(at=AT, other_kind="proctor.warning", body=(("text", "x"), ("deep", {"a": [1, None]})), version=7),
]


def test_no_kind_is_left_out_here() -> None:
    assert {type(event) for event in EXAMPLES} == {*e._KINDS.values(), e.OtherEvent}


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_every_kind_survives_json(event: e.Event) -> None:
    envelope = e.to_envelope(event)
    through_json = json.loads(json.dumps(envelope))
    assert e.from_envelope(through_json) == event
    assert e.to_envelope(e.from_envelope(through_json)) == through_json
    assert set(envelope) == {"v", "kind", "at", "body"}


def envelope(**changes: Any) -> dict[str, Any]:
    return {**e.to_envelope(e.ItemMarked(at=AT, position=3, marked=True)), **changes}


@pytest.mark.parametrize(
    "damaged",
    [
        envelope(kind="exam.teleported"),
        envelope(kind="exam."),
        envelope(kind=None),
        envelope(v=2),
        envelope(v="1"),
        envelope(body={"position": 3}),
        envelope(body={"position": "3", "marked": True}),
        envelope(body={"position": True, "marked": True}),
        envelope(body={"position": 3, "marked": 1}),
        envelope(body={"position": 3, "marked": True, "at": 5}),
        envelope(body={"position": 3, "marked": True, "mood": "good"}),
        envelope(body=None),
        envelope(at=None),
        envelope(at={"wall_ms": 1, "awake_ms": 2}),
        envelope(at={"wall_ms": 1, "awake_ms": "2", "run": "r"}),
        envelope(at={"wall_ms": 1.5, "awake_ms": 2, "run": "r"}),
        envelope(kind="exam.stem_highlighted", body={"position": 3, "ranges": [[1]]}),
        envelope(kind="exam.stem_highlighted", body={"position": 3, "ranges": "1-2"}),
        envelope(kind="exam.survey_closed", body={"answers": [["pace", 3]]}),
        envelope(kind="proctor.note", body=None),
        {},
    ],
)
def test_nonsense_of_the_exams_own_kinds_is_refused(damaged: dict[str, Any]) -> None:
    with pytest.raises(EventUnreadable):
        e.from_envelope(damaged)
    assert e.from_envelope(envelope()) == e.ItemMarked(at=AT, position=3, marked=True)
