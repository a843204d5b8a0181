"""What the page about backups says of copies that are not as they should be, and of what putting one back loses."""

from __future__ import annotations

from typing import get_args

import pytest

from cehrs_desktop.application.backup_ports import BackupFile, Drill, Fault, Held
from cehrs_desktop.application.backups import Loss, Made, Restored
from cehrs_desktop.application.ports import Backup, StoreBusy, StoreFull, StoreReadOnly
from cehrs_desktop.presentation import backup_texts as words
from cehrs_desktop.presentation.backup_view import made_line, not_restored_line, question, restored_line, row_of
from cehrs_desktop.presentation.report_texts import NBSP

FILE = BackupFile("/somewhere/attempts-20260101T000000000Z.db", 1_767_225_600_000, 1_234_567, "backup")


@pytest.mark.parametrize("fault", [fault for fault in get_args(Fault) if fault])
def test_what_is_wrong_is_said_and_nothing_offered(fault: Fault) -> None:
    drill = Drill(FILE, fault=fault, problem="words of the computer")
    row = row_of(FILE, drill)
    assert (row.trouble, row.offered) == (words.FAULTS[fault], False)
    assert words.WHOLE not in row.lines
    assert words.AS_IT_WAS in restored_line(Restored(drill))


def test_a_copy_with_a_damaged_attempt_or_of_an_earlier_version_is_offered_and_says_so() -> None:
    row = row_of(FILE, Drill(FILE, 4, 6, Held(attempts={"a": "complete"}), damaged=("a",)))
    assert row.offered
    assert row.trouble == words.damaged_attempts(1)
    assert words.WHOLE not in row.lines
    assert words.EARLIER in row.lines
    assert f"1.2{NBSP}MB" in row.lines[0]
    assert words.EARLIER not in row_of(FILE, Drill(FILE, 6, 6)).lines


def test_only_what_is_lost_is_named() -> None:
    def lost(loss: Loss, then: Held) -> str:
        return question(FILE, Held(), then, loss)[1].replace(NBSP, " ")

    assert words.ask_lost("1 learner, 2 rehearsals and 1,300 answers") in lost(Loss(1, 2, 0, 1300), Held())
    assert words.ask_lost("1 answer") in lost(Loss(answers=1), Held())
    assert words.ASK_NOTHING_LOST in lost(Loss(), Held())
    assert words.ASK_OPEN in lost(Loss(), Held(attempts={"a": "open"}))
    assert words.ASK_OPEN not in lost(Loss(), Held(attempts={"a": "complete"}))
    assert words.ASK_OPEN_AGAIN in lost(Loss(reopened=1), Held(attempts={"a": "open"}))


def test_how_it_went_is_told() -> None:
    assert made_line(Made(Backup("x", 1, 1))) == words.made(f"1{NBSP}rehearsal")
    assert made_line(Made(None)) == words.SAME
    assert "no room" in made_line(Made(None, "no room"))
    for error, why in (
        (StoreFull("x"), words.FULL),
        (StoreReadOnly("x"), words.READ_ONLY),
        (StoreBusy("x"), words.IN_USE),
    ):
        assert not_restored_line(error) == f"{words.AS_IT_WAS} {why}"
    assert "ValueError" in not_restored_line(ValueError("odd"))
