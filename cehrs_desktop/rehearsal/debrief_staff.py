"""Which events of an attempt staff would see, on the day and in a record of it: those, and no more.

An aid of an accommodation is among them: staff know what was approved, a voice is heard, and a line reader or covered
options are on the screen that they look at. What was answered, marked or written is not, nor what only this program
knows: that a choice was lost, or that it could not hold a key. Staff are not there before the appointment: what was
done in the days before, a Tutorial Test too, is nobody's record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.rehearsal import relaunch
from cehrs_desktop.rehearsal.accommodations import USED
from cehrs_desktop.rehearsal.acts import Ask
from cehrs_desktop.rehearsal.debrief_entries import Annotation, Seen
from cehrs_desktop.rehearsal.debrief_scenes import act_on
from cehrs_desktop.rehearsal.log_walk import Mark
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.venue import AppointmentStep, ChecklistStep

_EXAM = (
    e.NameConfirmed,
    e.AgreementAccepted,
    e.AgreementDeclined,
    e.ExamStarted,
    e.SessionSuspended,
    e.SessionResumed,
    e.ItemCovered,
    e.ItemUncovered,
    e.ExamEnded,
    e.AttemptAbandoned,
    e.SurveyClosed,
)

_NOT_SEEN = frozenset({"observed.choice_lost", "observed.not_held", "scene.over"})


def staff_events(
    plan: DayPlan | None, marks: Iterable[Mark], notes: Mapping[int, tuple[Annotation, ...]]
) -> tuple[Seen, ...]:
    """What staff would see, in the order of the log, each with what the candidate wrote about it."""
    alone = _steps_alone(plan)
    return tuple(
        Seen(
            seq=mark.seq,
            at=mark.event.at,
            day_ms=mark.day_ms,
            kind=mark.kind,
            body=_body(plan, mark),
            words=_words(plan, mark),
            name=plan.proctor(mark.before.proctors) if plan and _is_proctors(mark) else "",
            question=mark.position,
            annotations=notes.get(mark.seq, ()),
        )
        for mark in marks
        if _is_seen(mark) and mark.body.get("step") not in alone
    )


def _steps_alone(plan: DayPlan | None) -> frozenset[str]:
    """The ids of the steps at which nobody else is: those before the candidate arrives or launches."""
    steps = plan.venue.steps if plan else ()
    arrival = next((n for n, step in enumerate(steps) if isinstance(step, AppointmentStep)), 0)
    return frozenset(step.id for step in steps[:arrival])


def _is_proctors(mark: Mark) -> bool:
    return mark.kind == "scene.warned" or (mark.kind == "scene.said" and mark.body["who"] == "proctor")


def _is_seen(mark: Mark) -> bool:
    if isinstance(mark.event, _EXAM):
        return True
    if mark.kind == "scene.begun":
        # An incident shows by what follows; that the candidate asked for something is seen at once.
        return mark.body["source"] == "request"
    if mark.kind == "scene.said" and mark.body["who"] == "narration":
        # It tells the candidate what is to be imagined.
        return False
    if mark.kind in _NOT_SEEN or (mark.kind in _TRIED and mark.body["right"]):
        # What was right is seen when the step is done.
        return False
    return mark.kind in _NOTES or mark.kind.startswith(("scene.", "again.", "observed.", "candidate."))


_TRIED = ("day.step_tried", relaunch.TRIED)
_NOTES = ("day.step_tried", "day.step_done", "day.went_back", "day.refused", "day.went_on", USED)


def _body(plan: DayPlan | None, mark: Mark) -> dict[str, Json]:
    """What a line of the record needs to know; `found`: a check brought something to light."""
    match mark.event:
        case e.SessionSuspended(reason=reason) | e.ExamEnded(reason=reason) | e.AttemptAbandoned(reason=reason):
            return {"reason": reason}
        case e.ItemCovered(reason=reason, clock_runs=clock_runs):
            return {"reason": reason, "clock_runs": clock_runs}
        case _ if plan is not None and mark.kind in _TRIED:
            step = next((step for step in plan.venue.steps if step.id == mark.body["step"]), None)
            return {**mark.body, "found": isinstance(step, ChecklistStep)}
        case _:
            return mark.body


def _words(plan: DayPlan | None, mark: Mark) -> str:
    """What the data call it: a step's or an act's words, a request's label, the label of what was chosen."""
    if plan is None:
        return ""
    body = mark.body
    act = act_on(mark)
    match mark.kind:
        case _ if "step" in body and mark.kind.startswith(("day.", "again.")):
            return next((step.title for step in plan.venue.steps if step.id == body.get("step")), "")
        case "scene.begun":
            return next((one.label for one in plan.venue.requests if one.id == body["id"]), "")
        case "scene.chosen" if isinstance(act, Ask):
            return next((one.label for one in act.choices if one.id == body["choice"]), "")
        case "scene.passed" | "scene.new_station":
            return act.text if act else ""
        case _ if mark.kind.startswith("observed."):
            kind = mark.kind.removeprefix("observed.")
            return next((one.title for one in plan.observations if one.kind == kind), "")
        case _:
            return str(body.get("text", ""))
