"""Ten questions sat blind, by a script outside of the program that has only the accessibility bus and a keyboard."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cehrs_desktop.exam.session import new_session, replay
from tests.e2e.desktop import PYTHON, Desktop

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="AT-SPI is the accessibility bus of Linux desktops")

CANDIDATE = Path(__file__).with_name("blind_candidate.py")
QUESTIONS = 10


class KeyboardDesktop(Desktop):
    """A desktop with the accessibility bus and with a window manager, which gives the program the keyboard."""

    def _start(self, reader: bool, size: str) -> None:
        super()._start(reader, size)
        self._spawn(["openbox"])


def test_ten_questions_are_sat_by_what_is_read(tmp_path: Path) -> None:
    with KeyboardDesktop(tmp_path, reader=True) as desktop:
        desktop.program(name="Robin Example", lockdown="0", full_screen=False)
        done = subprocess.run(
            [PYTHON, str(CANDIDATE), "cehrs", str(QUESTIONS)],
            env=desktop.environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        kept = desktop.stored()
    assert kept is not None
    session = replay(new_session(kept.attempt.form, kept.attempt.rules), kept.events)
    assert "125 minutes" in told["before_the_clock"]
    assert len(told["questions"]) == QUESTIONS
    for position, question in enumerate(told["questions"], 1):
        item, order = kept.items[position - 1], kept.attempt.form.slot(position).option_order
        assert question["name"].startswith(f"Question {position} of 125")
        assert question["stem"] == item.stem
        assert question["options"] == [
            f"{letter}. {item.option(option).text}" for letter, option in zip("ABCD", order, strict=True)
        ]
        assert question["roles"] == ["radio button"] * 4
        assert question["enabled"] == [True] * 4
        assert question["checked_before"] == [False] * 4
        assert question["checked_after"] == [at == question["chosen"] for at in range(4)]
        assert session.response(position).chosen == order[question["chosen"]]
    assert session.position == QUESTIONS + 1
    assert {question["by_key"] for question in told["questions"]} == {True, False}
    # The clock moved, and said nothing until it was asked.
    first, later = told["clock"]
    assert first != later
    assert told["while_waiting"] == []
    assert [line for line in told["unasked"] if re.search(r"\bminutes?\b|\bseconds?\b", line)] == []
    assert re.fullmatch(r"12\d minutes( \d+ seconds?)? left\.", told["asked"][0]), told["asked"]
