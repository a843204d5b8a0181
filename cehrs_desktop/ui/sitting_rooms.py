"""The exam's screens in one sitting: those of the exam itself, of its tutorial and of a Tutorial Test, one at a time.

Also what is asked for on them: help, rules, the second step of ending. Which of them belongs to which state is decided
by `sitting_flow`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cehrs_desktop.application.sitting import Sitting
from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.exam.session import Session
from cehrs_desktop.presentation import proctor_texts, texts
from cehrs_desktop.presentation.exam_texts import PracticeWords, marks_as, tutorial_test_words
from cehrs_desktop.presentation.exam_view import Look
from cehrs_desktop.presentation.tutorial import tutorial_sitting, tutorial_test_sitting
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.reading_aids import ReadingAids
from cehrs_desktop.ui.screens.exam.rooms import ExamRooms
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane

if TYPE_CHECKING:
    from cehrs_desktop.rehearsal.venue import TutorialTestStep
    from cehrs_desktop.ui.day_guide import DayGuide


class SittingRooms(QObject):
    """`tutorial_over`: the tutorial was left, or its time is over. A Tutorial Test's end is told to the guide."""

    tutorial_over = Signal()

    def __init__(
        self,
        stage: Stage,
        lane: Lane,
        around: Surroundings,
        presenter: ExamPresenter,
        sitting: Sitting,
        guide: DayGuide | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._stage, self._lane, self._around = stage, lane, around
        self._presenter, self._sitting, self._guide = presenter, sitting, guide
        self._rooms: ExamRooms | None = None
        # Whose screens a tutorial's or a Tutorial Test's are.
        self._practice: ExamPresenter | None = None
        self._test: ExamPresenter | None = None
        stage.look_changed.connect(self._renew_look)

    @property
    def on_screen(self) -> bool:
        """Whether one of the screens is what the window shows."""
        return self._rooms is not None and self._stage.screen in self._rooms.screens

    @property
    def look(self) -> Look:
        """The question screen of this day, or of the settings."""
        day = self._sitting.attempt.day
        chosen = self._around.settings.values["screen"] if day is None else day.choices.screen
        return "older" if chosen == "older" else "default"

    @property
    def scratch_pad(self) -> bool:
        """Whether the venue allows a pad on the screen."""
        day = self._sitting.attempt.day
        return day is not None and day.venue.scratch_pad

    # ---- opening and closing
    def show_exam(self, session: Session) -> None:
        """Show the exam's question or summary."""
        if self._rooms is None or self._rooms.tutorial:
            self.drop()
            rooms = self._open(self._made(self._presenter, self._sitting, tutorial=False))
            if self._guide is not None:
                self._guide.furnish(rooms)
        if self._rooms is not None:
            self._rooms.show_session(session)

    def _made(
        self, presenter: ExamPresenter, sitting: Sitting, *, tutorial: bool, words: PracticeWords | None = None
    ) -> ExamRooms:
        stage = self._stage
        rooms = ExamRooms(
            presenter,
            sitting,
            stage.theme,
            stage.zoom,
            tutorial=tutorial,
            look=self.look,
            scratch_pad=self.scratch_pad,
            words=words,
        )
        # Belongs to the rooms and goes with them.
        ReadingAids(stage, rooms, presenter, sitting.items, self._sitting.attempt.accommodations)
        return rooms

    def _open(self, rooms: ExamRooms) -> ExamRooms:
        self._rooms = rooms
        self._stage.keep(*rooms.screens)
        rooms.screen_wanted.connect(self._stage.show_kept)
        rooms.zoom_wanted.connect(self._change_zoom)
        rooms.contrast_wanted.connect(self._stage.next_contrast)
        rooms.help_wanted.connect(self._show_help)
        rooms.rules_wanted.connect(self._show_rules)
        rooms.end_wanted.connect(self._ask_end)
        return rooms

    def flush(self) -> None:
        """Store what was typed and not yet stored."""
        if self._rooms is not None:
            self._rooms.flush()

    def drop(self) -> None:
        """Let the screens go."""
        if self._rooms is not None:
            rooms, self._rooms = self._rooms, None
            self._stage.forget(*rooms.screens)
            rooms.deleteLater()

    # ---- the tutorial and the Tutorial Test
    def start_tutorial(self) -> None:
        """Show the tutorial; it may be gone through again and again."""
        clock, candidate = self._around.clock, self._sitting.attempt.candidate
        practice = tutorial_sitting(clock, candidate, self.look, only_next_records=self._only_next)
        presenter = self._practice = ExamPresenter(self._lane, clock, practice, self._stage)
        rooms = self._made(presenter, practice, tutorial=True)
        presenter.ended.connect(self._end_tutorial)
        rooms.left.connect(self._end_tutorial)
        self._practise(presenter, rooms)

    def _end_tutorial(self) -> None:
        if self._practice is not None:
            presenter, self._practice = self._practice, None
            self._stage.close_dialog()
            self.tutorial_over.emit()
            presenter.let_go()

    def start_test(self, step: TutorialTestStep) -> None:
        """Show a Tutorial Test."""
        clock, candidate, only_next = self._around.clock, self._sitting.attempt.candidate, self._only_next
        practice = tutorial_test_sitting(clock, candidate, step.minutes, only_next_records=only_next)
        words = tutorial_test_words(len(practice.items), step.minutes, self.look, only_next_records=only_next)
        presenter = self._test = ExamPresenter(self._lane, clock, practice, self._stage)
        rooms = self._made(presenter, practice, tutorial=True, words=words)
        presenter.ended.connect(lambda _: self._end_test(time_over=True))
        rooms.left.connect(lambda: self._end_test(time_over=False))
        self._practise(presenter, rooms)

    def _practise(self, presenter: ExamPresenter, rooms: ExamRooms) -> None:
        self._open(rooms)
        rooms.show_session(presenter.session)
        presenter.start_watching()

    def _end_test(self, *, time_over: bool) -> None:
        """Its screens stay until the end is noted and the step has their place."""
        self._stage.close_dialog()
        if self._guide is not None:
            self._guide.end_test(time_over=time_over)

    def drop_test(self) -> None:
        """A Tutorial Test's screens are not needed any more."""
        if self._test is not None:
            presenter, self._test = self._test, None
            self.drop()
            presenter.let_go()

    @property
    def _only_next(self) -> bool:
        return self._presenter.session.rules.only_next_records

    # ---- what is asked for on the screens
    def rules(self) -> tuple[str, ...]:
        """The rules of this exam, and those of the house."""
        session, day = self._presenter.session, self._sitting.attempt.day
        rules = session.rules
        return texts.rules(
            rules.minutes,
            len(session.responses),
            rules.warnings,
            rules.clock_returns,
            rules.result,
            only_next_records=rules.only_next_records,
            extra_seconds=rules.extra_seconds,
            breaks_stop_clock=rules.breaks_stop_clock,
        ) + (() if day is None else day.venue.house_rules)

    def _show_rules(self) -> None:
        self._stage.page(texts.RULES_TITLE, tuple(f"–  {rule}" for rule in self.rules()))

    def _show_help(self) -> None:
        if self._rooms is not None:
            # A Tutorial Test has no proctor.
            alone = self._guide is None or self._test is not None
            keys = self._rooms.keys if alone else (*self._rooms.keys, proctor_texts.HELP_KEY)
            self._stage.page(texts.HELP_TITLE, (texts.HELP_LEAD,), keys)

    def _change_zoom(self, zoom: float) -> None:
        self._stage.change("zoom", zoom)

    def _renew_look(self) -> None:
        if self._rooms is not None:
            self._rooms.set_look(self._stage.theme, self._stage.zoom)

    def _ask_end(self) -> None:
        # Nobody ends the exam past a question that they have not seen; seen, it may stay open.
        if self._guide is not None and self._guide.show_open_question():
            return
        waits = self._guide is not None and self._guide.question_open
        responses = self._presenter.session.responses
        blank = sum(response.chosen is None for response in responses)
        marked = sum(response.marked for response in responses)
        told = marks_as(self.look, texts.end_question(blank, marked))
        self._stage.question(
            texts.END_TITLE,
            f"{told} {proctor_texts.STILL_ASKED}" if waits else told,
            texts.END_YES,
            texts.END_NO,
            self._presenter.submit,
        )
