"""The page on which a day is chosen. Every choice is remembered for the next time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QPushButton, QRadioButton, QVBoxLayout

from cehrs_desktop.application.day_data import DayData
from cehrs_desktop.presentation import plan_texts as words
from cehrs_desktop.rehearsal.venue import Venue
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, label
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.still import StillComboBox, StillTimeEdit

OTHER_LATE_LIMITS = (15, 30)


class PlanScreen(Page):
    """`begun` carries the choices as plain values; `problems_wanted`, `left`."""

    begun = Signal(dict)
    problems_wanted = Signal()
    left = Signal()

    def __init__(self, data: DayData, remembered: Mapping[str, object]) -> None:
        super().__init__(words.TITLE)
        self._data = data
        self._remembered = remembered
        self._boxes: dict[str, QComboBox] = {}
        self.column.setSpacing(8)
        self.column.addWidget(label(words.LEAD, BODY, role="muted"))
        self._make_venues()
        self._choice("arrival", words.ARRIVAL, words.ARRIVALS)
        self._make_time()
        levels = [(level.id, level.title) for level in data.deck.levels]
        self._choice("level", words.LEVEL, [("none", words.NO_INCIDENTS), *levels], "realistic")
        self._level_note = label("", SMALL, role="muted")
        self.column.addWidget(self._level_note)
        self._boxes["level"].currentIndexChanged.connect(lambda _: self._level_chosen())
        self._level_chosen()
        self._choice("waits", words.WAITS, words.WAIT_CHOICES)
        self.column.addSpacing(16)
        self.column.addWidget(label(words.SETTINGS_TITLE, LARGE, bold=True))
        self.column.addWidget(label(words.SETTINGS_LEAD, BODY, role="muted"))
        self._choice("ladder", words.LADDER, words.LADDERS)
        self._choice("pause_clock", words.PAUSE, words.CLOCKS)
        self._choice("fault_clock", words.FAULT, words.CLOCKS)
        self._choice("late", words.LATE, [])
        self._audible = self._check("audible", words.AUDIBLE)
        self._camera = self._check("camera", words.CAMERA)
        self._camera_note = label("", SMALL, role="muted")
        self.column.addWidget(self._camera_note)
        self.show_camera(None)
        self.end_column()
        self._make_footer()
        self._venue_chosen()
        self._arrival_chosen()

    def _make_venues(self) -> None:
        self.column.addSpacing(8)
        self.column.addWidget(label(words.VENUE, BODY, bold=True))
        self._venues = QButtonGroup(self)
        wanted = str(self._remembered.get("venue", ""))
        for index, venue in enumerate(self._data.venues):
            title = words.own_venue(venue.title) if venue.id in self._data.own else venue.title
            radio = QRadioButton(title)
            radio.setFont(font(BODY))
            radio.setAccessibleDescription(venue.summary)
            radio.setChecked(venue.id == wanted or index == 0)
            self._venues.addButton(radio, index)
            holder = QVBoxLayout()
            holder.setContentsMargins(32, 0, 0, 4)
            holder.addWidget(label(venue.summary, SMALL, role="muted"))
            self.column.addWidget(radio)
            self.column.addLayout(holder)
        self._venues.idClicked.connect(lambda _: self._venue_chosen())

    def _make_time(self) -> None:
        self._time_label = label(words.APPOINTMENT, BODY, bold=True)
        self._time = StillTimeEdit()
        self._time.setFont(font(BODY))
        self._time.setAccessibleName(words.APPOINTMENT)
        self._time_label.setBuddy(self._time)
        kept = QTime.fromString(str(self._remembered.get("time", "")), "HH:mm")
        self._time.setTime(kept if kept.isValid() else QTime(9, 0))
        self.column.addWidget(self._time_label)
        self.column.addWidget(self._time)
        self._boxes["arrival"].activated.connect(lambda _: self._arrival_chosen())

    def _make_footer(self) -> None:
        buttons: list[QPushButton] = []
        if self._data.problems:
            buttons.append(button(words.SHOW_PROBLEMS, self.problems_wanted.emit))
        self._begin = button(words.BEGIN, self._tell, role="chief")
        self.footer(*buttons, button(words.BACK, self.left.emit), self._begin)

    def _choice(self, key: str, name: str, choices: Sequence[tuple[str, str]], otherwise: str = "") -> None:
        self.column.addSpacing(8)
        named = label(name, BODY, bold=True)
        box = StillComboBox()
        box.setFont(font(BODY))
        box.setAccessibleName(name)
        # A long line of a level may not make the page wider than its window.
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(24)
        for value, text in choices:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(str(self._remembered.get(key, otherwise)))))
        named.setBuddy(box)
        self.column.addWidget(named)
        self.column.addWidget(box)
        self._boxes[key] = box

    def _check(self, key: str, name: str) -> QCheckBox:
        box = QCheckBox(name)
        box.setFont(font(BODY))
        box.setChecked(bool(self._remembered.get(key, False)))
        self.column.addWidget(box)
        return box

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._venues.buttons()[self._venues.checkedId()].setFocus()

    def _venue(self) -> Venue:
        return self._data.venues[self._venues.checkedId()]

    def _venue_chosen(self) -> None:
        """The late limit of this place comes first, others that are published after it."""
        box, own = self._boxes["late"], self._venue().late_minutes
        kept = box.currentData() if box.count() else str(self._remembered.get("late", "-1"))
        box.clear()
        box.addItem(words.late_choice(own, of_venue=True), "-1")
        for minutes in OTHER_LATE_LIMITS:
            if minutes != own:
                box.addItem(words.late_choice(minutes, of_venue=False), str(minutes))
        box.setCurrentIndex(max(0, box.findData(kept)))

    def show_camera(self, available: bool | None) -> None:
        """Whether a camera can be used; `None` while it is being looked for. The choice is remembered all the same."""
        self._camera.setEnabled(bool(available))
        notes = {None: words.CAMERA_LOOKING, True: words.CAMERA_NOTE, False: words.CAMERA_NONE}
        self._camera_note.setText(notes[available])

    def _level_chosen(self) -> None:
        """What a level means, below its name: in the closed list the line would be cut."""
        box = self._boxes["level"]
        told = next((level.text for level in self._data.deck.levels if level.id == box.currentData()), "")
        self._level_note.setText(told)
        self._level_note.setVisible(bool(told))
        box.setAccessibleDescription(told)

    def _arrival_chosen(self) -> None:
        by_clock = self._boxes["arrival"].currentData() == "clock"
        self._time.setVisible(by_clock)
        self._time_label.setVisible(by_clock)

    def _tell(self) -> None:
        chosen: dict[str, object] = {key: box.currentData() for key, box in self._boxes.items()}
        chosen |= {
            "venue": self._venue().id,
            "time": self._time.time().toString("HH:mm"),
            "audible": self._audible.isChecked(),
            "camera": self._camera.isChecked() and self._camera.isEnabled(),
        }
        self.begun.emit(chosen)
