"""The scratch pad: where the venue allows it, in memory only, gone at the end, nothing in and nothing out."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit

from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import exam_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_view import Look
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.suspended import SuspendedScreen
from cehrs_desktop.ui.widgets.scratch_pad import LIMIT, ScratchPad
from tests.ui.driving import CTRL, Driven, wait_for
from tests.ui.exam_looks import exam_in
from tests.ui.test_controls import go_on

Key = Qt.Key


@pytest.fixture(params=["default", "older"])
def exam(qapp: QApplication, request: pytest.FixtureRequest) -> Generator[Driven]:
    with exam_in(qapp, request.param, scratch_pad=True) as program:
        yield program


def pad(program: Driven) -> ScratchPad:
    return program.exam.findChildren(ScratchPad)[0]


def test_the_pad_opens_and_closes_by_key_and_by_button_and_keeps_what_is_on_it(exam: Driven) -> None:
    assert not pad(exam).isVisible()
    exam.key(Key.Key_K)
    assert exam.window.focusWidget() is pad(exam).field
    assert words.SCRATCH_PAD_LEAD in exam.words()
    before = exam.session
    QTest.keyClicks(pad(exam).field, "63 - 6 = 57 abcd N k 1234")
    exam.settle()
    assert exam.session == before, "letters are letters on the pad"
    exam.key(Key.Key_Escape)
    assert exam.window.focusWidget() is exam.stem
    assert pad(exam).isVisible()
    go_on(exam)
    assert pad(exam).field.toPlainText() == "63 - 6 = 57 abcd N k 1234"
    assert exam.button(words.SCRATCH_PAD).isChecked()
    exam.press(words.SCRATCH_PAD)
    assert not pad(exam).isVisible()
    assert not exam.button(words.SCRATCH_PAD).isChecked()
    exam.key(Key.Key_K)
    assert pad(exam).field.toPlainText().startswith("63")


def test_nothing_goes_in_or_out_but_typing(exam: Driven) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("from outside")
    exam.key(Key.Key_K)
    field = pad(exam).field
    exam.key(Key.Key_V, CTRL)
    field.paste()
    data = QMimeData()
    data.setText("from outside")
    assert not field.canInsertFromMimeData(data)
    field.insertFromMimeData(data)
    assert field.toPlainText() == ""
    QTest.keyClicks(field, "my own")
    field.selectAll()
    exam.key(Key.Key_C, CTRL)
    exam.key(Key.Key_X, CTRL)
    field.copy()
    assert "my own" not in clipboard.text()
    field.setPlainText("x" * (LIMIT + 5))
    assert len(field.toPlainText()) == LIMIT


def test_it_outlives_a_suspension_and_not_the_end_and_is_never_on_the_disk(exam: Driven) -> None:
    exam.key(Key.Key_K)
    QTest.keyClicks(pad(exam).field, "quokka")
    exam.key(Key.Key_Escape)
    first = pad(exam)
    exam.presenter.suspend("sleep")
    wait_for(lambda: isinstance(exam.screen, SuspendedScreen), "the suspension")
    exam.press(texts.RESUME)
    wait_for(lambda: isinstance(exam.screen, ExamScreen), "the question")
    assert pad(exam) is not first
    assert pad(exam).field.toPlainText() == "quokka"
    last = pad(exam)
    presenter = exam.presenter
    held: list[str] = []
    presenter.ended.connect(lambda _: held.append(last.field.toPlainText()))
    presenter.submit()
    wait_for(lambda: presenter.session.phase is Phase.REMINDER, "the end")
    assert (presenter.scratch, held) == ("", [""])
    exam.settle()
    files = [path for path in program_paths().data.rglob("*") if path.is_file()]
    assert any(path.name == "attempts.db" for path in files)
    assert [path.name for path in files if b"quokka" in path.read_bytes()] == []


@pytest.mark.parametrize("look", ["default", "older"])
def test_without_the_venues_leave_there_is_no_pad(qapp: QApplication, look: Look) -> None:
    with exam_in(qapp, look) as program:
        assert program.exam.findChildren(ScratchPad) == []
        assert not any(button.text() == words.SCRATCH_PAD for button in program.parts(QAbstractButton))
        assert "K" not in [shortcut.key().toString() for shortcut in program.exam.findChildren(QShortcut)]
        program.exam.toggle_scratch_pad()
        assert program.parts(QPlainTextEdit) == []
