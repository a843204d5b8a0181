"""What to practice: how much, which questions, how it goes. Every change is told; how many match is shown live."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.study.practice import MOST_ITEMS, MOST_MINUTES, MOST_RUNS, Difficulty, Pool, Wish
from cehrs_desktop.ui.screens.practice.area import Area
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.widgets.basics import bar, button, label, way_back
from cehrs_desktop.ui.widgets.notice import Notice
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.speech import announce
from cehrs_desktop.ui.widgets.still import StillComboBox, StillSpinBox

COUNT_DELAY_MS = 250


class PracticeWishScreen(Page):
    """`changed` carries the whole `Wish` a moment after the last change, `start_wanted` the wish to begin with.

    `extra_percent` is the extra time that was approved for the learner; without any, none is offered."""

    changed = Signal(object)
    start_wanted = Signal(object)
    left = Signal()

    def __init__(self, wish: Wish, blueprint: Blueprint, extra_percent: int = 0) -> None:
        super().__init__(words.TITLE, width=1000)
        self._told: Wish | None = None
        self._wished, self._extra_percent = wish, extra_percent
        self.column.setSpacing(8)
        self.column.addWidget(label(words.LEAD))
        self._add_length(wish)
        self._add_pools(wish)
        self._heading(words.AREA_TITLE, words.AREA_NOTE)
        self.area = Area(wish, blueprint)
        self.area.changed.connect(self._change)
        self.domains, self.topics, self.openers = self.area.domains, self.area.topics, self.area.openers
        self.column.addLayout(self.area)
        self._add_kind(wish)
        self._add_manner(wish)
        self.end_column()
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        # Over the footer: how many match is seen wherever the page is scrolled to.
        self.notice = Notice()
        outer.insertWidget(1, self.notice)
        frame, row = bar("top")
        self._count = label(words.COUNTING, BODY)
        row.addWidget(self._count, 1)
        outer.insertWidget(2, frame)
        self.start = button(words.START, self._start, role="chief")
        self.start.setEnabled(False)
        self.footer(way_back(words.BACK, self._leave), self.start)
        self._pause = QTimer(self, singleShot=True, interval=COUNT_DELAY_MS)
        self._pause.timeout.connect(self._tell)

    # ---- how much
    def _add_length(self, wish: Wish) -> None:
        self._heading(words.LENGTH)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.items = self._number(words.ITEMS, 1, MOST_ITEMS, wish.items)
        row.addWidget(_named(words.ITEMS, self.items))
        row.addWidget(self.items)
        row.addSpacing(24)
        self.time = self._choice(words.TIME, words.TIMES)
        paced = wish.minutes == wish.items
        kind = words.UNTIMED if not wish.minutes else words.OWN_PACE if paced else words.OTHER_TIME
        self.time.setCurrentIndex(self.time.findData(kind))
        row.addWidget(_named(words.TIME, self.time))
        row.addWidget(self.time)
        self.minutes = self._number(words.MINUTES, 1, MOST_MINUTES, wish.minutes or wish.items)
        self.minutes.setSuffix(words.MINUTES_SUFFIX)
        row.addWidget(self.minutes)
        row.addStretch(1)
        self.column.addLayout(row)
        self.extra: QCheckBox | None = None
        if self._extra_percent:
            self.extra, self._extra_note = self._noted(words.EXTRA_TIME, "", checked=wish.extra_time)
            self._show_extra()
        self.items.valueChanged.connect(self._time_changed)
        self.minutes.valueChanged.connect(self._time_changed)
        self.time.currentIndexChanged.connect(self._time_chosen)
        self.minutes.setVisible(kind == words.OTHER_TIME)

    def _time_chosen(self) -> None:
        self.minutes.setVisible(self.time.currentData() == words.OTHER_TIME)
        self._time_changed()

    def _time_changed(self) -> None:
        self._show_extra()
        self._change()

    def _minutes(self) -> int:
        """The minutes of the set without extra time; 0: untimed."""
        kind = self.time.currentData()
        return 0 if kind == words.UNTIMED else self.items.value() if kind == words.OWN_PACE else self.minutes.value()

    def _show_extra(self) -> None:
        if self.extra is None:
            return
        minutes = self._minutes()
        seconds = Wish(minutes=minutes, extra_percent=self._extra_percent).seconds
        note = words.extra_note(self._extra_percent, minutes, seconds)
        self._extra_note.setText(note)
        self.extra.setAccessibleDescription(note)
        self.extra.setEnabled(minutes > 0)

    # ---- which
    def _add_pools(self, wish: Wish) -> None:
        self._heading(words.POOLS_TITLE, words.POOLS_NOTE)
        self.pools = self._checks(words.POOLS, wish.pools)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.missed_in = self._number(words.MISSED_IN, 1, MOST_RUNS, wish.missed_in)
        self.missed_in.setSuffix(words.missed_in(wish.missed_in))
        self._missed_name = _named(words.MISSED_IN, self.missed_in)
        row.addWidget(self._missed_name)
        row.addWidget(self.missed_in)
        row.addStretch(1)
        self.column.addLayout(row)
        self.pools["missed"].toggled.connect(self._show_missed)
        self.missed_in.valueChanged.connect(self._missed_changed)
        self._show_missed(self.pools["missed"].isChecked())

    def _show_missed(self, shown: bool) -> None:
        self._missed_name.setVisible(shown)
        self.missed_in.setVisible(shown)

    def _missed_changed(self, runs: int) -> None:
        self.missed_in.setSuffix(words.missed_in(runs))
        self._change()

    # ---- level, difficulty
    def _add_kind(self, wish: Wish) -> None:
        self._heading(words.LEVELS_TITLE, words.ALL_NOTE)
        self.levels = self._checks(words.LEVELS, wish.levels)
        self._heading(words.DIFFICULTY_TITLE, f"{words.DIFFICULTY_NOTE} {words.ALL_NOTE}")
        self.difficulties = self._checks(words.DIFFICULTIES, wish.difficulties)

    # ---- how it goes
    def _add_manner(self, wish: Wish) -> None:
        self._heading(words.MANNER)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.feedback = self._choice(words.FEEDBACK, words.FEEDBACKS)
        self.feedback.setCurrentIndex(self.feedback.findData(wish.feedback))
        row.addWidget(_named(words.FEEDBACK, self.feedback))
        row.addWidget(self.feedback)
        row.addStretch(1)
        self.column.addLayout(row)
        self.tutor, _ = self._noted(words.TUTOR, words.TUTOR_NOTE, checked=wish.tutor)
        self.certainty, _ = self._noted(words.CERTAINTY, words.CERTAINTY_NOTE, checked=wish.ask_certainty)
        self.blueprint, _ = self._noted(words.BLUEPRINT, words.BLUEPRINT_NOTE, checked=wish.blueprint)
        self.feedback.currentIndexChanged.connect(self._feedback_chosen)
        self.tutor.setEnabled(wish.feedback == "each")

    def _feedback_chosen(self) -> None:
        self.tutor.setEnabled(self.feedback.currentData() == "each")
        self._change()

    # ---- parts
    def _heading(self, title: str, note: str = "") -> None:
        self.column.addSpacing(16)
        self.column.addWidget(label(title, LARGE, bold=True))
        if note:
            self.column.addWidget(label(note, SMALL, role="muted"))

    def _number(self, name: str, least: int, most: int, value: int) -> QSpinBox:
        made = StillSpinBox()
        made.setRange(least, most)
        made.setValue(value)
        made.setFont(font(BODY))
        made.setAccessibleName(name)
        # Typed, or stepped with the arrow keys: the style sheet leaves the small buttons without a look.
        made.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        return made

    def _choice(self, name: str, choices: Sequence[tuple[str, str]]) -> QComboBox:
        made = StillComboBox()
        made.setFont(font(BODY))
        made.setAccessibleName(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(22)
        for value, text in choices:
            made.addItem(text, value)
        return made

    def _check(self, name: str, checked: bool) -> QCheckBox:
        made = QCheckBox(name)
        made.setFont(font(BODY))
        made.setChecked(checked)
        made.toggled.connect(self._change)
        return made

    def _checks(self, choices: Sequence[tuple[str, str]], ticked: Iterable[str]) -> dict[str, QCheckBox]:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(3, 1)
        made: dict[str, QCheckBox] = {}
        chosen = set(ticked)
        for at, (value, name) in enumerate(choices):
            made[value] = self._check(name, value in chosen)
            grid.addWidget(made[value], at // 3, at % 3)
        self.column.addLayout(grid)
        return made

    def _noted(self, name: str, note: str, *, checked: bool) -> tuple[QCheckBox, QLabel]:
        made = self._check(name, checked)
        made.setAccessibleDescription(note)
        self.column.addWidget(made)
        below = QHBoxLayout()
        below.setContentsMargins(32, 0, 0, 4)
        told = label(note, SMALL, role="muted")
        below.addWidget(told)
        self.column.addLayout(below)
        return made, told

    # ---- telling
    def wish(self) -> Wish:
        """What the page asks for as it stands."""
        domains, topics = self.area.wished()
        return Wish(
            items=self.items.value(),
            minutes=self._minutes(),
            domains=domains,
            topics=topics,
            levels=_ticked(self.levels),
            difficulties=_difficulties(_ticked(self.difficulties)),
            pools=_pools(_ticked(self.pools)),
            missed_in=self.missed_in.value(),
            feedback="end" if self.feedback.currentData() == "end" else "each",
            tutor=self.tutor.isChecked(),
            blueprint=self.blueprint.isChecked(),
            ask_certainty=self.certainty.isChecked(),
            # Not offered is not refused: what was said before stays.
            extra_time=self._wished.extra_time if self.extra is None else self.extra.isChecked(),
        )

    @property
    def count(self) -> QLabel:
        """The line that says how many match."""
        return self._count

    def show_count(self, text: str, *, possible: bool) -> None:
        """Say how many questions match the wish as it stands, and whether a set can be drawn."""
        self._count.setText(text)
        announce(self._count, text)
        self.start.setEnabled(possible)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self.items.setFocus()
        # A number that is typed replaces the one that stands there.
        self.items.selectAll()

    def _change(self) -> None:
        self._count.setText(words.COUNTING)
        self._pause.start()

    def _tell(self) -> None:
        self._pause.stop()
        wish = self.wish()
        if wish != self._told:
            self._told = wish
            self.changed.emit(wish)

    def tell_now(self) -> None:
        """Tell the wish as it stands, for its first count."""
        self._told = None
        self._tell()

    def _start(self) -> None:
        self.start_wanted.emit(self.wish())

    def _leave(self) -> None:
        self._tell()
        self.left.emit()


def _named(name: str, field: QWidget) -> QLabel:
    """The name before a field: some screen readers know the field by its label only."""
    made = label(name, BODY, wrap=False)
    made.setBuddy(field)
    return made


def _ticked(boxes: dict[str, QCheckBox]) -> tuple[str, ...]:
    return tuple(value for value, box in boxes.items() if box.isChecked())


def _pools(ticked: Sequence[str]) -> tuple[Pool, ...]:
    known: tuple[Pool, ...] = ("never_seen", "missed", "marked", "slow", "guessed", "bookmarked")
    return tuple(pool for pool in known if pool in ticked) or ("any",)


def _difficulties(ticked: Sequence[str]) -> tuple[Difficulty, ...]:
    known: tuple[Difficulty, ...] = ("easy", "medium", "hard")
    return tuple(one for one in known if one in ticked)
