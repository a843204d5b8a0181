"""The words that depend on the look and the rule: the tutorial and the help describe the screen that is used."""

from __future__ import annotations

import pytest

from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.presentation import exam_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_view import Look, OptionView
from cehrs_desktop.presentation.tutorial import tutorial_sitting
from tests.building import SteppingClock


def test_the_default_screen_says_what_it_always_said() -> None:
    assert words.keys() == texts.KEYS
    assert words.tutorial_steps() == texts.TUTORIAL_STEPS


def test_the_older_screen_has_the_same_keys_in_its_own_words() -> None:
    default, older = dict(words.keys()), dict(words.keys("older", scratch_pad=True))
    assert default.keys() < older.keys()
    assert {key for key in default if default[key] != older[key]} == {"N / P", "J", "M", "O"}
    assert older["K"] == "Open or close the scratch pad"
    said = " ".join(words.tutorial_steps("older"))
    for what in (">", "<", "square", "hand", "!", "Time", "lower left", "lower right"):
        assert what in said
    assert "Mark for review" not in said


@pytest.mark.parametrize(("look", "name"), [("default", "Next"), ("older", ">")])
def test_the_tutorial_tells_the_old_rule(look: Look, name: str) -> None:
    told = words.tutorial_steps(look, only_next_records=True, scratch_pad=True)
    assert f"only {name} records" in told[0]
    assert "Scratch pad (K)" in told[2]
    assert "records" not in " ".join(words.tutorial_steps(look))


def test_the_rules_tell_that_a_choice_is_kept_nowhere() -> None:
    plain = texts.rules(125, 125, (30, 15, 5), 5, "now")
    (line,) = set(texts.rules(125, 125, (30, 15, 5), 5, "now", only_next_records=True)) - set(plain)
    assert "not recorded yet" in line
    assert "kept nowhere" in line


def test_an_options_state_is_said_only_under_the_rule() -> None:
    waiting = OptionView("o1", "B", "Text", chosen=False, struck=False, pending=True)
    recorded = OptionView("o1", "B", "Text", chosen=True, struck=False)
    assert words.option_name(waiting, only_next_records=True) == "B. Text, not recorded yet"
    assert words.option_name(recorded, only_next_records=True) == "B. Text, recorded"
    assert words.option_name(recorded, only_next_records=False) == "B. Text"


def test_the_samples_ask_for_what_the_screen_has_and_record_as_the_exam_will() -> None:
    default = tutorial_sitting(SteppingClock(), Candidate("c", "Robin Example"))
    older = tutorial_sitting(SteppingClock(), Candidate("c", "Robin Example"), "older", only_next_records=True)
    assert "Mark it for review" in default.items[1].stem
    assert "Bookmark it" in older.items[1].stem
    assert (default.session.rules.only_next_records, older.session.rules.only_next_records) == (False, True)
