"""What a debrief says of the steps of a shipped day: true, looking back, and no mistake where there was none."""

from __future__ import annotations

from datetime import UTC

import pytest

from cehrs_desktop.application.debriefing import read_debrief
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation.debrief_cards import CardView
from cehrs_desktop.presentation.debrief_view import DebriefView, debrief_view
from cehrs_desktop.presentation.report_texts import NBSP
from cehrs_desktop.rehearsal.judging import judge
from cehrs_desktop.rehearsal.plan import Choices, DayPlan
from cehrs_desktop.rehearsal.venue import CountStep, NameStep, Step
from tests.day_data import VENUE_IDS, plan_of, venue_of
from tests.rehearsed_days import Rehearsal


def step_of(plan: DayPlan, step_id: str) -> Step:
    return next(step for step in plan.venue.steps if step.id == step_id)


def told(plan: DayPlan, step_id: str, *given: Json, done: bool = True) -> DebriefView:
    """The debrief after these tries at a step."""
    lived, step = Rehearsal(plan), step_of(plan, step_id)
    for one in given:
        verdict = judge(plan, lived.day, step, one)
        lived.note("day.step_tried", step=step_id, given=one, right=verdict.right, told=list(verdict.told))
        lived.wait(5)
    if done:
        lived.done(step_id)
    return debrief_view(read_debrief(lived.store, "attempt-1"), UTC)


def lines(view: DebriefView) -> dict[str, str]:
    (card,) = view.cards
    assert isinstance(card, CardView)
    return {label: text.replace(NBSP, " ") for label, text in card.lines}


def drawn(venue_id: str, step_id: str, wanted: bool) -> DayPlan:
    """A plan on which something is wrong at a step without anybody's doing, or is not."""
    for seed in range(100):
        plan = plan_of(venue_of(venue_id), seed=str(seed))
        step = step_of(plan, step_id)
        assert isinstance(step, (CountStep, NameStep))
        is_drawn = plan.sheets(step) < step.sheets if isinstance(step, CountStep) else bool(plan.other_name(step))
        if is_drawn is wanted:
            return plan
    raise AssertionError("no such seed")


MISTAKES, NO_MISTAKE = "not right at the first try", "no mistake of yours"


def test_mirrored_light_is_nobodys_mistake() -> None:
    plan = plan_of(venue_of("live_remote"), Choices(level="hard"))
    view = told(plan, "card_front", "picture", "picture")
    said = lines(view)
    assert said["What happened"].startswith("The first picture had glare, and the print could not be read.")
    assert said["What you did"] == "You took it again."
    assert said["What it cost"] == "No exam time: it was outside the exam. 5 s went by in all."
    assert said["On the day"].startswith("Tilt the card")
    summary = " ".join(view.summary)
    assert MISTAKES not in summary
    assert f"At one step of the day something came up that was {NO_MISTAKE}" in summary
    assert view.staff[0].what.endswith("not accepted. Light was mirrored on the card, and the print could not be read.")


def test_what_is_found_is_said_to_be_drawn_and_what_was_asked_for_is_told() -> None:
    plan = plan_of(venue_of("live_remote"), seed="3")
    step = step_of(plan, "room_check")
    found = plan.findings(step)[0]  # pyright: ignore[reportArgumentType]
    view = told(plan, "room_check", found.id, found.id)
    said = lines(view)
    assert said["What happened"].startswith(f"{found.label}: {found.finding}\n")
    assert "says nothing about you or your room" in said["What happened"]
    assert said["What you did"] == f"You put it right and went on. What was asked for: {found.remedy}."
    assert MISTAKES not in " ".join(view.summary)
    assert view.staff[0].what == f"{step.title}: found. {found.finding}"


def test_a_card_that_is_refused_is_a_step_to_learn_from() -> None:
    plan = plan_of(venue_of("school"))
    view = told(plan, "identification", "expired", "license")
    said = lines(view)
    assert said["What happened"].startswith("“Driver's license” was not accepted. It has expired.")
    assert said["What you did"] == "You then showed one that was accepted."
    assert f"1 step of the day was {MISTAKES}" in " ".join(view.summary)
    assert NO_MISTAKE not in " ".join(view.summary)


def test_a_step_that_was_left_undone_says_so() -> None:
    said = lines(told(plan_of(venue_of("school")), "identification", "expired", done=False))
    assert said["What you did"] == "It was still open when the day was left."


@pytest.mark.parametrize(
    ("venue_id", "step_id", "is_drawn", "given", "happened", "did"),
    [
        ("school", "scratch_out", True, (2, 1), "one sheet was missing", "You counted again"),
        ("school", "scratch_out", False, (1, 2), "is not the number that lay there", "You counted again"),
        ("school", "seat", True, ("yes", "not_me"), "somebody else's", "The right name was on the screen"),
        ("school", "seat", False, ("not_me", "yes"), "was the right one", "The right name was on the screen"),
    ],
)
def test_counting_and_the_name_are_told_by_what_was_there(
    venue_id: str, step_id: str, is_drawn: bool, given: tuple[Json, ...], happened: str, did: str
) -> None:
    said = lines(told(drawn(venue_id, step_id, is_drawn), step_id, *given))
    assert happened in said["What happened"]
    assert said["What you did"].startswith(did)


@pytest.mark.parametrize(
    ("venue_id", "step_id", "given", "happened", "did"),
    [
        ("test_center", "scratch_in", (1, 2), "not every sheet", "You then handed in all of them."),
        ("test_center", "roster", ("R. Example", "Robin Example"), "not the name of the booking", "You signed again"),
        ("live_remote", "launch", ("reload", "launch"), "was loaded anew", "You waited, and the exam came."),
        ("live_remote", "end_session", ("leave", "end"), "You left the picture", "You ended the session"),
    ],
)
def test_every_other_step_has_its_own_words(
    venue_id: str, step_id: str, given: tuple[Json, ...], happened: str, did: str
) -> None:
    said = lines(told(plan_of(venue_of(venue_id)), step_id, *given))
    assert happened in said["What happened"]
    assert said["What you did"].startswith(did)
    assert said["The rule"]
    assert said["On the day"]


@pytest.mark.parametrize("venue_id", VENUE_IDS)
def test_a_thing_in_a_wrong_place_is_told_with_both_places(venue_id: str) -> None:
    plan = plan_of(venue_of(venue_id))
    step = next((step for step in plan.venue.steps if step.kind == "sort"), None)
    if step is None:
        assert venue_id == "live_remote"
        return
    first, second, *_ = step.places
    things: dict[str, Json] = {thing.id: thing.right for thing in step.things}
    phone = next(thing for thing in step.things if thing.id == "phone")
    wrong = second if phone.right == first.id else first
    view = told(plan, step.id, things | {"phone": wrong.id}, things)
    right = next(place.label for place in step.places if place.id == phone.right)
    happened = lines(view)["What happened"]
    assert happened == f"{phone.label}: its place is “{right}”, not “{wrong.label}”. {phone.why}"
    assert view.staff[0].what == f"{step.title}: 1 thing in another place"
