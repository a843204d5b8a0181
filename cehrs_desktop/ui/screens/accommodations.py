"""One person's approved accommodations. Every change is told at once; keeping it is somebody else's work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from cehrs_desktop.presentation import accommodation_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, label
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.still import StillComboBox, StillSpinBox

ZOOM_CHOICES = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
_MOST_PERCENT = 300


class AccommodationsScreen(Page):
    """Emits `changed` with the whole `Accommodations` after each change, `sheet_wanted`, and `left`."""

    changed = Signal(object)
    sheet_wanted = Signal()
    left = Signal()

    def __init__(self, name: str, granted: Accommodations) -> None:
        super().__init__(words.title(name))
        self._granted = granted
        self.column.setSpacing(8)
        self.column.addWidget(label(words.LEAD))
        self.column.addWidget(label(words.NOT_AN_APPROVAL, BODY, role="muted"))
        self._add_time()
        self._add_seeing()
        self.end_column()
        self.notice = self.add_notice()
        self._sheet = button(words.SHOW_SHEET, self.sheet_wanted.emit)
        self.footer(self._sheet, button(texts.CLOSE, self._leave, role="chief"))

    # ---- time
    def _add_time(self) -> None:
        percent = self._granted.extra_percent
        known = percent == 0 or percent in words.TIMES
        self._time = self._choice(words.TIME, words.time_choices(), str(percent) if known else words.OTHER)
        self._time.activated.connect(lambda _: self._time_chosen())
        self._percent_name = self._named(words.OTHER_TIME)
        self._percent = StillSpinBox()
        self._percent.setRange(1, _MOST_PERCENT)
        self._percent.setSuffix(words.PERCENT_SUFFIX)
        self._percent.setFont(font(BODY))
        self._percent.setAccessibleName(words.OTHER_TIME)
        # Typed, or stepped with the arrow keys: the style sheet leaves the small buttons without a look.
        self._percent.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        # Not each digit on the way to a number is a change.
        self._percent.setKeyboardTracking(False)
        self._percent.setValue(percent or 25)
        self._percent.valueChanged.connect(lambda _: self._time_chosen())
        self._percent_name.setBuddy(self._percent)
        self.column.addWidget(self._percent)
        self._sum = label("", SMALL, role="muted")
        self.column.addWidget(self._sum)
        self._show_time()
        self._breaks = self._check(words.BREAKS, self._granted.breaks_stop_clock, words.BREAKS_NOTE)
        self._breaks.toggled.connect(lambda on: self._change(replace(self._granted, breaks_stop_clock=on)))
        named = self._named(words.WARNINGS)
        self._warnings = QLineEdit(words.warnings_text(self._granted.separate_warnings))
        self._warnings.setFont(font(BODY))
        self._warnings.setAccessibleName(words.WARNINGS)
        self._warnings.setAccessibleDescription(words.WARNINGS_HINT)
        self._warnings.editingFinished.connect(self._warnings_typed)
        named.setBuddy(self._warnings)
        self.column.addWidget(self._warnings)
        self._warnings_note = label(words.WARNINGS_HINT, SMALL, role="muted")
        self.column.addWidget(self._warnings_note)

    def _time_chosen(self) -> None:
        chosen = str(self._time.currentData())
        percent = self._percent.value() if chosen == words.OTHER else int(chosen)
        self._change(replace(self._granted, extra_percent=percent))
        self._show_time()

    def _show_time(self) -> None:
        other = self._time.currentData() == words.OTHER
        self._percent_name.setVisible(other)
        self._percent.setVisible(other)
        self._sum.setText(words.comes_to(self._granted.extra_percent))

    def _warnings_typed(self) -> bool:
        minutes = words.warnings_of(self._warnings.text())
        if minutes is None:
            self.notice.tell(words.WARNINGS_WRONG)
            return False
        self.notice.clear()
        self._warnings.setText(words.warnings_text(minutes))
        self._change(replace(self._granted, separate_warnings=minutes))
        return True

    # ---- seeing and hearing
    def _add_seeing(self) -> None:
        self.column.addSpacing(16)
        self.column.addWidget(label(words.SEEING, LARGE, bold=True))
        self.column.addWidget(label(words.SEEING_NOTE, BODY, role="muted"))
        granted = self._granted
        zooms = ((str(zoom), f"{round(zoom * 100)} %") for zoom in ZOOM_CHOICES)
        self._zoom = self._choice(words.ZOOM, (("0.0", words.AS_SETTINGS), *zooms), str(granted.zoom))
        self._zoom.activated.connect(
            lambda _: self._change(replace(self._granted, zoom=float(self._zoom.currentData())))
        )
        themes = (("", words.AS_SETTINGS), *(pair for pair in texts.CONTRASTS if pair[0] != "system"))
        self._theme = self._choice(words.CONTRAST, themes, granted.theme)
        self._theme.activated.connect(
            lambda _: self._change(replace(self._granted, theme=str(self._theme.currentData())))
        )
        self.column.addSpacing(8)
        self._line_reader = self._check(words.LINE_READER, granted.line_reader, words.LINE_READER_NOTE)
        self._line_reader.toggled.connect(lambda on: self._change(replace(self._granted, line_reader=on)))
        self._masking = self._check(words.MASKING, granted.masking, words.MASKING_NOTE)
        self._masking.toggled.connect(lambda on: self._change(replace(self._granted, masking=on)))
        self._reader = self._check(words.READER, granted.reader, words.READER_NOTE)
        self._reader.toggled.connect(lambda on: self._change(replace(self._granted, reader=on)))
        self._voice = label(words.READER_LOOKING, SMALL, role="muted")
        self.column.addLayout(_indented(self._voice))

    def show_voice(self, *, available: bool) -> None:
        """Tell whether this computer can read aloud. What is approved can be set all the same."""
        self._voice.setText(words.READER_READY if available else words.READER_MISSING)
        self._reader.setAccessibleDescription(f"{words.READER_NOTE} {self._voice.text()}")

    # ---- parts
    def _named(self, name: str) -> QLabel:
        self.column.addSpacing(8)
        made = label(name, BODY, bold=True)
        self.column.addWidget(made)
        return made

    def _choice(self, name: str, choices: Sequence[tuple[str, str]], current: str) -> QComboBox:
        named = self._named(name)
        box = StillComboBox()
        box.setFont(font(BODY))
        box.setAccessibleName(name)
        # A long line may not make the page wider than its window.
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(24)
        for value, text in choices:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(current)))
        named.setBuddy(box)
        self.column.addWidget(box)
        return box

    def _check(self, name: str, checked: bool, note: str) -> QCheckBox:
        box = QCheckBox(name)
        box.setFont(font(BODY))
        box.setChecked(checked)
        self.column.addWidget(box)
        box.setAccessibleDescription(note)
        self.column.addLayout(_indented(label(note, SMALL, role="muted")))
        return box

    # ---- telling
    def _change(self, granted: Accommodations) -> None:
        if granted != self._granted:
            self._granted = granted
            self.changed.emit(granted)

    def _leave(self) -> None:
        # A press of the button may come before the field that was typed in tells that it is finished.
        if self._warnings_typed():
            self.left.emit()

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._time.setFocus()


def _indented(widget: QWidget) -> QVBoxLayout:
    holder = QVBoxLayout()
    holder.setContentsMargins(32, 0, 0, 4)
    holder.addWidget(widget)
    return holder
