"""The self-test: the real windows, driven through a whole exam in a temporary folder, then checked from its files.

It presses the controls that people press and waits for what they would wait for. It proves an installed or frozen
program on a machine that has no test tools.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Qt reads the platform from the environment, so everything else is imported after it is set.
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit, QTabBar, QWidget

from cehrs_desktop.app.window_program import make_application, make_flow, make_window
from cehrs_desktop.application.forms import AssemblyFailed, assembled_form
from cehrs_desktop.application.results import record_of
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import texts
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.ui.flow import Flow
from cehrs_desktop.ui.screens.exam.option_row import OptionRow
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.exam.stem import Stem
from cehrs_desktop.ui.screens.exam.summary import NavigatorCell, SummaryScreen
from cehrs_desktop.ui.screens.report.screen import ReportScreen

Found = TypeVar("Found", bound=QWidget)

PATIENCE_SECONDS = 60.0
BLANK = frozenset({20, 77})
MARKED = frozenset({3, 40, 125})


class SelfTestFailed(Exception):
    """What was waited for did not come."""


def self_test() -> dict[str, Any]:
    """Run it. The result has ``ok``, counts, scores and, when something failed, ``error``."""
    began = time.monotonic()
    result: dict[str, Any] = {"ok": False}
    with tempfile.TemporaryDirectory(prefix="cehrs-self-test-", ignore_cleanup_errors=True) as folder:
        try:
            result.update(_run(Path(folder)))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the result of the test
            result["error"] = f"{type(error).__name__}: {error}"
    result["seconds"] = round(time.monotonic() - began, 2)
    return result


def _run(folder: Path) -> dict[str, Any]:
    paths = program_paths({"CEHRS_DATA_DIR": str(folder)})
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else make_application([sys.argv[0]])
    window = make_window(application)
    window.resize(1366, 768)
    flow = make_flow(window, paths)
    flow.start()
    hands = _Hands(window)
    attempt_id = _sit(hands)
    shown = hands.found(ReportScreen)
    score_shown = shown.score_shown
    window.close()
    hands.wait(lambda: not window.isVisible(), "the window to close")

    store = open_store(paths.data)
    try:
        stored = store.load(attempt_id)
        lines = store.lines()
    finally:
        store.shut()
    record = record_of(stored)
    outcome = record.outcome
    if outcome is None:
        raise SelfTestFailed("the stored attempt has no result")
    form_made = _assembles(flow)
    answered = sum(response.chosen is not None for response in record.session.responses)
    as_pressed = answered == len(stored.items) - len(BLANK)
    listed = lines[0].outcome or {}
    equal = listed.get("raw") == outcome.raw and listed.get("score") == outcome.score == score_shown
    return {
        "ok": equal and as_pressed and form_made and record.session.phase is Phase.COMPLETE,
        "items": len(stored.items),
        "scored": outcome.count,
        "pretest": len(stored.items) - outcome.count,
        "answered": answered,
        "raw": outcome.raw,
        "scaled": outcome.score,
        "domains": {d.domain: {"right": d.right, "count": d.count} for d in outcome.domains},
        "events": record.session.seq,
        "form_assembled": form_made,
        "replay_equal": equal,
    }


def _assembles(flow: Flow) -> bool:
    """Whether the child process that assembles forms starts and answers as the forms screen needs it."""
    command = [*flow.assemble_command, "--seed", "self-test"]
    told = subprocess.run(command, input=b"{}", capture_output=True, timeout=PATIENCE_SECONDS, check=False)
    try:
        return assembled_form(told.stdout).table.count > 0
    except AssemblyFailed as error:
        raise SelfTestFailed(f"no form was assembled: {error} {told.stderr.decode(errors='replace')[-300:]}") from error


def _sit(hands: _Hands) -> str:
    """Go through everything from the first page to the report; returns the attempt's id."""
    hands.found(QLineEdit).setText("Self Test")
    hands.press(texts.QUICK_START)
    hands.press(texts.TUTORIAL_START)
    hands.found(OptionRow).click()
    hands.press(texts.NEXT)
    hands.press(texts.TUTORIAL_END)
    hands.press(texts.TUTORIAL_SKIP)
    hands.press(texts.START_YES)
    exam = hands.found(ExamScreen, lambda screen: screen.shown_total() > 3)
    total = exam.shown_total()
    for position in range(1, total + 1):
        hands.wait(lambda at=position: exam.shown_position() == at, f"question {position}")
        _answer(hands, position)
        if position < total:
            _go_on(hands, exam, position)
    hands.press(texts.SUMMARY)
    hands.found(SummaryScreen)
    cells = hands.all_of(NavigatorCell)
    cells[0].click()
    hands.wait(lambda: exam.isVisible() and exam.shown_position() == 1, "question 1 again")
    hands.press(texts.SUMMARY)
    hands.press(texts.END_EXAM)
    hands.press(texts.END_YES)
    hands.press(texts.CONTINUE)
    hands.press(texts.SKIP_SURVEY)
    return hands.found(ReportScreen).attempt_shown


def _go_on(hands: _Hands, exam: ExamScreen, position: int) -> None:
    """Next; once more where the question was longer than this screen and the program asks to look at all of it."""
    hands.press(texts.NEXT)
    hands.wait(lambda: exam.shown_position() > position or exam.notice.isVisible(), f"question {position + 1}")
    if exam.shown_position() == position:
        hands.press(texts.NEXT)


def _answer(hands: _Hands, position: int) -> None:
    """Do with a question what a candidate does, in an order that is the same every time."""
    for tabs in hands.all_of(QTabBar):
        # On a small screen the exhibit is a tab: read it, and come back to the question.
        tabs.setCurrentIndex(1)
        tabs.setCurrentIndex(0)
    if position in MARKED:
        hands.press(texts.MARK)
    rows = hands.all_of(OptionRow)
    if position == 5:
        stem = hands.found(Stem)
        cursor = stem.textCursor()
        cursor.setPosition(0)
        cursor.setPosition(6, cursor.MoveMode.KeepAnchor)
        stem.setTextCursor(cursor)
        hands.press(texts.HIGHLIGHT)
        hands.press(texts.STRIKE)
    if position not in BLANK:
        row = rows[position * 7 % 4]
        row.click()
        hands.wait(row.isChecked, f"answer {position} to be recorded")


class _Hands:
    """Finds controls as people do, by what is on the screen, and waits until they are there."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def wait(self, until: Callable[[], bool], what: str) -> None:
        """Let the program run until something is so."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not until():
            if time.monotonic() > end:
                raise SelfTestFailed(f"waited in vain for {what}; on the screen: {self._words()}")
            loop = QEventLoop()
            QTimer.singleShot(5, loop.quit)
            loop.exec()

    def _words(self) -> str:
        return " | ".join(made.text() for made in self.all_of(QLabel) if made.text())[:500]

    def all_of(self, kind: type[Found]) -> list[Found]:
        """All visible widgets of a kind, dialogs first."""
        tops: list[QWidget] = [*self._window.findChildren(QDialog), self._window]
        return [w for top in tops if top.isVisible() for w in top.findChildren(kind) if w.isVisible()]

    def found(self, kind: type[Found], fits: Callable[[Found], bool] = lambda _: True) -> Found:
        """The first visible widget of a kind, waited for."""
        self.wait(lambda: any(fits(w) for w in self.all_of(kind)), kind.__name__)
        return next(w for w in self.all_of(kind) if fits(w))

    def press(self, text: str) -> None:
        """Press the visible, enabled button with this text, waited for."""
        pressed = self.found(QAbstractButton, lambda made: made.text() == text and made.isEnabled())
        pressed.click()
