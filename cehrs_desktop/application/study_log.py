"""Taking rehearsals over into study: every attempt that is over becomes answers like those of a practice set."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence, Set
from typing import cast

from cehrs_desktop.application.attempt_line import AttemptLine
from cehrs_desktop.application.ports import AttemptDamaged, AttemptStore, KeyCorrection, StoredAttempt
from cehrs_desktop.application.study_ports import StudyStore
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.session import Phase, new_session, replay
from cehrs_desktop.exam.timeline import item_timelines
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.practice_task import Keys, is_right

_RULE = 1
"""The version of the rules in this module; a higher one makes all answers anew."""


def held_back(line: AttemptLine, now_ms: int | None) -> bool:
    """Whether the result of an attempt is to come later than now (UTC milliseconds; `None`: nothing is held back).

    One that came with the exam's end is not lost to a clock set back since.
    """
    if now_ms is None or line.outcome is None:
        return False
    ended, visible = (cast(int, line.outcome.get(key) or 0) for key in ("ended_ms", "visible_ms"))
    return visible > max(ended, now_ms)


def catch_up(store: AttemptStore, study: StudyStore, candidate_id: str, now_ms: int | None = None) -> tuple[str, ...]:
    """Take over every attempt of a learner that is over and not taken over in its present form; their ids come back.

    What was answered in an attempt never changes once it is over, and what counts as right changes only with the
    corrected keys: an attempt is loaded again only when one of the two is new. A damaged one is left out, and tried
    again the next time. One whose result is held back waits until it may be shown: cards would tell it.
    Raises a `StoreError`.
    """
    corrections = store.corrections()
    decided = _digest(corrections)
    over = sorted(
        (line for line in store.lines(candidate_id) if line.state != "open" and not held_back(line, now_ms)),
        key=lambda line: line.number,
    )
    marks = study.taken_over(candidate_id)
    if all(marks.get(line.id) == _mark(line, decided) for line in over):
        return ()
    keys = keys_of(corrections)
    met = _Meetings(study.answers(candidate_id))
    taken: list[str] = []
    for line in over:
        # One that comes in late (from another computer) may make later meetings repeats: those are made anew too.
        if not taken and marks.get(line.id) == _mark(line, decided):
            continue
        try:
            stored = store.load(line.id)
        except AttemptDamaged:
            continue
        earlier = [other.id for other in over if other.number < line.number]
        answers = answers_of(stored, keys, met.before(line.created_ms, earlier))
        study.take_over(candidate_id, line.id, _mark(line, decided), answers)
        met.put(line.id, answers)
        taken.append(line.id)
    return tuple(taken)


def keys_of(corrections: Iterable[KeyCorrection]) -> Keys:
    """What was decided about wrong keys, as study needs it."""
    told = tuple(corrections)
    return Keys(
        frozenset((one.item_id, one.item_version, one.option) for one in told if one.action == "accept" and one.option),
        frozenset((one.item_id, one.item_version) for one in told if one.action == "drop"),
    )


def answers_of(stored: StoredAttempt, keys: Keys, met: Set[str] = frozenset()) -> tuple[Answer, ...]:
    """The answers of an attempt that is over. `met` are the items that the learner had met before it.

    Of an exam that was handed in or ran out of time every question is an answer; those never on the screen have no
    visits. Of one that was given up, only what was on the screen: the rest was not left out, it was not come to.
    """
    form, rules = stored.attempt.form, stored.attempt.rules
    start = new_session(form, rules)
    session = replay(start, stored.events)
    times = _answered_at(stored.events)
    ended_ms = next((event.at.wall_ms for event in stored.events if isinstance(event, e.ExamEnded)), None)
    if ended_ms is None and not times:
        return ()
    by_time = session.ended == "time_out"
    on_screen = 0 if session.at_summary else session.position
    timelines = item_timelines(start, stored.events)
    answers: list[Answer] = []
    for position, (slot, item, line, response) in enumerate(
        zip(form.slots, stored.items, timelines, session.responses, strict=True), start=1
    ):
        if not line.visits and (ended_ms is None or session.phase is Phase.ABANDONED):
            continue
        choices = line.choices if response.chosen is not None else ()
        right = response.chosen is not None and is_right(item, response.chosen, keys)
        answers.append(
            Answer(
                item_id=item.id,
                item_version=item.version,
                domain=item.domain,
                topic=item.topic,
                place="rehearsal",
                run_id=stored.attempt.id,
                position=position,
                at_ms=times.get(position, ended_ms or stored.attempt.created_ms),
                choices=choices,
                right=right,
                spent_ms=line.spent_ms,
                scored=slot.scored and (item.id, item.version) not in keys.dropped,
                marked=line.marked_at_end,
                visits=line.visits,
                timed_out=by_time and (not choices or position == on_screen),
                seen_before=item.id in met,
                left_right=not right and any(is_right(item, option, keys) for option in choices),
            )
        )
    return tuple(answers)


def _answered_at(events: Iterable[e.Event]) -> dict[int, int]:
    """By position when it was answered last, or else last came onto the screen (UTC milliseconds)."""
    shown: dict[int, int] = {}
    answered: dict[int, int] = {}
    for event in events:
        if isinstance(event, e.ItemShown):
            shown[event.position] = event.at.wall_ms
        elif isinstance(event, e.ItemAnswered):
            answered[event.position] = event.at.wall_ms
    return {**shown, **answered}


class _Meetings:
    """Which items were met in which run."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._items: dict[str, set[str]] = {}
        self._sets: dict[str, int] = {}
        for answer in answers:
            if answer.visits:
                self._items.setdefault(answer.run_id, set()).add(answer.item_id)
                if answer.place != "rehearsal":
                    self._sets.setdefault(answer.run_id, answer.at_ms)

    def put(self, run_id: str, answers: Sequence[Answer]) -> None:
        """An attempt's items, in place of those it was known with before."""
        self._items[run_id] = {answer.item_id for answer in answers if answer.visits}

    def before(self, begun_ms: int, earlier: Iterable[str]) -> set[str]:
        """The items met in these attempts, and in sets that were begun before this moment (UTC milliseconds)."""
        runs = [*earlier, *(run_id for run_id, at_ms in self._sets.items() if at_ms < begun_ms)]
        return {item_id for run_id in runs for item_id in self._items.get(run_id, ())}


def _mark(line: AttemptLine, decided: str) -> str:
    return f"{_RULE}.{line.state}.{decided}"


def _digest(corrections: Sequence[KeyCorrection]) -> str:
    text = "|".join(f"{one.item_id} {one.item_version} {one.action} {one.option}" for one in corrections)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
