"""The check-in after a new start in the middle of an exam: the venue's own steps that are done once more.

It goes on inside one act, the fault that made the new start necessary, and stands in the attempt's notes like all of
the day: a program that is killed in it goes on at the same step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from cehrs_desktop.exam.events import OtherEvent
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.rehearsal.acts import Fault
from cehrs_desktop.rehearsal.day import DayState, Try
from cehrs_desktop.rehearsal.plan import DayPlan

BEGUN, TRIED, DONE, BACK = "again.begun", "again.tried", "again.done", "again.went_back"
"""The kinds of its notes. Tried and done are as ``day.step_tried`` and ``day.step_done``, and count for it alone."""


def checked_in_again(plan: DayPlan, state: DayState, notes: Sequence[OtherEvent]) -> DayState | None:
    """The day as it stands at the step that is done once more; `None` while no such check-in is on."""
    names, scene = plan.venue.relaunch_steps, state.scene
    act = scene.todo[0] if scene is not None and scene.todo else None
    if not names or not isinstance(act, Fault) or not act.relaunch:
        return None
    at, tries, since = -1, state.tries, len(state.tries)
    for note in _since_begun(notes):
        body = dict(note.body)
        match note.other_kind:
            case "again.begun":
                at = 0
            case "again.tried":
                told = tuple(str(part) for part in cast(list[Json], body["told"]))
                tries = (*tries, Try(str(body["step"]), body["given"], bool(body["right"]), told))
            case "again.done":
                at, since = at + 1, len(tries)
            case "again.went_back":
                to = str(body["to"])
                at, since = names.index(to) if to in names else 0, len(tries)
            case _:
                pass
    if not 0 <= at < len(names):
        return None
    index = next(n for n, step in enumerate(plan.venue.steps) if step.id == names[at])
    return replace(state, step=index, tries=tries, since=since)


def _since_begun(notes: Sequence[OtherEvent]) -> Sequence[OtherEvent]:
    """The notes of the check-in of the act that is on: what moves a scene is the end of the check-in before it."""
    for back, note in enumerate(reversed(notes), 1):
        if note.other_kind.startswith("scene."):
            return ()
        if note.other_kind == BEGUN:
            return notes[-back:]
    return ()


def is_last(plan: DayPlan, step_id: str) -> bool:
    """Whether the question comes back after this step."""
    return plan.venue.relaunch_steps[-1:] == (step_id,)
