"""A policy file is read whatever is wrong with it: what can be read is given, what cannot is told, nobody waits."""

from __future__ import annotations

import codecs
import json
import os
import threading
from pathlib import Path

import pytest

from cehrs_desktop.files.policy_file import LARGEST_FILE, PolicyText, read_policy

GOOD = {"format": 1, "fixed": {"lockdown": 2}, "default": {"name": "Анна 試"}}


def put(folder: Path, content: bytes | str) -> Path:
    file = folder / "policy.json"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def problems(told: PolicyText) -> list[str]:
    return [problem.text for problem in told.problems]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"], ids=lambda name: name
)
def test_every_encoding_that_editors_write_is_read(tmp_path: Path, encoding: str) -> None:
    text = json.dumps(GOOD, ensure_ascii=False).replace(", ", ",\r\n")
    told = read_policy(put(tmp_path, text.encode(encoding)))
    assert (told.fixed, told.default, told.problems) == ({"lockdown": 2}, {"name": "Анна 試"}, ())


def test_a_mark_alone_is_an_empty_file(tmp_path: Path) -> None:
    for content in (b"", b"\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE):
        assert problems(read_policy(put(tmp_path, content))) == ["it is empty"]


@pytest.mark.parametrize(
    ("content", "text", "line"),
    [
        (b'{"fixed": {"name": "M\xfcller"}}', "it is not UTF-8 text (byte 22)", 0),
        (b'{\n "fixed": {\n  "lockdown": 2,\n }\n}', "this is not JSON: illegal trailing comma", 3),
        (b"[" * 100_000, "nested too deeply", 0),
        (b'{"a":' * 5000, "nested too deeply", 0),
        (b'{"fixed": {"lockdown": ' + b"9" * 5000 + b"}}", "too long", 0),
        (b"[]", "an object in braces is needed", 1),
        (b"\x00\x01\x02\x03", "", 0),
        (b"x" * (LARGEST_FILE + 1), "it is larger than 256 KB", 0),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_told_once(tmp_path: Path, content: bytes, text: str, line: int) -> None:
    told = read_policy(put(tmp_path, content))
    assert (told.fixed, told.default) == ({}, {})
    assert len(told.problems) == 1
    assert text.split(": ")[0] in told.problems[0].text
    if line:
        assert told.problems[0].line in (line, line + 1)


def test_one_wrong_part_leaves_the_other(tmp_path: Path) -> None:
    content = '{\n"format": 2,\n"fixed": [],\n"default": {"theme": "dark"},\n"extra": 1\n}'
    told = read_policy(put(tmp_path, content))
    assert (told.fixed, told.default) == ({}, {"theme": "dark"})
    assert [(problem.place, problem.line) for problem in told.problems] == [("format", 2), ("fixed", 3), ("extra", 5)]


def test_of_a_setting_that_is_given_twice_neither_counts(tmp_path: Path) -> None:
    content = '{"fixed": {\n"lockdown": 0,\n"theme": "dark",\n"lockdown": 2}}'
    told = read_policy(put(tmp_path, content))
    assert told.fixed == {"theme": "dark"}
    assert [(problem.line, problem.text) for problem in told.problems] == [
        (4, "'lockdown' is given twice in one object")
    ]


def test_the_line_of_each_setting_is_known(tmp_path: Path) -> None:
    told = read_policy(put(tmp_path, '{"fixed": {\n"lockdown": 0,\n\n"theme": "dark"}}'))
    assert (told.lines["fixed", "lockdown"], told.lines["fixed", "theme"]) == (2, 4)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    assert problems(read_policy(tmp_path)) == ["this is a folder"]
    assert "cannot be read" in problems(read_policy(tmp_path / "none.json"))[0]
    assert "cannot be read" in problems(read_policy(tmp_path / "none" / ("x" * 300)))[0]
    assert "cannot be read" in problems(read_policy(Path("/a\0b")))[0]
    (tmp_path / "around").symlink_to(tmp_path / "around")
    assert "cannot be read" in problems(read_policy(tmp_path / "around"))[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_that_nobody_writes_to_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert problems(read_policy(tmp_path / "pipe")) == ["this is no ordinary file"]


def test_a_share_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    answers = threading.Event()

    def hangs(file: Path) -> bytes:
        answers.wait()
        return file.read_bytes()

    told = read_policy(put(tmp_path, json.dumps(GOOD)), patience=0.05, bytes_of=hangs)
    answers.set()
    assert told.fixed == {}
    assert problems(told) == ["it did not answer within 0.05 seconds"]
    assert "on the computer itself" in told.problems[0].advice


def test_a_single_backslash_is_told_as_what_it_is(tmp_path: Path) -> None:
    (problem,) = read_policy(put(tmp_path, r'{"format": 1, "fixed": {"data_folder": "C:\Data"}}')).problems
    assert "A backslash stands twice" in str(problem.advice)
