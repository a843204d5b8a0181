"""What was chosen, typed or ticked at a step and not yet given stays when the look changes, and when something is shown
over the step; for every kind of step."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPushButton, QRadioButton, QWidget

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.rehearsal.venue import CameraStep, Step
from cehrs_desktop.ui.screens.day.steps import screen_of
from tests.ui.day_driving import DayDriven, a_plan
from tests.ui.driving import CTRL, turn
from tests.ui.test_day_looks import STEPS, Looking

Key = Qt.Key
PAPER = next(step for step in STEPS if step.kind == "count")


@contextmanager
def at_step(application: QApplication, step: Step, **settings: object) -> Generator[DayDriven]:
    """A day that begins at this step (what is handed in has to be handed out first)."""
    steps = (PAPER, step) if step.id == "hand_in" else (step,)
    plan = a_plan(*steps, STEPS[-1])
    size = (1366, 768)
    with DayDriven(application, plan, size=size, settings=settings, extra={"look_at_computer": Looking()}) as day:
        if len(steps) > 1:
            day.type(str(day.plan.sheets(PAPER)))
            day.key(Key.Key_Return)
        turn()
        yield day


def choose(day: DayDriven) -> None:
    """Touch every control of the step that takes something, without giving it."""
    for box in day.parts(QCheckBox)[:1]:
        box.click()
    for radio in day.parts(QRadioButton)[1:2]:
        radio.click()
    for field in day.parts(QLineEdit):
        field.setText("2" if field.validator() else "Robin Ex")
        field.setCursorPosition(1)
    for number, combo in enumerate(day.parts(QComboBox)):
        combo.setCurrentIndex(number % combo.count())


def chosen(day: DayDriven) -> list[object]:
    """Everything that stands on the screen, and where the keyboard is."""
    screen = day.screen
    return [
        *(box.isChecked() for box in screen.findChildren(QCheckBox)),
        *(radio.isChecked() for radio in screen.findChildren(QRadioButton)),
        *((field.text(), field.cursorPosition()) for field in screen.findChildren(QLineEdit)),
        *(combo.currentText() for combo in screen.findChildren(QComboBox)),
        *((made.text(), made.isEnabled(), made.isHidden()) for made in screen.findChildren(QPushButton)),
        day.day_screen.verdict.text,
        day.words(),
        day.window.focusWidget(),
    ]


def sizes(root: QWidget) -> list[tuple[str, int]]:
    """The letters of everything that has a size of its own."""
    own = [widget for widget in root.findChildren(QWidget) if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont)]
    return [(type(widget).__name__, widget.font().pixelSize()) for widget in own]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_a_change_of_the_look_loses_nothing_at_any_step(qapp: QApplication, step: Step) -> None:
    with at_step(qapp, step) as day:
        choose(day)
        day.key(Key.Key_Tab)
        before, small = chosen(day), sizes(day.screen)
        day.flow.stage.change("theme", "dark")
        assert chosen(day) == before
        day.key(Key.Key_Plus, CTRL)
        day.key(Key.Key_Plus, CTRL)
        assert day.flow.stage.zoom == 1.25
        assert chosen(day) == before
        assert sizes(day.screen) != small
        day.flow.stage.change("zoom", 2.0)
        assert chosen(day) == before
        # Whatever the way to it: each letter is as large as on a screen that is built anew.
        built = screen_of(day.plan, day.state, step, sheet=Looking().sheet)
        built.setParent(day.window)
        assert sizes(day.screen) == [(kind, 2 * size) for kind, size in sizes(built)]
        day.key(Key.Key_0, CTRL)
        assert sizes(day.screen) == small
        assert chosen(day) == before


@pytest.mark.parametrize("step", [s for s in STEPS if s.id in ("identity", "sort", "sign", "accept", "selfie")])
def test_what_is_shown_over_a_step_takes_nothing_away(qapp: QApplication, step: Step) -> None:
    with at_step(qapp, step) as day:
        choose(day)
        before = chosen(day)[:-2]
        # As a fault of the store does, until it is stored after all.
        day.flow.stage.show(QWidget())
        day.flow.stage.change("zoom", 1.5)
        day.presenter.changed.emit(day.session)
        turn()
        assert chosen(day)[:-2] == before
        day.flow.stage.change("zoom", 1.0)


def test_a_picture_that_is_to_be_taken_again_is_not_taken_for_used(qapp: QApplication) -> None:
    step = CameraStep(id="selfie", title="A picture of you", task="selfie")
    with at_step(qapp, step) as day:
        day.press(words.TAKE_PICTURE)
        day.press(words.RETAKE)
        day.flow.stage.change("zoom", 1.5)
        assert [made.text() for made in day.parts(QPushButton)] == [words.LEAVE, words.TAKE_PICTURE]
        day.flow.stage.change("zoom", 1.0)
