"""A sitting with a rehearsed day in real windows on the real store, wired to the player as the program's flow is.

The day is made in the test: a few incidents at minutes of the test's choosing. `Proctored.restart` kills nothing
gently: the windows go, the store stays, and everything comes up again from the log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTextEdit, QWidget

from cehrs_desktop.app import window_program
from cehrs_desktop.app.opening import open_pack
from cehrs_desktop.app.wiring import surroundings
from cehrs_desktop.application.ports import Candidate, StoredAttempt
from cehrs_desktop.application.sitting import Sitting, begin_attempt, reopen_attempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.session import Phase, Rules, Session
from cehrs_desktop.psychometrics.parameters import ParameterSet
from cehrs_desktop.rehearsal.acts import Act
from cehrs_desktop.rehearsal.incidents import Incident, Planned, Rule, When
from cehrs_desktop.rehearsal.plan import Choices, DayPlan
from cehrs_desktop.rehearsal.venue import ExamStep, Request, Venue
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.proctor.player import ScenePlayer
from cehrs_desktop.ui.screens.exam.rooms import ExamRooms
from cehrs_desktop.ui.screens.suspended import SuspendedScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from tests.ui.driving import MovedClock, turn, wait_for

RULES = (
    Rule(id="eyes", title="Eyes on the screen", text="Look at nothing but the screen and your scratch paper."),
    Rule(id="mouth", title="No reading aloud", text="Do not speak or move your lips."),
    Rule(id="phone", title="No telephone", text="No telephone is within reach.", major=True),
)


def incident(id_: str, *acts: Act, size: str = "large") -> Incident:
    """An incident that may come up at any time."""
    return Incident(
        id=id_, title=id_, venues=("home",), levels=("hard",), size=size, when=When(), acts=acts,  # pyright: ignore[reportArgumentType]
        rule="The rule of it.", on_the_day="What to do.",
    )  # fmt: skip


def day(
    *planned: tuple[int, Incident], contact: str = "chat", requests: Sequence[Request] = (), **choices: object
) -> DayPlan:
    """A day on which these incidents come up at these minutes."""
    venue = Venue(
        id="home", title="Online Proctored (Live)", summary="", opens_minutes=30, late_minutes=15,
        contact=contact,  # pyright: ignore[reportArgumentType]
        staff=("Lee", "Sam"), house_rules=(), steps=(ExamStep(id="exam", title="Exam"),), requests=tuple(requests),
    )  # fmt: skip
    return DayPlan(
        venue=venue, choices=Choices(level="hard", **choices), seed="seed", name="Robin Example",  # pyright: ignore[reportArgumentType]
        appointment_ms=1_800_000_000_000, seat=7, rules=RULES,
        incidents=tuple(Planned(incident=what, minute=minute) for minute, what in planned),
    )  # fmt: skip


@dataclass(frozen=True)
class SmallSource:
    """Some of the real items under a small test plan, read once for all tests."""

    pack_id: str
    blueprint: Blueprint
    parameters: ParameterSet
    some: tuple[Item, ...]

    def items(self) -> tuple[Item, ...]:
        return self.some


@cache
def small_source() -> SmallSource:
    """Five scored items and a pretest item of the first domain."""
    source = open_pack()
    domain = source.blueprint.domains[0]
    topics = tuple(replace(topic, scored=0 if n else 5) for n, topic in enumerate(domain.topics))
    plan = replace(source.blueprint, domains=(replace(domain, scored=5, pretest=1, topics=topics),))
    items = tuple(item for item in source.items() if item.domain == domain.id)
    return SmallSource(source.pack_id, plan, source.parameters, items)


class Proctored:
    """One attempt with a day, from its first question on (or at the name, with `in_exam` false)."""

    def __init__(
        self, application: QApplication, plan: DayPlan, *, rules: Rules | None = None, in_exam: bool = True,
        size: tuple[int, int] = (1366, 768), theme: str = "light", zoom: float = 1.0,
    ) -> None:  # fmt: skip
        application.setStyle("Fusion")
        window_program._dress(application)
        self.application = application
        self.plan = plan
        self.clock = MovedClock()
        self.paths = program_paths()
        self._around = surroundings(self.paths)
        for name, value in {"theme": theme, "zoom": zoom}.items():
            self._around.settings.change(name, value)
        self._size = size
        self.rules = rules or Rules()
        self.in_exam = in_exam
        self.ended: list[Session] = []

    def __enter__(self) -> Proctored:
        self._open(self._begin)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    # ---- up and down
    def _begin(self, store: SqlAttemptStore) -> Sitting:
        sitting = begin_attempt(
            store, small_source(), self.clock, Candidate("someone", "Robin Example"), self.rules,  # pyright: ignore[reportArgumentType]
            attempt_id="attempt", seed="seed", day=self.plan,
        )  # fmt: skip
        if self.in_exam:
            at = self.clock.now()
            sitting.do(c.ConfirmName(at=at), c.AcceptAgreement(at=at), c.StartExam(at=at))
        return sitting

    def _open(self, begin: Callable[[SqlAttemptStore], Sitting]) -> None:
        self.window = window_program.make_window(self.application)
        self.window.resize(*self._size)
        self.stage = Stage(self.window, self._around.settings)
        self.lane = Lane(self.window)
        self.rooms: ExamRooms | None = None
        opened: list[tuple[SqlAttemptStore, Sitting]] = []

        def up() -> tuple[SqlAttemptStore, Sitting]:
            store = open_store(self.paths.data)
            return store, begin(store)

        failed: list[Exception] = []
        self.lane.run(up, opened.append, failed.append)
        wait_for(lambda: opened or failed, "the attempt to be opened")
        assert not failed, failed
        self.store, self.sitting = opened[0]
        plan = self.sitting.attempt.day
        assert plan is not None
        self.presenter = ExamPresenter(self.lane, self.clock, self.sitting, self.stage)
        self.player = ScenePlayer(self.stage, self.presenter, plan, self.clock, self.stage)
        self.presenter.changed.connect(self._route)
        self.window.show()
        self.window.activateWindow()
        self._route(self.presenter.session)
        turn(20)

    def _close(self) -> None:
        self.stage.close_dialog()
        self.presenter.let_go()
        self.lane.run(self.store.shut, lambda _: None, lambda _: None)
        self.lane.finish()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def restart(self) -> None:
        """The program is gone and comes up again, another run, from what is stored."""
        self._close()
        self.clock = MovedClock()
        self._open(lambda store: reopen_attempt(store, "attempt"))

    # ---- as the flow does it
    def _route(self, session: Session) -> None:
        self.player.follow(session)
        if session.phase is not Phase.EXAM and session.phase is not Phase.NAME:
            self.ended.append(session)
            self.stage.close_dialog()
            self._show(QWidget())
        elif session.suspended is not None:
            self.presenter.stop_watching()
            screen = SuspendedScreen(session.suspended, "")
            screen.resumed.connect(self.presenter.resume)
            self.stage.show(screen)
            self._drop_rooms()
        elif (page := self.player.screen_for(session)) is not None:
            self.presenter.start_watching()
            if page is not self.stage.screen:
                self.stage.close_dialog()
                self.stage.show_kept(page)
        elif session.phase is Phase.EXAM:
            self._show_exam(session)
        else:
            self._show(QWidget())

    def _show(self, screen: QWidget) -> None:
        self.stage.show_kept(screen)

    def _show_exam(self, session: Session) -> None:
        if self.rooms is None:
            self.rooms = ExamRooms(self.presenter, self.sitting, self.stage.theme, self.stage.zoom, tutorial=False)
            self.stage.keep(*self.rooms.screens)
            self.rooms.screen_wanted.connect(self.stage.show_kept)
            self.player.furnish(self.rooms.exam, self.rooms.exam)
            self.player.furnish(self.rooms.summary, self.rooms.summary)
            self.presenter.start_watching()
        if self.stage.screen not in self.rooms.screens:
            self.rooms.show_session(session)

    def _drop_rooms(self) -> None:
        if self.rooms is not None:
            rooms, self.rooms = self.rooms, None
            self.stage.forget(*rooms.screens)
            rooms.deleteLater()

    # ---- looking
    @property
    def session(self) -> Session:
        return self.presenter.session

    @property
    def screen(self) -> QWidget:
        assert self.stage.screen is not None
        return self.stage.screen

    @property
    def at_question(self) -> bool:
        """Whether the question is on the screen."""
        return self.rooms is not None and self.screen is self.rooms.exam

    def words(self) -> str:
        """Everything that can be read on the screen or in the dialog, what screen readers are told included."""
        root = self.stage.dialog or self.screen
        labels = [label.text() for label in root.findChildren(QLabel) if label.isVisible()]
        texts = [text.toPlainText() for text in root.findChildren(QTextEdit) if text.isVisible()]
        names = [widget.accessibleName() for widget in root.findChildren(QWidget) if widget.isVisible()]
        return "\n".join([*labels, *texts, *names])

    def buttons(self) -> dict[str, QAbstractButton]:
        root = self.stage.dialog or self.screen
        found = [made for made in root.findChildren(QAbstractButton) if made.isVisible()]
        return {(made.text() or made.accessibleName()).replace("&", ""): made for made in found}

    def button(self, words: str) -> QAbstractButton:
        """The visible button with these words (a beginning is enough)."""
        plain = words.replace("&", "")
        found = [made for text, made in self.buttons().items() if text.startswith(plain)]
        assert found, f"no button {plain!r} among {list(self.buttons())}"
        return found[0]

    def notes(self, prefix: str = "") -> list[tuple[str, dict[str, object]]]:
        """The notes in the log, those of the day's own kinds."""
        return [(n.other_kind, dict(n.body)) for n in self.session.notes if n.other_kind.startswith(prefix)]

    def stored(self) -> StoredAttempt:
        """The attempt, read on the database lane."""
        answers: list[StoredAttempt] = []
        self.lane.run(lambda: self.store.load("attempt"), answers.append, lambda _: None)
        wait_for(lambda: answers, "the database lane")
        return answers[0]

    def until(self, shown: str) -> None:
        """Wait until these words are on the screen."""
        wait_for(lambda: shown in self.words(), f"{shown!r} on the screen, not {self.words()!r}")

    def settle(self) -> None:
        """Wait until nothing is being stored."""
        turn(1)
        wait_for(lambda: not self.presenter.busy, "everything to be stored")

    # ---- acting
    def wait(self, seconds: float) -> None:
        """Time goes by, and the player sees it."""
        self.clock.wait(seconds / 60)
        self.player.live._tick()
        self.settle()

    def to_minute(self, minute: int) -> None:
        """Exam time goes by until so many minutes are used."""
        self.wait(minute * 60 - self.used_ms / 1000)

    @property
    def used_ms(self) -> int:
        return self.session.clock.used_at(self.clock.now())

    def key(self, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is, and let what it asked for be stored."""
        target = self.stage.dialog or self.window
        if not target.isActiveWindow():
            target.activateWindow()
            turn()
        QTest.keyClick(target.focusWidget() or target, key, with_)
        self.settle()

    def tab_to(self, words: str) -> None:
        """Go to a control by the Tab key alone."""
        root = self.stage.dialog or self.window
        for _ in range(60):
            at = root.focusWidget()
            if isinstance(at, QAbstractButton) and (at.text() or at.accessibleName()).replace("&", "").startswith(
                words.replace("&", "")
            ):
                return
            self.key(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reached {words!r}")

    def press(self, words: str) -> None:
        """Press a control by keyboard alone."""
        self.tab_to(words)
        self.key(Qt.Key.Key_Space)
