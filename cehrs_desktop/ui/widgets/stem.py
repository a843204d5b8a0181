"""The question's text: read, select, highlight; nothing can be copied out of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from cehrs_desktop.ui.theme.fonts import LARGE, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.reading import ReadingText


class Stem(ReadingText):
    """The stem with the candidate's highlights.

    `left` is emitted by Up or Down at the text's edge, so that arrow keys can reach the options.
    """

    left = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._highlights: tuple[tuple[int, int], ...] = ()

    def show_stem(self, text: str, highlights: tuple[tuple[int, int], ...], name: str) -> None:
        """Show a question's text with its highlights; `name` is what a screen reader calls it."""
        self.setAccessibleName(name)
        self.show_text(text)
        self._highlights = highlights
        self._draw_highlights()

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self._theme = theme
        self.setFont(font(LARGE, zoom=zoom))
        self._draw_highlights()
        self.fit()

    def toggled_highlights(self) -> tuple[tuple[int, int], ...] | None:
        """The highlights as they would be with the selection added, or taken off if it is all highlighted.

        `None` when nothing is selected.
        """
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        if start == end:
            return None
        covered = any(a <= start and end <= b for a, b in self._highlights)
        if not covered:
            return (*self._highlights, (start, end))
        kept: list[tuple[int, int]] = []
        for a, b in self._highlights:
            kept += [(a, min(b, start)), (max(a, end), b)] if a < end and start < b else [(a, b)]
        return tuple((a, b) for a, b in kept if a < b)

    def drop_selection(self) -> None:
        """Select nothing; the caret stays."""
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)

    def _draw_highlights(self) -> None:
        selections: list[QTextEdit.ExtraSelection] = []
        for start, end in self._highlights:
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(min(start, len(self.toPlainText())))
            cursor.setPosition(min(end, len(self.toPlainText())), QTextCursor.MoveMode.KeepAnchor)
            look = QTextCharFormat()
            look.setBackground(QColor(self._theme.highlight))
            # Not by color alone: the marker also underlines.
            look.setFontUnderline(True)
            selection.cursor = cursor
            selection.format = look
            selections.append(selection)
        self.setExtraSelections(selections)

    # ---- Qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.textCursor().position()
        super().keyPressEvent(event)
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.textCursor().position() == before:
            self.left.emit(1 if event.key() == Qt.Key.Key_Down else -1)
