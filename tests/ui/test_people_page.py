"""The learners' page and the question for a PIN, in the real window with the real store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.presentation import people_texts as words
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.ui.people_flow import PeopleFlow
from cehrs_desktop.ui.pin_question import PinQuestion
from cehrs_desktop.ui.screens.people import ErasedScreen, PeopleScreen, PersonScreen, PinScreen
from tests.ui.driving import Driven, wait_for

ROBIN = Candidate("robin", "Robin Example")


def sql(desk: Desk) -> SqlAttemptStore:
    return cast(SqlAttemptStore, desk.store)


def said(program: Driven) -> str:
    return " ".join(one.text() for one in program.screen.findChildren(QLabel) if one.isVisible())


def shot(program: Driven, name: str) -> None:
    if folder := os.environ.get("CEHRS_SHOTS"):
        program.screen.window().resize(1366, 768)
        QTest.qWait(50)
        program.screen.window().grab().save(str(Path(folder) / f"{name}.png"))


def visit(program: Driven) -> PersonScreen:
    program.ready()
    program.on_lane(lambda desk: [sql(desk).save_candidate(ROBIN)])
    study, people = program.on_lane(lambda desk: (sql(desk).study, sql(desk).people))
    desk = program.flow.desk
    assert desk is not None
    flow = PeopleFlow(program.flow.stage, program.flow._lane, program.flow._around, desk, study, people)
    flow.start()
    wait_for(lambda: isinstance(program.screen, PeopleScreen) and ROBIN.name in said(program), "the list")
    shot(program, "list")
    program.press(words.OPEN)
    return person(program)


def person(program: Driven, part: str = "Erased: the name") -> PersonScreen:
    wait_for(lambda: isinstance(program.screen, PersonScreen) and part in said(program), "the person: " + part)
    screen = program.screen
    assert isinstance(screen, PersonScreen)
    return screen


def set_pin(program: Driven, screen: PersonScreen, pin: str) -> PersonScreen:
    screen.new.setText(pin)
    screen.again.setText(pin)
    program.press(words.SET)
    person(program, words.HAS_PIN)
    return person(program)


def test_a_pin_is_set_refused_and_needed_to_erase(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        screen = visit(program)
        screen.new.setText("4711")
        screen.again.setText("4712")
        program.press(words.SET)
        assert words.DIFFERENT in said(program)
        screen = set_pin(program, screen, "4711")
        shot(program, "person")
        screen.name.setText("Robin")
        program.press(words.ERASE_BUTTON)
        assert words.WRONG_NAME in said(program)
        screen.name.setText(ROBIN.name)
        screen.present.setText("0000")
        program.press(words.ERASE_BUTTON)
        wait_for(lambda: "The PIN is wrong" in said(program), "refused")
        assert program.on_lane(lambda desk: ROBIN in sql(desk).candidates())
        screen.present.setText("4711")
        program.press(words.ERASE_BUTTON)
        wait_for(lambda: isinstance(program.screen, ErasedScreen), "erased")
        shot(program, "erased")
        assert words.OUT_OF_REACH in said(program)
        assert not program.on_lane(lambda desk: ROBIN in sql(desk).candidates())


def test_the_question_is_asked_once_and_tells_the_wait(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        set_pin(program, visit(program), "4711")
        people = program.on_lane(lambda desk: sql(desk).people)
        opened: set[str] = set()
        flow = program.flow
        question = PinQuestion(flow.stage, flow._lane, flow._around.clock, people, ROBIN, opened)
        passed: list[int] = []
        question.passed.connect(lambda: passed.append(1))
        question.start()
        wait_for(lambda: isinstance(program.screen, PinScreen), "the question")
        screen = program.screen
        assert isinstance(screen, PinScreen)
        for _ in range(3):
            QTest.keyClicks(screen.field, "0000")
            QTest.keyClick(screen.field, Qt.Key.Key_Return)
            wait_for(lambda: not screen.field.text(), "refused")
        assert "before the next try" in said(program)
        shot(program, "question")
        assert not passed
        program.on_lane(lambda desk: [sql(desk).people.set_pin(ROBIN.id, "4711")])
        QTest.keyClicks(screen.field, "4711")
        QTest.keyClick(screen.field, Qt.Key.Key_Return)
        wait_for(lambda: passed, "passed")
        question.start()
        assert len(passed) == 2
