"""What all answers of a learner add up to, item by item: the plain rule that a store's own sums are tested against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cehrs_desktop.study.past import Answer, ItemPast


def pasts_of(answers: Iterable[Answer], ordinals: Mapping[str, int]) -> dict[str, ItemPast]:
    """By item id the past of every item that was met. `answers` come in the order in which they were kept, `ordinals`
    gives each run's place among the learner's runs, from 1.

    A question of a rehearsal that never came onto the screen (no visits) was not met and counts for nothing here.
    First and last go by the order of keeping: the computer's date may have been set back between two answers.
    """
    pasts: dict[str, ItemPast] = {}
    for answer in answers:
        if answer.visits > 0:
            pasts[answer.item_id] = _with(pasts.get(answer.item_id), answer, ordinals.get(answer.run_id, 0))
    return pasts


def _with(past: ItemPast | None, answer: Answer, ordinal: int) -> ItemPast:
    missed = 0 if answer.right else ordinal
    return ItemPast(
        item_id=answer.item_id,
        times=(past.times if past else 0) + 1,
        wrong=(past.wrong if past else 0) + (not answer.right),
        first_right=past.first_right if past else answer.right,
        first_at_ms=past.first_at_ms if past else answer.at_ms,
        last_right=answer.right,
        last_at_ms=answer.at_ms,
        last_spent_ms=answer.spent_ms,
        last_certainty=answer.certainty,
        last_marked=answer.marked,
        missed_run=max(past.missed_run if past else 0, missed),
        cause=answer.cause or (past.cause if past else ""),
    )
