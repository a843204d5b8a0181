"""Makes cehrs.ico, in every size that Windows asks for, and panel.bmp from resources/icons/cehrs.png.

Run it when the picture changes: .venv/bin/python packaging/windows/make_pictures.py
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QPainter

HERE = Path(__file__).resolve().parent
PICTURE = HERE.parent.parent / "resources" / "icons" / "cehrs.png"
ICON = HERE / "cehrs.ico"
PANEL = HERE / "panel.bmp"
PANEL_SIZE = (164, 314)
"""As the setup wants it."""
SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
AS_PNG_FROM = 256
"""Smaller pictures are plain bitmaps, which every tool that reads icons knows."""


def icon(picture: QImage) -> bytes:
    """The bytes of an icon file with the picture in all `SIZES`."""
    parts = [_picture(picture, size) for size in SIZES]
    at = 6 + 16 * len(parts)
    head = struct.pack("<HHH", 0, 1, len(parts))
    for size, part in zip(SIZES, parts, strict=True):
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(part), at)
        at += len(part)
    return head + b"".join(parts)


def _picture(picture: QImage, size: int) -> bytes:
    smooth = Qt.TransformationMode.SmoothTransformation
    scaled = picture.scaled(size, size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    scaled = scaled.convertToFormat(QImage.Format.Format_ARGB32)
    if size >= AS_PNG_FROM:
        kept = QByteArray()
        buffer = QBuffer(kept)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        scaled.save(buffer, "PNG")
        return bytes(kept.data())
    # A bitmap of double height: the colors from the last line to the first, then a mask that hides nothing.
    colors = b"".join(bytes(scaled.constScanLine(line))[: size * 4] for line in reversed(range(size)))
    mask = bytes((size + 31) // 32 * 4 * size)
    return (
        struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, len(colors) + len(mask), 0, 0, 0, 0) + colors + mask
    )


def panel(picture: QImage) -> QImage:
    """A plain panel in the picture's own ground color, with the picture on it."""
    image = QImage(*PANEL_SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor(picture.pixelColor(picture.width() // 2, picture.height() // 16)).rgb())
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(50, 40, picture.scaled(64, 64, mode=Qt.TransformationMode.SmoothTransformation))
    painter.end()
    return image.convertToFormat(QImage.Format.Format_Indexed8)


if __name__ == "__main__":
    source = QImage(str(PICTURE))
    ICON.write_bytes(icon(source))
    panel(source).save(str(PANEL), "BMP")
