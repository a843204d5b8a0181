"""The learner's note on a question: a field that is told about a moment after typing and when it is left."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import label
from cehrs_desktop.ui.widgets.typed_field import TypedField

LONGEST = 4000
"""Characters of a note."""

DELAY_MS = 600


class NotePanel(QWidget):
    """`written` carries the item's id and the text, after a pause in typing, when the field is left, on `flush`."""

    written = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._item = self._told = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(4)
        named = label(words.NOTE_NAME, BODY, bold=True)
        self.field = TypedField(LONGEST)
        self.field.setFont(font(BODY))
        self.field.setAccessibleName(words.NOTE_NAME)
        self.field.setFixedHeight(72)
        named.setBuddy(self.field)
        for widget in (named, self.field, label(words.NOTE_HINT, SMALL, role="muted")):
            column.addWidget(widget)
        self._pause = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._pause.timeout.connect(self.flush)
        self.field.textChanged.connect(self._pause.start)
        self.field.left_field.connect(self.flush)
        self.hide()

    @property
    def item(self) -> str:
        """The id of the item that the note is on."""
        return self._item

    def show_note(self, item_id: str, text: str) -> None:
        """Show the note on an item; what is being typed on the same item stays."""
        if item_id == self._item:
            return
        self.flush()
        self._item = self._told = ""
        self.field.setPlainText(text)
        self._pause.stop()
        self._item, self._told = item_id, text

    def flush(self) -> None:
        """Tell what was typed and not yet told."""
        self._pause.stop()
        text = self.field.toPlainText()
        if self._item and text != self._told:
            self._told = text
            self.written.emit(self._item, text)
