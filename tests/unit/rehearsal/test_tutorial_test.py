"""The Tutorial Test as a step of a day: how often and until when it is launched, and what a venue may ask of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from cehrs_desktop.application.debriefing import read_debrief
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation import day_texts
from cehrs_desktop.presentation.debrief_export import debrief_json, debrief_text
from cehrs_desktop.presentation.debrief_view import debrief_view
from cehrs_desktop.rehearsal.debrief_entries import StepEntry
from cehrs_desktop.rehearsal.judging import Verdict, finishes, judge, launched
from cehrs_desktop.rehearsal.plain import from_plain, to_plain
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.soundness import venue_flaws
from cehrs_desktop.rehearsal.venue import AppointmentStep, ExamStep, PageStep, Step, TutorialTestStep
from tests.rehearsed_days import APPOINTMENT_MS, VENUE, Rehearsal, plan_of

MINUTE, DAY = 60_000, 24 * 60 * 60_000
BEFORE = TutorialTestStep(id="test", title="The Tutorial Test", days_before=2)
ON_THE_DAY = TutorialTestStep(id="test", title="The Tutorial Test")
ARRIVE = AppointmentStep(id="arrive", title="Arrive")
EXAM = ExamStep(id="exam", title="Exam")


def plan_with(*steps: Step) -> DayPlan:
    return replace(plan_of(), venue=replace(VENUE, steps=steps, requests=()))


PLAN = plan_with(BEFORE, ARRIVE, EXAM)


def give(lived: Rehearsal, given: Json, day_ms: int = 0, step: TutorialTestStep = BEFORE) -> Verdict:
    """Try something at the step, as its screen would note it."""
    verdict = judge(PLAN, lived.day, step, given, day_ms=day_ms)
    lived.note("day.step_tried", step=step.id, given=given, right=verdict.right, told=list(verdict.told))
    return verdict


def test_it_is_launched_three_times_and_the_fourth_has_expired() -> None:
    lived = Rehearsal(PLAN)
    for how_it_ended in ("end", "time_over", None):
        assert give(lived, "launch").right
        if how_it_ended is not None:
            assert give(lived, how_it_ended).right
    # One that nobody ended, as after a kill, counts as well.
    assert launched(lived.day.tries, BEFORE) == 3
    assert give(lived, "launch") == Verdict(False, ("expired",))
    assert give(lived, "launch") == Verdict(False, ("expired",))
    assert launched(lived.day.tries, BEFORE) == 3
    assert give(lived, "skip").right


def test_who_is_sent_back_has_no_more_launches_than_before() -> None:
    lived = Rehearsal(PLAN)
    for _ in range(3):
        give(lived, "launch")
    lived.done("test")
    lived.note("day.went_back", step="arrive", to="test")
    assert lived.day.tries_here("test") == ()
    assert give(lived, "launch").told == ("expired",)


def test_it_closes_so_many_minutes_before_the_appointment() -> None:
    plan, lived = plan_with(ON_THE_DAY, ARRIVE, EXAM), Rehearsal(PLAN)
    limit_ms = APPOINTMENT_MS - 150 * MINUTE
    assert plan.test_closes_ms(ON_THE_DAY) == limit_ms
    assert judge(plan, lived.day, ON_THE_DAY, "launch", day_ms=limit_ms).right
    assert judge(plan, lived.day, ON_THE_DAY, "launch", day_ms=limit_ms + 1) == Verdict(False, ("closed",))
    # What is over can be ended, and gone on from, at any time.
    for given in ("skip", "end", "time_over"):
        assert judge(plan, lived.day, ON_THE_DAY, given, day_ms=APPOINTMENT_MS).right
    sooner = replace(ON_THE_DAY, closes_minutes=0)
    assert judge(plan, lived.day, sooner, "launch", day_ms=APPOINTMENT_MS).right


def test_on_the_days_before_it_is_open_at_the_hour_at_which_the_day_itself_begins() -> None:
    at_the_door = PLAN.opens_ms
    assert not PLAN.test_closed(BEFORE, at_the_door)
    assert not PLAN.test_closed(BEFORE, APPOINTMENT_MS + PLAN.late_minutes * MINUTE)
    # A rehearsal that is gone on with days later is on the exam's own day by then.
    assert PLAN.test_closed(BEFORE, at_the_door + 2 * DAY)
    assert PLAN.test_closed(replace(BEFORE, days_before=0), at_the_door)


def test_closed_is_told_before_expired_and_only_skipping_finishes() -> None:
    lived = Rehearsal(PLAN)
    for _ in range(3):
        give(lived, "launch")
    assert give(lived, "launch", day_ms=APPOINTMENT_MS + 3 * DAY).told == ("closed",)
    assert [finishes(PLAN, BEFORE, given) for given in ("launch", "end", "time_over", "skip")] == [
        *(False, False, False, True),
    ]
    assert {"expired", "closed"} <= day_texts.VERDICTS.keys()


@pytest.mark.parametrize(
    ("steps", "flaws"),
    [
        ((BEFORE, ARRIVE, EXAM), []),
        ((ARRIVE, ON_THE_DAY, EXAM), []),
        ((replace(BEFORE, launches=0), EXAM), ["steps[0].launches: 1 or more is needed"]),
        ((replace(BEFORE, minutes=0), EXAM), ["steps[0].minutes: 1 or more is needed"]),
        ((replace(BEFORE, closes_minutes=-1), EXAM), ["steps[0].closes_minutes: 0 or more is needed"]),
        ((replace(BEFORE, days_before=-1), EXAM), ["steps[0].days_before: 0 or more is needed"]),
        (
            (ARRIVE, BEFORE, EXAM),
            ["steps[1].days_before: after the appointment it is the day itself: 0 is needed"],
        ),
        ((EXAM, ON_THE_DAY), ["steps[1]: a step of kind 'tutorial_test' belongs before the exam"]),
        ((BEFORE, replace(BEFORE, id="again"), EXAM), []),
        ((BEFORE, PageStep(id="test", title="Twice"), EXAM), ["steps[1].id: 'test' is there twice; give each its own"]),
    ],
)
def test_what_a_venue_may_ask_of_it(steps: tuple[Step, ...], flaws: list[str]) -> None:
    assert [str(flaw) for flaw in venue_flaws(replace(VENUE, steps=steps, requests=()))] == flaws


def test_a_plan_with_it_is_stored_whole() -> None:
    assert from_plain(DayPlan, to_plain(PLAN)) == PLAN


def test_the_debrief_tells_what_was_refused_and_only_that() -> None:
    lived = Rehearsal(PLAN)
    give(lived, "launch")
    give(lived, "end")
    give(lived, "skip")
    lived.done("test")
    lived.to_exam()
    lived.finish()
    assert [e for e in read_debrief(lived.store, "attempt-1").debrief.entries if isinstance(e, StepEntry)] == []

    lived = Rehearsal(PLAN)
    for _ in range(4):
        give(lived, "launch")
    give(lived, "launch", day_ms=APPOINTMENT_MS + 3 * DAY)
    lived.done("test")
    lived.to_exam()
    lived.finish()
    told = read_debrief(lived.store, "attempt-1")
    (entry,) = [entry for entry in told.debrief.entries if isinstance(entry, StepEntry)]
    assert [one.told for one in entry.tries] == [(), (), (), ("expired",), ("closed",)]
    assert entry.mistakes == ()
    text = debrief_text(debrief_view(told, UTC))
    assert "It did not open any more, because all 3 launches of it were used." in text
    assert "It did not open any more, because it was closed for this appointment." in text
    assert "You went on with the day. It needs no Tutorial Test." in text
    assert "put it right" not in text
    assert "at the first try" not in text
    assert "At one step of the day something came up that was no mistake of yours." in text
    assert "Tutorial Test" in debrief_json(told)


def test_a_test_that_its_own_clock_ended_is_told_as_that() -> None:
    lived = Rehearsal(PLAN)
    give(lived, "launch")
    give(lived, "time_over")
    give(lived, "skip")
    lived.done("test")
    lived.to_exam()
    lived.finish()
    told = read_debrief(lived.store, "attempt-1")
    (entry,) = [entry for entry in told.debrief.entries if isinstance(entry, StepEntry)]
    assert (entry.refused, entry.passed) == ((), True)
    (card,) = debrief_view(told, UTC).cards
    lines = {label: text.replace("\u00a0", " ") for label, text in card.lines}
    assert lines["What happened"] == "One test ended by itself, because its 15 minutes were over."
    assert lines["The rule"].startswith("It can be launched 3 times, for 15 minutes each, at the latest 2 hours 30")
    assert "What it cost" not in lines
