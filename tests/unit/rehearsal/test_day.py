"""How notes move a day on: its steps, its messages, its ends."""

from __future__ import annotations

from cehrs_desktop.rehearsal.day import DayState, day_state
from tests.rehearsed_days import Rehearsal, plan_of

PLAN = plan_of()


def test_notes_move_the_day_on_back_and_ahead() -> None:
    lived = Rehearsal(PLAN)
    lived.note("day.time_skipped", ms=600_000)
    lived.done("arrive")
    lived.done("reception", skipped_ms=240_000)
    assert (lived.day.step, lived.day.skipped_ms) == (2, 840_000)
    lived.note("day.went_back", step="identity", to="arrive")
    assert lived.day.step == 0
    lived.done("arrive")
    lived.note("day.survey", answers=[["pace", "right"]])
    lived.note("candidate.said", text="Hello.")
    lived.note("somebody.else", anything=1)
    day = lived.day
    assert (day.step, day.survey, day.unread) == (1, (("pace", "right"),), 0)
    assert [(one.who, one.text) for one in day.messages] == [("candidate", "Hello.")]
    assert day_state(PLAN, ()) == DayState()


def test_messages_are_unread_until_they_are_looked_at() -> None:
    from tests.rehearsed_days import PAUSED

    lived = Rehearsal(plan_of(PAUSED))
    lived.to_exam()
    lived.play("paused")
    assert lived.day.unread == 1
    lived.note("day.read")
    assert lived.day.unread == 0
    lived.play("break", source="request")
    assert lived.day.unread == 1


def test_a_refused_day_can_be_gone_on_with_once() -> None:
    lived = Rehearsal(PLAN)
    lived.as_practice()
    assert not lived.day.practice, "nothing had ended"
    lived.note("day.refused", step="arrive", reason="late")
    lived.as_practice()
    lived.as_practice()
    assert (lived.day.ended, lived.day.practice) == ("late", True)
    assert [note.other_kind for note in lived.sitting.session.notes] == ["day.refused", "day.went_on"]
