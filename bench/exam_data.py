"""Data folders to measure with: a history of finished attempts, and an attempt in the middle of its exam.

Made by the program's own use cases and store from the real item pack, so they are what its users have.
"""

from __future__ import annotations

import os
from pathlib import Path

from cehrs_desktop.app.home_cache import FileHomeCache
from cehrs_desktop.app.opening import open_pack
from cehrs_desktop.application.ports import AttemptStore, Candidate
from cehrs_desktop.application.results import close_attempt
from cehrs_desktop.application.sitting import Sitting, begin_attempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.system.paths import program_paths

FIRST_DAY_MS = 1_790_000_000_000
DAY_MS = 86_400_000


class Steps:
    """A clock that moves by a second whenever it is looked at."""

    def __init__(self, start_ms: int) -> None:
        self.wall_ms = start_ms
        self.run = os.urandom(8).hex()

    def now(self) -> Instant:
        """The next second."""
        self.wall_ms += 1000
        return Instant(self.wall_ms, self.wall_ms - FIRST_DAY_MS, self.run)


def make_folder(folder: Path, *, finished: int = 0, open_at: int | None = None) -> str | None:
    """Fill a data folder; returns the id of the open attempt, if one is wanted."""
    paths = program_paths({"CEHRS_DATA_DIR": str(folder)})
    store = open_store(paths.data, "local")
    for number in range(finished):
        sitting = _begun(store, Steps(FIRST_DAY_MS + number * DAY_MS))
        _answer(sitting, 125, right=60 + 3 * number)
        sitting.do(c.SubmitExam(at=_later(sitting)))
        sitting.do(c.AcknowledgeReminder(at=_later(sitting)))
        sitting.do(c.CloseSurvey(at=_later(sitting), answers=()))
        close_attempt(store, sitting.attempt.id)
    FileHomeCache(paths.cache / "home.json").write(store.lines())
    opened: str | None = None
    if open_at is not None:
        sitting = _begun(store, Steps(FIRST_DAY_MS + finished * DAY_MS))
        _answer(sitting, open_at - 1, right=open_at // 2)
        sitting.do(c.ShowItem(at=_later(sitting), position=open_at))
        opened = sitting.attempt.id
    store.shut()
    return opened


def _begun(store: AttemptStore, clock: Steps) -> Sitting:
    person = (*store.candidates(), Candidate(os.urandom(16).hex(), "Jordan A. Candidate"))[0]
    identity = os.urandom(16).hex()
    sitting = begin_attempt(store, open_pack(), clock, person, Rules(), attempt_id=identity, seed=identity)
    for step in (c.ConfirmName, c.AcceptAgreement, c.StartExam):
        sitting.do(step(at=clock.now()))
    return sitting


def _later(sitting: Sitting) -> Instant:
    last = sitting.session.last
    if last is None:
        raise ValueError("the sitting has begun")
    return Instant(last.wall_ms + 20_000, last.awake_ms + 20_000, last.run)


def _answer(sitting: Sitting, count: int, right: int) -> None:
    acts: list[c.Command] = []
    at = _later(sitting)
    for position in range(1, count + 1):
        item = sitting.items[position - 1]
        option = item.key.id if position <= right else next(one.id for one in item.options if not one.is_key)
        at = Instant(at.wall_ms + 40_000, at.awake_ms + 40_000, at.run)
        acts += [
            c.ShowItem(at=at, position=position),
            c.AnswerItem(at=at, position=position, option=option),
        ]
    sitting.do(*acts)
