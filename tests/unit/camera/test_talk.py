"""The camera's process can say the agreed words and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cehrs_desktop.camera.talk import NotAWord, line_of
from cehrs_desktop.presentation import camera_texts as words

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("said", sorted(words.SAID - {"framing"}))
def test_a_word_is_one_line(said: str) -> None:
    assert json.loads(line_of(said)) == {"said": said}
    assert line_of(said).endswith(b"\n")


def test_a_framing_has_its_three_words() -> None:
    told = {"light": "dark", "glare": "some", "behind": "bright"}
    assert json.loads(line_of("framing", **told)) == {"said": "framing", **told}


@pytest.mark.parametrize(
    ("said", "details"),
    [
        ("pixels", {}),
        ("ready", {"frame": "ffd8"}),
        ("framing", {"light": "dark", "glare": "some"}),
        ("framing", {"light": "dark", "glare": "some", "behind": "ffd8"}),
        ("framing", {"light": "dark", "glare": "some", "behind": "fine", "frame": "ffd8"}),
    ],
)
def test_anything_else_is_refused(said: str, details: dict[str, str]) -> None:
    with pytest.raises(NotAWord):
        line_of(said, **details)


@pytest.mark.parametrize("task", words.TASKS)
def test_there_are_words_for_everything_that_can_be_said(task: words.Task) -> None:
    for light in words.FRAMING["light"]:
        for glare in words.FRAMING["glare"]:
            for behind in words.FRAMING["behind"]:
                lines = words.framing_words(task, light, glare, behind)
                assert lines
                assert all(lines)
    assert words.TROUBLE.keys() <= words.SAID


def test_what_is_held_is_said_in_words_and_nothing_more() -> None:
    assert words.held_words(()) == words.NOT_HELD
    assert "network" not in words.held_words(("files",))
    assert "write a file, open a network connection or start another program" in words.held_words(
        ("files", "network", "programs")
    )


def test_nobody_who_listens_ends_the_process() -> None:
    code = "from cehrs_desktop.camera.talk import say\nwhile True: say('alive')"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(30) == 0
