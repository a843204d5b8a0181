"""The one window: a stack of screens, the theme over all of them, and what closing it means.

The program paints it empty before it imports anything else, so it imports little. In particular not `Qt`: with that
name PySide makes all of Qt's named values, the keys of every keyboard among them, an eighth of the time to the paint.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QStackedWidget, QWidget

from cehrs_desktop.ui.theme.sheet import palette, style_sheet
from cehrs_desktop.ui.theme.theme import DARK, LIGHT, THEMES, Theme


class _Focusing(Protocol):
    def focus_first(self) -> None: ...


class Window(QMainWindow):
    """Shows one screen at a time."""

    def __init__(self, application: QApplication, icons: str) -> None:
        super().__init__()
        self._application = application
        self._icons = icons
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.setMinimumSize(960, 600)
        self.resize(1180, 720)
        self._guard: QObject | None = None
        self._after_paint: list[Callable[[], object]] = []
        # Asked before the window closes; `True` lets it close.
        self.may_close: Callable[[], bool] = lambda: True

    def show_screen(self, screen: QWidget) -> None:
        """Bring a screen to the front and put the keyboard where its work begins."""
        if self._stack.indexOf(screen) < 0:
            self._stack.addWidget(screen)
        if hasattr(screen, "focus_first"):
            # Before the old screen is hidden: the keyboard would stop at any button on its way, and be read out there.
            screen.setGeometry(self._stack.rect())
            screen.show()
            cast(_Focusing, screen).focus_first()
        self._stack.setCurrentWidget(screen)

    def drop_screen(self, screen: QWidget) -> None:
        """Forget a screen that is not needed any more."""
        self._stack.removeWidget(screen)
        screen.deleteLater()

    def set_theme(self, theme: Theme) -> None:
        """Color everything."""
        self._application.setPalette(palette(theme))
        # On the window, not on the application: only so does Qt keep a font that is set after a widget was polished.
        self.setStyleSheet(style_sheet(theme, self._icons))

    def set_ground(self, theme: str) -> None:
        """Color the empty window like the pages that follow, so that nothing flashes."""
        dark = QGuiApplication.palette().window().color().lightness() < 128
        self._application.setPalette(palette(THEMES.get(theme, DARK if dark else LIGHT)))

    def after_paint(self, act: Callable[[], object]) -> None:
        """Do `act` once, when what the window shows now was painted."""
        self._after_paint.append(act)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        waiting, self._after_paint = self._after_paint, []
        for act in waiting:
            # The screen in the window is painted after the window itself; the timer fires when both are.
            QTimer.singleShot(0, self, act)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt

        # What has the keyboard had no use for the key.
        back = self._way_back() if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat() else None
        if back is None:
            super().keyPressEvent(event)
        else:
            back.click()

    def _way_back(self) -> QPushButton | None:
        from cehrs_desktop.ui.widgets.basics import ESCAPE

        screen = self._stack.currentWidget()
        there = [] if screen is None else screen.findChildren(QPushButton)
        return next((one for one in there if one.property(ESCAPE) and one.isVisible() and one.isEnabled()), None)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close():
            event.accept()
        else:
            event.ignore()

    def guard_keys(self) -> None:
        """From here on a held key counts once."""
        from cehrs_desktop.ui.key_guard import KeyRepeatGuard

        handle = self.windowHandle()
        if self._guard is None:
            self._guard = KeyRepeatGuard(self)
            handle.installEventFilter(self._guard)

    def fill_screen(self, full: bool) -> None:
        """Use the whole screen, or a window again."""
        from PySide6.QtCore import Qt

        if full and not self.isFullScreen():
            self.setWindowState(self.windowState() | Qt.WindowState.WindowFullScreen)
        elif not full and self.isFullScreen():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)


def theme_named(name: str) -> Theme:
    """The theme of a setting; ``system`` is light or dark as the computer is."""
    from PySide6.QtCore import Qt

    if name == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return THEMES.get(name, LIGHT)
