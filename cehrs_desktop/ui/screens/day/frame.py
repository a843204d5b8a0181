"""What is around every step of the day: the header with the clock on the wall, the words, the verdict, the footer.

A screen draws what was stored and tells what the candidate does; whether it was right is judged elsewhere. It stays as
long as its step does: a change of text size or colors is taken where it stands, and nothing chosen or typed is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractSlider, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.day_view import DayPage, DayTime
from cehrs_desktop.rehearsal.day import Try
from cehrs_desktop.ui.theme.fonts import BODY, HEADING, SMALL
from cehrs_desktop.ui.widgets.basics import ElidedLabel, bar, button, card, centered, label
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.speech import announce
from cehrs_desktop.ui.widgets.status import Status
from cehrs_desktop.ui.widgets.text_size import grow


def on_button(text: str) -> str:
    """A venue's own words as they stand on a button: an ampersand in them is one, not a key."""
    return text.replace("&", "&&")


class DayScreen(Page):
    """One step of the day.

    `tried` carries what was given at the step (a JSON value, as `rehearsal.day.judge` wants it); `passed`: the step is
    done without anything to judge; `leave_wanted`: the candidate wants to leave the rehearsal; `zoom_wanted`: larger
    text (1), smaller (-1), or its size at 100 % (0).
    """

    tried = Signal(object)
    passed = Signal()
    leave_wanted = Signal()
    zoom_wanted = Signal(int)

    # How a verdict begins where something was handed to the staff.
    refusal = ""

    def __init__(self, page: DayPage, width: int = 720) -> None:
        super().__init__(page.title, width)
        self.page = page
        self._width = width
        self.setAccessibleName(page.title)
        self.setAccessibleDescription(" ".join(page.paragraphs))
        self.column.setContentsMargins(0, 32, 0, 24)
        self.outer = self._outer()
        area = self.findChild(QScrollArea)
        assert area is not None, "a page scrolls when it must"
        self._area = area
        self.outer.insertWidget(0, self._header(page))
        self.verdict = Verdict(width)
        self.outer.insertWidget(2, self.verdict)
        # What is said while something else is being done, and stays: it takes neither the keyboard nor the verdict.
        self.news = Verdict(width)
        self.outer.insertWidget(2, self.news)
        if page.said:
            frame, column = card()
            for line in page.said:
                column.addWidget(label(line, BODY, bold=True))
            self.column.addWidget(frame)
        self._exam_clock = label("", BODY, bold=True, tabular=True)
        self._exam_clock.hide()
        self.column.addWidget(self._exam_clock)
        self.paragraphs(page.paragraphs)
        self._time: DayTime | None = None
        self._row.insertWidget(0, button(words.LEAVE, self.leave_wanted.emit, role="plain"))
        # The clock changes silently; this says it to whoever asks.
        QShortcut(Qt.Key.Key_F2, self, self._say_time)
        # A page that is longer than the window is read by keyboard too.
        step = QAbstractSlider.SliderAction
        for key, action in ((Qt.Key.Key_PageDown, step.SliderPageStepAdd), (Qt.Key.Key_PageUp, step.SliderPageStepSub)):
            QShortcut(key, self, partial(self._area.verticalScrollBar().triggerAction, action))
        for keys, way in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1), ("Ctrl+0", 0)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(partial(self.zoom_wanted.emit, way))

    def lead(self, text: str) -> Status:
        """A line at the head of the page that the keyboard can begin on: what it is put on decides nothing."""
        made = Status(BODY, bold=False)
        made.say(text)
        self.column.insertWidget(1, made)
        return made

    def _outer(self) -> QVBoxLayout:
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        return layout

    def _header(self, page: DayPage) -> QFrame:
        frame, row = bar("bottom")
        names = QVBoxLayout()
        names.setSpacing(0)
        for text, size, bold in ((page.venue, BODY, True), (page.who, SMALL, False)):
            line = ElidedLabel(text)
            line.setFont(label("", size, bold=bold).font())
            names.addWidget(line)
        row.addLayout(names, 1)
        times = QVBoxLayout()
        times.setSpacing(0)
        self._clock = label("", BODY, bold=True, wrap=False, tabular=True)
        self._clock.setAccessibleDescription(f"{words.CLOCK_NAME}. {words.CLOCK_KEY}")
        self._clock.setToolTip(self._clock.accessibleDescription())
        booked = label(page.appointment, SMALL, wrap=False, tabular=True)
        for line in (self._clock, booked):
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            times.addWidget(line)
        row.addLayout(times)
        return frame

    def _origin(self) -> Status:
        """Where the step is known from, at the end of the page: quiet, and there for whoever asks."""
        made = Status(SMALL, bold=False)
        made.setProperty("role", "muted")
        made.setContentsMargins(0, 4, 0, 4)
        made.setText(words.origin(self.page.source, unconfirmed=self.page.unconfirmed))
        # Without the places at which it may break: they would be read aloud.
        made.setAccessibleName(made.text().replace(words.MAY_BREAK, ""))
        return made

    # ---- what comes from outside
    def follow(self, tries: Sequence[Try]) -> None:
        """Draw what was stored of this step: the tries since it came on."""
        if tries and not tries[-1].right:
            self.refuse(words.verdict(tries[-1].told))
        else:
            self.verdict.clear()

    def tell_time(self, time: DayTime) -> None:
        """Show the clock on the wall; called several times a second."""
        self._time = time
        text = words.clock_text(time.wall)
        if text != self._clock.text():
            self._clock.setText(text)

    def tell_exam_clock(self, text: str) -> None:
        """Say how the exam's clock stands, where a step is done in the middle of an exam; empty: not at all."""
        self._exam_clock.setVisible(bool(text))
        if text != self._exam_clock.text():
            self._exam_clock.setText(text)

    def focus_first(self) -> None:
        """Put the keyboard where one begins, and have the page said."""
        target = self.first()
        if target is not None:
            target.setFocus()
        announce(self, self.page.spoken)

    def first(self) -> QWidget | None:
        """The control where one begins."""
        return None

    @property
    def keyboard(self) -> QWidget | None:
        """The control that the keyboard is on."""
        return self.window().focusWidget()

    def refuse(self, reason: str) -> None:
        """Say that the last try was not right, and why."""
        self.verdict.tell(f"{self.refusal} {reason}".strip(), warns=True)

    def bring(self, part: QWidget, *, focus: bool = False) -> None:
        """Scroll to a part of the page, and move the keyboard there."""
        if focus:
            part.setFocus()
        # What was just shown or changed has its place after the layout was done again.
        QTimer.singleShot(0, part, lambda: self._area.ensureWidgetVisible(part, 0, 24))

    def set_zoom(self, zoom: float) -> None:
        """Use a text size. What is chosen, typed and reached with the keyboard stays as it is."""
        grow(self, zoom)
        self._fit_width()
        at = self.keyboard
        if at is not None and self._area.isAncestorOf(at):
            self.bring(at)

    def _fit_width(self) -> None:
        """The column is as wide as its text is large: the same letters to a line at every size."""
        wide = self._width * self.heading.font().pixelSize() // HEADING
        for part in (self.heading.parentWidget(), self.verdict.column, self.news.column):
            if part is not None:
                part.setMaximumWidth(wide)

    def showEvent(self, event: QShowEvent) -> None:
        self._fit_width()
        super().showEvent(event)

    def buttons(self, *made: QPushButton) -> None:
        """The footer's buttons, from left to right, and the end of the column above them."""
        self.end_column()
        self.footer(*made)
        if self.page.source or self.page.unconfirmed:
            origin = self._origin()
            self.column.addWidget(origin)
            # Last of all: whoever goes on by the Tab key is not held up by it.
            self.setTabOrder(made[-1], origin)

    def _say_time(self) -> None:
        if self._time is not None:
            announce(self, words.wall_clock(self._time.wall))


class Verdict(QFrame):
    """What the staff say about the last try, over the footer: never out of sight. Hidden until there is something."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.setProperty("edge", "top")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 12)
        self._text = self.column = label("", BODY)
        # Under the page's column, as wide as it.
        column.addWidget(centered(self._text, width))
        self.hide()

    @property
    def text(self) -> str:
        """What is said now."""
        return "" if self.isHidden() else self._text.text()

    def tell(self, text: str, *, warns: bool = False) -> None:
        """Say something; what warns is framed as a warning."""
        self.setProperty("role", "notice" if warns else "bar")
        # A style sheet looks at a property when a widget is polished.
        self.style().unpolish(self)
        self.style().polish(self)
        self._text.setText(text)
        self.show()
        announce(self, text)

    def clear(self) -> None:
        """Say nothing."""
        self._text.clear()
        self.hide()
