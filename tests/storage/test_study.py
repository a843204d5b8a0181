"""The study store on a real database, held against the plain one in memory and against a plain fold over answers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cehrs_desktop.application.backup_ports import BackupPlace
from cehrs_desktop.application.people_ports import PeopleStore
from cehrs_desktop.application.ports import (
    AttemptConflict,
    AttemptDamaged,
    AttemptUnknown,
    Candidate,
    StoreTooNew,
)
from cehrs_desktop.application.study_ports import StoredCard, StudyStore
from cehrs_desktop.storage import backups
from cehrs_desktop.storage.backup_place import BackupFolder
from cehrs_desktop.storage.migrations import STEPS
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.past_sums import pasts_of
from cehrs_desktop.study.practice import PracticeSet, SetSlot, Wish
from cehrs_desktop.study.profile import Note, Profile
from tests.building import make_item, small_attempt
from tests.storage.conftest import Opener
from tests.storage.test_store import START
from tests.study_memory import MemoryStudy

KIM, LEE = Candidate("kim", "Kim Example"), Candidate("lee", "Lee Example")
ITEMS = tuple(make_item(f"1.{1 + n % 3}-{n:03}") for n in range(12))


def a_set(set_id: str, items: tuple[int, ...] = (0, 1, 2), who: str = "kim", at: int = 1000) -> PracticeSet:
    """A set of these items of `ITEMS`."""
    slots = tuple(SetSlot(ITEMS[n].id, 1, ("b", "a", "d", "c")) for n in items)
    return PracticeSet(set_id, who, "practice", at, Wish(items=len(items), domains=("1",)), slots)


def an_answer(set_id: str, position: int, item: int, **changes: Any) -> Answer:
    """A right answer at this place, changed as wished."""
    one = ITEMS[item]
    plain = Answer(one.id, 1, "1", one.topic, "practice", set_id, position, 5000 + position, ("a",), True, 900)
    return replace(plain, **changes)


def as_ports(store: SqlAttemptStore, folder: Path) -> tuple[StudyStore, PeopleStore, BackupPlace]:
    """What the use cases take them for; the type checker looks at this."""
    return store.study, store.people, BackupFolder(folder)


def begin(store: SqlAttemptStore, practice: PracticeSet) -> None:
    """Begin a set with its items."""
    by_id = {item.id: item for item in ITEMS}
    store.study.begin_set(practice, [by_id[slot.item_id] for slot in practice.slots])


@pytest.fixture
def store(opened: Opener) -> SqlAttemptStore:
    """A store that knows two learners."""
    made = opened()
    made.save_candidate(KIM)
    made.save_candidate(LEE)
    return made


def test_a_set_is_gone_on_with_where_it_was_left(store: SqlAttemptStore, opened: Opener, folder: Path) -> None:
    assert as_ports(store, folder)[0] is store.study
    practice = a_set("set-1")
    begin(store, practice)
    first = store.study.keep_answer("kim", an_answer("set-1", 1, 0, certainty="unsure", choices=("b", "a")), 1500)
    store.study.keep_clock("set-1", 2500)
    store.shut()
    again = opened()
    kept = again.study.open_set("kim")
    assert kept is not None
    assert (kept.practice, kept.items, kept.state, kept.spent_ms) == (practice, ITEMS[:3], "open", 2500)
    assert kept.answers == (first,)
    assert first.number == 1
    again.study.end_set("set-1", 3000)
    assert again.study.open_set("kim") is None
    assert again.study.load_set("set-1").state == "over"
    with pytest.raises(AttemptConflict):
        again.study.keep_answer("kim", an_answer("set-1", 2, 1), 1)
    assert again.study.answers("kim") == (first,)


def test_what_does_not_fit_is_refused_and_nothing_changes(store: SqlAttemptStore) -> None:
    begin(store, a_set("set-1"))
    with pytest.raises(AttemptConflict):
        store.study.keep_answer("lee", an_answer("set-1", 1, 0), 1)
    with pytest.raises(AttemptConflict):
        store.study.keep_answer("kim", an_answer("set-1", 1, 5), 1)
    with pytest.raises(AttemptUnknown):
        store.study.keep_answer("kim", an_answer("set-9", 1, 0), 1)
    with pytest.raises(AttemptConflict):
        begin(store, a_set("set-1"))
    with pytest.raises(AttemptUnknown):
        begin(store, a_set("set-2", who="nobody"))
    with pytest.raises(AttemptUnknown):
        store.study.confirm_cause(1, "guessed")
    with pytest.raises(AttemptUnknown):
        store.study.keep_study_profile("nobody", Profile())
    assert store.study.answers("kim") == ()
    assert store.study.item_pasts("kim") == {}
    assert store.study.item_pasts("nobody") == {}
    assert store.study.search("nobody", "asked") == ()
    assert store.study.load_set("set-1").spent_ms == 0


def test_an_attempt_is_taken_over_again_with_its_numbers_and_causes(store: SqlAttemptStore) -> None:
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.append(attempt.id, 0, START)
    who = attempt.candidate.id
    plain = [
        Answer(item.id, 1, item.domain, item.topic, "rehearsal", attempt.id, n, 100 + n, ("a",), n % 2 == 0, 50)
        for n, item in enumerate(items, 1)
    ]
    plain[-1] = replace(plain[-1], choices=(), right=False, visits=0)
    store.study.take_over(who, attempt.id, "mark-1", plain)
    before = store.study.answers(who)
    store.study.confirm_cause(before[0].number, "misread")
    store.study.take_over(who, attempt.id, "mark-2", [replace(one, right=True) for one in plain[:-1]])
    after = store.study.answers(who)
    assert [one.number for one in after] == [one.number for one in before[:-1]]
    assert after[0].cause == "misread"
    assert all(one.right for one in after)
    assert store.study.taken_over(who) == {attempt.id: "mark-2"}
    (run,) = store.study.runs(who)
    assert (run.id, run.place, run.started_ms, run.answered) == (attempt.id, "rehearsal", attempt.created_ms, 5)
    seen = store.study.seen_items(who, [item.id for item in items])
    assert seen == {item.id: item for item in items[:-1]}, "what was never shown was not met"
    assert {found.key for found in store.study.search(who, "asked")} == set(seen)
    with pytest.raises(AttemptConflict):
        store.study.take_over("lee", attempt.id, "mark", plain)


def test_settings_cards_and_notes_come_back(store: SqlAttemptStore) -> None:
    study = store.study
    assert study.study_profile("kim") == Profile()
    profile = Profile("2027-03-01", (1, 2, 3, 4, 5, 6, 7), 2, ("f1",), 5, True, "v", {"wish": {"n": [1, None, "ü"]}})
    study.keep_study_profile("kim", profile)
    assert study.study_profile("kim") == profile
    assert study.study_profile("lee") == Profile()
    study.keep_cards("kim", [StoredCard("b", 20, {"s": 1.5}), StoredCard("a", 30, {})])
    study.keep_cards("kim", [StoredCard("a", 10, {"x": "試"})])
    assert study.cards("kim") == (StoredCard("a", 10, {"x": "試"}), StoredCard("b", 20, {"s": 1.5}))
    study.keep_note("kim", Note("a", "Ask \ud800 about this", False, 5))
    study.keep_note("kim", Note("b", "", True, 6))
    assert study.notes("kim")["b"] == Note("b", "", True, 6)
    assert study.notes("kim")["a"].text.startswith("Ask ")
    study.keep_note("kim", Note("b", "", False, 7))
    assert list(study.notes("kim")) == ["a"]
    store._driver.execute("UPDATE study_card SET content = '{' WHERE item_id = 'a'")
    assert study.cards("kim") == (StoredCard("a", 10, {}), StoredCard("b", 20, {"s": 1.5}))
    store._driver.execute("UPDATE study_profile SET content = '{\"minutes\":[]}'")
    assert study.study_profile("kim") == Profile()


def test_a_damaged_set_is_told_and_does_not_stand_in_the_way(store: SqlAttemptStore) -> None:
    begin(store, a_set("set-1"))
    begin(store, a_set("set-2", items=(4, 5), at=2000))
    store._driver.execute("UPDATE study_set SET content = '{}' WHERE run = 2")
    with pytest.raises(AttemptDamaged):
        store.study.load_set("set-2")
    kept = store.study.open_set("kim")
    assert kept is not None
    assert kept.practice.id == "set-1"


def test_a_database_of_version_5_gets_study_and_the_older_program_then_refuses_it(opened: Opener) -> None:
    old = opened(steps=STEPS[:5])
    attempt, items = small_attempt()
    old.create(attempt, items)
    old.append(attempt.id, 0, START)
    old.shut()
    new = opened()
    assert new.load(attempt.id).events == START
    who = attempt.candidate.id
    new.study.take_over(who, attempt.id, "m", [])
    new.study.keep_note(who, Note(items[0].id, "words", False, 1))
    new.shut()
    with pytest.raises(StoreTooNew):
        opened(steps=STEPS[:5])


def test_study_alone_is_reason_for_a_backup(store: SqlAttemptStore, folder: Path) -> None:
    store.back_up()
    assert store.back_up() is None
    begin(store, a_set("set-1"))
    store.study.keep_answer("kim", an_answer("set-1", 1, 0), 10)
    taken = store.back_up()
    assert taken is not None
    with closing(sqlite3.connect(taken.path)) as copy:
        assert copy.execute("SELECT count(*) FROM study_answer").fetchone() == (1,)
    assert store.back_up() is None
    assert backups.dated_files(folder)[-1][1] == Path(taken.path)


_POSITIONS = st.integers(1, 3)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.sampled_from("ab"), st.permutations(range(6))),
        st.tuples(
            st.just("answer"),
            st.integers(0, 5),
            _POSITIONS,
            st.booleans(),
            st.sampled_from(["", "sure", "guess"]),
            st.integers(0, 9),
        ),
        st.tuples(st.just("rehearsal"), st.sampled_from("ab"), st.integers(0, 2), st.lists(st.integers(0, 11))),
        st.tuples(st.just("cause"), st.integers(1, 12), st.sampled_from(["", "guessed", "misread"])),
        st.tuples(st.just("end"), st.integers(0, 5)),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_STEPS)
def test_it_does_what_the_plain_store_does_and_sums_are_a_fold_over_answers(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[object, ...]]
) -> None:
    store = open_store(tmp_path_factory.mktemp("study"))
    try:
        _in_step(store, steps)
    finally:
        store.shut()


def _in_step(store: SqlAttemptStore, steps: list[tuple[object, ...]]) -> None:
    plain = MemoryStudy()
    both = (store.study, plain)
    for who in "ab":
        store.save_candidate(Candidate(who, who))
    sets: list[PracticeSet] = []
    rehearsed: list[str] = []
    for clock, step in enumerate(steps):
        match step:
            case ("set", str(who), list(order)):
                practice = a_set(f"set-{clock}", tuple(order[:3]), who, clock)
                sets.append(practice)
                for one in both:
                    one.begin_set(practice, [ITEMS[n] for n in order[:3]])
            case ("answer", int(which), int(position), bool(right), str(certainty), int(at)) if sets:
                practice = sets[which % len(sets)]
                item = next(n for n in range(12) if ITEMS[n].id == practice.slots[position - 1].item_id)
                given_now = an_answer(practice.id, position, item, right=right, certainty=certainty, at_ms=at)
                _same(both, "keep_answer", practice.candidate_id, given_now, clock)
            case ("rehearsal", str(who), int(which), list(answered)):
                run = f"attempt-{who}-{which}"
                made = [
                    an_answer(run, n, item, place="rehearsal", at_ms=clock, right=n % 2 == 0, visits=n % 3)
                    for n, item in enumerate(dict.fromkeys(answered), 1)
                ]
                # Runs of the plain store stand in the order in which they came, so only a new one is begun.
                if made and run not in rehearsed:
                    rehearsed.append(run)
                    for one in both:
                        one.take_over(who, run, str(clock), made)
            case ("cause", int(number), str(cause)):
                _same(both, "confirm_cause", number, cause)
            case ("end", int(which)) if sets:
                _same(both, "end_set", sets[which % len(sets)].id, clock)
            case _:
                pass
    for who in "ab":
        answers = store.study.answers(who)
        assert answers == plain.answers(who)
        assert store.study.runs(who) == plain.runs(who)
        ordinals = {run.id: run.ordinal for run in store.study.runs(who)}
        assert store.study.item_pasts(who) == pasts_of(answers, ordinals)
        assert store.study.open_set(who) == plain.open_set(who)
        assert store.study.taken_over(who) == plain.taken_over(who)
        assert store.study.spent(who) == plain.spent(who)
        met = {answer.item_id for answer in answers if answer.run_id.startswith("set")}
        assert {one.key for one in store.study.search(who, "asked")} == met
        assert set(store.study.seen_items(who, [item.id for item in ITEMS])) == met
    for practice in sets:
        assert store.study.load_set(practice.id) == plain.load_set(practice.id)


def _same(stores: tuple[object, ...], act: str, *values: object) -> None:
    """All do the same, errors included."""
    told: list[object] = []
    for store in stores:
        try:
            told.append(getattr(store, act)(*values))
        except (AttemptConflict, AttemptUnknown) as error:
            told.append(type(error))
    assert told[0] == told[1]
