"""What is right at each step of a day, what is nobody's mistake, and when the day is open."""

from __future__ import annotations

import pytest

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.rehearsal.day import DayState, Try
from cehrs_desktop.rehearsal.judging import Verdict, gate, judge, without_fault
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.venue import CameraStep, CountStep, IdentityStep, NameStep, Step, TutorialTestStep
from tests.rehearsed_days import VENUE, Rehearsal, plan_of

PLAN = plan_of()


def step(step_id: str) -> Step:
    return next(one for one in VENUE.steps if one.id == step_id)


def seeded(seed: str) -> DayPlan:
    return DayPlan(**{name: getattr(PLAN, name) for name in PLAN.__slots__ if name != "seed"}, seed=seed)


def first_seed(step_id: str, wanted: bool) -> DayPlan:
    """A plan whose seed draws, or does not draw, what may go wrong at a step."""
    for number in range(50):
        plan, one = seeded(f"seed {number}"), step(step_id)
        drawn = bool(plan.other_name(one)) if isinstance(one, NameStep) else False
        drawn = plan.sheets(one) < one.sheets if isinstance(one, CountStep) else drawn
        if drawn is wanted:
            return plan
    raise AssertionError("no such seed")


@pytest.mark.parametrize(
    ("step_id", "given", "right", "told"),
    [
        ("identity", "licence", True, ()),
        ("identity", "old", False, ("It has expired.",)),
        ("identity", "photo", False, ("A picture is no card.",)),
        ("identity", "no such card", False, ()),
        ("locker", {"phone": "locker", "card": "desk"}, True, ()),
        ("locker", {"phone": "desk", "card": "desk"}, False, ("phone",)),
        ("locker", {}, False, ("phone", "card")),
        ("locker", None, False, ("phone", "card")),
        ("roster", "  robin   EXAMPLE ", True, ()),
        ("roster", "Robin Exemple", False, ("not_the_name",)),
        ("roster", "", False, ("not_the_name",)),
        ("body", "pockets", False, ("A note is in the left one.",)),
        ("body", "sleeves", True, ()),
        ("paper_in", 2, True, ()),
        ("paper_in", 1, False, ("missing",)),
        ("arrive", "anything", True, ()),
        ("launch", "launch", True, ()),
        ("launch", "reload", False, ("reload",)),
        ("end", "end", True, ()),
        ("end", "leave", False, ("left_early",)),
    ],
)
def test_every_step_is_judged(step_id: str, given: Json, right: bool, told: tuple[str, ...]) -> None:
    assert judge(PLAN, DayState(), step(step_id), given) == Verdict(right, told)


def test_what_was_found_and_removed_is_not_found_again() -> None:
    lived = Rehearsal(PLAN)
    assert not lived.give("body", "pockets")
    assert lived.give("body", "pockets")


def test_sheets_are_counted_and_not_believed() -> None:
    short, whole = first_seed("paper_out", wanted=True), first_seed("paper_out", wanted=False)
    one = step("paper_out")
    assert judge(short, DayState(), one, 1).right
    assert judge(short, DayState(), one, 2) == Verdict(False, ("short",))
    assert judge(whole, DayState(), one, 2).right
    assert judge(whole, DayState(), one, 3) == Verdict(False, ("count",))


def test_somebody_elses_name_is_refused_until_it_is_put_right() -> None:
    lived = Rehearsal(first_seed("seat", wanted=True))
    assert not lived.give("seat", "yes")
    assert lived.give("seat", "not_me")
    assert not lived.give("seat", "not_me")
    assert lived.give("seat", "yes")
    assert [one.told for one in lived.day.tries_at("seat")] == [("other_name",), (), ("is_right",), ()]


def test_the_day_is_open_from_the_opening_to_the_late_limit() -> None:
    at, minute = PLAN.appointment_ms, 60_000
    opens, late = at - 30 * minute, at + 15 * minute
    assert [gate(PLAN, ms) for ms in (opens - 1, opens, at, late, late + 1)] == [
        "early",
        "open",
        "open",
        "open",
        "late",
    ]
    stricter = plan_of(late_minutes=0)
    assert gate(stricter, at) == "open"
    assert gate(stricter, at + 1) == "late"


@pytest.mark.parametrize(
    ("one", "given", "told", "faultless"),
    [
        (CameraStep(id="card", title="Card", task="card_front", glare=True), "picture", ("glare",), True),
        (IdentityStep(id="card", title="Card", cards=(), glare=True), "licence", ("glare",), True),
        (step("identity"), "old", ("It has expired.",), False),
        (step("body"), "pockets", ("A note is in the left one.",), True),
        (TutorialTestStep(id="test", title="Test"), "launch", ("expired",), True),
        (step("paper_out"), 2, ("short",), False),
        (step("seat"), "yes", ("other_name",), False),
        (step("launch"), "reload", ("reload",), False),
        (step("end"), "leave", ("left_early",), False),
    ],
)
def test_what_the_day_has_drawn_is_nobodys_mistake(
    one: Step, given: Json, told: tuple[str, ...], faultless: bool
) -> None:
    assert without_fault(one, Try(one.id, given, right=False, told=told)) is faultless
