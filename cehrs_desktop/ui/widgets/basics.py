"""Labels, buttons, bars and columns as the screens use them: the right font, role and spacing in one call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.ui.theme.fonts import BODY, font

ESCAPE = "escape"
"""Property of the button that Escape presses."""

_Button = TypeVar("_Button", bound=QPushButton)


class PushButton(QPushButton):
    """A push button that Enter presses as Space does. Qt leaves that to the desktop: GNOME has it, Windows has not."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()


def label(
    text: str = "", size: int = BODY, *, bold: bool = False, role: str = "", wrap: bool = True, tabular: bool = False
) -> QLabel:
    """A text label. Wrapping labels take the width they get."""
    made = QLabel(text)
    made.setFont(font(size, bold=bold, tabular=tabular))
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def button(text: str, on_click: Callable[[], object] | None = None, *, role: str = "", size: int = BODY) -> QPushButton:
    """A push button with words on it. `role` is ``chief`` for the one main action, ``plain`` for a quiet one."""
    return _dressed(PushButton(text), on_click, role, size)


def way_back(text: str, on_click: Callable[[], object], *, role: str = "") -> QPushButton:
    """The button that leads back and changes nothing: Escape presses it, see `Window`."""
    made = button(text, on_click, role=role)
    made.setProperty(ESCAPE, True)
    return made


def _dressed(made: _Button, on_click: Callable[[], object] | None, role: str, size: int) -> _Button:
    made.setFont(font(size, bold=role == "chief"))
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


class ElidedLabel(QLabel):
    """One line that takes the width it gets and ends in "…" where that is too little; it is read out whole."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._whole = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(text)
        # Without a wish of its own, or every new text would ask for another width.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        room = self.contentsRect().width()
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room))


class StateButton(PushButton):
    """A button that shows a state which somebody else keeps. However it is pressed it is `clicked`; only `show_state`
    checks it: assistive technology toggles without a click, and would otherwise show what nobody was asked."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._state = False
        self.setCheckable(True)
        self.toggled.connect(self._toggled)

    def show_state(self, state: bool) -> None:
        """Show the state as it is."""
        self._state = state
        self.setChecked(state)

    def nextCheckState(self) -> None:
        return

    def _toggled(self, checked: bool) -> None:
        if checked != self._state:
            self.setChecked(self._state)
            self.click()


def state_button(text: str, on_click: Callable[[], object], *, role: str = "", size: int = BODY) -> StateButton:
    """A `StateButton` that looks like a `button`."""
    return _dressed(StateButton(text), on_click, role, size)


def bar(edge: str) -> tuple[QFrame, QHBoxLayout]:
    """A framing bar and its row; `edge` is the side that has the line, ``top`` or ``bottom``."""
    frame = QFrame()
    frame.setProperty("role", "bar")
    frame.setProperty("edge", edge)
    row = QHBoxLayout(frame)
    row.setContentsMargins(24, 8, 24, 8)
    row.setSpacing(12)
    return frame, row


def card() -> tuple[QFrame, QVBoxLayout]:
    """A bordered group and its column."""
    frame = QFrame()
    frame.setProperty("role", "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(24, 20, 24, 20)
    column.setSpacing(12)
    return frame, column


def turn_to(pages: QStackedWidget, at: int, focus: Callable[[], object]) -> None:
    """Turn to a page, whose part `focus` gives the keyboard to. The page comes first: when the old one is hidden with
    the keyboard in it, that stops at some button on its way, which is read out."""
    page = pages.widget(at)
    assert page is not None, f"there is no page {at}"
    page.show()
    focus()
    pages.setCurrentIndex(at)


def centered(content: QWidget, max_width: int) -> QWidget:
    """`content` in the middle of the width it gets, never wider than `max_width` pixels; more in larger text."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(24, 0, 24, 0)
    content.setMaximumWidth(max_width)
    content.setProperty("measure", max_width)
    content.setSizePolicy(QSizePolicy.Policy.Expanding, content.sizePolicy().verticalPolicy())
    row.addStretch(1)
    row.addWidget(content, 100)
    row.addStretch(1)
    return holder


def enlarge(root: QWidget, factor: float) -> None:
    """Make every font below `root` larger by a factor, and columns as much wider, so that a line holds as many words.

    For pages that are built anew for each visit.
    """
    if factor == 1.0:
        return
    for widget in root.findChildren(QWidget):
        size = widget.font().pixelSize()
        if size > 0:
            larger = widget.font()
            larger.setPixelSize(round(size * factor))
            widget.setFont(larger)
        measure = widget.property("measure")
        if isinstance(measure, int):
            widget.setMaximumWidth(round(measure * factor))
