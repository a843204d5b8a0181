"""The question, and the exhibit it rests on beside it; in tabs where the window is too narrow for both."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QTabBar, QVBoxLayout, QWidget

from cehrs_desktop.exam.exhibits import Exhibit
from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.exhibit import ExhibitView

SIDE_BY_SIDE = 1150
"""From this width on, at 100 %, question and exhibit stand side by side, as in the exam."""

_EXHIBIT_WIDTH = 640
_QUESTION, _EXHIBIT = 0, 1


class Beside(QWidget):
    """Holds `question` (something that scrolls by itself) and an exhibit."""

    def __init__(self, question: QWidget, theme: Theme, zoom: float) -> None:
        super().__init__()
        self._theme, self._zoom = theme, zoom
        self._question = question
        self._view: ExhibitView | None = None
        self.tabs = QTabBar()
        self.tabs.addTab(texts.QUESTION_TAB)
        self.tabs.addTab(texts.EXHIBIT_TAB)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(texts.TABS_NAME)
        self.tabs.currentChanged.connect(self._arrange)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setProperty("role", "side")
        holder = QWidget()
        self._place = QVBoxLayout(holder)
        self._place.setContentsMargins(24, 20, 24, 24)
        self.area.setWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.area, 10)
        row.addWidget(question, 12)
        column.addLayout(row, 1)
        self.set_look(theme, zoom)

    def show_exhibit(self, exhibit: Exhibit | None) -> None:
        """Show an exhibit, or none. In tabs the question comes first."""
        self.tabs.setCurrentIndex(_QUESTION)
        if (self._view.exhibit if self._view else None) != exhibit:
            if self._view is not None:
                self._view.hide()
                self._view.deleteLater()
                self._view = None
            if exhibit is not None:
                self._view = ExhibitView(exhibit, self._theme, self._zoom)
                self._place.addWidget(self._view)
        self.area.verticalScrollBar().setValue(0)
        self._arrange()

    def turn(self) -> bool:
        """Go to the exhibit, or away from it; returns whether the question is the one to have the keyboard now."""
        if self._view is None:
            return False
        at_exhibit = self.area.isAncestorOf(self.focusWidget() or self)
        if self._narrow():
            at_exhibit = self.tabs.currentIndex() == _EXHIBIT
            self.tabs.setCurrentIndex(_QUESTION if at_exhibit else _EXHIBIT)
        if not at_exhibit:
            self._view.first_focus().setFocus()
        return at_exhibit

    def front(self) -> QScrollArea | None:
        """The exhibit's scroll area where it hides the question."""
        return self.area if self._narrow() and self.tabs.currentIndex() == _EXHIBIT else None

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self._theme, self._zoom = theme, zoom
        self.tabs.setFont(font(BODY, zoom=1.0 + (zoom - 1.0) * 0.35))
        if self._view is not None:
            self._view.set_look(theme, zoom)
            self._view.setMaximumWidth(round(_EXHIBIT_WIDTH * zoom))
        self._arrange()

    def _narrow(self) -> bool:
        return self.width() < SIDE_BY_SIDE * self._zoom

    def _arrange(self) -> None:
        has, narrow = self._view is not None, self._narrow()
        turned = has and narrow and self.tabs.currentIndex() == _EXHIBIT
        self.tabs.setVisible(has and narrow)
        self.area.setVisible(turned or (has and not narrow))
        self._question.setVisible(not turned)

    # ---- Qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
