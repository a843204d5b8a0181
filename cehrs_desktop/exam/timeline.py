"""How the exam's time was spent, read from the events: seconds on each question, changes, returns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.session import Session, evolve


@dataclass(frozen=True, slots=True)
class ItemTimeline:
    """One question's share: `spent_ms` on screen with the clock running, visits, and the choices in their order."""

    spent_ms: int = 0
    visits: int = 0
    choices: tuple[str, ...] = ()
    marked_at_end: bool = False

    @property
    def changed(self) -> bool:
        """Whether a choice was replaced by another one."""
        return len(self.choices) > 1


def item_timelines(start: Session, events: Iterable[e.Event]) -> tuple[ItemTimeline, ...]:
    """Each question's timeline, in the form's order. `start` is the session before the first of `events`."""
    spent = [0] * len(start.responses)
    visits = [0] * len(start.responses)
    choices: list[list[str]] = [[] for _ in start.responses]
    session = start
    for event in events:
        if session.running and not isinstance(event, e.OtherEvent):
            used_before = session.clock.used_at(session.last) if session.last else session.clock.used_ms
            if not session.at_summary and session.covered is None:
                spent[session.position - 1] += session.clock.used_at(event.at) - used_before
        if isinstance(event, e.ItemShown):
            visits[event.position - 1] += 1
        elif isinstance(event, e.ItemAnswered):
            choices[event.position - 1].append(event.option)
        session = evolve(session, event)
    return tuple(
        ItemTimeline(ms, seen, tuple(chosen), response.marked)
        for ms, seen, chosen, response in zip(spent, visits, choices, session.responses, strict=True)
    )
