"""The scenes of a day as entries of its debrief: what came on, what was decided, what followed, what it cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cehrs_desktop.exam.events import AttemptAbandoned, ExamEnded
from cehrs_desktop.rehearsal import relaunch
from cehrs_desktop.rehearsal.acts import Act, Ask
from cehrs_desktop.rehearsal.debrief_entries import Cost, Decision, Happening, Place, SceneEntry, Warned
from cehrs_desktop.rehearsal.incidents import Incident
from cehrs_desktop.rehearsal.log_walk import Mark, ending_of
from cehrs_desktop.rehearsal.plan import DayPlan

SCENE, AGAIN = "scene.", "again."


def place_of(mark: Mark, seqs: tuple[int, ...] = ()) -> Place:
    """Where a mark is; `seqs` when an entry is about more than this one event."""
    return Place(seqs or (mark.seq,), mark.event.at, mark.day_ms, mark.part, mark.position, mark.used_ms)


def scene_entries(plan: DayPlan, marks: Sequence[Mark], warnings: Sequence[Warned]) -> Iterator[SceneEntry]:
    """Every scene that began, in the order of time."""
    for index, mark in enumerate(marks):
        if mark.kind == "scene.begun":
            own, end = _span(marks, index)
            yield _entry(plan, own, end, warnings)


def _span(marks: Sequence[Mark], first: int) -> tuple[list[Mark], Mark]:
    """The notes of the scene that begins at `first`, and the mark at which it was over or broke off."""
    own = [marks[first]]
    for mark in marks[first + 1 :]:
        if mark.kind == "scene.begun":
            return own, own[-1]
        broke_off = isinstance(mark.event, AttemptAbandoned) or (
            isinstance(mark.event, ExamEnded) and own[0].part == "exam"
        )
        if broke_off:
            return own, mark
        if mark.kind.startswith((SCENE, AGAIN)) or mark.kind == "day.went_on":
            own.append(mark)
        if mark.kind == "scene.over":
            return own, mark
    return own, marks[-1]


def _entry(plan: DayPlan, own: Sequence[Mark], end: Mark, warnings: Sequence[Warned]) -> SceneEntry:
    first = own[0]
    scene_id, request = str(first.body["id"]), first.body["source"] == "request"
    incident = None if request else _incident(plan, scene_id)
    seqs = tuple(mark.seq for mark in own)
    return SceneEntry(
        place=place_of(first, seqs),
        cost=cost_between(first, end),
        rule=incident.rule if incident else "",
        on_the_day=incident.on_the_day if incident else "",
        source=incident.source if incident else "",
        unconfirmed=incident.unconfirmed if incident else False,
        id=scene_id,
        title=incident.title if incident else _request_label(plan, scene_id),
        request=request,
        happened=tuple(_happened(plan, own)),
        decisions=tuple(one for mark in own for one in _decision(mark)),
        warnings=tuple(one for one in warnings if one.seq in seqs),
        ending=ending_of(own),
        finished=own[-1].kind == "scene.over",
    )


def cost_between(first: Mark, end: Mark) -> Cost:
    """What went by from one mark to another."""
    exam_ms = max(0, end.used_ms - first.used_ms)
    hidden_ms = min(exam_ms, max(0, end.hidden_ms - first.hidden_ms))
    return Cost(exam_ms, hidden_ms, end.awake_ms - first.awake_ms)


def _incident(plan: DayPlan, incident_id: str) -> Incident | None:
    return next((one.incident for one in plan.incidents if one.incident.id == incident_id), None)


def _request_label(plan: DayPlan, request_id: str) -> str:
    return next((request.label for request in plan.venue.requests if request.id == request_id), request_id)


def act_on(mark: Mark) -> Act | None:
    """The act that was on when a note was made."""
    scene = mark.before.scene
    return scene.todo[0] if scene is not None and scene.todo else None


def _happened(plan: DayPlan, own: Sequence[Mark]) -> Iterator[Happening]:
    """What came on, each with how many decisions were made before it."""
    titles = {step.id: step.title for step in plan.venue.steps}
    decisions, again = 0, list[str]()
    for mark in own:
        yield from (replace(one, after=decisions) for one in _happening(plan, mark))
        decisions += mark.kind == "scene.chosen"
        if mark.kind == relaunch.DONE:
            again.append(titles.get(str(mark.body["step"]), str(mark.body["step"])))
        elif again and mark.kind.startswith(SCENE):
            yield Happening("checked_in", _listed(again), after=decisions)
            again = []
    yield from (replace(one, after=decisions) for one in _unfinished(own[-1]))
    if again:
        yield Happening("checked_in", _listed(again), after=decisions)


def _listed(titles: Sequence[str]) -> str:
    return f"{'; '.join(dict.fromkeys(titles))}."


def _happening(plan: DayPlan, mark: Mark) -> Iterator[Happening]:
    body = mark.body
    match mark.kind:
        case "scene.said":
            who = str(body["who"])
            name = plan.proctor(mark.before.proctors) if who == "proctor" else ""
            yield Happening("said", str(body["text"]), who, name, bool(body.get("spoken")))
        case "scene.warned":
            yield Happening("warned", str(body["text"]), "proctor", plan.proctor(mark.before.proctors))
        case "scene.new_proctor":
            yield Happening("new_proctor", str(body["text"]), "system", plan.proctor(mark.after.proctors))
        case "scene.exam_ended":
            yield Happening("ended", str(body["text"]))
        case "scene.passed" | "scene.new_station":
            act = act_on(mark)
            if act is not None:
                yield Happening(act.kind, act.text)
        case _:
            pass


def _unfinished(last: Mark) -> Iterator[Happening]:
    scene = last.after.scene
    if scene is not None and scene.todo:
        act = scene.todo[0]
        yield Happening(act.kind, act.text, unfinished=True)


def _decision(mark: Mark) -> Iterator[Decision]:
    act = act_on(mark)
    if mark.kind != "scene.chosen" or not isinstance(act, Ask):
        return
    chosen = next((one for one in act.choices if one.id == mark.body["choice"]), None)
    if chosen is not None:
        better = () if chosen.good else tuple(one.label for one in act.choices if one.good)
        silent = bool(mark.body.get("silent"))
        yield Decision(act.text, chosen.label, chosen.good, chosen.told, silent, better)
