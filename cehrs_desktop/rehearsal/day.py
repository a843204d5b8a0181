"""Where a rehearsed day stands: the plan and the notes in the attempt's log, and nothing else, give it again.

`day_state` reads what was noted; `judge` says whether what was done at a step was right; neither decides what is shown.
What happens during the exam is played by `scenes`, whose notes are read here too.
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
from cehrs_desktop.rehearsal.venue import (
    CameraStep,
    ChecklistStep,
    CountStep,
    EndSessionStep,
    IdentityStep,
    LaunchStep,
    NameStep,
    ProgramsStep,
    SignStep,
    SortStep,
    Step,
    TutorialTestStep,
)


@dataclass(frozen=True, slots=True)
class Try:
    """One try at a step: what was given and whether it was right; `told` are the reasons that were given."""

    step: str
    given: Json
    right: bool
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """Something said to the candidate or by them. `who` is ``proctor``, ``staff``, ``system`` or ``candidate``;
    `name` the name or role at that time."""

    at: Instant
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
    the day's clock ahead of the wall clock. `since` is how many tries were made before the step came on, this time.
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
            state = _with_message(plan, state, note.at, "system", body)
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
    said = Message(at, who, name, str(body["text"]), bool(body.get("spoken")))
    return replace(state, messages=(*state.messages, said))


def _with_answer(plan: DayPlan, state: DayState, at: Instant, ask: Ask, choice: Choice, *, silent: bool) -> DayState:
    """What was asked and answered stays in the conversation; who answered has read everything until then."""
    asked_at = state.scene.here if state.scene is not None else at
    # The question is put by the rehearsal: it says what happens and asks what one does.
    state = _with_message(plan, state, asked_at, "system", {"text": ask.text})
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


# ---- what was right
@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether what was given at a step is right, and the reasons that are told when it is not (ids or words)."""

    right: bool
    told: tuple[str, ...] = ()


def judge(plan: DayPlan, state: DayState, step: Step, given: Json, *, day_ms: int = 0) -> Verdict:
    """Judge what was given at a step. `day_ms` is the clock on the wall (UTC ms), which only a Tutorial Test asks for.

    Identity: a card's id; sort: ``{thing: place}``; checklist: a check's id, once shown and once more when what was
    found there is removed; sign: the typed name; count: the number that was counted; name: ``yes`` or ``not_me``;
    programs: the id of the one that was closed; camera: ``picture``; launch: ``launch`` or ``reload``; end of the
    session: ``end`` or ``leave``; Tutorial Test: ``launch`` or ``skip``, and when one that was launched is over ``end``
    or ``time_over``. Every other step is passed by being done. The reasons of identity and of a checklist are the
    data's own words, of sort the ids of the things in a wrong place, of all others one word (``glare``, ``other_name``,
    ``short``, ``count``, ``missing``, ``not_the_name``, ``is_right``, ``reload``, ``left_early``, ``expired``,
    ``closed``).
    """
    match step:
        case IdentityStep(cards=cards):
            card = next((card for card in cards if card.id == given), None)
            refused = "" if card is None else card.refused
            if card is None or refused:
                return Verdict(False, (refused,) if refused else ())
            return Verdict(False, ("glare",)) if has_glare(plan, state, step) else Verdict(True)
        case SortStep(things=things):
            placed = cast(dict[str, Json], given) if isinstance(given, dict) else {}
            wrong = tuple(thing.id for thing in things if placed.get(thing.id) != thing.right)
            return Verdict(not wrong, wrong)
        case ChecklistStep():
            # What was found and removed once is not there when all is shown again.
            found = next((check.finding for check in plan.findings(step) if check.id == given), "")
            known = any(one.given == given for one in state.tries_at(step.id))
            return Verdict(False, (found,)) if found and not known else Verdict(True)
        case SignStep():
            same = _plain_name(str(given)) == _plain_name(plan.name)
            return Verdict(same, () if same else ("not_the_name",))
        case CountStep(way="out"):
            there = plan.sheets(step)
            # Who is given fewer sheets than were announced has to say so: the number counted is the right answer.
            return Verdict(given == there, () if given == there else ("short" if there < step.sheets else "count",))
        case CountStep():
            out = next(s for s in plan.venue.steps if isinstance(s, CountStep) and s.way == "out")
            return Verdict(given == out.sheets, () if given == out.sheets else ("missing",))
        case NameStep():
            if name_shown(plan, state, step) != plan.name:
                return Verdict(given == "not_me", () if given == "not_me" else ("other_name",))
            return Verdict(given == "yes", () if given == "yes" else ("is_right",))
        case CameraStep() if given == "picture" and has_glare(plan, state, step):
            return Verdict(False, ("glare",))
        case LaunchStep() if given == "reload":
            return Verdict(False, ("reload",))
        case EndSessionStep() if given == "leave":
            return Verdict(False, ("left_early",))
        case TutorialTestStep(launches=launches) if given == "launch":
            closed = plan.test_closed(step, day_ms)
            if closed or launched(state.tries, step) >= launches:
                return Verdict(False, ("closed" if closed else "expired",))
            return Verdict(True)
        case _:
            return Verdict(True)


def launched(tries: Iterable[Try], step: TutorialTestStep) -> int:
    """How many Tutorial Tests were launched. One that was broken off counts."""
    return sum(one.step == step.id and one.given == "launch" and one.right for one in tries)


def has_glare(plan: DayPlan, state: DayState, step: IdentityStep | CameraStep) -> bool:
    """Whether light is mirrored on the card: until the first picture of it is refused, where that was drawn."""
    told = any("glare" in one.told for one in state.tries_at(step.id))
    return step.glare and plan.glare(step.id) and not told


def still_there(plan: DayPlan, state: DayState, step: ChecklistStep) -> frozenset[str]:
    """The checks at which something lies that was not found before the step came on, this time."""
    before = {str(one.given) for one in state.tries[: state.since] if one.step == step.id}
    return frozenset(check.id for check in plan.findings(step)) - before


def name_shown(plan: DayPlan, state: DayState, step: NameStep) -> str:
    """The name on the screen of the seat: somebody else's, if one was drawn, until the candidate says so."""
    other = plan.other_name(step)
    told = any(one.given == "not_me" for one in state.tries_at(step.id))
    return other if other and not told else plan.name


def finishes(plan: DayPlan, step: Step, given: Json) -> bool:
    """Whether a step is over with this right answer, or goes on until the candidate does."""
    match step:
        case NameStep():
            return given == "yes"
        case CountStep(way="out", sheets=sheets):
            return plan.sheets(step) == sheets
        case TutorialTestStep():
            return given == "skip"
        case ChecklistStep() | ProgramsStep() | CameraStep() | LaunchStep():
            return False
        case _:
            return True


def _plain_name(name: str) -> str:
    return " ".join(name.split()).casefold()


def gate(plan: DayPlan, day_ms: int) -> str:
    """Whether one may arrive or launch at this time of the day's clock (UTC ms): ``early``, ``open`` or ``late``."""
    if day_ms < plan.opens_ms:
        return "early"
    return "open" if day_ms <= plan.closes_ms else "late"
