"""Which form comes next, and what is made of the assembler's answer."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cehrs_desktop.application.beginning import Wish
from cehrs_desktop.application.beginning import begin as begin_wish
from cehrs_desktop.application.exposing import with_seals
from cehrs_desktop.application.forms import AssemblyFailed, FormChoice, assembled_form, form_choices, next_form, wear
from cehrs_desktop.application.sitting import begin_attempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.presentation import form_texts
from cehrs_desktop.presentation.form_view import offer
from cehrs_desktop.psychometrics.form_table import fixed_form_to_plain
from cehrs_desktop.study.profile import Profile
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
from tests.study_memory import MemoryStudy

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


def sealing(store: MemoryAttemptStore, bank: BankSource, *sealed: str) -> tuple[FormChoice, ...]:
    """The forms for a learner who keeps these sealed."""
    study = MemoryStudy()
    study.keep_study_profile(CANDIDATE.id, Profile(sealed=len(sealed), sealed_forms=sealed))
    return with_seals(store, study, CANDIDATE.id, form_choices(store, bank, CANDIDATE.id, TODAY))


def test_a_sealed_form_is_not_next_while_there_is_another() -> None:
    store, bank = MemoryAttemptStore(), source()
    choices = sealing(store, bank, "1")
    assert [(choice.sealed, choice.others_sealed) for choice in choices] == [(True, 0), (False, 1)]
    after = next_form(choices)
    assert after is not None
    assert (after.fixed.form.id, after.to_be_asked) == ("2", False)
    # Known questions are asked about; a sealed form is not opened to avoid them.
    begin(store, bank, 1, "a")
    after = next_form(sealing(store, bank, "1"))
    assert after is not None
    assert (after.fixed.form.id, after.to_be_asked) == ("2", True)
    title, text = offer(after)
    assert title == form_texts.ALL_OTHERS_HAD_TITLE
    assert "you know 125 of its 125 questions" in text


def test_where_only_sealed_forms_are_left_one_is_asked_and_nothing_begins() -> None:
    store, bank, study = MemoryAttemptStore(), source(), MemoryStudy()
    store.save_candidate(CANDIDATE)
    study.keep_study_profile(CANDIDATE.id, Profile(sealed=2, sealed_forms=("1", "2")))
    wish = Wish(CANDIDATE.name, "at_once")
    asked = begin_wish(store, bank, SteppingClock(), iter("abc").__next__, wish, today=TODAY, study=study)
    assert isinstance(asked, FormChoice)
    assert asked.sealed
    assert store.lines() == ()
    assert offer(asked)[1].startswith("2 forms are kept sealed")
    # Chosen by the learner it is begun, and sealed no more.
    opened = replace(wish, fixed=bank.fixed[0])
    begin_wish(store, bank, SteppingClock(), iter("abc").__next__, opened, today=TODAY, study=study)
    marked = with_seals(store, study, CANDIDATE.id, form_choices(store, bank, CANDIDATE.id, TODAY))
    assert [choice.sealed for choice in marked] == [False, True]


def test_nothing_is_sealed_for_somebody_who_never_opened_study() -> None:
    store, bank = MemoryAttemptStore(), source()
    choices = form_choices(store, bank, CANDIDATE.id, TODAY)
    assert with_seals(store, MemoryStudy(), CANDIDATE.id, choices) == choices


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
