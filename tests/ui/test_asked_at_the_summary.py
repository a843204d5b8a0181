"""A question of the proctor that is open is seen at the summary, and nobody ends the exam past it unseen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import proctor_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.rehearsal.acts import Noise, Say
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.ui.proctor.panel import ProctorPanel
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.exam.summary import NavigatorCell, SummaryScreen
from tests.ui.driving import turn, wait_for
from tests.ui.proctoring import Proctored, day, incident
from tests.ui.test_check_in_again import Drill, write_venue
from tests.ui.test_proctor_panel import ASK, tool

Key = Qt.Key
ASKED: Json = {
    "kind": "ask",
    "text": "The proctor writes: is somebody with you?",
    "choices": [{"id": "no", "label": "Nobody is here", "good": True, "told": "Say so."}],
    "seconds": 300,
    "silent": "no",
}


def test_it_is_seen_and_answered_at_the_summary(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("ask", ASK)))) as program:
        program.to_minute(1)
        program.key(Key.Key_S)
        assert isinstance(program.screen, SummaryScreen)
        assert tool(program) == "Proctor (1 new) (Q)"
        program.key(Key.Key_Q)
        program.until("Please show your ears.")
        assert program.screen.findChildren(ProctorPanel)[0].isVisible()
        program.press("Show both ears")
        program.until("Thank you.")
        assert program.session.at_summary
        program.key(Key.Key_Q)
        assert "Thank you." not in program.words()
        # The keyboard is back at the list.
        assert isinstance(program.window.focusWidget(), NavigatorCell)
        # Unfolded at the one, it is unfolded at the other.
        program.key(Key.Key_Q)
        program.key(Key.Key_Escape)
        assert program.at_question
        assert "Thank you." in program.words()


def test_the_exam_is_not_ended_past_a_question_that_was_not_seen(qapp: QApplication) -> None:
    write_venue(program_paths().data / "venues", act=ASKED)
    with Drill(qapp, "drill", level="none") as day:
        day.to_the_exam()
        day.ask_for_it()
        guide = day.flow.sitting._guide  # pyright: ignore[reportOptionalMemberAccess]
        assert guide is not None
        guide._player.live.set_open(False)
        day.key(Key.Key_S)
        wait_for(lambda: isinstance(day.screen, SummaryScreen), "the summary")
        assert not any(panel.isVisible() for panel in day.screen.findChildren(ProctorPanel))
        day.press(texts.END_EXAM)
        # First it is seen.
        assert day.dialog is None
        assert "is somebody with you" in day.words()
        panel = day.part(ProctorPanel)
        assert panel.conversation.hasFocus()
        # Then it is the candidate's own affair.
        day.press(texts.END_EXAM)
        assert words.STILL_ASKED in day.words()
        day.press(texts.END_NO)
        panel._live.pass_act("no")
        day.quiet()
        day.press(texts.END_EXAM)
        assert words.STILL_ASKED not in day.words()
        day.press(texts.END_YES)
        wait_for(lambda: day.session.phase is not Phase.EXAM, "the exam to end")


@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
def test_list_and_panel_fit_side_by_side(qapp: QApplication, zoom: float) -> None:
    with Proctored(qapp, day((1, incident("ask", ASK))), zoom=zoom) as program:
        # Where a question is longer than the window, leaving it is asked once more.
        for _ in range(2 if zoom > 1.5 else 1):
            program.key(Key.Key_S)
        alone = columns(program)
        program.to_minute(1)
        program.key(Key.Key_Q)
        turn(20)
        assert program.window.width() == 1366
        assert program.window.focusWidget() in program.screen.findChildren(ProctorPanel)[0].findChildren(QWidget)
        number = next(cell for cell in program.screen.findChildren(NavigatorCell) if cell.isVisible())
        number.setFocus()
        (area,) = [a for a in program.screen.findChildren(QScrollArea) if a.findChildren(NavigatorCell)]
        assert area.horizontalScrollBar().maximum() == 0
        program.key(Key.Key_Q)
        turn(20)
        # However many numbers there are to a row now, the keyboard is where it was.
        assert program.window.focusWidget() is number
        assert columns(program) == alone
        assert area.horizontalScrollBar().maximum() == 0
        assert not isinstance(program.screen, ExamScreen)


def columns(program: Proctored) -> tuple[int, int]:
    assert isinstance(program.screen, SummaryScreen)
    return program.screen._columns


def test_a_noise_is_told_at_the_summary_too(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("noise", Say(text="One moment."), Noise(text="A door slams."))))) as program:
        program.key(Key.Key_S)
        assert isinstance(program.screen, SummaryScreen)
        program.player.live._begin("noise", "incident")
        program.settle()
        program.until(words.caption("A door slams."))
        assert isinstance(program.screen, SummaryScreen)
