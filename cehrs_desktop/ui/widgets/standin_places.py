"""The places that are shown in a room check, in plain lines on a field of 480 by 220, and what was found there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from cehrs_desktop.presentation.standin_view import Place, PlaceDrawing, Thing
from cehrs_desktop.ui.widgets.ink import Ink

Paint = Callable[[QPainter, Ink], None]

# Where things lie in each place: the middle of the first, and the step to the next.
_SPOTS: dict[Place, tuple[float, float, float]] = {
    "walls": (300, 168, 70), "floor": (96, 120, 290), "desk": (396, 150, -320), "under": (240, 92, 90),
    "behind": (372, 84, -90), "mirror": (292, 150, -90), "ears": (392, 150, -300), "wrists": (128, 96, 224),
    "glasses": (92, 160, 296), "pockets": (330, 120, -190), "sleeves": (128, 104, 224), "wand": (330, 150, -180),
}  # fmt: skip


def paint_place(painter: QPainter, ink: Ink, drawing: PlaceDrawing) -> None:
    """The frame, the place, and what lies there that must go."""
    ink.line(painter, 2, quiet=True)
    ink.fill(painter, ink.ground)
    painter.drawRect(QRectF(2, 2, 476, 216))
    painter.save()
    painter.setClipRect(QRectF(3, 3, 474, 214))
    ink.line(painter)
    ink.fill(painter, ink.paper)
    _PLACES[drawing.place](painter, ink)
    x, y, step = _SPOTS[drawing.place]
    for number, thing in enumerate(drawing.things):
        painter.save()
        painter.translate(x + number * step, y)
        ink.line(painter, 2.5)
        ink.fill(painter, ink.paper)
        _THINGS[thing](painter, ink)
        painter.restore()
    painter.restore()


# ---- parts of several places
def _screen(painter: QPainter, ink: Ink, x: float, y: float, width: float, height: float) -> None:
    """A monitor on its foot; `x`, `y` is the middle of the foot's lower edge."""
    painter.drawRect(QRectF(x - 4, y - 16, 8, 12))
    painter.drawRect(QRectF(x - width / 5, y - 5, width / 2.5, 5))
    painter.drawRoundedRect(QRectF(x - width / 2, y - 14 - height, width, height), 4, 4)
    ink.fill(painter, ink.ground)
    painter.drawRect(QRectF(x - width / 2 + 6, y - 8 - height, width - 12, height - 12))
    ink.fill(painter, ink.paper)


def _lines(painter: QPainter, *ends: tuple[float, float, float, float]) -> None:
    painter.drawLines([QLineF(*end) for end in ends])


def _shape(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))


# ---- the room
def _walls(painter: QPainter, ink: Ink) -> None:
    for wall in range(4):
        left = 8 + wall * 117.0
        painter.drawRect(QRectF(left, 14, 113, 192))
        _lines(painter, (left, 182, left + 113, 182))
    # a closed door
    painter.drawRect(QRectF(36, 58, 60, 124))
    painter.drawEllipse(QPointF(86, 124), 3, 3)
    # the second wall is bare; the third has a window with its blind down
    painter.drawRect(QRectF(264, 44, 68, 76))
    _lines(painter, *((264, 44 + 9.5 * n, 332, 44 + 9.5 * n) for n in range(1, 8)))
    # the fourth has the desk
    painter.drawRect(QRectF(372, 132, 90, 8))
    _lines(painter, (378, 140, 378, 182), (456, 140, 456, 182))
    _screen(painter, ink, 417, 132, 56, 40)


def _floor(painter: QPainter, ink: Ink) -> None:
    ink.line(painter, 1, quiet=True)
    _lines(painter, *((3, y, 477, y) for y in (44, 88, 132, 176)))
    _lines(painter, *((x, y, x, y + 44) for y, x in ((0, 120), (44, 260), (88, 80), (132, 330), (176, 190), (44, 420))))
    ink.line(painter)
    for x, y in ((240, 40), (316, 92), (288, 180), (192, 180), (164, 92)):
        painter.drawLine(QPointF(240, 114), QPointF(x, y))
        painter.drawEllipse(QPointF(x, y), 7, 7)
    painter.drawRoundedRect(QRectF(198, 76, 84, 76), 18, 18)
    painter.drawRoundedRect(QRectF(204, 146, 72, 18), 9, 9)


def _desk(painter: QPainter, ink: Ink) -> None:
    _shape(painter, (70, 64), (410, 64), (470, 206), (10, 206))
    _screen(painter, ink, 240, 104, 150, 74)
    _shape(painter, (168, 134), (312, 134), (322, 168), (158, 168))
    _lines(painter, (165, 145, 315, 145), (161, 156, 319, 156))
    _lines(painter, *((186 + 18 * n, 135, 184 + 18 * n, 167) for n in range(7)))
    painter.drawEllipse(QRectF(338, 140, 18, 28))
    painter.drawLine(QPointF(347, 141), QPointF(347, 150))


def _under(painter: QPainter, ink: Ink) -> None:
    painter.drawRect(QRectF(40, 16, 400, 18))
    painter.drawRect(QRectF(52, 34, 14, 160))
    painter.drawRect(QRectF(414, 34, 14, 160))
    painter.drawRect(QRectF(66, 108, 348, 8))
    _lines(painter, (10, 194, 470, 194))
    ink.line(painter, 1, quiet=True)
    _lines(painter, (30, 206, 450, 206))


def _behind(painter: QPainter, ink: Ink) -> None:
    painter.drawRect(QRectF(30, 130, 420, 12))
    _lines(painter, (48, 142, 48, 210), (432, 142, 432, 210))
    painter.drawRect(QRectF(60, 142, 360, 44))
    painter.drawRect(QRectF(192, 116, 64, 14))
    painter.drawRect(QRectF(216, 84, 16, 34))
    painter.drawRoundedRect(QRectF(144, 18, 160, 84), 6, 6)
    painter.drawRect(QRectF(206, 48, 36, 24))
    ink.fill(painter, None)
    cable = QPainterPath(QPointF(224, 72))
    cable.cubicTo(300, 120, 330, 96, 330, 130)
    cable.cubicTo(330, 180, 376, 160, 380, 208)
    painter.drawPath(cable)
    ink.fill(painter, ink.paper)


def _mirror(painter: QPainter, ink: Ink) -> None:
    painter.drawRoundedRect(QRectF(96, 10, 288, 178), 18, 18)
    painter.drawRoundedRect(QRectF(222, 188, 36, 40), 8, 8)
    glass = QRectF(110, 22, 260, 154)
    ink.fill(painter, ink.ground)
    painter.drawRoundedRect(glass, 10, 10)
    ink.fill(painter, ink.paper)
    painter.save()
    painter.setClipRect(glass)
    _lines(painter, (110, 112, 370, 112))
    _screen(painter, ink, 220, 112, 128, 66)
    _shape(painter, (164, 130), (266, 130), (272, 158), (156, 158))
    _lines(painter, (161, 139, 268, 139), (159, 148, 270, 148))
    painter.restore()


# ---- oneself
def _ears(painter: QPainter, ink: Ink) -> None:
    head = QPainterPath(QPointF(196, 222))
    head.cubicTo(192, 190, 160, 176, 166, 96)
    head.cubicTo(172, 34, 244, 10, 292, 44)
    head.cubicTo(324, 68, 312, 96, 324, 118)
    head.cubicTo(330, 128, 340, 136, 326, 142)
    head.cubicTo(330, 168, 318, 184, 282, 180)
    head.cubicTo(276, 196, 282, 210, 286, 222)
    painter.drawPath(head)
    hair = QPainterPath(QPointF(306, 62))
    hair.cubicTo(262, 56, 250, 74, 226, 84)
    hair.cubicTo(196, 104, 196, 146, 184, 170)
    hair.cubicTo(138, 150, 150, 28, 236, 20)
    hair.cubicTo(276, 18, 300, 38, 306, 62)
    ink.fill(painter, ink.text)
    painter.drawPath(hair)
    ink.fill(painter, ink.paper)
    painter.drawEllipse(QRectF(218, 96, 28, 46))
    ink.fill(painter, None)
    painter.drawArc(QRectF(225, 106, 14, 26), 30 * 16, 230 * 16)
    ink.fill(painter, ink.text)
    painter.drawEllipse(QPointF(292, 104), 3.5, 3.5)
    ink.fill(painter, ink.paper)


def _arms(painter: QPainter, ink: Ink, sleeve: float) -> None:
    """Two arms from below, palms to the camera; `sleeve` is where the sleeves end, from the top."""
    for middle, side in ((128, 1), (352, -1)):
        painter.drawRoundedRect(QRectF(middle - 24, 60, 48, 180), 12, 12)
        painter.drawRoundedRect(QRectF(middle - 30, 20, 60, 58), 16, 16)
        for finger in range(4):
            painter.drawRoundedRect(QRectF(middle - 29 + 15 * finger, 3 + 4 * abs(finger - 1.5), 13, 36), 6, 6)
        painter.save()
        painter.translate(middle + side * 30, 56)
        painter.rotate(side * 35)
        painter.drawRoundedRect(QRectF(-6, -30, 13, 36), 6, 6)
        painter.restore()
        ink.fill(painter, ink.text)
        painter.drawRoundedRect(QRectF(middle - 34, sleeve, 68, 230 - sleeve), 6, 6)
        ink.fill(painter, ink.paper)


def _wrists(painter: QPainter, ink: Ink) -> None:
    _arms(painter, ink, 150)


def _sleeves(painter: QPainter, ink: Ink) -> None:
    _arms(painter, ink, 186)


def _glasses(painter: QPainter, ink: Ink) -> None:
    ink.line(painter, 5)
    ink.fill(painter, ink.paper)
    painter.drawRoundedRect(QRectF(126, 70, 96, 76), 30, 30)
    painter.drawRoundedRect(QRectF(258, 70, 96, 76), 30, 30)
    ink.fill(painter, None)
    bridge = QPainterPath(QPointF(222, 98))
    bridge.cubicTo(230, 84, 250, 84, 258, 98)
    painter.drawPath(bridge)
    for outer, side in ((126, -1), (354, 1)):
        temple = QPainterPath(QPointF(outer, 92))
        temple.lineTo(outer + side * 66, 66)
        temple.cubicTo(outer + side * 80, 62, outer + side * 82, 84, outer + side * 74, 96)
        painter.drawPath(temple)
    ink.line(painter)
    ink.fill(painter, ink.paper)


def _pockets(painter: QPainter, ink: Ink) -> None:
    _shape(painter, (150, 10), (330, 10), (352, 216), (254, 216), (240, 112), (226, 216), (128, 216))
    _lines(painter, (148, 32, 332, 32), (240, 32, 240, 112))
    for x, side in ((158, -1), (322, 1)):
        lining = QPainterPath(QPointF(x, 44))
        lining.cubicTo(x + side * 46, 52, x + side * 56, 104, x + side * 24, 112)
        lining.cubicTo(x + side * 4, 116, x - side * 6, 96, x - side * 8, 78)
        lining.closeSubpath()
        ink.fill(painter, ink.ground)
        painter.drawPath(lining)
        ink.fill(painter, ink.paper)


def _wand(painter: QPainter, _: Ink) -> None:
    painter.drawEllipse(QPointF(190, 34), 22, 26)
    painter.drawRoundedRect(QRectF(152, 64, 76, 100), 20, 20)
    for x in (126, 228):
        painter.drawRoundedRect(QRectF(x, 70, 26, 92), 12, 12)
    painter.drawRect(QRectF(156, 156, 30, 70))
    painter.drawRect(QRectF(194, 156, 30, 70))
    painter.save()
    painter.translate(286, 96)
    painter.rotate(24)
    painter.drawRoundedRect(QRectF(-10, -56, 20, 74), 10, 10)
    painter.drawRoundedRect(QRectF(-7, 18, 14, 44), 6, 6)
    painter.restore()


_PLACES: dict[Place, Paint] = {
    "walls": _walls, "floor": _floor, "desk": _desk, "under": _under, "behind": _behind, "mirror": _mirror,
    "ears": _ears, "wrists": _wrists, "glasses": _glasses, "pockets": _pockets, "sleeves": _sleeves, "wand": _wand,
}  # fmt: skip


# ---- what was found, around its own middle
def _monitor(painter: QPainter, ink: Ink) -> None:
    _screen(painter, ink, 0, 46, 92, 62)


def _phone(painter: QPainter, ink: Ink) -> None:
    painter.drawRoundedRect(QRectF(-14, -26, 28, 52), 6, 6)
    ink.fill(painter, ink.ground)
    painter.drawRect(QRectF(-10, -18, 20, 36))


def _papers(painter: QPainter, _: Ink) -> None:
    for turn in (-14, 8):
        painter.save()
        painter.rotate(turn)
        painter.drawRect(QRectF(-24, -30, 48, 44))
        _lines(painter, *((-16, -20 + 8 * row, 16 - 10 * (row == 3), -20 + 8 * row) for row in range(4)))
        painter.restore()


def _tissues(painter: QPainter, _: Ink) -> None:
    tissue = QPainterPath(QPointF(-12, -8))
    tissue.cubicTo(-20, -34, -4, -26, 0, -38)
    tissue.cubicTo(8, -24, 22, -34, 12, -8)
    painter.drawPath(tissue)
    painter.drawRoundedRect(QRectF(-34, -10, 68, 34), 4, 4)
    painter.drawEllipse(QRectF(-16, -14, 32, 8))


def _bottle(painter: QPainter, _: Ink) -> None:
    painter.drawRect(QRectF(-7, -46, 14, 10))
    bottle = QPainterPath(QPointF(-6, -36))
    bottle.cubicTo(-6, -24, -18, -22, -18, -8)
    bottle.lineTo(-18, 42)
    bottle.lineTo(18, 42)
    bottle.lineTo(18, -8)
    bottle.cubicTo(18, -22, 6, -24, 6, -36)
    bottle.closeSubpath()
    painter.drawPath(bottle)
    painter.drawRect(QRectF(-18, 2, 36, 22))


def _band(painter: QPainter, ink: Ink) -> None:
    ink.fill(painter, ink.text)
    painter.drawRect(QRectF(-26, -8, 52, 16))
    ink.fill(painter, ink.paper)
    painter.drawRoundedRect(QRectF(-14, -13, 28, 26), 6, 6)


def _receipt(painter: QPainter, _: Ink) -> None:
    _shape(painter, (-18, -30), (18, -24), (14, 4), (20, 34), (-16, 28), (-22, 0))
    _lines(painter, (-22, 0, 14, 4), (-12, -18, 8, -15), (-14, -8, 6, -5), (-12, 14, 6, 17))


def _keys(painter: QPainter, ink: Ink) -> None:
    ink.fill(painter, None)
    painter.drawEllipse(QPointF(0, -16), 16, 16)
    ink.fill(painter, ink.paper)
    for turn in (-24, 14):
        painter.save()
        painter.translate(0, -2)
        painter.rotate(turn)
        painter.drawEllipse(QPointF(0, 8), 9, 9)
        painter.drawRect(QRectF(-3, 16, 6, 30))
        painter.drawRect(QRectF(3, 34, 7, 4))
        painter.drawRect(QRectF(3, 41, 5, 4))
        painter.restore()


_THINGS: dict[Thing, Paint] = {
    "monitor": _monitor, "phone": _phone, "papers": _papers, "tissues": _tissues, "bottle": _bottle, "band": _band,
    "receipt": _receipt, "keys": _keys,
}  # fmt: skip
