"""The delivered file of requirements, and every kind of wrong one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cehrs_desktop.files.computer_requirements import LARGEST_FILE, ComputerFileError, read_requirements, schema_text
from cehrs_desktop.rehearsal.acceptance import SUBJECTS, RequirementsUnreadable

VENUES = Path(__file__).parents[3] / "resources/venues"
DELIVERED = VENUES / "computer.json"
ASSISTIVE = ("nvda", "jaws", "jfw", "narrator", "magnify", "zoomtext", "voiceover", "orca", "osk", "sethc", "dragon")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Any], Path]:
    def written(content: Any) -> Path:
        file = tmp_path / "computer.json"
        text = content if isinstance(content, str) else json.dumps(content)
        file.write_text(text, encoding="utf-8")
        return file

    return written


def delivered() -> Any:
    return json.loads(DELIVERED.read_text(encoding="utf-8"))


def test_the_delivered_file_speaks_of_every_subject_with_sources() -> None:
    published = read_requirements(DELIVERED)
    assert tuple(topic.subject for topic in published.topics) == SUBJECTS
    for topic in published.topics:
        assert topic.innocent, topic.subject
        assert any(one.met(value) is not None for one in topic.requirements for value in (0, "x", (1, 1)))
        for one in topic.requirements:
            assert one.source.startswith("https://")
            assert one.client
            assert one.as_of
    assert all(one.innocent and one.what for one in published.programs)
    assert {sign.subject for sign in published.signs} == {"virtual_machine", "vpn"}


def test_assistive_technology_is_on_no_list() -> None:
    names = set[str]().union(*(one.names for one in read_requirements(DELIVERED).programs))
    assert not names.intersection(ASSISTIVE)


def test_the_schema_beside_the_file_is_the_one_that_is_checked() -> None:
    # After a change of the layout write schema_text() into this file.
    assert (VENUES / "computer-file.schema.json").read_text(encoding="utf-8") == schema_text()


def _remove(content: Any, *path: Any) -> None:
    for part in path[:-1]:
        content = content[part]
    del content[path[-1]]


def _put(value: Any, *path: Any) -> Callable[[Any], None]:
    def put(content: Any) -> None:
        for part in path[:-1]:
            content = content[part]
        content[path[-1]] = value

    return put


@pytest.mark.parametrize(
    ("spoil", "place", "told"),
    [
        (lambda content: _remove(content, "signs"), "signs", "required"),
        (lambda content: _remove(content, "subjects", 3, "requirements", 0, "says"), "subjects[3].req", "required"),
        (_put(2, "format"), "format", "1"),
        (_put("sound", "subjects", 0, "subject"), "subjects[0].subject", "'system'"),
        (_put("nobody", "subjects", 2, "requirements", 1, "source"), "subjects[2].requirements[1].source", "nobody"),
        (_put("ftp://x", "sources", "ncc", "url"), "sources.ncc.url", "ftp://x"),
        (_put("last week", "sources", "ncc", "as_of"), "sources.ncc.as_of", "last week"),
        (_put("", "subjects", 0, "requirements", 0, "says"), "subjects[0].requirements[0].says", "at least 1"),
        (_put(-1, "subjects", 6, "requirements", 0, "at_least"), "subjects[6].requirements[0].at_least", "-1"),
        (_put(True, "subjects", 6, "requirements", 0, "at_least"), "subjects[6].requirements[0].at_least", "True"),
        (_put(3, "subjects", 6, "requirements", 0, "at_most"), "subjects[6].requirements[0]", "only one of"),
        (_put([1368], "subjects", 1, "requirements", 0, "least_size"), "least_size", "2 items"),
        (_put(True, "subjects", 3, "requirements", 3, "partial"), "subjects[3].requirements[3]", "bound"),
        (_put("system", "subjects", 4, "subject"), "subjects[4]", "before"),
        (_put([], "programs", 0, "programs"), "programs[0].programs", "at least 1"),
        (_put(["Zoom.exe"], "programs", 0, "programs", 0, "processes"), "processes[0]", "Zoom.exe"),
        (_put(["anydesk"], "programs", 0, "programs", 0, "processes"), "programs[0].programs[1]", "TeamViewer"),
        (_put("x", "signs", 0, "starts"), "signs[0]", "either"),
        (_put("bios", "signs", 0, "where"), "signs[0].where", "bios"),
        (_put(1, "colour"), "colour", "not permitted"),
        (_put([], "subjects", 0, "requirements", 0), "subjects[0].requirements[0]", "JSON object"),
    ],
)
def test_a_fault_is_told_with_its_place(
    write: Callable[[Any], Path], spoil: Callable[[Any], None], place: str, told: str
) -> None:
    content = delivered()
    spoil(content)
    file = write(content)
    with pytest.raises(ComputerFileError) as caught:
        read_requirements(file)
    assert any(place in where and told in what for where, what in caught.value.problems), caught.value.problems
    text = str(caught.value)
    assert text.startswith(str(file))
    assert text.endswith(caught.value.advice)
    assert "pydantic" not in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "line 1, column 1"),
        ("{\n  'format': 1}", "line 2, column 3"),
        ('{"format": 1, "format": 1}', "'format' stands twice"),
        ("[" * 200_000, "recursion"),
        ("[]", "object"),
        ("null", "object"),
        ('"x"', "object"),
    ],
)
def test_what_is_no_such_json_is_told(write: Callable[[Any], Path], content: str, told: str) -> None:
    with pytest.raises(ComputerFileError, match=told):
        read_requirements(write(content))


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    other = tmp_path / "latin.json"
    other.write_bytes(b'{"as_of": "\xe9"}')
    with pytest.raises(ComputerFileError, match="byte 11: this is not UTF-8"):
        read_requirements(other)
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(ComputerFileError, match="too large"):
        read_requirements(large)
    for missing in (tmp_path / "missing.json", tmp_path):
        with pytest.raises(RequirementsUnreadable, match="cannot be read"):
            read_requirements(missing)


def test_a_byte_order_mark_is_no_fault(write: Callable[[Any], Path]) -> None:
    assert read_requirements(write("\ufeff" + json.dumps(delivered()))) == read_requirements(DELIVERED)
