"""A learner's file in the real window: saved on one computer, taken in on another, and refused in words."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from cehrs_desktop.application import person_files
from cehrs_desktop.application.people_ports import PersonCopy, StudyCopy
from cehrs_desktop.application.person_files import PersonArrival, copied_person
from cehrs_desktop.application.ports import AttemptConflict, Candidate, StoreFull
from cehrs_desktop.application.study_ports import StoredCard
from cehrs_desktop.files.person_file import person_bytes, read_person_file
from cehrs_desktop.presentation import person_arrival_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.people_texts import BACK, ERASE_BUTTON, OPEN, PIN_SET, SAVE_BUTTON
from cehrs_desktop.presentation.people_view import may_break
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.study.profile import Profile
from cehrs_desktop.ui import people_flow
from cehrs_desktop.ui.screens.people import PeopleScreen
from cehrs_desktop.ui.screens.person_arrival import PersonArrivalScreen, PersonArrivedScreen
from cehrs_desktop.ui.screens.study import StudyScreen
from tests.building import small_attempt
from tests.storage.test_person_files import learner
from tests.ui.driving import Driven, leave_at_the_name, wait_for
from tests.ui.test_people_page import people_page, person, sql

pytestmark = pytest.mark.usefixtures("qtbot")


def elsewhere(folder: Path) -> PersonCopy:
    """Somebody's copy from another computer, whose items are not this one's."""
    store = open_store(folder / "there")
    copy = copied_person(store, store.people, learner(store)).copy
    store.shut()
    return copy


def written(folder: Path, copy: PersonCopy) -> Path:
    file = folder / "one.cehrsperson"
    file.write_bytes(person_bytes(copy, "0.1.0"))
    return file


def opened(program: Driven, file: Path) -> str:
    """What is said of a file that was opened with the program."""
    program.ready()
    wait_for(lambda: not program.flow._at_work, "the first page")
    program.flow.open_file(str(file))
    return read(program)


def read(program: Driven) -> str:
    """What is said once the file was read."""

    def asked() -> bool:
        return isinstance(program.screen, PersonArrivalScreen) and "The file is whole" in program.words()

    wait_for(lambda: asked() or isinstance(program.screen, PersonArrivedScreen), "the file to be read")
    return program.words()


def take(program: Driven) -> str:
    program.press(words.YES)
    wait_for(lambda: isinstance(program.screen, PersonArrivedScreen) and words.TAKING not in program.words(), "the end")
    return program.words()


def test_a_learner_is_taken_in_told_and_can_be_studied_with(qapp: QApplication, tmp_path: Path) -> None:
    copy = elsewhere(tmp_path)
    file = written(tmp_path, copy)
    name = copy.candidate.name
    with Driven(qapp) as program:
        said = opened(program, file)
        assert f"{name}: 1 rehearsal, " in said
        assert "1 note or bookmark. The file is whole." in said
        assert "Nobody here has this name" in said
        assert "not in the items used here" in said
        said = take(program)
        assert words.DONE_TITLE in said
        assert f"{name}: 1 rehearsal and " in said
        program.press(words.CLOSE)
        program.until(texts.WELCOME)
        wait_for(lambda: len(program.flow._lines) == 1, "the list")
        assert len(program.around.cache.read()) == 1
        # The study of somebody whose items are not here opens.
        program.parts(QLineEdit)[0].setText(name)
        program.press(texts.STUDY)
        wait_for(lambda: isinstance(program.screen, StudyScreen) and "Looking" not in program.words(), "study")
        program.flow._study_left()
        said = opened(program, file)
        assert "This learner is here already." in said
        assert "new: 0 of 1" in said
        assert words.KNOWN_TITLE in take(program)


def test_a_namesake_stays_somebody_else_and_both_are_found(qapp: QApplication, tmp_path: Path) -> None:
    copy = elsewhere(tmp_path)
    name = copy.candidate.name
    with Driven(qapp) as program:
        program.ready()
        attempt, items = small_attempt("theirs")
        theirs = Candidate("namesake", name.upper())
        program.on_lane(lambda desk: [desk.store.create(replace(attempt, candidate=theirs), items)])
        said = opened(program, written(tmp_path, copy))
        assert "whose first rehearsal was on" in said
        assert f"is called {name} (2) here" in said
        assert f"{name} (2): 1 rehearsal" in take(program)
        found = program.on_lane(lambda desk: [one.name for one in desk.store.candidates()])
        assert found == [name.upper(), f"{name} (2)"]
        assert "here already" in opened(program, tmp_path / "one.cehrsperson")
        assert words.KNOWN_TITLE in take(program)


def test_not_now_changes_nothing(qapp: QApplication, tmp_path: Path) -> None:
    with Driven(qapp) as program:
        opened(program, written(tmp_path, elsewhere(tmp_path)))
        program.key(Qt.Key.Key_Escape)
        program.until(texts.WELCOME)
        assert program.on_lane(lambda desk: desk.store.candidates()) == ()


def test_bad_files_are_refused_in_words(qapp: QApplication, tmp_path: Path) -> None:
    copy = elsewhere(tmp_path)
    file = written(tmp_path, copy)
    good = file.read_bytes()
    [attempt] = copy.attempts
    damaged = replace(copy, attempts=(replace(attempt, end=b"\0" * 32),))
    unended = replace(copy, attempts=(replace(attempt, events=attempt.events[:-1]),))
    cases = (
        (good[:-9], "cannot be read"),
        (good[:300] + bytes([good[300] ^ 1]) + good[301:], "cannot be read"),
        (b"", "cannot be read"),
        (good.replace(b'"format": 1', b'"format": 2', 1), "newer version"),
        (person_bytes(damaged, "1"), "damaged or was changed"),
        (person_bytes(unended, "1"), "damaged or was changed"),
    )
    with Driven(qapp) as program:
        for data, told in cases:
            file.write_bytes(data)
            said = opened(program, file)
            assert isinstance(program.screen, PersonArrivedScreen)
            assert told in said
            assert "Nothing was taken in" in said
            program.press(words.CLOSE)
            program.until(texts.WELCOME)
        file.unlink()
        assert "cannot be read" in opened(program, file)
        assert program.on_lane(lambda desk: desk.store.candidates()) == ()


def test_a_full_disk_in_the_middle_is_told_and_gone_on_from(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, elsewhere(tmp_path))

    def full(*_: Any) -> bool:
        raise StoreFull("disk")

    with Driven(qapp) as program:
        opened(program, file)
        with monkeypatch.context() as patch:
            patch.setattr("cehrs_desktop.storage.people.SqlPeopleStore.take_in_study", full)
            said = take(program)
        assert "The disk is full" in said
        assert "goes on from there" in said
        program.press(words.CLOSE)
        wait_for(lambda: len(program.flow._lines) == 1, "what came in before is in the list")
        said = opened(program, file)
        assert "new: 0 of 1" in said
        assert "0 rehearsals and" in take(program)


def test_words_about_a_learner_who_is_here_under_another_name_and_of_a_new_namesake() -> None:
    copy = PersonCopy(Candidate("one", "Ann"), (), StudyCopy(Profile()))
    arrival = PersonArrival(copy, Candidate("one", "Ann (2)"), "Ann (2)", None, None, 3, 1, 7, 0, 5, 1)
    said = " ".join(words.question_lines(arrival))
    assert "here already, as Ann (2)." in said
    assert "new: 1 of 3" in said
    assert "1 is not in the items used here" in said
    other = replace(arrival, here=None, namesake=Candidate("two", "ann"), unknown_items=None)
    said = " ".join(words.question_lines(other))
    assert "who has not rehearsed yet" in said
    assert "cannot be read at the moment" in said


def test_a_name_of_one_endless_word_may_break() -> None:
    assert may_break("W" * 64).replace("\u200b", "") == "W" * 64
    assert max(map(len, may_break("W" * 64).split("\u200b"))) == 24
    assert may_break("Ann-Kathrin Example") == "Ann-Kathrin Example"


def test_words_of_what_is_here_as_another() -> None:
    assert "is here as another" in words.person_file_problem(AttemptConflict("x", "y"), begun=False).title
    assert "not over" in words.person_file_problem(person_files.StillOpen("x"), begun=True).title


def test_no_learner_is_taken_in_over_an_open_attempt(qapp: QApplication, tmp_path: Path) -> None:
    leave_at_the_name()
    with Driven(qapp) as program:
        program.flow.open_file(str(written(tmp_path, elsewhere(tmp_path))))
        program.ready()
        wait_for(lambda: program.dialog, "the words about the file")
        assert "an attempt is open" in program.words()


def test_everything_is_saved_after_the_pin_and_taken_in_from_the_page(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = elsewhere(tmp_path)
    name = copy.candidate.name
    file = tmp_path / "saved.cehrsperson"
    lists: list[int] = []
    with Driven(qapp) as program:
        flow = people_page(program)
        flow.lines_changed.connect(lambda lines: lists.append(len(lines)))
        assert isinstance(program.screen, PeopleScreen)
        program.screen.file_wanted.emit(str(written(tmp_path, copy)))
        read(program)
        take(program)
        assert lists == [1]
        program.press(words.CLOSE)
        wait_for(lambda: isinstance(program.screen, PeopleScreen) and name in program.words(), "the list")
        attempt, items = small_attempt("still-open-here")
        program.on_lane(lambda desk: [desk.store.create(replace(attempt, candidate=copy.candidate), items)])

        program.press(OPEN)
        screen = person(program)
        screen.new.setText("4711")
        QTest.keyClick(screen.new, Qt.Key.Key_Return)
        QTest.keyClicks(screen.again, "4711")
        QTest.keyClick(screen.again, Qt.Key.Key_Return)
        screen = person(program, PIN_SET)
        screen.present.setText("0815")
        program.press(SAVE_BUTTON)
        program.until("The PIN is wrong")
        assert not screen.findChildren(QFileDialog)
        screen.present.setText("4711")
        program.press(SAVE_BUTTON)
        dialog = wait_for(lambda: screen.findChildren(QFileDialog), "the question where")[0]
        assert "CEHRS learner" in dialog.selectedFiles()[0]
        dialog.fileSelected.emit(str(file))
        dialog.reject()
        program.until("Saved: ")
        assert "because it is not over" in program.words()
        again = read_person_file(file)
        assert again.candidate == copy.candidate
        assert again.attempts == copy.attempts
        before = file.read_bytes()

        def no_room(*_: Any) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        [one] = [one for one in flow._learners if one.person.name == name]
        with monkeypatch.context() as patch:
            patch.setattr(people_flow, "write_whole", no_room)
            flow.save(screen, one, file)
            program.until("no space left")
        flow.save(screen, one, tmp_path / "saved.txt")
        program.until("does not end in")
        assert not (tmp_path / "saved.txt").exists()
        assert file.read_bytes() == before
        assert program.button(ERASE_BUTTON).isEnabled()
        program.press(BACK)
        wait_for(lambda: isinstance(program.screen, PeopleScreen), "the list")


def test_later_cards_and_names_of_any_letters_travel(qapp: QApplication, tmp_path: Path) -> None:
    copy = elsewhere(tmp_path)
    name = "Владимира Константиновна Преображенская-Рождественская-Новосёлова"
    study = replace(copy.study, cards=(StoredCard("gone", 5, {"card": 1}),), sets=(), taken=(), notes=())
    copy = PersonCopy(Candidate("vera", name), (), study)
    with Driven(qapp) as program:
        assert name in opened(program, written(tmp_path, copy))
        take(program)
        assert program.on_lane(lambda desk: [one.name for one in sql(desk).candidates()]) == [name]
