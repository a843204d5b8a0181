"""The scratch pad of a venue that allows one on the screen. It stores nothing: its owner keeps the text or drops it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from cehrs_desktop.presentation import exam_texts as words
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import label
from cehrs_desktop.ui.widgets.typed_field import TypedField

LIMIT = 10_000
"""Most characters on the pad: more than four pages."""

_HEIGHT = 148


class ScratchPad(QFrame):
    """A pad to be docked below the question. `field` is the text; nothing is pasted in or copied out."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setProperty("edge", "top")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 8, 24, 8)
        column.setSpacing(4)
        self._lead = label(words.SCRATCH_PAD_LEAD, SMALL, role="muted", wrap=False)
        self.field = TypedField(LIMIT)
        self.field.setAccessibleName(words.SCRATCH_PAD_NAME)
        self.field.setAccessibleDescription(words.SCRATCH_PAD_LEAD)
        self.field.setPlainText(text)
        column.addWidget(self._lead)
        column.addWidget(self.field, 1)

    def set_look(self, zoom: float, outer: float) -> None:
        """Use a text size: the text grows by `zoom`, the pad around it by `outer`."""
        self._lead.setFont(font(SMALL, zoom=outer))
        self.field.setFont(font(BODY, zoom=zoom))
        self.setFixedHeight(round(_HEIGHT * outer))

    def wipe(self) -> None:
        """Nothing is on the pad any more, and nothing can be brought back by undoing."""
        self.field.setUndoRedoEnabled(False)
        self.field.clear()
        self.field.setUndoRedoEnabled(True)
