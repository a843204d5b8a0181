"""Backups from inside the program: make one, say what putting one back would lose, put it back.

A backup is offered only after a drill: it was opened, its pages were checked, its hash chains verified and counted. The
database that it replaces is kept beside, is listed like a backup, and can be put back in the same way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from cehrs_desktop.application.backup_ports import BackupFile, BackupPlace, Drill, Held
from cehrs_desktop.application.ports import AttemptStore, Backup
from cehrs_desktop.application.study_ports import StudyStore


@dataclass(frozen=True, slots=True)
class Made:
    """What came of making a backup: the copy, or none because the newest holds the same, or none and a `problem`."""

    backup: Backup | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """What one database has and another has not: learners, attempts, answers. `reopened` are attempts that are over
    in the first and still open in the other."""

    learners: int = 0
    attempts: int = 0
    reopened: int = 0
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of putting a copy back. `drill` is what was found in it just before; when it was not `good`, nothing
    was changed and `kept` is empty. `kept` is where the database that was there before lies now."""

    drill: Drill
    kept: str = ""

    @property
    def done(self) -> bool:
        """Whether the copy is the database now."""
        return self.drill.good


def make(store: AttemptStore) -> Made:
    """Make a backup now."""
    backup = store.back_up()
    return Made(backup, store.backup_problem or "")


def held_now(store: AttemptStore, study: StudyStore | None) -> Held:
    """What the open database holds. Reads every answer, which takes a second where there are very many. Raises a
    `StoreError`."""
    learners = frozenset(one.id for one in store.candidates())
    answers: Counter[str] = Counter()
    if study is not None:
        for learner in learners:
            answers.update(answer.run_id for answer in study.answers(learner))
    return Held(learners, {line.id: line.state for line in store.lines()}, answers)


def lost(now: Held, then: Held) -> Loss:
    """What is lost when `then` takes the place of `now`."""
    return Loss(
        len(now.learners - then.learners),
        len(now.attempts.keys() - then.attempts.keys()),
        sum(state != "open" and then.attempts.get(one) == "open" for one, state in now.attempts.items()),
        sum(max(0, count - then.answers.get(run, 0)) for run, count in now.answers.items()),
    )


def restore(place: BackupPlace, shut: Callable[[], None], file: BackupFile, now_ms: int) -> Restored:
    """Put a copy in the database's place, after another drill: it may have been damaged since it was listed.

    When the drill is good `shut` closes the database, whatever follows, and the caller opens it again; when it is not,
    it stays open. Raises a `StoreError` when the copy could not be put there: the database is as it was, but shut.
    `now_ms` is UTC milliseconds, for the name of what is kept.
    """
    drill = place.drill(file)
    if not drill.good:
        return Restored(drill)
    shut()
    return Restored(drill, place.put_back(file, now_ms))
