"""What somebody gives at each step of a day who does everything right. Nothing here is a test."""

from __future__ import annotations

from collections.abc import Iterator

from cehrs_desktop.exam.plain import Json
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


def right_answers(plan: DayPlan, step: Step) -> Iterator[Json]:
    """One after the other; what the day refuses once (something found, mirrored light) is given again."""
    match step:
        case IdentityStep():
            good = next(card.id for card in plan.cards(step) if not card.refused)
            yield from (good, good)
        case SortStep(things=things):
            yield {thing.id: thing.right for thing in things}
        case ChecklistStep(checks=checks):
            found = plan.findings(step)
            for check in checks:
                yield from [check.id] * (1 + (check in found))
        case SignStep():
            yield plan.name
        case CountStep(way="out"):
            yield plan.sheets(step)
        case CountStep():
            yield next(s.sheets for s in plan.venue.steps if isinstance(s, CountStep) and s.way == "out")
        case NameStep():
            yield from (["not_me"] if plan.other_name(step) else [])
            yield "yes"
        case ProgramsStep():
            yield from (program.id for program in plan.running(step))
        case CameraStep():
            yield from ("picture", "picture")
        case LaunchStep():
            yield "launch"
        case EndSessionStep():
            yield "end"
        case TutorialTestStep():
            # It is the candidate's own affair: the shortest way is to go on without it.
            yield "skip"
        case _:
            yield None
