"""The deck that comes with the program: every scene with every choice, and what each level may hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Phase, Rules, Session, apply, new_session, replay
from cehrs_desktop.rehearsal.acts import Act, Ask, Say, Warn
from cehrs_desktop.rehearsal.day import DayState, day_state
from cehrs_desktop.rehearsal.incidents import Incident, Planned, draw_incidents
from cehrs_desktop.rehearsal.plan import Choices, DayPlan
from cehrs_desktop.rehearsal.scenes import begin_scene, pass_act
from cehrs_desktop.rehearsal.venue import Venue
from tests.building import moment, small_exam
from tests.day_data import VENUE_IDS, plan_of, shipped_deck, venue_of

FORM, _ = small_exam()
DECK = shipped_deck().deck
IDS = [incident.id for incident in DECK.incidents]


def test_the_deck_is_sound_and_large_enough() -> None:
    loaded = shipped_deck()
    assert loaded.problems == ()
    assert not loaded.own
    assert len(IDS) >= 34
    assert [level.id for level in DECK.levels] == ["calm", "realistic", "hard"]
    calm, realistic, hard = DECK.levels
    assert (calm.at_most, calm.large, calm.endings) == (2, 0, False)
    assert (realistic.at_most, realistic.large, realistic.endings) == (4, 2, False)
    assert (hard.at_most, hard.endings) == (8, True)


def session_in(phase: str) -> Session:
    session = new_session(FORM, Rules())
    if phase == "exam":
        for kind in (c.ConfirmName, c.AcceptAgreement, c.StartExam):
            session = replay(session, apply(session, kind(at=moment())))
    return session


def given(session: Session, commands: Sequence[c.Command]) -> Session:
    for command in commands:
        session = replay(session, apply(session, command))
    return session


def plays(plan: DayPlan, scene_id: str, source: str, phase: str) -> Iterator[tuple[tuple[str, ...], Session, DayState]]:
    """Every way through a scene: the choices, and session and day when it is over or the exam would have ended."""
    session = session_in(phase)
    begun = given(session, begin_scene(plan, DayState(), session, moment(1), scene_id, source))
    open_ends: list[tuple[tuple[str, ...], Session]] = [((), begun)]
    while open_ends:
        chosen, session = open_ends.pop()
        assert len(chosen) < 12, scene_id
        state = day_state(plan, session.notes)
        if state.scene is None or state.ended:
            yield chosen, session, state
            continue
        act = state.scene.todo[0]
        assert (session.covered is not None) == (phase == "exam" and is_covered(act)), (scene_id, act)
        for choice in [one.id for one in act.choices] if isinstance(act, Ask) else [act.kind]:
            at = moment(2 + len(chosen))
            open_ends.append(((*chosen, choice), given(session, pass_act(plan, state, session, at, choice))))


def is_covered(act: Act) -> bool:
    return act.kind in ("pause", "fault", "away", "recheck", "new_station") or (isinstance(act, Ask) and act.covers)


def planned(venue: Venue, incident: Incident, choices: Choices) -> DayPlan:
    return replace(plan_of(venue, choices), incidents=(Planned(incident=incident, minute=5),))


@pytest.mark.parametrize("incident", DECK.incidents, ids=IDS)
def test_every_way_through_an_incident_ends_and_gives_the_question_back(incident: Incident) -> None:
    phase = incident.when.part
    for venue_id in incident.venues:
        plan = planned(venue_of(venue_id), incident, Choices(level="hard"))
        ways = list(plays(plan, incident.id, "incident", phase))
        assert len(ways) >= 2
        endings = [way for way in ways if way[2].ended]
        assert bool(endings) == (incident.size == "ending")
        # Whoever does only what one should keeps the exam.
        assert len(endings) < len(ways)
        for _, session, state in ways:
            assert session.phase is (Phase.EXAM if phase == "exam" else Phase.NAME)
            if state.ended:
                assert (session.covered, session.clock_held) == ("ended", True)
            else:
                assert (session.covered, session.clock_held) == (None, False)
                assert state.scene is None


@pytest.mark.parametrize("incident", DECK.incidents, ids=IDS)
def test_choices_differ_in_what_follows(incident: Incident) -> None:
    asked = [act for act in all_acts(incident.acts) if isinstance(act, Ask)]
    assert asked
    for ask in asked:
        assert 2 <= len(ask.choices) <= 4
        assert len({choice.then for choice in ask.choices}) > 1 or len(ask.choices) == 2, ask.text
        assert len({choice.told for choice in ask.choices}) == len(ask.choices)
        assert len({choice.label for choice in ask.choices}) == len(ask.choices)
        good_ones = [choice for choice in ask.choices if choice.good]
        assert not any(isinstance(act, Warn) and incident.size != "ending" for one in good_ones for act in one.then)
    first = asked[0]
    assert any(not choice.good for choice in first.choices)


@pytest.mark.parametrize("venue_id", VENUE_IDS)
def test_requests_end_and_give_the_question_back(venue_id: str) -> None:
    venue = venue_of(venue_id)
    for request in venue.requests:
        for choices in (Choices(), Choices(pause_clock="runs", fault_clock="runs", ladder="same_rule")):
            for _, session, state in plays(plan_of(venue, choices), request.id, "request", "exam"):
                assert (session.covered, state.scene, state.ended, state.warnings) == (None, None, "", ())


@pytest.mark.parametrize("venue_id", VENUE_IDS)
@pytest.mark.parametrize("level", DECK.levels, ids=lambda level: level.id)
def test_a_level_is_never_exceeded_and_every_incident_comes_up(venue_id: str, level: object) -> None:
    assert level in DECK.levels
    bound = next(one for one in DECK.levels if one == level)
    steps = [step.id for step in venue_of(venue_id).steps]
    times = Counter[str]()
    numbers = Counter[int]()
    for seed in range(2000):
        drawn = draw_incidents(DECK, venue_id, bound.id, str(seed), minutes=125, steps=steps)
        times.update(one.incident.id for one in drawn)
        numbers[len(drawn)] += 1
        if seed < 500:
            sizes = Counter(one.incident.size for one in drawn)
            assert bound.at_least <= len(drawn) <= bound.at_most
            assert sizes["large"] + sizes["ending"] <= bound.large
            assert sizes["ending"] <= int(bound.endings)
            assert len({one.incident.id for one in drawn}) == len(drawn)
            minutes = sorted(one.minute for one in drawn if one.minute >= 0)
            assert all(later - earlier >= 6 for earlier, later in pairwise(minutes))
            assert all(one.step in steps for one in drawn if one.minute < 0)
    may_come = {i.id for i in DECK.incidents if venue_id in i.venues and bound.id in i.levels}
    assert set(times) == may_come
    assert set(numbers) == set(range(bound.at_least, bound.at_most + 1))


@pytest.mark.parametrize("venue_id", VENUE_IDS)
def test_short_exams_get_their_incidents_within_their_time(venue_id: str) -> None:
    steps = [step.id for step in venue_of(venue_id).steps]
    for seed in range(100):
        for one in draw_incidents(DECK, venue_id, "hard", str(seed), minutes=20, steps=steps):
            assert one.minute <= 17


def all_acts(acts: Sequence[Act]) -> Iterator[Act]:
    for act in acts:
        yield act
        if isinstance(act, Ask):
            for choice in act.choices:
                yield from all_acts(choice.then)


def most_warnings(acts: Sequence[Act], *, only_good: bool) -> int:
    """The most warnings on one way through a scene; with `only_good`, the fewest that good answers can have."""
    total = 0
    for act in acts:
        total += isinstance(act, Warn)
        if isinstance(act, Ask):
            ways = [
                most_warnings(choice.then, only_good=only_good)
                for choice in act.choices
                if choice.good or not only_good
            ]
            total += min(ways) if only_good else max(ways)
    return total


@pytest.mark.parametrize("venue_id", VENUE_IDS)
def test_the_ladder_takes_mistakes_and_a_calm_day_cannot_reach_it(venue_id: str) -> None:
    here = [incident for incident in DECK.incidents if venue_id in incident.venues]
    calm = [incident for incident in here if "calm" in incident.levels]
    assert max(most_warnings(incident.acts, only_good=False) for incident in calm) == 1
    for level in DECK.levels:
        unavoidable = sum(most_warnings(i.acts, only_good=True) for i in here if level.id in i.levels)
        assert unavoidable <= 2, level.id
    # And mistakes alone can reach it where the level allows.
    hard = sorted((most_warnings(i.acts, only_good=False) for i in here if "hard" in i.levels), reverse=True)
    assert sum(hard[:8]) >= 3


@pytest.mark.parametrize("incident", DECK.incidents, ids=IDS)
def test_every_word_fits_all_places_of_an_incident(incident: Incident) -> None:
    contacts = {venue_of(venue_id).contact for venue_id in incident.venues}
    said = " ".join(repr(act) for act in incident.acts) + incident.rule + incident.on_the_day
    if "hand" in contacts:
        for word in ("chat", "camera up", "secure browser", "mirror", "the picture"):
            assert word not in said
        assert all(act.who != "proctor" for act in all_acts(incident.acts) if isinstance(act, Say))
    if "chat" in contacts:
        assert "raise your hand" not in said.casefold()
        assert all(act.who != "staff" for act in all_acts(incident.acts) if isinstance(act, Say))


@pytest.mark.parametrize("incident", [i for i in DECK.incidents if i.when.part == "step"], ids=lambda i: i.id)
def test_what_comes_before_a_step_has_one_in_each_of_its_venues(incident: Incident) -> None:
    for venue_id in incident.venues:
        assert set(incident.when.steps) & {step.id for step in venue_of(venue_id).steps}


def test_what_is_observed_accuses_nobody() -> None:
    kinds = [one.kind for one in DECK.observations]
    assert kinds == ["focus_lost", "second_display", "clipboard", "program", "capture", "idle", "choice_lost"]
    for one in DECK.observations:
        assert len(one.innocent) >= 2
        words = " ".join((one.title, one.rule, *one.innocent, one.on_the_day)).casefold()
        for word in ("cheat", "suspicious", "violation", "you tried", "fraud", "dishonest"):
            assert word not in words


def test_every_rule_is_broken_in_some_scene_and_none_that_is_not_written_down() -> None:
    used = {act.rule for i in DECK.incidents for act in all_acts(i.acts) if act.kind in ("warn", "end")}  # pyright: ignore[reportAttributeAccessIssue]
    assert used == {rule.id for rule in DECK.rules}
    major = {rule.id for rule in DECK.rules if rule.major}
    for incident in DECK.incidents:
        for act in all_acts(incident.acts):
            if act.kind == "end":
                assert act.rule in major
            if act.kind == "warn":
                assert act.rule not in major
