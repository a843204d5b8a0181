"""Which form comes next, and what is made of the assembler's answer."""

from __future__ import annotations

import json

import pytest

from cehrs_desktop.application.forms import AssemblyFailed, assembled_form, form_choices, next_form, wear
from cehrs_desktop.application.sitting import begin_attempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.psychometrics.form_table import fixed_form_to_plain
from tests.building import (
    CANDIDATE,
    PARAMETERS,
    BankSource,
    MemoryAttemptStore,
    SteppingClock,
    full_bank,
    full_blueprint,
    moment,
)
from tests.fixed_forms import OTHER_PARAMETERS, two_forms

TODAY = "2026-11-22"


def source() -> BankSource:
    bank = full_bank(spare=30)
    return BankSource(bank, full_blueprint(), PARAMETERS, fixed=two_forms(bank))


def begin(store: MemoryAttemptStore, from_source: BankSource, which: int, attempt_id: str) -> None:
    sitting = begin_attempt(
        store,
        from_source,
        SteppingClock(),
        CANDIDATE,
        Rules(),
        attempt_id=attempt_id,
        seed="x",
        fixed=from_source.fixed[which],
    )
    sitting.do(c.ConfirmName(at=moment()), c.AcceptAgreement(at=moment()), c.StartExam(at=moment()))


def test_an_attempt_on_an_assembled_form_keeps_its_table() -> None:
    store, bank = MemoryAttemptStore(), source()
    begin(store, bank, 1, "a")
    kept = store.load("a").attempt
    assert kept.form == bank.fixed[1].form
    assert kept.table == bank.fixed[1].table
    assert kept.form.name == "2"
    assert kept.repeats == 0


def test_the_next_form_is_the_one_with_the_fewest_known_questions() -> None:
    store, bank = MemoryAttemptStore(), source()
    choices = form_choices(store, bank, CANDIDATE.id, TODAY)
    first = next_form(choices)
    assert first is not None
    assert first.fixed.form.id == "1"
    begin(store, bank, 0, "a")
    choices = form_choices(store, bank, CANDIDATE.id, TODAY)
    after = next_form(choices)
    assert after is not None
    assert after.fixed.form.id == "2"
    assert [choice.seen for choice in choices] == [125, 0]
    begin(store, bank, 1, "b")
    assert [choice.seen for choice in form_choices(store, bank, CANDIDATE.id, TODAY)] == [125, 125]
    assert [choice.seen for choice in form_choices(store, bank, "somebody else", TODAY)] == [0, 0]


def test_a_form_that_the_pack_no_longer_makes_is_not_offered() -> None:
    store, bank = MemoryAttemptStore(), source()
    gone = bank.fixed[0].form.slots[7].item_id
    poorer = BankSource(tuple(item for item in bank.bank if item.id != gone), bank.blueprint, fixed=bank.fixed)
    assert [choice.fixed.form.id for choice in form_choices(store, poorer, None, TODAY)] == ["2"]
    other = BankSource(bank.bank, bank.blueprint, fixed=bank.fixed)
    other.parameters = OTHER_PARAMETERS
    assert form_choices(store, other, None, TODAY) == ()


def test_kept_forms_come_after_those_of_the_pack() -> None:
    store, bank = MemoryAttemptStore(), source()
    kept = bank.fixed[1]
    bank.fixed = bank.fixed[:1]
    store.keep_form(kept)
    choices = form_choices(store, bank, None, TODAY)
    assert [(choice.fixed.form.id, choice.kept) for choice in choices] == [("1", False), ("2", True)]


def test_a_new_form_spares_the_forms_that_are_still_untouched() -> None:
    store, bank = MemoryAttemptStore(), source()
    begin(store, bank, 0, "a")
    seen = store.times_seen(CANDIDATE.id)
    worn = wear(form_choices(store, bank, CANDIDATE.id, TODAY), seen)
    assert {worn[slot.item_id] for slot in bank.fixed[0].form.slots} == {2}
    assert {worn[slot.item_id] for slot in bank.fixed[1].form.slots} == {1}
    assert len(worn) == 250


def test_the_assembler_is_understood() -> None:
    form = source().fixed[0]
    answer = json.dumps({"forms": [{"id": "1", "fixed": fixed_form_to_plain(form)}]}).encode()
    assert assembled_form(answer) == form


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b"{}", b'{"forms": []}', b'{"forms": [{"fixed": {"form": 1}}]}', b"\xff"]
)
def test_an_answer_that_is_none_is_a_failure_without_words(answer: bytes) -> None:
    with pytest.raises(AssemblyFailed) as caught:
        assembled_form(answer)
    assert str(caught.value) == ""


def test_what_is_missing_is_told() -> None:
    answer = json.dumps({"forms": [], "infeasible": [{"words": "Domain 5 lacks 2 items."}]}).encode()
    with pytest.raises(AssemblyFailed, match="Domain 5 lacks 2 items"):
        assembled_form(answer)
