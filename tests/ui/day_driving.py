"""A rehearsed day before and after the exam in real windows, on a real store: a small venue, and hands to live it.

The lane, the store, the presenter and the screens are the real ones; the clock stands until a test moves it.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Literal

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.application.sitting import Sitting, begin_attempt, reopen_attempt
from cehrs_desktop.exam.session import Rules, Session
from cehrs_desktop.rehearsal.day import DayState, day_state
from cehrs_desktop.rehearsal.incidents import Planned
from cehrs_desktop.rehearsal.plan import Choices, DayPlan
from cehrs_desktop.rehearsal.venue import ExamStep, PageStep, Step, Venue
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.ui.day_flow import DayFlow
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.screens.day.frame import DayScreen
from tests.ui.driving import Driven, MovedClock, small_desk, turn, wait_for

NAME = "Robin Example"
WALL_MS = 1_800_000_000_000
"""The wall clock when a day begins in these tests; the appointment is 20 minutes later."""


def a_venue(*steps: Step, after: tuple[Step, ...] = ()) -> Venue:
    """A venue of these steps before the exam, and `after` behind it."""
    return Venue(
        id="small",
        title="A small test center",
        summary="Made for a test",
        opens_minutes=30,
        late_minutes=15,
        contact="hand",
        staff=("Proctor Lee",),
        house_rules=("No food.",),
        steps=(*steps, ExamStep(id="exam", title="The exam"), *after),
    )


def a_plan(
    *steps: Step,
    after: tuple[Step, ...] = (),
    waits: Literal["full", "short"] = "short",
    level: str = "none",
    name: str = NAME,
    seed: str = "seed",
    minutes_to_go: int = 20,
    camera: bool = False,
    incidents: tuple[Planned, ...] = (),
) -> DayPlan:
    """The plan of a day in such a venue."""
    return DayPlan(
        venue=a_venue(*steps, after=after),
        choices=Choices(level=level, waits=waits, camera=camera),
        seed=seed,
        name=name,
        appointment_ms=WALL_MS + minutes_to_go * 60_000,
        seat=7,
        incidents=incidents,
    )


LAST = PageStep(id="last", title="Last page before the exam", text=("Nothing more to do.",))


class DayDriven(Driven):
    """The day on the screen. `heard` are the flow's signals in their order."""

    def __init__(self, application: QApplication, plan: DayPlan, *, extra: dict[str, Any] | None = None, **more: Any):
        super().__init__(application, open_desk=small_desk(program_paths()), **more)
        self.plan = plan
        self.clock = MovedClock()
        self.extra = extra or {}
        self.heard: list[str] = []
        self._presenter: ExamPresenter | None = None
        self.day: DayFlow | None = None

    def __enter__(self) -> DayDriven:
        super().__enter__()
        self.ready()
        self.begin_day()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop_day()
        super().__exit__(kind, error, trace)

    def begin_day(self) -> None:
        """Begin the attempt with its plan, and the day."""

        def begun(desk: Any) -> Sitting:
            return begin_attempt(
                desk.store,
                desk.source,
                self.clock,
                Candidate("someone", self.plan.name),
                Rules(),
                attempt_id="one",
                seed="seed",
                day=self.plan,
            )

        self._lead(self.on_lane(begun))

    def drop_day(self) -> None:
        """What a kill leaves: no window, no presenter, only what is stored."""
        if self._presenter is not None:
            self.settle()
            self._presenter.let_go()
        if self.day is not None:
            self.day.let_go()
            self.day.deleteLater()
        self._presenter = self.day = None

    def restart(self) -> None:
        """The program is killed and started again: everything is read back from the store."""
        self.drop_day()
        sitting = self.on_lane(lambda desk: reopen_attempt(desk.store, "one"))
        assert sitting.attempt.day == self.plan
        self._lead(sitting)

    def _lead(self, sitting: Sitting) -> None:
        stage = self.flow.stage
        self._presenter = ExamPresenter(self.flow._lane, self.clock, sitting, stage)
        self.day = DayFlow(stage, self._presenter, self.plan, self.clock, **self.extra)
        for name in ("exam_reached", "over", "stopped", "leave_wanted"):
            getattr(self.day, name).connect(_told(self.heard, name))
        self._presenter.changed.connect(self.day.follow)
        self.day.follow(self._presenter.session)
        self.settle()

    # ---- looking
    @property
    def presenter(self) -> ExamPresenter:
        assert self._presenter is not None
        return self._presenter

    @property
    def session(self) -> Session:
        return self.presenter.session

    @property
    def state(self) -> DayState:
        return day_state(self.plan, self.session.notes)

    @property
    def step(self) -> str:
        """The id of the step the day stands at."""
        step = self.state.step_of(self.plan)
        return "" if step is None else step.id

    def notes(self, kind: str = "") -> list[dict[str, Any]]:
        """The bodies of the notes of a kind, as they are stored."""
        return [dict(note.body) for note in self.session.notes if note.other_kind.startswith(kind)]

    def kinds(self) -> list[str]:
        return [note.other_kind for note in self.session.notes]

    @property
    def day_screen(self) -> DayScreen:
        screen = self.screen
        assert isinstance(screen, DayScreen)
        return screen

    @property
    def title(self) -> str:
        """The title of the step on the screen."""
        return self.day_screen.page.title

    @property
    def verdict(self) -> str:
        return self.day_screen.verdict.text

    # ---- acting
    def settle(self) -> None:
        turn(1)
        presenter = self._presenter
        wait_for(lambda: presenter is None or not presenter.busy, "everything to be stored")
        turn(1)

    def press(self, words: str) -> None:
        super().press(words)
        self.settle()

    def type(self, text: str) -> None:
        """Type where the keyboard is."""
        target = self.window.focusWidget()
        assert target is not None
        QTest.keyClicks(target, text)

    def go_by(self, seconds: float) -> None:
        """Let time go by on the clock, and the screen see it."""
        self.clock.wait(seconds / 60)
        assert self.day is not None
        self.day.steps.tell_time()
        self.settle()


def _told(heard: list[str], name: str) -> Callable[[], None]:
    return lambda: heard.append(name)
