"""The study page as a value to draw: what to do today, why, and what a learner should know at a glance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TaskView:
    """One thing to do. `key` is told when its button `action` is pressed; no action: nothing to press. `why` are
    sentences."""

    key: str
    title: str
    detail: str
    why: tuple[str, ...]
    action: str = ""


@dataclass(frozen=True, slots=True)
class StudyView:
    """The page. `facts` are lines under the date; `notes` say what was found out of order, with what is safe."""

    name: str
    day: str
    date_line: str
    tasks: tuple[TaskView, ...]
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
