"""Pictures for the check-in: by the optional camera, in its own window, or of a drawing that stands in for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.day_view import DayPage
from cehrs_desktop.presentation.standin_view import CardDrawing, Drawing, PlaceDrawing
from cehrs_desktop.rehearsal.day import Try
from cehrs_desktop.ui.screens.day.frame import DayScreen
from cehrs_desktop.ui.theme.fonts import BODY
from cehrs_desktop.ui.widgets.basics import button, label
from cehrs_desktop.ui.widgets.standin import StandIn


class CameraScreen(DayScreen):
    """Take a picture, then use it or take it again. `camera_wanted`: by the camera, where there is one."""

    camera_wanted = Signal()

    def __init__(self, page: DayPage, drawing: Drawing, *, camera: bool) -> None:
        super().__init__(page)
        self._drawing = drawing
        self._picture = StandIn(drawing)
        self._camera = camera
        self._taken = False
        self.column.addWidget(self._picture)
        self._said = label("", BODY)
        self.column.addWidget(self._said)
        self._again = button(words.RETAKE, self._retake)
        self._open = button(words.OPEN_CAMERA, self._open_camera)
        self._chief = button(words.TAKE_PICTURE, self._press, role="chief")
        self.buttons(self._again, self._open, self._chief)
        self._draw()

    def _draw(self) -> None:
        self._again.setVisible(self._taken)
        self._open.setVisible(self._camera and not self._taken)
        show = words.FILM_ROOM if isinstance(self._drawing, PlaceDrawing) else words.TAKE_PICTURE
        take = words.USE_DRAWING if self._camera else show
        self._chief.setText(words.USE_PICTURE if self._taken else take)
        self._said.setText("" if self._camera or self._taken else words.STANDIN)
        self._chief.setAccessibleDescription(words.PICTURE_TAKEN if self._taken else self._said.text())

    def show_camera(self, there: bool) -> None:
        """There is a camera to use, or none."""
        if there != self._camera:
            self._camera = there
            self._draw()

    def follow(self, tries: Sequence[Try]) -> None:
        super().follow(tries)
        if tries:
            self._taken = tries[-1].right
            if isinstance(self._drawing, CardDrawing):
                # It was tilted: light is mirrored once.
                self._picture.show_drawing(replace(self._drawing, glare=False))
            self._draw()
            self._chief.setFocus()
            if self._taken:
                self.verdict.tell(words.PICTURE_TAKEN)

    def camera_done(self) -> None:
        """The camera's window has shown a picture."""
        self.tried.emit("picture")

    def camera_gone(self) -> None:
        """The camera's window is over without one."""
        self.verdict.tell(words.CAMERA_GONE)
        self._chief.setFocus()

    def _open_camera(self) -> None:
        self.verdict.tell(words.CAMERA_ON)
        self.camera_wanted.emit()

    def _press(self) -> None:
        if self._taken:
            self.passed.emit()
        else:
            self.tried.emit("picture")

    def _retake(self) -> None:
        self._taken = False
        self.verdict.clear()
        self._draw()
        self._chief.setFocus()

    def first(self) -> QWidget:
        """The camera where there is one, else the drawing's button."""
        return self._open if self._camera and not self._taken else self._chief
