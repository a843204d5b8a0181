"""A drawing that stands in for a camera picture: a face in an oval, an identification, a place of a room.

Lines and fills take the program's palette, so that every theme fits; the size follows the font. The
words of `standin_view.described` are its accessible description: nothing is told by the drawing alone.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cehrs_desktop.presentation import standin_view as words
from cehrs_desktop.presentation.standin_view import CardDrawing, Drawing, FaceDrawing, PlaceDrawing
from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.widgets.ink import Ink


class StandIn(QWidget):
    """Shows one drawing as large as it fits, in its own proportions."""

    def __init__(self, drawing: Drawing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing: Drawing = drawing
        self.setFont(font(BODY))
        # It may get less height than it wants where the screen is small, and keeps its shape then.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(words.NAME)
        self.show_drawing(drawing)

    def show_drawing(self, drawing: Drawing) -> None:
        """Show another drawing."""
        self._drawing = drawing
        self.setAccessibleDescription(words.described(drawing))
        self.updateGeometry()
        self.update()

    # ---- Qt
    def sizeHint(self) -> QSize:
        wide, high = _field(self._drawing)
        size = self.font().pixelSize() / BODY
        return QSize(round(wide * size), round(high * size))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() / 2

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, high = _field(self._drawing)
        scale = min(self.width() / wide, self.height() / high, self.font().pixelSize() / BODY)
        painter.translate((self.width() - wide * scale) / 2, (self.height() - high * scale) / 2)
        painter.scale(scale, scale)
        role = QPalette.ColorRole
        colors = (role.WindowText, role.PlaceholderText, role.Button, role.Base, role.Highlight)
        # The program's palette: a style sheet on the window changes the widget's own.
        ink = Ink(*(QGuiApplication.palette().color(one) for one in colors))
        match self._drawing:
            case FaceDrawing():
                paint_face(painter, ink, self._drawing)
            case CardDrawing():
                paint_card(painter, ink, self._drawing)
            case PlaceDrawing():
                # Imported here: most people never see a place, and the page before should not wait for it.
                from cehrs_desktop.ui.widgets.standin_places import paint_place

                paint_place(painter, ink, self._drawing)
        painter.end()


def _field(drawing: Drawing) -> tuple[float, float]:
    """Width and height of a drawing's own field."""
    match drawing:
        case FaceDrawing():
            return 320, 300
        case CardDrawing(photographed=photographed):
            return (480, 304) if photographed else (432, 274)
        case PlaceDrawing():
            return 480, 220


# ---- a face
def paint_face(painter: QPainter, ink: Ink, drawing: FaceDrawing) -> None:
    """Head and shoulders in the oval of the check-in."""
    frame = QRectF(2, 2, 316, 296)
    ink.line(painter, 2, quiet=True)
    ink.fill(painter, ink.ground)
    painter.drawRect(frame)
    if drawing.behind:
        _window(painter, ink, QRectF(206, 24, 92, 130))
    painter.save()
    painter.setClipRect(frame)
    paint_head(painter, ink, QPointF(160, 128), 62, 78)
    painter.restore()
    ink.fill(painter, None)
    dashed = QPen(ink.accent, 4, Qt.PenStyle.DashLine)
    painter.setPen(dashed)
    painter.drawEllipse(QPointF(160, 134), 92, 116)


def paint_head(painter: QPainter, ink: Ink, center: QPointF, wide: float, high: float) -> None:
    """A head with shoulders, from the front; `wide` and `high` are the half axes of the head."""
    ink.line(painter, 3)
    ink.fill(painter, ink.paper)
    x, y = center.x(), center.y()
    shoulders = QPainterPath(QPointF(x - 2.1 * wide, y + 2.4 * high))
    shoulders.cubicTo(x - 2.0 * wide, y + 1.2 * high, x - wide, y + 1.25 * high, x - 0.42 * wide, y + 1.1 * high)
    shoulders.lineTo(x - 0.42 * wide, y + 0.7 * high)
    shoulders.lineTo(x + 0.42 * wide, y + 0.7 * high)
    shoulders.lineTo(x + 0.42 * wide, y + 1.1 * high)
    shoulders.cubicTo(x + wide, y + 1.25 * high, x + 2.0 * wide, y + 1.2 * high, x + 2.1 * wide, y + 2.4 * high)
    painter.drawPath(shoulders)
    painter.drawEllipse(center, wide, high)
    ink.fill(painter, ink.text)
    painter.setPen(Qt.PenStyle.NoPen)
    for side in (-1, 1):
        painter.drawEllipse(QPointF(x + side * 0.38 * wide, y - 0.1 * high), 0.07 * wide, 0.07 * wide)
    ink.line(painter, 2.5)
    ink.fill(painter, None)
    painter.drawLine(QPointF(x - 0.26 * wide, y + 0.48 * high), QPointF(x + 0.26 * wide, y + 0.48 * high))


def _window(painter: QPainter, ink: Ink, place: QRectF) -> None:
    """A window with light coming in."""
    ink.line(painter, 2)
    ink.fill(painter, QColor("#ffffff"))
    painter.drawRect(place)
    middle = place.center()
    painter.setPen(QPen(QColor("#000000"), 1.5))
    painter.drawLine(QPointF(middle.x(), place.top()), QPointF(middle.x(), place.bottom()))
    painter.drawLine(QPointF(place.left(), middle.y()), QPointF(place.right(), middle.y()))


# ---- an identification
def paint_card(painter: QPainter, ink: Ink, card: CardDrawing) -> None:
    """The front or the back of a card, on the screen of a phone when it is only a picture of one."""
    outline = QRectF(2, 2, 428, 270)
    if card.photographed:
        ink.line(painter, 3)
        ink.fill(painter, ink.text)
        painter.drawRoundedRect(QRectF(2, 2, 476, 300), 26, 26)
        ink.fill(painter, ink.ground)
        painter.drawRect(QRectF(34, 14, 412, 276))
        ink.fill(painter, ink.ground)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(18, 152), 5, 5)
        painter.drawRoundedRect(QRectF(459, 128, 6, 48), 3, 3)
        painter.save()
        painter.translate(48, 30)
        painter.scale(0.895, 0.895)
    ink.line(painter, 2)
    ink.fill(painter, ink.paper)
    painter.drawRoundedRect(outline, 16, 16)
    if card.side == "front":
        _front(painter, ink, card)
    else:
        _back(painter, ink)
    if card.glare:
        _glare(painter, outline)
    if card.photographed:
        painter.restore()


def _words(painter: QPainter, place: QRectF, text: str, size: int, *, bold: bool = False) -> None:
    """Text that becomes smaller where it is too long for its place; it is never cut."""
    made: QFont = font(size, bold=bold)
    painter.setFont(made)
    while painter.fontMetrics().horizontalAdvance(text) > place.width() and made.pixelSize() > 9:
        made.setPixelSize(made.pixelSize() - 1)
        painter.setFont(made)
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _front(painter: QPainter, ink: Ink, card: CardDrawing) -> None:
    painter.setPen(ink.text)
    _words(painter, QRectF(20, 12, 300, 30), card.label, 18, bold=True)
    painter.setPen(ink.muted)
    _words(painter, QRectF(352, 12, 66, 30), words.CARD_SPECIMEN, 14)
    box = QRectF(20, 54, 116, 148)
    ink.line(painter, 1.5)
    ink.fill(painter, ink.ground)
    painter.drawRect(box)
    painter.save()
    painter.setClipRect(box)
    paint_head(painter, ink, QPointF(78, 112), 30, 37)
    painter.restore()
    ink.fill(painter, None)
    ink.line(painter, 1.5)
    painter.drawRect(box)
    for top, name, value in ((52, words.CARD_NAME_FIELD, card.name), (114, words.CARD_EXPIRY_FIELD, card.expires)):
        painter.setPen(ink.muted)
        _words(painter, QRectF(156, top, 256, 20), name, 14)
        painter.setPen(ink.text)
        _words(painter, QRectF(156, top + 20, 256, 30), value, 20, bold=True)
    painter.setPen(ink.muted)
    _words(painter, QRectF(156, 178, 256, 20), words.CARD_SIGNATURE_FIELD, 14)
    ink.line(painter, 1.5, quiet=True)
    painter.drawLine(QPointF(156, 246), QPointF(412, 246))
    if card.signed:
        _signature(painter, ink)


def _signature(painter: QPainter, ink: Ink) -> None:
    """A hand's stroke, nobody's name."""
    ink.line(painter, 2.5)
    stroke = QPainterPath(QPointF(166, 240))
    stroke.cubicTo(184, 196, 200, 200, 190, 236)
    stroke.cubicTo(196, 214, 214, 214, 214, 238)
    stroke.cubicTo(226, 212, 238, 216, 238, 236)
    stroke.cubicTo(262, 190, 276, 206, 258, 238)
    stroke.cubicTo(280, 216, 300, 218, 304, 234)
    stroke.cubicTo(326, 238, 350, 232, 380, 224)
    painter.drawPath(stroke)


def _back(painter: QPainter, ink: Ink) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    ink.fill(painter, ink.text)
    painter.drawRect(QRectF(3, 28, 426, 44))
    # A code as such cards carry one; the bars follow a fixed pattern and say nothing.
    left = 24.0
    for bar in "3121421132114221311242113122141132":
        if int(bar) % 2:
            painter.drawRect(QRectF(left, 96, 3 * int(bar), 70))
        left += 4.6 * int(bar)
    ink.line(painter, 1.5, quiet=True)
    for row in range(4):
        painter.drawLine(QPointF(24, 192 + 18 * row), QPointF(400 - 60 * (row == 3), 192 + 18 * row))


def _glare(painter: QPainter, outline: QRectF) -> None:
    """A white band over name and photo, with dark edges: seen on light and on dark paper."""
    painter.save()
    clip = QPainterPath()
    clip.addRoundedRect(outline, 16, 16)
    painter.setClipPath(clip)
    band = QPainterPath(QPointF(40, 2))
    band.lineTo(150, 272)
    band.lineTo(430, 140)
    band.lineTo(430, 2)
    band.closeSubpath()
    painter.setPen(QPen(QColor("#000000"), 2, Qt.PenStyle.DotLine))
    painter.setBrush(QColor("#ffffff"))
    painter.drawPath(band)
    _words(painter, QRectF(210, 84, 180, 30), words.CARD_GLARE, 18)
    painter.restore()
