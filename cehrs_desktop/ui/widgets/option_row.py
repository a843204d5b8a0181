"""One answer: a large row that is one click target, painted by hand so that long text wraps."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from cehrs_desktop.presentation import exam_texts as words
from cehrs_desktop.presentation.exam_view import OptionView
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme

_PAD = 12
_SIDEWAYS = frozenset((Qt.Key.Key_Left, Qt.Key.Key_Right))
_ENTER = frozenset((Qt.Key.Key_Return, Qt.Key.Key_Enter))
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class OptionRow(QRadioButton):
    """A radio button in the eyes of assistive technology. A click asks; only `show_option` fills the circle.

    Where only Next records, the row also says in words whether a choice is recorded; a choice that is not has a broken
    ring in place of the filled circle. `moved` is emitted with 1 or -1 by the Down and Up keys. `leaves_enter`: the
    Enter key belongs to the page, wherever on it the keyboard is; some desktops would choose with it.
    """

    moved = Signal(int)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        only_next_records: bool = False,
        leaves_enter: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._left_alone = _SIDEWAYS | _ENTER if leaves_enter else _SIDEWAYS
        self._only_next = only_next_records
        self._zoom = 1.0
        self._option = OptionView("", "A", "", chosen=False, struck=False)
        self._asked = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # Not fixed in height: the hint that this would hold it to is older than the width that the row gets.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._ask)
        self.toggled.connect(self._toggled)

    @property
    def option(self) -> OptionView:
        """What the row shows."""
        return self._option

    def show_option(self, option: OptionView) -> None:
        """Show an option as it is recorded."""
        if option.text != self._option.text:
            self.updateGeometry()
        self._option = option
        self._asked = False
        self._show_checked(option.chosen)
        self.setAccessibleName(words.option_name(option, only_next_records=self._only_next))
        self.update()

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self._theme, self._zoom = theme, zoom
        self.setFont(font(BODY, zoom=zoom))
        self.updateGeometry()
        self.update()

    def _show_checked(self, chosen: bool) -> None:
        # Exclusive in the eyes of assistive technology, or it would be called a check box; what is chosen is decided
        # by what is recorded, never by the other rows.
        self.setAutoExclusive(False)
        self.setChecked(chosen)
        self.setAutoExclusive(True)

    def _toggled(self, checked: bool) -> None:
        """Assistive technology toggles without a click: the mark goes back to what is recorded, and a click follows."""
        if checked != self._option.chosen:
            self._show_checked(self._option.chosen)
            if checked:
                self.click()

    def _ask(self) -> None:
        self._asked = not self._option.chosen and not self._only_next
        self.update()

    # ---- Qt
    def nextCheckState(self) -> None:
        # The circle fills when the answer is on the disk, not when the mouse is released.
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
        elif event.key() in self._left_alone:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        metrics = QFontMetrics(self.font())
        room = width - self._text_left() - _PAD - self._state_room()
        text = metrics.boundingRect(QRect(0, 0, max(40, room), 100_000), _WRAP, self._option.text)
        return max(round(48 * self._zoom), text.height() + 2 * _PAD)

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(400, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, round(48 * self._zoom))

    def _ring(self) -> int:
        return round(28 * self._zoom)

    def _text_left(self) -> int:
        return _PAD + self._ring() + _PAD

    def _state_room(self) -> int:
        """The room at the right that is kept for saying whether the choice is recorded, so that no text moves."""
        if not self._only_next:
            return 0
        return QFontMetrics(font(SMALL, bold=True, zoom=self._zoom)).horizontalAdvance(words.NOT_RECORDED) + _PAD

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, option = self._theme, self._option
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self.rect().adjusted(2, 2, -2, -2)
        focused = self.hasFocus()
        if focused:
            border = QPen(QColor(theme.focus), 3)
        elif option.pending:
            border = QPen(QColor(theme.accent), 2, Qt.PenStyle.DashLine)
        elif option.chosen:
            border = QPen(QColor(theme.accent), 2)
        else:
            border = QPen(QColor(theme.control if self.underMouse() else theme.line), 1)
        painter.setPen(border)
        painter.setBrush(QColor(theme.soft if option.chosen else theme.surface))
        painter.drawRoundedRect(frame, 6, 6)
        self._paint_letter(painter)
        self._paint_text(painter)
        if self._only_next:
            self._paint_state(painter)
        painter.end()

    def _paint_letter(self, painter: QPainter) -> None:
        theme, size = self._theme, self._ring()
        circle = QRect(_PAD, (self.height() - size) // 2 if self.height() < size * 2 else _PAD, size, size)
        chosen, pending = self._option.chosen, self._option.pending
        pen = QPen(QColor(theme.accent if chosen or pending or self._asked else theme.control), 3 if pending else 2)
        if (self._asked or pending) and not chosen:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(QColor(theme.accent) if chosen else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)
        painter.setPen(QColor(theme.on_accent if chosen else theme.text))
        painter.setFont(font(BODY, bold=True, zoom=self._zoom))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self._option.letter)

    def _paint_text(self, painter: QPainter) -> None:
        written = font(BODY, zoom=self._zoom)
        written.setStrikeOut(self._option.struck)
        painter.setFont(written)
        painter.setPen(QColor(self._theme.muted if self._option.struck else self._theme.text))
        room = self.width() - self._text_left() - _PAD - self._state_room()
        area = QRect(self._text_left(), 0, room, self.height())
        needed = painter.boundingRect(area, _WRAP, self._option.text)
        area.setTop(max(_PAD, (self.height() - needed.height()) // 2))
        painter.drawText(area, _WRAP, self._option.text)

    def _paint_state(self, painter: QPainter) -> None:
        painter.setFont(font(SMALL, bold=self._option.pending, zoom=self._zoom))
        painter.setPen(QColor(self._theme.text))
        area = self.rect().adjusted(0, 0, -_PAD, 0)
        painter.drawText(
            area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words.option_state(self._option)
        )
