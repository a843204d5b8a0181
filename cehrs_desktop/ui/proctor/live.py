"""The scenes of a day while they are lived: when one begins, how long an act has been on, what the candidate decides.

Everything goes through the presenter and is on the screen only when it came back as stored. This draws nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from cehrs_desktop.application.ports import Clock
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.events import OtherEvent
from cehrs_desktop.exam.session import Phase, Session
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.presentation.proctor_view import act_on
from cehrs_desktop.rehearsal import scenes
from cehrs_desktop.rehearsal.acts import Act, Ask, Fault, NewStation, Noise, Pause
from cehrs_desktop.rehearsal.day import DayState, Message, day_state, evolve_day
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.ui.exam_presenter import ExamPresenter

TICK_MS = 500

_Scene = Callable[[DayState, Session, Instant], tuple[c.Command, ...]]


class LiveScenes(QObject):
    """One day's scenes.

    `moved`: what is going on is another; `ticked`: time went by in the act that is on; `told`: words for the
    candidate that are new, a `Message`, an `Ask` or a `Noise`. `open` is whether the panel is unfolded.
    """

    moved = Signal()
    ticked = Signal()
    told = Signal(object)

    def __init__(self, presenter: ExamPresenter, plan: DayPlan, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self.plan = plan
        self.session = presenter.session
        self.state = DayState()
        self.open = False
        self._clock = clock
        self._notes: tuple[OtherEvent, ...] | None = None
        self._where: tuple[object, ...] = ()
        # Which act it is: how many notes there were when the scene last moved.
        self._act = 0
        self._shown_since: tuple[int, int] | None = None
        self._asked = -1
        self._failed = False
        self._read = 0
        presenter.failed.connect(self._storage_failed)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    # ---- following
    def follow(self, session: Session) -> None:
        """Take a session as it is stored now. Costs nothing when neither the day nor the cover changed."""
        # Another session is one that came back as stored.
        self._failed = self._failed and session is self.session
        self.session = session
        where = (session.phase, session.suspended, session.covered, session.clock_held)
        if session.notes is self._notes and where == self._where:
            return
        new = self._fold(session.notes)
        self._where = where
        self._time_act()
        if session.phase is Phase.REMINDER and self.state.scene is not None:
            self._ask(lambda state, _, at: scenes.break_off(state, at))
        self._timer.start()
        for what in new:
            self._open_for(what)
        self.moved.emit()
        for what in new:
            self.told.emit(what)

    def _fold(self, notes: tuple[OtherEvent, ...]) -> list[Message | Ask | Noise]:
        """The day after all notes; gives what is new for the candidate: where the day is first read, what is on."""
        first = self._notes is None or notes[: len(self._notes)] != self._notes
        before = DayState() if first or self._notes is None else self.state
        seen, act = (0, 0) if first or self._notes is None else (len(self._notes), self._act)
        state = before
        for number, note in enumerate(notes[seen:], seen + 1):
            after = evolve_day(self.plan, state, note)
            act = number if after.scene is not state.scene else act
            state = after
        moved = act != self._act
        self.state, self._notes, self._act = state, notes, act
        on = act_on(state)
        waiting = [on] if moved and isinstance(on, (Ask, Noise)) else []
        if first:
            return [*waiting]
        # A question that was answered is told when it is asked, not again when it joins the messages.
        spoken = [message for message in state.messages[len(before.messages) :] if not _of_question(before, message)]
        return [*(message for message in spoken if message.who != "candidate"), *waiting]

    @property
    def act(self) -> Act | None:
        """What is on."""
        return act_on(self.state)

    @property
    def number(self) -> int:
        """Tells one act from another."""
        return self._act

    @property
    def active(self) -> bool:
        """Whether time goes by for scenes: not while the sitting stands still, nor between the parts of a day."""
        session = self.session
        return session.suspended is None and session.phase in (Phase.NAME, Phase.EXAM, Phase.SURVEY)

    @property
    def ended(self) -> bool:
        """Whether a scene has come to the end that the real exam would have, and nothing was decided yet."""
        state = self.state
        return state.scene is not None and not state.scene.todo and bool(state.ended) and not state.practice

    # ---- time
    def _time_act(self) -> None:
        """An act counts from when it is first shown; one that was broken off (closed, killed, asleep) begins anew."""
        if not self.active:
            self._shown_since = None
        elif self._shown_since is None or self._shown_since[0] != self._act:
            self._shown_since = (self._act, self._clock.now().awake_ms)

    def seconds(self) -> int:
        """For how many whole seconds the present act has been on."""
        if self._shown_since is None:
            return 0
        return max(0, self._clock.now().awake_ms - self._shown_since[1]) // 1000

    @property
    def day_ms(self) -> int:
        """The clock on the wall, UTC milliseconds."""
        return self._clock.now().wall_ms + self.state.skipped_ms

    def seconds_left(self) -> int | None:
        """Seconds until the act that is on is over by itself; `None` when it lasts until somebody acts."""
        act = self.act
        lasts = None if act is None else scenes.seconds_of(self.plan, act)
        return None if lasts is None else max(0, lasts - self.seconds())

    def _tick(self) -> None:
        if not self.active:
            return
        act = self.act
        if act is not None:
            if self.seconds_left() == 0 and not _waits(act):
                self.pass_act()
            self.ticked.emit()
        elif self.state.scene is None:
            self._begin_what_is_due()

    def _begin_what_is_due(self) -> None:
        session = self.session
        # Scenes speak of the question on the screen: at the summary there is none, and what is due waits.
        if not session.running or session.covered is not None or session.at_summary:
            return
        planned = scenes.due(self.plan, self.state, session.clock.used_at(self._clock.now()))
        if planned is not None:
            self._begin(planned.incident.id, "incident")

    def _begin(self, scene_id: str, source: str) -> None:
        plan = self.plan
        self._ask(lambda state, session, at: scenes.begin_scene(plan, state, session, at, scene_id, source))

    # ---- what the candidate does
    def pass_act(self, choice: str = "") -> None:
        """The act that is on is over; `choice` is what was decided."""
        plan = self.plan
        self._ask(lambda state, session, at: scenes.pass_act(plan, state, session, at, choice))

    def request(self, request_id: str) -> None:
        """Ask for something that the venue offers; while something is going on, nothing happens."""
        session = self.session
        if session.phase is Phase.EXAM and session.covered is None and self.state.scene is None:
            self._begin(request_id, "request")

    def say(self, text: str) -> None:
        """Write to the proctor, or speak up."""
        if text.strip():
            self._note("candidate.said", (("text", text.strip()),))

    def read(self) -> None:
        """Everything said so far was on the screen."""
        messages = len(self.state.messages)
        if self.state.unread and (self._read != messages or not self.presenter.busy):
            self._read = messages
            self._note("day.read", ())

    def go_on_as_practice(self) -> None:
        """Go on after the end that would have come."""
        self._ask(scenes.go_on_as_practice)

    def stop(self) -> None:
        """End the attempt there."""
        self.presenter.ask(lambda at: c.AbandonAttempt(at=at, reason="ended_by_rules"))

    def set_open(self, open_: bool) -> None:
        """Unfold the panel, or fold it."""
        if open_ != self.open:
            self.open = open_
            self.moved.emit()

    def _open_for(self, what: Message | Ask | Noise) -> None:
        """What is heard cannot be overlooked; what is only written can."""
        aloud = isinstance(what, Noise) or (isinstance(what, Message) and what.spoken)
        self.open = self.open or aloud or self.plan.venue.contact == "hand"

    # ---- storing
    def _note(self, kind: str, body: tuple[tuple[str, str], ...]) -> None:
        self.presenter.ask(lambda at: c.Note(at=at, kind=kind, body=body))

    def _ask(self, scene: _Scene) -> None:
        """Ask for the next move of the scene, unless one for this act is being stored."""
        if self._failed or (self._asked == self._act and self.presenter.busy):
            return
        self._asked = self._act
        plan, presenter, here = self.plan, self.presenter, self.state.scene

        def move(at: Instant) -> tuple[c.Command, ...]:
            # Runs when its turn comes: what was meant for one act must not pass the next one.
            session = presenter.session
            state = day_state(plan, session.notes)
            return scene(state, session, at) if state.scene == here else ()

        presenter.ask(move)

    def _storage_failed(self) -> None:
        # Until something is stored again; what failed is kept by the presenter and comes first.
        self._failed = True


def _waits(act: Act) -> bool:
    """Whether the candidate has to do something when the act's time is over."""
    return (
        (isinstance(act, Pause) and act.terms)
        or (isinstance(act, Fault) and act.relaunch)
        or isinstance(act, NewStation)
    )


def _of_question(before: DayState, message: Message) -> bool:
    act = act_on(before)
    return isinstance(act, Ask) and message.text == act.text
