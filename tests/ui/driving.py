"""The program's real windows inside a test, with hands and eyes: press, type, wait, look.

Everything is the real thing (flow, screens, database lane, store, items) unless a test replaces a part of the
surroundings. Waiting is for conditions; the event loop runs meanwhile, and the database lane with it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit, QWidget

from cehrs_desktop.app import window_program
from cehrs_desktop.app.machine import Settled
from cehrs_desktop.app.opening import open_desk, open_pack
from cehrs_desktop.app.wiring import surroundings
from cehrs_desktop.application.desk import Desk, Readiness
from cehrs_desktop.application.ports import Candidate, StoredAttempt
from cehrs_desktop.application.sitting import begin_attempt
from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.exam.session import Rules, Session
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.presentation import texts
from cehrs_desktop.psychometrics.form_table import FixedForm
from cehrs_desktop.system.log import stop_log
from cehrs_desktop.system.paths import Paths, program_paths
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.flow import Flow
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.widgets.option_row import OptionRow
from cehrs_desktop.ui.widgets.stem import Stem

PATIENCE_SECONDS = 15.0
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
Found = TypeVar("Found")
Kind = TypeVar("Kind", bound=QWidget)


def turn(milliseconds: int = 10) -> None:
    """Let Qt's events and the other threads run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_for(look: Callable[[], Found | None], what: str) -> Found:
    """What `look` finds, as soon as it finds something that is true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited {PATIENCE_SECONDS:.0f} s for {what}"
        turn()
    return found


@dataclass
class MovedClock:
    """A clock that stands until a test moves it; wall and awake time move apart when they are told to."""

    at: Instant = field(default_factory=lambda: Instant(1_800_000_000_000, 5_000_000, os.urandom(4).hex()))

    def now(self) -> Instant:
        return self.at

    def wait(self, minutes: float) -> None:
        """Time goes by, awake."""
        ms = round(minutes * 60_000)
        self.at = replace(self.at, wall_ms=self.at.wall_ms + ms, awake_ms=self.at.awake_ms + ms)

    def set_wall(self, minutes: float) -> None:
        """Somebody changes the date, or the computer slept: the awake clock does not move."""
        self.at = replace(self.at, wall_ms=self.at.wall_ms + round(minutes * 60_000))


class Driven:
    """The program's windows in this process, under a machine's policy when `settled` is given. `changes` replace
    fields of the `Surroundings`."""

    def __init__(
        self,
        application: QApplication,
        *,
        size: tuple[int, int] = (1280, 720),
        settings: Any = (),
        settled: Settled | None = None,
        **changes: Any,
    ) -> None:
        application.setStyle("Fusion")
        window_program._dress(application)
        self.paths: Paths = program_paths()
        around: Surroundings = surroundings(self.paths, settled)
        # A policy gives the look.
        look = {} if settled else {"theme": "light"}
        for name, value in {"full_screen": False, **look, **dict(settings)}.items():
            around.settings.change(name, value)
        changes.setdefault("readiness", lambda: Readiness(None, None, None))
        # The same questions in every run; another form in the same folder is another one.
        ids = Random(len(list(self.paths.data.iterdir())) if self.paths.data.exists() else 0)
        changes.setdefault("new_id", lambda: f"{ids.getrandbits(128):032x}")
        changes.setdefault("keep_awake", lambda: lambda: None)
        self.around = replace(around, **changes)
        self.application = application
        self.window = window_program.make_window(application)
        self.window.resize(*size)
        self.flow = Flow(self.window, Lane(self.window), self.around)

    def __enter__(self) -> Driven:
        self.flow.start()
        self.window.activateWindow()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.flow.stage.close_dialog()
        if self.flow._lane._thread.is_alive():
            self.flow._close_now()
        stop_log()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # ---- looking
    @property
    def presenter(self) -> ExamPresenter:
        assert self.flow.sitting is not None
        return self.flow.sitting.presenter

    @property
    def session(self) -> Session:
        return self.presenter.session

    @property
    def screen(self) -> QWidget:
        """The screen that the window shows."""
        screen = self.flow.stage.screen
        assert screen is not None
        return screen

    @property
    def dialog(self) -> QDialog | None:
        dialog = self.flow.stage.dialog
        return dialog if dialog is not None and dialog.isVisible() else None

    def part(self, kind: type[Kind]) -> Kind:
        """The one visible widget of a kind, in the dialog or on the screen."""
        (found,) = self.parts(kind)
        return found

    def parts(self, kind: type[Kind]) -> list[Kind]:
        root = self.dialog or self.screen
        found = [*([root] if isinstance(root, kind) else []), *root.findChildren(kind)]
        return [widget for widget in found if widget.isVisible()]

    @property
    def exam(self) -> ExamScreen:
        screen = self.screen
        return screen if isinstance(screen, ExamScreen) else screen.findChildren(ExamScreen)[0]

    @property
    def stem(self) -> Stem:
        return self.exam.findChildren(Stem)[0]

    @property
    def rows(self) -> list[OptionRow]:
        return self.exam.findChildren(OptionRow)

    def words(self) -> str:
        """Everything that is written in labels on the screen or in the dialog."""
        return "\n".join(label.text() for label in self.parts(QLabel))

    def button(self, words: str) -> QAbstractButton:
        """The visible button with these words (a beginning is enough)."""
        found = [button for button in self.parts(QAbstractButton) if button.text().startswith(words)]
        assert found, f"no button {words!r} among {[button.text() for button in self.parts(QAbstractButton)]}"
        return found[0]

    def stored(self) -> StoredAttempt:
        """The newest attempt, read on the database lane."""
        return self.on_lane(lambda desk: desk.store.load(desk.store.lines()[0].id))

    def on_lane(self, work: Callable[[Desk], Found]) -> Found:
        """Do something with the opened desk on the lane that it belongs to."""
        desk = self.flow.desk
        assert desk is not None
        answers: list[Found] = []
        errors: list[Exception] = []
        self.flow._lane.run(lambda: work(desk), answers.append, errors.append)
        wait_for(lambda: answers or errors, "the database lane")
        if errors:
            raise errors[0]
        return answers[0]

    # ---- acting
    def press(self, words: str) -> None:
        """Click a button."""
        QTest.mouseClick(self.button(words), Qt.MouseButton.LeftButton)

    def key(self, key: Qt.Key, with_: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the keyboard is, and let what it asked for be stored."""
        target = self.dialog or self.window
        if not target.isActiveWindow():
            target.activateWindow()
            turn()
        QTest.keyClick(target.focusWidget() or target, key, with_)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is being stored."""
        turn(1)
        wait_for(lambda: self.flow.sitting is None or not self.flow.sitting.presenter.busy, "everything to be stored")

    def until(self, shown: str) -> None:
        """Wait until these words are on the screen."""
        wait_for(lambda: shown in self.words(), f"{shown!r} on the screen")

    # ---- the way in
    def ready(self) -> Driven:
        """Wait until the data is open."""
        wait_for(lambda: self.flow.desk is not None, "the data to be opened")
        return self

    def check_in(self) -> Driven:
        """From the first page to the tutorial's, by a quick start."""
        self.ready()
        self.parts(QLineEdit)[0].setText("Robin Example")
        self.press(texts.QUICK_START)
        self.until(texts.TUTORIAL_LEAD)
        return self

    def begin(self) -> Driven:
        """From the first page to the first question."""
        self.check_in()
        self.press(texts.TUTORIAL_SKIP)
        wait_for(lambda: self.dialog, "the last question before the clock starts")
        self.press(texts.START_YES)
        wait_for(lambda: isinstance(self.screen, ExamScreen), "the first question")
        self.settle()
        return self


def begin_as_before(desk: Desk, name: str = "Robin Example") -> None:
    """An attempt as programs before there were venues left it: begun, and the name not yet confirmed."""
    assert desk.source is not None
    someone = Candidate("someone", name)
    begin_attempt(desk.store, desk.source, MovedClock(), someone, Rules(), attempt_id="early", seed="early")


def leave_at_the_name() -> None:
    """Such an attempt in the data folder, before the program is started."""
    desk = open_desk(program_paths())
    begin_as_before(desk)
    desk.shut()


def small_desk(paths: Paths, scored: int = 2) -> Callable[[], Desk]:
    """Opens the real store with the real items, but with a test plan of a few questions from each domain."""

    def opened() -> Desk:
        desk = open_desk(paths)
        source = open_pack()
        plan = source.blueprint
        domains = tuple(
            replace(
                domain,
                scored=scored,
                pretest=1,
                topics=tuple(
                    replace(topic, scored=scored if index == 0 else 0) for index, topic in enumerate(domain.topics)
                ),
            )
            for domain in plan.domains[:2]
        )
        return replace(desk, source=_SmallSource(source, replace(plan, domains=domains)))

    return opened


class _SmallSource:
    """The delivered items under another test plan."""

    def __init__(self, source: Any, blueprint: Any) -> None:
        self._source = source
        self.blueprint = blueprint

    def forms(self) -> tuple[FixedForm, ...]:
        """The delivered forms are for the whole plan."""
        return ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)


def data_paths(folder: Path) -> Paths:
    """The paths of a data folder as the program makes them."""
    return Paths(folder, folder / "cache", folder / "log")
