"""A candidate made of chance inside the real program: the victim of the kill campaign.

    python -m tests.faults.program_candidate SEED END_AFTER QUIET_CHANCE

The real program runs with its real windows; only the hands are made. Straight to standard output goes one JSON line
for every state that came back as stored (``confirmed``), every resumption offered (``offered``), every question that
came up after one (``shown``: whether the widgets say what was stored) and every pause for thought (``quiet``). After
END_AFTER events the exam is ended. What was said here is compared with the files by `program_campaign`.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from cehrs_desktop.app import window_program
from cehrs_desktop.app.machine import Settled
from cehrs_desktop.application.sitting import Sitting
from cehrs_desktop.exam.session import Phase, Session
from cehrs_desktop.presentation import texts
from cehrs_desktop.system.paths import Paths
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.flow import Flow
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.exam.summary import NavigatorCell, SummaryScreen
from cehrs_desktop.ui.screens.suspended import SuspendedScreen
from cehrs_desktop.ui.widgets.option_row import OptionRow
from cehrs_desktop.ui.widgets.stem import Stem
from cehrs_desktop.ui.window import Window

QUIET_MS = 8000
Key = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def state_digest(session: Session) -> str:
    """A short digest of everything a candidate could miss: responses, place, phase, warnings, and the used time."""
    state = [
        [[r.seen, r.chosen, r.marked, sorted(r.struck), r.highlights, r.comment] for r in session.responses],
        [session.phase.value, session.position, session.at_summary, session.suspended, session.clock_shown],
        [session.warned, session.ended, session.survey, session.seq, session.clock.used_ms],
    ]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]


def say(kind: str, **values: object) -> None:
    """One line, handed to the kernel before anything else happens."""
    os.write(1, (json.dumps({"kind": kind, **values}) + "\n").encode())


def presenter_of(flow: Flow) -> ExamPresenter | None:
    """The presenter of the sitting that is on the screen."""
    return flow.sitting.presenter if flow.sitting else None


def sitting_of(flow: Flow) -> Sitting | None:
    """The sitting that is on the screen."""
    return flow.sitting.sitting if flow.sitting else None


class Hands(QObject):
    """Looks at the window a few dozen times a second and does what a candidate might do next."""

    def __init__(self, flow: Flow, window: Window, chance: random.Random, end_after: int, quiet_chance: float) -> None:
        super().__init__(window)
        self._flow, self._window, self._chance = flow, window, chance
        self._end_after, self._quiet_chance = end_after, quiet_chance
        self._heard: object = None
        self._offered = self._check_screen = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._live)
        self._timer.start(20)

    def _live(self) -> None:
        self._listen()
        pause = self._act() or self._chance.choice((2, 5, 10, 20, 40))
        self._timer.start(pause)

    def _listen(self) -> None:
        presenter = presenter_of(self._flow)
        if presenter is not None and presenter is not self._heard:
            self._heard = presenter
            presenter.changed.connect(self._confirm)

    def _confirm(self, session: Session) -> None:
        sitting = sitting_of(self._flow)
        if sitting is not None:
            say("confirmed", attempt=sitting.attempt.id, seq=session.seq, digest=state_digest(session))

    # ---- choosing what to do
    def _act(self) -> int | None:
        flow, screen = self._flow, self._flow.stage.screen
        if screen is None or not takes_keys(self._window):
            return None
        if flow.stage.dialog is not None:
            return self._answer_dialog(flow.stage.dialog)
        presenter = presenter_of(flow)
        if isinstance(screen, SuspendedScreen):
            return self._resume()
        if presenter is None or presenter.session.phase is not Phase.EXAM:
            return self._step(screen)
        if isinstance(screen, SummaryScreen):
            return self._in_summary(screen, presenter.session)
        if isinstance(screen, ExamScreen):
            return self._in_exam(screen, presenter.session)
        return None

    def _answer_dialog(self, dialog: QWidget) -> None:
        for words in (texts.START_YES, texts.CHECK_ANYWAY, texts.END_YES if self._ending() else texts.END_NO):
            if self._press(dialog, words):
                return
        QTest.keyClick(dialog, Key.Key_Escape)

    def _ending(self) -> bool:
        presenter = presenter_of(self._flow)
        return presenter is not None and presenter.session.seq >= self._end_after

    def _resume(self) -> None:
        presenter, sitting = presenter_of(self._flow), sitting_of(self._flow)
        if not self._offered and presenter is not None and sitting is not None:
            self._offered = self._check_screen = True
            say("offered", attempt=sitting.attempt.id, seq=presenter.session.seq, reason=presenter.session.suspended)
            self._press(self._window, texts.RESUME)

    def _step(self, screen: QWidget) -> None:
        """Pages with one thing to do, before and after the exam."""
        if self._flow.desk is None:
            return
        for field in screen.findChildren(QLineEdit):
            if not field.text():
                QTest.keyClicks(field, "Robin Example")
        for check in screen.findChildren(QCheckBox):
            if not check.isChecked():
                QTest.keyClick(check, Key.Key_Space)
        for radio in screen.findChildren(QRadioButton):
            if radio.text() == texts.RESULT_LATER and not radio.isChecked():
                radio.click()
        for words in (
            texts.QUICK_START, texts.TUTORIAL_SKIP, texts.SEND_SURVEY, texts.CONTINUE
        ):  # fmt: skip
            if self._press(screen, words):
                return

    def _in_summary(self, screen: SummaryScreen, session: Session) -> None:
        if self._ending():
            self._press(screen, texts.END_EXAM)
        elif self._chance.random() < 0.7:
            cell = self._chance.choice([cell for cell in screen.findChildren(NavigatorCell) if cell.isVisible()])
            QTest.mouseClick(cell, Qt.MouseButton.LeftButton)
        else:
            QTest.keyClick(screen, Key.Key_Escape)

    def _in_exam(self, screen: ExamScreen, session: Session) -> int | None:
        if self._check_screen and not presenter_of(self._flow).busy:  # pyright: ignore[reportOptionalMemberAccess]
            self._check_screen = False
            say("shown", seq=session.seq, right=screen_agrees(screen, session), position=session.position)
            return None
        if self._ending():
            self._key(screen, Key.Key_Escape)
            self._press(screen, texts.SUMMARY)
            return None
        if self._chance.random() < self._quiet_chance:
            say("quiet", seq=session.seq)
            return QUIET_MS
        comment = screen.findChild(QPlainTextEdit)
        if comment is not None and comment.hasFocus():
            if len(comment.toPlainText()) > 200 or self._chance.random() < 0.2:
                QTest.keyClick(comment, Key.Key_Escape)
            else:
                QTest.keyClicks(comment, self._chance.choice(("ask ", "b", "copay? ", "n", "1 ")))
            return None
        acts: list[tuple[int, Callable[[], object]]] = [
            (30, lambda: self._key(screen, self._chance.choice((Key.Key_N, Key.Key_N, Key.Key_N, Key.Key_P)))),
            (20, lambda: self._key(screen, self._chance.choice((Key.Key_A, Key.Key_B, Key.Key_3, Key.Key_4)))),
            (10, lambda: self._click(screen)),
            (8, lambda: self._key(screen, Key.Key_M)),
            (8, lambda: self._key(screen, self._chance.choice((Key.Key_A, Key.Key_B, Key.Key_C, Key.Key_D)), SHIFT)),
            (8, lambda: self._mark_words(screen)),
            (5, lambda: self._key(screen, Key.Key_O)),
            (3, lambda: self._key(screen, Key.Key_J)),
            (3, lambda: self._key(screen, Key.Key_S)),
            (2, lambda: self._key(screen, Key.Key_T)),
            (1, lambda: self._key(screen, self._chance.choice((Key.Key_F1, Key.Key_R)))),
            (1, lambda: self._key(screen, self._chance.choice((Key.Key_Plus, Key.Key_0)), CTRL)),
        ]
        self._chance.choices([act for _, act in acts], [weight for weight, _ in acts])[0]()
        return None

    # ---- doing it
    def _press(self, root: QWidget, words: str) -> bool:
        for button in root.findChildren(QAbstractButton):
            if button.text() == words and button.isVisible() and button.isEnabled():
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)
                return True
        return False

    def _key(self, screen: QWidget, key: Qt.Key, with_: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(screen.focusWidget() or screen, key, with_)

    def _click(self, screen: ExamScreen) -> None:
        QTest.mouseClick(self._chance.choice(screen.findChildren(OptionRow)), Qt.MouseButton.LeftButton)

    def _mark_words(self, screen: ExamScreen) -> None:
        (stem,) = screen.findChildren(Stem)
        stem.setFocus()
        cursor = stem.textCursor()
        cursor.setPosition(self._chance.randrange(len(stem.toPlainText())))
        stem.setTextCursor(cursor)
        for _ in range(self._chance.randrange(1, 4)):
            QTest.keyClick(stem, Key.Key_Right, CTRL | SHIFT)
        QTest.keyClick(stem, Key.Key_H)


def takes_keys(window: Window) -> bool:
    """Whether the window takes keys; asks for it when it does not."""
    if window.isActiveWindow() or any(child.isActiveWindow() for child in window.findChildren(QWidget)):
        return True
    window.activateWindow()
    return window.isVisible()


def screen_agrees(screen: ExamScreen, session: Session) -> bool:
    """Whether the question's widgets say exactly what the session says."""
    response, options = session.response(session.position), session.form.slot(session.position).option_order
    rows = screen.findChildren(OptionRow)
    (stem,) = screen.findChildren(Stem)
    comment = screen.findChild(QPlainTextEdit)
    # The list has to outlive the cursors: they are parts of it.
    drawn = stem.extraSelections()
    cursors = [selection.cursor for selection in drawn]
    marks = tuple((cursor.selectionStart(), cursor.selectionEnd()) for cursor in cursors)
    words = {button.text() for button in screen.findChildren(QAbstractButton)}
    return (
        stem.accessibleName().startswith(texts.counter(session.position, len(session.responses)))
        and [row.option.id for row in rows] == list(options)
        and [row.isChecked() for row in rows] == [option == response.chosen for option in options]
        and [row.option.struck for row in rows] == [option in response.struck for option in options]
        and marks == response.highlights
        and (texts.MARKED in words) == response.marked
        and comment is not None
        and comment.toPlainText() == response.comment
    )


def main(seed: int, end_after: int, quiet_chance: float) -> int:
    """Run the program with these hands until it is closed or killed."""
    chance = random.Random(seed)
    make_flow = window_program.make_flow

    def make_flow_with_hands(window: Window, paths: Paths, settled: Settled | None = None) -> Flow:
        flow = make_flow(window, paths, settled)
        say("started", run=flow._around.clock.now().run)
        Hands(flow, window, chance, end_after, quiet_chance)
        return flow

    window_program.make_flow = make_flow_with_hands
    return window_program.run(["cehrs-desktop"])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
