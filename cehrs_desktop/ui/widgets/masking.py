"""Masking: places that stay covered until they are asked for, one after the other.

A covered place takes the mouse, and a click uncovers it; nothing else is taken. What is under a cover can still be
chosen by its key and is read by a screen reader as ever.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from cehrs_desktop.ui.theme.fonts import SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.overlay import Overlay, Places


class Masking(Overlay):
    """Covers all places when it is switched on. `words` stand on each cover."""

    def __init__(self, viewport: QWidget, places: Places, watched: Sequence[QWidget], theme: Theme, words: str) -> None:
        super().__init__(viewport, places, watched)
        self._theme, self._zoom = theme, 1.0
        self._words = words
        self._open: set[int] = set()
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def covered(self) -> tuple[int, ...]:
        """Which places are covered, from 0."""
        return tuple(at for at in range(len(self.places())) if at not in self._open)

    def cover(self) -> None:
        """Cover everything again."""
        self._open.clear()
        self.follow()

    def uncover_next(self) -> None:
        """Uncover the first place that is covered; nothing when none is."""
        for at in self.covered[:1]:
            self._uncover(at)

    def _uncover(self, at: int) -> None:
        self._open.add(at)
        self.follow()

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self._theme, self._zoom = theme, zoom
        self.update()

    def follow(self) -> None:
        """Come to where things are now: what is not covered is not part of the widget."""
        super().follow()
        region = QRegion()
        for at in self.covered:
            region = region.united(QRegion(self.places()[at]))
        # An empty mask would mean none at all: then everything would be covered.
        self.setMask(region if not region.isEmpty() else QRegion(-1, -1, 1, 1))

    # ---- Qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._place_under(event.position().toPoint())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self._uncover(at)

    def _place_under(self, point: QPoint) -> int | None:
        places = self.places()
        return next((at for at in self.covered if places[at].contains(point)), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(SMALL, zoom=self._zoom))
        places = self.places()
        for at in self.covered:
            place = places[at]
            painter.fillRect(place, QColor(self._theme.panel))
            painter.setPen(QPen(QColor(self._theme.control), 1, Qt.PenStyle.DashLine))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
            painter.setPen(QColor(self._theme.text))
            painter.drawText(place.adjusted(12, 0, -12, 0), Qt.AlignmentFlag.AlignVCenter, self._words)
        painter.end()
