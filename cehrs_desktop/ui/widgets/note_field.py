"""A candidate's note on something: what was written before, and a line to write more. It stores nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cehrs_desktop.application.debriefing import ANNOTATION_LIMIT
from cehrs_desktop.presentation import debrief_texts as words
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, label


class NoteField(QWidget):
    """What was written about an event so far, and a line to write more. `written` carries the text."""

    written = Signal(str)

    def __init__(self, caption: str, about: str, keep: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._before = label("", SMALL)
        self._before.hide()
        column.addWidget(self._before)
        named = label(caption, SMALL, role="muted")
        self.field = QLineEdit()
        self.field.setFont(font(BODY))
        self.field.setMaxLength(ANNOTATION_LIMIT)
        named.setBuddy(self.field)
        self.field.returnPressed.connect(self._write)
        column.addWidget(named)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        self._keep = button(keep, self._write)
        row.addWidget(self._keep)
        column.addLayout(row)
        self.name(caption, about)
        self._count = 0

    def name(self, caption: str, about: str) -> None:
        """Say for a screen reader what the note is about."""
        self.field.setAccessibleName(f"{caption}: {about}")
        self._keep.setAccessibleName(f"{words.KEEP_NOTE}: {about}")

    def show_notes(self, notes: Sequence[str], *, same: bool = True) -> None:
        """Show what was written so far; one more than before (of the `same` event) means that the field's is stored."""
        if not same or len(notes) > self._count:
            self.field.clear()
        self._count = len(notes)
        self._before.setText("\n".join(notes))
        self._before.setVisible(bool(notes))

    def _write(self) -> None:
        text = self.field.text().strip()
        if text:
            self.written.emit(text)
