"""The parts for what is entered after an exam: failed dates with the wait, and a pass with its credits.

Fields stay while a learner works in them; only the entries and what follows from them are drawn anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cehrs_desktop.presentation import before_after_texts as words
from cehrs_desktop.presentation.before_after_view import BeforeAfterView, EntryRow
from cehrs_desktop.study.afterwards import LONG_WAIT_SOURCE, RENEWAL_SOURCE, Credit
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, enlarge, label
from cehrs_desktop.ui.widgets.check_row import source_button
from cehrs_desktop.ui.widgets.day_field import DayField
from cehrs_desktop.ui.widgets.fields import decimal_field, number_field

_LEFT = Qt.AlignmentFlag.AlignLeft
_MOST_FAILS, _MOST_MONTHS, _MOST_CREDITS, _LONGEST_TITLE = 20, 60, 100, 200


class _Entries(QWidget):
    """Lines and entries that can be removed; `removed(place)`."""

    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._shown: QWidget | None = None

    def show_entries(self, lines: Sequence[str], rows: Sequence[EntryRow], source: str, size: float) -> None:
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for at, row in enumerate(rows):
            line = QHBoxLayout()
            line.setSpacing(12)
            line.addWidget(label(row.text), 1)
            remove = button(words.REMOVE, self._remover(at), role="plain")
            remove.setAccessibleName(words.remove_spoken(row.text))
            line.addWidget(remove)
            column.addLayout(line)
            if row.note:
                column.addWidget(label(row.note, SMALL, role="muted"))
        for at, text in enumerate(lines):
            column.addWidget(label(text, BODY, bold=at == 0 and bool(rows)))
        if source:
            column.addWidget(source_button(source), 0, _LEFT)
        # As large as the page was made since.
        enlarge(fresh, size)
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = fresh
        self._column.addWidget(fresh)
        # Seen at once, and not with the next turn of the event loop.
        fresh.show()

    def _remover(self, at: int) -> Callable[[], None]:
        return lambda: self.removed.emit(at)


class RetakePart(QWidget):
    """`fail_added(ISO date)`, `fail_removed(place)`, `waits_set(fails, months)`."""

    fail_added = Signal(str)
    fail_removed = Signal(int)
    waits_set = Signal(int, int)

    def __init__(self, view: BeforeAfterView) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(label(words.RETAKE_LEAD))
        row = QHBoxLayout()
        row.setSpacing(12)
        self.day = DayField(words.FAIL_DAY, view.today, last=view.today)
        self.add = button(words.ADD_FAIL, self._add)
        row.addWidget(self.day, 1)
        row.addWidget(self.add)
        column.addLayout(row)
        self._entries = _Entries()
        self._entries.removed.connect(self._remove)
        column.addWidget(self._entries)
        column.addSpacing(16)
        column.addWidget(label(words.WAIT_TITLE, LARGE, bold=True))
        column.addWidget(label(words.WAIT_NOTE))
        column.addWidget(source_button(LONG_WAIT_SOURCE), 0, _LEFT)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        self.fails = number_field(words.WAIT_FAILS, _MOST_FAILS, view.entered.wait_fails)
        self.months = number_field(words.WAIT_MONTHS, _MOST_MONTHS, view.entered.wait_months)
        for at, (text, field) in enumerate(((words.WAIT_FAILS, self.fails), (words.WAIT_MONTHS, self.months))):
            named = label(text)
            named.setBuddy(field)
            grid.addWidget(named, at, 0)
            grid.addWidget(field, at, 1)
            field.valueChanged.connect(lambda _: self.waits_set.emit(self.fails.value(), self.months.value()))
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        self.show_view(view)

    def show_view(self, view: BeforeAfterView) -> None:
        """Show what was entered and what follows."""
        told = view.retake
        self._entries.show_entries(told.lines, told.fails, told.source, self.add.font().pixelSize() / BODY)

    def _add(self) -> None:
        # Added with its letter, the field that has the keyboard still holds what was typed as words.
        if self.day.take():
            self.fail_added.emit(self.day.iso)
        else:
            self.day.setFocus()

    def _remove(self, at: int) -> None:
        # The button that has the keyboard goes away.
        self.day.setFocus()
        self.fail_removed.emit(at)


class RenewalPart(QWidget):
    """`passed_set(ISO date or empty)`, `credit_added(Credit)`, `credit_removed(place)`, `told(words)`."""

    passed_set = Signal(str)
    credit_added = Signal(object)
    credit_removed = Signal(int)
    told = Signal(str)

    def __init__(self, view: BeforeAfterView) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(label(words.PASS_LEAD))
        column.addWidget(source_button(RENEWAL_SOURCE), 0, _LEFT)
        passed = view.entered.after.passed_day
        self.passed = QCheckBox(words.HAS_PASSED)
        self.passed.setFont(font(BODY))
        self.passed.setChecked(bool(passed))
        self.day = DayField(words.PASS_DAY, passed or view.today)
        self.day.setEnabled(bool(passed))
        self.passed.toggled.connect(self._set_passed)
        self.day.day_changed.connect(lambda _: self._set_passed(self.passed.isChecked()))
        column.addWidget(self.passed)
        column.addWidget(self.day)
        self._lines = _Entries()
        column.addWidget(self._lines)
        column.addSpacing(16)
        column.addWidget(label(words.CREDITS, LARGE, bold=True))
        self._entries = _Entries()
        self._entries.removed.connect(self._remove)
        column.addWidget(self._entries)
        column.addLayout(self._form(view.today))
        column.addWidget(label(words.CERTIFICATE_NOTE, SMALL, role="muted"))
        self.show_view(view)

    def _form(self, today: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self.credit_day = DayField(words.CREDIT_DAY, today)
        self.title = QLineEdit()
        self.title.setFont(font(BODY))
        self.title.setMaxLength(_LONGEST_TITLE)
        self.title.setAccessibleName(words.CREDIT_TITLE)
        self.title.returnPressed.connect(self._add)
        self.number = decimal_field(words.CREDIT_NUMBER, _MOST_CREDITS, 1.0, 0.5)
        fields = ((words.CREDIT_DAY, self.credit_day), (words.CREDIT_TITLE, self.title))
        for at, (text, field) in enumerate((*fields, (words.CREDIT_NUMBER, self.number))):
            named = label(text, wrap=False)
            named.setBuddy(field)
            grid.addWidget(named, at, 0)
            grid.addWidget(field, at, 1)
        self._file = ""
        row = QHBoxLayout()
        row.setSpacing(12)
        self._certificate = button(words.CERTIFICATE, self._ask_file)
        self._file_line = label(words.NO_CERTIFICATE, SMALL, role="muted")
        self.add = button(words.ADD_CREDIT, self._add)
        row.addWidget(self._certificate)
        row.addWidget(self._file_line, 1)
        row.addWidget(self.add)
        grid.addLayout(row, 3, 0, 1, 2)
        return grid

    def show_view(self, view: BeforeAfterView) -> None:
        """Show what was entered and what follows."""
        told, size = view.renewal, self.add.font().pixelSize() / BODY
        self._lines.show_entries(told.lines, (), "", size)
        self._entries.show_entries(() if told.credits else (words.NO_CREDITS,), told.credits, "", size)

    def _set_passed(self, passed: bool) -> None:
        self.day.setEnabled(passed)
        self.passed_set.emit(self.day.iso if passed else "")

    def _remove(self, at: int) -> None:
        self.title.setFocus()
        self.credit_removed.emit(at)

    def _add(self) -> None:
        title = " ".join(self.title.text().split())
        if not title:
            self.told.emit(words.NEEDS_TITLE)
            self.title.setFocus()
            return
        # Added with its letter, a field that has the keyboard still holds what was typed as words.
        if not self.credit_day.take():
            self.credit_day.setFocus()
            return
        self.number.interpretText()
        self.credit_added.emit(Credit(self.credit_day.iso, title, self.number.number, self._file))
        self.title.clear()
        self.note_certificate("")
        self.title.setFocus()

    # ---- the certificate
    def _ask_file(self) -> None:
        dialog = QFileDialog(self, words.CERTIFICATE_FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.note_certificate)
        # Deleted by hand: Qt's own dialog is still at work when the signal comes.
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def note_certificate(self, file: str) -> None:
        """Note a file's name and place for the entry that is being written; its content is not read."""
        self._file = file
        self._file_line.setText(file.replace("\\", "/").rsplit("/", 1)[-1] or words.NO_CERTIFICATE)
