"""The one window: a stack of screens, the theme over all of them, and what closing it means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.theme.sheet import palette, style_sheet
from cehrs_desktop.ui.theme.theme import DARK, LIGHT, THEMES, Theme


class _Focusing(Protocol):
    def focus_first(self) -> None: ...


class Window(QMainWindow):
    """Shows one screen at a time. `painted` is emitted once, after the first paint."""

    painted = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._application = application
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.setWindowTitle(texts.PROGRAM)
        self.setMinimumSize(960, 600)
        self._was_painted = False
        # Asked before the window closes; `True` lets it close.
        self.may_close: Callable[[], bool] = lambda: True

    def show_screen(self, screen: QWidget) -> None:
        """Bring a screen to the front and put the keyboard where its work begins."""
        if self._stack.indexOf(screen) < 0:
            self._stack.addWidget(screen)
        self._stack.setCurrentWidget(screen)
        if hasattr(screen, "focus_first"):
            cast(_Focusing, screen).focus_first()

    def drop_screen(self, screen: QWidget) -> None:
        """Forget a screen that is not needed any more."""
        self._stack.removeWidget(screen)
        screen.deleteLater()

    def set_theme(self, theme: Theme) -> None:
        """Color everything."""
        self._application.setPalette(palette(theme))
        self._application.setStyleSheet(style_sheet(theme))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close():
            event.accept()
        else:
            event.ignore()

    def fill_screen(self, full: bool) -> None:
        """Use the whole screen, or a window again."""
        if full and not self.isFullScreen():
            self.setWindowState(self.windowState() | Qt.WindowState.WindowFullScreen)
        elif not full and self.isFullScreen():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)


def theme_named(name: str) -> Theme:
    """The theme of a setting; ``system`` is light or dark as the computer is."""
    if name == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return THEMES.get(name, LIGHT)
