"""Every reason that study gives has words; dates and minutes are said as they are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import cehrs_desktop.study
from cehrs_desktop.presentation import study_texts as words
from cehrs_desktop.presentation.study_reason_texts import reason_words, reasons_words
from cehrs_desktop.study.shares_of_study import Reason

ROOM = Path(cehrs_desktop.study.__file__).parent
# Told by a title of its own, not by a sentence.
TOLD_OTHERWISE = {"state_changed"}


def codes() -> set[str]:
    """The codes of all reasons in the room's source: the first argument of every `Reason(...)`."""
    found: set[str] = set()
    for file in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
                found |= {
                    one.value
                    for one in ast.walk(node.args[0])
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return found


def test_every_reason_has_words() -> None:
    named = codes()
    assert len(named) > 30
    silent = {
        code
        for code in named - TOLD_OTHERWISE
        if not reason_words(Reason(code, (3.0,) * 6, "2026-12-26"), {"2026-12-26": "Non-clinical operations"})
    }
    # A code may come from a variable: those stand in the modules as plain texts and are found there.
    assert silent == set()


def test_numbers_are_whole_and_nouns_agree() -> None:
    assert reason_words(Reason("once_more", (1.0,)), {}).startswith("1 card is met")
    assert reason_words(Reason("once_more", (2.0,)), {}).startswith("2 cards are met")
    told = reason_words(Reason("domain_more", (33.4, 28.0, 4, 9), "1"), {"1": "Non-clinical operations"})
    assert told == "Non-clinical operations is given 33 % by need, more than its 28 % of the exam: 4 of 9 right."
    assert reasons_words([Reason("eve"), Reason("eve"), Reason("unheard of")], {}) == (reason_words(Reason("eve"), {}),)


@pytest.mark.parametrize(
    ("exam", "told"),
    [
        ("", "No date is set."),
        ("2026-11-21", "This date is past."),
        ("2026-11-22", "The exam is today."),
        ("2026-11-23", "The exam is tomorrow."),
        ("2026-12-26", "34 days are left."),
    ],
)
def test_a_date_says_what_it_means(exam: str, told: str) -> None:
    assert words.date_line(exam, "2026-11-22").startswith(told)


def test_minutes_of_a_week() -> None:
    assert words.minutes_line((30, 30, 30, 30, 30, 60, 0)) == "3 h 30 min a week."
    assert words.minutes_line((0, 0, 0, 0, 0, 45, 0)) == "45 min a week."
    assert words.minutes_line((0,) * 7).startswith("No time is set")
    assert words.day_words("2026-11-22") == "Sunday, November 22, 2026"
