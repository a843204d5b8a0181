"""The two signs of the older look, drawn here: a square that is empty or filled, and a hand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton

_GRID = 24.0


def show_square(on: QAbstractButton, color: str, side: int, *, filled: bool) -> None:
    """Put a square of `side` pixels on a button."""
    box = QPainterPath()
    box.addRect(QRectF(4, 4, 16, 16))
    _show(on, box, color, side, filled=filled)


def show_hand(on: QAbstractButton, color: str, side: int) -> None:
    """Put a raised hand of `side` pixels on a button."""
    hand = QPainterPath()
    # A palm with four fingers side by side, and a thumb that stands off.
    for left, top in ((7, 5.5), (10.2, 3.5), (13.4, 4.5), (16.6, 7)):
        finger = QPainterPath()
        finger.addRoundedRect(QRectF(left, top, 2.6, 13 - top), 1.3, 1.3)
        hand = hand.united(finger)
    palm = QPainterPath()
    palm.addRoundedRect(QRectF(7, 11, 12.2, 10.5), 4, 4)
    thumb = QPainterPath(QPointF(7.6, 18.5))
    thumb.lineTo(3.2, 14.2)
    thumb.quadTo(2.6, 12.4, 4.6, 12.4)
    thumb.lineTo(8.6, 15)
    thumb.closeSubpath()
    _show(on, hand.united(palm).united(thumb), color, side, filled=False)


def _show(on: QAbstractButton, shape: QPainterPath, color: str, side: int, *, filled: bool) -> None:
    scale = on.devicePixelRatioF()
    picture = QPixmap(round(side * scale), round(side * scale))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side * scale / _GRID, side * scale / _GRID)
    pen = QPen(QColor(color), 1.8)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if filled:
        painter.setBrush(QColor(color))
    painter.drawPath(shape)
    painter.end()
    picture.setDevicePixelRatio(scale)
    on.setIcon(QIcon(picture))
    on.setIconSize(QSize(side, side))
