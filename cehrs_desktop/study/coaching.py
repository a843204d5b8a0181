"""How a learner works, apart from what they know: pace, stamina, changed answers, marks, and time against outcome.

Counts and times of answers that were given; every share has its interval; too little is called too little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.past_runs import RunAnswers
from cehrs_desktop.study.shares import NINETY_FIVE, Share, direction, share_of

WHOLE_RUN = 40
"""Items of a run below which it has no quarters and no pace to speak of."""

ENOUGH_CHANGES = 10
"""Changes that gained or lost below which nothing is said about changing."""

ENOUGH_TIMES = 40
"""Timed answers below which they are not parted into four."""


@dataclass(frozen=True, slots=True)
class Pace:
    """One run question by question. `used_ms[n]` is the time spent on questions 1 to n + 1 in their order on the form,
    wherever in the run it was spent; `run` gives the date."""

    run: RunAnswers
    used_ms: tuple[int, ...]
    score: Share


def pace(run: RunAnswers) -> Pace:
    """The pace of a run. Its score is the share right of the scored items; blanks are not right."""
    used: list[int] = []
    total = 0
    for answer in run.answers:
        total += answer.spent_ms
        used.append(total)
    return Pace(run, tuple(used), share_of([answer.right for answer in run.answers if answer.scored]))


def ghost_of(own: Pace, others: Sequence[Pace]) -> Pace | None:
    """The best other run of as many questions: the largest share right, among equals the quicker one."""
    alike = [one for one in others if len(one.used_ms) == len(own.used_ms) and one.run.run_id != own.run.run_id]
    return max(alike, key=lambda one: (one.score.share, -one.used_ms[-1]), default=None)


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of the exam over several runs: share right of first-seen scored items that came onto the screen, the
    median time on one (ms, `None`: none), and how many scored items were never shown."""

    share: Share
    median_ms: float | None
    not_shown: int


@dataclass(frozen=True, slots=True)
class Quarters:
    """Four quarters from `runs` runs. `change` is ``down``, ``up`` or ``none``: the last against the first; empty where
    a quarter has no answer."""

    quarters: tuple[Quarter, Quarter, Quarter, Quarter]
    runs: int
    change: str


def quarters(runs: Sequence[RunAnswers]) -> Quarters | None:
    """Accuracy by quarter, over all runs that are long enough; `None` when there is none.

    Places on a form are independent of difficulty, so the quarters differ by the person, not by the form. What was not
    shown is no sign of fatigue but of time, and is counted apart. Items met before would hide fatigue: left out.
    """
    whole = [run for run in runs if len(run.answers) >= WHOLE_RUN]
    if not whole:
        return None
    parts: list[list[Answer]] = [[], [], [], []]
    missing = [0, 0, 0, 0]
    for run in whole:
        for place, answer in enumerate(run.answers):
            at = 4 * place // len(run.answers)
            if not answer.scored:
                continue
            if answer.visits == 0:
                missing[at] += 1
            elif not answer.seen_before:
                parts[at].append(answer)
    first, second, third, last = (_quarter(part, unseen) for part, unseen in zip(parts, missing, strict=True))
    told = direction(last.share, first.share) if first.share.count and last.share.count else ""
    return Quarters((first, second, third, last), len(whole), told)


def _quarter(answers: Sequence[Answer], unseen: int) -> Quarter:
    times = [answer.spent_ms for answer in answers]
    return Quarter(share_of([answer.right for answer in answers]), median(times) if times else None, unseen)


@dataclass(frozen=True, slots=True)
class Changes:
    """Answers that were changed. `gained`: from wrong to right; `lost`: a right choice was left and the last is wrong;
    `neither`: from wrong to wrong, or back to the choice that stood first.

    `net` is gained less lost, `low` and `high` its 80 % interval: the changes that decided something are taken as
    draws that gain with one chance. `verdict` is ``gains`` or ``loses`` where 95 % speak for it, ``none`` where they do
    not, empty for too few.
    """

    answered: int
    gained: int
    lost: int
    neither: int
    low: float
    high: float
    verdict: str

    @property
    def net(self) -> int:
        """Items gained less items lost."""
        return self.gained - self.lost

    @property
    def changed(self) -> int:
        """Answers that were changed at all."""
        return self.gained + self.lost + self.neither


def changes(answers: Sequence[Answer]) -> Changes:
    """What changing answers came to."""
    answered = [answer for answer in answers if not answer.blank]
    changed = [answer for answer in answered if answer.changed]
    gained = sum(answer.gained and answer.choices[0] != answer.choices[-1] for answer in changed)
    lost = sum(not answer.right and answer.left_right for answer in changed)
    share = Share(gained, gained + lost)
    low, high = (share.count * (2 * end - 1) for end in (share.low, share.high)) if share.count else (0.0, 0.0)
    verdict = ""
    if share.count >= ENOUGH_CHANGES:
        sure_low, sure_high = share.ends(NINETY_FIVE)
        verdict = "gains" if sure_low > 0.5 else "loses" if sure_high < 0.5 else "none"
    return Changes(len(answered), gained, lost, len(changed) - gained - lost, low, high, verdict)


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks for review at the end of rehearsals. `left` were never looked at again, `revisited` were."""

    left: Share
    revisited: Share

    @property
    def marked(self) -> int:
        """How many marks there were."""
        return self.left.count + self.revisited.count


def marks(answers: Sequence[Answer]) -> Marks:
    """Marked and never revisited against marked and revisited: the item came onto the screen a second time."""
    marked = [answer for answer in answers if answer.marked and answer.visits > 0]
    return Marks(
        share_of([answer.right for answer in marked if answer.visits == 1]),
        share_of([answer.right for answer in marked if answer.visits > 1]),
    )


@dataclass(frozen=True, slots=True)
class TimeBand:
    """Answers that took from `low_ms` to `high_ms`, and the share of them that was right."""

    low_ms: int
    high_ms: int
    share: Share


@dataclass(frozen=True, slots=True)
class Times:
    """Time on an item against what came of it: four bands of about as many answers each, the quickest first; the
    median of right and of wrong answers (ms, `None`: there is none)."""

    bands: tuple[TimeBand, ...]
    right_ms: float | None
    wrong_ms: float | None


def times(answers: Sequence[Answer]) -> Times | None:
    """Time against outcome of first-seen answered items; `None` below `ENOUGH_TIMES` of them."""
    usable = sorted(
        (answer for answer in answers if not answer.blank and not answer.seen_before and answer.spent_ms > 0),
        key=lambda answer: answer.spent_ms,
    )
    if len(usable) < ENOUGH_TIMES:
        return None
    ends = [round(len(usable) * part / 4) for part in range(5)]
    bands = tuple(
        TimeBand(part[0].spent_ms, part[-1].spent_ms, share_of([answer.right for answer in part]))
        for part in (usable[start:end] for start, end in pairwise(ends))
    )
    medians = [
        median(own) if (own := [answer.spent_ms for answer in usable if answer.right is hit]) else None
        for hit in (True, False)
    ]
    return Times(bands, medians[0], medians[1])
