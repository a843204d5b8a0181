"""The sheet about the computer in a real window: by keyboard, in every size and theme, saved, looked at again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea

from cehrs_desktop.app import window_program
from cehrs_desktop.application.computer import ComputerSheet, computer_sheet
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.files.computer_requirements import read_requirements
from cehrs_desktop.presentation import computer_texts as words
from cehrs_desktop.rehearsal.acceptance import Published
from cehrs_desktop.rehearsal.displays import Displays
from cehrs_desktop.system.clock import SystemClock
from cehrs_desktop.system.computer.look import look_at_computer
from cehrs_desktop.system.paths import data_file
from cehrs_desktop.ui.computer_flow import ComputerFlow
from cehrs_desktop.ui.screens.computer import ComputerScreen
from cehrs_desktop.ui.stage import THEME_ORDER, Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.widgets.notice import Notice
from cehrs_desktop.ui.widgets.verdict_mark import VerdictMark
from tests.ui.driving import turn, wait_for

pytestmark = pytest.mark.usefixtures("qtbot")
SHOWN = "Show details"


@dataclass
class Choices:
    """Settings that are kept nowhere."""

    values: dict[str, Json] = field(default_factory=lambda: {"theme": "light", "zoom": 1.0})

    def change(self, key: str, value: Json) -> None:
        self.values[key] = value


def real_look(displays: Displays) -> ComputerSheet:
    return computer_sheet(
        lambda: read_requirements(data_file("resources/venues/computer.json")),
        lambda published: look_at_computer(displays, published),
        SystemClock(),
    )


class Visit:
    """A window on the sheet."""

    def __init__(
        self, application: QApplication, look: Callable[[Displays], ComputerSheet], theme: str, zoom: float
    ) -> None:
        application.setStyle("Fusion")
        window_program._dress(application)
        self.window = window_program.make_window(application)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        self.lane = Lane(self.window)
        self.stage = Stage(self.window, Choices({"theme": theme, "zoom": zoom}))
        self.flow = ComputerFlow(self.stage, self.lane, look)
        self.flow.start()

    @property
    def screen(self) -> ComputerScreen:
        screen = self.stage.screen
        assert isinstance(screen, ComputerScreen)
        return screen

    def ready(self) -> Visit:
        wait_for(lambda: self.screen.findChildren(VerdictMark), "the sheet")
        turn(30)
        return self

    def told(self) -> list[str]:
        return [one.text() for one in self.screen.findChildren(QLabel) if one.isVisible()]

    def notice(self) -> str:
        notice = self.screen.findChild(Notice)
        assert notice is not None
        return " ".join(one.text() for one in notice.findChildren(QLabel)) if notice.isVisible() else ""

    def button(self, text: str) -> QPushButton:
        found = [one for one in self.screen.findChildren(QPushButton) if one.text() == text and one.isVisible()]
        assert found, text
        return found[0]

    def focused(self) -> QPushButton:
        widget = self.window.focusWidget()
        assert isinstance(widget, QPushButton)
        return widget

    def key(self, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.focusWidget() or self.window, key, with_)

    def end(self) -> None:
        self.lane.finish()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def visit(qapp: QApplication) -> Iterator[Callable[..., Visit]]:
    begun: list[Visit] = []

    def begin(look: Callable[[Displays], ComputerSheet] = real_look, theme: str = "light", zoom: float = 1.0) -> Visit:
        begun.append(Visit(qapp, look, theme, zoom))
        return begun[-1]

    yield begin
    for one in begun:
        one.end()


def test_every_subject_is_told_in_words_and_shape(visit: Callable[..., Visit]) -> None:
    here = visit().ready()
    told = here.told()
    for subject in words.SUBJECTS.values():
        assert subject in told
    assert len(here.screen.findChildren(VerdictMark)) == len(words.SUBJECTS)
    assert sum(text in words.JUDGEMENTS.values() for text in told) == len(words.SUBJECTS)
    # The displays came from Qt: offscreen has one of 800 by 800.
    assert "800 × 800 pixels" in told
    assert "1 display" in told


def test_details_open_and_close_by_keyboard_alone(visit: Callable[..., Visit]) -> None:
    here = visit().ready()
    for _ in range(40):
        if here.focused().accessibleName() == words.details_name("Memory", False):
            break
        here.key(Qt.Key.Key_Tab)
    memory = here.focused()
    assert memory.accessibleName() == words.details_name("Memory", False)
    assert memory.accessibleDescription().startswith(words.JUDGEMENTS["meets"])
    assert not any("nctrc.org" in text for text in here.told())
    here.key(Qt.Key.Key_Space)
    turn(30)
    assert here.focused() is memory
    assert memory.accessibleName() == words.details_name("Memory", True)
    told = here.told()
    for heading in (words.EVIDENCE, words.PUBLISHED, words.INNOCENT):
        assert heading in told
    assert "https://www.nctrc.org/exam/live-remote-proctoring/" in told
    area = here.screen.findChildren(QScrollArea)[0]
    top = memory.mapTo(area.viewport(), memory.rect().topLeft()).y()
    assert 0 <= top <= area.viewport().height() - memory.height()
    here.key(Qt.Key.Key_Space)
    assert words.PUBLISHED not in here.told()


def test_all_details_at_once(visit: Callable[..., Visit]) -> None:
    here = visit().ready()
    here.button(words.SHOW_ALL).click()
    turn(30)
    assert here.told().count(words.PUBLISHED) == len(words.SUBJECTS)
    here.button(words.HIDE_ALL).click()
    assert words.PUBLISHED not in here.told()
    for one in [one for one in here.screen.findChildren(QPushButton) if one.text() == SHOWN]:
        one.click()
    assert here.button(words.HIDE_ALL).isVisible()


@pytest.mark.parametrize(("theme", "zoom"), [*((theme, 1.0) for theme in THEME_ORDER), ("high_contrast", 2.0)])
def test_everything_fits_with_all_details_open(visit: Callable[..., Visit], theme: str, zoom: float) -> None:
    here = visit(theme=theme, zoom=zoom).ready()
    here.button(words.SHOW_ALL).click()
    turn(60)
    area = here.screen.findChildren(QScrollArea)[0]
    page = area.widget()
    assert page is not None
    assert page.width() <= area.viewport().width()
    for text in here.screen.findChildren(QLabel):
        if text.isVisible():
            assert text.height() >= text.heightForWidth(text.width()), text.text()
            assert text.mapTo(here.window, text.rect().topRight()).x() < here.window.width(), text.text()
    size = here.screen.findChildren(VerdictMark)[0].sizeHint().width()
    assert size == round(16 * zoom * 1.5)
    assert {
        one.font().pixelSize() for one in here.screen.findChildren(QLabel) if one.text() in words.SUBJECTS.values()
    } == {round(16 * zoom)}


def test_another_look_keeps_what_is_open_and_the_keyboard(visit: Callable[..., Visit]) -> None:
    looks: list[int] = []

    def look(displays: Displays) -> ComputerSheet:
        looks.append(threading.get_ident())
        return replace(real_look(displays), at_ms=1_800_000_000_000 + 60_000 * len(looks))

    here = visit(look).ready()
    camera = next(one for one in here.screen.findChildren(QPushButton) if "Camera" in one.accessibleName())
    camera.click()
    camera.setFocus()
    first = next(text for text in here.told() if text.startswith(words.LOOKED))
    here.screen.look_wanted.emit()
    wait_for(lambda: first not in here.told(), "the second look")
    turn(30)
    assert here.focused().accessibleName() == words.details_name("Camera", True)
    assert words.PUBLISHED in here.told()
    assert len(looks) == 2
    assert threading.get_ident() not in looks


def test_while_one_look_is_on_its_way_another_is_not_begun(visit: Callable[..., Visit]) -> None:
    go, looks = threading.Event(), list[int]()

    def look(displays: Displays) -> ComputerSheet:
        looks.append(1)
        assert go.wait(15)
        return real_look(displays)

    here = visit(look)
    turn(20)
    assert words.LOOKING in here.told()
    # The window lives meanwhile, and there is nothing to save yet.
    assert not here.button(words.SAVE).isEnabled()
    here.button(words.LOOK_AGAIN).click()
    here.button(words.LOOK_AGAIN).click()
    go.set()
    here.ready()
    assert looks == [1]
    assert here.button(words.SAVE).isEnabled()


def test_a_look_that_fails_is_told_and_can_be_repeated(visit: Callable[..., Visit]) -> None:
    failing = [True]

    def look(displays: Displays) -> ComputerSheet:
        if failing:
            failing.pop()
            raise OSError("no")
        return real_look(displays)

    here = visit(look)
    wait_for(lambda: words.FAILED in here.notice(), "the notice")
    here.button(words.LOOK_AGAIN).click()
    here.ready()
    assert here.notice() == ""


def test_a_sheet_without_requirements_is_shown_and_says_so(visit: Callable[..., Visit]) -> None:
    def look(displays: Displays) -> ComputerSheet:
        def read() -> Published:
            return read_requirements(Path("gone.json"))

        return computer_sheet(read, lambda published: look_at_computer(displays, published), SystemClock())

    here = visit(look).ready()
    assert words.NO_REQUIREMENTS in here.notice()
    assert "gone.json" in here.notice()
    assert words.JUDGEMENTS["not_published"] in here.told()


def test_the_sheet_is_saved_as_text(visit: Callable[..., Visit], tmp_path: Path) -> None:
    here = visit().ready()
    file = tmp_path / "sheet.txt"
    here.screen.write(file)
    assert str(file) in here.notice()
    text = file.read_text(encoding="utf-8")
    assert words.TITLE in text
    assert all(subject in text for subject in words.SUBJECTS.values())
    here.screen.write(tmp_path / "none" / "sheet.txt")
    assert "is not there" in here.notice()
    assert words.SAVE_SAFE in here.notice()


THREE_SCREENS = """
import json
from PySide6.QtGui import QGuiApplication
from cehrs_desktop.system.computer.look import second_display
from cehrs_desktop.ui.displays import displays_now
application = QGuiApplication([])
displays = displays_now()
pixels = [one.pixels for one in displays.screens]
same = displays.screens[0].same_place(displays.screens[1])
print(json.dumps([displays.platform, pixels, same, second_display(displays)]))
"""


def test_qt_tells_a_copy_a_second_screen_and_its_scale(tmp_path: Path) -> None:
    size = {"y": 0, "width": 1366, "height": 768, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screens = [
        {**size, "name": "A", "x": 0},
        {**size, "name": "B", "x": 0},
        {**size, "name": "C", "x": 1366, "width": 1280, "height": 720, "dpr": 1.5},
    ]
    told = tmp_path / "screens.json"
    told.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={told}"}
    run = subprocess.run([sys.executable, "-c", THREE_SCREENS], env=environment, capture_output=True, check=True)
    assert json.loads(run.stdout) == [
        "offscreen",
        [[1366, 768], [1366, 768], [1920, 1080]],
        True,
        ["B", "C"],
    ]


def test_closing_by_key_tells_it_once_and_a_late_answer_disturbs_nobody(visit: Callable[..., Visit]) -> None:
    go = threading.Event()

    def look(displays: Displays) -> ComputerSheet:
        assert go.wait(15)
        return real_look(displays)

    here = visit(look)
    left: list[int] = []
    here.flow.left.connect(lambda: left.append(1))
    turn(20)
    here.key(Qt.Key.Key_Space)
    assert left == [1]
    other = QLabel("home")
    here.stage.show(other)
    go.set()
    turn(100)
    assert here.stage.screen is other
