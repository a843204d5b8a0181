"""The record that staff would keep of an attempt, in words: one short line for each kind of event."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation.day_texts import verdict
from cehrs_desktop.presentation.debrief_texts import CAME_ON, SUSPENSIONS, said
from cehrs_desktop.presentation.lockdown_texts import observation_line
from cehrs_desktop.rehearsal.debrief_entries import Seen

_FIXED = {
    "exam.name_confirmed": "Name on the screen confirmed",
    "exam.agreement_accepted": "Agreement accepted",
    "exam.agreement_declined": "Agreement declined",
    "exam.started": "Exam started",
    "exam.resumed": "Exam resumed",
    "exam.item_uncovered": "Question shown again",
    "exam.survey_closed": "Session closed",
    "day.went_on": "Gone on as practice",
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
        return f"Noticed: {observation_line(one.kind.removeprefix('observed.'), one.body)}"
    return one.kind


def _covered(one: Seen) -> str:
    reason = _text(one, "reason")
    clock = "the clock runs" if one.body.get("clock_runs") else "the clock stands"
    return f"Question covered ({CAME_ON.get(reason, reason).split(',', maxsplit=1)[0].lower()}), {clock}"


def _tried(one: Seen) -> str:
    told = [str(part) for part in cast(list[Json], one.body.get("told") or [])]
    placed = isinstance(one.body.get("given"), dict)
    why = f"{len(told)} in a wrong place" if placed else verdict(told)
    return f"{one.words}: not accepted. {why}".strip()


def _chosen(one: Seen) -> str:
    return f"No answer in time: {one.words}" if one.body.get("silent") else f"You answered: {one.words}"


def _text(one: Seen, key: str) -> str:
    return str(one.body.get(key, ""))


_LINES: dict[str, Callable[[Seen], str]] = {
    "exam.suspended": lambda one: f"Exam stood still. {SUSPENSIONS.get(_text(one, 'reason'), _text(one, 'reason'))}",
    "exam.item_covered": _covered,
    "exam.ended": lambda one: _ENDED.get(_text(one, "reason"), _text(one, "reason")),
    "exam.abandoned": lambda _: "Attempt given up",
    "day.step_tried": _tried,
    "day.step_done": lambda one: f"{one.words}: done",
    "day.went_back": lambda one: f"{one.words}: not accepted, taken back",
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
