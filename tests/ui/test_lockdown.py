"""What lockdown observes and lets pass, on real windows with real key events, as far as there is no X server for it.

`tests/faults/test_lockdown_restore.py` has the keyboard grab and other programs.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMainWindow, QMenu, QPlainTextEdit, QVBoxLayout

from cehrs_desktop.ui.keyboard_grab import application, focus_window
from cehrs_desktop.ui.lockdown import SETTLED_MS, Lockdown
from cehrs_desktop.ui.widgets.dialogs import ask
from tests.ui.driving import CTRL, NONE, SHIFT, turn, wait_for

ROOT = Path(__file__).parents[2]
# Qt's timers may be early by a twentieth.
LEAST_MS = SETTLED_MS * 9 // 10
# Longer than a busy machine keeps a test waiting between two steps.
CALM_MS = 1500


class Room:
    """A window with a text field in it, under lockdown of some level, and everything that was observed."""

    def __init__(self, level: int) -> None:
        self.window = QMainWindow()
        self.field = QPlainTextEdit("some words")
        self.window.setCentralWidget(self.field)
        self.window.show()
        self.window.activateWindow()
        wait_for(lambda: QGuiApplication.focusWindow() is self.window.windowHandle(), "the keyboard")
        self.field.setFocus()
        self.observed: list[tuple[str, dict[str, Any]]] = []
        self.ways_out = 0
        self.held_for: list[int] = []
        self.releases = 0
        self.lockdown = Lockdown(self.window, level, self._hold_system, self.window)
        self.lockdown.observed.connect(lambda kind, body: self.observed.append((kind, body)))
        self.lockdown.way_out.connect(self._way_out)

    def _hold_system(self, window: int, told: Any) -> Any:
        self.held_for.append(window)
        self.tell = told
        return self._released

    def _released(self) -> None:
        self.releases += 1

    def _way_out(self) -> None:
        self.ways_out += 1

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """A key as it comes from the window system, to the window that has the keyboard."""
        QTest.keyClick(QGuiApplication.focusWindow(), key, modifiers)

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.observed]

    def lose_focus(self) -> None:
        """Let no window of ours have the keyboard: the one that had it goes, and nobody gives it on here. That is said
        by hand, because the offscreen platform tells of no loss."""
        other = QMainWindow()
        other.show()
        other.activateWindow()
        wait_for(lambda: QGuiApplication.focusWindow() is other.windowHandle(), "the other window")
        other.close()
        other.deleteLater()
        wait_for(lambda: focus_window() is None, "nobody to have the keyboard")
        application().focusWindowChanged.emit(None)

    def get_focus(self) -> None:
        self.window.activateWindow()
        wait_for(lambda: QGuiApplication.focusWindow() is self.window.windowHandle(), "the keyboard again")


@pytest.fixture(params=[1])
def room(request: pytest.FixtureRequest, qapp: QApplication) -> Generator[Room]:
    made = Room(request.param)
    made.lockdown.hold()
    yield made
    made.lockdown.release()
    made.window.close()
    made.window.deleteLater()


def of_level(*levels: int) -> Any:
    return pytest.mark.parametrize("room", levels, indirect=True)


# ---- focus
@of_level(1, 2)
def test_lost_focus_is_told_at_once_and_with_its_length(room: Room) -> None:
    room.lose_focus()
    wait_for(lambda: room.observed, "the loss to be told")
    assert room.observed == [("focus_lost", {"ms": 0})]
    room.get_focus()
    wait_for(lambda: len(room.observed) == 2, "the return to be told")
    kind, body = room.observed[1]
    assert kind == "focus_lost"
    assert body["ms"] >= LEAST_MS


def test_focus_that_flaps_is_one_loss(room: Room) -> None:
    room.lockdown._focus_settled.setInterval(CALM_MS)
    for _ in range(4):
        room.lose_focus()
        room.get_focus()
    room.lose_focus()
    wait_for(lambda: room.observed, "the loss to be told")
    turn(50)
    assert room.observed == [("focus_lost", {"ms": 0})]


def test_focus_that_comes_right_back_is_no_loss(room: Room) -> None:
    room.lockdown._focus_settled.setInterval(CALM_MS)
    room.lose_focus()
    room.get_focus()
    assert room.lockdown._focus_settled.isActive()
    wait_for(lambda: not room.lockdown._focus_settled.isActive(), "calm")
    assert room.observed == []


def test_a_dialog_of_our_own_is_no_loss(room: Room) -> None:
    dialog = ask(room.window, "Title", "Text", "Yes", "No", lambda: None)
    wait_for(lambda: QGuiApplication.focusWindow() is dialog.windowHandle(), "the dialog")
    turn(2 * SETTLED_MS)
    dialog.reject()
    room.get_focus()
    turn(2 * SETTLED_MS)
    assert room.observed == []


def test_released_while_away_tells_how_long_it_was(room: Room) -> None:
    room.lose_focus()
    wait_for(lambda: room.observed, "the loss to be told")
    room.lockdown.release()
    assert room.kinds() == ["focus_lost", "focus_lost"]
    assert room.observed[1][1]["ms"] >= LEAST_MS


# ---- clipboard
@pytest.mark.parametrize(("key", "what"), [(Qt.Key.Key_C, "copy"), (Qt.Key.Key_X, "cut"), (Qt.Key.Key_V, "paste")])
@of_level(1, 2)
def test_clipboard_keys(room: Room, key: Qt.Key, what: str) -> None:
    board = QGuiApplication.clipboard()
    board.setText("from before")
    room.field.selectAll()
    room.key(key, CTRL)
    assert room.observed == [("clipboard", {"what": what})]
    after = {"copy": ("some words", "some words"), "cut": ("some words", ""), "paste": ("from before", "from before")}
    expected = after[what] if room.lockdown.level == 1 else ("from before", "some words")
    assert (board.text(), room.field.toPlainText()) == expected


def test_a_paste_by_the_menu_is_observed(room: Room) -> None:
    QGuiApplication.clipboard().setText("from before")
    room.field.clear()
    open_menu(room)
    menu = wait_for(QApplication.activePopupWidget, "the menu")
    assert isinstance(menu, QMenu)
    turn(2 * SETTLED_MS)
    (paste,) = [entry for entry in menu.actions() if entry.objectName() == "edit-paste"]
    paste.trigger()
    menu.close()
    wait_for(lambda: room.observed, "the paste to be told")
    assert room.observed == [("clipboard", {"what": "paste"})]
    assert room.field.toPlainText() == "from before"


@of_level(2)
def test_level_2_opens_no_menu_takes_no_drag_and_pastes_no_selection(room: Room) -> None:
    open_menu(room)
    turn(50)
    assert QApplication.activePopupWidget() is None
    handle = room.window.windowHandle()
    words = QMimeData()
    words.setText("dragged")
    drag = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, words, Qt.MouseButton.LeftButton, NONE)
    QCoreApplication.sendEvent(handle, drag)
    assert not drag.isAccepted()
    seen: list[QEvent.Type] = []
    room.field.viewport().installEventFilter(Spy(room.window, seen))
    QTest.mouseClick(handle, Qt.MouseButton.MiddleButton, NONE, QPoint(40, 40))
    assert QEvent.Type.MouseButtonPress not in seen
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, NONE, QPoint(40, 40))
    assert QEvent.Type.MouseButtonPress in seen
    assert room.observed == []


def open_menu(room: Room) -> None:
    """The context menu, as the window system asks for it."""
    handle = room.window.windowHandle()
    at = QPoint(40, 40)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, handle.mapToGlobal(at))
    QCoreApplication.sendEvent(handle, event)


class Spy(QObject):
    """Notes what an object gets."""

    def __init__(self, parent: QObject, seen: list[QEvent.Type]) -> None:
        super().__init__(parent)
        self._seen = seen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self._seen.append(event.type())
        return False


# ---- capture, idling, what the system tells
@of_level(1, 2)
def test_print_screen_is_told_once(room: Room) -> None:
    room.key(Qt.Key.Key_Print)
    room.key(Qt.Key.Key_Print)
    assert room.observed == [("capture", {"key": "Print Screen"})]


def test_idling_is_told_and_starts_anew_with_a_key(room: Room) -> None:
    assert room.lockdown._idle.interval() == 5 * 60 * 1000
    room.lockdown._idle.start(30)
    wait_for(lambda: len(room.observed) == 2, "idling to be told")
    assert room.observed == [("idle", {"minutes": 5}), ("idle", {"minutes": 10})]
    room.key(Qt.Key.Key_A)
    wait_for(lambda: len(room.observed) == 3, "idling to be told again")
    assert room.observed[2] == ("idle", {"minutes": 5})


@of_level(2)
def test_the_system_tells_from_a_thread_of_its_own(room: Room) -> None:
    assert room.held_for == [int(room.window.winId())]
    told = [("switch", "Alt+Tab"), ("switch", "Alt+Tab"), ("capture", "Print Screen"), ("not_held", "capture")]

    def tell() -> None:
        for kind, what in told:
            room.tell(kind, what)

    thread = threading.Thread(target=tell)
    thread.start()
    thread.join()
    wait_for(lambda: len(room.observed) == 3, "what the system told")
    assert room.observed == [
        ("switch", {"key": "Alt+Tab"}),
        ("capture", {"key": "Print Screen"}),
        ("not_held", {"what": "capture"}),
    ]
    room.tell("switch", "Alt+Esc")
    room.lockdown.release()
    turn(50)
    assert len(room.observed) == 3


# ---- the way out, holding and letting go
@of_level(0, 1, 2)
def test_the_way_out_is_open_at_every_level_and_over_a_dialog(room: Room) -> None:
    room.key(Qt.Key.Key_F10, CTRL | SHIFT)
    assert room.ways_out == 1
    dialog = QDialog(room.window)
    field = QLineEdit()
    QVBoxLayout(dialog).addWidget(field)
    dialog.open()
    wait_for(lambda: QGuiApplication.focusWindow() is dialog.windowHandle(), "the dialog")
    room.key(Qt.Key.Key_A)
    assert field.text() == "a"
    room.key(Qt.Key.Key_F10, CTRL | SHIFT)
    assert room.ways_out == 2
    dialog.close()
    dialog.deleteLater()


@of_level(0)
def test_level_0_observes_nothing_and_holds_nothing(room: Room) -> None:
    room.key(Qt.Key.Key_C, CTRL)
    room.key(Qt.Key.Key_Print)
    room.lose_focus()
    turn(2 * SETTLED_MS)
    room.get_focus()
    assert room.observed == []
    assert room.held_for == []


@of_level(1)
def test_level_1_holds_nothing(room: Room) -> None:
    assert room.held_for == []


@of_level(2)
def test_released_once_however_often_it_is_asked_and_held_again(room: Room) -> None:
    room.lockdown.hold()
    assert len(room.held_for) == 1
    room.lockdown.release()
    room.lockdown.release()
    assert room.releases == 1
    room.key(Qt.Key.Key_V, CTRL)
    room.key(Qt.Key.Key_F10, CTRL | SHIFT)
    assert room.observed == []
    assert room.ways_out == 0
    room.lockdown.hold()
    assert len(room.held_for) == 2
    room.key(Qt.Key.Key_F10, CTRL | SHIFT)
    assert room.ways_out == 1


@of_level(2)
@pytest.mark.parametrize("way", ["hide", "close"])
def test_a_window_that_goes_gives_everything_back(room: Room, way: str) -> None:
    getattr(room.window, way)()
    assert not room.lockdown.held
    assert room.releases == 1


def test_it_can_be_forgotten_while_a_dialog_stays(qapp: QApplication) -> None:
    room = Room(2)
    room.lockdown.hold()
    dialog = ask(room.window, "Title", "Text", "Yes", "No", lambda: None)
    wait_for(lambda: QGuiApplication.focusWindow() is dialog.windowHandle(), "the dialog")
    room.lockdown.release()
    room.lockdown.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del room.lockdown
    gc.collect()
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Escape)
    wait_for(lambda: QApplication.activeModalWidget() is None, "the dialog to close")
    room.window.close()
    room.window.deleteLater()


# ---- displays
SCREENS = """
import sys, json
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from cehrs_desktop.ui.keyboard_grab import application, focus_window
from cehrs_desktop.ui.lockdown import Lockdown

application = QApplication(sys.argv)
window = QWidget()
window.show()
lockdown = Lockdown(window, 1, lambda number, told: lambda: None, window)
lockdown.observed.connect(lambda kind, body: print(json.dumps([kind, body]), flush=True))
lockdown.hold()
lockdown.release()
lockdown.hold()
QTimer.singleShot(0, application.quit)
application.exec()
"""


@pytest.mark.parametrize(("second_x", "clones"), [(1920, 0), (0, 1)])
def test_a_second_display_is_told(tmp_path: Path, second_x: int, clones: int) -> None:
    screens = [
        {"name": name, "x": x, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
        for name, x in (("one", 0), ("two", second_x))
    ]
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": screens}))
    told = subprocess.run(
        [sys.executable, "-c", SCREENS],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert lines == [["second_display", {"count": 2, "clones": clones}]] * 2
