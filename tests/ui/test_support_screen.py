"""The page of the support file in a real window: all of it can be read by keyboard before it is saved."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPlainTextEdit, QPushButton, QScrollArea

from cehrs_desktop.app import window_program
from cehrs_desktop.app.machine import Settled
from cehrs_desktop.app.support import support_bundle
from cehrs_desktop.application.support import SupportBundle
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation import support_texts as words
from cehrs_desktop.ui.screens.support import SupportScreen
from cehrs_desktop.ui.stage import THEME_ORDER, Stage
from cehrs_desktop.ui.support_flow import SupportFlow
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.widgets.notice import Notice
from tests.ui.driving import data_paths, turn, wait_for

pytestmark = pytest.mark.usefixtures("qtbot")


@dataclass
class Choices:
    """Settings that are kept nowhere."""

    values: dict[str, Json] = field(default_factory=lambda: {"theme": "light", "zoom": 1.0})

    def change(self, key: str, value: Json) -> None:
        self.values[key] = value


class Visit:
    """A window on the page."""

    def __init__(self, application: QApplication, gather: Callable[[], SupportBundle], theme: str, zoom: float) -> None:
        application.setStyle("Fusion")
        window_program._dress(application)
        self.window = window_program.make_window(application)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        self.lane = Lane(self.window)
        self.stage = Stage(self.window, Choices({"theme": theme, "zoom": zoom}))
        self.flow = SupportFlow(self.stage, self.lane, gather)
        self.flow.start()

    @property
    def screen(self) -> SupportScreen:
        screen = self.stage.screen
        assert isinstance(screen, SupportScreen)
        return screen

    @property
    def parts(self) -> QComboBox:
        return self.screen.findChildren(QComboBox)[0]

    @property
    def text(self) -> str:
        return self.screen.findChildren(QPlainTextEdit)[0].toPlainText()

    def ready(self) -> Visit:
        wait_for(lambda: self.parts.count(), "the parts")
        turn(30)
        return self

    def notice(self) -> str:
        notice = self.screen.findChild(Notice)
        assert notice is not None
        return " ".join(one.text() for one in notice.findChildren(QLabel)) if notice.isVisible() else ""

    def button(self, text: str) -> QPushButton:
        (found,) = [one for one in self.screen.findChildren(QPushButton) if one.text() == text]
        return found

    def end(self) -> None:
        self.lane.finish()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def visit(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    begun: list[Visit] = []
    paths = data_paths(tmp_path / "data")

    def begin(gather: Callable[[], SupportBundle] | None = None, theme: str = "light", zoom: float = 1.0) -> Visit:
        begun.append(Visit(qapp, gather or (lambda: support_bundle(Settled(None, paths, "program"))), theme, zoom))
        return begun[-1]

    yield begin
    for one in begun:
        one.end()


def test_every_part_is_read_by_keyboard_and_what_is_saved_is_what_was_shown(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    here = visit().ready()
    assert here.window.focusWidget() is here.parts
    shown: dict[str, str] = {}
    for at in range(here.parts.count()):
        assert here.parts.currentIndex() == at
        shown[here.parts.currentText().split(" ")[0]] = here.text
        QTest.keyClick(here.parts, Qt.Key.Key_Down)
    assert next(iter(shown)) == words.README
    assert '"state": "missing"' in shown["data.json"]
    QTest.keyClick(here.parts, Qt.Key.Key_Tab)
    assert isinstance(here.window.focusWidget(), QPlainTextEdit)
    QTest.keyClick(here.window.focusWidget(), Qt.Key.Key_Tab)
    assert here.window.focusWidget() is here.button(words.SAVE)
    file = tmp_path / "support.zip"
    here.screen.write(file)
    assert str(file) in here.notice()
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as packed:
        assert {name: packed.read(name).decode() for name in packed.namelist()} == shown
    here.screen.write(tmp_path / "none" / "support.zip")
    assert "is not there" in here.notice()
    assert words.SAVE_SAFE in here.notice()


@pytest.mark.parametrize(("theme", "zoom"), [*((theme, 1.0) for theme in THEME_ORDER), ("high_contrast", 2.0)])
def test_it_fits(visit: Callable[..., Visit], theme: str, zoom: float) -> None:
    here = visit(theme=theme, zoom=zoom).ready()
    area = here.screen.findChildren(QScrollArea)[0]
    page = area.widget()
    assert page is not None
    assert page.width() <= area.viewport().width()
    for text in here.screen.findChildren(QLabel):
        if text.isVisible():
            assert text.height() >= text.heightForWidth(text.width()), text.text()
            assert text.mapTo(here.window, text.rect().topRight()).x() < here.window.width(), text.text()


def test_nothing_can_be_saved_before_it_is_there_and_leaving_meanwhile_disturbs_nobody(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    go = threading.Event()

    def gather() -> SupportBundle:
        assert go.wait(15)
        return SupportBundle((), b"")

    here = visit(gather)
    turn(20)
    assert not here.button(words.SAVE).isEnabled()
    here.screen.write(tmp_path / "early.zip")
    assert not (tmp_path / "early.zip").exists()
    left: list[int] = []
    here.flow.left.connect(lambda: left.append(1))
    here.button(words.CLOSE).click()
    assert left == [1]
    other = QLabel("home")
    here.stage.show(other)
    go.set()
    turn(100)
    assert here.stage.screen is other


def test_a_failure_is_told(visit: Callable[..., Visit]) -> None:
    def gather() -> SupportBundle:
        raise OSError("no")

    here = visit(gather)
    wait_for(lambda: words.FAILED in here.notice(), "the notice")
    assert not here.button(words.SAVE).isEnabled()
    assert here.button(words.CLOSE).isEnabled()
