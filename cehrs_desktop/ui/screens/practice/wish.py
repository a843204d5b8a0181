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
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.exam.blueprint import Blueprint, Domain
from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.study.practice import MOST_ITEMS, MOST_MINUTES, MOST_RUNS, Difficulty, Pool, Wish
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.widgets.basics import bar, button, label
from cehrs_desktop.ui.widgets.notice import Notice
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.still import StillComboBox, StillSpinBox

COUNT_DELAY_MS = 250


class PracticeWishScreen(Page):
    """`changed` carries the whole `Wish` a moment after the last change, `start_wanted` the wish to begin with."""

    changed = Signal(object)
    start_wanted = Signal(object)
    left = Signal()

    def __init__(self, wish: Wish, blueprint: Blueprint) -> None:
        super().__init__(words.TITLE, width=1000)
        self._told: Wish | None = None
        self.column.setSpacing(8)
        self.column.addWidget(label(words.LEAD))
        self._add_length(wish)
        self._add_pools(wish)
        self._add_area(wish, blueprint)
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
        self._count.setAccessibleName(words.COUNT_NAME)
        row.addWidget(self._count, 1)
        outer.insertWidget(2, frame)
        self.start = button(words.START, self._start, role="chief")
        self.start.setEnabled(False)
        self.footer(button(words.BACK, self._leave), self.start)
        self._pause = QTimer(self, singleShot=True, interval=COUNT_DELAY_MS)
        self._pause.timeout.connect(self._tell)

    # ---- how much
    def _add_length(self, wish: Wish) -> None:
        self._heading(words.LENGTH)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.items = self._number(words.ITEMS, 1, MOST_ITEMS, wish.items)
        row.addWidget(label(words.ITEMS, BODY, wrap=False))
        row.addWidget(self.items)
        row.addSpacing(24)
        self.time = self._choice(words.TIME, words.TIMES)
        paced = wish.minutes == wish.items
        kind = words.UNTIMED if not wish.minutes else words.OWN_PACE if paced else words.OTHER_TIME
        self.time.setCurrentIndex(self.time.findData(kind))
        row.addWidget(label(words.TIME, BODY, wrap=False))
        row.addWidget(self.time)
        self.minutes = self._number(words.MINUTES, 1, MOST_MINUTES, wish.minutes or wish.items)
        self.minutes.setSuffix(words.MINUTES_SUFFIX)
        row.addWidget(self.minutes)
        row.addStretch(1)
        self.column.addLayout(row)
        self.items.valueChanged.connect(self._change)
        self.minutes.valueChanged.connect(self._change)
        self.time.currentIndexChanged.connect(self._time_chosen)
        self.minutes.setVisible(kind == words.OTHER_TIME)

    def _time_chosen(self) -> None:
        self.minutes.setVisible(self.time.currentData() == words.OTHER_TIME)
        self._change()

    # ---- which
    def _add_pools(self, wish: Wish) -> None:
        self._heading(words.POOLS_TITLE, words.POOLS_NOTE)
        self.pools = self._checks(words.POOLS, wish.pools)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.missed_in = self._number(words.MISSED_IN, 1, MOST_RUNS, wish.missed_in)
        self.missed_in.setSuffix(words.missed_in(wish.missed_in))
        self._missed_name = label(words.MISSED_IN, BODY, wrap=False)
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

    # ---- subject
    def _add_area(self, wish: Wish, blueprint: Blueprint) -> None:
        self._heading(words.AREA_TITLE, words.AREA_NOTE)
        self.domains: dict[str, QCheckBox] = {}
        self.topics: dict[str, QCheckBox] = {}
        self._domain_topics: dict[str, tuple[str, ...]] = {}
        self.openers: dict[str, QPushButton] = {}
        for domain in blueprint.domains:
            self._add_domain(domain, wish)

    def _add_domain(self, domain: Domain, wish: Wish) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        box = self._check(f"{domain.id}. {domain.name}", domain.id in wish.domains)
        row.addWidget(box)
        opener = button(words.TOPICS, role="plain", size=SMALL)
        opener.setCheckable(True)
        opener.setAccessibleName(f"{words.TOPICS} {domain.name}")
        row.addWidget(opener)
        row.addStretch(1)
        self.column.addLayout(row)
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(32, 0, 0, 8)
        column.setSpacing(4)
        for topic in domain.topics:
            made = self._check(f"{topic.id}  {topic.name}", topic.id in wish.topics)
            made.toggled.connect(lambda on, of=domain.id: self._topic_ticked(of, on=on))
            column.addWidget(made)
            self.topics[topic.id] = made
        self.column.addWidget(place)
        self.domains[domain.id] = box
        self.openers[domain.id] = opener
        self._domain_topics[domain.id] = tuple(topic.id for topic in domain.topics)
        box.toggled.connect(lambda on, of=domain.id: self._domain_ticked(of, on=on))
        opener.toggled.connect(place.setVisible)
        opened = any(topic.id in wish.topics for topic in domain.topics)
        opener.setChecked(opened)
        place.setVisible(opened)

    def _topic_ticked(self, domain: str, *, on: bool) -> None:
        """A topic without its domain would be none: its domain comes with it."""
        if on and not self.domains[domain].isChecked():
            self.domains[domain].setChecked(True)

    def _domain_ticked(self, domain: str, *, on: bool) -> None:
        if not on:
            for topic in self._domain_topics[domain]:
                self.topics[topic].setChecked(False)

    def _area(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The domains and topics ticked. A domain without a ticked topic is meant whole, so where another domain is
        narrowed all its topics are named."""
        domains = _ticked(self.domains)
        narrowed = [
            domain for domain in domains if any(self.topics[t].isChecked() for t in self._domain_topics[domain])
        ]
        topics: list[str] = []
        for domain in domains if narrowed else ():
            own = self._domain_topics[domain]
            topics += [topic for topic in own if domain not in narrowed or self.topics[topic].isChecked()]
        return domains, tuple(topics)

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
        row.addWidget(label(words.FEEDBACK, BODY, wrap=False))
        row.addWidget(self.feedback)
        row.addStretch(1)
        self.column.addLayout(row)
        self.tutor = self._noted(words.TUTOR, words.TUTOR_NOTE, checked=wish.tutor)
        self.certainty = self._noted(words.CERTAINTY, words.CERTAINTY_NOTE, checked=wish.ask_certainty)
        self.blueprint = self._noted(words.BLUEPRINT, words.BLUEPRINT_NOTE, checked=wish.blueprint)
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

    def _noted(self, name: str, note: str, *, checked: bool) -> QCheckBox:
        made = self._check(name, checked)
        made.setAccessibleDescription(note)
        self.column.addWidget(made)
        below = QHBoxLayout()
        below.setContentsMargins(32, 0, 0, 4)
        below.addWidget(label(note, SMALL, role="muted"))
        self.column.addLayout(below)
        return made

    # ---- telling
    def wish(self) -> Wish:
        """What the page asks for as it stands."""
        items = self.items.value()
        kind = self.time.currentData()
        minutes = 0 if kind == words.UNTIMED else items if kind == words.OWN_PACE else self.minutes.value()
        domains, topics = self._area()
        return Wish(
            items=items,
            minutes=minutes,
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
        )

    @property
    def count(self) -> QLabel:
        """The line that says how many match."""
        return self._count

    def show_count(self, text: str, *, possible: bool) -> None:
        """Say how many questions match the wish as it stands, and whether a set can be drawn."""
        self._count.setText(text)
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


def _ticked(boxes: dict[str, QCheckBox]) -> tuple[str, ...]:
    return tuple(value for value, box in boxes.items() if box.isChecked())


def _pools(ticked: Sequence[str]) -> tuple[Pool, ...]:
    known: tuple[Pool, ...] = ("never_seen", "missed", "marked", "slow", "guessed", "bookmarked")
    return tuple(pool for pool in known if pool in ticked) or ("any",)


def _difficulties(ticked: Sequence[str]) -> tuple[Difficulty, ...]:
    known: tuple[Difficulty, ...] = ("easy", "medium", "hard")
    return tuple(one for one in known if one in ticked)
