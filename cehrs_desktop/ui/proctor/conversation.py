"""What was said, oldest first, in one text that is read, scrolled by keys, and never copied; and the line to write."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit

from cehrs_desktop.presentation import proctor_texts as words
from cehrs_desktop.presentation.proctor_view import MessageView
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.reading import TAKING_KEYS
from cehrs_desktop.ui.widgets.typed_field import TypedField

_INDENT = 16
"""How far what nobody says is indented, in pixels at 100 %."""


class Conversation(QTextEdit):
    """Shows the messages; the newest is in view whenever one is added."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "stem")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(words.MESSAGES_NAME)
        self._shown: object = None
        self._newest = 0
        # The room for it changes when a question, or what can be asked for, unfolds below it.
        self.verticalScrollBar().rangeChanged.connect(self._show_newest)

    def show_messages(self, messages: Sequence[MessageView], theme: Theme, zoom: float) -> None:
        """Show all messages in a look."""
        shown = (tuple(messages), theme.name, zoom)
        if shown == self._shown:
            return
        self._shown = shown
        head, body, warn = (_format(size, zoom, bold) for size, bold in ((SMALL, True), (BODY, False), (BODY, True)))
        head.setForeground(QColor(theme.muted))
        body.setForeground(QColor(theme.text))
        warn.setForeground(QColor(theme.warn))
        told = QTextCharFormat(body)
        told.setForeground(QColor(theme.muted))
        self.clear()
        cursor = QTextCursor(self.document())
        for number, message in enumerate(messages):
            # What nobody says stands apart: indented and quiet, under words of its own.
            place = QTextBlockFormat()
            place.setLeftMargin(round(_INDENT * zoom) if message.narrated else 0)
            if number:
                cursor.insertText("\n")
            cursor.setBlockFormat(place)
            self._newest = cursor.position()
            cursor.insertText(message.head + "\n", head)
            if message.warning:
                cursor.insertText(message.warning + "\n", warn)
            cursor.insertText(message.text + "\n", told if message.narrated else body)
        if not messages:
            cursor.insertText(words.NO_MESSAGES, head)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._show_newest()

    def _show_newest(self) -> None:
        """Scroll to the end; to the beginning of the newest message where it is taller than the room."""
        bar, at = self.verticalScrollBar(), QTextCursor(self.document())
        at.setPosition(min(self._newest, self.document().characterCount() - 1))
        bar.setValue(min(bar.maximum(), bar.value() + self.cursorRect(at).top()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What the candidate has on the clipboard is not wiped either.
        if any(event.matches(taking) for taking in TAKING_KEYS):
            event.accept()
            return
        super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        return QMimeData()


def _format(size: int, zoom: float, bold: bool) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFont(font(size, zoom=zoom, bold=bold))
    return made


class MessageLine(TypedField):
    """A field of two lines; Enter sends what is in it."""

    sent = Signal(str)

    def __init__(self) -> None:
        super().__init__(words.SAY_LIMIT)
        self.setAccessibleName(words.WRITE_NAME)
        self.setAccessibleDescription(words.WRITE_HINT)

    def send(self) -> None:
        """Send what was written, if anything was."""
        text = self.toPlainText().strip()
        if text:
            self.clear()
            self.sent.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.send()
            event.accept()
            return
        super().keyPressEvent(event)
