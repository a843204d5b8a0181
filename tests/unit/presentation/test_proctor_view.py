"""What the proctor's panel shows of a day: who said what, which warning it was, what is new, what the clock does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from cehrs_desktop.exam.commands import Command, Note
from cehrs_desktop.exam.events import OtherEvent
from cehrs_desktop.exam.form import Form
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Phase, Rules, new_session
from cehrs_desktop.exam.timing import ExamClock, Instant
from cehrs_desktop.presentation import proctor_texts as words
from cehrs_desktop.presentation.proctor_view import clock_words, ending_view, panel_view
from cehrs_desktop.rehearsal.acts import Act, Ask, Choice, EndHere, NewProctor, Say, Warn
from cehrs_desktop.rehearsal.day import day_state
from cehrs_desktop.rehearsal.incidents import Incident, Planned, Rule, When
from cehrs_desktop.rehearsal.plan import Choices, DayPlan
from cehrs_desktop.rehearsal.scenes import begin_scene, break_off, pass_act
from cehrs_desktop.rehearsal.venue import ExamStep, Venue

AT = Instant(1_800_000_000_000, 0, "run")
SESSION = new_session(Form("form", "pack", "seed", ()), Rules())
RULES = (Rule(id="eyes", title="Eyes", text="On the screen."), Rule(id="lips", title="Lips", text="Do not move."))
ASK = Ask(
    text="Your ears?",
    choices=(
        Choice(id="yes", label="Show them", good=True, told=""),
        Choice(id="no", label="Go on", good=False, told=""),
    ),
    silent="no",
)


def plan_of(*acts: Act, ladder: str = "third") -> DayPlan:
    incident = Incident(
        id="one", title="", venues=("home",), levels=("hard",), size="ending", when=When(), acts=acts, rule="",
        on_the_day="",
    )  # fmt: skip
    venue = Venue(
        id="home", title="", summary="", opens_minutes=30, late_minutes=15, contact="chat", staff=("Lee", "Sam"),
        house_rules=(), steps=(ExamStep(id="exam", title=""),),
    )  # fmt: skip
    return DayPlan(
        venue=venue, choices=Choices(ladder=ladder), seed="s", name="R", appointment_ms=0, seat=1,  # pyright: ignore[reportArgumentType]
        incidents=(Planned(incident=incident, minute=1),), rules=RULES,
    )  # fmt: skip


def notes_of(plan: DayPlan, *choices: str) -> tuple[OtherEvent, ...]:
    """The notes of the incident, one choice after the other; an empty one is silence."""
    made = begin_scene(plan, day_state(plan, ()), SESSION, AT, "one")
    notes = tuple(_noted(made))
    for choice in choices:
        notes += tuple(_noted(pass_act(plan, day_state(plan, notes), SESSION, AT, choice)))
    return notes


def _noted(commands: tuple[Command, ...]) -> Iterator[OtherEvent]:
    for command in commands:
        assert isinstance(command, Note)
        yield OtherEvent(at=command.at, other_kind=command.kind, body=command.body)


def note(kind: str, **body: Json) -> OtherEvent:
    return OtherEvent(at=AT, other_kind=kind, body=tuple(body.items()))


def test_equal_warnings_are_counted_apart() -> None:
    plan = plan_of(Warn(rule="eyes", text="Stop it."), Warn(rule="eyes", text="Stop it."))
    view = panel_view(plan, day_state(plan, notes_of(plan)))
    assert [message.warning for message in view.messages] == ["Warning 1 of 3: Eyes", "Warning 2 of 3: Eyes"]
    assert view.new == 2


LAST = {"third": "Warning 3 of 3: Eyes", "same_rule": "Warning 2 of 3 for this rule: Eyes"}


@pytest.mark.parametrize(("ladder", "last"), LAST.items())
def test_the_ladder_says_what_a_warning_counts_for(ladder: str, last: str) -> None:
    acts = (Warn(rule="eyes", text="a"), Warn(rule="lips", text="b"), Warn(rule="eyes", text="c"))
    plan = plan_of(*acts, ladder=ladder)
    view = panel_view(plan, day_state(plan, notes_of(plan)))
    assert view.messages[-1].warning == last


def test_an_open_question_is_new_and_stays_in_the_messages_with_its_answer() -> None:
    plan = plan_of(ASK)
    open_ = panel_view(plan, day_state(plan, notes_of(plan)))
    assert (open_.ask, open_.new, open_.busy, open_.messages) == (ASK, 1, True, ())
    answered = panel_view(plan, day_state(plan, notes_of(plan, "yes")))
    assert [(m.text, m.own) for m in answered.messages] == [("Your ears?", False), ("Show them", True)]
    assert (answered.ask, answered.new, answered.busy) == (None, 0, False)
    silent = panel_view(plan, day_state(plan, notes_of(plan, "")))
    assert ([m.text for m in silent.messages], silent.new) == (["Your ears?"], 1)


def test_names_are_those_of_the_time_and_the_clock_is_the_days() -> None:
    plan = plan_of(Say(text="Hello.", spoken=True), NewProctor(text="A change."), Say(text="I am new."))
    notes = (note("day.time_skipped", ms=3_600_000), *notes_of(plan), note("candidate.said", text="Yes?"))
    view = panel_view(plan, day_state(plan, notes))
    first, second = plan.proctor(0), plan.proctor(1)
    assert [message.head.split("  ")[1] for message in view.messages] == [
        f"{first}, aloud", words.NARRATION, second, words.YOU,
    ]  # fmt: skip
    assert [message.narrated for message in view.messages] == [False, True, False, False]
    assert view.title == second
    early = panel_view(plan, day_state(plan, notes[1:]))
    assert view.messages[0].head != early.messages[0].head, "an hour was skipped"


def test_the_ending_says_the_rule_and_the_ladder_only_where_warnings_led_to_it() -> None:
    major = plan_of(EndHere(rule="lips", text="It ends."))
    notes = notes_of(major)
    view = ending_view(major, day_state(major, notes), replace(SESSION, notes=notes))
    assert (view.said, view.rule, view.ladder) == ("It ends.", "Lips. Do not move.", "")
    third = plan_of(*(Warn(rule="eyes", text="Again.") for _ in range(3)))
    notes = notes_of(third)
    view = ending_view(third, day_state(third, notes), replace(SESSION, notes=notes))
    assert (view.rule, view.ladder) == ("Eyes. On the screen.", words.ENDED_LADDER["third"])


def test_a_scene_that_is_broken_off_is_over() -> None:
    plan = plan_of(ASK)
    notes = notes_of(plan)
    (command,) = break_off(day_state(plan, notes), AT)
    state = day_state(plan, (*notes, note("scene.over")))
    assert getattr(command, "kind", "") == "scene.over"
    assert state.scene is None
    assert break_off(state, AT) == ()


def test_what_the_clock_does_is_said_in_every_part_of_the_day() -> None:
    running = replace(SESSION, phase=Phase.EXAM, clock=ExamClock(60_000).started(AT))
    assert clock_words(SESSION, 0) == words.NOT_STARTED
    assert clock_words(running, 61_000) == f"{words.RUNS} Time remaining 1:01"
    assert clock_words(replace(running, clock_shown=False), 61_000) == words.RUNS_HIDDEN
    assert clock_words(replace(running, clock=ExamClock(60_000)), 61_000) == words.STANDS
    assert clock_words(replace(SESSION, phase=Phase.SURVEY), 0) == words.EXAM_OVER


def test_words_are_calm() -> None:
    texts = [value for name, value in vars(words).items() if name.isupper() and isinstance(value, str)]
    assert len(texts) > 40
    assert not [text for text in texts if "!" in text or "{" in text or not text.strip()]
    assert not [text for text in texts if re.search(r"\b(cheat|guilty|violat)", text, re.IGNORECASE)]
