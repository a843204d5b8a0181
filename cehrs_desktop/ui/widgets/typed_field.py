"""A field for a few lines of text that takes typing only: nothing is pasted or dropped in, nothing is copied out."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget


class TypedField(QPlainTextEdit):
    """Holds at most `limit` characters: what does not fit is refused, what is there stays. `left_field` when the focus
    goes."""

    left_field = Signal()

    def __init__(self, limit: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit = limit
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.textChanged.connect(self._refuse_more)

    def _refuse_more(self) -> None:
        too_many = len(self.toPlainText()) - self._limit
        if too_many <= 0:
            return
        cursor = self.textCursor()
        if cursor.position() < too_many:
            # It was not typed where the caret is, but set by assistive technology.
            cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for _ in range(too_many):
            cursor.deletePreviousChar()
        cursor.endEditBlock()

    # ---- Qt
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left_field.emit()

    def createMimeDataFromSelection(self) -> QMimeData:
        return QMimeData()

    def insertFromMimeData(self, source: QMimeData) -> None:
        return

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return False
