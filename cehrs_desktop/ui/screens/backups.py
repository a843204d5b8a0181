"""The copies of the database: what a drill found in each, making one, and asking for one to be put back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from cehrs_desktop.presentation import backup_texts as words
from cehrs_desktop.presentation.backup_view import BackupRow
from cehrs_desktop.ui.theme.fonts import BODY, SMALL
from cehrs_desktop.ui.widgets.basics import button, card, enlarge, label, way_back
from cehrs_desktop.ui.widgets.page import Page


class BackupsScreen(Page):
    """Emits `make_wanted`, `put_back_wanted(place in the list)` and `left`. `show_rows` fills the list, `show_row`
    changes one of it."""

    make_wanted = Signal()
    put_back_wanted = Signal(int)
    left = Signal()

    def __init__(self, zoom: float) -> None:
        super().__init__(words.TITLE, width=820)
        self._zoom = zoom
        self.paragraphs([words.LEAD])
        self._state = label(words.READING, role="muted")
        self.column.addWidget(self._state)
        self._cards: list[QFrame] = []
        self._had_focus: QWidget | None = None
        self._list = QWidget()
        self.column.addWidget(self._list)
        self.end_column()
        self.notice = self.add_notice()
        self._make = button(words.MAKE, self.make_wanted.emit)
        self._back = way_back(words.BACK, self.left.emit, role="chief")
        self.footer(self._make, self._back)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._back.setFocus()

    def show_state(self, text: str) -> None:
        """How far looking into the copies is."""
        self._state.setText(text)

    def show_rows(self, rows: Sequence[BackupRow]) -> None:
        """Show these in place of all before."""
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._cards = [self._card(at, row) for at, row in enumerate(rows)]
        for one in self._cards:
            column.addWidget(one)
        old, self._list = self._list, fresh
        had_focus = any(one.hasFocus() for one in old.findChildren(QPushButton))
        self.column.replaceWidget(old, fresh)
        old.hide()
        old.deleteLater()
        if had_focus:
            self.focus_first()

    def show_row(self, at: int, row: BackupRow) -> None:
        """Show what was found in one of them."""
        old, fresh = self._cards[at], self._card(at, row)
        had_focus = any(one.hasFocus() for one in old.findChildren(QPushButton))
        layout = self._list.layout()
        assert layout is not None, "the list has a layout as soon as it has cards"
        layout.replaceWidget(old, fresh)
        self._cards[at] = fresh
        old.hide()
        old.deleteLater()
        if had_focus:
            self.focus_first()

    def busy(self, busy: bool, *, stay: bool = False) -> None:
        """While something is done nothing else can be asked for; `stay`: nor can the page be left."""
        if busy:
            self._had_focus = self.focusWidget()
        self._list.setEnabled(not busy)
        self._make.setEnabled(not busy)
        self._back.setEnabled(not (busy and stay))
        if not busy and self._had_focus is not None:
            # Only once: what had it may be replaced afterwards.
            had, self._had_focus = self._had_focus, None
            had.setFocus()

    def _card(self, at: int, row: BackupRow) -> QFrame:
        frame, column = card()
        column.setSpacing(4)
        column.addWidget(label(row.title, BODY, bold=True, wrap=False))
        # One label that wraps: with one for each line a long list takes several times as long to lay out.
        column.addWidget(label("\n".join(row.lines)))
        if row.trouble:
            column.addWidget(label(row.trouble, BODY, bold=True, role="warn"))
        column.addWidget(label(row.file_name, SMALL, role="muted", wrap=False))
        if row.offered:
            offer = button(words.PUT_BACK, lambda: self.put_back_wanted.emit(at))
            offer.setAccessibleName(f"{row.title}, {row.lines[0]}: {words.PUT_BACK}")
            column.addSpacing(8)
            column.addWidget(offer, 0, Qt.AlignmentFlag.AlignLeft)
        # The page itself is enlarged when it is shown; what comes later is enlarged here.
        enlarge(frame, self._zoom)
        return frame
