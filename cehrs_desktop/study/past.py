"""What a learner answered so far: one answer, and what all answers to one item add up to.

An answer is the same value wherever it was given: in a rehearsal's exam, in a practice set or in spaced review.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Certainty = Literal["", "sure", "unsure", "guess"]
"""How sure the learner said to be; empty: not asked or not said."""

Cause = Literal["", "knowledge", "misread", "changed_from_right", "out_of_time", "guessed"]
"""Why an item was missed; empty: nobody said yet."""

Place = Literal["rehearsal", "practice", "review"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One item as one learner met it once.

    `number` counts all answers of all learners in the order in which they were kept (0: not kept yet). `run_id` is the
    attempt, practice set or review it was given in, `position` (from 1) its place there. `choices` are the options in
    the order in which they were chosen; none: left blank. `spent_ms` is time on the screen with the clock running.
    `right` is with the key as it stood when the answer was kept. `marked` is the mark for review at the end, `visits`
    how often the item came onto the screen. `timed_out`: the run's time was over before the learner was done with it.
    `seen_before`: the learner had met the item earlier, anywhere. `cause` is what the learner confirmed.
    """

    item_id: str
    item_version: int
    domain: str
    topic: str
    place: Place
    run_id: str
    position: int
    at_ms: int
    choices: tuple[str, ...]
    right: bool
    spent_ms: int
    scored: bool = True
    marked: bool = False
    visits: int = 1
    timed_out: bool = False
    certainty: Certainty = ""
    seen_before: bool = False
    left_right: bool = False
    cause: Cause = ""
    number: int = 0

    @property
    def blank(self) -> bool:
        """Whether nothing was chosen."""
        return not self.choices

    @property
    def changed(self) -> bool:
        """Whether a choice was replaced by another one."""
        return len(self.choices) > 1

    @property
    def gained(self) -> bool:
        """Whether a wrong choice was replaced and the last one is right."""
        return self.changed and self.right


@dataclass(frozen=True, slots=True)
class ItemPast:
    """All answers of a learner to one item in short: what drawing a set and planning a day need.

    `times` counts the answers, `wrong` those that were not right. `missed_run` is the ordinal of the learner's latest
    run (attempts, sets and reviews counted together from 1) in which it was missed, 0 for never. `last_*` are of the
    latest answer. `cause` is the latest that was confirmed.
    """

    item_id: str
    times: int
    wrong: int
    first_right: bool
    first_at_ms: int
    last_right: bool
    last_at_ms: int
    last_spent_ms: int
    last_certainty: Certainty = ""
    last_marked: bool = False
    missed_run: int = 0
    cause: Cause = ""
