"""The learners' page and the question for a PIN, in the real window with the real store."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.presentation import people_texts as words
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.ui.people_flow import PeopleFlow
from cehrs_desktop.ui.pin_question import PinQuestion
from cehrs_desktop.ui.screens.people import ErasedScreen, PeopleScreen, PersonScreen, PinScreen
from tests.building import small_attempt
from tests.ui.driving import Driven, MovedClock, wait_for

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


def people_page(program: Driven) -> PeopleFlow:
    """The visit to the learners, begun as the settings begin it."""
    program.ready()
    study, people = program.on_lane(lambda desk: (sql(desk).study, sql(desk).people))
    desk = program.flow.desk
    assert desk is not None
    flow = PeopleFlow(program.flow.stage, program.flow._lane, program.flow._around, desk, study, people)
    flow.start()
    wait_for(lambda: isinstance(program.screen, PeopleScreen) and words.READING not in said(program), "the list")
    return flow


def visit(program: Driven, who: Candidate = ROBIN) -> PersonScreen:
    program.ready()
    program.on_lane(lambda desk: [sql(desk).save_candidate(who)])
    people_page(program)
    assert who.name in said(program)
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


def test_the_question_is_asked_each_time_and_tells_the_wait(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        set_pin(program, visit(program), "4711")
        people = program.on_lane(lambda desk: sql(desk).people)
        flow = program.flow
        question = PinQuestion(flow.stage, flow._lane, flow._around.clock, people, ROBIN)
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
        wait_for(lambda: isinstance(program.screen, PinScreen) and program.screen is not screen, "asked again")
        assert len(passed) == 1


def letters(program: Driven) -> list[str]:
    """The letters that press a button together with Alt."""
    texts = [one.text() for one in program.parts(QPushButton)]
    return [text[text.index("&") + 1].lower() for text in texts if "&" in text]


def test_a_pin_is_changed_removed_and_forgotten(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        assert letters(program) == list(dict.fromkeys(letters(program)))
        screen = set_pin(program, visit(program), "4711")
        found = letters(program)
        assert sorted(found) == sorted(set(found)), found
        assert len(found) == 6
        # Changed, once with a wrong and once with the right one.
        for present, told in (("0000", "The PIN is wrong"), ("4711", words.PIN_SET)):
            screen.present.setText(present)
            screen.new.setText("Łódź!")
            screen.again.setText("Łódź!")
            QTest.keyClick(screen.again, Qt.Key.Key_Return)
            program.until(told)
        screen = person(program, words.PIN_SET)
        assert program.on_lane(lambda desk: sql(desk).people.try_pin(ROBIN.id, "Łódź!", 1))
        # Forgotten: it stays for a day, and says so.
        program.press(words.FORGOT)
        wait_for(lambda: program.dialog, "the question")
        program.press(words.FORGOT_YES)
        program.until("It will be gone on")
        screen = person(program, "It will be gone on")
        # Removed with the right one.
        screen.present.setText("4711")
        program.press(words.REMOVE)
        program.until("The PIN is wrong")
        screen.present.setText("Łódź!")
        program.press(words.REMOVE)
        person(program, words.PIN_REMOVED)
        screen = person(program, words.NO_PIN)
        for pin, told in (("123", words.LENGTH), ("", words.LENGTH)):
            screen.new.setText(pin)
            screen.again.setText(pin)
            program.press(words.SET)
            program.until(told)


def test_wrong_tries_have_to_wait_and_the_wait_passes(qapp: QApplication) -> None:
    clock = MovedClock()
    with Driven(qapp, clock=clock) as program:
        screen = set_pin(program, visit(program), "4711")
        for wrong in range(3):
            screen.present.setText("0000")
            program.press(words.REMOVE)
            wait_for(lambda: not screen.present.text(), f"refused {wrong}")
        program.until("Wait 5 seconds")
        screen.present.setText("4711")
        program.press(words.REMOVE)
        program.until("This PIN was not looked at")
        clock.wait(0.1)
        screen.present.setText("4711")
        program.press(words.REMOVE)
        person(program, words.PIN_REMOVED)


def test_erasing_takes_the_name_from_every_copy_the_cache_and_the_settings(qapp: QApplication) -> None:
    who = Candidate("vera", "Владимира Константиновна Преображенская-Рождественская-Новосёлова")
    attempt, items = small_attempt("hers")
    with Driven(qapp, settings={"name": who.name.upper()}) as program:
        program.ready()

        def fill(desk: Desk) -> list[None]:
            store = sql(desk)
            store.create(replace(attempt, candidate=who), items)
            store.back_up()
            program.around.cache.write(store.lines())
            return [None]

        program.on_lane(fill)
        folder = program.paths.data
        assert holding(folder, who.name)
        lists: list[int] = []
        flow = people_page(program)
        flow.lines_changed.connect(lambda lines: lists.append(len(lines)))
        assert "1 rehearsal since" in said(program)
        program.press(words.OPEN)
        screen = person(program)
        assert "Backups rewritten without this learner" in said(program)
        screen.name.setText(f" {who.name} ")
        program.press(words.ERASE_BUTTON)
        wait_for(lambda: isinstance(program.screen, ErasedScreen), "erased")
        shot(program, "erased")
        assert "Backups rewritten: " in said(program)
        assert lists == [0]
        assert program.around.settings.values["name"] == ""
        assert program.around.cache.read() == ()
        program.key(Qt.Key.Key_Escape)
        wait_for(lambda: isinstance(program.screen, PeopleScreen) and words.NOBODY in said(program), "nobody")
    assert not holding(folder, who.name)


def holding(folder: Path, name: str) -> list[Path]:
    """Files with the name, as the database, JSON or a log would write it."""
    marks = [name.encode(), name.upper().encode(), json.dumps(name)[1:-1].encode(), name.encode("utf-16-le")]
    return [
        file for file in folder.rglob("*") if file.is_file() and any(mark in file.read_bytes() for mark in marks)
    ]  # fmt: skip
