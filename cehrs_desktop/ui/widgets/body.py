"""The middle of a question screen: the question, and beside it the exhibit it rests on; in tabs where it is narrow."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QTabBar, QVBoxLayout, QWidget

from cehrs_desktop.exam.exhibits import Exhibit
from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import centered
from cehrs_desktop.ui.widgets.exhibit import ExhibitView
from cehrs_desktop.ui.widgets.text_size import frame_zoom

SIDE_BY_SIDE = 1150
"""From this width on, at 100 %, question and exhibit stand side by side."""

_EXHIBIT_WIDTH = 640
_SHARES = (10, 12)
_SIDES = 2 * 24 + 16  # the margins and a scroll bar
_QUESTION, _EXHIBIT = 0, 1


class Body(QWidget):
    """Holds the question, which scrolls by itself, and an exhibit. `opened` when the exhibit is on the screen,
    `arranged` when the room of either may have changed."""

    opened = Signal()
    arranged = Signal()

    def __init__(self, question: QWidget, theme: Theme, zoom: float) -> None:
        super().__init__()
        self._theme, self._zoom = theme, zoom
        self._question = question
        self._view: ExhibitView | None = None
        self._ready: dict[str, ExhibitView] = {}
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
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        place = QWidget()
        self._place = QVBoxLayout(place)
        self._place.setContentsMargins(0, 20, 0, 24)
        self._holder = place
        self.area.setWidget(centered(place, round(_EXHIBIT_WIDTH * zoom)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.area, _SHARES[0])
        row.addWidget(question, _SHARES[1])
        column.addLayout(row, 1)
        self.set_look(theme, zoom)

    @property
    def exhibit(self) -> Exhibit | None:
        """What is shown beside the question, if anything."""
        return self._view.exhibit if self._view else None

    def show_exhibit(self, exhibit: Exhibit | None) -> None:
        """Show an exhibit, or none. In tabs the question comes first."""
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(_QUESTION)
        self.tabs.blockSignals(False)
        if exhibit != self.exhibit:
            if self._view is not None:
                self._view.hide()
                self._ready[self._view.exhibit.id] = self._view
            self._view = None if exhibit is None else self._taken(exhibit)
            if self._view is not None:
                self._view.show()
        self.area.verticalScrollBar().setValue(0)
        self._arrange()

    def prepare(self, exhibits: Iterable[Exhibit]) -> None:
        """Make the exhibits that are likely to be shown next, so that their questions come at once; forget others."""
        likely = {exhibit.id: exhibit for exhibit in exhibits}
        for gone in self._ready.keys() - likely.keys():
            self._ready.pop(gone).deleteLater()
        for name in likely.keys() - self._ready.keys() - {self.exhibit.id if self.exhibit else ""}:
            self._ready[name] = self._made(likely[name])

    def _taken(self, exhibit: Exhibit) -> ExhibitView:
        ready = self._ready.pop(exhibit.id, None)
        if ready is not None and ready.exhibit == exhibit:
            return ready
        if ready is not None:
            ready.deleteLater()
        return self._made(exhibit)

    def _made(self, exhibit: Exhibit) -> ExhibitView:
        """An exhibit in its place, hidden, polished and laid out: showing it is no more than painting it."""
        view = ExhibitView(exhibit, self._theme, self._zoom, self._holder)
        view.hide()
        self._place.addWidget(view)
        for part in view.findChildren(QWidget):
            part.ensurePolished()
        room = self.area.width() if self.area.isVisibleTo(self) else self.width() * _SHARES[0] // sum(_SHARES)
        view.resize(min(room - _SIDES, round(_EXHIBIT_WIDTH * self._zoom)), self.height())
        view.lay_out()
        return view

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

    def showing_exhibit(self) -> bool:
        """Whether the exhibit, and not only the question, is what the candidate looks at now."""
        return self.area.isVisibleTo(self)

    def showing_question(self) -> bool:
        """Whether the question is on the screen."""
        return self._question.isVisibleTo(self)

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self._theme, self._zoom = theme, zoom
        self.tabs.setFont(font(BODY, zoom=frame_zoom(zoom)))
        self._holder.setMaximumWidth(round(_EXHIBIT_WIDTH * zoom))
        if self._view is not None:
            self._view.set_look(theme, zoom)
        for view in self._ready.values():
            view.set_look(theme, zoom)
        self._arrange()

    def _narrow(self) -> bool:
        return self.width() < SIDE_BY_SIDE * self._zoom

    def _arrange(self) -> None:
        has, narrow = self._view is not None, self._narrow()
        turned = narrow and self.tabs.currentIndex() == _EXHIBIT
        self.tabs.setVisible(has and narrow)
        self.area.setVisible(has and (turned or not narrow))
        self._question.setVisible(not (has and turned))
        if has and self.area.isVisibleTo(self):
            self.opened.emit()
        self.arranged.emit()

    # ---- Qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
