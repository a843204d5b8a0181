"""A person's approved accommodations in the database: kept by person, and never in the way of anything else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.storage import codec
from cehrs_desktop.storage.migrations import STEPS
from tests.building import CANDIDATE, small_attempt
from tests.effort import effort
from tests.storage.conftest import Opener

EVERYTHING = Accommodations(
    extra_percent=137,
    breaks_stop_clock=True,
    zoom=1.75,
    theme="high_contrast",
    reader=True,
    line_reader=True,
    masking=True,
    separate_warnings=(90, 45, 1),
)


def test_the_example_differs_from_nothing_in_every_field() -> None:
    nothing = Accommodations()
    assert [f.name for f in fields(nothing) if getattr(nothing, f.name) == getattr(EVERYTHING, f.name)] == []


def test_a_profile_follows_its_person_into_the_next_run(opened: Opener) -> None:
    store = opened()
    other = Candidate("other", "Other Example")
    assert store.profile(CANDIDATE.id) is None
    store.keep_profile(CANDIDATE, EVERYTHING)
    store.keep_profile(other, Accommodations(extra_percent=25))
    store.shut()
    store = opened()
    assert store.candidates() == (CANDIDATE, other), "a person may be known by the profile first"
    assert store.profile(CANDIDATE.id) == EVERYTHING
    assert store.profile(other.id) == Accommodations(extra_percent=25)


def test_a_change_replaces_what_was_set_and_renames_nobody(opened: Opener) -> None:
    store = opened()
    store.keep_profile(CANDIDATE, EVERYTHING)
    store.keep_profile(replace(CANDIDATE, name="Somebody Else"), Accommodations())
    assert store.profile(CANDIDATE.id) == Accommodations()
    assert store.candidates() == (CANDIDATE,)


def test_an_attempt_keeps_what_was_granted_when_it_was_begun(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt()
    attempt = replace(attempt, accommodations=EVERYTHING)
    store.create(attempt, items)
    store.keep_profile(attempt.candidate, Accommodations())
    store.shut()
    assert opened().load(attempt.id).attempt.accommodations == EVERYTHING


@effort(60)
@given(
    st.builds(
        Accommodations,
        extra_percent=st.integers(0, 300),
        breaks_stop_clock=st.booleans(),
        zoom=st.sampled_from([0.0, 1.0, 1.25, 2.0]),
        theme=st.sampled_from(["", "dark", "cream"]),
        reader=st.booleans(),
        line_reader=st.booleans(),
        masking=st.booleans(),
        separate_warnings=st.lists(st.integers(1, 600), max_size=4).map(tuple),
    )
)
def test_every_profile_comes_back_as_it_was(granted: Accommodations) -> None:
    text = codec.to_text(codec.accommodations_to_json(granted))
    assert codec.accommodations_from_json(codec.from_text(text)) == granted


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}x", '{"extra_percent":"25"}', '{"separate_warnings":5}', '{"theme":null}', '{"unheard_of":1}'],
)
def test_what_cannot_be_read_counts_as_not_set_and_can_be_set_again(opened: Opener, folder: Path, content: str) -> None:
    store = opened()
    store.keep_profile(CANDIDATE, EVERYTHING)
    store.shut()
    with closing(sqlite3.connect(folder / "attempts.db", isolation_level=None)) as connection:
        connection.execute("UPDATE accommodation SET content = ?", (content,))
    store = opened()
    assert store.profile(CANDIDATE.id) is None
    store.keep_profile(CANDIDATE, Accommodations(masking=True))
    assert store.profile(CANDIDATE.id) == Accommodations(masking=True)


def test_a_database_of_version_3_keeps_its_attempts_and_takes_profiles(opened: Opener, folder: Path) -> None:
    store = opened(steps=STEPS[:3])
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.shut()
    with closing(sqlite3.connect(folder / "attempts.db")) as found:
        assert found.execute("PRAGMA user_version").fetchone() == (3,)
        names = {name for (name,) in found.execute("SELECT name FROM sqlite_schema")}
    assert "accommodation" not in names
    store = opened()
    assert store.load(attempt.id).attempt == attempt
    assert store.profile(attempt.candidate.id) is None
    store.keep_profile(attempt.candidate, EVERYTHING)
    assert store.profile(attempt.candidate.id) == EVERYTHING
