"""The debrief of a day, read from its log: what came up, what was done about it, what it cost, what staff would see.

Costs are taken from the exam's own clock as the log replays it, so what happened while it stood costs no exam time.
Entries are made for what there is something to learn from; a step that was right at once has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.session import Session
from cehrs_desktop.exam.timeline import item_timelines
from cehrs_desktop.rehearsal.day import Warning
from cehrs_desktop.rehearsal.debrief_entries import (
    Annotation,
    Debrief,
    Entry,
    Ladder,
    LostEntry,
    NotReached,
    ObservedEntry,
    SuspendedEntry,
    Totals,
    Warned,
    times_of,
)
from cehrs_desktop.rehearsal.debrief_scenes import place_of, scene_entries
from cehrs_desktop.rehearsal.debrief_staff import staff_events
from cehrs_desktop.rehearsal.debrief_steps import step_entries
from cehrs_desktop.rehearsal.log_walk import Mark, ending_of, first_after, walk
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.scenes import THIRD

ANNOTATED = "day.annotated"
OBSERVED = "observed."
CHOICE_LOST = "observed.choice_lost"


def debrief(plan: DayPlan | None, start: Session, events: Sequence[e.Event]) -> Debrief:
    """The debrief of an attempt. `start` is the session before the first of `events`.

    Without a plan there was no day: what the program noticed and how the questions were worked on is told all the same.
    """
    marks = walk(plan, start, events)
    warnings = _warnings(plan, marks)
    found: list[Entry] = [*_observed(plan, marks), *_lost(plan, marks), *_suspended(marks)]
    if plan is not None:
        found += [*scene_entries(plan, marks, warnings), *step_entries(plan, marks)]
    notes = _annotations(marks)
    entries = [replace(one, annotations=_of(notes, one.place.seqs)) for one in found]
    day = marks[-1].after if marks else None
    return Debrief(
        day=plan is not None,
        entries=tuple(sorted(entries, key=lambda entry: entry.place.seqs[0])),
        warnings=warnings,
        ladder=_ladder(plan, warnings),
        ending=ending_of(marks),
        not_reached=_not_reached(plan, day.played if day else frozenset()),
        staff=staff_events(plan, marks, notes),
        totals=_totals(start, events),
        skipped_ms=day.skipped_ms if day else 0,
    )


# ---- warnings
def _warnings(plan: DayPlan | None, marks: Iterable[Mark]) -> tuple[Warned, ...]:
    rules = {rule.id: rule for rule in plan.rules} if plan else {}
    found: list[Warned] = []
    for mark in marks:
        if mark.kind != "scene.warned" or len(mark.after.warnings) == len(mark.before.warnings):
            continue
        given: tuple[Warning, ...] = mark.after.warnings
        warning = given[-1]
        rule = rules.get(warning.rule)
        found.append(
            Warned(
                seq=mark.seq,
                at=mark.event.at,
                number=len(given),
                of_rule=sum(one.rule == warning.rule for one in given),
                rule=warning.rule,
                title=rule.title if rule else warning.rule,
                text=rule.text if rule else "",
                said=warning.text,
                question=mark.position,
            )
        )
    return tuple(found)


def _ladder(plan: DayPlan | None, warnings: Sequence[Warned]) -> Ladder:
    most = max(Counter(one.rule for one in warnings).values(), default=0)
    return Ladder(plan.choices.ladder if plan else "third", len(warnings), most, THIRD)


# ---- what the program noticed, and what happened to it
def _observed(plan: DayPlan | None, marks: Iterable[Mark]) -> Iterable[Entry]:
    known = {one.kind: one for one in plan.observations} if plan else {}
    kinds: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.kind.startswith(OBSERVED) and mark.kind != CHOICE_LOST:
            kinds.setdefault(mark.kind.removeprefix(OBSERVED), []).append(mark)
    for what, seen in kinds.items():
        words = known.get(what)
        yield ObservedEntry(
            place=place_of(seen[0], tuple(mark.seq for mark in seen)),
            rule=words.rule if words else "",
            on_the_day=words.on_the_day if words else "",
            what=what,
            title=words.title if words else "",
            count=_losses(seen) if what == "focus_lost" else sum(times_of(mark.body) for mark in seen),
            away_ms=sum(ms for mark in seen if type(ms := mark.body.get("ms")) is int),
            innocent=words.innocent if words else (),
            details=tuple(mark.body for mark in seen),
        )


def _losses(seen: Iterable[Mark]) -> int:
    """How often the focus was lost. It is noted when that begins (0 ms) and when it is over: either may be missing,
    and in a note that gathers several the two alternate."""
    losses, away = 0, False
    for mark in seen:
        times = times_of(mark.body)
        for _ in range(times):
            begins = mark.body.get("ms") == 0 if times == 1 else not away
            losses += begins or not away
            away = begins
    return losses


def _lost(plan: DayPlan | None, marks: Iterable[Mark]) -> Iterable[Entry]:
    own = [mark for mark in marks if mark.kind == CHOICE_LOST]
    if own:
        words = next((one for one in plan.observations if one.kind == "choice_lost"), None) if plan else None
        yield LostEntry(
            place=place_of(own[0], tuple(mark.seq for mark in own)),
            rule=words.rule if words else "",
            on_the_day=words.on_the_day if words else "",
            lost=tuple((cast(int, mark.body["position"]), str(mark.body["option"])) for mark in own),
        )


def _suspended(marks: Sequence[Mark]) -> Iterable[Entry]:
    for mark in marks:
        if isinstance(mark.event, e.SessionSuspended):
            on = first_after(marks, mark.seq, e.SessionResumed.kind)
            seqs = (mark.seq,) if on is None else (mark.seq, on.seq)
            wall_ms = None if on is None else max(0, on.event.at.wall_ms - mark.event.at.wall_ms)
            yield SuspendedEntry(place=place_of(mark, seqs), reason=mark.event.reason, wall_ms=wall_ms)


# ---- the rest
def _not_reached(plan: DayPlan | None, played: frozenset[str]) -> tuple[NotReached, ...]:
    if plan is None:
        return ()
    titles = {step.id: step.title for step in plan.venue.steps}
    return tuple(
        NotReached(planned.incident.title, planned.minute, titles.get(planned.step, planned.step))
        for planned in plan.incidents
        if planned.incident.id not in played
    )


def _annotations(marks: Iterable[Mark]) -> dict[int, tuple[Annotation, ...]]:
    found: dict[int, tuple[Annotation, ...]] = {}
    for mark in marks:
        if mark.kind == ANNOTATED:
            seq = cast(int, mark.body["seq"])
            found[seq] = (*found.get(seq, ()), Annotation(mark.event.at, str(mark.body["text"])))
    return found


def _of(notes: dict[int, tuple[Annotation, ...]], seqs: Iterable[int]) -> tuple[Annotation, ...]:
    return tuple(note for seq in seqs for note in notes.get(seq, ()))


def _totals(start: Session, events: Sequence[e.Event]) -> Totals:
    timelines = item_timelines(start, events)
    standing: dict[int, str] = {}
    at_visit: dict[int, str | None] = {}
    marked_at: dict[int, int] = {}
    shown_at: dict[int, int] = {}
    for seq, event in enumerate(events, 1):
        match event:
            case e.ItemShown(position=position):
                shown_at[position] = seq
                at_visit[position] = standing.get(position)
            case e.ItemAnswered(position=position, option=option):
                standing[position] = option
            case e.ItemMarked(position=position, marked=True):
                marked_at[position] = seq
            case _:
                pass
    marked = tuple(n for n, timeline in enumerate(timelines, 1) if timeline.marked_at_end)
    return Totals(
        spent_ms=tuple(timeline.spent_ms for timeline in timelines),
        blank=tuple(n for n in range(1, len(timelines) + 1) if n not in standing),
        marked=marked,
        marked_never_revisited=tuple(n for n in marked if shown_at.get(n, 0) < marked_at[n]),
        changed_on_last_visit=tuple(
            n for n, option in sorted(standing.items()) if at_visit.get(n) not in (None, option)
        ),
    )
