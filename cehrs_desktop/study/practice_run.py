"""A practice set while it is being worked: what is on the screen, what was answered, what time is left.

Pure: each function takes a run and gives the next one; instants come in from outside. What was answered is enough to go
on from (`resumed`); everything else in a run is the question that is being thought about. Nothing here stores.

The set's clock is its own. It stands during a pause and, with feedback after each answer, while that is being read. It
is counted as exam time is: awake time of one run of the program, never backwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace

from cehrs_desktop.exam.errors import CommandRefused
from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.session import merged_ranges
from cehrs_desktop.exam.timing import ExamClock, Instant
from cehrs_desktop.study.past import Answer, Certainty
from cehrs_desktop.study.practice import PracticeSet, Wish
from cehrs_desktop.study.practice_task import Aids, Keys, Task, is_right, task_of

UNTIMED_MS = 1000 * 3600 * 1000
"""The limit of a clock that has none: nobody works a set for a thousand hours."""


@dataclass(frozen=True, slots=True)
class PracticeRun:
    """The whole state of a set. `answers`, `tasks` and `aids` are by place, the first question's first; `position`
    counts from 1. `met` are the items the learner had met before the set."""

    practice: PracticeSet
    items: tuple[Item, ...]
    tasks: tuple[Task, ...]
    answers: tuple[Answer | None, ...]
    clock: ExamClock
    met: frozenset[str] = frozenset()
    keys: Keys = field(default_factory=Keys)
    position: int = 1
    paused: bool = False
    over: bool = False
    aids: tuple[Aids, ...] = ()

    @property
    def wish(self) -> Wish:
        """What was asked for."""
        return self.practice.wish

    @property
    def count(self) -> int:
        """How many questions the set has."""
        return len(self.items)

    @property
    def item(self) -> Item:
        """The item on the screen."""
        return self.items[self.position - 1]

    @property
    def task(self) -> Task:
        """What was done so far with the question on the screen."""
        return self.tasks[self.position - 1]

    @property
    def aid(self) -> Aids:
        """What was struck out and highlighted in the question on the screen."""
        return self.aids[self.position - 1]

    @property
    def answer(self) -> Answer | None:
        """The answer to the question on the screen that was kept."""
        return self.answers[self.position - 1]

    @property
    def answered(self) -> int:
        """How many questions have an answer that is not blank."""
        return sum(answer is not None and not answer.blank for answer in self.answers)

    @property
    def locked(self) -> bool:
        """Whether the question on the screen can no longer be answered, because its answer is being shown."""
        return self.over or (self.wish.feedback == "each" and self.answer is not None)

    @property
    def seen_end(self) -> bool:
        """Whether every question has been on the screen."""
        return all(task.visits for task in self.tasks)

    def spent_ms(self, at: Instant | None = None) -> int:
        """The set's own clock, now or where it last stood."""
        return self.clock.used_ms if at is None else self.clock.used_at(_not_before(self.clock, at))

    def left_ms(self, at: Instant) -> int | None:
        """Milliseconds left; `None` for an untimed set."""
        return None if not self.wish.minutes else max(0, self.clock.limit_ms - self.spent_ms(at))

    def out_of_time(self, at: Instant) -> bool:
        """Whether the time of a timed set is over."""
        return self.left_ms(at) == 0


def begun(
    practice: PracticeSet, items: Sequence[Item], at: Instant, met: Set[str] = frozenset(), keys: Keys = Keys()
) -> PracticeRun:
    """A set at its beginning, its first question on the screen and its clock running.

    Raises `ValueError` for a set without questions, or with other items than its places name.
    """
    return go_on(resumed(practice, items, (), 0, met, keys), at)


def resumed(
    practice: PracticeSet,
    items: Sequence[Item],
    answers: Iterable[Answer],
    spent_ms: int,
    met: Set[str] = frozenset(),
    keys: Keys = Keys(),
    *,
    over: bool = False,
) -> PracticeRun:
    """A set as its kept answers make it, in the order in which they were kept; paused at its first open question.

    What was chosen and not kept, and the time since the clock was last kept, is not known and costs nothing.
    """
    if not practice.slots or [(slot.item_id, slot.item_version) for slot in practice.slots] != [
        (item.id, item.version) for item in items
    ]:
        raise ValueError(f"set {practice.id} and its items do not agree")
    kept: list[Answer | None] = [None] * len(items)
    for answer in answers:
        kept[answer.position - 1] = answer
    tasks = tuple(Task() if answer is None else task_of(answer) for answer in kept)
    limit = practice.wish.seconds * 1000 or UNTIMED_MS
    clock = ExamClock(limit, min(limit, max(0, spent_ms)))
    first = next((place for place, answer in enumerate(kept, start=1) if answer is None), len(kept))
    return PracticeRun(
        practice,
        tuple(items),
        tasks,
        tuple(kept),
        clock,
        frozenset(met),
        keys,
        first,
        paused=not over,
        over=over,
        aids=(Aids(),) * len(items),
    )


def show(run: PracticeRun, position: int, at: Instant) -> PracticeRun:
    """Bring another question onto the screen. Raises `CommandRefused` when there is none at that place."""
    if not 1 <= position <= run.count:
        raise CommandRefused("position")
    run = _settled(run, at)
    if run.over or run.paused or position == run.position:
        return replace(run, position=position) if run.over else run
    run = replace(run, position=position)
    return _ticking(_with_task(run, replace(run.task, visits=run.task.visits + 1)), at)


def choose(run: PracticeRun, option: str, at: Instant) -> PracticeRun:
    """Choose an option of the question on the screen. Raises `CommandRefused` for one that it has not."""
    if option not in run.practice.slots[run.position - 1].options:
        raise CommandRefused("option")
    if run.paused or run.locked or run.out_of_time(at) or run.task.chosen == option:
        return run
    return _with_task(run, replace(run.task, choices=(*run.task.choices, option)))


def say(run: PracticeRun, certainty: Certainty) -> PracticeRun:
    """Say how sure one is of the answer to the question on the screen."""
    return run if run.paused or run.locked else _with_task(run, replace(run.task, certainty=certainty))


def mark(run: PracticeRun, marked: bool) -> PracticeRun:
    """Set or take away the mark for review of the question on the screen."""
    return run if run.paused or run.locked else _with_task(run, replace(run.task, marked=marked))


def strike(run: PracticeRun, option: str) -> PracticeRun:
    """Strike an option of the question on the screen out, or restore it. Raises `CommandRefused` for one that it has
    not."""
    if option not in run.practice.slots[run.position - 1].options:
        raise CommandRefused("option")
    return _with_aids(run, replace(run.aid, struck=run.aid.struck ^ {option}))


def highlight(run: PracticeRun, ranges: Iterable[tuple[int, int]]) -> PracticeRun:
    """Make these ranges of characters the highlights of the question on the screen."""
    return _with_aids(run, replace(run.aid, highlights=merged_ranges(ranges)))


def pause(run: PracticeRun, at: Instant) -> PracticeRun:
    """Stop the clock; the question is to be covered."""
    return run if run.paused or run.over else _ticking(replace(_settled(run, at), paused=True), at)


def go_on(run: PracticeRun, at: Instant) -> PracticeRun:
    """Let the clock run again, with the question back on the screen."""
    if run.over or not run.paused:
        return run
    run = replace(run, paused=False)
    if not run.task.visits:
        run = _with_task(run, replace(run.task, visits=1))
    return _ticking(run, at)


def answer(run: PracticeRun, at: Instant) -> tuple[PracticeRun, Answer | None]:
    """Give what is chosen as the answer; none comes back when nothing is chosen, nothing changed or time is over.

    With feedback after each answer the question is locked then and the clock stands until another one is shown.
    """
    run = _settled(run, at)
    if run.paused or run.locked or not run.task.choices or run.out_of_time(at) or not _changed(run, run.position):
        return run, None
    given = _answer(run, run.position, at)
    return _ticking(kept(run, given), at), given


def kept(run: PracticeRun, given: Answer) -> PracticeRun:
    """The run with an answer in its place (a store gives it back with its number)."""
    place = given.position - 1
    return replace(run, answers=(*run.answers[:place], given, *run.answers[place + 1 :]))


def finish(run: PracticeRun, at: Instant) -> tuple[PracticeRun, tuple[Answer, ...]]:
    """End the set: what is chosen counts, and every answer that has to be kept still comes back, in set order.

    A question that was shown and left blank counts as one when time was over or the set was handed in (feedback at the
    end). Who stops a set with feedback after each answer leaves its open question unanswered: that says nothing.
    """
    if run.over:
        return run, ()
    run = _settled(run, at)
    time_over = run.out_of_time(at)
    hand_in = time_over or run.wish.feedback == "end"
    given: list[Answer] = []
    for position, (task, before) in enumerate(zip(run.tasks, run.answers, strict=True), start=1):
        if task.visits and (hand_in or task.choices) and (before is None or task != task_of(before)):
            given.append(_answer(run, position, at, timed_out=time_over and before is None))
    for one in given:
        run = kept(run, one)
    return _ticking(replace(run, over=True, paused=False), at), tuple(given)


def next_open(run: PracticeRun) -> int | None:
    """The next question without an answer: after the one on the screen, then from the front; `None` when all have."""
    order = (*range(run.position + 1, run.count + 1), *range(1, run.position + 1))
    return next((place for place in order if run.answers[place - 1] is None), None)


def _answer(run: PracticeRun, position: int, at: Instant, *, timed_out: bool = False) -> Answer:
    item, task, before = run.items[position - 1], run.tasks[position - 1], run.answers[position - 1]
    right = is_right(item, task.chosen, run.keys)
    return Answer(
        item_id=item.id,
        item_version=item.version,
        domain=item.domain,
        topic=item.topic,
        place=run.practice.place,
        run_id=run.practice.id,
        position=position,
        # Looked at again and left as it was: it was given when it was given.
        at_ms=before.at_ms if before is not None and before.choices == task.choices else at.wall_ms,
        choices=task.choices,
        right=right,
        spent_ms=task.spent_ms,
        scored=item.status == "operational" and (item.id, item.version) not in run.keys.dropped,
        marked=task.marked,
        visits=task.visits,
        timed_out=timed_out,
        certainty=task.certainty,
        seen_before=item.id in run.met,
        left_right=not right and any(is_right(item, option, run.keys) for option in task.choices),
        cause="" if before is None else before.cause,
        number=0 if before is None else before.number,
    )


def _changed(run: PracticeRun, position: int) -> bool:
    """Whether a question's answer would say something else than the kept one, but for its time."""
    task, before = run.tasks[position - 1], run.answers[position - 1]
    if before is None:
        return True
    return (task.choices, task.certainty, task.marked) != (before.choices, before.certainty, before.marked)


def _with_task(run: PracticeRun, task: Task) -> PracticeRun:
    place = run.position - 1
    return replace(run, tasks=(*run.tasks[:place], task, *run.tasks[place + 1 :]))


def _with_aids(run: PracticeRun, aids: Aids) -> PracticeRun:
    if run.paused or run.locked:
        return run
    place = run.position - 1
    return replace(run, aids=(*run.aids[:place], aids, *run.aids[place + 1 :]))


def _not_before(clock: ExamClock, at: Instant) -> Instant:
    """An instant from before the clock was started is the moment it was started: time never runs backwards."""
    since = clock.since
    return since if since is not None and at.run == since.run and at.awake_ms < since.awake_ms else at


def _settled(run: PracticeRun, at: Instant) -> PracticeRun:
    """The run with the time up to now on the clock and on the question on the screen."""
    if run.clock.since is None:
        return run
    at = _not_before(run.clock, at)
    clock = run.clock.stopped(at).started(at)
    spent = run.task.spent_ms + clock.used_ms - run.clock.used_ms
    return _with_task(replace(run, clock=clock), replace(run.task, spent_ms=spent))


def _ticking(run: PracticeRun, at: Instant) -> PracticeRun:
    """The clock running or standing as the state wants it. The time up to now has been settled."""
    if run.paused or run.locked:
        return replace(run, clock=replace(run.clock, since=None))
    return run if run.clock.since is not None else replace(run, clock=run.clock.started(at))
