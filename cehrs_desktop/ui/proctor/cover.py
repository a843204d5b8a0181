"""What takes the question's place while it is covered: the frame of all such pages, and the plain ones.

Each page says whether the exam's clock runs, and shows it where it runs and is not hidden. What is pressed on one is
for it alone: it begins with the keyboard on words, never on a button, since a key may have been meant for the question.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from cehrs_desktop.presentation import day_texts, texts
from cehrs_desktop.presentation import proctor_texts as words
from cehrs_desktop.presentation.proctor_view import clock_words
from cehrs_desktop.presentation.report_texts import moment
from cehrs_desktop.rehearsal.acts import Act, Ask, Away, NewStation, Noise, Pause, Recheck
from cehrs_desktop.ui.proctor.choices import CheckLine, SentenceButton
from cehrs_desktop.ui.proctor.live import LiveScenes
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.widgets.basics import ElidedLabel, bar, button, label
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.reading import ReadingText
from cehrs_desktop.ui.widgets.speech import announce
from cehrs_desktop.ui.widgets.text_size import grow


class CoverPage(QWidget):
    """A page in the question's place: who sits here and the exam's clock above, the page, and `side` beside it. Before
    the exam and after it the clock on the wall stands above too, as at the steps of the day.

    `zoom_wanted`: larger text (1), smaller (-1), or its size at 100 % (0); `contrast_wanted`: the next colors in turn.
    """

    zoom_wanted = Signal(int)
    contrast_wanted = Signal()

    def __init__(self, live: LiveScenes, title: str, text: str, spoken: str = "") -> None:
        super().__init__()
        self.live = live
        self._side: QWidget | None = None
        self.setAccessibleName(title)
        self.page = Page(title)
        self.text = ReadingText()
        self.text.setFont(font(LARGE))
        self.text.setAccessibleName(spoken or title)
        self.text.show_text(text)
        self.page.column.addWidget(self.text)
        self.time = label("", BODY, bold=True, tabular=True)
        frame, row = bar("bottom")
        who = ElidedLabel(f"{texts.EXAM_TITLE}   ·   {live.plan.name}")
        who.setFont(font(SMALL))
        self.clock = label("", BODY, bold=True, wrap=False, tabular=True)
        self.wall = label("", BODY, bold=True, wrap=False, tabular=True)
        self.wall.setAccessibleDescription(day_texts.CLOCK_NAME)
        self.wall.setVisible(not self.in_exam)
        row.addWidget(who, 1)
        row.addWidget(self.clock)
        row.addWidget(self.wall)
        self._row = row
        self.middle = QHBoxLayout()
        self.middle.setSpacing(0)
        self.middle.addWidget(self.page, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(frame)
        column.addLayout(self.middle, 1)
        live.presenter.clock_moved.connect(self._show_clock)
        live.moved.connect(self._show_clock)
        live.ticked.connect(self.show_time)
        live.ticked.connect(self._show_clock)
        for keys, way in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1), ("Ctrl+0", 0)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(partial(self.zoom_wanted.emit, way))
        self._show_clock()

    def set_side(self, widget: QWidget, width: int) -> None:
        """Put the proctor's panel beside the page, or give it another width."""
        widget.setFixedWidth(width)
        if self._side is None:
            self._side = widget
            self.middle.addWidget(widget)
            # Last of all: whoever goes on by the Tab key is not held up by it.
            self._row.addWidget(button(texts.CONTRAST, self.contrast_wanted.emit, role="plain", size=SMALL))

    def set_zoom(self, zoom: float) -> None:
        """Use a text size; what is ticked, and where the keyboard is, stays. What is beside looks after its own."""
        grow(self, zoom, but=self._side)
        self.text.fit()

    def lines(self, *lines: str) -> None:
        """Quiet lines below what is there."""
        for line in lines:
            self.page.column.addWidget(label(line, BODY, role="muted"))

    def show_time(self) -> None:
        """Show how long it has lasted; a page that waits for that time looks at it here."""

    def bring_up(self, widget: QWidget) -> None:
        """Scroll to what has just appeared, once it has its place."""
        area = self.page.findChild(QScrollArea)
        if area is not None:
            QTimer.singleShot(0, self, lambda: area.ensureWidgetVisible(widget))

    def focus_first(self) -> None:
        """Put the keyboard on the words."""
        self.text.setFocus()

    def _show_clock(self) -> None:
        self.clock.setText(clock_words(self.live.session, self.live.presenter.left_ms()))
        if not self.in_exam:
            self.wall.setText(day_texts.clock_text(moment(self.live.day_ms)))

    @property
    def in_exam(self) -> bool:
        """Whether a question, or the summary, is what this page covers."""
        return self.live.session.covered is not None

    @property
    def way_back(self) -> str:
        """The words on the button that leads on from here."""
        if not self.in_exam:
            return words.GO_ON
        return words.RETURN_TO_SUMMARY if self.live.session.at_summary else words.RETURN


class ChecksPage(CoverPage):
    """A page with lines to be done before one can go on."""

    def checks(self, lines: Sequence[str], go_on: str) -> None:
        """Add the lines and the button that they enable."""
        self._lines = [CheckLine(line, self._ticked) for line in lines]
        for line in self._lines:
            self.page.column.addWidget(line)
        self._first = label(words.first(len(lines)), SMALL, role="muted")
        self.page.column.addWidget(self._first)
        self._on = button(go_on, self.live.pass_act, role="chief")
        self._on.setEnabled(False)
        self.page.footer(self._on)

    def show_checks(self, shown: bool) -> None:
        """Show or hide the lines."""
        for widget in (*self._lines, self._first):
            widget.setVisible(shown)

    def _ticked(self) -> None:
        done = all(line.done for line in self._lines)
        self._on.setEnabled(done)
        self._first.setVisible(not done)


class PausePage(ChecksPage):
    """The proctor has paused the exam; when it is over the terms may have to be accepted again."""

    def __init__(self, live: LiveScenes, act: Pause) -> None:
        in_exam = live.session.covered is not None
        super().__init__(live, words.PAUSE_TITLE if in_exam else words.WAIT_TITLE, act.text)
        self._lasts = words.PAUSED_FOR if in_exam else words.WAITED_FOR
        self._over = False
        if self.in_exam:
            self.lines(words.COVERED)
        self.page.column.addWidget(self.time)
        self._terms: list[QLabel] = []
        if act.terms:
            self._terms = [label(words.PAUSE_OVER, LARGE, bold=True), *(label(f"–  {t}") for t in words.TERMS_TEXT)]
            for line in self._terms:
                self.page.column.addWidget(line)
                line.hide()
            self.checks((words.TERMS_CHECK,), self.way_back)
            self.show_checks(False)
        self.page.end_column()
        self.show_time()

    def show_time(self) -> None:
        if self._over:
            return
        self.time.setText(words.waited(self._lasts, self.live.seconds()))
        if self._terms and self.live.seconds_left() == 0:
            self._over = True
            self.time.hide()
            self.page.set_title(words.PAUSE_OVER_TITLE)
            for named in (self, self.text):
                named.setAccessibleName(words.PAUSE_OVER_TITLE)
            for line in self._terms:
                line.show()
            self.show_checks(True)
            self.bring_up(self._first)
            announce(self, words.PAUSE_OVER)


class RecheckPage(ChecksPage):
    """A check again: each line is to be done."""

    def __init__(self, live: LiveScenes, act: Recheck) -> None:
        super().__init__(live, words.RECHECK_TITLE, act.text)
        if self.in_exam:
            self.lines(words.COVERED)
        self.checks(act.checks, self.way_back)
        self.page.end_column()


class AwayPage(CoverPage):
    """A break: how long one is away, and the way back."""

    def __init__(self, live: LiveScenes, act: Away) -> None:
        super().__init__(live, words.AWAY_TITLE, act.text)
        self.time.setFont(font(LARGE, bold=True, tabular=True))
        self.page.column.addWidget(self.time)
        self.lines(words.COVERED)
        self.page.end_column()
        self.page.footer(button(act.back, live.pass_act, role="chief"))
        self.show_time()

    def show_time(self) -> None:
        self.time.setText(words.waited(words.AWAY_FOR, self.live.seconds()))


class StationPage(CoverPage):
    """Walking to another station: its number, and the name on its screen to be confirmed again."""

    def __init__(self, live: LiveScenes, act: NewStation) -> None:
        super().__init__(live, words.STATION_TITLE, act.text)
        self.lines(words.STATION_WALK)
        number = live.plan.seat_after(live.state.moves + 1)
        self.page.column.addWidget(label(words.station(number), LARGE, bold=True))
        self.page.column.addWidget(self.time)
        self._name = (label(words.STATION_NAME), label(live.plan.name, LARGE, bold=True))
        for line in self._name:
            self.page.column.addWidget(line)
        self.page.end_column()
        self._yes = button(words.STATION_YES, live.pass_act, role="chief")
        self.page.footer(self._yes)
        self._there = False
        for widget in (*self._name, self._yes):
            widget.hide()
        self.show_time()

    def show_time(self) -> None:
        if self._there:
            return
        self.time.setText(words.waited(words.WAITED_FOR, self.live.seconds()))
        if self.live.seconds_left() == 0:
            self._there = True
            self.time.hide()
            for widget in (*self._name, self._yes):
                widget.show()
            self.bring_up(self._name[-1])
            announce(self, f"{words.STATION_NAME} {self.live.plan.name}")


class AskPage(CoverPage):
    """The candidate has to decide, with no question on the screen."""

    def __init__(self, live: LiveScenes, act: Ask) -> None:
        super().__init__(live, words.ASK_TITLE, act.text)
        self.page.column.addWidget(self.time)
        for choice in act.choices:
            self.page.column.addWidget(SentenceButton(choice.label, lambda one=choice.id: live.pass_act(one)))
        self.page.end_column()
        self.show_time()

    def show_time(self) -> None:
        left = self.live.seconds_left()
        self.time.setText("" if left is None else words.to_decide(left))


class NoisePage(CoverPage):
    """Something is heard where no question is on the screen: before the exam, or after it."""

    def __init__(self, live: LiveScenes, act: Noise) -> None:
        super().__init__(live, words.NOISE_TITLE, words.caption(act.text))
        self.page.end_column()


def plain_page(live: LiveScenes, act: Act) -> CoverPage | None:
    """The page of an act that is not a fault; `None` when it has none of its own."""
    match act:
        case Pause():
            return PausePage(live, act)
        case Recheck():
            return RecheckPage(live, act)
        case Away():
            return AwayPage(live, act)
        case NewStation():
            return StationPage(live, act)
        case Ask():
            return AskPage(live, act)
        case Noise():
            return NoisePage(live, act)
        case _:
            return None
