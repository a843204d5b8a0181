"""Whether what was done at a step of the day is right, when the day is open, and what a step still shows of its drills.

`judge` looks at the plan and at what was tried before; it stores nothing and shows nothing. What is told when something
is not right are ids or the data's own words: `presentation` turns them into sentences.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.rehearsal.day import DayState, Try
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.venue import (
    CameraStep,
    ChecklistStep,
    CountStep,
    EndSessionStep,
    IdentityStep,
    LaunchStep,
    NameStep,
    ProgramsStep,
    SignStep,
    SortStep,
    Step,
    TutorialTestStep,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether what was given at a step is right, and the reasons that are told when it is not (ids or words)."""

    right: bool
    told: tuple[str, ...] = ()


def judge(plan: DayPlan, state: DayState, step: Step, given: Json, *, day_ms: int = 0) -> Verdict:
    """Judge what was given at a step. `day_ms` is the clock on the wall (UTC ms), which only a Tutorial Test asks for.

    Identity: a card's id; sort: ``{thing: place}``; checklist: a check's id, once shown and once more when what was
    found there is removed; sign: the typed name; count: the number that was counted; name: ``yes`` or ``not_me``;
    programs: the id of the one that was closed; camera: ``picture``; launch: ``launch`` or ``reload``; end of the
    session: ``end`` or ``leave``; Tutorial Test: ``launch`` or ``skip``, and when one that was launched is over ``end``
    or ``time_over``. Every other step is passed by being done. The reasons of identity and of a checklist are the
    data's own words, of sort the ids of the things in a wrong place, of all others one word (``glare``, ``other_name``,
    ``short``, ``count``, ``missing``, ``not_the_name``, ``is_right``, ``reload``, ``left_early``, ``expired``,
    ``closed``).
    """
    match step:
        case IdentityStep(cards=cards):
            card = next((card for card in cards if card.id == given), None)
            refused = "" if card is None else card.refused
            if card is None or refused:
                return Verdict(False, (refused,) if refused else ())
            return Verdict(False, ("glare",)) if has_glare(plan, state, step) else Verdict(True)
        case SortStep(things=things):
            placed = cast(dict[str, Json], given) if isinstance(given, dict) else {}
            wrong = tuple(thing.id for thing in things if placed.get(thing.id) != thing.right)
            return Verdict(not wrong, wrong)
        case ChecklistStep():
            # What was found and removed once is not there when all is shown again.
            found = next((check.finding for check in plan.findings(step) if check.id == given), "")
            known = any(one.given == given for one in state.tries_at(step.id))
            return Verdict(False, (found,)) if found and not known else Verdict(True)
        case SignStep():
            same = _plain_name(str(given)) == _plain_name(plan.name)
            return Verdict(same, () if same else ("not_the_name",))
        case CountStep(way="out"):
            there = plan.sheets(step)
            # Who is given fewer sheets than were announced has to say so: the number counted is the right answer.
            return Verdict(given == there, () if given == there else ("short" if there < step.sheets else "count",))
        case CountStep():
            out = next(s for s in plan.venue.steps if isinstance(s, CountStep) and s.way == "out")
            return Verdict(given == out.sheets, () if given == out.sheets else ("missing",))
        case NameStep():
            if name_shown(plan, state, step) != plan.name:
                return Verdict(given == "not_me", () if given == "not_me" else ("other_name",))
            return Verdict(given == "yes", () if given == "yes" else ("is_right",))
        case CameraStep() if given == "picture" and has_glare(plan, state, step):
            return Verdict(False, ("glare",))
        case LaunchStep() if given == "reload":
            return Verdict(False, ("reload",))
        case EndSessionStep() if given == "leave":
            return Verdict(False, ("left_early",))
        case TutorialTestStep(launches=launches) if given == "launch":
            closed = plan.test_closed(step, day_ms)
            if closed or launched(state.tries, step) >= launches:
                return Verdict(False, ("closed" if closed else "expired",))
            return Verdict(True)
        case _:
            return Verdict(True)


def launched(tries: Iterable[Try], step: TutorialTestStep) -> int:
    """How many Tutorial Tests were launched. One that was broken off counts."""
    return sum(one.step == step.id and one.given == "launch" and one.right for one in tries)


def has_glare(plan: DayPlan, state: DayState, step: IdentityStep | CameraStep) -> bool:
    """Whether light is mirrored on the card: until the first picture of it is refused, where that was drawn."""
    told = any("glare" in one.told for one in state.tries_at(step.id))
    return step.glare and plan.glare(step.id) and not told


def still_there(plan: DayPlan, state: DayState, step: ChecklistStep) -> frozenset[str]:
    """The checks at which something lies that was not found before the step came on, this time."""
    before = {str(one.given) for one in state.tries[: state.since] if one.step == step.id}
    return frozenset(check.id for check in plan.findings(step)) - before


def name_shown(plan: DayPlan, state: DayState, step: NameStep) -> str:
    """The name on the screen of the seat: somebody else's, if one was drawn, until the candidate says so."""
    other = plan.other_name(step)
    told = any(one.given == "not_me" for one in state.tries_at(step.id))
    return other if other and not told else plan.name


def without_fault(step: Step, tried: Try) -> bool:
    """Whether a refusal at a step was nobody's mistake: the day had drawn it (mirrored light, something that is found),
    or a Tutorial Test was not open any more."""
    if isinstance(step, (ChecklistStep, TutorialTestStep)):
        return True
    return isinstance(step, (IdentityStep, CameraStep)) and tried.told == ("glare",)


def finishes(plan: DayPlan, step: Step, given: Json) -> bool:
    """Whether a step is over with this right answer, or goes on until the candidate does."""
    match step:
        case NameStep():
            return given == "yes"
        case CountStep(way="out", sheets=sheets):
            return plan.sheets(step) == sheets
        case TutorialTestStep():
            return given == "skip"
        case ChecklistStep() | ProgramsStep() | CameraStep() | LaunchStep():
            return False
        case _:
            return True


def _plain_name(name: str) -> str:
    return " ".join(name.split()).casefold()


def gate(plan: DayPlan, day_ms: int) -> str:
    """Whether one may arrive or launch at this time of the day's clock (UTC ms): ``early``, ``open`` or ``late``."""
    if day_ms < plan.opens_ms:
        return "early"
    return "open" if day_ms <= plan.closes_ms else "late"
