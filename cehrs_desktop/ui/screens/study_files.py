"""The page from which a learner saves calendar entries, Anki cards and tables."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTime, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.application.exporting import PARTS, REMINDERS, WHICH, ExportWish, Part, Which
from cehrs_desktop.presentation import study_files_texts as words
from cehrs_desktop.presentation.study_files_view import StudyFilesView
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, enlarge, label, way_back
from cehrs_desktop.ui.widgets.file_question import ask_file
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.still import StillComboBox, StillTimeEdit

_COLUMN = 820
_INDENT = 32
_LEFT = Qt.AlignmentFlag.AlignLeft
_ISO = "HH:mm"
_FIRST = {"study_at": "18:00", "exam_at": "09:00"}
"""The times that the fields show before one was chosen."""


class StudyFilesScreen(Page):
    """Emits `changed(ExportWish)` after each choice, `file_chosen(kind, path)` when a file was asked for, and `left`.
    It says that it reads until `open`; `show_view` tells it what follows from a choice."""

    changed = Signal(object)
    file_chosen = Signal(str, object)
    left = Signal()

    def __init__(self, zoom: float) -> None:
        super().__init__(words.TITLE, _COLUMN)
        self._zoom = zoom
        self._view: StudyFilesView | None = None
        self._wish = ExportWish()
        self._boxes: dict[Part, QCheckBox] = {}
        self._why_not: dict[Part, QLabel] = {}
        self._ways: dict[str, QPushButton] = {}
        self.notice = self.add_notice()
        self.column.setSpacing(8)
        self._waiting = label(words.READING, BODY, role="muted")
        self.column.addWidget(self._waiting)
        self.end_column()
        self._back = way_back(words.BACK, self.left.emit, role="chief")
        self.footer(self._back)

    def focus_first(self) -> None:
        """Put the keyboard on what is chosen first."""
        first = next((box for box in self._boxes.values() if box.isEnabled()), None)
        (first or self._back).setFocus()

    def not_read(self, why: str) -> None:
        """Say why there is nothing to show."""
        self._waiting.hide()
        self.notice.tell(why)

    def open(self, view: StudyFilesView) -> None:
        """Show the page for the first time."""
        self._waiting.hide()
        self._wish = view.wish
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(words.LEAD))
        self._add_calendar(column)
        self._add_anki(column)
        self._add_tables(column)
        # The page itself was enlarged when it was shown; what comes later is enlarged here.
        enlarge(fresh, self._zoom)
        self.column.insertWidget(self.column.count() - 1, fresh)
        self.show_view(view)
        self.focus_first()

    def show_view(self, view: StudyFilesView) -> None:
        """Show what follows from a choice; what was chosen is where the learner put it."""
        self._view, self._wish = view, view.wish
        for row in view.parts:
            box, why = self._boxes[row.part], self._why_not[row.part]
            box.setText(row.text)
            box.setEnabled(not row.why_not)
            _check(box, row.part in view.wish.parts and not row.why_not)
            why.setText(row.why_not)
            why.setVisible(bool(row.why_not))
        self._study.setVisible(self._boxes["study"].isChecked())
        self._exam.setVisible(self._boxes["exam"].isChecked())
        self._study_time.setEnabled(bool(view.wish.study_at))
        self._reminder.setEnabled(bool(view.wish.study_at))
        self._needs_time.setVisible(not view.wish.study_at)
        self._exam_time.setEnabled(bool(view.wish.exam_at))
        self._reminds.setText(view.exam_reminds)
        self._calendar_line.setText(view.calendar_line)
        for one in view.which:
            self._which[one.which].setText(one.text)
        self._notes.setEnabled(view.has_notes)
        _check(self._notes, view.wish.notes and view.has_notes)
        self._anki_line.setText("\n".join(view.anki_lines))
        self._answers_line.setText(view.answers_line)
        self._plan_line.setText(view.plan_line)
        for kind, ready, line in (
            ("calendar", view.calendar_ready, view.calendar_line),
            ("anki", view.anki_ready, view.anki_lines[0]),
            ("answers", view.answers_ready, view.answers_line),
            ("plan", view.plan_ready, view.plan_line),
        ):
            self._ways[kind].setEnabled(ready)
            self._ways[kind].setAccessibleDescription(line)

    # ---- the calendar
    def _add_calendar(self, column: QVBoxLayout) -> None:
        _head(column, words.CALENDAR, words.CALENDAR_LEAD)
        for part in PARTS:
            box = _box(words.PART_NAMES[part])
            box.toggled.connect(lambda _: self._parts_chosen())
            why = label("", SMALL, role="muted")
            self._boxes[part], self._why_not[part] = box, why
            column.addWidget(box, 0, _LEFT)
            column.addWidget(_indented(why))
            if part == "study":
                self._study = self._add_study()
                column.addWidget(self._study)
            elif part == "exam":
                self._exam = self._add_exam()
                column.addWidget(self._exam)
        self._calendar_line = label("")
        column.addWidget(self._calendar_line)
        column.addWidget(label(words.AGAIN, SMALL, role="muted"))
        self._add_way(column, "calendar", words.SAVE_CALENDAR)

    def _add_study(self) -> QWidget:
        holder, inside = _indent()
        row, self._study_time = self._time_row(words.STUDY_AT, words.STUDY_TIME, "study_at")
        named = label(words.REMINDER, wrap=False)
        self._reminder = StillComboBox()
        self._reminder.setFont(font(BODY))
        self._reminder.setAccessibleName(words.REMINDER)
        for minutes in REMINDERS:
            self._reminder.addItem(words.REMINDERS[minutes], minutes)
        self._reminder.setCurrentIndex(self._reminder.findData(self._wish.reminder))
        self._reminder.activated.connect(
            lambda _: self._chosen(replace(self._wish, reminder=int(self._reminder.currentData())))
        )
        named.setBuddy(self._reminder)
        reminders = QHBoxLayout()
        reminders.setSpacing(12)
        reminders.addWidget(named)
        reminders.addWidget(self._reminder)
        reminders.addStretch(1)
        self._needs_time = label(words.REMINDER_NEEDS_TIME, SMALL, role="muted")
        inside.addLayout(row)
        inside.addLayout(reminders)
        inside.addWidget(self._needs_time)
        return holder

    def _add_exam(self) -> QWidget:
        holder, inside = _indent()
        row, self._exam_time = self._time_row(words.EXAM_AT, words.EXAM_TIME, "exam_at")
        self._reminds = label("", SMALL, role="muted")
        inside.addLayout(row)
        inside.addWidget(self._reminds)
        return holder

    def _time_row(self, text: str, spoken: str, key: str) -> tuple[QHBoxLayout, StillTimeEdit]:
        known = self._wish.study_at if key == "study_at" else self._wish.exam_at
        box = _box(text)
        box.setChecked(bool(known))
        field = StillTimeEdit()
        field.setFont(font(BODY))
        field.setAccessibleName(spoken)
        field.setDisplayFormat("h:mm AP")
        # Not each digit on the way to a time is a choice.
        field.setKeyboardTracking(False)
        field.setTime(QTime.fromString(known or _FIRST[key], _ISO))

        def chosen() -> None:
            at = field.time().toString(_ISO) if box.isChecked() else ""
            wish = self._wish
            self._chosen(replace(wish, study_at=at) if key == "study_at" else replace(wish, exam_at=at))

        box.toggled.connect(lambda _: chosen())
        field.timeChanged.connect(lambda _: chosen())
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(box)
        row.addWidget(field)
        row.addStretch(1)
        return row, field

    def _parts_chosen(self) -> None:
        # What has no entries now is chosen again when it has.
        parts = tuple(
            part
            for part in PARTS
            if (self._boxes[part].isChecked() if self._boxes[part].isEnabled() else part in self._wish.parts)
        )
        self._chosen(replace(self._wish, parts=parts))

    # ---- Anki
    def _add_anki(self, column: QVBoxLayout) -> None:
        _head(column, words.ANKI, words.ANKI_LEAD)
        self._which: dict[Which, QRadioButton] = {}
        group = QButtonGroup(self)
        for which in WHICH:
            one = QRadioButton()
            one.setFont(font(BODY))
            one.setChecked(which == self._wish.which)
            one.toggled.connect(lambda _: self._which_chosen())
            group.addButton(one)
            self._which[which] = one
            column.addWidget(one, 0, _LEFT)
        self._notes = _box(words.WITH_NOTES)
        self._notes.toggled.connect(lambda on: self._chosen(replace(self._wish, notes=on)))
        column.addWidget(self._notes, 0, _LEFT)
        self._anki_line = label("")
        column.addWidget(self._anki_line)
        column.addWidget(label(words.ANKI_SCHEDULE, SMALL, role="muted"))
        self._add_way(column, "anki", words.SAVE_ANKI)

    def _which_chosen(self) -> None:
        # Of two that change only one is on; between the two none is.
        which = next((which for which in WHICH if self._which[which].isChecked()), self._wish.which)
        self._chosen(replace(self._wish, which=which))

    # ---- tables
    def _add_tables(self, column: QVBoxLayout) -> None:
        _head(column, words.TABLES, words.TABLES_LEAD)
        self._answers_line = label("")
        column.addWidget(self._answers_line)
        self._add_way(column, "answers", words.SAVE_ANSWERS)
        column.addSpacing(8)
        self._plan_line = label("")
        column.addWidget(self._plan_line)
        self._add_way(column, "plan", words.SAVE_PLAN)

    def _add_way(self, column: QVBoxLayout, kind: str, text: str) -> None:
        made = button(text, lambda: self._ask_file(kind, text))
        self._ways[kind] = made
        column.addWidget(made, 0, _LEFT)

    def _ask_file(self, kind: str, way: str) -> None:
        view = self._view
        if view is not None:
            suffix = words.SUFFIXES[kind]
            name = words.file_name(kind, view.name, view.day)
            ask_file(self, words.FILTERS[suffix], name, suffix, lambda path: self.file_chosen.emit(kind, path), way)

    def _chosen(self, wish: ExportWish) -> None:
        if wish != self._wish:
            self._wish = wish
            self.changed.emit(wish)


def _head(column: QVBoxLayout, title: str, lead: str) -> None:
    column.addSpacing(20)
    column.addWidget(label(title, LARGE, bold=True))
    column.addWidget(label(lead))


def _box(text: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setFont(font(BODY))
    return box


def _indent() -> tuple[QWidget, QVBoxLayout]:
    holder = QWidget()
    inside = QVBoxLayout(holder)
    inside.setContentsMargins(_INDENT, 0, 0, 8)
    inside.setSpacing(8)
    return holder, inside


def _indented(made: QLabel) -> QLabel:
    made.setContentsMargins(_INDENT, 0, 0, 4)
    return made


def _check(box: QCheckBox, checked: bool) -> None:
    """Show it; nobody is told."""
    box.blockSignals(True)
    box.setChecked(checked)
    box.blockSignals(False)
