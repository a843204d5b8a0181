"""What a learner sets for their study. Every change is told at once; keeping it is somebody else's work."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSpinBox, QWidget

from cehrs_desktop.presentation import study_texts as words
from cehrs_desktop.study.days import day_of, later
from cehrs_desktop.study.profile import Profile
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.widgets.basics import label, way_back
from cehrs_desktop.ui.widgets.day_field import DayField
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.still import StillComboBox, StillSpinBox

_MOST_MINUTES = 600
_AHEAD_DAYS = 35


class StudySettingsScreen(Page):
    """Emits `changed` with the whole `Profile` after each change, and `left`. `today` is an ISO date, `forms` how many
    forms there are."""

    changed = Signal(object)
    left = Signal()

    def __init__(self, profile: Profile, today: str, forms: int) -> None:
        super().__init__(words.SETTINGS_TITLE)
        self._profile, self._today = profile, today
        self.column.setSpacing(8)
        self.notice = self.add_notice()
        self.column.addWidget(label(words.SETTINGS_LEAD))
        self._add_date()
        self._add_minutes()
        self._add_rest(forms)
        self.end_column()
        self.footer(way_back(words.CLOSE, self.left.emit, role="chief"))

    def focus_first(self) -> None:
        """Put the keyboard on what is set first."""
        self._dated.setFocus()

    def _change(self, profile: Profile) -> None:
        self._profile = profile
        self.changed.emit(profile)

    # ---- the exam's date
    def _add_date(self) -> None:
        self.column.addSpacing(12)
        self._dated = self._check(words.HAS_DATE, bool(self._profile.exam_date))
        ahead = later(self._today, _AHEAD_DAYS)
        known = day_of(self._profile.exam_date) is not None
        self._date = DayField(words.DATE, self._profile.exam_date if known else ahead)
        self._date.setEnabled(self._dated.isChecked())
        self.column.addWidget(self._date)
        self._date_line = label("", SMALL, role="muted")
        self.column.addWidget(self._date_line)
        self._show_date()
        self._dated.toggled.connect(self._date_set)
        self._date.day_changed.connect(lambda _: self._date_set(self._dated.isChecked()))

    def _date_set(self, dated: bool) -> None:
        self._date.setEnabled(dated)
        self._change(replace(self._profile, exam_date=self._date.iso if dated else ""))
        self._show_date()

    def _show_date(self) -> None:
        exam = self._profile.exam_date
        self._date_line.setText(words.date_line(exam, self._today))
        # A date that cannot be meant must not look like all the others.
        self._date_line.setProperty("role", "warn" if exam and exam < self._today else "muted")
        self._date_line.style().polish(self._date_line)

    # ---- minutes
    def _add_minutes(self) -> None:
        self.column.addSpacing(16)
        self.column.addWidget(label(words.MINUTES_TITLE, LARGE, bold=True))
        self.column.addWidget(label(words.MINUTES_LEAD))
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        self._minutes: list[StillSpinBox] = []
        for at, (day, minutes) in enumerate(zip(words.DAYS, self._profile.minutes, strict=True)):
            named = label(day, wrap=False)
            field = self._number(0, _MOST_MINUTES, minutes, day)
            field.setSuffix(words.MINUTES_SUFFIX)
            field.setSingleStep(5)
            field.valueChanged.connect(lambda _: self._minutes_set())
            named.setBuddy(field)
            self._minutes.append(field)
            grid.addWidget(named, at, 0)
            # Room for three digits and the unit, in any text size.
            field.setMinimumWidth(field.fontMetrics().horizontalAdvance("000000 min"))
            grid.addWidget(field, at, 1)
        self.column.addWidget(table)
        self._sum = label(words.minutes_line(self._profile.minutes), SMALL, role="muted")
        self.column.addWidget(self._sum)

    def _minutes_set(self) -> None:
        mon, tue, wed, thu, fri, sat, sun = (field.value() for field in self._minutes)
        self._change(replace(self._profile, minutes=(mon, tue, wed, thu, fri, sat, sun)))
        self._sum.setText(words.minutes_line(self._profile.minutes))

    # ---- the rest
    def _add_rest(self, forms: int) -> None:
        self.column.addSpacing(16)
        named = label(words.SHAPE, BODY, bold=True)
        self._shape = StillComboBox()
        self._shape.setFont(font(BODY))
        self._shape.setAccessibleName(words.SHAPE)
        for value, text in words.SHAPES:
            self._shape.addItem(text, value)
        self._shape.setCurrentIndex(self._shape.findData(str(self._profile.weeks_shape)))
        self._shape.activated.connect(
            lambda _: self._change(replace(self._profile, weeks_shape=int(self._shape.currentData())))
        )
        named.setBuddy(self._shape)
        self.column.addWidget(named)
        self.column.addWidget(self._shape)
        self.column.addWidget(label(words.SHAPE_NOTE, SMALL, role="muted"))
        self.column.addSpacing(12)
        named = label(words.SEALED, BODY, bold=True)
        self._sealed = self._number(0, max(forms, self._profile.sealed), self._profile.sealed, words.SEALED)
        self._sealed.valueChanged.connect(lambda number: self._change(replace(self._profile, sealed=number)))
        named.setBuddy(self._sealed)
        self.column.addWidget(named)
        self.column.addWidget(self._sealed)
        self.column.addWidget(label(words.SEALED_NOTE, SMALL, role="muted"))
        self.column.addSpacing(12)
        self._goals = self._check(words.GOALS, self._profile.goals)
        self._goals.toggled.connect(lambda on: self._change(replace(self._profile, goals=on)))
        self.column.addWidget(label(words.GOALS_NOTE, SMALL, role="muted"))

    # ---- parts
    def _check(self, text: str, checked: bool) -> QCheckBox:
        box = QCheckBox(text)
        box.setFont(font(BODY))
        box.setChecked(checked)
        self.column.addWidget(box)
        return box

    def _number(self, least: int, most: int, value: int, name: str) -> StillSpinBox:
        field = StillSpinBox()
        field.setRange(least, most)
        field.setValue(value)
        field.setFont(font(BODY))
        field.setAccessibleName(name)
        # Typed, or stepped with the arrow keys: the style sheet leaves the small buttons without a look.
        field.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        # Not each digit on the way to a number is a change.
        field.setKeyboardTracking(False)
        return field
