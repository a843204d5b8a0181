"""A page of rich text with links: terms of the glossary are told about, web addresses open outside the program."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from cehrs_desktop.ui.report.richtext import HEAVY
from cehrs_desktop.ui.screens.practice.item_html import TERM
from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.theme.theme import Theme


class Reasons(QTextBrowser):
    """`term_wanted` carries the id of the term whose link was followed."""

    term_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font(BODY))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setProperty("role", "stem")
        self.document().setDefaultStyleSheet(HEAVY)
        self.anchorClicked.connect(self._follow)

    def show_html(self, body: str, theme: Theme, name: str) -> None:
        """Show a page from its top; `name` is what a screen reader calls it."""
        self.setAccessibleName(name)
        self.setHtml(f'<body style="color: {theme.text}">{body}</body>')

    def _follow(self, url: QUrl) -> None:
        address = url.toString()
        if address.startswith(TERM):
            self.term_wanted.emit(address.removeprefix(TERM))
        elif url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)

    # ---- Qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter follows the link that has the focus; where none has, it belongs to the screen.
        plain = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.textCursor().charFormat().isAnchor()
        if plain:
            event.ignore()
        else:
            super().keyPressEvent(event)
