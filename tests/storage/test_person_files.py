"""A learner carried from one computer to another in a file: all of it, once, and nothing of what does not fit."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from cehrs_desktop.application.forms import candidate_named
from cehrs_desktop.application.people_ports import PersonCopy
from cehrs_desktop.application.person_files import TakenIn, arriving_person, copied_person, take_in_person
from cehrs_desktop.application.ports import AttemptConflict, AttemptDamaged, Candidate, StoreFull
from cehrs_desktop.application.results import close_attempt
from cehrs_desktop.application.study_log import catch_up
from cehrs_desktop.application.study_ports import StoredCard
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.files.person_file import person_bytes, read_person_file
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.practice import PracticeSet, SetSlot, Wish
from cehrs_desktop.study.profile import Note, Profile
from tests.building import make_item, small_attempt
from tests.ended_attempts import Plan, sit
from tests.storage.test_store import START

NOW = 1_800_000_000_000


@pytest.fixture
def here(tmp_path: Path) -> Generator[SqlAttemptStore]:
    store = open_store(tmp_path / "here")
    yield store
    store.shut()


@pytest.fixture
def other(tmp_path: Path) -> Generator[SqlAttemptStore]:
    store = open_store(tmp_path / "other")
    yield store
    store.shut()


def learner(store: SqlAttemptStore) -> Candidate:
    """Somebody who sat an exam, has one open, practised, and wrote notes."""
    stored = sit(Plan()).stored
    who = stored.attempt.candidate
    store.create(stored.attempt, stored.items)
    store.append(stored.attempt.id, 0, stored.events)
    close_attempt(store, stored.attempt.id)
    open_one, items = small_attempt("still-open")
    store.create(replace(open_one, candidate=who), items)
    store.append("still-open", 0, START)
    catch_up(store, store.study, who.id)
    item = make_item("1.1-001")
    practice = PracticeSet("set-1", who.id, "practice", 9, Wish(), (SetSlot(item.id, 1, ("a", "b", "c", "d")),))
    store.study.begin_set(practice, [item])
    given = Answer(item.id, 1, "1", "1.1", "practice", "set-1", 1, 1, ("b", "a"), True, 5, certainty="unsure")
    store.study.keep_answer(who.id, given, 5)
    store.study.end_set("set-1", 5)
    store.study.keep_note(who.id, Note(item.id, "Łódź 🩺", True, 5))
    store.study.keep_cards(who.id, [StoredCard(item.id, 5, {"card": 1})])
    renewal: dict[str, Json] = {"renewal": {"passed": "2026-11-01", "credits": [["2026-11-02", "Talk", 1.5, "a.pdf"]]}}
    store.study.keep_study_profile(who.id, Profile(exam_date="2027-01-01", choices=renewal))
    return who


def through_a_file(copy: PersonCopy, folder: Path) -> PersonCopy:
    file = folder / "one.cehrsperson"
    file.write_bytes(person_bytes(copy, "0.1.0"))
    return read_person_file(file)


def test_everything_about_a_learner_arrives_and_only_once(
    here: SqlAttemptStore, other: SqlAttemptStore, tmp_path: Path
) -> None:
    who = learner(here)
    carried = copied_person(here, here.people, who)
    assert carried.left_out == ("still-open",)
    copy = through_a_file(carried.copy, tmp_path)
    taken = take_in_person(other, other.people, other.study, copy, NOW)
    assert (taken.attempts, taken.study, taken.answers, taken.name) == (
        1,
        True,
        len(here.study.answers(who.id)),
        who.name,
    )
    assert take_in_person(other, other.people, other.study, copy, NOW) == TakenIn(0, False, 0, who.name)
    assert other.candidates() == (who,)
    assert other.study.item_pasts(who.id) == here.study.item_pasts(who.id)
    assert other.study.notes(who.id) == here.study.notes(who.id)
    assert other.study.cards(who.id) == here.study.cards(who.id)
    assert other.study.study_profile(who.id) == here.study.study_profile(who.id)
    assert [run.id for run in other.study.runs(who.id)] == [run.id for run in here.study.runs(who.id)]
    assert catch_up(other, other.study, who.id) == (), "what was taken over there need not be taken over again"


def unchanged(store: SqlAttemptStore) -> bool:
    return store.candidates() == () and store.lines() == ()


def test_a_damaged_attempt_keeps_everything_out(here: SqlAttemptStore, other: SqlAttemptStore) -> None:
    copy = copied_person(here, here.people, learner(here)).copy
    [attempt] = copy.attempts
    bad = replace(copy, attempts=(attempt, replace(attempt, attempt_id="x", end=b"\x00" * 32)))
    with pytest.raises(AttemptDamaged):
        take_in_person(other, other.people, other.study, bad, NOW)
    assert unchanged(other)


def test_an_attempt_of_somebody_else_keeps_everything_out(here: SqlAttemptStore, other: SqlAttemptStore) -> None:
    copy = copied_person(here, here.people, learner(here)).copy
    with pytest.raises(AttemptDamaged, match="another learner"):
        take_in_person(
            other, other.people, other.study, replace(copy, candidate=Candidate("someone", "Else")), NOW
        )  # fmt: skip
    assert unchanged(other)


def test_a_set_that_is_another_learners_here_keeps_everything_out(
    here: SqlAttemptStore, other: SqlAttemptStore
) -> None:
    copy = copied_person(here, here.people, learner(here)).copy
    lee = Candidate("lee", "Lee")
    first = copy.study.sets[0]
    theirs = replace(copy.study, sets=(replace(first, practice=replace(first.practice, candidate_id="lee")),), taken=())
    other.people.take_in_study(lee, theirs)
    with pytest.raises(AttemptConflict):
        take_in_person(other, other.people, other.study, copy, NOW)
    assert other.candidates() == (lee,)
    assert other.lines() == ()


def test_answers_of_an_attempt_that_is_another_learners_here_keep_everything_out(
    here: SqlAttemptStore, other: SqlAttemptStore
) -> None:
    copy = copied_person(here, here.people, learner(here)).copy
    attempt, items = small_attempt("theirs")
    other.create(replace(attempt, candidate=Candidate("lee", "Lee")), items)
    study = replace(copy.study, taken=(*copy.study.taken, ("theirs", "m", ())))
    with pytest.raises(AttemptConflict):
        take_in_person(other, other.people, other.study, replace(copy, study=study), NOW)
    assert [line.id for line in other.lines()] == ["theirs"]
    assert copy.candidate not in other.candidates()


def test_a_number_that_no_database_holds_is_told(here: SqlAttemptStore, other: SqlAttemptStore) -> None:
    copy = copied_person(here, here.people, learner(here)).copy
    study = replace(copy.study, notes=(Note("i", "t", True, 1 << 70),))
    with pytest.raises(AttemptDamaged):
        take_in_person(other, other.people, other.study, replace(copy, attempts=(), study=study), NOW)
    assert unchanged(other)


def test_a_disk_that_is_full_in_the_middle_leaves_whole_parts_and_the_file_goes_on_from_there(
    here: SqlAttemptStore, other: SqlAttemptStore
) -> None:
    who = learner(here)
    copy = copied_person(here, here.people, who).copy
    stopped: set[int] = set()

    def room(pages: int) -> None:
        (there,) = other._driver.execute("PRAGMA page_count").fetchone()
        other._driver.execute(f"PRAGMA max_page_count = {there + pages}").fetchall()

    for pages in range(400):
        room(pages)
        try:
            take_in_person(other, other.people, other.study, copy, NOW)
        except StoreFull:
            lines = other.lines()
            stopped.add(len(lines))
            assert all(other.load(line.id).events == here.load(line.id).events for line in lines)
            assert not lines or other.study.answers(who.id) == ()
            continue
        break
    assert stopped == {0, 1}, "before the attempt and between it and the study"
    assert other.study.item_pasts(who.id) == here.study.item_pasts(who.id)
    assert len(other.study.answers(who.id)) == len(here.study.answers(who.id))


def test_what_a_copy_would_bring_is_told_and_changes_nothing(here: SqlAttemptStore, other: SqlAttemptStore) -> None:
    who = learner(here)
    copy = copied_person(here, here.people, who).copy
    arrival = arriving_person(other, other.study, None, copy)
    assert (arrival.here, arrival.namesake, arrival.name) == (None, None, who.name)
    assert (arrival.attempts, arrival.new_attempts, arrival.notes) == (1, 1, 1)
    assert arrival.answers == len(here.study.answers(who.id))
    assert arrival.unknown_items is None, "nobody can tell without items"
    assert unchanged(other)


def test_of_two_people_of_one_name_each_is_found_by_a_name_of_their_own(
    here: SqlAttemptStore, other: SqlAttemptStore
) -> None:
    who = learner(here)
    copy = copied_person(here, here.people, who).copy
    longest = "x" * 80
    for name, other_name in ((who.name.upper(), f"{who.name} (2)"), (longest, "x" * 76 + " (2)")):
        theirs = Candidate(f"id of {name}", name)
        other.save_candidate(theirs)
        mine = replace(copy, candidate=Candidate(f"not {theirs.id}", who.name if name != longest else longest))
        mine = replace(mine, attempts=(), study=replace(mine.study, sets=(), taken=()))
        assert arriving_person(other, other.study, None, mine).namesake == theirs
        assert take_in_person(other, other.people, other.study, mine, NOW).name == other_name
        assert candidate_named(other, name) == theirs
        assert candidate_named(other, other_name) == Candidate(mine.candidate.id, other_name)
        again = arriving_person(other, other.study, None, mine)
        assert (again.namesake, again.name) == (None, other_name)
        assert take_in_person(other, other.people, other.study, mine, NOW) == TakenIn(0, False, 0, other_name)
