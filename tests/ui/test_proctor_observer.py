"""What the program observes is in the log, gathered, and touches nothing else."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from cehrs_desktop.exam.session import Phase
from cehrs_desktop.rehearsal.acts import Pause
from cehrs_desktop.ui.proctor.observer import Observer
from tests.ui.driving import turn, wait_for
from tests.ui.proctoring import Proctored, day, incident


def observed(program: Proctored) -> list[tuple[str, dict[str, object]]]:
    program.settle()
    return program.notes("observed.")


def test_one_kind_is_noted_every_ten_seconds_and_nothing_is_lost(qapp: QApplication) -> None:
    with Proctored(qapp, day()) as program:
        observer = Observer(program.presenter, program.clock, None, QObject(program.window))
        observer.observed("focus_lost", {"ms": 0})
        observer.observed("focus_lost", {"ms": 3000})
        observer.observed("clipboard", {"what": "copy"})
        observer.observed("focus_lost", {"ms": 4000})
        assert observed(program) == [
            ("observed.focus_lost", {"ms": 0, "position": 1}),
            ("observed.clipboard", {"what": "copy", "position": 1}),
        ]
        program.clock.wait(10 / 60)
        wait_for(lambda: len(observed(program)) == 3, "what was gathered")
        assert observed(program)[2] == ("observed.focus_lost", {"ms": 7000, "position": 1, "times": 2})
        state = program.player.live.state
        assert (state.warnings, state.ended, program.session.covered, program.session.phase) == (
            (),
            "",
            None,
            Phase.EXAM,
        )
        observer.observed("focus_lost", {"ms": 5})
        observer.let_go()
        assert observed(program)[3] == ("observed.focus_lost", {"ms": 5, "position": 1})


def test_a_covered_or_suspended_question_is_not_watched(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("pause", Pause(text="Wait.", seconds=8, terms=False))))) as program:
        observer = Observer(program.presenter, program.clock, None, QObject(program.window))
        program.to_minute(1)
        program.until("Wait.")
        observer.observed("focus_lost", {"ms": 3000})
        program.wait(8)
        assert program.at_question
        program.presenter.suspend("closed")
        program.settle()
        observer.observed("idle", {"minutes": 5})
        observer.let_go()
        assert observed(program) == []


def test_listed_programs_are_looked_for_off_the_window_and_noted_when_they_appear(qapp: QApplication) -> None:
    lists = [["Recorder"], ["Recorder"], ["Recorder", "Messenger"]]
    threads: list[str] = []

    def running() -> list[str]:
        threads.append(threading.current_thread().name)
        if len(threads) == 2:
            raise OSError("no list")
        return lists[min(len(threads), len(lists)) - 1]

    with Proctored(qapp, day()) as program:
        observer = Observer(program.presenter, program.clock, running, QObject(program.window), programs_ms=20)
        wait_for(lambda: len(threads) >= 4, "some looks")
        turn(50)
        program.clock.wait(10 / 60)
        wait_for(lambda: len(observed(program)) == 2, "both programs")
        observer.let_go()
        assert observed(program) == [
            ("observed.program", {"name": "Recorder", "position": 1}),
            ("observed.program", {"name": "Messenger", "position": 1}),
        ]
        assert threading.main_thread().name not in threads
