"""What holds for every deck, every scene, every day: drawn, lived through, folded and stored at random."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.session import Phase, Rules, Session, evolve, new_session, replay
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.rehearsal.acts import (
    Act,
    Ask,
    Away,
    Choice,
    EndHere,
    Fault,
    NewProctor,
    NewStation,
    Noise,
    Pause,
    Recheck,
    Say,
    Warn,
)
from cehrs_desktop.rehearsal.day import DayState, day_state, evolve_day
from cehrs_desktop.rehearsal.debrief import debrief
from cehrs_desktop.rehearsal.debrief_entries import SceneEntry
from cehrs_desktop.rehearsal.incidents import APART_MINUTES, Deck, Incident, Level, Planned, When, draw_incidents
from cehrs_desktop.rehearsal.plain import from_plain, to_plain
from cehrs_desktop.rehearsal.plan import Choices, DayPlan, one_letter_off
from cehrs_desktop.rehearsal.scenes import ENDED, THIRD
from cehrs_desktop.rehearsal.venue import Venue
from cehrs_desktop.storage import codec
from tests.building import small_attempt
from tests.effort import effort
from tests.property.made_values import made
from tests.rehearsed_days import DECK, VENUE, Rehearsal, incident, plan_of

# ---- drawing
_LEVELS = ("calm", "hard")
_STEPS = ("arrive", "locker", "seat")


@st.composite
def decks(draw: st.DrawFn) -> Deck:
    levels: list[Level] = []
    for name in _LEVELS:
        most = draw(st.integers(0, 9))
        levels.append(
            Level(
                id=name,
                title=name,
                text="",
                at_most=most,
                at_least=draw(st.integers(0, most)),
                large=draw(st.integers(0, 4)),
                endings=draw(st.booleans()),
            )
        )
    incidents = tuple(
        replace(
            incident(f"i{n}", Say(text="."), size=draw(st.sampled_from(["small", "large", "ending"]))),
            venues=draw(st.sampled_from([("made_up",), ("elsewhere",), ("made_up", "elsewhere")])),
            levels=draw(st.sampled_from([("calm",), ("hard",), _LEVELS])),
            when=draw(_WHEN),
        )
        for n in range(draw(st.integers(0, 14)))
    )
    return Deck(levels=tuple(levels), rules=(), incidents=incidents)


_WHEN = st.one_of(
    st.builds(
        lambda first, more: When(from_minute=first, to_minute=first + more), st.integers(0, 150), st.integers(0, 120)
    ),
    st.builds(
        lambda steps: When(part="step", steps=tuple(steps)),
        st.lists(st.sampled_from([*_STEPS, "nowhere"]), min_size=1, max_size=3),
    ),
)


@effort(300)
@given(decks(), st.sampled_from(_LEVELS), st.text(max_size=8), st.integers(10, 250))
def test_a_draw_never_holds_more_than_its_level_allows(deck: Deck, level_id: str, seed: str, minutes: int) -> None:
    drawn = draw_incidents(deck, "made_up", level_id, seed, minutes=minutes, steps=_STEPS)
    level = deck.level(level_id)
    sizes = [planned.incident.size for planned in drawn]
    assert len(drawn) <= level.at_most
    assert sum(size != "small" for size in sizes) <= level.large
    assert sizes.count("ending") <= int(level.endings)
    ids = [planned.incident.id for planned in drawn]
    assert len(set(ids)) == len(ids)
    for planned in drawn:
        assert "made_up" in planned.incident.venues
        assert level_id in planned.incident.levels
    in_exam = [planned for planned in drawn if planned.minute >= 0]
    for planned in in_exam:
        when = planned.incident.when
        assert when.part == "exam"
        assert when.from_minute <= planned.minute <= min(when.to_minute, minutes - 3)
    places = [planned.minute for planned in in_exam]
    assert places == sorted(places)
    assert all(later - earlier >= APART_MINUTES for earlier, later in pairwise(places))
    assert "ending" not in [planned.incident.size for planned in in_exam[:-1]], "an ending is the last of the exam's"
    steps = [planned.step for planned in drawn if planned.minute < 0]
    assert len(set(steps)) == len(steps)
    assert set(steps) <= set(_STEPS)
    again = draw_incidents(deck, "made_up", level_id, seed, minutes=minutes, steps=_STEPS)
    assert again == drawn


def test_other_seeds_draw_other_days_and_an_ending_is_always_the_last() -> None:
    drawn = [draw_incidents(DECK, VENUE.id, "hard", f"seed {n}", minutes=125) for n in range(200)]
    assert len({tuple(planned.incident.id for planned in one) for one in drawn}) > 60
    with_one = [one for one in drawn if any(planned.incident.size == "ending" for planned in one)]
    assert len(with_one) > 60
    assert all(one[-1].incident.size == "ending" for one in with_one)


# ---- scenes
_RULES = [rule.id for rule in DECK.rules]
_CLOCKS = st.sampled_from(["setting", "runs", "stands"])
_SECONDS = st.integers(1, 120)
_SIMPLE: list[st.SearchStrategy[Act]] = [
    st.builds(Say, text=st.just("said"), who=st.sampled_from(["proctor", "staff", "system"]), spoken=st.booleans()),
    st.builds(Warn, rule=st.sampled_from(_RULES), text=st.just("a warning")),
    st.builds(EndHere, rule=st.sampled_from(_RULES), text=st.just("the end")),
    st.builds(Pause, text=st.just("pause"), seconds=_SECONDS, clock=_CLOCKS),
    st.builds(Fault, what=st.sampled_from(["frozen", "blank"]), text=st.just("f"), seconds=_SECONDS, clock=_CLOCKS),
    st.builds(Away, text=st.just("away")),
    st.builds(Recheck, text=st.just("again"), checks=st.just(("one",)), clock=_CLOCKS),
    st.builds(NewProctor, text=st.just("another")),
    st.builds(NewStation, text=st.just("moved"), clock=_CLOCKS),
    st.builds(Noise, text=st.just("noise")),
]


def _asks(inner: st.SearchStrategy[Act]) -> st.SearchStrategy[Act]:
    then = st.lists(inner, max_size=3).map(tuple)

    def ask(first: Sequence[Act], second: Sequence[Act], covers: bool, silent: str, clock: str) -> Act:
        choices = (
            Choice(id="a", label="A", good=True, told="", then=tuple(first)),
            Choice(id="b", label="B", good=False, told="", then=tuple(second)),
        )
        return Ask(text="?", choices=choices, silent=silent, covers=covers, clock=clock)  # pyright: ignore[reportArgumentType]

    return st.builds(ask, then, then, st.booleans(), st.sampled_from(["a", "b"]), _CLOCKS)


_ACTS = st.recursive(st.one_of(*_SIMPLE), _asks, max_leaves=8)
_SCENES = st.lists(_ACTS, min_size=1, max_size=5).map(tuple)
_TURNS = st.lists(
    st.tuples(
        st.sampled_from(["", "a", "b", "neither"]),
        st.sampled_from([0, 1, 7, 30, 60]),
        st.sampled_from(["on", "on", "on", "suspend", "restart", "observe"]),
    ),
    max_size=30,
)


@effort(100)
@given(
    st.lists(_SCENES, min_size=1, max_size=3),
    _TURNS,
    st.sampled_from(["third", "same_rule"]),
    st.sampled_from(["stands", "runs"]),
    st.booleans(),
    st.sampled_from([3, 125]),
)
def test_every_scene_ends_and_gives_the_question_back(
    scenes: list[tuple[Act, ...]],
    turns: list[tuple[str, int, str]],
    ladder: str,
    clock: str,
    breaks_stop: bool,
    minutes: int,
) -> None:
    own = [incident(f"s{n}", *acts, size="ending") for n, acts in enumerate(scenes)]
    plan = plan_of(*own, ladder=ladder, pause_clock=clock, fault_clock=clock)
    lived = Rehearsal(plan, Rules(minutes=minutes, breaks_stop_clock=breaks_stop))
    lived.to_exam()
    left = list(turns)
    for n in range(len(scenes)):
        if lived.sitting.session.phase is not Phase.EXAM:
            break
        _live_through(lived, f"s{n}", left)
    session, day = lived.sitting.session, lived.day
    if session.phase is Phase.EXAM:
        assert day.scene is None
        assert (session.covered, session.clock_held, session.suspended) == (None, False, None)
        assert session.running
    else:
        assert (session.ended, session.covered) == ("time_out", None)
    warned = [warning.rule for warning in day.warnings]
    most = len(warned) if ladder == "third" else max([warned.count(rule) for rule in _RULES])
    if most >= THIRD:
        assert day.ended, "the ladder was climbed and nothing ended"
    _check_the_costs(lived)


def _live_through(lived: Rehearsal, scene_id: str, turns: list[tuple[str, int, str]]) -> None:
    """Play a scene with whatever turns are left; after that everybody does nothing but wait and go on."""
    lived.begin(scene_id)
    for _ in range(200):
        session, day = lived.sitting.session, lived.day
        if day.scene is None or session.phase is not Phase.EXAM:
            return
        if not day.scene.todo:
            assert session.covered == ENDED
            assert not session.running
            lived.as_practice()
            assert lived.day.practice
            continue
        choice, seconds, what = turns.pop(0) if turns else ("", 1, "on")
        lived.wait(seconds)
        _meanwhile(lived, what)
        if lived.sitting.session.phase is Phase.EXAM:
            lived.go_on(choice)
    raise AssertionError("the scene does not end")


def _meanwhile(lived: Rehearsal, what: str) -> None:
    if lived.sitting.session.phase is not Phase.EXAM:
        return
    if what == "suspend":
        lived.do(c.Suspend, reason="closed")
        before = lived.sitting.session
        lived.go_on("a")
        assert lived.sitting.session == before, "a scene went on while the exam was suspended"
        lived.do(c.Resume)
    elif what == "restart":
        lived.restart(f"run-{lived.sitting.session.seq}", 90)
        lived.do(c.Resume)
    elif what == "observe":
        _observed_changes_nothing(lived)


def _observed_changes_nothing(lived: Rehearsal) -> None:
    before, day = lived.sitting.session, lived.day
    lived.note("observed.focus_lost", ms=20_000)
    lived.note("observed.program", name="a program")
    after = lived.sitting.session
    assert lived.day == day, "an observation changed the day"
    assert replace(after, notes=before.notes, seq=before.seq) == before


def _check_the_costs(lived: Rehearsal) -> None:
    """The debrief's costs against the exam's clock as the log replays it."""
    events = lived.store.load("attempt-1").events
    told = debrief(lived.plan, lived.start, events)
    scenes = [entry for entry in told.entries if isinstance(entry, SceneEntry)]
    assert len(scenes) == sum(event.kind == "scene.begun" for event in map(_Kinded, events))
    for entry in scenes:
        first, *_, last = (*entry.place.seqs, entry.place.seqs[-1])
        used = [replay(lived.start, events[:seq]).clock for seq in (first, last)]
        at = [events[seq - 1].at for seq in (first, last)]
        if entry.finished:
            spans = [clock.used_at(moment) for clock, moment in zip(used, at, strict=True)]
            # A kill may give back time in which the scene had begun.
            assert entry.cost.exam_ms == max(0, spans[1] - spans[0])
        assert 0 <= entry.cost.hidden_ms <= entry.cost.exam_ms <= lived.sitting.session.clock.limit_ms
    if all(entry.finished for entry in scenes):
        # Nothing but a scene covers a question.
        assert told.scene_cost.hidden_ms == _covered_ms(lived.start, events)
    assert [warned.seq for warned in told.warnings] == [
        seq for seq, event in enumerate(events, 1) if _Kinded(event).kind == "scene.warned"
    ]


def _covered_ms(session: Session, events: Sequence[e.Event]) -> int:
    """The exam time that went by under a cover, from one event of the exam to the next."""
    total = 0
    for event in events:
        if session.covered is not None and session.last is not None and not isinstance(event, e.OtherEvent):
            total += session.clock.used_at(event.at) - session.clock.used_at(session.last)
        session = evolve(session, event)
    return total


class _Kinded:
    def __init__(self, event: e.Event) -> None:
        self.kind = event.other_kind if isinstance(event, e.OtherEvent) else event.kind


@effort(60)
@given(_SCENES, _TURNS, st.booleans())
def test_a_pause_with_the_clock_standing_costs_nothing(
    scene: tuple[Act, ...], turns: list[tuple[str, int, str]], breaks_stop: bool
) -> None:
    """A scene of nothing but pauses, faults, checks and moves with a standing clock costs no exam time at all."""
    standing = tuple(
        replace(act, clock="stands") for act in scene if isinstance(act, (Pause, Fault, Recheck, NewStation))
    )
    assume(standing)
    lived = Rehearsal(plan_of(incident("s0", *standing)), Rules(breaks_stop_clock=breaks_stop))
    lived.to_exam()
    lived.wait(5)
    _live_through(lived, "s0", turns)
    (entry,) = [
        one
        for one in debrief(lived.plan, lived.start, lived.store.load("attempt-1").events).entries
        if isinstance(one, SceneEntry)
    ]
    assert (entry.cost.exam_ms, entry.cost.hidden_ms) == (0, 0)


# ---- replay
@effort(40)
@given(st.lists(_SCENES, min_size=1, max_size=2), _TURNS)
def test_notes_give_the_same_day_at_once_one_by_one_and_through_json(
    scenes: list[tuple[Act, ...]], turns: list[tuple[str, int, str]]
) -> None:
    plan = plan_of(*(incident(f"s{n}", *acts, size="ending") for n, acts in enumerate(scenes)))
    lived = Rehearsal(plan)
    lived.note("day.step_tried", step="locker", given={"phone": "desk"}, right=False, told=["phone"])
    lived.note("day.step_done", step="locker", skipped_ms=0)
    lived.to_exam()
    left = list(turns)
    for n in range(len(scenes)):
        _live_through(lived, f"s{n}", left)
    notes = lived.sitting.session.notes
    state = DayState()
    for note in notes:
        state = evolve_day(plan, state, note)
    assert state == day_state(plan, notes) == lived.day
    through_json = [e.from_envelope(json.loads(json.dumps(e.to_envelope(note)))) for note in notes]
    assert day_state(plan, [note for note in through_json if isinstance(note, e.OtherEvent)]) == state
    stored_plan = from_plain(DayPlan, json.loads(json.dumps(to_plain(plan))))
    assert day_state(stored_plan, notes) == state
    again = replay(new_session(lived.attempt.form, lived.attempt.rules), lived.store.load("attempt-1").events)
    assert again.notes == notes


# ---- stored as JSON
@pytest.mark.parametrize("kind", [Venue, Deck, Choices, Planned, Incident, Accommodations, DayPlan])
def test_every_value_comes_back_from_plain_json(kind: type) -> None:
    @effort(40)
    @given(made(kind))
    def comes_back(value: object) -> None:
        text = json.dumps(to_plain(value), allow_nan=False)
        again = from_plain(kind, json.loads(text))
        assert again == value
        assert type(again) is kind

    comes_back()


@effort(40)
@given(made(DayPlan), made(Accommodations))
def test_an_attempt_keeps_its_whole_day(plan: DayPlan, granted: Accommodations) -> None:
    attempt, _ = small_attempt()
    attempt = replace(attempt, day=plan, accommodations=granted)
    text = codec.to_text(codec.attempt_to_json(attempt))
    assert codec.attempt_from_json(codec.from_text(text)) == attempt


# ---- names
@effort(300)
@given(st.text(min_size=1, max_size=24), st.text(max_size=6))
def test_one_letter_off_is_one_letter_off(name: str, seed: str) -> None:
    assume(any(letter.isalpha() for letter in name))
    other = one_letter_off(name, seed)
    assert len(other) == len(name)
    differing = [(old, new) for old, new in zip(name, other, strict=True) if old != new]
    assert len(differing) == 1
    old, new = differing[0]
    assert old.casefold() != new.casefold(), "only the case differs"
    assert one_letter_off(name, seed) == other
    if old.isascii():
        assert old.isupper() == new.isupper()
