"""The box of the older look into which the letter of an answer is typed. It shows the answer; it keeps nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from cehrs_desktop.presentation import exam_texts as words
from cehrs_desktop.presentation.exam_view import LETTERS, OptionView


class AnswerBox(QLineEdit):
    """Shows the letter that stands. `typed` tells which option (from 0) was asked for, `entered` the Enter key.

    Letters and digits are the screen's own keys, in the box as everywhere; what comes in by another way (an input
    method, assistive technology) is taken as typed, and anything else leaves the box as it was.
    """

    typed = Signal(int)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""
        self.setAccessibleName(words.ANSWER_NAME)
        self.setToolTip(words.ANSWER_NAME)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)
        self.textChanged.connect(self._take)

    def show_answer(self, option: OptionView | None, state: str) -> None:
        """Show which option stands, and what is to be said of it."""
        self._shown = option.letter if option is not None else ""
        self.setAccessibleDescription(state)
        self.setText(self._shown)

    def _take(self, text: str) -> None:
        if text == self._shown:
            return
        self.setText(self._shown)
        asked = text.replace(self._shown, "", 1).strip().upper()
        for keys in (LETTERS, "1234"):
            if len(asked) == 1 and asked in keys:
                self.typed.emit(keys.index(asked))

    # ---- Qt
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            # The screen's keys come first here: a letter chooses, N goes on.
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.entered.emit()
        else:
            # Not to be edited, and nothing is pasted in.
            event.ignore()
