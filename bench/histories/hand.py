"""A learner's hands and eyes in the program's real windows: sets and rehearsals are worked by clicks and keys.

The clock is moved by what the learner does; whatever is answered goes through the widgets that a person would use.
"""

# It looks at the windows where their tests look.
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from random import Random
from typing import Any, Self

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from bench.histories.learner import Learner, Thought
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.presentation import practice_texts as practice_words
from cehrs_desktop.presentation import study_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.study.past import Cause
from cehrs_desktop.study.practice_run import PracticeRun
from cehrs_desktop.ui.screens.home import HomeScreen
from cehrs_desktop.ui.screens.practice.end import PracticeEndScreen
from cehrs_desktop.ui.screens.practice.screen import PracticeScreen
from cehrs_desktop.ui.screens.study import StudyScreen
from cehrs_desktop.ui.widgets.day_field import DayField
from cehrs_desktop.ui.widgets.option_row import OptionRow
from tests.ui.driving import NONE, Driven, MovedClock, turn, wait_for

Key = Qt.Key
LETTERS = (Key.Key_A, Key.Key_B, Key.Key_C, Key.Key_D)
SURE = {"sure": Key.Key_S, "unsure": Key.Key_U, "guess": Key.Key_G}
CAUSES: tuple[Cause, ...] = ("knowledge", "misread", "changed_from_right", "out_of_time", "guessed")
A_DAY_MS = 24 * 3600 * 1000
_RUNNING_SINCE_MS = 1_750_000_000_000


def clock_at(wall_ms: int) -> MovedClock:
    """A clock that stands at an instant, in a run of the program of its own."""
    return MovedClock(Instant(wall_ms, wall_ms - _RUNNING_SINCE_MS, os.urandom(4).hex()))


def wall_ms_of(local: str) -> int:
    """The instant of a local time (ISO)."""
    return round(datetime.fromisoformat(local).astimezone().timestamp() * 1000)


class Hand(Driven):
    """The program in the hands of a learner. `moved` is its clock."""

    def __init__(
        self, application: QApplication, learner: Learner, clock: MovedClock, seed: str, **driven: Any
    ) -> None:
        ids = Random(seed)
        self.learner, self.moved, self.begun_ms = learner, clock, clock.now().wall_ms
        super().__init__(
            application, size=(1366, 768), clock=clock, new_id=lambda: f"{ids.getrandbits(128):032x}", **driven
        )
        self.clicks = 0
        # (true cause, proposed cause) of each miss that was looked at.
        self.causes: Counter[tuple[Cause, Cause]] = Counter()

    # ---- the clock
    @property
    def day(self) -> float:
        """The day as a number."""
        return self.moved.now().wall_ms / A_DAY_MS

    @property
    def today(self) -> str:
        """The local day."""
        return self.flow._today()

    def spend(self, seconds: float) -> None:
        """Time goes by, awake."""
        self.moved.wait(seconds / 60)

    def at(self, day: str, hour: float) -> None:
        """It is a local time on a day; never earlier than it was."""
        later = max(0, wall_ms_of(day) + round(hour * 3_600_000) - self.moved.now().wall_ms)
        self.moved.at = replace(
            self.moved.at, wall_ms=self.moved.at.wall_ms + later, awake_ms=self.moved.at.awake_ms + later
        )

    # ---- seeing and pressing
    def click(self, widget: QWidget) -> None:
        """Click a widget in its middle."""
        self.clicks += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def tick(self, box: QCheckBox) -> None:
        """Tick a box, or take its tick away, by a click on the square."""
        self.clicks += 1
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(12, box.height() // 2))

    def press(self, words: str) -> None:
        self.clicks += 1
        super().press(words)

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def shown(self, kind: type[Any]) -> Any:
        """The screen, as soon as it is one of this kind."""
        return wait_for(lambda: self.screen if isinstance(self.screen, kind) else None, f"the {kind.__name__}")

    def fields(self, kind: type[Any]) -> list[Any]:
        """The visible fields of a kind, in their order."""
        return [field for field in self.parts(kind) if not field.objectName().startswith("qt_")]

    def type_number(self, field: QSpinBox, number: str) -> None:
        """Type a number into its field, in place of what is there."""
        self.window.activateWindow()
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, number)
        QTest.keyClick(field, Key.Key_Return)
        self.clicks += len(number) + 1

    def type_day(self, field: DayField, iso: str) -> None:
        """Type a date as people do, in place of the one that is there."""
        self.window.activateWindow()
        field.line.setFocus()
        field.line.selectAll()
        typed = f"{date.fromisoformat(iso):%m/%d/%Y}"
        QTest.keyClicks(field.line, typed)
        QTest.keyClick(field.line, Key.Key_Return)
        self.clicks += len(typed) + 1

    def key(self, key: Qt.Key, with_: Qt.KeyboardModifier = NONE) -> None:
        self.clicks += 1
        super().key(key, with_)

    def choose(self, box: QComboBox, data: object) -> None:
        """Choose an entry by its value, with the arrow keys."""
        box.setFocus()
        wanted = box.findData(data)
        while box.currentIndex() != wanted:
            QTest.keyClick(box, Key.Key_Down if box.currentIndex() < wanted else Key.Key_Up)
            self.clicks += 1

    # ---- study
    def home(self) -> None:
        """To the first page."""
        while not isinstance(self.screen, HomeScreen):
            self.back()

    def back(self) -> None:
        """One page back."""
        before = self.screen
        for name in (words.CLOSE, words.BACK, practice_words.DONE, words.BACK.replace("&", "")):
            with suppress(AssertionError):
                self.press(name)
                break
        wait_for(lambda: self.screen is not before, f"what is before {type(before).__name__}")
        turn(5)

    def study(self) -> StudyScreen:
        """The study page with the day on it."""
        self.ready()
        if isinstance(self.screen, HomeScreen):
            name = self.fields(QLineEdit)[0]
            if name.text() != self.learner.name:
                name.clear()
                QTest.keyClicks(name, self.learner.name)
            self.press(texts.STUDY)
        wait_for(
            lambda: isinstance(self.screen, StudyScreen) and words.day_words(self.today) in self.words(), "the day"
        )
        turn(5)
        return self.shown(StudyScreen)

    def tasks(self) -> list[tuple[str, QAbstractButton]]:
        """The tasks of the day that can be begun: all that is said of one, and its button."""
        self.study()
        return [
            (f"{made.accessibleName()} {made.accessibleDescription()}", made)
            for made in self.parts(QAbstractButton)
            if made.text() in (words.BEGIN, words.GO_ON)
        ]

    def do_task(self, at: int, **manner: Any) -> bool:
        """Do a task of the day, cards or a set; whether it came to anything."""
        self.click(self.tasks()[at][1])
        wait_for(lambda: not isinstance(self.screen, StudyScreen), "the task")
        if not isinstance(self.screen, PracticeScreen):
            return False
        self.work(**manner)
        self.end_of_set()
        return True

    # ---- a set
    @property
    def run(self) -> PracticeRun:
        """The set that is being worked."""
        visit = self.flow._study
        assert visit is not None
        assert visit.practice is not None
        assert visit.practice.sitting is not None
        return visit.practice.sitting.run

    def kept(self) -> None:
        """Wait until what was asked for in the set is stored and shown."""

        def idle() -> bool:
            visit = self.flow._study
            practice = visit.practice if visit is not None else None
            return practice is None or practice.sitting is None or not practice.sitting.busy

        turn(1)
        wait_for(idle, "it to be kept")

    def _place(self, screen: PracticeScreen) -> int:
        """The place of the question on the screen; 0 when the set is over."""
        visit = self.flow._study
        if visit is None or visit.practice is None or visit.practice.sitting is None or self.screen is not screen:
            return 0
        return visit.practice.sitting.run.position

    def work(
        self, *, reads: bool = True, hurry: float = 1.0, stop_at: int = 0, look: Callable[[int], None] | None = None
    ) -> None:
        """Work the set on the screen to its end. `stop_at` leaves before that question; `look` hears of each question
        whose reasons are shown."""
        self.thoughts: dict[int, Thought] = {}
        screen = self.shown(PracticeScreen)
        for _ in range(2000):
            if self._place(screen) == 0:
                return
            run = self.run
            if run.position == stop_at:
                return
            if run.answer is None or (not run.locked and run.position not in self.thoughts):
                self._answer(screen, run, hurry)
                continue
            if run.wish.feedback == "each":
                if look is not None:
                    look(run.position)
                if reads:
                    self.spend(10 if self.run.answer and self.run.answer.right else 35)
                    self.learner.study(run.item, self.day)
                self.key(Key.Key_N)
                self.kept()
            else:
                self.key(Key.Key_N)
                self.kept()
                if self.dialog is not None:
                    self.press(practice_words.END_YES)
                    self.kept()
            wait_for(lambda seen=run.position: self._place(screen) != seen, "what follows")
        raise AssertionError("the set does not end")

    def _answer(self, screen: PracticeScreen, run: PracticeRun, hurry: float) -> None:
        thought = self.learner.think(run.item, self.day, hurry=hurry)
        self.thoughts[run.position] = thought
        offered = run.practice.slots[run.position - 1].options
        for at, option in enumerate(thought.options):
            self.spend(thought.seconds / len(thought.options))
            place = offered.index(option)
            if (run.position + at) % 2:
                self.click(self.parts(OptionRow)[place])
            else:
                self.key(LETTERS[place])
            if self._place(screen) == 0:
                return
        if thought.marked:
            self.key(Key.Key_M)
        if self.run.wish.ask_certainty:
            self.key(SURE[thought.certainty])
        else:
            self.click(screen.next)
        self.kept()
        position = run.position

        def given() -> bool:
            return self._place(screen) != position or self.run.answer is not None

        wait_for(given, "the answer to be taken")

    def end_of_set(self, *, causes: bool = True, done: bool = True) -> PracticeEndScreen:
        """What came of the set: the true cause of each miss is given by its key, and every reason read."""
        screen = self.shown(PracticeEndScreen)
        for _ in range(screen.list.count() - 1):
            self.key(Key.Key_N)
            item = screen.item
            if causes and item is not None and item.cause is not None and not item.cause.confirmed:
                thought = self.thoughts.get(item.position)
                said = thought.cause if thought is not None else "knowledge"
                self.causes[said, item.cause.proposed] += 1
                self.spend(6)
                if item.cause.proposed == said:
                    self.key(Key.Key_Return)
                else:
                    self.key(getattr(Key, f"Key_{CAUSES.index(said) + 1}"))
                wait_for(lambda place=item.position: _confirmed(screen, place), "the cause to be kept")
        if done:
            self.press(practice_words.DONE)
            self.study()
        return screen


def _confirmed(screen: PracticeEndScreen, position: int) -> bool:
    return any(one.position == position and one.cause is not None and one.cause.confirmed for one in screen._view.items)
