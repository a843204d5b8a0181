"""A learner practices in the real window: by keys alone, with pauses, notes, a full disk, and after a kill."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPlainTextEdit, QPushButton, QTextBrowser

from cehrs_desktop.application import practising
from cehrs_desktop.application.ports import StoreFull
from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation import report_texts, texts
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.practice import Wish
from cehrs_desktop.study.practice_task import Aids
from cehrs_desktop.study.profile import Note
from cehrs_desktop.ui import practice_notes
from cehrs_desktop.ui.screens.practice.screen import PracticeScreen
from cehrs_desktop.ui.screens.problem import ProblemScreen
from tests.study_memory import MemoryStudy
from tests.ui.driving import NONE, MovedClock, wait_for
from tests.ui.practicing import ROBIN, Practicing

ALT = Qt.KeyboardModifier.AltModifier


def wrong_key(program: Practicing) -> Qt.Key:
    """The key of an option that is wrong."""
    run = program.run
    options = run.practice.slots[run.position - 1].options
    return (Qt.Key.Key_A, Qt.Key.Key_B)[options[0] == run.item.key.id]


def right_digit(program: Practicing) -> Qt.Key:
    """The digit of the key."""
    run = program.run
    options = run.practice.slots[run.position - 1].options
    return (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)[options.index(run.item.key.id)]


def begin(program: Practicing, wish: Wish) -> PracticeScreen:
    """The first question of a set."""
    program.open().start_wish(wish)
    return program.question_screen()


def kept(program: Practicing) -> list[Answer]:
    """What the store holds, in the order of the questions."""
    program.drain()
    found = program.on_lane(lambda _: program.study.answers(ROBIN.id))
    return sorted(found, key=lambda answer: answer.position)


def told(program: Practicing) -> str:
    """What the page of rich text says."""
    return program.part(QTextBrowser).toPlainText()


def test_once_through_by_keys_alone(qapp: QApplication) -> None:
    with Practicing(qapp, real=True) as program:
        visit = program.open()
        visit.start()
        wish = program.wish_screen()
        wait_for(wish.start.isEnabled, "the count")
        assert wish.items.hasFocus()
        program.key(Qt.Key.Key_3)
        program.key(Qt.Key.Key_S, ALT)
        program.question_screen()
        assert program.run.count == 3
        program.key(Qt.Key.Key_S)
        assert words.CHOOSE_FIRST in program.words()
        program.key(wrong_key(program))
        program.key(right_digit(program))
        program.key(wrong_key(program))
        program.key(Qt.Key.Key_G)
        assert told(program).startswith(words.WRONG_SIGN)
        assert program.run.item.key.rationale[:40] in told(program)
        program.key(Qt.Key.Key_Return)
        program.key(right_digit(program))
        program.key(Qt.Key.Key_M)
        program.key(Qt.Key.Key_Return)
        assert told(program).startswith(words.RIGHT_SIGN)
        program.key(Qt.Key.Key_N)
        program.key(right_digit(program))
        program.key(Qt.Key.Key_S)
        program.key(Qt.Key.Key_N)
        end = program.end_screen()
        assert "2 of 3 right" in told(program)
        program.key(Qt.Key.Key_N)
        assert end.item is not None
        assert end.item.cause is not None
        assert not end.item.cause.confirmed
        program.key(Qt.Key.Key_2)
        wait_for(lambda: end.cause_buttons["misread"].isChecked(), "the cause to be kept")
        assert words.confirmed(words.cause_name("misread")) in program.words()
        program.key(Qt.Key.Key_D, ALT)
        wait_for(lambda: program.left == ["left"], "the way back")
        first, second, third = kept(program)
        assert (first.right, first.certainty, first.cause, first.left_right) == (False, "guess", "misread", True)
        assert len(first.choices) == 3
        assert (second.right, second.certainty, second.marked) == (True, "", True)
        assert (third.right, third.certainty) == (True, "sure")


def test_enter_takes_the_proposed_cause(qapp: QApplication) -> None:
    with Practicing(qapp) as program:
        begin(program, Wish(items=1))
        program.key(wrong_key(program))
        program.key(Qt.Key.Key_G)
        program.key(Qt.Key.Key_N)
        end = program.end_screen()
        program.key(Qt.Key.Key_N)
        assert end.item is not None
        assert end.item.cause is not None
        assert end.item.cause.proposed == "guessed"
        program.key(Qt.Key.Key_Return)
        wait_for(lambda: end.cause_buttons["guessed"].isChecked(), "the cause to be kept")
        assert [answer.cause for answer in kept(program)] == ["guessed"]


def test_nothing_is_given_away_before_the_answer(qapp: QApplication) -> None:
    with Practicing(qapp) as program:
        screen = begin(program, Wish(items=1))
        assert not program.parts(QTextBrowser)
        program.key(wrong_key(program))
        assert not program.parts(QTextBrowser)
        assert "rationale" not in repr(screen._view).lower()
        assert screen._view is not None
        assert screen._view.feedback is None


def test_without_tutor_only_the_verdict_is_told(qapp: QApplication) -> None:
    with Practicing(qapp) as program:
        begin(program, Wish(items=1, tutor=False, ask_certainty=False))
        program.key(Qt.Key.Key_G)
        program.key(right_digit(program))
        assert words.HOW_SURE not in program.words()
        program.key(Qt.Key.Key_G)
        assert program.run.answer is None
        program.key(Qt.Key.Key_Return)
        assert told(program).startswith(words.RIGHT_SIGN)
        assert program.run.item.key.rationale[:40] not in told(program)
        assert words.SOURCE not in told(program)


def test_how_many_match_is_said_live_and_why_there_are_too_few(qapp: QApplication) -> None:
    with Practicing(qapp) as program:
        visit = program.open()
        visit.start()
        wish = program.wish_screen()
        wait_for(wish.start.isEnabled, "the count")
        whole = wish.count.text()
        wish.openers["5"].setChecked(True)
        wish.topics["5.1"].setChecked(True)
        assert wish.domains["5"].isChecked()
        wait_for(lambda: wish.count.text() not in (whole, words.COUNTING), "another count")
        assert wish.start.isEnabled()
        wish.pools["bookmarked"].setChecked(True)
        wait_for(lambda: "No question matches" in wish.count.text(), "the count of none")
        assert not wish.start.isEnabled()
        assert "leaves out most" in wish.count.text()


def test_what_was_chosen_is_remembered(qapp: QApplication) -> None:
    wish = Wish(
        items=2, minutes=7, domains=("1", "4"), levels=("recall", "application"), feedback="end", ask_certainty=False
    )
    study = MemoryStudy()
    with Practicing(qapp, study) as program:
        program.open().start()
        program.wish_screen().start_wanted.emit(wish)
        program.question_screen()
        program.press(words.LEAVE)
        wait_for(lambda: program.left, "leaving")
        assert program.visit is not None
        program.visit.start()
        program.waiting_screen()
        program.press(words.END_IT)
        program.end_screen()
        program.press(words.AGAIN)
        assert program.wish_screen().wish() == wish


def test_choices_are_remembered_without_beginning_a_set(qapp: QApplication) -> None:
    with Practicing(qapp, real=True) as program:
        visit = program.open()
        visit.start()
        screen = program.wish_screen()
        screen.items.setValue(7)
        screen.pools["marked"].setChecked(True)
        program.press(words.BACK)
        wait_for(lambda: program.left, "the way back")
        visit.start()
        wait_for(lambda: program.wish_screen() is not screen, "the page again")
        again = program.wish_screen().wish()
        assert (again.items, again.pools) == (7, ("marked",))


@pytest.mark.parametrize(
    ("ticked", "domains", "topics"),
    [
        ((), (), ()),
        (("d1",), ("1",), ()),
        (("d5", "t5.1"), ("5",), ("5.1",)),
        (("t5.1", "t5.2"), ("5",), ("5.1", "5.2")),
        (("d5", "t3.1"), ("3", "5"), ("3.1", *(f"5.{n}" for n in range(1, 8)))),
    ],
)
def test_topics_narrow_their_own_domain_only(
    qapp: QApplication, ticked: tuple[str, ...], domains: tuple[str, ...], topics: tuple[str, ...]
) -> None:
    with Practicing(qapp) as program:
        visit = program.open()
        visit.start()
        screen = program.wish_screen()
        for box in ticked:
            (screen.domains if box[0] == "d" else screen.topics)[box[1:]].setChecked(True)
        assert (screen.wish().domains, screen.wish().topics) == (domains, topics)


def test_a_pause_covers_the_question_and_costs_nothing(qapp: QApplication) -> None:
    clock = MovedClock()
    with Practicing(qapp, clock=clock) as program:
        screen = begin(program, Wish(items=2, minutes=10))
        clock.wait(2)
        program.key(Qt.Key.Key_T)
        assert words.PAUSED in program.words()
        assert not screen.question.isVisible()
        clock.wait(60)
        chosen = program.run.task
        program.key(Qt.Key.Key_A)
        program.key(Qt.Key.Key_S)
        program.key(Qt.Key.Key_N)
        assert program.run.task == chosen
        program.key(Qt.Key.Key_T)
        assert screen.question.isVisible()
        wait_for(lambda: "8:00" in program.words(), "the clock as it was")


def test_extra_time_is_offered_remembered_and_said(qapp: QApplication) -> None:
    clock, study = MovedClock(), MemoryStudy()
    with Practicing(qapp, study, clock=clock) as program:
        visit = program.open()
        approved = Accommodations(extra_percent=25)
        program.on_lane(lambda desk: desk.store.keep_profile(ROBIN, approved) or True)
        visit.start()
        wish = program.wish_screen()
        assert wish.extra is not None
        assert wish.extra.isChecked()
        assert not wish.extra.isEnabled()
        wish.items.setValue(2)
        wish.time.setCurrentIndex(wish.time.findData(words.OWN_PACE))
        assert "2 minutes become 2 minutes 30 seconds" in program.words()
        wait_for(wish.start.isEnabled, "the count")
        program.press(words.START)
        program.question_screen()
        assert "2:30 with extra time" in program.words()
        assert program.run.left_ms(clock.now()) == 150_000
        # The set keeps what was approved when it was begun.
        program.on_lane(lambda desk: desk.store.keep_profile(ROBIN, Accommodations()) or True)
        program.press(words.LEAVE)
        wait_for(lambda: program.left, "leaving")
        visit.start()
        program.waiting_screen()
        assert "Your extra time is in it" in program.words()
        program.press(words.END_IT)
        program.end_screen()
        program.on_lane(lambda desk: desk.store.keep_profile(ROBIN, approved) or True)
        program.press(words.AGAIN)
        again = program.wish_screen()
        assert again.extra is not None
        again.extra.setChecked(False)
        wait_for(again.start.isEnabled, "the count")
        program.press(words.START)
        program.question_screen()
        assert program.run.left_ms(clock.now()) == 120_000
        assert "with extra time" not in program.words()
        assert not practising.last_wish(study, ROBIN.id).extra_time


def test_an_untimed_set_shows_no_clock(qapp: QApplication) -> None:
    with Practicing(qapp) as program:
        begin(program, Wish(items=1))
        assert "Time remaining" not in program.words()


def test_when_the_time_is_over_the_set_ends_and_says_so(qapp: QApplication) -> None:
    clock = MovedClock()
    with Practicing(qapp, clock=clock) as program:
        begin(program, Wish(items=3, minutes=3))
        program.key(right_digit(program))
        clock.wait(3.5)
        program.end_screen()
        assert words.TIME_UP in program.words()
        (only,) = kept(program)
        assert only.right
        assert only.timed_out


def test_with_feedback_at_the_end_one_goes_back_and_changes(qapp: QApplication) -> None:
    with Practicing(qapp) as program:
        begin(program, Wish(items=2, feedback="end"))
        program.key(wrong_key(program))
        program.key(Qt.Key.Key_U)
        assert program.run.position == 2
        assert not program.parts(QTextBrowser)
        program.key(Qt.Key.Key_P)
        assert program.run.position == 1
        program.key(right_digit(program))
        program.key(Qt.Key.Key_N)
        program.key(Qt.Key.Key_N)
        wait_for(lambda: program.dialog, "the question whether to end")
        assert "1 question is not answered" in program.words()
        program.press(words.END_YES)
        program.end_screen()
        first, second = kept(program)
        assert (first.right, first.gained, first.certainty) == (True, True, "unsure")
        assert second.blank


def test_options_are_struck_out_and_words_highlighted_by_the_exams_keys(qapp: QApplication) -> None:
    with Practicing(qapp) as program:
        screen = begin(program, Wish(items=2, feedback="end"))
        stem, rows = screen.question.stem, screen.question.options.rows
        program.key(Qt.Key.Key_H)
        assert texts.SELECT_FIRST in program.words()
        for _ in range(3):
            QTest.keyClick(stem, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        program.key(Qt.Key.Key_H)
        program.key(Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
        assert program.run.aid == Aids(frozenset({program.run.practice.slots[0].options[1]}), ((0, 3),))
        assert [row.option.struck for row in rows] == [False, True, False, False]
        assert len(stem.extraSelections()) == 1
        # Struck out is not taken away: it can still be chosen, as in the exam.
        program.key(Qt.Key.Key_B)
        program.key(Qt.Key.Key_N)
        assert not stem.extraSelections()
        assert not any(row.option.struck for row in rows)
        program.key(Qt.Key.Key_P)
        assert rows[1].option.struck
        assert rows[1].option.chosen
        assert len(stem.extraSelections()) == 1
        program.press(texts.UNSTRIKE)
        program.press(texts.CLEAR_HIGHLIGHTS)
        assert program.run.aid == Aids()


def test_what_was_struck_out_stands_with_the_reasons_and_changes_no_answer(qapp: QApplication) -> None:
    with Practicing(qapp) as program:
        screen = begin(program, Wish(items=1))
        program.press(texts.STRIKE)
        program.key(right_digit(program))
        program.key(Qt.Key.Key_S)
        assert report_texts.STRUCK in told(program)
        aids = program.run.aid
        program.key(Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
        assert program.run.aid == aids
        assert not screen.head.highlight.isEnabled()
        (only,) = kept(program)
        assert only.right


def test_a_damaged_set_is_told_and_put_away_only_when_asked(qapp: QApplication) -> None:
    with Practicing(qapp, real=True) as program:
        begin(program, Wish(items=3))
        program.key(right_digit(program))
        program.key(Qt.Key.Key_S)
        set_id = program.run.practice.id
        program.press(words.LEAVE)
        wait_for(lambda: program.left, "leaving")
        damage = "UPDATE study_set SET content = '{}'"
        program.on_lane(lambda desk: cast(Any, desk.store).study.driver.execute(damage))
        assert program.visit is not None
        program.visit.start()
        wait_for(lambda: isinstance(program.screen, ProblemScreen), "the word about it")
        assert "1 question had been answered in it" in program.words()
        first = program.screen
        program.press(words.BACK)
        wait_for(lambda: len(program.left) > 1, "leaving")
        program.visit.start_wish(Wish(items=2))
        wait_for(lambda: isinstance(program.screen, ProblemScreen) and program.screen is not first, "it again")
        program.press(words.PUT_AWAY)
        program.question_screen()
        assert program.run.count == 2
        (only,) = kept(program)
        assert (only.run_id, only.right) == (set_id, True)
        assert program.on_lane(lambda _: (program.study.damaged_sets(ROBIN.id), 1))[0] == ()


def test_a_backup_is_made_while_the_result_is_read(qapp: QApplication) -> None:
    with Practicing(qapp, real=True) as program:
        begin(program, Wish(items=1))
        program.drain()
        backups = program.paths.data / "backups"
        before = set(backups.glob("*.db"))
        program.key(right_digit(program))
        program.key(Qt.Key.Key_S)
        program.drain()
        assert set(backups.glob("*.db")) == before
        program.key(Qt.Key.Key_N)
        program.end_screen()
        program.drain()
        (made,) = set(backups.glob("*.db")) - before
        with closing(sqlite3.connect(made)) as copy:
            assert copy.execute("SELECT count(*), sum(right) FROM study_answer").fetchone() == (1, 1)


def test_a_note_and_a_bookmark_stay_with_the_item(qapp: QApplication) -> None:
    with Practicing(qapp, real=True) as program:
        begin(program, Wish(items=1))
        item = program.run.item.id
        program.key(Qt.Key.Key_K)
        program.key(Qt.Key.Key_O)
        field = program.part(QPlainTextEdit)
        QTest.keyClicks(field, "see abc dns 123")
        # In the field letters are letters.
        assert program.run.position == 1
        assert program.run.task.chosen == ""
        program.key(Qt.Key.Key_Escape)
        program.drain()
        program.key(right_digit(program))
        program.key(Qt.Key.Key_Return)
        program.key(Qt.Key.Key_N)
        end = program.end_screen()
        program.key(Qt.Key.Key_N)
        assert "see abc dns 123" in told(program)
        assert end.bookmark.isChecked()
        note = program.on_lane(lambda _: program.study.notes(ROBIN.id))[item]
        assert (note.text, note.bookmarked) == ("see abc dns 123", True)
        program.key(Qt.Key.Key_K)
        wait_for(lambda: not end.bookmark.isChecked(), "the bookmark to be taken away")
        assert not program.on_lane(lambda _: program.study.notes(ROBIN.id))[item].bookmarked


def test_a_problem_with_an_item_is_reported_and_kept(qapp: QApplication) -> None:
    with Practicing(qapp) as program:
        screen = begin(program, Wish(items=1))
        item = program.run.item
        program.press(words.REPORT)
        dialog = wait_for(
            lambda: next((box.window() for box in screen.findChildren(QComboBox) if box.isVisible()), None),
            "the dialog",
        )
        field = dialog.findChildren(QPlainTextEdit)[0]
        QTest.keyClicks(field, "the second option is right too")
        keep = next(box for box in dialog.findChildren(QPushButton) if box.text() == report_texts.REPORT_KEEP)
        QTest.mouseClick(keep, Qt.MouseButton.LeftButton)
        wait_for(lambda: report_texts.report_kept(1) in program.words(), "the report to be kept")
        # From the page of the result too, when the question's own screen is gone.
        program.key(right_digit(program))
        for _ in range(2):
            program.key(Qt.Key.Key_N)
        end = program.end_screen()
        program.key(Qt.Key.Key_N)
        program.key(Qt.Key.Key_K)
        wait_for(end.bookmark.isChecked, "the bookmark")
        (report,) = program.on_lane(lambda desk: desk.store.item_reports())
        assert (report.item_id, report.item_version) == (item.id, item.version)
        assert report.kind == "key"


def test_the_lists_of_the_end_hold_what_their_names_say(qapp: QApplication) -> None:
    clock = MovedClock()
    with Practicing(qapp, clock=clock) as program:
        begin(program, Wish(items=4))
        for act in ("wrong", "slow", "changed", "guess"):
            if act == "slow":
                clock.wait(2)
            if act == "changed":
                program.key(wrong_key(program))
            program.key(wrong_key(program) if act == "wrong" else right_digit(program))
            program.key(Qt.Key.Key_G if act == "guess" else Qt.Key.Key_S)
            program.key(Qt.Key.Key_N)
        end = program.end_screen()
        for which, position in (("wrong", 1), ("slow", 2), ("changed", 3), ("guessed", 4)):
            end.filter.setCurrentIndex(end.filter.findData(which))
            assert [item.position for item in end._shown] == [position], which
            assert end.list.count() == 2


class _FullOnce(MemoryStudy):
    """A disk that is full for the first answer."""

    full = True

    def keep_answer(self, candidate_id: str, answer: Answer, spent_ms: int) -> Answer:
        if self.full:
            self.full = False
            raise StoreFull("/data")
        return super().keep_answer(candidate_id, answer, spent_ms)


def test_an_answer_that_cannot_be_kept_is_not_shown_as_given(qapp: QApplication) -> None:
    with Practicing(qapp, _FullOnce()) as program:
        begin(program, Wish(items=1))
        program.key(right_digit(program))
        program.key(Qt.Key.Key_S)
        assert "The disk is full" in program.words()
        assert not program.parts(QTextBrowser)
        assert program.run.answer is None
        program.key(Qt.Key.Key_S)
        assert told(program).startswith(words.RIGHT_SIGN)


class _Full(MemoryStudy):
    """A disk that is full until room is made."""

    full = True

    def keep_clock(self, set_id: str, spent_ms: int) -> None:
        if self.full:
            raise StoreFull("/data")
        super().keep_clock(set_id, spent_ms)

    def keep_note(self, candidate_id: str, note: Note) -> None:
        if self.full:
            raise StoreFull("/data")
        super().keep_note(candidate_id, note)


def test_a_full_disk_holds_nobody_and_loses_no_note(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice_notes, "AGAIN_MS", 20)
    study = _Full()
    with Practicing(qapp, study) as program:
        screen = begin(program, Wish(items=1))
        item = program.run.item.id
        program.key(Qt.Key.Key_O)
        QTest.keyClicks(screen.note.field, "room")
        screen.note.flush()
        wait_for(lambda: words.NOTE_NOT_KEPT in program.words(), "what could not be kept")
        assert study.notes(ROBIN.id) == {}
        program.press(words.LEAVE)
        wait_for(lambda: words.LEAVE_ANYWAY in program.words(), "what can be done")
        study.full = False
        wait_for(lambda: item in study.notes(ROBIN.id), "the note, kept by itself")
        assert study.notes(ROBIN.id)[item].text == "room"
        study.full = True
        program.press(words.LEAVE)
        wait_for(lambda: program.left, "leaving all the same")


def test_a_term_of_the_glossary_is_explained(qapp: QApplication) -> None:
    from cehrs_desktop.study.glossary import Glossary, Term

    everywhere = Term("the", "the", (), (), "An article.", "1", ("1.1",), (), (), "", (), link=True)
    with Practicing(qapp, read_glossary=lambda: Glossary("1", (everywhere,))) as program:
        screen = begin(program, Wish(items=1))
        program.key(right_digit(program))
        program.key(Qt.Key.Key_S)
        assert 'href="term:the"' in screen.question.reasons.toHtml()
        program.key(Qt.Key.Key_Tab)
        program.key(Qt.Key.Key_Return)
        wait_for(lambda: program.dialog, "the term")
        assert "An article." in program.words()


def test_what_does_not_exist_any_more_is_left_out_of_a_review(qapp: QApplication) -> None:
    with Practicing(qapp) as program:
        visit = program.open()
        items = program.on_lane(lambda desk: desk.source.items() if desk.source else ())
        on_forms = program.on_lane(
            lambda desk: (
                {slot.item_id for form in desk.source.forms() for slot in form.form.slots} if desk.source else {}
            )
        )
        free = next(item for item in items if item.id not in on_forms)
        visit.start_review((free.id, "gone-001"))
        program.question_screen()
        assert (program.run.count, program.run.item.id) == (1, free.id)
        assert program.run.practice.place == "review"
        assert words.gone(1) in program.words()


def test_leaving_in_the_middle_lets_the_set_wait(qapp: QApplication) -> None:
    clock, study = MovedClock(), MemoryStudy()
    with Practicing(qapp, study, clock=clock) as program:
        begin(program, Wish(items=3, minutes=10))
        program.key(right_digit(program))
        program.key(Qt.Key.Key_S)
        program.key(Qt.Key.Key_N)
        clock.wait(4)
    # The window was closed; another day.
    clock.wait(1000)
    with Practicing(qapp, study, clock=clock) as program:
        visit = program.open()
        visit.start()
        program.waiting_screen()
        assert words.waiting(1, 3, timed=True) in program.words()
        program.key(Qt.Key.Key_G, ALT)
        program.question_screen()
        assert program.run.position == 2
        wait_for(lambda: "6:00" in program.words(), "the clock as it was left")


KILLED = """
import os, signal, sys
sys.path.insert(0, {root!r})
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from cehrs_desktop.study.practice import Wish
from tests.ui.practicing import Practicing
from tests.ui.test_practice_window import begin, right_digit, wrong_key
with Practicing(QApplication([]), real=True) as program:
    begin(program, Wish(items=4))
    for key in (wrong_key, right_digit):
        program.key(key(program))
        program.key(Qt.Key.Key_U)
        program.key(Qt.Key.Key_N)
    program.key(right_digit(program))
    print([slot.item_id for slot in program.run.practice.slots], flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not on Windows")
def test_killed_in_the_middle_and_gone_on_with(qapp: QApplication) -> None:
    root = str(Path(__file__).parents[2])
    script = KILLED.format(root=root)
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    with Practicing(qapp, real=True) as program:
        visit = program.open()
        visit.start()
        program.waiting_screen()
        assert words.waiting(2, 4, timed=False) in program.words()
        program.press(words.GO_ON)
        program.question_screen()
        assert str([slot.item_id for slot in program.run.practice.slots]) == ran.stdout.strip()
        assert program.run.position == 3
        assert program.run.task.chosen == ""
        for _ in range(2):
            program.key(right_digit(program))
            program.key(Qt.Key.Key_S)
            program.key(Qt.Key.Key_N)
        program.end_screen()
        assert [(answer.right, answer.certainty) for answer in kept(program)] == [
            (False, "unsure"),
            (True, "unsure"),
            (True, "sure"),
            (True, "sure"),
        ]


@pytest.mark.parametrize("theme", ["light", "high_contrast"])
def test_at_twice_the_size_everything_fits_a_small_window(qapp: QApplication, theme: str) -> None:
    settings: dict[str, Any] = {"zoom": 2.0, "theme": theme}
    with Practicing(qapp, size=(1366, 768), settings=settings) as program:
        screen = begin(program, Wish(items=1))
        assert program.window.size().width() == 1366
        _all_inside(screen, program)
        program.key(wrong_key(program), NONE)
        program.key(Qt.Key.Key_G)
        _all_inside(screen, program)
        program.key(Qt.Key.Key_N)
        end = program.end_screen()
        _all_inside(end, program)
        program.key(Qt.Key.Key_N)
        _all_inside(end, program)


def _all_inside(screen: Any, program: Practicing) -> None:
    """Every button is as wide as its words and inside the window."""
    program.settle()
    assert program.window.width() == 1366
    for button in screen.findChildren(QPushButton):
        if button.isVisible():
            corner = button.mapTo(program.window, button.rect().bottomRight())
            assert program.window.rect().contains(corner), button.text()
            assert button.width() >= button.sizeHint().width() - 1, button.text()
