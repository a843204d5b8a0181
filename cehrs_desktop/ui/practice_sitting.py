"""Working a practice set: what is asked for on the screen becomes the set's next state, stored before it is drawn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from cehrs_desktop.application import practising
from cehrs_desktop.application.ports import ItemReport
from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation.practice_view import question_view
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.study import practice_run
from cehrs_desktop.study.past import Certainty
from cehrs_desktop.study.practice_run import PracticeRun
from cehrs_desktop.ui.practice_place import PracticePlace
from cehrs_desktop.ui.screens.practice.screen import PracticeScreen

TICK_MS = 250
SLOW_MS = 150
WARNING_MS = 5 * 60_000
"""Five minutes are warned of, as in the exam, in a set that has more."""

CLOCK_KEPT_MS = 10_000
"""A timed set's clock is kept this often, so that a kill gives back no more than that."""


class PracticeSitting(QObject):
    """`over` carries the `PracticeRun` when it has ended, and whether its time ran out; `left` leaves it waiting."""

    over = Signal(object, bool)
    left = Signal()

    def __init__(self, parent: QObject, place: PracticePlace, run: PracticeRun) -> None:
        super().__init__(parent)
        self._place, self._run = place, run
        self._busy = self._gone = self._leave_lost = False
        self._warned = False
        stage = place.stage
        self.screen = PracticeScreen(place.candidate.name, stage.theme, stage.zoom)
        screen = self.screen
        screen.option_wanted.connect(self._choose)
        screen.strike_wanted.connect(self._strike)
        screen.highlight_wanted.connect(self._highlight)
        screen.answer_wanted.connect(self._answer)
        screen.next_wanted.connect(self._next)
        screen.previous_wanted.connect(lambda: self._move(self._run.position - 1))
        screen.mark_wanted.connect(self._mark)
        screen.bookmark_wanted.connect(lambda: place.notes.toggle_bookmark(self._run.item.id))
        screen.note_written.connect(place.notes.write)
        screen.report_wanted.connect(self._report)
        screen.pause_wanted.connect(self._pause)
        screen.go_on_wanted.connect(self._go_on)
        screen.end_wanted.connect(self._ask_end)
        screen.leave_wanted.connect(self._leave)
        screen.zoom_wanted.connect(lambda zoom: stage.change("zoom", zoom))
        screen.contrast_wanted.connect(stage.next_contrast)
        screen.term_wanted.connect(place.term)
        stage.look_changed.connect(self._renew_look)
        place.notes.kept.connect(self._note_kept)
        place.notes.told.connect(self._tell)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._show_clock)
        self._beat = QTimer(self, interval=CLOCK_KEPT_MS)
        self._beat.timeout.connect(self._keep_clock)
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(lambda: screen.show_recording(slow=True))

    @property
    def run(self) -> PracticeRun:
        """The set as it stands."""
        return self._run

    @property
    def busy(self) -> bool:
        """Whether something is on its way to be stored."""
        return self._busy

    def begin(self) -> None:
        """Show the question and let the clock run."""
        self._run = practice_run.go_on(self._run, self._place.clock.now())
        self._show()
        self._place.stage.show_kept(self.screen)
        if self._run.wish.minutes:
            self._tick.start()
            self._beat.start()

    def let_go(self) -> None:
        """The window closes, or something else takes the screen: the clock stands from here on."""
        if self._gone:
            return
        self._end_here()
        run, study, at = self._run, self._place.study, self._place.clock.now()
        if not run.over:
            self._place.lane.run(lambda: practising.pause(study, run, at), lambda _: None, lambda _: None)

    def _end_here(self) -> None:
        self._gone = True
        self._tick.stop()
        self._beat.stop()
        self._slow.stop()
        self.screen.note.flush()
        self._place.stage.look_changed.disconnect(self._renew_look)
        self._place.notes.kept.disconnect(self._note_kept)
        self._place.notes.told.disconnect(self._tell)

    # ---- showing
    def _show(self) -> None:
        place, run = self._place, self._run
        view = question_view(run, place.notes.all.get(run.item.id), place.blueprint, place.today, place.link)
        self.screen.show_view(view)
        self._show_clock()

    def _show_clock(self) -> None:
        now = self._place.clock.now()
        left = self._run.left_ms(now)
        self.screen.show_clock(left, extra=self._run.wish.extra_percent > 0)
        if left is not None and left <= WARNING_MS < self._run.wish.seconds * 1000 and not self._warned:
            self._warned = True
            self.screen.notice.tell(words.TIME_WARNING)
        if self._run.out_of_time(now) and not self._busy and not self._gone:
            self._end()

    def _renew_look(self) -> None:
        stage = self._place.stage
        self.screen.set_look(stage.theme, stage.zoom)

    def _note_kept(self, _: object) -> None:
        self._show()

    def _tell(self, line: str) -> None:
        self.screen.notice.tell(line)

    # ---- storing
    def _do(
        self,
        work: Callable[[], PracticeRun],
        done: Callable[[], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Store something; what is asked for meanwhile is dropped, so that no key meant for one question reaches the
        next."""
        if self._busy:
            return
        self._busy = True
        self._slow.start()

        def settled() -> bool:
            self._busy = False
            self._slow.stop()
            if not self._gone:
                self.screen.show_recording(slow=False)
            return not self._gone

        def here(run: PracticeRun) -> None:
            if not settled():
                return
            self._run, self._leave_lost = run, False
            if run.over:
                self._end_here()
                self.over.emit(run, run.out_of_time(self._place.clock.now()))
            else:
                done()

        def lost(error: Exception) -> None:
            if settled():
                (failed or self._not_kept)(error)

        self._place.lane.run(work, here, lost)

    def _not_kept(self, error: Exception) -> None:
        self.screen.notice.tell(problem_line(problem_of(error)))
        self._show()

    def _keep_clock(self) -> None:
        run, study = self._run, self._place.study
        if self._busy or run.paused or run.over:
            return
        set_id, spent = run.practice.id, run.spent_ms(self._place.clock.now())
        # What fails here fails again, and is told, with the next answer.
        self._place.lane.run(lambda: study.keep_clock(set_id, spent), lambda _: None, lambda _: None)

    # ---- what is asked for
    def _choose(self, at: int) -> None:
        if not self._busy:
            option = self._run.practice.slots[self._run.position - 1].options[at]
            self._run = practice_run.choose(self._run, option, self._place.clock.now())
            self._show()

    def _strike(self, at: int) -> None:
        if not self._busy:
            self._run = practice_run.strike(self._run, self._run.practice.slots[self._run.position - 1].options[at])
            self._show()

    def _highlight(self, ranges: tuple[tuple[int, int], ...]) -> None:
        if not self._busy:
            self._run = practice_run.highlight(self._run, ranges)
            self._show()

    def _mark(self) -> None:
        if not self._busy:
            self._run = practice_run.mark(self._run, not self._run.task.marked)
            self._show()

    def _answer(self, certainty: Certainty) -> None:
        if self._busy:
            return
        run = practice_run.say(self._run, certainty) if certainty else self._run
        study, at = self._place.study, self._place.clock.now()
        if run.wish.feedback == "end" and run.position < run.count:
            self._do(lambda: practising.move(study, run, run.position + 1, at), self._show)
        else:
            self._do(lambda: practising.keep_answer(study, run, at), self._answered)

    def _answered(self) -> None:
        self._show()
        if self._run.wish.feedback == "end":
            self.screen.notice.tell(words.LAST_ONE)

    def _next(self) -> None:
        run = self._run
        if run.wish.feedback == "end":
            if run.position < run.count:
                self._move(run.position + 1)
            else:
                self._ask_end()
            return
        following = practice_run.next_open(run)
        if following is None:
            self._end()
        else:
            self._move(following)

    def _move(self, position: int) -> None:
        run, study, at = self._run, self._place.study, self._place.clock.now()
        if 1 <= position <= run.count:
            self._do(lambda: practising.move(study, run, position, at), self._show)

    def _pause(self) -> None:
        run, study, at = self._run, self._place.study, self._place.clock.now()
        if not self._busy and not run.paused:
            # Covered at once; the clock stands from the moment that was asked for, stored or not.
            self._run = practice_run.pause(run, at)
            self.screen.show_paused(paused=True)
            self._do(lambda: practising.pause(study, run, at), self._show_clock)

    def _go_on(self) -> None:
        if not self._busy:
            self._run = practice_run.go_on(self._run, self._place.clock.now())
            self.screen.show_paused(paused=False)
            self._show()

    def _report(self) -> None:
        run, place = self._run, self._place
        about = ItemReport(0, run.practice.id, place.pack_id, run.item.id, run.item.version, "key", "")
        heading = words.stem_name(run.position, run.count, with_exhibit=False)
        place.notes.ask_report(self.screen, heading, about, place.stage.zoom)

    def _leave(self) -> None:
        run, study, at = self._run, self._place.study, self._place.clock.now()

        def gone() -> None:
            self._end_here()
            self.left.emit()

        def lost(error: Exception) -> None:
            # Only the clock since the last answer is at stake: nobody is held for it.
            self._leave_lost = True
            self.screen.notice.tell(f"{problem_line(problem_of(error))} {words.LEAVE_ANYWAY}")
            self._show()

        if self._leave_lost and not self._busy:
            gone()
            return
        self._do(lambda: practising.pause(study, run, at), gone, lost)

    def _ask_end(self) -> None:
        run = self._run
        if run.wish.feedback == "each" and run.answered == run.count:
            self._end()
            return
        text = words.end_text(run.answered, run.count, handed_in=run.wish.feedback == "end")
        self._place.stage.question(words.END_TITLE, text, words.END_YES, words.END_NO, self._end)

    def _end(self) -> None:
        run, study, at = self._run, self._place.study, self._place.clock.now()
        self._place.stage.close_dialog()
        self._do(lambda: practising.end(study, run, at), self._show)
