"""A key proved wrong: what happens to the scores that rest on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cehrs_desktop.application.ports import KeyCorrection
from cehrs_desktop.application.rescoring import CorrectionRefused, apply_correction, rescored
from cehrs_desktop.application.results import close_attempt, read_record
from cehrs_desktop.application.sitting import begin_attempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Rules
from tests.building import (
    CANDIDATE,
    BankSource,
    MemoryAttemptStore,
    SteppingClock,
    full_bank,
    full_blueprint,
    moment,
)
from tests.fixed_forms import two_forms


def sat(right_until: int = 80) -> tuple[MemoryAttemptStore, str]:
    """A store with one attempt, right up to question `right_until`, the wrong option "next to the key" after it."""
    store = MemoryAttemptStore()
    bank = full_bank(spare=30)
    source = BankSource(bank, full_blueprint(), fixed=two_forms(bank))
    sitting = begin_attempt(
        store, source, SteppingClock(), CANDIDATE, Rules(), attempt_id="a", seed="x", fixed=source.fixed[0]
    )
    sitting.do(c.ConfirmName(at=moment()), c.AcceptAgreement(at=moment()), c.StartExam(at=moment()))
    for position, item in enumerate(sitting.items, 1):
        wrong = next(option.id for option in item.options if not option.is_key)
        option = item.key.id if position <= right_until else wrong
        sitting.do(c.ShowItem(at=moment(position), position=position))
        sitting.do(c.AnswerItem(at=moment(position), position=position, option=option))
    sitting.do(c.SubmitExam(at=moment(200)))
    sitting.do(c.AcknowledgeReminder(at=moment(201)))
    sitting.do(c.CloseSurvey(at=moment(202), answers=()))
    close_attempt(store, "a")
    return store, "a"


def correction(store: MemoryAttemptStore, position: int, action: str) -> KeyCorrection:
    stored = store.load("a")
    item = stored.items[position - 1]
    wrong = next(option.id for option in item.options if not option.is_key)
    return KeyCorrection(0, 1, item.id, item.version, action, wrong if action == "accept" else None, "The rule changed")


def scored_position(store: MemoryAttemptStore, after: int, scored: bool = True) -> int:
    slots = store.load("a").attempt.form.slots
    return next(n for n, slot in enumerate(slots, 1) if n > after and slot.scored is scored)


def test_a_second_key_counts_as_right_and_both_scores_are_kept() -> None:
    store, name = sat()
    wrong = correction(store, scored_position(store, 80), "accept")
    before = read_record(store, name).outcome
    preview = rescored(store, wrong)
    assert read_record(store, name).outcome == before, "a preview changes nothing"
    made, changes = apply_correction(store, wrong)
    record = read_record(store, name)
    assert before is not None
    assert record.outcome is not None
    assert record.outcome.raw == before.raw + 1
    assert record.outcome.score > before.score
    assert record.outcome.cut == before.cut
    assert record.first_outcome == before
    assert record.corrections == (made,)
    assert made.number == 1
    assert [(one.before["score"], one.after["score"]) for one in changes] == [(before.score, record.outcome.score)]
    assert [replace(one, correction=1) for one in preview] == list(store.rescorings())
    line = store.lines()[0]
    assert line.outcome is not None
    assert line.outcome["score"] == record.outcome.score


@pytest.mark.parametrize("was_right", [True, False])
def test_a_dropped_item_leaves_the_form(was_right: bool) -> None:
    store, name = sat()
    position = scored_position(store, 0 if was_right else 80)
    before = read_record(store, name).outcome
    apply_correction(store, correction(store, position, "drop"))
    after = read_record(store, name).outcome
    assert before is not None
    assert after is not None
    assert after.count == before.count - 1
    assert after.raw == before.raw - was_right
    assert before.cut - 1 < after.cut < before.cut, "the pass line of the shorter form is its own"
    assert sum(domain.count for domain in after.domains) == after.count


def test_a_pretest_item_changes_no_score() -> None:
    store, name = sat()
    before = read_record(store, name).outcome
    apply_correction(store, correction(store, scored_position(store, 80, scored=False), "accept"))
    assert read_record(store, name).outcome == before
    assert read_record(store, name).corrections == (), "and the report does not speak of it"


def test_corrections_that_make_no_sense_are_refused() -> None:
    store, _ = sat()
    first = correction(store, scored_position(store, 80), "accept")
    apply_correction(store, first)
    item = next(item for item in store.load("a").items if item.id == first.item_id)
    for wrong, words in (
        (first, "made before"),
        (replace(first, option=item.key.id), "Its key is"),
        (replace(first, option="z"), "cannot be accepted"),
        (replace(first, item_version=9), "No stored attempt"),
        (replace(first, item_id="9.9-999"), "No stored attempt"),
    ):
        with pytest.raises(CorrectionRefused, match=words):
            apply_correction(store, wrong)
    assert len(store.corrections()) == 1


def test_a_dropped_item_gets_no_second_key() -> None:
    store, _ = sat()
    position = scored_position(store, 80)
    apply_correction(store, correction(store, position, "drop"))
    with pytest.raises(CorrectionRefused, match="dropped before"):
        apply_correction(store, correction(store, position, "accept"))
