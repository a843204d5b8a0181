"""A small shape beside the words of a judgement. It says nothing that the words do not say, and needs no color."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cehrs_desktop.rehearsal.acceptance import Judgement
from cehrs_desktop.ui.theme.fonts import BODY, font


class VerdictMark(QWidget):
    """One shape a judgement; as large as the text beside it."""

    def __init__(self, judgement: Judgement) -> None:
        super().__init__()
        self._judgement: Judgement = judgement
        self.setFont(font(BODY))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = round(self.font().pixelSize() * 1.5)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Drawn on a field of 24 by 24.
        side = min(self.width(), self.height())
        painter.scale(side / 24, side / 24)
        pen = QPen(self.palette().color(QPalette.ColorRole.WindowText), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        ring = QRectF(3, 3, 18, 18)
        match self._judgement:
            case "meets":
                painter.drawEllipse(ring)
                painter.drawPolyline(QPolygonF([QPointF(7.5, 12.5), QPointF(10.5, 15.5), QPointF(16.5, 8.5)]))
            case "nothing_against":
                painter.drawEllipse(ring)
            case "may_be_refused":
                painter.drawPolygon(QPolygonF([QPointF(12, 3), QPointF(22, 21), QPointF(2, 21)]))
                painter.drawLine(QPointF(12, 9.5), QPointF(12, 14.5))
                painter.drawPoint(QPointF(12, 18))
            case "differs":
                painter.drawRect(ring)
                painter.drawLine(QPointF(7.5, 10), QPointF(16.5, 10))
                painter.drawLine(QPointF(7.5, 14.5), QPointF(16.5, 14.5))
                painter.drawLine(QPointF(14.5, 6.5), QPointF(9.5, 18))
            case "not_asked":
                pen.setStyle(Qt.PenStyle.DotLine)
                painter.setPen(pen)
                painter.drawEllipse(ring)
            case "not_published":
                painter.drawLine(QPointF(7, 12), QPointF(17, 12))
