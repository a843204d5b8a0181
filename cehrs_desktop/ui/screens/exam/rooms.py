"""The exam's two screens, question and summary, as one thing: made together, themed together, let go together."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cehrs_desktop.application.sitting import Sitting
from cehrs_desktop.exam.session import Phase, Session
from cehrs_desktop.presentation import exam_texts, texts
from cehrs_desktop.presentation.exam_view import Look
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.exam.summary import SummaryScreen
from cehrs_desktop.ui.screens.exam.tutorial_bar import TutorialBar
from cehrs_desktop.ui.theme.theme import Theme


class ExamRooms(QObject):
    """Shows a sitting's question or summary, whichever its state says, by `screen_wanted`.

    `left` is the way out of a tutorial; `end_wanted` asks for the second step of ending an exam. `keys` are the keys of
    the question screen as its look names them, for the help. The question screen has its `look`, and a scratch pad
    where the venue allows one. `words` are those of another practice than the tutorial.
    """

    screen_wanted = Signal(object)
    zoom_wanted = Signal(float)
    contrast_wanted = Signal()
    rules_wanted = Signal()
    help_wanted = Signal()
    end_wanted = Signal()
    left = Signal()

    def __init__(
        self,
        presenter: ExamPresenter,
        sitting: Sitting,
        theme: Theme,
        zoom: float,
        *,
        tutorial: bool,
        look: Look = "default",
        scratch_pad: bool = False,
        words: exam_texts.PracticeWords | None = None,
    ) -> None:
        super().__init__(presenter)
        self.tutorial = tutorial
        self._presenter = presenter
        self.keys = exam_texts.keys(look, scratch_pad=scratch_pad)
        only_next = presenter.session.rules.only_next_records
        if tutorial and words is None:
            words = exam_texts.tutorial_words(look, only_next_records=only_next, scratch_pad=scratch_pad)
        title = texts.EXAM_TITLE if words is None else words.title
        end = texts.END_EXAM if words is None else words.end if words.on_summary else ""
        name = sitting.attempt.candidate.name
        self.exam = ExamScreen(presenter, sitting.items, name, theme, zoom, title, look=look, scratch_pad=scratch_pad)
        self.summary = SummaryScreen(presenter, theme, zoom, end=end, look=look)
        self._page: QWidget = self.exam
        self._bar: TutorialBar | None = None
        if words is not None:
            self._bar = TutorialBar(words)
            self._page = self._with_bar(self._bar)
            self._bar.set_look(zoom)
        self.exam.zoom_wanted.connect(self.zoom_wanted)
        self.exam.contrast_wanted.connect(self.contrast_wanted)
        self.exam.rules_wanted.connect(self.rules_wanted)
        self.exam.help_wanted.connect(self.help_wanted)
        self.summary.help_wanted.connect(self.help_wanted)
        self.summary.end_wanted.connect(self.end_wanted if words is None else self.left)
        presenter.changed.connect(self._follow)
        self._at_summary: bool | None = None

    @property
    def screens(self) -> tuple[QWidget, QWidget]:
        """The two screens as the window knows them."""
        return self._page, self.summary

    def _with_bar(self, steps: TutorialBar) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        steps.end_wanted.connect(self.left)
        steps.show_session(self._presenter.session)
        self._presenter.changed.connect(steps.show_session)
        column.addWidget(steps)
        column.addWidget(self.exam, 1)
        return page

    def show_session(self, session: Session) -> None:
        """Bring up the screen that belongs to the state."""
        self._at_summary = session.at_summary
        if session.at_summary:
            self.summary.show_session(session)
            self.screen_wanted.emit(self.summary)
            self.summary.focus_current()
        else:
            self.exam.show_session(session)
            self.screen_wanted.emit(self._page)
            self.exam.focus_question()

    def _follow(self, session: Session) -> None:
        in_exam = session.phase is Phase.EXAM and session.suspended is None
        if in_exam and session.at_summary != self._at_summary:
            self.show_session(session)

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self.exam.set_look(theme, zoom)
        self.summary.set_look(theme, zoom)
        if self._bar is not None:
            self._bar.set_look(zoom)

    def flush(self) -> None:
        """Store what was typed and not yet stored."""
        self.exam.flush_comment()
