"""A learner's file: everything comes back, and what is damaged or newer says so."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from cehrs_desktop.application.people_ports import PersonCopy, PersonFileUnreadable, StudyCopy
from cehrs_desktop.application.ports import AttemptCopy, Candidate
from cehrs_desktop.application.study_ports import StoredCard, StoredSet
from cehrs_desktop.exam.exhibits import ChartPart, ChartReference, ChartSeries, Exhibit, FieldsPart, TablePart, TextPart
from cehrs_desktop.files.person_file import person_bytes, read_person_file
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.practice import PracticeSet, SetSlot, Wish
from cehrs_desktop.study.profile import Note, Profile
from tests.building import make_item

ODD = 'Łódź 🩺 "q" \\ \x00\x1f\u2028 日本\nnext'
EXHIBIT = Exhibit(
    "e",
    ODD,
    (
        TextPart(ODD),
        FieldsPart(None, (("a", ODD),)),
        TablePart("c", ("x", "y"), (("1", "2"),)),
        ChartPart("line", None, "x", "y", ("m",), (ChartSeries("s", (1.0, 2.5)),), ChartReference("r", 0.1)),
    ),
)
EMPTY = PersonCopy(Candidate("id", "Name"), (), StudyCopy(Profile()))


def whole(count: int = 3) -> PersonCopy:
    items = tuple(replace(make_item(f"1.1-{n:04}"), exhibit=EXHIBIT, stem=ODD) for n in range(count))
    slots = tuple(SetSlot(item.id, 1, ("d", "a", "b", "c")) for item in items)
    wish = Wish(domains=("1",), pools=("missed", "slow"), feedback="end")
    answers = tuple(
        Answer(item.id, 1, "1", "1.1", "practice", "set", at, at, ("a", "b"), False, 9, certainty="guess",
               cause="misread", number=at)
        for at, item in enumerate(items, 1)
    )  # fmt: skip
    sets = tuple(
        StoredSet(PracticeSet(name, "id", "practice", 5, wish, slots), items, answers, state, 77)
        for name, state in (("set", "open"), ("other", "over"))
    )
    study = StudyCopy(
        Profile("2027-01-01", (0, 1, 2, 3, 4, 5, 6), 2, ("f",), 5, True, "venue", {"a": [1, 2.5, None, {"b": ODD}]}),
        sets,
        (("attempt", "mark", answers), ("none", "m", ())),
        tuple(StoredCard(item.id, n, {"card": 1, "stability": 0.1 * n}) for n, item in enumerate(items)),
        tuple(Note(item.id, ODD, True, 9) for item in items),
    )
    attempts = (AttemptCopy("attempt", '{"h":"\\ud800"}', ("i", ODD), ('{"e": 1}',), b"\x00\xff"),)
    return PersonCopy(Candidate("id", ODD), attempts, study)


@pytest.mark.parametrize("copy", [EMPTY, whole(), whole(1000)], ids=["empty", "odd", "thousand"])
def test_everything_comes_back(copy: PersonCopy, tmp_path: Path) -> None:
    file = tmp_path / "one.cehrsperson"
    file.write_bytes(person_bytes(copy, "1.0"))
    assert read_person_file(file) == copy


def test_half_a_character_becomes_the_sign_for_one(tmp_path: Path) -> None:
    file = tmp_path / "one"
    file.write_bytes(person_bytes(replace(EMPTY, candidate=Candidate("id", "a\ud800b")), "1"))
    assert read_person_file(file).candidate.name == "a\ufffdb"


def test_a_byte_changed_or_missing_anywhere_is_damage(tmp_path: Path) -> None:
    data = person_bytes(whole(), "1.0")
    file = tmp_path / "one"
    for place in {*range(0, len(data), max(1, len(data) // 150)), *range(150)}:
        for bad in (data[:place], data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]):
            file.write_bytes(bad)
            with pytest.raises(PersonFileUnreadable):
                read_person_file(file)


def signed(body: bytes, **more: object) -> bytes:
    head = {"what": "CEHRS Desktop learner", "format": 1, "program": "9"} | more
    digest = sha256(json.dumps(head, sort_keys=True).encode() + b"\n" + body).hexdigest()
    return json.dumps(head | {"sha256": digest}).encode() + b"\n" + body


def test_a_newer_file_says_so(tmp_path: Path) -> None:
    file = tmp_path / "one"
    file.write_bytes(signed(b"whatever", format=2))
    with pytest.raises(PersonFileUnreadable) as told:
        read_person_file(file)
    assert told.value.later


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"PK\x03\x04 a zip",
        b"[]\n",
        b'{"what": "CEHRS Desktop attempt", "format": 1}\n',
        b"[" * 100_000,
        b"[" * 900,
        signed(b"not compressed"),
        signed(zlib.compress(b"{}")),
        signed(zlib.compress(b"[" * 100_000)),
        signed(zlib.compress(b"\xff\xfe")),
        signed(zlib.compress(b"{}"), format=True),
        signed(b""),
    ],
)
def test_what_is_none_is_refused(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "one"
    file.write_bytes(data)
    with pytest.raises(PersonFileUnreadable) as told:
        read_person_file(file)
    assert not told.value.later


def test_a_set_of_items_that_are_not_there_is_damage(tmp_path: Path) -> None:
    _, _, body = person_bytes(whole(), "1").partition(b"\n")
    told = json.loads(zlib.decompress(body))
    file = tmp_path / "one"
    for place in (3, -1, 1.0, "0"):
        told["sets"][0]["items"][0] = place
        file.write_bytes(signed(zlib.compress(json.dumps(told).encode())))
        with pytest.raises(PersonFileUnreadable):
            read_person_file(file)


def test_a_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(PersonFileUnreadable):
            read_person_file(place)
