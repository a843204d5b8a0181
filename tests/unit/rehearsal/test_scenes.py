"""Scenes as they are played: the ladder both ways, clocks, covers, endings, and practice after one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

import pytest

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Phase, Rules
from cehrs_desktop.rehearsal.acts import Act, Ask, Away, Pause, Recheck, Warn
from cehrs_desktop.rehearsal.incidents import Incident
from cehrs_desktop.rehearsal.scenes import break_off, due, due_before, seconds_of
from cehrs_desktop.rehearsal.venue import Venue
from tests.day_data import shipped_deck, shipped_venues
from tests.rehearsed_days import (
    ASKED,
    EVERY_INCIDENT,
    LOST,
    MOVED,
    NOISY,
    PAUSED,
    RINGS,
    Rehearsal,
    incident,
    plan_of,
)


def in_exam(*incidents: Incident, rules: Rules | None = None, **choices: object) -> Rehearsal:
    lived = Rehearsal(plan_of(*incidents, **choices), rules)
    lived.to_exam()
    return lived


def warnings(*rules: str) -> list[Incident]:
    return [incident(f"w{n}", Warn(rule=rule, text=f"{rule} {n}")) for n, rule in zip(count(), rules, strict=False)]


@pytest.mark.parametrize(
    ("ladder", "rules", "ends_at"),
    [
        ("third", ("hands", "talk", "hands"), 3),
        ("third", ("hands", "talk"), 0),
        ("same_rule", ("hands", "talk", "hands", "talk", "hands"), 5),
        ("same_rule", ("hands", "talk", "hands", "talk"), 0),
        ("same_rule", ("talk", "talk", "talk"), 3),
    ],
)
def test_the_ladder_ends_an_exam_at_its_third(ladder: str, rules: tuple[str, ...], ends_at: int) -> None:
    lived = in_exam(*warnings(*rules), ladder=ladder)
    for n, rule in enumerate(rules, 1):
        lived.begin(f"w{n - 1}")
        ended = n == ends_at
        assert lived.day.ended == (f"{rule} {n - 1}" if ended else "")
        assert lived.sitting.session.covered == ("ended" if ended else None)
        assert lived.sitting.session.running is not ended
    assert len(lived.day.warnings) == len(rules)


def test_after_an_ending_nothing_ends_it_again() -> None:
    lived = in_exam(RINGS, *warnings("hands", "hands", "hands"))
    lived.begin("rings")
    lived.go_on("hide", after=5)
    assert lived.day.ended == "It ends here."
    assert (lived.sitting.session.covered, lived.sitting.session.running) == ("ended", False)
    used = lived.sitting.session.clock.used_ms
    lived.wait(600)
    assert lived.sitting.session.clock.used_at(lived.at) == used
    assert lived.plan is not None
    assert due(lived.plan, lived.day, lived.sitting.session.clock.limit_ms) is None, "nothing comes up meanwhile"
    lived.as_practice()
    assert (lived.day.practice, lived.day.scene, lived.sitting.session.covered) == (True, None, None)
    assert lived.sitting.session.running
    for n in range(3):
        lived.play(f"w{n}")
    assert (len(lived.day.warnings), lived.sitting.session.covered) == (3, None)
    assert lived.day.ended == "It ends here.", "the first ending is the ending"


def test_a_second_ending_in_practice_is_said_and_changes_nothing() -> None:
    lived = in_exam(RINGS, incident("again", *RINGS.acts, size="ending"))
    lived.play("rings", "hide")
    lived.as_practice()
    lived.play("again", "hide")
    assert lived.sitting.session.running
    assert (lived.day.messages[-1].who, lived.day.messages[-1].text) == ("proctor", "It ends here.")
    assert (lived.day.ended, lived.day.scene) == ("It ends here.", None)


@pytest.mark.parametrize(("setting", "used_s"), [("stands", 0), ("runs", 20)])
def test_a_pause_takes_exam_time_as_the_plan_says(setting: str, used_s: int) -> None:
    lived = in_exam(PAUSED, pause_clock=setting, fault_clock="runs" if setting == "stands" else "stands")
    lived.play("paused", seconds=20)
    assert lived.sitting.session.clock.used_at(lived.at) == used_s * 1000


@pytest.mark.parametrize(("setting", "used_s"), [("stands", 0), ("runs", 45)])
def test_a_fault_takes_exam_time_as_the_plan_says(setting: str, used_s: int) -> None:
    lived = in_exam(LOST, MOVED, pause_clock="stands", fault_clock=setting)
    lived.play("lost", seconds=30)  # 30 s of fault, and as long of a check with the clock standing
    lived.play("moved", seconds=15)
    assert lived.sitting.session.clock.used_at(lived.at) == used_s * 1000


@pytest.mark.parametrize(("stops", "used_s"), [(False, 100), (True, 0)])
def test_a_break_takes_exam_time_unless_it_is_granted(stops: bool, used_s: int) -> None:
    lived = in_exam(incident("away", Away(text="out")), rules=Rules(breaks_stop_clock=stops))
    lived.play("away", seconds=100)
    assert lived.sitting.session.clock.used_at(lived.at) == used_s * 1000


@pytest.mark.parametrize(("stops", "used_s"), [(False, 130), (True, 0)])
@pytest.mark.parametrize("venue", shipped_venues().venues, ids=lambda venue: venue.id)
def test_the_way_back_from_a_break_is_a_part_of_it_in_every_venue(venue: Venue, stops: bool, used_s: int) -> None:
    # The proctor's own pauses stand in this plan.
    plan = replace(plan_of(), venue=venue)
    assert plan.choices.pause_clock == "stands"
    lived = Rehearsal(plan, Rules(breaks_stop_clock=stops))
    lived.to_exam()
    lived.begin("break", "request")
    assert isinstance(act_of(lived), Away)
    lived.go_on(after=100)
    assert isinstance(act_of(lived), Recheck)
    lived.go_on(after=30)
    assert lived.day.scene is None
    assert lived.sitting.session.clock.used_at(lived.at) == used_s * 1000


def test_every_check_after_a_break_takes_the_breaks_clock() -> None:
    found = [acts for one in shipped_deck().deck.incidents for acts in ways(one.acts) if has(acts, Away)]
    assert len(found) >= 3
    for acts in found:
        at = next(n for n, act in enumerate(acts) if isinstance(act, Away))
        assert [act.clock for act in acts[at:] if isinstance(act, Recheck)] == ["break"]


def act_of(lived: Rehearsal) -> Act | None:
    return lived.day.scene.todo[0] if lived.day.scene else None


def ways(acts: Sequence[Act]) -> Iterator[tuple[Act, ...]]:
    """A scene's acts, and those that follow from each of its choices."""
    yield tuple(acts)
    for act in acts:
        if isinstance(act, Ask):
            for choice in act.choices:
                yield from ways(choice.then)


def has(acts: Sequence[Act], kind: type[Act]) -> bool:
    return any(isinstance(act, kind) for act in acts)


def test_a_message_keeps_the_time_at_which_it_was_shown() -> None:
    lived = in_exam(ASKED)
    lived.play("asked", "argue")
    shown = [message.day_ms for message in lived.day.messages]
    assert shown[0] == lived.day.messages[0].at.wall_ms
    # Waits that are shortened later, in a new check-in, put the clock ahead from then on.
    lived.note("day.time_skipped", ms=420_000)
    assert [message.day_ms for message in lived.day.messages] == shown
    lived.note("candidate.said", text="Hello?")
    assert lived.day.messages[-1].day_ms == lived.at.wall_ms + 420_000


def test_time_can_run_out_on_a_break() -> None:
    lived = in_exam(rules=Rules(minutes=2))
    lived.begin("break", "request")
    lived.wait(300)
    session = lived.sitting.session
    assert (session.phase, session.ended, session.covered) == (Phase.REMINDER, "time_out", None)
    lived.act(*break_off(lived.day, lived.at))
    assert lived.day.scene is None
    assert break_off(lived.day, lived.at) == ()


def test_what_does_not_cover_leaves_the_question() -> None:
    lived = in_exam(NOISY, ASKED)
    lived.begin("noisy")
    assert lived.sitting.session.covered is None
    lived.do(c.AnswerItem, position=1, option="a")
    lived.go_on()
    lived.begin("asked")
    lived.do(c.ShowItem, position=2)
    lived.go_on("show")
    assert lived.day.scene is None


def test_who_does_not_answer_gets_the_silent_choice() -> None:
    lived = in_exam(ASKED)
    lived.begin("asked")
    lived.go_on("")
    assert [warning.text for warning in lived.day.warnings] == ["Quiet."]


def test_waits_are_shortened_and_time_to_decide_is_not() -> None:
    pause, (_, ask) = Pause(text="", seconds=90), ASKED.acts
    short, full = plan_of(waits="short"), plan_of(waits="full")
    assert [seconds_of(plan, pause) for plan in (short, full)] == [8, 90]
    assert [seconds_of(plan, ask) for plan in (short, full)] == [40, 40]
    assert seconds_of(full, Away(text="")) is None


def test_incidents_come_up_at_their_minute_once_and_one_at_a_time() -> None:
    lived = in_exam(PAUSED, NOISY)
    plan = lived.plan
    assert plan is not None
    assert due(plan, lived.day, 59_999) is None
    first = due(plan, lived.day, 60_000)
    assert first is not None
    assert first.incident is PAUSED
    lived.begin("paused")
    assert due(plan, lived.day, 3_600_000) is None, "one at a time"
    lived.begin("noisy")
    assert lived.day.played == {"paused"}, "a second scene does not begin over the first"
    lived.go_on()
    second = due(plan, lived.day, 3_600_000)
    assert second is not None
    assert second.incident is NOISY
    assert due_before(plan, lived.day, "locker") is None


def test_nothing_begins_or_goes_on_while_the_exam_is_suspended() -> None:
    lived = in_exam(PAUSED, NOISY)
    lived.begin("paused")
    lived.do(c.Suspend, reason="closed")
    stored = lived.sitting.session
    lived.go_on()
    assert lived.sitting.session == stored
    lived.do(c.Resume)
    assert lived.sitting.session.covered == "pause"
    assert not lived.sitting.session.running
    lived.go_on()
    assert (lived.sitting.session.covered, lived.sitting.session.running) == (None, True)
    lived.do(c.Suspend, reason="closed")
    lived.begin("noisy")
    assert lived.day.scene is None


def test_a_restart_in_the_middle_finds_the_same_act() -> None:
    for one in EVERY_INCIDENT:
        lived = in_exam(one)
        lived.begin(one.id)
        before, covered = lived.day, lived.sitting.session.covered
        lived.restart("run-2", 60)
        assert lived.day == before
        lived.do(c.Resume)
        assert lived.sitting.session.covered == covered
