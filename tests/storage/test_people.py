"""Several learners: PINs, erasing everything about one of them, carrying study to another computer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from cehrs_desktop.application.people_ports import REMOVAL_WAIT_MS
from cehrs_desktop.application.ports import AttemptConflict, AttemptUnknown, Candidate, ItemReport
from cehrs_desktop.application.study_ports import StoredCard
from cehrs_desktop.exam.items import Item
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.storage import backups, erasing
from cehrs_desktop.storage.migrations import STEPS
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.storage.people import FIRST_WAIT_MS, FREE_TRIES, LONGEST_WAIT_MS, wait_after
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.practice import PracticeSet, SetSlot, Wish
from cehrs_desktop.study.profile import Note, Profile
from tests.building import make_item, small_attempt
from tests.storage.conftest import Opener
from tests.storage.test_store import START

ZOE, LEE = Candidate("zoe-id", "Zoe Quetzalcoatl"), Candidate("lee-id", "Lee Example")
SECRETS = (b"Quetzalcoatl", b"quetzalcoatl", b"zoe-id", b"hippopotamus", b"armadillo", b"zoe-attempt", b"zoe-set")
SHARED, OWN = make_item("1.1-001"), replace(make_item("1.1-002"), stem="An armadillo only one person met.")


def live(store: SqlAttemptStore, who: Candidate, *items: Item) -> None:
    """Everything that a learner can leave behind."""
    short = who.id.split("-")[0]
    attempt, shown = small_attempt(f"{short}-attempt")
    store.create(replace(attempt, candidate=who), shown)
    store.append(f"{short}-attempt", 0, START)
    store.keep_profile(who, Accommodations())
    store.report_item(ItemReport(1, f"{short}-attempt", "p", shown[0].id, 1, "key", f"{who.name} thinks so"))
    slots = tuple(SetSlot(item.id, 1, ("a", "b", "c", "d")) for item in items)
    store.study.begin_set(PracticeSet(f"{short}-set", who.id, "practice", 9, Wish(), slots), items)
    store.report_item(ItemReport(1, f"{short}-set", "p", shown[0].id, 1, "key", f"{who.name} thinks so too"))
    for at, item in enumerate(items, 1):
        given = Answer(item.id, 1, "1", "1.1", "practice", f"{short}-set", at, 1, ("a",), at > 1, 1)
        store.study.keep_answer(who.id, given, 1)
    rehearsed = Answer(shown[0].id, 1, "1", "1.1", "rehearsal", f"{short}-attempt", 1, 1, ("a",), True, 1)
    store.study.take_over(who.id, f"{short}-attempt", "m", [rehearsed])
    store.study.keep_note(who.id, Note(SHARED.id, f"a hippopotamus of {who.name}", True, 5))
    store.study.keep_cards(who.id, [StoredCard(SHARED.id, 5, {"of": who.name})])
    store.study.keep_study_profile(who.id, Profile(exam_date="2027-01-01", choices={"name": who.name}))
    store.people.set_pin(who.id, "1234")


def everything_in(folder: Path) -> bytes:
    """All bytes of all files of a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
def store(opened: Opener) -> SqlAttemptStore:
    """Two learners with a life behind them, and backups of it."""
    made = opened()
    live(made, ZOE, SHARED, OWN)
    made.back_up()
    live(made, LEE, SHARED)
    made.back_up()
    return made


def test_nothing_of_an_erased_learner_is_left_in_any_file(store: SqlAttemptStore, folder: Path, opened: Opener) -> None:
    store.study.keep_note(ZOE.id, Note(OWN.id, "the armadillo, gone again", False, 5))
    store.study.keep_note(ZOE.id, Note(OWN.id, "", False, 6))
    kept = (
        store.study.answers(LEE.id),
        store.study.item_pasts(LEE.id),
        store.study.notes(LEE.id),
        store.load("lee-attempt"),
    )
    found = store.study.search(LEE.id, "asked")
    aside = folder / "attempts-damaged-20260101T000000000Z.db"
    aside.write_bytes(Path(backups.dated_files(folder)[-1][1]).read_bytes())
    broken = backups.dated_files(folder)[0][1]
    broken.write_bytes(broken.read_bytes()[:5000] + b"Quetzalcoatl" * 100)
    plan = store.people.erase_plan(ZOE.id)
    assert (plan.attempts, plan.answers, plan.notes) == (1, 3, 1)
    assert plan.removed == (str(broken),)
    assert set(plan.rewritten) == {str(path) for _, path in backups.dated_files(folder)[1:]} | {str(aside)}
    assert store.candidates()[0] == ZOE, "the plan changed nothing"

    done = store.people.erase(ZOE.id)

    assert (done.rewritten, done.removed, done.failed, done.swept) == (plan.rewritten, plan.removed, (), True)
    assert store.candidates() == (LEE,)
    assert not broken.exists()
    with pytest.raises(AttemptUnknown):
        store.load("zoe-attempt")
    assert store.study.search(ZOE.id, "armadillo") == ()
    assert [report.text for report in store.item_reports()] == [f"{LEE.name} thinks so", f"{LEE.name} thinks so too"]
    store.back_up()
    store.shut()
    left = everything_in(folder)
    for secret in SECRETS:
        assert (secret in left) == (secret == b"hippopotamus"), secret
    with closing(sqlite3.connect(folder / "attempts.db")) as found_there:
        assert found_there.execute("PRAGMA foreign_key_check").fetchall() == []
        assert found_there.execute("SELECT count(*) FROM item_content").fetchone() == (6,)
    again = opened()
    assert again.study.search(LEE.id, "asked") == found
    now = (
        again.study.answers(LEE.id),
        again.study.item_pasts(LEE.id),
        again.study.notes(LEE.id),
        again.load("lee-attempt"),
    )
    assert now == kept
    assert again.people.try_pin(LEE.id, "1234", 0)
    for drill in backups.dated_files(folder):
        assert backups.check(drill[1]) <= 1
    again.save_candidate(Candidate("new", "New"))
    assert again.study.search("new", "asked") == (), "a number that is free again leads to nobody's entries"


def test_copies_of_every_older_version_are_rewritten(opened: Opener, folder: Path) -> None:
    for version in range(1, len(STEPS)):
        old = opened(steps=STEPS[:version])
        if version == 1:
            attempt, shown = small_attempt("zoe-attempt")
            old.create(replace(attempt, candidate=ZOE), shown)
            old.append("zoe-attempt", 0, START)
        old.shut()
    store = opened()
    assert len(backups.dated_files(folder)) > 3
    done = store.people.erase(ZOE.id)
    assert not done.failed
    assert done.rewritten
    store.shut()
    left = everything_in(folder)
    assert not any(secret in left for secret in SECRETS)


def test_a_copy_that_cannot_be_freed_keeps_the_learner_there(
    store: SqlAttemptStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = backups.dated_files(folder)[-1][1]
    whole = stuck.read_bytes()
    put = erasing.put_in_place

    def refuse(new: Path, path: Path) -> None:
        if path == stuck:
            raise OSError(28, "No space left on device")
        put(new, path)

    monkeypatch.setattr(erasing, "put_in_place", refuse)
    done = store.people.erase(ZOE.id)
    assert done.failed == (str(stuck),)
    assert store.candidates() == (ZOE, LEE)
    assert store.study.answers(ZOE.id)
    monkeypatch.undo()
    # What the first try left lying is put back before the second.
    again = store.people.erase(ZOE.id)
    assert again.failed == ()
    assert str(stuck) in again.rewritten
    assert stuck.read_bytes() != whole
    assert not [path for path in folder.rglob("*") if path.name.endswith((".erasing", ".erased"))]
    store.shut()
    left = everything_in(folder)
    assert b"zoe-id" not in left


def test_somebody_unknown_cannot_be_erased(store: SqlAttemptStore) -> None:
    with pytest.raises(AttemptUnknown):
        store.people.erase("nobody")
    with pytest.raises(AttemptUnknown):
        store.people.erase_plan("nobody")


def test_a_wrong_pin_slows_down_and_a_right_one_forgives(store: SqlAttemptStore, opened: Opener) -> None:
    people = store.people
    now = 1_000_000
    for _ in range(FREE_TRIES):
        assert people.pin_state(LEE.id, now).wait_ms == 0
        assert not people.try_pin(LEE.id, "4321", now)
    state = people.pin_state(LEE.id, now)
    assert (state.is_set, state.failures, state.wait_ms) == (True, FREE_TRIES, FIRST_WAIT_MS)
    assert not people.try_pin(LEE.id, "1234", now + FIRST_WAIT_MS - 1), "too early, even the right one"
    store.shut()
    people = opened().people
    assert people.pin_state(LEE.id, now).failures == FREE_TRIES, "starting again forgives nothing"
    assert people.pin_state(LEE.id, 0).wait_ms == FIRST_WAIT_MS, "a clock set back adds nothing to the wait"
    assert people.try_pin(LEE.id, "1234", now + FIRST_WAIT_MS)
    assert people.pin_state(LEE.id, now).failures == 0
    people.remove_pin(LEE.id)
    assert not people.pin_state(LEE.id, now).is_set
    assert people.try_pin(LEE.id, "anything", now)


def test_the_wait_doubles_up_to_its_limit() -> None:
    waits = [wait_after(failures) for failures in range(40)]
    assert waits[:FREE_TRIES] == [0] * FREE_TRIES
    assert all(later >= earlier for earlier, later in pairwise(waits))
    assert waits[FREE_TRIES + 1] == 2 * FIRST_WAIT_MS
    assert waits[-1] == LONGEST_WAIT_MS


def test_a_forgotten_pin_goes_after_a_day_unless_its_owner_comes(store: SqlAttemptStore) -> None:
    people = store.people
    at = people.ask_pin_removal(LEE.id, 1000)
    assert at == 1000 + REMOVAL_WAIT_MS
    assert people.ask_pin_removal(LEE.id, 5000) == at, "asking again does not begin the wait again"
    assert people.pin_state(LEE.id, at - 1).removal_at_ms == at
    assert people.pin_state(LEE.id, at - 1).is_set
    assert people.try_pin(LEE.id, "1234", at - 1)
    assert people.pin_state(LEE.id, at).is_set, "the right PIN cancelled it"
    at = people.ask_pin_removal(LEE.id, 1000)
    assert not people.pin_state(LEE.id, at).is_set
    assert people.try_pin(LEE.id, "wrong", at)
    assert store.study.answers(LEE.id), "nothing is lost with it"


def test_a_pin_is_kept_as_a_hash_only(store: SqlAttemptStore, folder: Path) -> None:
    store.people.set_pin(LEE.id, "pin-with-ü-\ud800")
    assert store.people.try_pin(LEE.id, "pin-with-ü-\ud800", 0)
    (kept,) = store._driver.execute(
        "SELECT hash FROM person_pin JOIN candidate ON number = candidate WHERE id = ?", (LEE.id,)
    ).fetchone()
    assert kept.startswith(b"$argon2id$")
    store.shut()
    assert b"pin-with" not in everything_in(folder)


@pytest.mark.parametrize("pin", ["", "123", "x" * 65])
def test_a_pin_has_a_length(store: SqlAttemptStore, pin: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        store.people.set_pin(LEE.id, pin)
    assert store.people.try_pin(LEE.id, "1234", 0), "the one that was there stays"


def test_study_is_carried_to_another_computer_and_taken_in_once(store: SqlAttemptStore, tmp_path: Path) -> None:
    copy = store.people.copy_study(ZOE.id)
    attempt = store.copy_out("zoe-attempt")
    other = open_store(tmp_path / "other")
    try:
        other.take_in(attempt, 5)
        assert other.people.take_in_study(ZOE, copy)
        assert not other.people.take_in_study(ZOE, copy)
        assert other.people.copy_study(ZOE.id) == replace(
            copy,
            sets=tuple(replace(one, answers=other.study.answers(ZOE.id, one.practice.id)) for one in copy.sets),
            taken=tuple((run, mark, other.study.answers(ZOE.id, run)) for run, mark, _ in copy.taken),
        )
        assert other.study.item_pasts(ZOE.id) == store.study.item_pasts(ZOE.id)
        assert other.study.search(ZOE.id, "armadillo") == store.study.search(ZOE.id, "armadillo")
        other.study.keep_note(ZOE.id, Note(SHARED.id, "later words", False, 99))
        older = replace(copy, notes=(*copy.notes, Note("new-one", "x", False, 1)))
        assert other.people.take_in_study(ZOE, older)
        assert other.study.notes(ZOE.id)[SHARED.id].text == "later words"
        with pytest.raises(AttemptConflict):
            other.people.take_in_study(LEE, replace(copy, notes=(Note("never", "never", False, 1),)))
        assert other.study.notes(LEE.id) == {}
        assert LEE not in other.candidates()
    finally:
        other.shut()
