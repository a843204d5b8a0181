from __future__ import annotations

from dataclasses import replace

import pytest

from cehrs_desktop.exam.session import Rules
from cehrs_desktop.presentation import accommodation_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.aid_texts import spoken_question, time_told
from cehrs_desktop.presentation.exam_view import ExamView, OptionView
from tests.building import EVERY_PART


@pytest.mark.parametrize(
    ("percent", "told"),
    [
        (0, "125 minutes"),
        (25, "156 minutes 15 seconds"),
        (50, "187 minutes 30 seconds"),
        (100, "250 minutes"),
        (1, "126 minutes 15 seconds"),
        (37, "171 minutes 15 seconds"),
        (300, "500 minutes"),
    ],
)
def test_what_extra_time_comes_to(percent: int, told: str) -> None:
    assert words.whole_time(percent) == told


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("60, 30,10", (60, 30, 10)),
        ("5 15;30", (30, 15, 5)),
        ("10, 10", (10,)),
        ("  ", ()),
        ("1, 600", (600, 1)),
        ("0", None),
        ("601", None),
        ("-5", None),
        ("7.5", None),
        ("ten", None),
        ("1_0", None),
        ("٣", None),
        (" ".join(str(n) for n in range(1, 14)), None),
        ("9" * 5000, None),
    ],
)
def test_warnings_are_read_strictly(typed: str, minutes: tuple[int, ...] | None) -> None:
    assert words.warnings_of(typed) == minutes
    if minutes:
        assert words.warnings_of(words.warnings_text(minutes)) == minutes


def test_the_rules_tell_the_accommodations_and_change_no_other_line() -> None:
    plain = texts.rules(125, 125, (30, 15, 5), 5, "now")
    with_all = texts.rules(125, 125, (60, 10), 5, "now", extra_seconds=1875, breaks_stop_clock=True)
    assert set(with_all) - set(plain) == {
        "125 questions in 156 minutes 15 seconds. 25 of the 125 questions are unscored pretest questions; they look "
        "like all others.",
        "Your accommodation: 31 minutes 15 seconds of this are extra time.",
        "Your accommodation: the clock stands during a break that you asked for.",
        "Warnings come at 60, 10 minutes.",
    }
    assert with_all[1].startswith("Your accommodation: 31")
    hidden = next(at for at, line in enumerate(with_all) if "hide the clock" in line)
    assert with_all[hidden - 1].startswith("Warnings come")


def test_time_is_told_as_the_rules_grant_it() -> None:
    assert Rules(extra_seconds=1875).limit_ms == 156 * 60_000 + 15_000
    assert "156 minutes 15 seconds" in texts.start_question(125, 125, 1875)
    assert texts.start_question(125, 125).count("125 minutes") == 1
    assert texts.time_warning(1).startswith("1 minute remains")


@pytest.mark.parametrize(
    ("left_ms", "told"),
    [
        (9_375_000, "156 minutes 15 seconds left."),
        (60_000, "1 minute left."),
        (61_999, "1 minute 1 second left."),
        (59_999, "59 seconds left."),
        (1_000, "1 second left."),
        (-5, "0 seconds left."),
    ],
)
def test_the_time_that_was_asked_for(left_ms: int, told: str) -> None:
    assert time_told(left_ms) == told


VIEW = ExamView(
    position=3,
    total=125,
    stem="Which one?",
    highlights=(),
    options=tuple(OptionView(f"o{letter}", letter, f"text {letter}", chosen=False, struck=False) for letter in "ABCD"),
    marked=False,
    comment="",
    exhibit=None,
)


def test_a_question_is_read_in_its_order() -> None:
    assert spoken_question(VIEW) == (
        "Question 3 of 125.",
        "Which one?",
        "A. text A",
        "B. text B",
        "C. text C",
        "D. text D",
    )


def test_what_was_done_with_an_option_is_read_with_it() -> None:
    options = (
        replace(VIEW.options[0], chosen=True, struck=True),
        replace(VIEW.options[1], pending=True),
        *VIEW.options[2:],
    )
    spoken = spoken_question(replace(VIEW, options=options))
    assert spoken[2:6] == ("A. text A", "A is struck out and chosen.", "B. text B", "B is chosen.")


def test_every_word_of_an_exhibit_is_read_before_the_stem() -> None:
    spoken = spoken_question(replace(VIEW, exhibit=EVERY_PART))
    before = " ".join(spoken[: spoken.index("Which one?")])
    wanted: list[str] = [EVERY_PART.title]
    for part in EVERY_PART.parts:
        match part.kind:
            case "text":
                wanted.append(part.text)
            case "fields":
                wanted += [word for pair in part.fields for word in pair]
            case "table":
                wanted += [cell for row in part.rows for cell in row]
            case "chart":
                wanted += [cell for row in part.as_table().rows for cell in row]
    assert [word for word in wanted if word and word not in before] == []
