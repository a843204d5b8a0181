"""The record that staff would keep of an attempt, in words: one short line for each kind of event."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation.debrief_card_texts import CAME_ON, SUSPENSIONS, said, times
from cehrs_desktop.presentation.debrief_step_texts import reasons
from cehrs_desktop.presentation.lockdown_texts import observation_line
from cehrs_desktop.presentation.report_texts import duration_text
from cehrs_desktop.rehearsal import relaunch
from cehrs_desktop.rehearsal.accommodations import USED
from cehrs_desktop.rehearsal.debrief_entries import Seen, times_of

_FIXED = {
    "exam.name_confirmed": "Name on the screen confirmed",
    "exam.agreement_accepted": "Agreement accepted",
    "exam.agreement_declined": "Agreement declined",
    "exam.started": "Exam started",
    "exam.resumed": "Exam resumed",
    "exam.item_uncovered": "Question shown again",
    "exam.survey_closed": "Session closed",
    "day.went_on": "Gone on as practice",
    relaunch.BEGUN: "Started again, and checked in once more",
}
_ENDED = {"submitted": "Exam ended and submitted", "time_out": "Exam ended: the time ran out"}
_OVER = {
    "pause": "Pause over",
    "fault": "Fault over",
    "away": "Back from the break",
    "recheck": "Checks done",
    "noise": "Noise over",
}


def staff_line(one: Seen) -> str:
    """One event of the record."""
    if one.kind in _FIXED:
        return _FIXED[one.kind]
    if one.kind in _LINES:
        return _LINES[one.kind](one)
    if one.kind.startswith("observed."):
        return f"Noticed: {_noticed(one)}"
    return one.kind


def _noticed(one: Seen) -> str:
    many, ms = times_of(one.body), one.body.get("ms")
    if many > 1 and isinstance(ms, int):
        # Several losses of the keyboard in one note: how long they were together.
        return f"Another window had the keyboard more than once, for {duration_text(ms)} in all."
    return times(observation_line(one.kind.removeprefix("observed."), one.body), many)


def _covered(one: Seen) -> str:
    reason = _text(one, "reason")
    clock = "the clock runs" if one.body.get("clock_runs") else "the clock stands"
    return f"Question covered ({CAME_ON.get(reason, reason).split(',', maxsplit=1)[0].lower()}), {clock}"


def _tried(one: Seen) -> str:
    told = [str(part) for part in cast(list[Json], one.body.get("told") or [])]
    if isinstance(one.body.get("given"), dict):
        things = "1 thing" if len(told) == 1 else f"{len(told)} things"
        return f"{one.words}: {things} in another place"
    how = "found" if one.body.get("found") else "not accepted"
    return f"{one.words}: {how}. {reasons(told)}".strip()


def _chosen(one: Seen) -> str:
    if one.body.get("silent"):
        return f"No decision in time, gone on with: {one.words}"
    return f"You decided: {one.words}"


def _text(one: Seen, key: str) -> str:
    return str(one.body.get(key, ""))


_AIDS = {
    "reader": "Aid switched on for the first time: reading aloud",
    "line_reader": "Aid switched on for the first time: line reader",
    "masking": "Aid switched on for the first time: options covered",
}

_LINES: dict[str, Callable[[Seen], str]] = {
    "exam.suspended": lambda one: f"Exam stood still. {SUSPENSIONS.get(_text(one, 'reason'), _text(one, 'reason'))}",
    "exam.item_covered": _covered,
    "exam.ended": lambda one: _ENDED.get(_text(one, "reason"), _text(one, "reason")),
    USED: lambda one: _AIDS.get(_text(one, "aid"), "Aid switched on for the first time"),
    "exam.abandoned": lambda _: "Attempt given up",
    "day.step_tried": _tried,
    "day.step_done": lambda one: f"{one.words}: done",
    "day.went_back": lambda one: f"{one.words}: not accepted, taken back",
    relaunch.TRIED: _tried,
    relaunch.DONE: lambda one: f"{one.words}: done once more",
    relaunch.BACK: lambda one: f"{one.words}: not accepted, taken back",
    "day.refused": lambda one: f"Not admitted: {_text(one, 'reason')}",
    "candidate.said": lambda one: said("candidate", "", _text(one, "text"), spoken=False),
    "scene.begun": lambda one: f"You asked: {one.words}",
    "scene.said": lambda one: said(
        _text(one, "who"), one.name, _text(one, "text"), spoken=bool(one.body.get("spoken"))
    ),
    "scene.warned": lambda one: f"Warning. {said('proctor', one.name, _text(one, 'text'), spoken=False)}",
    "scene.chosen": _chosen,
    "scene.passed": lambda one: _OVER.get(_text(one, "act"), _text(one, "act")),
    "scene.new_proctor": lambda one: f"{CAME_ON['new_proctor']}: {_text(one, 'text')}",
    "scene.new_station": lambda one: f"{CAME_ON['new_station']}: {_text(one, 'text')}",
    "scene.exam_ended": lambda one: f"{CAME_ON['ended']}: {_text(one, 'text')}",
}
