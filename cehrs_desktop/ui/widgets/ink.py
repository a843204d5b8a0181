"""The colors and lines of a drawing by role; the shapes themselves are the drawings' own."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen


@dataclass(frozen=True, slots=True)
class Ink:
    """The colors of a drawing by role; line widths are in units of the drawing's own field."""

    text: QColor
    muted: QColor
    ground: QColor
    paper: QColor
    accent: QColor

    def line(self, painter: QPainter, width: float = 2, *, quiet: bool = False) -> None:
        """Draw outlines from here on, rounded at their ends."""
        pen = QPen(self.muted if quiet else self.text, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)

    def fill(self, painter: QPainter, color: QColor | None) -> None:
        """Fill shapes with a color from here on, or with none."""
        painter.setBrush(Qt.BrushStyle.NoBrush if color is None else color)
