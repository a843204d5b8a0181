"""A line of notice that comes and goes without covering anything or taking the keyboard."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.widgets.basics import button, label
from cehrs_desktop.ui.widgets.speech import announce


class Notice(QFrame):
    """Hidden until `tell`; closed by its button, by Esc on the screen, or by `clear`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        self._text = label()
        self._close = button("✕", self.clear, role="plain")
        self._close.setAccessibleName(texts.DISMISS)
        self._close.setToolTip(texts.DISMISS)
        row.addWidget(self._text, 1)
        row.addWidget(self._close)
        self.hide()

    def tell(self, text: str) -> None:
        """Show a text and have it spoken."""
        self._text.setText(text)
        self.show()
        announce(self, text)

    def clear(self) -> None:
        """Take the notice away."""
        self.hide()
