"""The program's icon at any size, and macOS's icon file of it. `python -m installer.icns FILE` writes the file.

Drawn rather than enlarged: the picture in resources/icons has 256 pixels, and macOS wants 1024.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

KINDS = {
    "icp4": 16,
    "icp5": 32,
    "ic11": 32,
    "ic12": 64,
    "ic07": 128,
    "ic13": 256,
    "ic08": 256,
    "ic14": 512,
    "ic09": 512,
    "ic10": 1024,
}
"""Pixels of each kind of picture; ic11 to ic14 and ic10 are those of 16 to 512 points on sharper displays."""
_GROUND, _MARK = "#1d4f7c", "#ffffff"
_UNITS = 256


def draw(pixels: int) -> QImage:
    """The icon: a list of three lines, the middle one chosen."""
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(pixels / _UNITS, pixels / _UNITS)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(_GROUND))
    painter.drawRoundedRect(QRectF(16, 16, 224, 224), 40, 40)
    pen = QPen(QColor(_MARK), 14)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for line, height in enumerate((80, 128, 176)):
        painter.setBrush(QColor(_MARK) if line == 1 else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(76, height), 13, 13)
        painter.drawLine(QPointF(118, height), QPointF(194, height))
    painter.end()
    return image


def png(image: QImage) -> bytes:
    """The picture as PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # The stubs want bytes, Qt a str.
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    return bytes(buffer.data().data())


def icon_file(pictures: Mapping[str, bytes]) -> bytes:
    """An .icns file of PNG pictures by kind."""
    parts = b"".join(kind.encode() + struct.pack(">I", len(data) + 8) + data for kind, data in pictures.items())
    return b"icns" + struct.pack(">I", len(parts) + 8) + parts


def main() -> int:
    """Write the icon file that is named on the command line."""
    Path(sys.argv[1]).write_bytes(icon_file({kind: png(draw(pixels)) for kind, pixels in KINDS.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
