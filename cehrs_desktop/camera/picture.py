"""The live picture with its drawn guide. It holds the frame that it shows and none before it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cehrs_desktop.camera.framing import OVAL, SAMPLE_HEIGHT, SAMPLE_WIDTH, Framing, card_place, look
from cehrs_desktop.presentation import camera_texts as words
from cehrs_desktop.ui.theme.theme import Theme


class Picture(QWidget):
    """Paints the last frame, mirrored if wanted, as large as it fits, with the guide of the task over it."""

    def __init__(self, task: words.Task, theme: Theme) -> None:
        super().__init__()
        self._task: words.Task = task
        self._theme = theme
        self._image = QImage()
        self.mirrored = task == "selfie"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(words.PICTURE_NAME)
        self.setAccessibleDescription(words.GUIDES[task])

    def show_image(self, image: QImage) -> None:
        """Show this frame; the one before is let go."""
        self._image = image
        self.update()

    def clear(self) -> None:
        """Let the frame go and show an empty ground."""
        self._image = QImage()
        self.update()

    def mirror(self, mirrored: bool) -> None:
        """Show the picture as a mirror does, or as others see it."""
        self.mirrored = mirrored
        self.update()

    def framing(self) -> Framing | None:
        """What the light in the frame is like; nothing while there is none."""
        if self._image.isNull():
            return None
        small = self._image.scaled(SAMPLE_WIDTH, SAMPLE_HEIGHT).convertToFormat(QImage.Format.Format_Grayscale8)
        # Rows of an image are padded to four bytes, which this width is a multiple of.
        return look(self._task, bytes(small.constBits()), self._image.width() / self._image.height())

    # ---- Qt
    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        if not self._image.isNull():
            place = self._place()
            if self.mirrored:
                painter.translate(2 * place.center().x(), 0)
                painter.scale(-1, 1)
            painter.drawImage(place, self._image)
            painter.resetTransform()
            self._paint_guide(painter, place)
        painter.end()

    def _place(self) -> QRectF:
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(QPointF(), size.toSizeF())
        place.moveCenter(QRectF(self.rect()).center())
        return place

    def _paint_guide(self, painter: QPainter, place: QRectF) -> None:
        guide = QPainterPath()
        if self._task == "selfie":
            middle, center, wide, high = OVAL
            center_at = QPointF(place.left() + middle * place.width(), place.top() + center * place.height())
            # `wide` is a share of a 4:3 picture, so that the oval keeps its shape in wider ones.
            guide.addEllipse(center_at, wide * place.height() * 4 / 3, high * place.height())
        elif self._task != "room":
            left, top, width, height = card_place(place.width() / place.height())
            outline = QRectF(
                place.left() + left * place.width(), place.top() + top * place.height(),
                width * place.width(), height * place.height(),
            )  # fmt: skip
            guide.addRoundedRect(outline, 12, 12)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # Light within dark: seen on every picture.
        for color, thickness in (("#000000", 7.0), ("#ffffff", 3.0)):
            painter.setPen(QPen(QColor(color), thickness))
            painter.drawPath(guide)
