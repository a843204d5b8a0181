"""Between the exam's widgets and a sitting: commands go down the lane, stored states come back as views.

The screen shows as recorded only what came back. The presenter draws nothing and decides nothing about the exam. Where
only Next records, it keeps the choice that waits for Next, in memory, and tells the log when that was lost.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from cehrs_desktop.application.ports import Clock, StoreError
from cehrs_desktop.application.sitting import Sitting
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.errors import CommandRefused
from cehrs_desktop.exam.navigation import next_open
from cehrs_desktop.exam.session import Phase, Session
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.ui.tasks import Lane

HEARTBEAT_MS = 4000
CLOCK_MS = 200
SHOW_RECORDING_MS = 150

Ask = Callable[[Instant], c.Command | tuple[c.Command, ...]]
"""Makes what is asked for at an instant: one command, or several that are stored in one durable act."""

CHOICE_LOST = "observed.choice_lost"
"""The kind of the note about a choice that waited for Next when its question was left."""


def _commands(made: c.Command | tuple[c.Command, ...]) -> tuple[c.Command, ...]:
    return made if isinstance(made, tuple) else (made,)


class ExamPresenter(QObject):
    """One sitting on the screen.

    Signals: `changed` (the session after something was stored), `clock_moved` (milliseconds left, when the shown
    second changes), `warned` (minutes), `ended` (the session), `recording` (whether a store takes long),
    `failed` (a `StoreError`; nothing more is accepted until `try_again` or the program is closed), `choice_moved`
    (`pending` is another one). `scratch` is what the scratch pad holds: in memory only, gone when the exam ends.
    """

    changed = Signal(object)
    clock_moved = Signal(int)
    warned = Signal(int)
    ended = Signal(object)
    recording = Signal(bool)
    failed = Signal(object)
    choice_moved = Signal()

    def __init__(self, lane: Lane, clock: Clock, sitting: Sitting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._clock = clock
        self._sitting = sitting
        self.session: Session = sitting.session
        self.scratch = ""
        # Where only Next records: the question, and the option that was chosen for it and waits for Next.
        self._choice: tuple[int, str] | None = None
        self._unstored = 0
        self._moving = False
        self._tick_pending = False
        self._shown_second = -1
        self._gone = False
        # Set on the lane while storage fails, so that what was queued behind a failed act is not stored before it.
        self._faulted = False
        self._failed_ask: Ask | None = None
        self._failed_at: Instant | None = None
        self._slow = QTimer(self, singleShot=True, interval=SHOW_RECORDING_MS)
        self._slow.timeout.connect(self._tell_slow)
        self._timer = QTimer(self, interval=CLOCK_MS)
        self._timer.timeout.connect(self._look_at_clock)
        self._heart = QTimer(self, interval=HEARTBEAT_MS)
        self._heart.timeout.connect(self._beat)

    # ---- what the screens ask
    def ask(self, make: Ask) -> None:
        """Give a command at this instant; `changed` follows when it is stored."""
        at = self._clock.now()
        self._send(make, at, lambda: self._sitting.do(*_commands(make(at))))

    @property
    def busy(self) -> bool:
        """Whether something given is not yet stored."""
        return self._unstored > 0

    @property
    def moving(self) -> bool:
        """Whether another question was asked for and is not yet on the screen: what is pressed now is not for it."""
        return self._moving

    def _move(self, make: Ask) -> None:
        """Ask for another screen; while one is asked for, a further wish is dropped, not queued."""
        if not self._moving:
            self._moving = True
            at = self._clock.now()
            self._send(make, at, lambda: self._sitting.do(*_commands(make(at))), moves=True)

    @property
    def pending(self) -> str | None:
        """The option of the question on the screen that was chosen and that only Next will record, if there is one."""
        return self._choice[1] if self._choice is not None else None

    def answer(self, option_id: str) -> None:
        """Choose an option of the question on the screen. Where only Next records, it waits for Next."""
        if self._moving:
            return
        session, position = self.session, self.session.position
        if not session.rules.only_next_records:
            self.ask(lambda at: c.AnswerItem(at=at, position=position, option=option_id))
        elif _answerable(session, position):
            recorded = session.response(position).chosen == option_id
            self._choice = None if recorded else (position, option_id)
            self.choice_moved.emit()

    def toggle_mark(self) -> None:
        """Set or take off the mark of the question on the screen."""
        position, marked = self.session.position, not self.session.response(self.session.position).marked
        self.ask(lambda at: c.MarkItem(at=at, position=position, marked=marked))

    def toggle_strike(self, option_id: str) -> None:
        """Strike an option of the question on the screen, or restore it."""
        position = self.session.position
        struck = option_id not in self.session.response(position).struck
        self.ask(lambda at: c.StrikeOption(at=at, position=position, option=option_id, struck=struck))

    def highlight(self, ranges: tuple[tuple[int, int], ...]) -> None:
        """Make these ranges the highlights of the question on the screen."""
        position = self.session.position
        self.ask(lambda at: c.HighlightStem(at=at, position=position, ranges=ranges))

    def comment(self, position: int, text: str) -> None:
        """Store the comment on a question."""
        self.ask(lambda at: c.WriteComment(at=at, position=position, text=text))

    def go_to(self, position: int) -> None:
        """Show a question."""
        if 1 <= position <= len(self.session.responses):
            self._move(lambda at: c.ShowItem(at=at, position=position))

    def next(self) -> None:
        """Show the following question, or the summary after the last one. A choice that waited is recorded with it."""
        position, option = self.session.position, self.pending

        def forth(at: Instant) -> tuple[c.Command, ...]:
            record = () if option is None else (c.AnswerItem(at=at, position=position, option=option),)
            last = position == len(self.session.responses)
            return (*record, c.ShowSummary(at=at) if last else c.ShowItem(at=at, position=position + 1))

        self._move(forth)

    def previous(self) -> None:
        """Show the question before."""
        self.go_to(self.session.position - 1)

    def next_open(self) -> None:
        """Show the next question that is unanswered or marked; the summary when there is none."""
        position = next_open(self.session)
        if position is None:
            self.show_summary()
        else:
            self.go_to(position)

    def show_summary(self) -> None:
        """Show the summary."""
        self._move(lambda at: c.ShowSummary(at=at))

    def leave_summary(self) -> None:
        """Back to the question that was on the screen."""
        self.go_to(self.session.position)

    def toggle_clock(self) -> None:
        """Hide or show the countdown."""
        shown = not self.session.clock_shown
        self.ask(lambda at: c.DisplayClock(at=at, shown=shown))

    def submit(self) -> None:
        """End the exam."""
        self.ask(lambda at: c.SubmitExam(at=at))

    def suspend(self, reason: str) -> None:
        """Stop the clock."""
        self.ask(lambda at: c.Suspend(at=at, reason=reason))

    def resume(self) -> None:
        """Let the clock run again."""
        self.ask(lambda at: c.Resume(at=at))

    # ---- time
    def start_watching(self) -> None:
        """Begin to show the clock and to keep the heartbeat."""
        self._shown_second = -1
        self._look_at_clock()
        self._timer.start()
        self._heart.start()

    def stop_watching(self) -> None:
        """No clock and no heartbeat from here."""
        self._timer.stop()
        self._heart.stop()

    def let_go(self) -> None:
        """Report nothing any more; the presenter goes when everything that was given to it is stored."""
        self.stop_watching()
        self._gone = True
        if not self.busy:
            self.deleteLater()

    def left_ms(self) -> int:
        """Exam milliseconds left at this moment."""
        return self.session.clock.left_at(self._clock.now())

    def _look_at_clock(self) -> None:
        left_ms = self.left_ms()
        second = -(-left_ms // 1000)
        if second != self._shown_second:
            self._shown_second = second
            self.clock_moved.emit(left_ms)
        if not self.session.running or self._tick_pending or self._faulted:
            return
        due = any(left_ms <= m * 60_000 and m not in self.session.warned for m in self.session.rules.warnings)
        if due or left_ms == 0:
            self._tick_pending = True
            self.ask(lambda at: c.Tick(at=at))

    def _beat(self) -> None:
        if not self._faulted:
            at = self._clock.now()
            # A failed beat is not told: the next act meets the same trouble and tells it.
            self._lane.run(lambda: self._sitting.beat(at), lambda _: None, lambda _: None)

    # ---- storing
    def try_again(self) -> None:
        """Store again what could not be stored; the time since then is given back."""
        make, failed_at = self._failed_ask, self._failed_at
        if make is None or failed_at is None:
            return
        self._faulted = False
        at = self._clock.now()
        self._send(make, failed_at, lambda: self._sitting.do_after_fault(failed_at, *_commands(make(at))))

    def _send(self, make: Ask, at: Instant, act: Callable[[], Session], *, moves: bool = False) -> None:
        def guarded() -> Session:
            if self._faulted:
                raise CommandRefused("storage_fault")
            try:
                return act()
            except StoreError:
                self._faulted = True
                raise

        self._unstored += 1
        if not self._slow.isActive():
            self._slow.start()
        self._lane.run(
            guarded,
            lambda session: self._stored(session, moves),
            lambda error: self._not_stored(error, make, at, moves),
        )

    def _stored(self, session: Session, moves: bool) -> None:
        self._settle(moves)
        if self._gone:
            return
        before, self.session = self.session, session
        self._failed_ask = self._failed_at = None
        self._note_lost_choice()
        if session.phase is not Phase.EXAM:
            self.scratch = ""
        for minutes in session.warned[len(before.warned) :]:
            self.warned.emit(minutes)
        self.changed.emit(session)
        if session.phase is not before.phase and session.phase is not Phase.EXAM:
            self.stop_watching()
            self.ended.emit(session)

    def _not_stored(self, error: Exception, make: Ask, at: Instant, moves: bool) -> None:
        self._settle(moves)
        if self._gone:
            return
        if isinstance(error, CommandRefused):
            # What was refused because of a fault before it would show the question over the fault's own page.
            if not self._faulted:
                self.changed.emit(self.session)
            return
        if self._failed_ask is None:
            self._failed_ask, self._failed_at = make, at
        self.failed.emit(error)

    def _settle(self, moves: bool) -> None:
        self._tick_pending = False
        self._moving = self._moving and not moves
        self._unstored -= 1
        if self._unstored == 0:
            self._slow.stop()
            if self._gone:
                self.deleteLater()
            else:
                self.recording.emit(False)

    def _tell_slow(self) -> None:
        if self._unstored:
            self.recording.emit(True)

    def _note_lost_choice(self) -> None:
        """Forget the choice when its question takes no answer any more; tell the log, if it was not recorded."""
        if self._choice is None or _answerable(self.session, self._choice[0]):
            return
        (position, option), self._choice = self._choice, None
        if self.session.response(position).chosen != option:
            # Given before anybody hears of the new state: who closes the program on that news has this stored first.
            self.ask(lambda at: c.Note(at=at, kind=CHOICE_LOST, body=(("position", position), ("option", option))))


def _answerable(session: Session, position: int) -> bool:
    """Whether the question is on the screen, to be answered."""
    hidden = session.at_summary or session.suspended is not None or session.covered is not None
    return session.phase is Phase.EXAM and not hidden and session.position == position
