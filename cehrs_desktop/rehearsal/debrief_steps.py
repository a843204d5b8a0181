"""The steps before and after the exam as entries of the debrief: what was refused there, declined, or waited for.

A step that was right at once has no entry. Steps that are done once more, after a new start in the middle of the exam,
have entries of their own there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.rehearsal import relaunch
from cehrs_desktop.rehearsal.day import Try
from cehrs_desktop.rehearsal.debrief_entries import Cost, DeclinedEntry, Entry, RefusedEntry, StepEntry, WaitEntry
from cehrs_desktop.rehearsal.debrief_scenes import cost_between, place_of
from cehrs_desktop.rehearsal.log_walk import Mark, first_after
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.venue import AppointmentStep, Step, TutorialTestStep, WaitStep

TRIED, DONE, WENT_BACK = "day.step_tried", "day.step_done", "day.went_back"
FIRST, AGAIN = (TRIED, DONE, WENT_BACK), (relaunch.TRIED, relaunch.DONE, relaunch.BACK)
"""The kinds of the notes of a step, and of one that is done once more after a new start in the exam."""


def step_entries(plan: DayPlan, marks: Sequence[Mark]) -> Iterator[Entry]:
    """What there is to tell of the steps of the day, one kind after the other."""
    yield from _refused_at(plan, marks, *FIRST)
    yield from _refused_at(plan, marks, *AGAIN)
    yield from _declined(plan, marks)
    yield from _not_admitted(plan, marks)
    yield from _waits(plan, marks)


def _refused_at(plan: DayPlan, marks: Sequence[Mark], tried_kind: str, done: str, back: str) -> Iterator[Entry]:
    for step in plan.venue.steps:
        own = [mark for mark in marks if mark.kind in (tried_kind, done, back) and mark.body["step"] == step.id]
        tried = [mark for mark in own if mark.kind == tried_kind]
        told = [mark for mark in tried if _is_told(step, mark)]
        if told:
            yield StepEntry(
                place=place_of(told[0], tuple(mark.seq for mark in tried)),
                source=step.source,
                unconfirmed=step.unconfirmed,
                cost=sum((_until_next(own, mark) for mark in told if not mark.body["right"]), Cost()),
                step=step,
                tries=tuple(_try(mark) for mark in tried),
                passed=first_after(marks, told[-1].seq, done, step.id) is not None,
            )


def _try(tried: Mark) -> Try:
    body = tried.body
    told = tuple(str(part) for part in cast(list[Json], body["told"]))
    return Try(str(body["step"]), body["given"], bool(body["right"]), told)


def _is_told(step: Step, tried: Mark) -> bool:
    ended_by_clock = isinstance(step, TutorialTestStep) and tried.body["given"] == "time_over"
    return ended_by_clock or not tried.body["right"]


def _until_next(own: Sequence[Mark], tried: Mark) -> Cost:
    """What it took until something was tried at the step again, or it was left."""
    after = next((mark for mark in own if mark.seq > tried.seq), tried)
    return cost_between(tried, after)


def _declined(plan: DayPlan, marks: Sequence[Mark]) -> Iterator[Entry]:
    titles = {step.id: step.title for step in plan.venue.steps}
    for mark in marks:
        step = _step(plan, mark) if mark.kind in (WENT_BACK, relaunch.BACK) else None
        if step is not None:
            back_to = str(mark.body["to"])
            yield DeclinedEntry(
                place=place_of(mark),
                source=step.source,
                unconfirmed=step.unconfirmed,
                step=step,
                back_to=titles.get(back_to, back_to),
            )


def _not_admitted(plan: DayPlan, marks: Sequence[Mark]) -> Iterator[Entry]:
    for mark in marks:
        if mark.kind == "day.refused":
            on = first_after(marks, mark.seq, "day.went_on")
            seqs = (mark.seq,) if on is None else (mark.seq, on.seq)
            step = _step(plan, mark)
            yield RefusedEntry(
                place=place_of(mark, seqs),
                rule=step.late if isinstance(step, AppointmentStep) else "",
                source=step.source if step else "",
                unconfirmed=step.unconfirmed if step else False,
                reason=str(mark.body["reason"]),
                practice=on is not None,
            )


def _waits(plan: DayPlan, marks: Sequence[Mark]) -> Iterator[Entry]:
    here, before = None, 0
    for mark in marks:
        skipped_ms = mark.after.skipped_ms - mark.before.skipped_ms
        step = _step(plan, mark)
        if mark.kind in (DONE, relaunch.DONE) and isinstance(step, WaitStep):
            full_ms = plan.wait_minutes(step) * 60_000
            # What is done once more leaves its shortening to a note of its own, just before.
            shortened_ms = skipped_ms if mark.kind == DONE else before
            yield WaitEntry(
                place=place_of(mark),
                source=step.source,
                unconfirmed=step.unconfirmed,
                cost=_waited(here or marks[0], mark, full_ms - shortened_ms),
                title=step.title,
                full_ms=full_ms,
                skipped_ms=shortened_ms,
            )
        elif mark.kind == "day.time_skipped" and mark.part != "exam":
            at = mark.before.step_of(plan)
            title = at.title if at else ""
            yield WaitEntry(place=place_of(mark), title=title, full_ms=skipped_ms, skipped_ms=skipped_ms)
        if mark.kind in _ON:
            # What came up before a step is no part of the wait at it.
            here = mark
        before = skipped_ms


def _waited(here: Mark, done: Mark, whole_ms: int) -> Cost:
    """What a wait took. One in which the program was killed began anew with it: it was waited out to its end since."""
    cost = cost_between(here, done)
    if here.event.at.run == done.event.at.run:
        return cost
    return replace(cost, awake_ms=max(cost.awake_ms, whole_ms))


_ON = (DONE, WENT_BACK, relaunch.BEGUN, relaunch.DONE, relaunch.BACK, "scene.over")


def _step(plan: DayPlan, mark: Mark) -> Step | None:
    return next((step for step in plan.venue.steps if step.id == mark.body.get("step")), None)
