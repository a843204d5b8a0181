"""The line reader: a band in which one line of a question is clear while the rest is dimmed.

It is moved by whoever owns it (by keys), and by its grip at the edge with the mouse. Everything else of the mouse goes
to what is under it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QScrollArea, QWidget

from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.overlay import Overlay, Places

_DIM = 225
"""How opaque the dimming is, of 255: what is under it can be made out and not be read along."""

_AROUND = 8
_GRIP_WIDTH = 24


class LineReader(Overlay):
    """One of the places is clear, the rest is dimmed. Off until it is switched on."""

    def __init__(self, area: QScrollArea, places: Places, watched: Sequence[QWidget], theme: Theme) -> None:
        super().__init__(area.viewport(), places, watched)
        self._area = area
        self._theme = theme
        self._at = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.grip = Grip(area.viewport(), theme)
        self.grip.dragged.connect(self.go_near)

    @property
    def at(self) -> int:
        """Which place is clear, from 0."""
        return self._at

    def go_to(self, at: int) -> None:
        """Make this place the clear one, or the nearest there is, and bring it onto the screen."""
        places = self.places()
        if not places:
            return
        self._at = max(0, min(at, len(places) - 1))
        band = self._band(places[self._at])
        if not self.viewport.rect().contains(QPoint(0, band.top())) or band.bottom() > self.height():
            scroll = self._area.verticalScrollBar()
            scroll.setValue(scroll.value() + band.center().y() - self.height() // 2)
        self.follow()

    def step(self, way: int) -> None:
        """Go to the next place, or to the one before."""
        self.go_to(self._at + way)

    def go_near(self, y: int) -> None:
        """Make the place nearest to this height of the viewport the clear one."""
        places = self.places()
        if places:
            self.go_to(min(range(len(places)), key=lambda at: _distance(places[at], y)))

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self._theme = theme
        self.grip.set_theme(theme)
        self.update()

    def switch(self, *, on: bool) -> None:
        """Switch it on or off."""
        super().switch(on=on)
        if not on:
            self.grip.hide()

    def follow(self) -> None:
        """Come to where things are now."""
        super().follow()
        places = self.places()
        self._at = max(0, min(self._at, len(places) - 1))
        self.grip.setVisible(bool(places))
        if places:
            band = self._band(places[self._at])
            self.grip.setGeometry(self.width() - _GRIP_WIDTH, band.top(), _GRIP_WIDTH, band.height())
            self.grip.raise_()

    def _band(self, place: QRect) -> QRect:
        """As wide as the viewport: who reads with it looks for a height, not for an edge."""
        return QRect(0, place.top() - _AROUND, self.width(), place.height() + 2 * _AROUND)

    # ---- Qt
    def paintEvent(self, event: QPaintEvent) -> None:
        places = self.places()
        if not places:
            return
        band = self._band(places[min(self._at, len(places) - 1)])
        painter = QPainter(self)
        painter.setClipRegion(QRegion(self.rect()).subtracted(QRegion(band)))
        dim = QColor(self._theme.surface)
        dim.setAlpha(_DIM)
        painter.fillRect(self.rect(), dim)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(self._theme.control), 2))
        for y in (band.top() - 1, band.bottom() + 1):
            painter.drawLine(0, y, self.width(), y)
        painter.end()


class Grip(QWidget):
    """The end of the band that takes the mouse. `dragged` tells the height in the viewport."""

    dragged = Signal(int)

    def __init__(self, viewport: QWidget, theme: Theme) -> None:
        super().__init__(viewport)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self._theme = theme
        self.update()

    # ---- Qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.dragged.emit(self.mapToParent(event.position().toPoint()).y())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        painter.setPen(QPen(QColor(self._theme.control), 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        middle = self.height() // 2
        for y in (middle - 5, middle, middle + 5):
            painter.drawLine(6, y, self.width() - 6, y)
        painter.end()


def _distance(place: QRect, y: int) -> int:
    return max(place.top() - y, y - place.bottom(), 0)
