"""What another item pack does to what is kept: forms wait for their questions, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

from cehrs_desktop.application.forms import form_choices
from tests.building import PARAMETERS, BankSource, MemoryAttemptStore, full_bank, full_blueprint
from tests.fixed_forms import two_forms

TODAY = "2027-01-01"
BANK = full_bank(200)


def kept_and_offered(store: MemoryAttemptStore, source: BankSource) -> list[str]:
    return [choice.fixed.form.id for choice in form_choices(store, source, None, TODAY) if choice.kept]


def test_a_kept_form_waits_for_its_questions() -> None:
    store = MemoryAttemptStore()
    first, second = two_forms(BANK)
    for form in (first, second):
        store.keep_form(form)
    here = BankSource(BANK, full_blueprint())
    assert kept_and_offered(store, here) == ["1", "2"]
    gone = first.form.slots[7].item_id
    without = BankSource(tuple(item for item in BANK if item.id != gone), full_blueprint(), pack_id="pack-2")
    assert kept_and_offered(store, without) == ["2"]
    corrected = tuple(replace(item, version=item.version + 1) if item.id == gone else item for item in BANK)
    assert kept_and_offered(store, BankSource(corrected, full_blueprint(), pack_id="pack-3")) == ["2"]
    rescaled = BankSource(BANK, full_blueprint(), replace(PARAMETERS, version="other"), pack_id="pack-4")
    assert kept_and_offered(store, rescaled) == []
    assert store.kept_forms() == (first, second), "they are kept all the while"
    assert kept_and_offered(store, here) == ["1", "2"]
