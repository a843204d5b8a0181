"""One option of a practice question: a large row that is one click target, painted by hand so that long text wraps.

It looks and moves as the exam's rows do, and has nothing that only an exam needs (striking out, recorded or not).
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from cehrs_desktop.presentation.practice_view import Choice
from cehrs_desktop.presentation.texts import option_name
from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.theme.theme import Theme

_PAD = 12
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class AnswerRow(QRadioButton):
    """A radio button in the eyes of assistive technology. A click asks; only `show_choice` fills the circle.

    `moved` is emitted with 1 or -1 by the Down and Up keys.
    """

    moved = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._zoom = theme, 1.0
        self._choice = Choice("", "A", "", chosen=False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.toggled.connect(self._toggled)

    @property
    def choice(self) -> Choice:
        """What the row shows."""
        return self._choice

    def show_choice(self, choice: Choice) -> None:
        """Show an option, chosen or not."""
        if choice.text != self._choice.text:
            self.updateGeometry()
        self._choice = choice
        self._show_checked(choice.chosen)
        self.setAccessibleName(option_name(choice.letter, choice.text, struck=False))
        self.update()

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self._theme, self._zoom = theme, zoom
        self.setFont(font(BODY, zoom=zoom))
        self.updateGeometry()
        self.update()

    def _show_checked(self, chosen: bool) -> None:
        # Exclusive in the eyes of assistive technology, or it would be called a check box; what is chosen is decided
        # by what is shown, never by the other rows.
        self.setAutoExclusive(False)
        self.setChecked(chosen)
        self.setAutoExclusive(True)

    def _toggled(self, checked: bool) -> None:
        """Assistive technology toggles without a click: the mark goes back to what is shown, and a click follows."""
        if checked != self._choice.chosen:
            self._show_checked(self._choice.chosen)
            if checked:
                self.click()

    # ---- Qt
    def nextCheckState(self) -> None:
        return

    def focusInEvent(self, event: QFocusEvent) -> None:
        # An exclusive button that gets the focus takes the others out of the tab order.
        self.setAutoExclusive(False)
        super().focusInEvent(event)
        self.setAutoExclusive(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A radio button's own arrow keys would choose; here they only move.
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Enter gives the answer that is chosen, wherever the keyboard is; some desktops would choose with it.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, max(40, width - self._text_left() - _PAD), 100_000)
        text = QFontMetrics(self.font()).boundingRect(room, _WRAP, self._choice.text)
        return max(round(48 * self._zoom), text.height() + 2 * _PAD)

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(400, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, round(48 * self._zoom))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, chosen = self._theme, self._choice.chosen
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            border = QPen(QColor(theme.focus), 3)
        elif chosen:
            border = QPen(QColor(theme.accent), 2)
        else:
            border = QPen(QColor(theme.control if self.underMouse() else theme.line), 1)
        painter.setPen(border)
        painter.setBrush(QColor(theme.soft if chosen else theme.surface))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 6, 6)
        self._paint_letter(painter)
        painter.setFont(self.font())
        painter.setPen(QColor(theme.text))
        area = QRect(self._text_left(), 0, self.width() - self._text_left() - _PAD, self.height())
        needed = painter.boundingRect(area, _WRAP, self._choice.text)
        area.setTop(max(_PAD, (self.height() - needed.height()) // 2))
        painter.drawText(area, _WRAP, self._choice.text)
        painter.end()

    # ---- inside
    def _ring(self) -> int:
        return round(28 * self._zoom)

    def _text_left(self) -> int:
        return _PAD + self._ring() + _PAD

    def _paint_letter(self, painter: QPainter) -> None:
        theme, size, chosen = self._theme, self._ring(), self._choice.chosen
        circle = QRect(_PAD, (self.height() - size) // 2 if self.height() < size * 2 else _PAD, size, size)
        painter.setPen(QPen(QColor(theme.accent if chosen else theme.control), 2))
        painter.setBrush(QColor(theme.accent) if chosen else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)
        painter.setPen(QColor(theme.on_accent if chosen else theme.text))
        painter.setFont(font(BODY, bold=True, zoom=self._zoom))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self._choice.letter)
