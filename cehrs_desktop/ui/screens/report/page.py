"""The report page as a picture, as wide as there is room. The screen's other view has its content as text."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation.report_view import ReportView
from cehrs_desktop.ui.report.painter import paint_report
from cehrs_desktop.ui.report.paper import paper_of, points
from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.theme.theme import Theme

_WIDEST = 880
_AROUND = 20


class ReportPage(QWidget):
    """Draws a report in the theme's colors; the program's text size makes the page larger."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: ReportView | None = None
        self._paper = points(paper_of(QLocale.system()))
        self.setFont(font(BODY))
        self.setAccessibleName(words.PAGE_NAME)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_report(self, view: ReportView) -> None:
        """Draw this report."""
        self._view = view
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self._theme = theme
        self.update()

    def _page_width(self, width: int) -> float:
        zoom = self.font().pixelSize() / BODY
        return max(200.0, min(width - 2 * _AROUND, _WIDEST * zoom))

    # ---- Qt
    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._page_width(width) * self._paper.height() / self._paper.width()) + 2 * _AROUND

    def sizeHint(self) -> QSize:
        return QSize(_WIDEST + 2 * _AROUND, self.heightForWidth(_WIDEST + 2 * _AROUND))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        width = self._page_width(self.width())
        page = QRectF((self.width() - width) / 2, _AROUND, width, width * self._paper.height() / self._paper.width())
        painter.fillRect(page, QColor(self._theme.surface))
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.drawRect(page)
        if self._view is not None:
            paint_report(painter, self._view, self._theme, self._paper, page)
        painter.end()
