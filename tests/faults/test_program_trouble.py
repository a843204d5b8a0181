"""Wrong things happen to the real windows: everybody is told what happened, nothing is lost, nothing starts from zero.

In this process, with the real store and real files, except where the operating system has to do it to a process of
its own (`test_program_process`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit

from cehrs_desktop.app import opening
from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.ports import PackDamaged, PackMissing, StoreFull
from cehrs_desktop.bank.pack import ItemPack
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import texts
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.home import HomeScreen
from cehrs_desktop.ui.screens.problem import ProblemScreen
from cehrs_desktop.ui.screens.suspended import SuspendedScreen
from cehrs_desktop.ui.widgets.option_row import OptionRow
from tests.ui.driving import Driven, MovedClock, leave_at_the_name, turn, wait_for

Key = Qt.Key


@pytest.fixture(autouse=True)
def _no_traceback(capfd: pytest.CaptureFixture[str]) -> Generator[None]:
    """Whatever goes wrong, nobody sees a traceback, and nothing unexpected is in the log."""
    yield
    assert "Traceback" not in capfd.readouterr().err
    for log in program_paths().log.glob("*.log*"):
        assert "CRITICAL" not in log.read_text(encoding="utf-8")


def problem(program: Driven, title: str) -> list[str]:
    """Wait for this problem; the words on its buttons."""
    wait_for(lambda: isinstance(program.screen, ProblemScreen) and title in program.words(), f"{title!r}")
    for heading in (texts.WHAT_HAPPENED, texts.WHAT_IS_SAFE, texts.WHAT_NEXT):
        assert heading in program.words()
    return [button.text() for button in program.parts(QAbstractButton) if button.text()]


def an_attempt(qapp: QApplication, answers: int = 3) -> None:
    """Leave a suspended attempt in the data folder."""
    with Driven(qapp) as program:
        program.begin()
        for _ in range(answers):
            program.key(Key.Key_B)
            program.key(Key.Key_N)
        close(program)


def close(program: Driven) -> None:
    """Close the window as people do, and say yes."""
    program.window.close()
    wait_for(lambda: program.dialog, "the question")
    program.press(texts.CLOSE_YES)
    wait_for(lambda: not program.window.isVisible(), "the window to close")


# ---- closing


def test_closing_the_window_in_the_exam_asks_and_suspends(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        program.begin()
        program.key(Key.Key_A)
        assert not program.window.close()
        assert program.dialog is not None
        program.press(texts.CLOSE_NO)
        wait_for(lambda: program.dialog is None, "the question to go")
        assert program.session.running
        program.key(Key.Key_N)
        program.key(Key.Key_O)
        comment = program.part(QPlainTextEdit)
        comment.insertPlainText("half a word")
        close(program)
    store = open_store(program_paths().data)
    kept = store.load(store.lines()[0].id)
    store.shut()
    assert [event.kind for event in kept.events][-2:] == [e.CommentWritten.kind, e.SessionSuspended.kind]
    with Driven(qapp) as program:
        wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the offer to resume")
        assert texts.SUSPENDED["closed"] in program.words()
        program.press(texts.RESUME)
        wait_for(lambda: isinstance(program.screen, ExamScreen), "the question")
        assert program.session.position == 2
        assert program.part(QPlainTextEdit).toPlainText() == "half a word"


def test_closing_before_the_exam_asks_nothing_and_goes_on_there(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        program.check_in()
        assert program.window.close()
    with Driven(qapp) as program:
        wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the offer to go on")
        program.press(texts.RESUME)
        program.until(texts.TUTORIAL_LEAD)
        assert program.session.phase is Phase.TUTORIAL


@pytest.mark.parametrize("answer", [texts.ABANDON_NO, texts.ABANDON_YES])
def test_abandoning_is_asked_and_recorded(qapp: QApplication, answer: str) -> None:
    an_attempt(qapp)
    with Driven(qapp) as program:
        wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the offer to resume")
        program.press(texts.ABANDON)
        assert program.dialog is not None
        program.press(answer)
        if answer == texts.ABANDON_NO:
            wait_for(lambda: program.dialog is None, "the question to go")
            assert isinstance(program.screen, SuspendedScreen)
            return
        wait_for(lambda: isinstance(program.screen, HomeScreen), "the first page")
        (line,) = program.on_lane(lambda desk: desk.store.lines())
        assert (line.state, line.outcome) == ("abandoned", None)
        assert program.stored().events[-1].kind == e.AttemptAbandoned.kind


def test_a_wrong_name_ends_the_attempt_without_an_exam(qapp: QApplication) -> None:
    leave_at_the_name()
    with Driven(qapp) as program:
        wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the offer to go on")
        program.press(texts.RESUME)
        program.until(texts.NAME_TITLE)
        program.press(texts.NAME_NO)
        wait_for(lambda: isinstance(program.screen, HomeScreen), "the first page")
        (line,) = program.on_lane(lambda desk: desk.store.lines())
        assert line.state == "abandoned"


def test_declining_the_agreement_is_asked_and_recorded(qapp: QApplication) -> None:
    leave_at_the_name()
    with Driven(qapp) as program:
        wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the offer to go on")
        program.press(texts.RESUME)
        program.until(texts.NAME_TITLE)
        program.press(texts.NAME_YES)
        program.until(texts.AGREEMENT_TITLE)
        assert not program.button(texts.ACCEPT).isEnabled()
        program.press(texts.DECLINE)
        program.press(texts.DECLINE_NO)
        wait_for(lambda: program.dialog is None, "the question to go")
        program.press(texts.DECLINE)
        program.press(texts.DECLINE_YES)
        wait_for(lambda: isinstance(program.screen, HomeScreen), "the first page")
        (line,) = program.on_lane(lambda desk: desk.store.lines())
        assert line.state == "declined"


def test_a_double_press_on_start_begins_one_attempt(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        program.ready()
        home = program.part(HomeScreen)
        for _ in range(3):
            home.start_wanted.emit("Robin Example", "now")
        program.until(texts.TUTORIAL_LEAD)
        assert len(program.on_lane(lambda desk: desk.store.lines())) == 1


def test_a_start_before_the_data_is_open_waits_visibly_and_never_passes_an_open_attempt(qapp: QApplication) -> None:
    an_attempt(qapp)
    with Driven(qapp) as program:
        program.flow._start_wanted("Somebody Else", "now")
        assert texts.CHECKING in program.words()
        wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the open attempt")
        assert len(program.on_lane(lambda desk: desk.store.lines())) == 1


# ---- the database


def spoil(file: Path) -> None:
    """Overwrite the middle of a database, as a failing disk does."""
    for companion in ("-wal", "-shm"):
        file.with_name(file.name + companion).unlink(missing_ok=True)
    data = bytearray(file.read_bytes())
    data[4096 : len(data) - 4096] = b"\xa5" * (len(data) - 8192)
    file.write_bytes(data)


def test_a_damaged_database_offers_the_backup_and_is_kept(qapp: QApplication) -> None:
    an_attempt(qapp)
    # The start-up backup of the next run holds the attempt.
    with Driven(qapp) as program:
        program.ready()
    data = program_paths().data
    spoil(data / "attempts.db")
    damaged = (data / "attempts.db").read_bytes()
    with Driven(qapp) as program:
        ways = problem(program, "The database is damaged")
        assert ways == [texts.CLOSE_PROGRAM, texts.MAKE_SUPPORT, texts.START_EMPTY, texts.RESTORE_BACKUP]
        # Pressed twice, as people do.
        program.press(texts.RESTORE_BACKUP)
        program.flow._restore(program.around.repair().restore)  # pyright: ignore[reportArgumentType]
        wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the attempt to be offered again")
        assert "3 answered" in program.words()
    (kept,) = data.glob("attempts-damaged-*.db")
    assert kept.read_bytes() == damaged


def test_a_damaged_database_can_be_put_aside_for_an_empty_one(qapp: QApplication) -> None:
    an_attempt(qapp)
    data = program_paths().data
    spoil(data / "attempts.db")
    with Driven(qapp) as program:
        problem(program, "The database is damaged")
        program.press(texts.START_EMPTY)
        assert program.dialog is not None
        program.press(texts.BACK_HOME)
        wait_for(lambda: program.dialog is None, "the question to go")
        assert isinstance(program.screen, ProblemScreen)
        program.press(texts.START_EMPTY)
        program.press(texts.START_EMPTY)
        wait_for(lambda: isinstance(program.screen, HomeScreen), "the first page")
        assert program.on_lane(lambda desk: desk.store.lines()) == ()
    assert len(list(data.glob("attempts-damaged-*.db"))) == 1


def foreign(file: Path) -> None:
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE recipe (name TEXT)")
    other.commit()
    other.close()


def newer(file: Path) -> None:
    open_store(file.parent).shut()
    ours = sqlite3.connect(file)
    ours.execute("PRAGMA user_version = 99")
    ours.commit()
    ours.close()


def a_text(file: Path) -> None:
    file.write_text("Milk, eggs, flour\n" * 50, encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "title"),
    [
        (foreign, "This is not a database of this program"),
        (a_text, "This is not a database of this program"),
        (newer, "The data was written by a newer version"),
    ],
)
def test_a_database_that_is_not_for_this_program_is_left_alone(
    qapp: QApplication, make: Callable[[Path], None], title: str
) -> None:
    file = program_paths().data / "attempts.db"
    make(file)
    before = file.read_bytes()
    with Driven(qapp) as program:
        ways = problem(program, title)
        assert ways == [texts.CLOSE_PROGRAM, texts.MAKE_SUPPORT, texts.TRY_AGAIN]
        program.press(texts.TRY_AGAIN)
        program.flow._open_again()
        wait_for(lambda: not program.flow._at_work, "the second try")
        problem(program, title)
        assert file.read_bytes() == before
        if make is newer:
            return
        # Moved away as the page says, the program goes on.
        file.rename(file.with_suffix(".away"))
        program.press(texts.TRY_AGAIN)
        wait_for(lambda: isinstance(program.screen, HomeScreen), "the first page")
        program.ready()


def test_a_database_that_is_gone_is_not_silently_begun_again(qapp: QApplication) -> None:
    an_attempt(qapp)
    with Driven(qapp) as program:
        program.ready()
    data = program_paths().data
    for file in data.glob("attempts.db*"):
        file.unlink()
    with Driven(qapp) as program:
        assert texts.RESTORE_BACKUP in problem(program, "The database is damaged")
        program.press(texts.RESTORE_BACKUP)
        wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the attempt to be offered again")


# ---- the items


@pytest.mark.parametrize("error", [PackMissing("items.pack"), PackDamaged("items.pack", "hash")])
def test_without_items_an_attempt_can_still_be_resumed_and_read(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    an_attempt(qapp)

    def no_pack() -> object:
        raise error

    monkeypatch.setattr(opening, "open_pack", no_pack)
    with Driven(qapp) as program:
        wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the offer to resume")
        program.press(texts.RESUME)
        wait_for(lambda: isinstance(program.screen, ExamScreen), "the question")
        stem = program.stem.toPlainText()
        assert stem == program.flow.sitting.sitting.items[3].stem  # pyright: ignore[reportOptionalMemberAccess]
        program.key(Key.Key_D)
        assert program.session.response(4).chosen is not None
        close(program)
    with Driven(qapp) as program:
        wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the offer to resume")
        program.press(texts.ABANDON)
        program.press(texts.ABANDON_YES)
        wait_for(lambda: isinstance(program.screen, HomeScreen), "the first page")
        program.press(texts.QUICK_START)
        problem(program, "The questions are")
        program.press(texts.BACK_HOME)
        wait_for(lambda: isinstance(program.screen, HomeScreen), "the first page")


def test_a_pack_that_was_replaced_by_rubbish_is_told(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rubbish = tmp_path / "items.pack"
    rubbish.write_bytes(b"\0rubbish" * 1000)
    monkeypatch.setattr(opening, "open_pack", lambda: ItemPack(rubbish))
    with Driven(qapp) as program:
        program.ready()
        program.flow._start_wanted("Robin Example", "now")
        problem(program, "The questions are damaged")


# ---- no room


class FullDisk:
    """A store whose disk has room or has not."""

    def __init__(self, store: SqlAttemptStore) -> None:
        self._store = store
        self.full = False
        self.refused = 0

    def append(self, attempt_id: str, after: int, events: Any) -> None:
        if self.full:
            self.refused += 1
            raise StoreFull(str(self._store.path), "no space")
        self._store.append(attempt_id, after, events)

    def beat(self, attempt_id: str, at: Any) -> None:
        if self.full:
            raise StoreFull(str(self._store.path), "no space")
        self._store.beat(attempt_id, at)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


@pytest.fixture
def full_disk(qapp: QApplication) -> Generator[tuple[Driven, list[FullDisk], MovedClock]]:
    """The program at its first question, on a disk that a test can fill; the clock stands."""
    disks: list[FullDisk] = []

    def open_desk() -> Desk:
        desk = opening.open_desk(program_paths())
        disks.append(FullDisk(desk.store))  # pyright: ignore[reportArgumentType]
        return replace(desk, store=disks[-1])

    clock = MovedClock()
    with Driven(qapp, open_desk=open_desk, clock=clock, slept_ms=lambda: 0) as program:
        program.begin()
        yield program, disks, clock


def test_a_full_disk_shows_nothing_as_recorded_and_gives_time_back(
    full_disk: tuple[Driven, list[FullDisk], MovedClock],
) -> None:
    program, (disk,), clock = full_disk
    program.key(Key.Key_A)
    clock.wait(10)
    question = program.exam
    disk.full = True
    program.key(Key.Key_C)
    assert problem(program, "The disk is full") == [texts.CLOSE_PROGRAM, texts.TRY_AGAIN]
    assert [row.isChecked() for row in question.findChildren(OptionRow)] == [True, False, False, False]
    clock.wait(20)
    program.press(texts.TRY_AGAIN)
    wait_for(lambda: disk.refused == 2, "the second refusal")
    problem(program, "The disk is full")
    clock.wait(5)
    disk.full = False
    program.press(texts.TRY_AGAIN)
    wait_for(lambda: isinstance(program.screen, ExamScreen), "the question")
    program.settle()
    assert [row.isChecked() for row in program.rows] == [False, False, True, False]
    assert program.presenter.left_ms() == 115 * 60_000
    kinds = [event.kind for event in program.stored().events][-3:]
    assert kinds == [e.SessionSuspended.kind, e.SessionResumed.kind, e.ItemAnswered.kind]
    # And on it goes.
    program.key(Key.Key_N)
    assert program.session.position == 2


def test_acts_behind_a_failed_one_are_not_stored_and_the_problem_stays(
    full_disk: tuple[Driven, list[FullDisk], MovedClock],
) -> None:
    program, (disk,), _ = full_disk
    before = program.session.seq
    disk.full = True
    presenter = program.presenter
    presenter.toggle_mark()
    presenter.toggle_strike(program.session.form.slot(1).option_order[0])
    presenter.toggle_clock()
    program.settle()
    problem(program, "The disk is full")
    turn(500)
    problem(program, "The disk is full")
    assert program.session.seq == before
    disk.full = False
    program.press(texts.TRY_AGAIN)
    wait_for(lambda: isinstance(program.screen, ExamScreen), "the question")
    program.settle()
    assert program.session.response(1).marked
    assert not program.session.response(1).struck


def test_time_that_runs_out_on_a_full_disk_is_not_taken(
    full_disk: tuple[Driven, list[FullDisk], MovedClock],
) -> None:
    program, (disk,), clock = full_disk
    clock.wait(120)
    program.until(texts.time_warning(5))
    disk.full = True
    program.key(Key.Key_B)
    problem(program, "The disk is full")
    clock.wait(60)
    turn(500)
    problem(program, "The disk is full")
    disk.full = False
    program.press(texts.TRY_AGAIN)
    wait_for(lambda: isinstance(program.screen, ExamScreen), "the question")
    program.settle()
    assert program.rows[1].isChecked()
    assert program.presenter.left_ms() == 5 * 60_000


def test_closing_on_a_full_disk_keeps_what_was_recorded(
    full_disk: tuple[Driven, list[FullDisk], MovedClock], qapp: QApplication
) -> None:
    program, (disk,), _ = full_disk
    program.key(Key.Key_A)
    seq = program.session.seq
    disk.full = True
    program.key(Key.Key_B)
    problem(program, "The disk is full")
    program.press(texts.CLOSE_PROGRAM)
    wait_for(lambda: not program.window.isVisible(), "the window to close")
    with Driven(qapp) as again:
        wait_for(lambda: isinstance(again.screen, SuspendedScreen), "the offer to resume")
        assert texts.SUSPENDED["interrupted"] in again.words()
        assert again.session.seq == seq + 1
        again.press(texts.RESUME)
        wait_for(lambda: isinstance(again.screen, ExamScreen), "the question")
        assert again.rows[0].isChecked()


def test_a_really_full_disk_in_the_exam(qapp: QApplication, small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = small_disk / "data"
    monkeypatch.setenv("CEHRS_DATA_DIR", str(data))
    ballast = small_disk / "holiday.mov"
    with Driven(qapp) as program:
        program.begin()
        program.key(Key.Key_A)
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                pass
        presses = 0
        while isinstance(program.screen, ExamScreen):
            presses += 1
            assert presses < 2000, "the disk never became full"
            program.key((Key.Key_A, Key.Key_B, Key.Key_C, Key.Key_D)[presses % 4])
            turn(1)
        problem(program, "The disk is full")
        shown = program.session.seq
        ballast.unlink()
        program.press(texts.TRY_AGAIN)
        wait_for(lambda: isinstance(program.screen, ExamScreen), "the question")
        program.settle()
        assert program.session.seq == shown + 3
        assert len(program.stored().events) == shown + 3
