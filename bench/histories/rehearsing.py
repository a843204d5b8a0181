"""A learner's rehearsals in the program's real windows: the exam only, or a whole exam day."""

# It looks at the windows where their tests look.
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit

from bench.histories.hand import LETTERS, Hand, Key
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import plan_texts, texts
from cehrs_desktop.rehearsal.day import day_state
from cehrs_desktop.rehearsal.venue import AppointmentStep, WaitStep
from cehrs_desktop.ui.screens.day.frame import DayScreen
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.exam.summary import NavigatorCell
from cehrs_desktop.ui.screens.plan import PlanScreen
from cehrs_desktop.ui.screens.report.screen import ReportScreen
from tests.day_answers import right_answers
from tests.ui.driving import turn, wait_for


class Rehearsing(Hand):
    """The program in the hands of a learner who rehearses too. The steps of a day beside its exam are given as a day
    takes them, without their widgets."""

    def quick_start(self) -> None:
        """A rehearsal of the exam only: from the first page to its first question."""
        self.home()
        name = self.fields(QLineEdit)[0]
        if name.text() != self.learner.name:
            name.clear()
            QTest.keyClicks(name, self.learner.name)
        self.press(texts.QUICK_START)
        self.until(texts.TUTORIAL_LEAD)
        self.press(texts.TUTORIAL_SKIP)
        wait_for(lambda: self.dialog, "the last question before the clock starts")
        self.press(texts.START_YES)
        wait_for(lambda: isinstance(self.screen, ExamScreen), "the first question")
        self.settle()

    def sit(self, *, hurry: float = 1.0) -> None:
        """Work the exam on the screen to its end, by time or by hand, and go on to the report."""
        sitting = self.flow.sitting
        assert sitting is not None
        items = sitting.sitting.items
        presenter = self.presenter
        for position, item in enumerate(items, 1):
            if not self._running():
                break
            thought = self.learner.think(item, self.day, through=position / len(items), hurry=hurry)
            rows = {row.option.id: row for row in self.rows}
            for at, option in enumerate(thought.options):
                self.spend(thought.seconds / len(thought.options))
                if presenter.left_ms() == 0:
                    break
                if (position + at) % 2:
                    self.click(rows[option])
                else:
                    self.key(LETTERS[list(rows).index(option)])
                self.settle()
            if presenter.left_ms() == 0:
                wait_for(lambda: not self._running(), "the time to be over")
                break
            if thought.marked:
                self.key(Key.Key_M)
            self._onward(position)
        if self._running():
            self._look_again(hurry)
        if self._running():
            if not self.session.at_summary:
                self.key(Key.Key_S)
            wait_for(lambda: self.session.at_summary, "the summary")
            self.press(texts.END_EXAM)
            wait_for(lambda: self.dialog, "the question before the end")
            self.press(texts.END_YES)
        wait_for(lambda: not self._running(), "the exam to end")

    def to_report(self) -> ReportScreen:
        """From the end of the exam to its report."""
        self.until(texts.REMINDER_TITLE)
        self.press(texts.CONTINUE)
        self.until(texts.SURVEY_TITLE)
        self.press(texts.SKIP_SURVEY)
        return self.shown(ReportScreen)

    def _running(self) -> bool:
        return self.flow.sitting is not None and self.session.phase is Phase.EXAM

    def _onward(self, position: int) -> None:
        """To the next question; what is below the edge of the window is looked at first."""
        for _ in range(6):
            self.key(Key.Key_N)
            if not self._running() or self.session.at_summary or self.session.position != position:
                return
            self.key(Key.Key_PageDown)
        raise AssertionError(f"question {position} stays")

    def _look_again(self, hurry: float) -> None:
        """At the summary: marked questions are looked at again, as many as is this learner's way."""
        for position in [at for at, response in enumerate(self.session.responses, 1) if response.marked]:
            if self.learner.random.random() > self.learner.manner.looks_again or self.presenter.left_ms() < 120_000:
                continue
            wait_for(lambda: self.session.at_summary, "the summary")
            turn(1)
            cells = {cell._cell.position: cell for cell in self.screen.findChildren(NavigatorCell)}
            self.click(cells[position])
            wait_for(lambda place=position: not self.session.at_summary and self.session.position == place, "it")
            self.spend(20 * hurry)
            if self.learner.random.random() < 0.5:
                self.key(Key.Key_M)
            self.key(Key.Key_S)

    # ---- a whole day
    def live_day(self, *, hurry: float = 1.0) -> None:
        """From the page that plans a day, through every step of it and its exam, to the survey's end."""
        screen = self.shown(PlanScreen)
        self.choose(screen._boxes["level"], "none")
        if screen._boxes["arrival"].isEnabled():
            self.choose(screen._boxes["arrival"], "opening")
        self.choose(screen._boxes["waits"], "short")
        self.press(plan_texts.BEGIN)
        wait_for(lambda: self.flow.sitting, "the day to begin")
        answers: dict[tuple[str, int], Iterator[Json]] = {}
        for _ in range(4000):
            turn(1)
            wait_for(lambda: self.flow.sitting is None or not self.presenter.busy, "everything to be stored")
            turn(1)
            if self.flow.sitting is None or self.session.phase is Phase.COMPLETE:
                self.shown(ReportScreen)
                return
            if isinstance(self.screen, DayScreen) and self.session.phase in (Phase.NAME, Phase.SURVEY):
                self._step(answers)
            else:
                self._beside_the_steps(hurry)
        raise AssertionError(f"the day does not end: {self.words()}")

    def _step(self, answers: dict[tuple[str, int], Iterator[Json]]) -> None:
        sitting = self.flow.sitting
        assert sitting is not None
        plan = sitting.sitting.attempt.day
        assert plan is not None
        state = day_state(plan, self.session.notes)
        step = state.step_of(plan)
        if step is None:
            turn(20)
            return
        if isinstance(step, (WaitStep, AppointmentStep)):
            self.spend(12)
            turn(250)
        given = next(answers.setdefault((step.id, state.since), right_answers(plan, step)), None)
        screen = self.screen
        assert isinstance(screen, DayScreen)
        if given is None:
            screen.passed.emit()
        else:
            screen.tried.emit(given)

    def _beside_the_steps(self, hurry: float) -> None:
        match self.session.phase:
            case Phase.AGREEMENT if texts.AGREEMENT_TITLE in self.words():
                (box,) = self.parts(QCheckBox)
                if not box.isChecked():
                    self.tick(box)
                self.press(texts.ACCEPT)
            case Phase.TUTORIAL if texts.TUTORIAL_TITLE in self.words():
                self.press(texts.TUTORIAL_SKIP)
                wait_for(lambda: self.dialog, "the last question before the clock starts")
                self.press(texts.START_YES)
                wait_for(lambda: isinstance(self.screen, ExamScreen), "the first question")
                self.settle()
            case Phase.EXAM if isinstance(self.screen, ExamScreen):
                self.sit(hurry=hurry)
            case Phase.REMINDER:
                self.press(texts.CONTINUE)
            case Phase.SURVEY if texts.SURVEY_TITLE in self.words():
                self.press(texts.SKIP_SURVEY)
            case _:
                turn(20)
