"""Which events of an attempt staff would see, on the day and in a record of it. What was answered is not among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.rehearsal.acts import Ask
from cehrs_desktop.rehearsal.debrief_entries import Annotation, Seen
from cehrs_desktop.rehearsal.debrief_scenes import act_on
from cehrs_desktop.rehearsal.log_walk import Mark
from cehrs_desktop.rehearsal.plan import DayPlan

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

_NOT_SEEN = frozenset({"observed.choice_lost", "scene.over"})


def staff_events(
    plan: DayPlan | None, marks: Iterable[Mark], notes: Mapping[int, tuple[Annotation, ...]]
) -> tuple[Seen, ...]:
    """What staff would see, in the order of the log, each with what the candidate wrote about it."""
    return tuple(
        Seen(
            seq=mark.seq,
            at=mark.event.at,
            kind=mark.kind,
            body=_body(mark),
            words=_words(plan, mark),
            name=plan.proctor(mark.before.proctors) if plan and _is_proctors(mark) else "",
            question=mark.position,
            annotations=notes.get(mark.seq, ()),
        )
        for mark in marks
        if _is_seen(mark)
    )


def _is_proctors(mark: Mark) -> bool:
    return mark.kind == "scene.warned" or (mark.kind == "scene.said" and mark.body["who"] == "proctor")


def _is_seen(mark: Mark) -> bool:
    if isinstance(mark.event, _EXAM):
        return True
    if mark.kind == "scene.begun":
        # An incident shows by what follows; that the candidate asked for something is seen at once.
        return mark.body["source"] == "request"
    if mark.kind in _NOT_SEEN or (mark.kind == "day.step_tried" and mark.body["right"]):
        # What was right is seen when the step is done.
        return False
    return mark.kind in _DAY or mark.kind.startswith(("scene.", "observed.", "candidate."))


_DAY = ("day.step_tried", "day.step_done", "day.went_back", "day.refused", "day.went_on")


def _body(mark: Mark) -> dict[str, Json]:
    match mark.event:
        case e.SessionSuspended(reason=reason) | e.ExamEnded(reason=reason) | e.AttemptAbandoned(reason=reason):
            return {"reason": reason}
        case e.ItemCovered(reason=reason, clock_runs=clock_runs):
            return {"reason": reason, "clock_runs": clock_runs}
        case _:
            return mark.body


def _words(plan: DayPlan | None, mark: Mark) -> str:
    """What the data call it: a step's or an act's words, a request's label, the label of what was chosen."""
    if plan is None:
        return ""
    body = mark.body
    act = act_on(mark)
    match mark.kind:
        case "day.step_tried" | "day.step_done" | "day.went_back" | "day.refused":
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
