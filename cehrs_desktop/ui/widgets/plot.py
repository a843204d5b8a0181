"""A plot on a page, and the same plot as a picture to save. To assistive technology it is a picture with a description
that says every value; the table behind it is the page's."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QImageWriter, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cehrs_desktop.presentation.plot_view import Plot, Scale
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.theme.theme import LIGHT, Theme
from cehrs_desktop.ui.widgets.plot_painter import needed_height, paint_plot

_PICTURE_WIDTH, _PICTURE_ZOOM, _PICTURE_EDGE = 1600, 2.0, 48


class PlotWidget(QWidget):
    """One plot. It takes the width it gets and the height that this needs."""

    def __init__(self, plot: Plot | Scale, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot, self._theme = plot, theme
        self.setFont(font(SMALL))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setAccessibleDescription(plot.words)

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self._theme = theme
        self.update()

    # ---- Qt
    def sizeHint(self) -> QSize:
        return QSize(600, needed_height(self._plot, max(self.width(), 300), self.font()))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        inner = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        paint_plot(painter, self._plot, inner, self._theme, self.font())
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setPen(QPen(QColor(self._theme.focus), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()


def plot_picture(plot: Plot | Scale, heading: str, finding: str, foot: str) -> bytes:
    """The plot as a PNG on white paper, twice as fine as on a screen, with its heading, finding and a line below."""
    edge, width = _PICTURE_EDGE, _PICTURE_WIDTH - 2 * _PICTURE_EDGE
    small, body = font(SMALL, zoom=_PICTURE_ZOOM), font(BODY, zoom=_PICTURE_ZOOM)
    large = font(LARGE, bold=True, zoom=_PICTURE_ZOOM)
    wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
    texts = [
        (words, used, QFontMetrics(used).boundingRect(0, 0, width, 10_000, int(wrap), words).height())
        for words, used in ((heading, large), (finding, body), (foot, small))
    ]
    high = needed_height(plot, width, small)
    gap = edge // 2
    image = QImage(_PICTURE_WIDTH, 2 * edge + high + sum(t[2] for t in texts) + 3 * gap, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.surface))
    painter = QPainter(image)
    y = float(edge)
    for at, (words, used, tall) in enumerate(texts):
        if at == 2:
            paint_plot(painter, plot, QRectF(edge, y, width, high), LIGHT, small)
            y += high + gap
        painter.setFont(used)
        painter.setPen(QColor(LIGHT.muted if at == 2 else LIGHT.text))
        painter.drawText(QRectF(edge, y, width, tall), int(wrap), words)
        y += tall + gap
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    buffer.close()
    return bytes(data.data())
