"""Why an item was missed, as far as the evidence goes: a first guess that the learner confirms or corrects.

The rules are asked in their order, the surest evidence first; `sorted_cause` gives the reason of each. They sort, they
do not judge: nothing is kept as a cause until the learner said so. The limits are assumptions, each with its source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from cehrs_desktop.exam.exhibits import ExhibitPart
from cehrs_desktop.exam.items import Item
from cehrs_desktop.study.past import Answer, Cause

Remedy = Literal["study", "reading", "changing", "pace"]

RAPID_SHARE, RAPID_MOST_MS = 0.10, 10_000
"""An answer in less than a tenth of the usual time, at most ten seconds, came before the item could be read (the
normative threshold of Wise and Ma, 2012)."""

RAPID_PLAIN_MS = 3_000
"""The same where no usual time is known: the common threshold of three seconds (Kong, Wise and Bhola, 2007)."""

HASTY_SHARE = 0.5
"""Less than half the usual time is hasty: an assumption; half of the words were then hardly read."""

LONG_SHARE = 1.5
"""More than half as long again as usual is long: an assumption."""

ENDING_SHARE = 0.8
"""A run that ran out of time is hurried in its last fifth: an assumption."""

READING_SHARE = 0.5
"""Half of the usual time goes with how much there is to read, the other half is the same for every item: an assumption,
so that a short item is not expected in next to no time."""

LEAST_TIMES = 10
"""Answers before a learner's own time is known at all."""

_WEIGHTS: Mapping[Cause, float] = {
    "": 1.0,
    "knowledge": 1.0,
    "guessed": 1.0,
    "misread": 0.25,
    "changed_from_right": 0.25,
    "out_of_time": 0.25,
}
_REMEDIES: Mapping[Cause, Remedy] = {
    "": "study",
    "knowledge": "study",
    "guessed": "study",
    "misread": "reading",
    "changed_from_right": "changing",
    "out_of_time": "pace",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One piece of evidence as a code with its numbers; the words are the presentation's.

    With numbers: ``time`` (seconds spent, usual seconds), ``seconds`` (spent; no usual time is known), ``choices`` (how
    many were made), ``near_end`` (position, items of the run). Without: ``rapid``, ``hasty``, ``long``, ``left_right``,
    ``marked``, ``sure``, ``unsure``, ``guess``, ``blank``, ``not_shown``, ``time_over``, ``right_before``.
    """

    code: str
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What an answer is held against. Times in milliseconds, `None`: not known.

    `own_ms` is the learner's median time on an item, `usual_ms` what this item would take them: half of `own_ms` goes
    in proportion to how much there is to read. `run_items` counts the items of the run; `run_timed_out`: its time ran
    out. `right_before`: the learner's latest earlier answer to the item was right.
    """

    own_ms: float | None = None
    usual_ms: float | None = None
    run_items: int = 0
    run_timed_out: bool = False
    right_before: bool = False

    @property
    def expected_ms(self) -> float | None:
        """The time that this learner would usually take for this item."""
        return self.usual_ms if self.usual_ms is not None else self.own_ms


def sorted_cause(answer: Answer, context: Context) -> tuple[Cause, tuple[Sign, ...]]:
    """The likeliest cause of a miss and the evidence, the deciding signs first; ``""`` for a right answer.

    1. Blank when the time was over, or never shown: *out of time*. There was no answer that could be wrong.
    2. A right choice was replaced by a wrong one: *changed from right*. It is a fact and no estimate.
    3. The learner said "guess": *guessed*. Nobody knows better.
    4. Chosen before it could be read, or hastily in the last fifth of a run whose time ran out: *out of time* there,
       *guessed* elsewhere (a rapid answer says nothing of what is known).
    5. Said to be sure, or answered right before, and hasty: *misread*. Who knows a thing and is quick misread it.
    6. Hasty, with no sign of doubt (no mark, no change, not "unsure"): *misread* too.
    7. Everything else: *knowledge*. Long thought, doubt, a mark, a calm wrong choice or a blank with time left, and
       also a sure wrong answer without haste: a belief that is wrong.
    """
    if answer.right:
        return "", ()
    expected = context.expected_ms
    rapid = answer.spent_ms < (
        RAPID_PLAIN_MS if expected is None else min(RAPID_MOST_MS, max(1.0, RAPID_SHARE * expected))
    )
    hasty = expected is not None and answer.spent_ms < HASTY_SHARE * expected
    near_end = context.run_timed_out and answer.position > ENDING_SHARE * context.run_items
    spent = answer.spent_ms / 1000
    clock = Sign("seconds", (spent,)) if expected is None else Sign("time", (spent, expected / 1000))
    place = Sign("near_end", (answer.position, context.run_items))
    doubts = _doubts(answer)

    if answer.blank:
        if answer.visits == 0:
            return "out_of_time", (Sign("not_shown"), *((Sign("time_over"),) if context.run_timed_out else ()))
        if answer.timed_out:
            return "out_of_time", (Sign("blank"), Sign("time_over"), *((place,) if near_end else ()), clock)
        return "knowledge", (Sign("blank"), clock, *doubts)
    if answer.left_right:
        return "changed_from_right", (Sign("left_right"), Sign("choices", (len(answer.choices),)), clock, *doubts)
    if answer.certainty == "guess":
        return "guessed", (Sign("guess"), clock)
    if (rapid or hasty) and near_end:
        return "out_of_time", (Sign("rapid" if rapid else "hasty"), clock, Sign("time_over"), place)
    if rapid:
        return "guessed", (Sign("rapid"), clock, *doubts)
    before = (Sign("right_before"),) if context.right_before else ()
    confident = answer.certainty == "sure" or context.right_before
    doubtful = answer.marked or answer.changed or answer.certainty == "unsure"
    if hasty and (confident or not doubtful):
        return "misread", (Sign("hasty"), clock, *doubts, *before)
    long = (Sign("long"),) if expected is not None and answer.spent_ms > LONG_SHARE * expected else ()
    return "knowledge", (*long, clock, *doubts, *before)


def _doubts(answer: Answer) -> tuple[Sign, ...]:
    signs: list[Sign] = []
    if answer.certainty:
        signs.append(Sign(answer.certainty))
    if answer.changed and not answer.left_right:
        signs.append(Sign("choices", (len(answer.choices),)))
    if answer.marked:
        signs.append(Sign("marked"))
    return tuple(signs)


def plan_weight(cause: Cause) -> float:
    """How much of a miss studying its domain would mend, from 0 to 1.

    One for what was not known, guessed or not said; a quarter for what came of reading, changing or time: the item may
    still be one that is only half known, but hours in the domain are not what is missing. The quarter is an assumption.
    """
    return _WEIGHTS[cause]


def remedy(cause: Cause) -> Remedy:
    """What helps against a cause: study, reading to the end, changing answers only for a reason, or pace."""
    return _REMEDIES[cause]


def reading_length(item: Item) -> int:
    """How much there is to read on an item: the characters of its stem, its options and its exhibit."""
    length = len(item.stem) + sum(len(option.text) for option in item.options)
    if item.exhibit is not None:
        length += sum(_part_length(part) for part in item.exhibit.parts)
    return length


def _part_length(part: ExhibitPart) -> int:
    if part.kind == "text":
        return len(part.text)
    if part.kind == "fields":
        return sum(len(name) + len(value) for name, value in part.fields)
    table = part if part.kind == "table" else part.as_table()
    return sum(len(cell) for row in (table.columns, *table.rows) for cell in row)


def contexts(
    run: Sequence[Answer], earlier: Sequence[Answer], lengths: Mapping[str, int], run_items: int = 0
) -> Mapping[int, Context]:
    """What each answer of a run is held against, by position.

    `earlier` are the learner's answers before the run, in their order; `lengths` the `reading_length` of items. Times
    are held against answers of the same place first: a rehearsal and a practice set are taken at different speeds.
    `run_items` is the size of the run where not every item has an answer.
    """
    if not run:
        return {}
    place = run[0].place
    timed = [answer for answer in (*earlier, *run) if not answer.blank and answer.spent_ms > 0]
    like = [answer for answer in timed if answer.place == place]
    basis = like if len(like) >= LEAST_TIMES else timed
    own = median(answer.spent_ms for answer in basis) if len(basis) >= LEAST_TIMES else None
    known = [lengths[answer.item_id] for answer in basis if answer.item_id in lengths]
    usual_length = median(known) if known else 0
    latest = {answer.item_id: answer.right for answer in earlier}
    timed_out = any(answer.timed_out for answer in run)
    items = max(run_items, *(answer.position for answer in run))
    return {
        answer.position: Context(
            own_ms=own,
            usual_ms=own * (1 - READING_SHARE + READING_SHARE * lengths[answer.item_id] / usual_length)
            if own is not None and usual_length and lengths.get(answer.item_id)
            else None,
            run_items=items,
            run_timed_out=timed_out,
            right_before=latest.get(answer.item_id, False),
        )
        for answer in run
    }
