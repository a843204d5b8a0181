"""Where a rehearsed day stands: the plan and the notes in the attempt's log, and nothing else, give it again.

`day_state` reads what was noted and decides nothing: `judging` says whether what was done at a step was right, and
`scenes` plays what happens during the exam, whose notes are read here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import cast

from cehrs_desktop.exam.events import OtherEvent
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.rehearsal.acts import Act, Ask, Choice
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.venue import Step


@dataclass(frozen=True, slots=True)
class Try:
    """One try at a step: what was given and whether it was right; `told` are the reasons that were given."""

    step: str
    given: Json
    right: bool
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """Something said to the candidate or by them. `who` is ``proctor``, ``staff``, ``system`` (on the
    screen), ``candidate``, or ``narration``: what happens, said by nobody;
    `name` the name or role at that time, `day_ms` the clock on the wall of the day then (UTC milliseconds)."""

    at: Instant
    day_ms: int
    who: str
    name: str
    text: str
    spoken: bool


@dataclass(frozen=True, slots=True)
class Warning:
    """A minor warning: the rule's id and the words."""

    at: Instant
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene that is being played: what is still to come, its first act being on. `source` is ``incident`` or
    ``request``; `here` is when the present act came on."""

    id: str
    source: str
    todo: tuple[Act, ...]
    begun: Instant
    here: Instant


@dataclass(frozen=True, slots=True)
class DayState:
    """The day after all its notes. `step` indexes the venue's steps; `skipped_ms` is by how much shortened waits put
    the day's clock ahead of the computer's. `since` is how many tries were made before the step came on, this time.
    `ended`: why the real day or exam would have ended; `practice`: it was
    gone on with as practice after that. `proctors` and `moves` count changes of proctor and of station."""

    step: int = 0
    tries: tuple[Try, ...] = ()
    since: int = 0
    skipped_ms: int = 0
    ended: str = ""
    practice: bool = False
    scene: Scene | None = None
    played: frozenset[str] = frozenset()
    messages: tuple[Message, ...] = ()
    read: int = 0
    warnings: tuple[Warning, ...] = ()
    proctors: int = 0
    moves: int = 0
    survey: tuple[tuple[str, str], ...] | None = None

    def clock_ms(self, wall_ms: int) -> int:
        """The clock on the wall of the day, UTC milliseconds, when the computer's says `wall_ms`; without a shortened
        wait that is on."""
        return wall_ms + self.skipped_ms

    @property
    def unread(self) -> int:
        """How many messages to the candidate were not looked at."""
        return sum(message.who != "candidate" for message in self.messages[self.read :])

    def step_of(self, plan: DayPlan) -> Step | None:
        """The step on the screen; `None` when the day is over."""
        return plan.venue.steps[self.step] if self.step < len(plan.venue.steps) else None

    def tries_at(self, step_id: str) -> tuple[Try, ...]:
        """What was tried at a step."""
        return tuple(one for one in self.tries if one.step == step_id)

    def tries_here(self, step_id: str) -> tuple[Try, ...]:
        """What was tried at a step since it came on: who was sent back does all of it once more."""
        return tuple(one for one in self.tries[self.since :] if one.step == step_id)


def day_state(plan: DayPlan, notes: Iterable[OtherEvent]) -> DayState:
    """The day after these notes, in their order. Notes that are not the day's are passed over."""
    state = DayState()
    for note in notes:
        state = evolve_day(plan, state, note)
    return state


def evolve_day(plan: DayPlan, state: DayState, note: OtherEvent) -> DayState:
    """The day after one more note."""
    body = dict(note.body)
    match note.other_kind:
        case "day.step_tried":
            told = tuple(str(part) for part in cast(list[Json], body["told"]))
            tried = Try(str(body["step"]), body["given"], bool(body["right"]), told)
            return replace(state, tries=(*state.tries, tried))
        case "day.step_done":
            skipped = state.skipped_ms + cast(int, body.get("skipped_ms", 0))
            at = _index(plan, str(body["step"]), state.step)
            return replace(state, step=max(state.step, at + 1), since=len(state.tries), skipped_ms=skipped)
        case "day.went_back":
            return replace(state, step=_index(plan, str(body["to"]), state.step), since=len(state.tries))
        case "day.time_skipped":
            return replace(state, skipped_ms=state.skipped_ms + cast(int, body["ms"]))
        case "day.refused":
            return replace(state, ended=str(body["reason"]))
        case "day.went_on":
            return replace(state, practice=True)
        case "day.survey":
            answers = tuple((str(a), str(b)) for a, b in cast(list[list[Json]], body["answers"]))
            return replace(state, survey=answers)
        case "day.read":
            return replace(state, read=len(state.messages))
        case "candidate.said":
            return _with_message(plan, state, note.at, "candidate", body)
        case _:
            return _evolve_scene(plan, state, note, body)


def _evolve_scene(plan: DayPlan, state: DayState, note: OtherEvent, body: Mapping[str, Json]) -> DayState:
    if note.other_kind == "scene.begun":
        scene_id, source = str(body["id"]), str(body["source"])
        scene = Scene(scene_id, source, acts_of(plan, scene_id, source), note.at, note.at)
        played = state.played | {scene_id} if source == "incident" else state.played
        return replace(state, scene=scene, played=played)
    scene = state.scene
    if scene is None:
        return state
    match note.other_kind:
        case "scene.said":
            state = _with_message(plan, state, note.at, str(body["who"]), body)
        case "scene.warned":
            warning = Warning(note.at, str(body["rule"]), str(body["text"]))
            state = _with_message(plan, replace(state, warnings=(*state.warnings, warning)), note.at, "proctor", body)
        case "scene.new_proctor":
            state = replace(state, proctors=state.proctors + 1)
            state = _with_message(plan, state, note.at, "narration", body)
        case "scene.new_station":
            state = replace(state, moves=state.moves + 1)
        case "scene.chosen":
            first, then = scene.todo[0], tuple[Act, ...]()
            if isinstance(first, Ask):
                choice = next(choice for choice in first.choices if choice.id == body["choice"])
                then = choice.then
                state = _with_answer(plan, state, note.at, first, choice, silent=bool(body.get("silent")))
            scene = replace(scene, todo=(first, *then, *scene.todo[1:]))
        case "scene.passed":
            pass
        case "scene.exam_ended":
            return replace(state, ended=str(body["text"]), scene=replace(scene, todo=()))
        case "scene.over":
            return replace(state, scene=None)
        case _:
            return state
    return replace(state, scene=replace(scene, todo=scene.todo[1:], here=note.at))


def _with_message(plan: DayPlan, state: DayState, at: Instant, who: str, body: Mapping[str, Json]) -> DayState:
    name = plan.proctor(state.proctors) if who == "proctor" else ""
    said = Message(at, state.clock_ms(at.wall_ms), who, name, str(body["text"]), bool(body.get("spoken")))
    return replace(state, messages=(*state.messages, said))


def _with_answer(plan: DayPlan, state: DayState, at: Instant, ask: Ask, choice: Choice, *, silent: bool) -> DayState:
    """What was asked and answered stays in the conversation; who answered has read everything until then."""
    asked_at = state.scene.here if state.scene is not None else at
    # The question is put by the rehearsal: it says what happens and asks what one does.
    state = _with_message(plan, state, asked_at, "narration", {"text": ask.text})
    if silent:
        return state
    state = _with_message(plan, state, at, "candidate", {"text": choice.label})
    return replace(state, read=len(state.messages))


def acts_of(plan: DayPlan, scene_id: str, source: str) -> tuple[Act, ...]:
    """The acts of an incident of the plan, or of a request of its venue; none when there is no such scene."""
    if source == "request":
        return next((request.acts for request in plan.venue.requests if request.id == scene_id), ())
    return next((planned.incident.acts for planned in plan.incidents if planned.incident.id == scene_id), ())


def _index(plan: DayPlan, step_id: str, otherwise: int) -> int:
    return next((n for n, step in enumerate(plan.venue.steps) if step.id == step_id), otherwise)
