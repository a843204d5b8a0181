"""What the program observes by itself, into the attempt's log: to be told in the debrief, and never to be counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QTimer

from cehrs_desktop.application.ports import Clock
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.tasks import Lane

APART_MS = 10_000
"""Two notes of one kind are at least so far apart; what is observed in between is gathered into the next one."""

PROGRAMS_MS = 60_000
_LOOK_MS = 1000

Body = dict[str, Json]


class Observer(QObject):
    """Notes ``observed.<kind>`` while a question is on the screen.

    `running` gives the names of the programs that are running and are on the list of those to be closed; it is asked
    off this thread, once a minute. Only names that were not there the last time are noted. Nothing is shown.
    """

    def __init__(
        self,
        presenter: ExamPresenter,
        clock: Clock,
        running: Callable[[], Sequence[str]] | None,
        parent: QObject,
        *,
        programs_ms: int = PROGRAMS_MS,
    ) -> None:
        super().__init__(parent)
        self._presenter, self._clock, self._running = presenter, clock, running
        self._noted_ms: dict[str, int] = {}
        self._waiting: dict[str, Body] = {}
        self._programs: frozenset[str] = frozenset()
        self._lane = Lane(self) if running is not None else None
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._poll = QTimer(self, interval=programs_ms)
        self._poll.timeout.connect(self._ask_for_programs)
        if self._lane is not None:
            self._poll.start()

    def observed(self, kind: str, body: Mapping[str, Json]) -> None:
        """Something was observed. While no question is on the screen it is nobody's business."""
        session = self._presenter.session
        if session.phase is not Phase.EXAM or session.suspended is not None or session.covered is not None:
            return
        seen: Body = {**body, "position": session.position}
        waiting = self._waiting.get(kind)
        self._waiting[kind] = seen if waiting is None else _gathered(waiting, seen)
        self._look()

    def flush(self) -> None:
        """Note now what waits, as before the program is closed."""
        for kind in tuple(self._waiting):
            self._note(kind)

    def let_go(self) -> None:
        """Observe nothing any more. What waits is noted; a look at the programs that is under way is waited for."""
        self.flush()
        self._timer.stop()
        self._poll.stop()
        if self._lane is not None:
            self._lane.finish()
        self.deleteLater()

    def _look(self) -> None:
        now = self._clock.now().awake_ms
        for kind in tuple(self._waiting):
            if kind not in self._noted_ms or now - self._noted_ms[kind] >= APART_MS:
                self._note(kind)

    def _note(self, kind: str) -> None:
        self._noted_ms[kind] = self._clock.now().awake_ms
        body = tuple(self._waiting.pop(kind).items())
        self._presenter.ask(lambda at: c.Note(at=at, kind=f"observed.{kind}", body=body))

    def _ask_for_programs(self) -> None:
        if self._lane is not None and self._running is not None:
            # A list that cannot be had says nothing about anybody.
            self._lane.run(self._running, self._programs_seen, lambda _: None)

    def _programs_seen(self, names: Sequence[str]) -> None:
        new, self._programs = [name for name in names if name not in self._programs], frozenset(names)
        for name in new:
            self.observed("program", {"name": name})


def _gathered(before: Body, now: Body) -> Body:
    """Two observations of one kind as one: `times` how many, milliseconds away added up, names one after the other."""
    together: Body = {**before, **now, "times": _number(before.get("times"), 1) + 1}
    if "ms" in before or "ms" in now:
        together["ms"] = _number(before.get("ms"), 0) + _number(now.get("ms"), 0)
    if "name" in before and "name" in now and before["name"] != now["name"]:
        together["name"] = f"{before['name']}, {now['name']}"
    return together


def _number(value: Json, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise
