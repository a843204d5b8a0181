"""The old rule that only Next records: what waits for Next is said to wait, and every other way of leaving loses it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.ports import StoredAttempt
from cehrs_desktop.application.sitting import reopen_attempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import exam_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_view import Look
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.ui.exam_presenter import CHOICE_LOST
from cehrs_desktop.ui.screens.exam.answer_box import AnswerBox
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.exam.summary import NavigatorCell, SummaryScreen
from cehrs_desktop.ui.screens.problem import ProblemScreen
from cehrs_desktop.ui.screens.suspended import SuspendedScreen
from cehrs_desktop.ui.widgets.option_row import OptionRow
from tests.faults.test_program_trouble import FullDisk
from tests.ui.driving import Driven, MovedClock, small_desk, wait_for
from tests.ui.exam_looks import exam_in
from tests.ui.test_controls import go_on

Key = Qt.Key
LOOKS: tuple[Look, ...] = ("default", "older")


@pytest.fixture(params=LOOKS)
def exam(qapp: QApplication, request: pytest.FixtureRequest) -> Generator[Driven]:
    with exam_in(qapp, request.param, only_next_records=True) as program:
        yield program


@pytest.fixture
def clocked(qapp: QApplication) -> Generator[tuple[Driven, MovedClock]]:
    clock = MovedClock()
    with exam_in(qapp, "older", only_next_records=True, clock=clock, slept_ms=lambda: 0) as program:
        yield program, clock


def says_it_waits(program: Driven) -> list[str]:
    """The letters of which the screen says that they are not recorded yet: to eyes, and to a screen reader."""
    said = [row.option.letter for row in program.rows if words.NOT_RECORDED in row.accessibleName()]
    assert said == [row.option.letter for row in program.rows if row.option.pending]
    assert not any(row.isChecked() for row in program.rows if row.option.pending)
    return said


def notes(stored: StoredAttempt) -> list[dict[str, Any]]:
    return [dict(event.body) for event in stored.events if isinstance(event, e.OtherEvent)]


def answers(stored: StoredAttempt) -> list[tuple[int, str]]:
    return [(event.position, event.option) for event in stored.events if isinstance(event, e.ItemAnswered)]


def test_a_choice_is_recorded_by_next_and_not_before(exam: Driven) -> None:
    order = exam.session.form.slot(1).option_order
    acts: list[list[str]] = []
    log = exam.flow.sitting.sitting._log  # pyright: ignore[reportOptionalMemberAccess]
    append = log.append

    def counted(attempt_id: str, after: int, events: Sequence[e.Event]) -> None:
        acts.append([event.kind for event in events])
        append(attempt_id, after, events)

    log.append = counted
    exam.key(Key.Key_B)
    assert (exam.presenter.pending, says_it_waits(exam)) == (order[1], ["B"])
    # Another choice replaces it.
    exam.key(Key.Key_3)
    QTest.mouseClick(exam.rows[3], Qt.MouseButton.LeftButton)
    exam.settle()
    assert says_it_waits(exam) == ["D"]
    assert (exam.session.response(1).chosen, answers(exam.stored()), acts) == (None, [], [])
    go_on(exam)
    assert exam.session.position == 2
    # Answer and step are one durable act.
    assert acts == [[e.ItemAnswered.kind, e.ItemShown.kind]]
    assert answers(exam.stored()) == [(1, order[3])]
    assert (exam.presenter.pending, says_it_waits(exam)) == (None, [])
    go_on(exam, Key.Key_P)
    assert [row.isChecked() for row in exam.rows] == [False, False, False, True]
    assert exam.rows[3].accessibleName().endswith(words.RECORDED)
    assert notes(exam.stored()) == []


def test_a_recorded_answer_stays_until_next_is_pressed_again(exam: Driven) -> None:
    order = exam.session.form.slot(1).option_order
    exam.key(Key.Key_A)
    go_on(exam)
    go_on(exam, Key.Key_P)
    exam.key(Key.Key_C)
    assert [row.isChecked() for row in exam.rows] == [True, False, False, False]
    assert says_it_waits(exam) == ["C"]
    # Back to what is recorded: nothing waits, and nothing is lost.
    exam.key(Key.Key_A)
    assert says_it_waits(exam) == []
    exam.key(Key.Key_C)
    go_on(exam)
    assert answers(exam.stored()) == [(1, order[0]), (1, order[2])]
    assert notes(exam.stored()) == []


def test_next_on_the_last_question_records_and_shows_the_summary(exam: Driven) -> None:
    exam.presenter.go_to(6)
    exam.settle()
    exam.key(Key.Key_A)
    go_on(exam)
    wait_for(lambda: isinstance(exam.screen, SummaryScreen), "the summary")
    assert answers(exam.stored()) == [(6, exam.session.form.slot(6).option_order[0])]
    exam.key(Key.Key_Escape)
    wait_for(lambda: isinstance(exam.screen, ExamScreen), "the question")
    assert exam.rows[0].isChecked()
    assert notes(exam.stored()) == []


def test_the_box_of_the_older_look_says_it_too(qapp: QApplication) -> None:
    with exam_in(qapp, "older", only_next_records=True) as program:
        box = program.part(AnswerBox)
        box.setFocus()
        program.key(Key.Key_B)
        assert (box.text(), box.accessibleDescription()) == ("B", words.NOT_RECORDED)
        assert words.NOT_RECORDED in program.words()
        for _ in range(2):
            if program.session.position == 1:
                box.setFocus()
                program.key(Key.Key_Return)
        assert program.session.response(1).chosen == program.session.form.slot(1).option_order[1]
        go_on(program, Key.Key_P)
        assert (box.text(), box.accessibleDescription()) == ("B", words.RECORDED)


# ---- every other way of leaving


def by_previous(program: Driven) -> None:
    go_on(program, Key.Key_P)


def by_hand(program: Driven) -> None:
    go_on(program, Key.Key_J)


def by_summary_and_navigator(program: Driven) -> None:
    go_on(program, Key.Key_S)
    wait_for(lambda: isinstance(program.screen, SummaryScreen), "the summary")
    QTest.mouseClick(program.parts(NavigatorCell)[3], Qt.MouseButton.LeftButton)
    wait_for(lambda: isinstance(program.screen, ExamScreen), "the question")


def by_the_end(program: Driven) -> None:
    program.presenter.submit()


def by_sleep(program: Driven) -> None:
    program.presenter.suspend("sleep")
    wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the suspension")


def by_pause(program: Driven) -> None:
    program.presenter.ask(lambda at: c.Cover(at=at, reason="pause", clock_runs=True))


def by_giving_up(program: Driven) -> None:
    program.presenter.ask(lambda at: c.AbandonAttempt(at=at, reason="candidate"))


WAYS = (by_previous, by_hand, by_summary_and_navigator, by_the_end, by_sleep, by_pause, by_giving_up)


@pytest.mark.parametrize("leave", WAYS)
def test_every_way_but_next_loses_the_choice_and_the_log_tells(
    qapp: QApplication, leave: Callable[[Driven], None]
) -> None:
    with exam_in(qapp, "older", only_next_records=True) as program:
        order = program.session.form.slot(2).option_order
        go_on(program)
        program.key(Key.Key_A)
        go_on(program)
        go_on(program, Key.Key_P)
        program.key(Key.Key_C)
        assert says_it_waits(program) == ["C"]
        presenter = program.presenter
        leave(program)
        program.settle()
        stored = program.stored()
        assert presenter.pending is None
        assert answers(stored) == [(2, order[0])], "what was recorded before stays"
        assert notes(stored) == [{"position": 2, "option": order[2]}]
        assert [note.other_kind for note in presenter.session.notes] == [CHOICE_LOST]


def test_time_that_runs_out_loses_the_choice(clocked: tuple[Driven, MovedClock]) -> None:
    program, clock = clocked
    program.key(Key.Key_B)
    clock.wait(126)
    wait_for(lambda: program.session.phase is Phase.REMINDER, "the end")
    program.settle()
    assert answers(program.stored()) == []
    assert notes(program.stored()) == [{"position": 1, "option": program.session.form.slot(1).option_order[1]}]


def test_next_pressed_when_no_time_is_left_records_nothing(clocked: tuple[Driven, MovedClock]) -> None:
    program, clock = clocked
    program.presenter.stop_watching()
    program.key(Key.Key_B)
    clock.wait(126)
    go_on(program)
    wait_for(lambda: program.session.phase is Phase.REMINDER, "the end")
    program.settle()
    assert answers(program.stored()) == []
    assert len(notes(program.stored())) == 1


def test_closing_the_program_loses_it_and_stores_the_note_first(qapp: QApplication) -> None:
    with exam_in(qapp, only_next_records=True) as program:
        program.key(Key.Key_B)
        program.window.close()
        program.press(texts.CLOSE_YES)
        wait_for(lambda: not program.window.isVisible(), "the window to close")
    store = open_store(program_paths().data)
    stored = store.load(store.lines()[0].id)
    store.shut()
    assert answers(stored) == []
    assert len(notes(stored)) == 1


KILLED = """
import sys
from PySide6.QtCore import Qt
from cehrs_desktop.app.window_program import make_application
from tests.ui.driving import turn
from tests.ui.exam_looks import exam_in

application = make_application(sys.argv[:1])
with exam_in(application, "older", only_next_records=True) as program:
    program.key(Qt.Key.Key_A)
    for key in (Qt.Key.Key_N, Qt.Key.Key_N):
        if program.session.position == 1:
            program.key(key)
    program.key(Qt.Key.Key_B)
    print(program.session.position, program.presenter.pending, flush=True)
    while True:
        turn(100)
"""


def test_a_kill_loses_the_choice_and_nothing_else() -> None:
    victim = subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    assert victim.stdout is not None
    position, pending = victim.stdout.readline().split()
    victim.kill()
    victim.wait()
    victim.stdout.close()
    assert (position, pending != "None") == ("2", True)
    store = open_store(program_paths().data)
    again = reopen_attempt(store, store.lines()[0].id)
    order = again.session.form.slot(1).option_order
    assert [response.chosen for response in again.session.responses[:2]] == [order[0], None]
    assert (again.session.position, again.session.notes) == (2, ())
    store.shut()


def test_a_full_disk_at_next_keeps_the_choice_until_it_is_stored(qapp: QApplication) -> None:
    disks: list[FullDisk] = []
    opened = small_desk(program_paths())

    def open_desk() -> Desk:
        desk = opened()
        disks.append(FullDisk(desk.store))  # pyright: ignore[reportArgumentType]
        return replace(desk, store=disks[-1])

    with exam_in(qapp, only_next_records=True, open_desk=open_desk) as program:
        order = program.session.form.slot(1).option_order
        program.key(Key.Key_B)
        disks[0].full = True
        go_on(program)
        wait_for(lambda: isinstance(program.screen, ProblemScreen), "the problem")
        assert program.presenter.pending == order[1]
        disks[0].full = False
        program.press(texts.TRY_AGAIN)
        wait_for(lambda: isinstance(program.screen, ExamScreen), "the next question")
        program.settle()
        assert (program.session.position, program.presenter.pending) == (2, None)
        assert answers(program.stored()) == [(1, order[1])]
        assert notes(program.stored()) == []


# ---- and nowhere else


@pytest.mark.parametrize("look", LOOKS)
def test_without_the_rule_nothing_is_said_to_wait(qapp: QApplication, look: Look) -> None:
    with exam_in(qapp, look) as program:
        program.key(Key.Key_B)
        assert program.session.response(1).chosen is not None
        said = [program.words(), *(row.accessibleName() for row in program.rows)]
        said += [box.accessibleDescription() for box in program.parts(AnswerBox)]
        assert not any(words.RECORDED in text or words.NOT_RECORDED in text for text in said)
        assert program.presenter.pending is None
        plain, marked = OptionRow(program.flow.stage.theme, program.window), program.rows[1]
        plain.set_look(program.flow.stage.theme, 1.0)
        plain.show_option(marked.option)
        plain.resize(marked.size())
        marked.clearFocus()
        program.stem.setFocus()
        assert plain.heightForWidth(300) == marked.heightForWidth(300), "no room is kept for words that never come"
        go_on(program, Key.Key_P)
        assert notes(program.stored()) == []
