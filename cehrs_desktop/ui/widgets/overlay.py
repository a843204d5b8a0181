"""Something drawn over the visible part of a scroll area, that leaves what is under it alone.

It follows the viewport's size and whatever moves below it. It never has the keyboard, and assistive technology meets
what is under it as if it were not there. Which places matter is told by whoever made it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QWidget

Places = Callable[[], Sequence[QRect]]
"""Rectangles of what is under the overlay, in the viewport's coordinates, in the order in which they are read."""

_MOVES = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide})


class Overlay(QWidget):
    """Covers `viewport`; off until it is switched on. `watched` are the widgets whose moves it follows."""

    def __init__(self, viewport: QWidget, places: Places, watched: Sequence[QWidget]) -> None:
        super().__init__(viewport)
        self.viewport = viewport
        self._places = places
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.hide()
        viewport.installEventFilter(self)
        for widget in watched:
            widget.installEventFilter(self)

    def places(self) -> list[QRect]:
        """Where things are now."""
        return list(self._places())

    @property
    def on(self) -> bool:
        """Whether it is switched on; what it lies over may be off the screen meanwhile."""
        return not self.isHidden()

    def switch(self, *, on: bool) -> None:
        """Switch it on or off."""
        self.setVisible(on)
        if on:
            self.raise_()
            self.follow()

    def follow(self) -> None:
        """Come to where things are now. Called when something moved; what is special to an overlay is added to it."""
        self.setGeometry(self.viewport.rect())
        self.update()

    # ---- Qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.on and event.type() in _MOVES:
            self.follow()
        return False
