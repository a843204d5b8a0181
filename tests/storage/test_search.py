"""Search on a real index: what is found, in which order, and that no input is taken for the index's own language."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import chain, combinations
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cehrs_desktop.application.study_ports import Found
from cehrs_desktop.exam.items import Item
from cehrs_desktop.storage.search import EXTRACT, MOST_BEGINNINGS, extract, words_of
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.practice import PracticeSet, SetSlot, Wish
from cehrs_desktop.study.profile import Note
from tests.building import EVERY_PART, make_item
from tests.storage.conftest import Opener
from tests.storage.test_study import KIM, LEE


def _item(item_id: str, stem: str, rationale: str = "None", **changes: Any) -> Item:
    plain = make_item(item_id)
    options = tuple(replace(option, text=f"Choice {option.id}", rationale=rationale) for option in plain.options)
    return replace(plain, stem=stem, options=options, **changes)


DENIAL = _item("1.1-001", "A claim comes back with a denial. What is done first?", "The remittance advice says why.")
RECORD = _item("1.1-002", "Who may amend a record?", "A denial of a request is given in writing within 60 days.")
ACCENT = _item("1.1-003", "A résumé of care for José arrives.", exhibit=EVERY_PART)
UNSEEN = _item("1.1-004", "A sealed denial nobody has met.")
TERMS = (("denial", "Denial", "A payer's refusal to pay."), ("era", "Remittance advice", "Explains a denial."))


def meet(store: SqlAttemptStore, who: str, *items: Item) -> None:
    """A set with these items, each answered; one more item is in the set and never answered."""
    everything = (*items, UNSEEN)
    set_id = f"{who}-{'-'.join(item.id for item in items)}-{items[0].version}"
    slots = tuple(SetSlot(item.id, item.version, ("a", "b", "c", "d")) for item in everything)
    store.study.begin_set(PracticeSet(set_id, who, "practice", 1, Wish(), slots), everything)
    for at, item in enumerate(items, 1):
        given_now = Answer(item.id, item.version, "1", "1.1", "practice", set_id, at, 1, ("a",), True, 1)
        store.study.keep_answer(who, given_now, 1)


@pytest.fixture
def store(opened: Opener) -> SqlAttemptStore:
    """Kim has met three items, Lee one; the glossary is there."""
    made = opened()
    made.save_candidate(KIM)
    made.save_candidate(LEE)
    made.study.index_terms(TERMS, "1")
    meet(made, "kim", DENIAL, RECORD, ACCENT)
    meet(made, "lee", RECORD)
    return made


def _keys(found: tuple[Found, ...]) -> list[tuple[str, str]]:
    return [(one.kind, one.key) for one in found]


def test_terms_and_stems_come_before_what_stands_further_in(store: SqlAttemptStore) -> None:
    store.study.keep_note("kim", Note(RECORD.id, "Denial again: look it up", False, 5))
    found = store.study.search("kim", "denial")
    assert _keys(found) == [
        ("term", "denial"),
        ("note", RECORD.id),
        ("item", DENIAL.id),
        ("rationale", RECORD.id),
        ("term", "era"),
    ]
    assert found[2].extract == "A claim comes back with a \x02denial\x03. What is done first?"
    assert found[3].extract.startswith("A \x02denial\x03 of a request")
    assert found[1].title == RECORD.stem
    assert store.study.search("kim", "denial", most=2) == found[:2]


def test_what_a_learner_has_not_met_is_never_found(store: SqlAttemptStore) -> None:
    assert ("item", UNSEEN.id) not in _keys(store.study.search("kim", "sealed"))
    assert store.study.search("kim", "sealed") == ()
    assert _keys(store.study.search("lee", "denial")) == [
        ("term", "denial"),
        ("rationale", RECORD.id),
        ("term", "era"),
    ]
    store.study.keep_note("kim", Note(UNSEEN.id, "my own words", False, 1))
    (own,) = store.study.search("kim", "own words")
    assert own.title == UNSEEN.id, "a note tells nothing of an item that was not met"
    assert store.study.search("lee", "own words") == ()


def test_beginnings_of_words_case_and_accents(store: SqlAttemptStore) -> None:
    for typed in ("resume JOSE", "Résumé josé", "res jos", "re\u0301sume\u0301", "arriv resum"):
        assert _keys(store.study.search("kim", typed)) == [("item", ACCENT.id)], typed
    assert store.study.search("kim", "esume") == ()
    (found,) = store.study.search("kim", "north")
    assert (found.kind, found.key) == ("item", ACCENT.id), "an exhibit is searched too"
    assert "\x02North\x03" in found.extract
    assert {one.key for one in store.study.search("kim", "d")} >= {DENIAL.id, "denial"}


def test_of_many_words_the_first_and_the_last_may_be_beginnings(store: SqlAttemptStore) -> None:
    words = "clai come back with a denial what is done fir"
    assert ("item", DENIAL.id) in _keys(store.study.search("kim", words))
    assert store.study.search("kim", f"{words} hippopotamus") == ()


def test_notes_change_and_go(store: SqlAttemptStore) -> None:
    store.study.keep_note("kim", Note(DENIAL.id, "first thought", False, 1))
    store.study.keep_note("kim", Note(DENIAL.id, "second thought", False, 2))
    assert store.study.search("kim", "first thought") == ()
    assert _keys(store.study.search("kim", "thought")) == [("note", DENIAL.id)]
    store.study.keep_note("kim", Note(DENIAL.id, "", True, 3))
    assert store.study.search("kim", "thought") == ()


def test_an_item_is_found_as_it_was_met_last(store: SqlAttemptStore) -> None:
    meet(store, "kim", replace(DENIAL, version=2, stem="A bill is turned down. What is done first?"))
    assert ("item", DENIAL.id) not in _keys(store.study.search("kim", "claim"))
    assert _keys(store.study.search("kim", "bill")) == [("item", DENIAL.id)]


def test_another_glossary_takes_the_place_of_the_first(store: SqlAttemptStore) -> None:
    before = store.study.search("kim", "denial")
    store.study.index_terms((("x", "Never", "Read."),), "1")
    assert store.study.search("kim", "denial") == before, "this version is there already"
    store.study.index_terms((("x", "Appeal", "Asks to look again."),), "2")
    assert _keys(store.study.search("kim", "denial")) == [("item", DENIAL.id), ("rationale", RECORD.id)]
    assert _keys(store.study.search("kim", "appeal")) == [("term", "x")]
    assert store._driver.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_damaged_index_is_made_again(store: SqlAttemptStore, caplog: pytest.LogCaptureFixture) -> None:
    before = store.study.search("kim", "denial")
    driver = store.study.driver
    driver.execute("UPDATE study_words_data SET block = x'00010203' WHERE id > 10")
    assert store.study.search("kim", "denial") == before
    assert "made again" in caplog.text
    store.study.keep_note("kim", Note(DENIAL.id, "a thought", False, 1))
    assert _keys(store.study.search("kim", "thought")) == [("note", DENIAL.id)]
    assert driver.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    "typed",
    ["", "   ", '"', '""', "'", "*", "denial*", "NOT", "AND OR NOT", "denial AND", "NEAR(a b)", "head:denial", "(", ")",
     "^", "-denial", "a + b", "\x00", "denial\x00", "{head}:x", "\ud800", "\u0301", "½", "ﬁ", "試験", "🙂",
     "a" * 10_000, "denial " * 5_000, "%", "_", "; DROP TABLE event", "\u2067x"],
)  # fmt: skip
def test_odd_input_finds_nothing_or_plain_words(store: SqlAttemptStore, typed: str) -> None:
    found = store.study.search("kim", typed)
    if typed in ("denial*", "-denial", "denial\x00", "denial " * 5_000):
        assert found == store.study.search("kim", "denial")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_is_searched_as_words(store: SqlAttemptStore, typed: str) -> None:
    words = list(dict.fromkeys(words_of(typed).split()))
    found = store.study.search("kim", typed)
    if not words:
        assert found == ()
    if len(words) <= MOST_BEGINNINGS and all(len(word) <= 64 for word in words):
        texts = {
            item.id: words_of(f"{item.stem} {' '.join(option.rationale for option in item.options)}")
            for item in (DENIAL, RECORD)
        }
        for item_id, text in texts.items():
            if words and all(f" {word}" in f" {text}" for word in words):
                assert item_id in {one.key for one in found}


def test_of_few_and_of_many_words_the_same_is_found_names_first(opened: Opener) -> None:
    """Many words are not asked for in names first; what is found, and that names come first, is as for few."""
    words = ("claim", "denial", "record", "audit", "claims")
    chance = Random(3)
    items: list[Item] = []
    for n in range(60):
        stem, shown, why = (" ".join(chance.choices(words, k=chance.randrange(7))) for _ in range(3))
        plain = make_item(f"1.1-{n:03}")
        options = tuple(replace(option, text=f"Two {shown}", rationale=f"Three {why}") for option in plain.options)
        items.append(replace(plain, stem=f"One {stem}?", options=options))
    store = opened()
    store.save_candidate(KIM)
    meet(store, "kim", *items)
    for typed in (one for count in range(1, len(words) + 1) for one in combinations(words, count)):
        by_rank: tuple[list[str], ...] = ([], [], [])
        for item in reversed(items):
            stem = words_of(item.stem).split()
            every = [*stem, *words_of(" ".join(f"{one.text} {one.rationale}" for one in item.options)).split()]
            if set(typed) <= set(stem):
                by_rank[0].append(item.id)
            elif set(typed) <= set(every):
                by_rank[1].append(item.id)
            elif all(any(word.startswith(wanted) for word in every) for wanted in typed):
                by_rank[2].append(item.id)
        found = [one.key for one in store.study.search("kim", " ".join(typed), most=len(items))]
        assert found == list(chain(*by_rank)), "in each rank the latest first"


@given(st.text(max_size=400), st.lists(st.text(alphabet="abcdé ", min_size=1, max_size=3), max_size=3))
def test_an_extract_is_a_part_of_its_text(text: str, wanted: list[str]) -> None:
    folded = words_of(" ".join(wanted)).split()
    told = extract(text, folded)
    assert told.count("\x02") == told.count("\x03")
    plain = told.replace("\x02", "").replace("\x03", "")
    whole = " ".join(unicodedata.normalize("NFC", text).replace("\x02", "").replace("\x03", "").split())
    assert any(part in whole for part in (plain, plain[1:], plain[:-1], plain[1:-1]))
    assert len(plain) <= EXTRACT + 2 or any(len(word) > EXTRACT for word in whole.split())
