"""The first page: start a rehearsal, look at earlier ones. It may be shown before the data was checked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.application.attempt_line import NAME_LIMIT, AttemptLine
from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.theme.fonts import BODY, HEADING, SMALL, TITLE, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import bar, button, label
from cehrs_desktop.ui.widgets.history import HistoryPanel


class HomeScreen(QWidget):
    """A start panel beside the history. `day_wanted`, `start_wanted` (the exam only), `study_wanted`, `forms_wanted`
    and `accommodations_wanted` carry name and ``now`` or ``two_days``."""

    day_wanted = Signal(str, str)
    start_wanted = Signal(str, str)
    study_wanted = Signal(str, str)
    accommodations_wanted = Signal(str, str)
    computer_wanted = Signal()
    settings_wanted = Signal()
    about_wanted = Signal()
    report_wanted = Signal(str)
    debrief_wanted = Signal(str)
    forms_wanted = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._history = HistoryPanel(theme)
        self._history.report_wanted.connect(self.report_wanted)
        self._history.debrief_wanted.connect(self.debrief_wanted)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(40, 20, 40, 12)
        row.setSpacing(56)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._make_start(), 1)
        self._independence = label(texts.INDEPENDENCE, SMALL, role="muted")
        left.addWidget(self._independence)
        row.addLayout(left, 4)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(label(texts.HISTORY, HEADING, bold=True))
        right.addWidget(self._history, 1)
        # Beside the buttons, not under them: there they would be below the edge of a small screen.
        self._asides = QVBoxLayout()
        self._asides.setSpacing(8)
        right.addLayout(self._asides)
        self._items_note = self._aside()
        self._news = self._aside()
        row.addLayout(right, 6)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(content)
        outer.addWidget(area, 1)
        outer.addWidget(self._make_foot())
        self._place_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_words()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place_words()

    def _place_words(self) -> None:
        """Keep the foot a foot: in large letters its words would take a quarter of a small screen."""
        fits = self._foot_words.heightForWidth(max(self.width() * 3 // 4, 1)) <= self.height() // 8
        self._foot_words.setVisible(fits)
        self._foot_space.setVisible(not fits)
        self._independence.setVisible(not fits)

    def _make_start(self) -> QWidget:
        panel = QWidget()
        panel.setMinimumWidth(380)
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(texts.PROGRAM, TITLE, bold=True))
        column.addWidget(label(texts.WELCOME, BODY))
        column.addSpacing(8)
        named = label(texts.YOUR_NAME, BODY, bold=True)
        column.addWidget(named)
        self._name = QLineEdit()
        self._name.setFont(font(BODY))
        self._name.setMaxLength(NAME_LIMIT)
        self._name.setAccessibleName(texts.YOUR_NAME)
        self._name.returnPressed.connect(lambda: self._chief.click())
        named.setBuddy(self._name)
        column.addWidget(self._name)
        self._results = QButtonGroup(self)
        self._now = QRadioButton(texts.RESULT_NOW)
        self._later = QRadioButton(texts.RESULT_LATER)
        for choice in (self._now, self._later):
            choice.setFont(font(BODY))
            self._results.addButton(choice)
            column.addWidget(choice)
        self._now.setChecked(True)
        column.addSpacing(8)
        self._day_button = button(texts.REHEARSE_DAY, lambda: self._go(self.day_wanted), role="chief")
        self._day_button.setMinimumHeight(48)
        column.addWidget(self._day_button)
        # What Enter in the name begins.
        self._chief = self._day_button
        self._start_button = button(texts.QUICK_START, lambda: self._go(self.start_wanted))
        column.addWidget(self._start_button)
        self._study_button = button(texts.STUDY, lambda: self._go(self.study_wanted))
        column.addWidget(self._study_button)
        more = QVBoxLayout()
        more.setSpacing(0)
        self._forms_button = button(texts.CHOOSE_FORM, lambda: self._go(self.forms_wanted), role="plain")
        more.addWidget(self._forms_button, 0, Qt.AlignmentFlag.AlignLeft)
        for words, act in (
            (texts.ACCOMMODATIONS, lambda: self._go(self.accommodations_wanted)),
            (texts.THIS_COMPUTER, self.computer_wanted.emit),
        ):
            more.addWidget(button(words, act, role="plain"), 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(more)
        column.addWidget(label(texts.HOME_FACTS, SMALL, role="muted"))
        self._status = label("", SMALL, role="warn")
        column.addWidget(self._status)
        column.addStretch(1)
        self._choices = column
        return panel

    def _aside(self, text: str = "") -> QLabel:
        made = label(text, SMALL, role="muted")
        self._asides.addWidget(made)
        if not text:
            made.hide()
        return made

    def _make_foot(self) -> QWidget:
        frame, row = bar("top")
        self._foot_words = label(texts.INDEPENDENCE, SMALL, role="muted")
        row.addWidget(self._foot_words, 1)
        self._foot_space = QWidget()
        row.addWidget(self._foot_space, 1)
        row.addWidget(button(texts.ABOUT, self.about_wanted.emit, role="plain"), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(button(texts.SETTINGS, self.settings_wanted.emit, role="plain"), 0, Qt.AlignmentFlag.AlignVCenter)
        return frame

    def show_person(self, name: str, result: str) -> None:
        """Fill in who sat last and how they wanted the result."""
        if not self._name.text():
            self._name.setText(name)
        (self._later if result == "two_days" else self._now).setChecked(True)

    def show_lines(self, lines: Sequence[AttemptLine], now_ms: int) -> None:
        """Show the history."""
        self._history.show_lines(lines, now_ms)

    def show_stale(self, count: int) -> None:
        """Tell how many items are past their review date, if any."""
        self._items_note.setText(texts.stale_items(count) if count else "")
        self._items_note.setVisible(bool(count))

    def show_policy(self, modes: Collection[str], fixed: Collection[str], notes: Sequence[str]) -> None:
        """Offer only these ways to begin, hold the fixed ones of name and result, and tell staff something quietly.
        For a page that was not shown yet."""
        ways = {
            "full_rehearsal": self._day_button,
            "quick_start": self._start_button,
            "forms": self._forms_button,
            "practice": self._study_button,
        }
        for mode, way in ways.items():
            way.setVisible(mode in modes)
        self._chief = next(way for mode, way in ways.items() if mode in modes)
        if self._chief is not self._day_button:
            self._chief.setProperty("role", "chief")
            self._chief.setFont(font(BODY, bold=True))
        for key, controls in (("name", (self._name,)), ("result", (self._now, self._later))):
            if key in fixed:
                for control in controls:
                    control.setEnabled(False)
                    control.setAccessibleDescription(texts.SET_BY_SCHOOL)
                after = self._choices.indexOf(controls[-1]) + 1
                self._choices.insertWidget(after, label(texts.SET_BY_SCHOOL, SMALL, role="muted"))
        for note in notes:
            self._aside(note)

    def show_news(self, text: str) -> None:
        """Tell quietly of other items or something newer, if there is anything."""
        self._news.setText(text)
        self._news.setVisible(bool(text))

    def show_waiting(self, waiting: bool) -> None:
        """Tell that a start was asked for before the data was checked, and that it follows by itself."""
        self._status.setText(texts.CHECKING if waiting else "")
        self._start_button.setEnabled(not waiting)
        self._study_button.setEnabled(not waiting)
        self._day_button.setEnabled(not waiting)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        (self._chief if self._name.text() else self._name).setFocus()

    def _go(self, wanted: SignalInstance) -> None:
        name = " ".join(self._name.text().split())
        if not name:
            self._status.setText(texts.NAME_NEEDED)
            self._name.setFocus()
            return
        self._status.setText("")
        wanted.emit(name, "two_days" if self._later.isChecked() else "now")
