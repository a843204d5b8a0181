"""Three histories: somebody new, somebody failing, somebody who gets ready and passes. Each is lived day by day."""

# It looks at the windows where their tests look.
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from bench.histories.hand import Key
from bench.histories.learner import Learner, Manner
from bench.histories.rehearsing import Rehearsing
from cehrs_desktop.exam.items import Item
from cehrs_desktop.presentation import before_after_texts, practice_texts
from cehrs_desktop.presentation import study_texts as words
from cehrs_desktop.psychometrics.parameters import ParameterSet
from cehrs_desktop.ui.screens.before_after import BeforeAfterScreen
from cehrs_desktop.ui.screens.plan import PlanScreen
from cehrs_desktop.ui.screens.practice.end import PracticeEndScreen
from cehrs_desktop.ui.screens.practice.screen import PracticeScreen
from cehrs_desktop.ui.screens.practice.wish import PracticeWishScreen
from cehrs_desktop.ui.screens.study_settings import StudySettingsScreen
from cehrs_desktop.ui.widgets.day_field import DayField
from cehrs_desktop.ui.widgets.still import StillSpinBox
from tests.ui.driving import turn, wait_for

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Story:
    """Who it is, when the history begins (local), and what they do from then on. `name` is one that a page has to have
    room for."""

    who: str
    begins: str
    make: Callable[[ParameterSet], Learner]
    live: Callable[[Rehearsing, Say], None]


def _learner(name: str, manner: Manner, abilities: Mapping[str, float]) -> Callable[[ParameterSet], Learner]:
    return lambda parameters: Learner(name, manner, dict(abilities), parameters, Random(name))


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


# ---- what all of them do
def set_up(hand: Rehearsing, exam: str, minutes: int, *, goals: bool = False) -> None:
    """Set the exam's date and the minutes of each day, on the page for it."""
    hand.study()
    hand.press(words.SETTINGS)
    screen = hand.shown(StudySettingsScreen)
    if not hand.parts(QCheckBox)[0].isChecked():
        hand.tick(hand.parts(QCheckBox)[0])
    hand.type_day(hand.part(DayField), exam)
    for field in hand.parts(StillSpinBox)[:7]:
        hand.type_number(field, str(minutes))
    if goals:
        (box,) = [box for box in hand.parts(QCheckBox) if box.text() == words.GOALS]
        if not box.isChecked():
            hand.tick(box)
    turn(20)
    assert screen._profile.exam_date == exam, screen._profile
    assert set(screen._profile.minutes) == {minutes}, screen._profile
    screen.left.emit()
    hand.study()


def study_day(hand: Rehearsing, minutes: float, **manner: Any) -> None:
    """Do the tasks of the day, in their order, while there is time; a dress rehearsal waits for its own day."""
    until = hand.day + minutes / 1440
    for _ in range(8):
        tasks = hand.tasks()
        at = next((at for at, (told, _) in enumerate(tasks) if words.REHEARSAL_TITLE not in told), None)
        if at is None or hand.day > until or not hand.do_task(at, **manner):
            break
    hand.home()


def dress_rehearsal(hand: Rehearsing, *, hurry: float = 1.0) -> bool:
    """Do the dress rehearsal that the day asks for, in a whole exam day; whether it asks for one."""
    for told, made in hand.tasks():
        if words.REHEARSAL_TITLE in told:
            hand.click(made)
            hand.shown(PlanScreen)
            hand.live_day(hurry=hurry)
            hand.home()
            return True
    hand.home()
    return False


def rehearse(hand: Rehearsing, *, hurry: float = 1.0) -> None:
    """A rehearsal of the exam only, to its report and back."""
    hand.quick_start()
    hand.sit(hurry=hurry)
    hand.to_report()
    hand.home()


def practice(hand: Rehearsing, change: Callable[[PracticeWishScreen], None], **manner: Any) -> PracticeEndScreen:
    """A set as the learner wishes it, to its last page."""
    hand.study()
    hand.press(words.PRACTICE)
    screen = hand.shown(PracticeWishScreen)
    change(screen)
    wait_for(screen.start.isEnabled, "the questions to be counted")
    turn(300)
    wait_for(screen.start.isEnabled, "the questions to be counted again")
    hand.press(practice_texts.START)
    hand.shown(PracticeScreen)
    hand.work(**manner)
    return hand.end_of_set(done=False)


def small_exam(hand: Rehearsing, items: int) -> None:
    """A timed set in the exam's proportion with feedback at the end."""

    def change(screen: PracticeWishScreen) -> None:
        hand.type_number(screen.items, str(items))
        hand.choose(screen.time, practice_texts.OWN_PACE)
        hand.choose(screen.feedback, "end")
        # What is left of the set before would narrow it, and make it no small exam.
        for box in (*screen.pools.values(), *screen.domains.values()):
            if box.isChecked():
                hand.tick(box)
        if not screen.blueprint.isChecked():
            hand.tick(screen.blueprint)

    practice(hand, change)
    hand.press(practice_texts.DONE)
    hand.home()


def write_note(hand: Rehearsing, text: str) -> None:
    """Write a note on the question on the last page of a set, and keep a bookmark."""
    screen = hand.shown(PracticeEndScreen)
    hand.key(Key.Key_O)
    QTest.keyClicks(screen.note.field, text)
    hand.click(screen.note_button)
    turn(30)
    hand.key(Key.Key_B)
    turn(30)


def before_after(hand: Rehearsing, part: str) -> BeforeAfterScreen:
    """A part of the page about the time before and after the exam."""
    hand.study()
    hand.press(before_after_texts.WAY)
    screen = hand.shown(BeforeAfterScreen)
    wait_for(lambda: screen.retake, "what was entered")
    turn(20)
    hand.press(part)
    return screen


# ---- somebody new
def _live_new(hand: Rehearsing, say: Say) -> None:
    hand.study()
    hand.home()
    set_up(hand, _later(hand.today, 35), 30)
    study_day(hand, 30)
    say("first day")


# ---- somebody failing
def _live_failing(hand: Rehearsing, say: Say) -> None:
    day = hand.today
    rehearse(hand, hurry=1.1)
    say("first rehearsal")
    hand.at(_later(day, 1), 18.5)
    set_up(hand, _later(day, 25), 25)
    study_day(hand, 25)
    # Studied on some days, missed on most.
    for after in (2, 4, 5, 8):
        hand.at(_later(day, after), 19)
        study_day(hand, 25)
        say(f"day {after}")
    hand.at(_later(day, 9), 17)
    rehearse(hand, hurry=1.45)
    say("second rehearsal, out of time")
    hand.at(_later(day, 11), 20)

    def operations(screen: PracticeWishScreen) -> None:
        hand.tick(screen.domains["1"])
        hand.tick(screen.domains["2"])
        hand.tick(screen.pools["missed"])

    screen = practice(hand, operations)
    for at in range(screen.list.count()):
        screen.list.setCurrentRow(at)
        if screen.item is not None and screen.item.cause is not None:
            write_note(hand, "Read the last line of the question first, then the numbers.")
            break
    hand.press(practice_texts.DONE)
    hand.home()
    small_exam(hand, 25)
    say("own sets")
    for after in (12, 15, 18):
        hand.at(_later(day, after), 19.5)
        study_day(hand, 25)
        say(f"day {after}")
    hand.at(_later(day, 20), 10)
    rehearse(hand, hurry=1.15)
    say("third rehearsal")
    hand.at(_later(day, 22), 21)
    study_day(hand, 20)
    # The exam is on day 25, and is not passed.
    hand.at(_later(day, 27), 18)
    hand.study()
    screen = before_after(hand, before_after_texts.PARTS[2])
    retake = screen.retake
    assert retake is not None
    hand.type_day(retake.day, _later(day, 25))
    hand.click(retake.add)
    turn(50)
    hand.home()
    set_up(hand, _later(day, 60), 40)
    hand.home()
    hand.at(_later(day, 28), 18)
    study_day(hand, 40)
    hand.at(_later(day, 29), 18)
    say("after the exam")


# ---- somebody who gets ready
def _live_ready(hand: Rehearsing, say: Say) -> None:
    day = hand.today
    set_up(hand, _later(day, 35), 60, goals=True)
    dressed = 0
    for after in range(35):
        hand.at(_later(day, after), 8)
        if after in (6, 13):
            rehearse(hand, hurry=0.95 if after == 6 else 0.9)
            say(f"rehearsal on day {after}")
        if after % 7 == 6 and after < 30:
            continue
        if dressed < 3 and dress_rehearsal(hand, hurry=0.85):
            dressed += 1
            say(f"dress rehearsal on day {after}")
        study_day(hand, 60)
        if after in (10, 24):
            small_exam(hand, 30)
        say(f"day {after}")
    hand.at(_later(day, 35), 20)
    screen = before_after(hand, before_after_texts.PARTS[3])
    renewal = screen.renewal
    assert renewal is not None
    hand.tick(renewal.passed)
    turn(20)
    hand.home()
    for after, title, credits in (
        (37, "Webinar: information blocking", "1"),
        (38, "Downtime procedures course", "2.5"),
    ):
        hand.at(_later(day, after), 19)
        renewal = before_after(hand, before_after_texts.PARTS[3]).renewal
        assert renewal is not None
        renewal.title.setFocus()
        QTest.keyClicks(renewal.title, title)
        hand.type_number(renewal.number, credits)
        hand.click(renewal.add)
        turn(50)
        hand.home()
    say("passed")


STORIES = {
    story.who: story
    for story in (
        Story(
            "new",
            "2026-11-20T18:30",
            _learner("Sam Newcomer", Manner(48, 0.004, 1.0), {"1": -0.6, "2": -0.8, "3": -0.9, "4": -0.7, "5": -1.1}),
            _live_new,
        ),
        Story(
            "failing",
            "2026-10-24T10:00",
            _learner(
                "Alexandria Montgomery-Featherstonehaugh",
                Manner(52, 0.0008, 0.5, changes=0.12, marks=0.15, misreads=0.06, looks_again=0.4, tires=0.6),
                {"1": -1.7, "2": -1.6, "3": -0.6, "4": -0.5, "5": -0.9},
            ),
            _live_failing,
        ),
        Story(
            "ready",
            "2026-10-12T08:00",
            _learner(
                "Jordan Avery Whitfield",
                Manner(40, 0.007, 0.6),
                {"1": -0.7, "2": -0.9, "3": -1.0, "4": -0.6, "5": -1.2},
            ),
            _live_ready,
        ),
    )
}


def write_truth(file: Path, hand: Rehearsing, scored: Mapping[str, Item], cut: int) -> None:
    """What is true of the learner at the end, which the program has to find out; and the clock for the pictures."""
    learner = hand.learner
    told = {
        "at_ms": hand.moved.now().wall_ms,
        "name": learner.name,
        "clicks": hand.clicks,
        "abilities": {domain: round(theta, 3) for domain, theta in learner.abilities.items()},
        "pass_chance": round(learner.pass_chance(scored, cut), 3),
        "studied_items": len(learner.memories),
        "causes": {f"{said}, proposed {proposed or 'none'}": count for (said, proposed), count in hand.causes.items()},
    }
    file.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
