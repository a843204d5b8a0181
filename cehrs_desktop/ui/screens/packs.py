"""The page about items and updates: what is in use and what else there is.

Every change is asked for by a signal; none is made here.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cehrs_desktop.presentation import pack_texts as words
from cehrs_desktop.presentation.pack_view import PackRow, PacksView
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, card, enlarge, label, way_back
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.speech import announce

MOST_ADDRESS = 500


class PacksScreen(Page):
    """`file_chosen(path)`; `use_wanted(id)` (empty: the delivered items); `remove_wanted(id)`;
    `notice_changed(on, address)`; `check_wanted`; `left`. `show_view` fills it in."""

    file_chosen = Signal(str)
    use_wanted = Signal(str)
    remove_wanted = Signal(str)
    notice_changed = Signal(bool, str)
    check_wanted = Signal()
    left = Signal()

    def __init__(self, *, notice_on: bool, address: str, notice_fixed: bool, zoom: float) -> None:
        super().__init__(words.TITLE, width=820)
        self._zoom = zoom
        self._view: PacksView | None = None
        self.notice = self.add_notice()
        self._state = label(words.LOOKING, BODY)
        self.column.addWidget(self._state)
        self._body = QWidget()
        self.column.addWidget(self._body)
        self._add_notice(on=notice_on, address=address, fixed=notice_fixed)
        self.end_column()
        self._install = button(words.INSTALL, self._ask_file)
        self._close = way_back(words.CLOSE, self.left.emit, role="chief")
        self.footer(self._install, self._close)
        self.show_busy(busy=True)

    # ---- the packs
    def show_view(self, view: PacksView) -> None:
        """Show what there is; it may be pressed again."""
        self._view = view
        self._state.setText("")
        self._state.hide()
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._in_use(view))
        if view.rows:
            column.addWidget(label(words.OTHERS, LARGE, bold=True))
            for row in view.rows:
                column.addWidget(self._pack_card(row, may_use=view.may_choose))
        column.addWidget(label(words.KEYS, LARGE, bold=True))
        column.addWidget(label("\n".join(view.keys) if view.keys else words.NO_KEYS))
        if view.keys:
            column.addWidget(label(words.KEYS_LEAD, SMALL, role="muted"))
        # The page itself was enlarged when it was shown; what comes later is enlarged here.
        enlarge(fresh, self._zoom)
        old, self._body = self._body, fresh
        self.column.replaceWidget(old, fresh)
        had_focus = any(one.hasFocus() for one in old.findChildren(QWidget))
        old.hide()
        old.deleteLater()
        self.show_busy(busy=False)
        if had_focus:
            self.focus_first()

    def show_busy(self, *, busy: bool, text: str = "") -> None:
        """Whether the packs are being worked on: nothing about them can be pressed meanwhile."""
        self._body.setEnabled(not busy)
        self._install.setEnabled(not busy and self._view is not None and self._view.may_choose)
        if text:
            self._state.setText(text)
            self._state.show()
        elif not busy:
            self._state.hide()

    def tell(self, text: str) -> None:
        """Say how it went, calmly: the notice is for trouble."""
        self.notice.clear()
        self._state.setText(text)
        self._state.show()
        announce(self._state, text)

    def _in_use(self, view: PacksView) -> QFrame:
        frame, column = card()
        column.addWidget(label(words.IN_USE, SMALL, role="muted"))
        column.addWidget(label(view.title, LARGE, bold=True))
        for line in view.trouble:
            column.addWidget(label(line, BODY, role="warn"))
        # A widget of its own, so that wrapped lines get the height that they need.
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for at, (name, value) in enumerate(view.pairs):
            grid.addWidget(label(name, BODY, role="muted", wrap=False), at, 0, Qt.AlignmentFlag.AlignTop)
            told = label(value, BODY)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(told, at, 1)
        column.addWidget(table)
        if not view.may_choose:
            column.addWidget(label(words.FIXED_SHIPPED if view.shipped else words.FIXED, BODY, role="muted"))
        elif not view.shipped or view.trouble:
            back = button(words.USE_SHIPPED, lambda: self.use_wanted.emit(""))
            column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _pack_card(self, row: PackRow, *, may_use: bool) -> QFrame:
        frame, column = card()
        column.addWidget(label(row.title, BODY, bold=True))
        column.addWidget(label(row.facts, BODY, role="" if row.usable else "warn"))
        line = QHBoxLayout()
        line.setSpacing(12)
        if row.usable and may_use:
            line.addWidget(self._named(words.USE, row, lambda: self.use_wanted.emit(row.pack_id)))
        line.addWidget(self._named(words.REMOVE, row, lambda: self.remove_wanted.emit(row.pack_id)))
        line.addStretch(1)
        column.addLayout(line)
        return frame

    def _named(self, text: str, row: PackRow, act: Callable[[], object]) -> QWidget:
        made = button(text, act)
        made.setAccessibleName(f"{text}: {row.title}")
        return made

    def _ask_file(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        dialog = QFileDialog(self, words.CHOOSE_TITLE, folder, words.CHOOSE_FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.file_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # ---- the notice of newer versions
    def _add_notice(self, *, on: bool, address: str, fixed: bool) -> None:
        self.column.addSpacing(8)
        self.column.addWidget(label(words.NOTICE, LARGE, bold=True))
        self.column.addWidget(label(words.NOTICE_LEAD, SMALL, role="muted"))
        self._switch = QCheckBox(words.NOTICE_SWITCH)
        self._switch.setFont(font(BODY))
        self._switch.setChecked(on)
        self.column.addWidget(self._switch)
        named = label(words.NOTICE_ADDRESS, BODY, bold=True)
        self._address = QLineEdit(address)
        self._address.setFont(font(BODY))
        self._address.setMaxLength(MOST_ADDRESS)
        self._address.setPlaceholderText(words.NOTICE_HINT)
        self._address.setAccessibleName(words.NOTICE_ADDRESS)
        self._address.setAccessibleDescription(words.NOTICE_HINT)
        named.setBuddy(self._address)
        self.column.addWidget(named)
        self.column.addWidget(self._address)
        if fixed:
            self.column.addWidget(label(words.NOTICE_FIXED, BODY, role="muted"))
        self._switch.setEnabled(not fixed)
        self._address.setReadOnly(fixed)
        row = QHBoxLayout()
        self._check = button(words.NOTICE_CHECK, self.check_wanted.emit)
        row.addWidget(self._check)
        row.addStretch(1)
        self.column.addLayout(row)
        self._news = label("", BODY)
        self._news.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._news.hide()
        self.column.addWidget(self._news)
        self._switch.toggled.connect(self._notice_edited)
        self._address.editingFinished.connect(self._notice_edited)
        self._address.textEdited.connect(self._enable_check)
        self._enable_check()

    @property
    def address(self) -> str:
        """The address as it stands in its field."""
        return self._address.text().strip()

    def show_news(self, text: str) -> None:
        """Say what is newer, or why that is not known."""
        self._news.setText(text)
        self._news.setVisible(bool(text))
        if text:
            announce(self._news, text)

    def _notice_edited(self) -> None:
        self._enable_check()
        self.notice_changed.emit(self._switch.isChecked(), self.address)

    def _enable_check(self) -> None:
        self._check.setEnabled(self._switch.isChecked() and bool(self.address))

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        (self._install if self._install.isEnabled() else self._close).setFocus()
