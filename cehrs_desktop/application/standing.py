"""Where a candidate stands: what the sittings so far, without questions met before, say about a further form.

`standing_at` is of the report, at the end of one attempt and from attempts alone; `standing_today` is of today, from
all answers that were kept, practice sets that are small exams included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cehrs_desktop.application.ports import AttemptStore
from cehrs_desktop.application.results import AttemptRecord, readable, record_of
from cehrs_desktop.psychometrics.readiness import Evidence, PassChance, readiness
from cehrs_desktop.psychometrics.scoring import REACHED_ENOUGH

if TYPE_CHECKING:
    # The report needs nothing of study.
    from cehrs_desktop.application.study_ports import StoredSet, StudyStore
    from cehrs_desktop.exam.blueprint import Blueprint
    from cehrs_desktop.psychometrics.parameters import ParameterSet
    from cehrs_desktop.study.past import Answer
    from cehrs_desktop.study.past_runs import RunAnswers

DAY_MS = 24 * 3600 * 1000

LEAST_OF_A_SET = 10
"""First-seen answers below which a practice set is not looked at as evidence."""

EASIEST_PACE = 2.0
"""Time for a practice set, as a multiple of the exam's, up to which it counts as timed. Double time is the most that is
commonly granted to a candidate; more is no exam."""

PRACTICE_COUNTS = "practice_sets_count"
"""The assumption that comes with practice sets: they were taken like an exam, with nothing looked up."""


@dataclass(frozen=True, slots=True)
class StandingToday:
    """Readiness today (`None`: nothing counts yet) and how many rehearsals and practice sets it rests on."""

    chance: PassChance | None
    rehearsals: int
    sets: int


def reached_share(record: AttemptRecord) -> float:
    """The share of a form's scored items that came onto the screen."""
    scored = [
        response.seen
        for slot, response in zip(record.stored.attempt.form.slots, record.session.responses, strict=True)
        if slot.scored
    ]
    return sum(scored) / len(scored)


def first_met(study: StudyStore, candidate_id: str) -> Mapping[str, int]:
    """When a learner first met each item, by id (UTC milliseconds), wherever it was. Raises a `StoreError`."""
    return {item_id: past.first_at_ms for item_id, past in study.item_pasts(candidate_id).items()}


def standing_at(store: AttemptStore, record: AttemptRecord, study: StudyStore | None = None) -> PassChance | None:
    """Readiness at the end of an attempt, from it and the candidate's earlier ones; `None` when nothing counts.

    Scored items that were met before, dropped ones and sittings that reached too little of their form do not count.
    With `study` an item that was practised before an attempt is no first meeting in it either.
    Raises a `StoreError`.
    """
    attempt = record.stored.attempt
    if record.outcome is None or record.ended_ms is None:
        return None
    met_at = None if study is None else first_met(study, attempt.candidate.id)
    corrections = store.corrections()
    lines = store.lines(attempt.candidate.id)
    # By the order of the beginnings: the computer's date may have been changed between two of them.
    own = next((line.number for line in lines if line.id == attempt.id), None)
    before = [line for line in lines if line.state != "open" and (own is None or line.number < own)]
    earlier = [record_of(stored, corrections) for stored in readable(store, before)]
    met: set[str] = set()
    sittings: list[Evidence] = []
    for one in (*earlier, record):
        answers = _first_meetings(one, met | _met_before(one, met_at or {}))
        met |= _shown(one)
        ended = one.ended_ms
        if one.outcome is not None and ended is not None and answers and reached_share(one) >= REACHED_ENOUGH:
            # A clock that was set back does not make a sitting later than the one it is weighed for.
            sittings.append(Evidence(answers, max(0.0, (record.ended_ms - ended) / DAY_MS)))
    return readiness(sittings, attempt.parameters) if sittings else None


def _first_meetings(record: AttemptRecord, met: set[str]) -> tuple[tuple[float, bool], ...]:
    """`(difficulty, right)` of the scored items that are not in `met`."""
    return tuple((item.difficulty, item.right) for item in record.scored if item.item_id not in met)


def _shown(record: AttemptRecord) -> set[str]:
    slots = record.stored.attempt.form.slots
    return {slot.item_id for slot, response in zip(slots, record.session.responses, strict=True) if response.seen}


def _met_before(record: AttemptRecord, met_at: Mapping[str, int]) -> set[str]:
    begun = record.stored.attempt.created_ms
    return {item.item_id for item in record.scored if met_at.get(item.item_id, begun) < begun}


def standing_today(
    runs: Sequence[RunAnswers],
    ended: Iterable[str],
    stored_set: Callable[[str], StoredSet],
    difficulty: Callable[[str], float | None],
    parameters: ParameterSet,
    blueprint: Blueprint,
    now_ms: int,
) -> StandingToday:
    """Readiness at `now_ms` (UTC) from first-seen scored answers, whichever way they were given.

    `runs` in their order; `ended` are the ids of attempts that have a result; `difficulty` gives an item's logits,
    `None` where the item is not known any more. A rehearsal counts when most of it was reached. Practice counts where
    `is_small_exam` says so, and review never does: its items were all met before. Other practice is no evidence of a
    *pass*, though it is of knowledge: nothing hinders looking an answer up when no clock runs, the next item is easier
    after the rationale of the one before, and a set from one domain says little about the other four, which a single
    ability would be taken to cover.
    """
    attempts = set(ended)
    sittings: list[Evidence] = []
    rehearsals = sets = 0
    for run in runs:
        scored = [answer for answer in run.answers if answer.scored]
        met = [(difficulty(answer.item_id), answer.right) for answer in scored if _first_seen(answer)]
        answers = tuple((b, right) for b, right in met if b is not None)
        if not answers:
            continue
        if run.place == "rehearsal":
            reached = sum(answer.visits > 0 for answer in scored) / len(scored)
            counts = run.run_id in attempts and reached >= REACHED_ENOUGH
            rehearsals += counts
        else:
            counts = (
                run.place == "practice"
                and len(answers) >= LEAST_OF_A_SET
                and is_small_exam(stored_set(run.run_id), blueprint)
            )
            sets += counts
        if counts:
            last = max(answer.at_ms for answer in run.answers)
            sittings.append(Evidence(answers, max(0.0, (now_ms - last) / DAY_MS)))
    if not sittings:
        return StandingToday(None, 0, 0)
    chance = readiness(sittings, parameters)
    if sets:
        chance = replace(chance, assumptions=(*chance.assumptions, PRACTICE_COUNTS))
    return StandingToday(chance, rehearsals, sets)


def _first_seen(answer: Answer) -> bool:
    return answer.visits > 0 and not answer.seen_before


def is_small_exam(stored: StoredSet, blueprint: Blueprint) -> bool:
    """Whether a set was taken as an exam is: over, mostly answered, in the proportion of the test plan with nothing
    chosen out, against the clock, and with no feedback before the end."""
    practice, wish = stored.practice, stored.practice.wish
    whole = wish.blueprint and not (wish.domains or wish.topics or wish.levels or wish.difficulties)
    fresh = set(wish.pools) <= {"any", "never_seen"}
    pace = blueprint.minutes / (blueprint.scored + blueprint.pretest)
    timed = 0 < wish.minutes <= EASIEST_PACE * pace * len(practice.slots)
    answered = sum(not answer.blank for answer in stored.answers) >= REACHED_ENOUGH * len(practice.slots)
    return stored.state == "over" and whole and fresh and timed and wish.feedback == "end" and answered
