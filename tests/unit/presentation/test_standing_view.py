"""The page's value: it says "unknown" where it must, never more than the numbers, and its tables and CSV hold them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC

import pytest

from cehrs_desktop.application.standing import PRACTICE_COUNTS
from cehrs_desktop.presentation import standing_texts as words
from cehrs_desktop.presentation.cause_texts import cause_words, evidence_words, remedy_words, sign_words
from cehrs_desktop.presentation.plot_view import Plot, Scale, Table
from cehrs_desktop.presentation.standing_view import Part, StandingView, in_short, standing_view
from cehrs_desktop.psychometrics.readiness import PassChance
from cehrs_desktop.study.causes import Sign, remedy
from cehrs_desktop.study.coaching import marks
from cehrs_desktop.study.exposure import Budget
from cehrs_desktop.study.past import Answer, Cause
from tests.standings import chance, history, standing, standing_page
from tests.study_answers import answer, run

CAUSES: tuple[Cause, ...] = ("", "knowledge", "misread", "changed_from_right", "out_of_time", "guessed")


def view(*answers: Answer, told: PassChance | None = None) -> StandingView:
    return standing_page(answers, told)


def part(shown: StandingView, name: str) -> Part:
    return next(one for one in shown.parts if one.name == name)


def every_word(shown: StandingView) -> str:
    return "\n".join(
        "\n".join((one.heading, one.finding, *one.notes, *one.assumptions, one.plot.words if one.plot else ""))
        for one in shown.parts
    )


def test_a_new_learner_reads_what_is_needed_and_sees_no_empty_plot() -> None:
    shown = view()
    for one in shown.parts[:-1]:
        assert one.plot is None, one.name
        assert one.table is None, one.name
        assert re.search(r"Unknown so far|No answer|No question", one.finding), one.finding
    assert "10 scored questions" in part(shown, words.DOMAINS).finding
    assert "40 answered questions" in part(shown, words.TIMES).finding
    assert part(shown, words.EXPOSURE).plot is not None
    assert len(in_short(shown)) == len(shown.parts) - 1


def test_every_part_of_a_full_history_has_a_plot_in_words_and_a_table() -> None:
    shown = view(*history(), told=chance())
    for one in shown.parts:
        assert one.plot is not None, one.name
        assert one.plot.words.strip(), one.name
        assert one.table is not None, one.name
        assert all(len(row) == len(one.table.columns) for row in one.table.rows)
        assert all(len(row) == len(one.table.data_columns) for row in one.table.data)
        assert one.table.rows
    text = every_word(shown)
    assert "!" not in text
    assert "None" not in text
    assert "nan" not in text


def test_readiness_is_capped_and_its_assumptions_go_along() -> None:
    told = chance(shown=0.95, low=0.97, high=0.999)
    shown = part(view(told=replace(told, assumptions=("rasch_model", PRACTICE_COUNTS))), words.READINESS)
    assert shown.finding.startswith("95 in 100 or more")
    assert isinstance(shown.plot, Scale)
    assert shown.plot.at_words == "95 or more in 100"
    assert shown.plot.band_words == ""
    assert any("nothing was looked up" in line for line in shown.assumptions)
    low = part(view(told=chance(shown=0.05, low=0.01, high=0.03)), words.READINESS)
    assert low.finding.startswith("5 in 100 or less")
    half = part(view(told=chance(shown=0.05, low=0.02, high=0.09)), words.READINESS)
    assert half.finding == "5 in 100 or less to pass a further form of this program; likely 9 or less."
    upper = part(view(told=chance(shown=0.81, low=0.66, high=0.97)), words.READINESS)
    assert upper.finding.endswith("likely 66 or more.")
    assert isinstance(upper.plot, Scale)
    assert (upper.plot.at_words, upper.plot.band_words) == ("81 in 100", "likely 66 or more")
    middle = part(view(told=chance()), words.READINESS)
    assert "between 41 and 80" in middle.finding
    assert "1 rehearsal and 2 practice sets" in middle.notes[0]


def test_few_questions_are_called_few() -> None:
    assert "That is little" in part(view(told=chance(items=20)), words.READINESS).notes[0]
    assert "That is little" not in part(view(told=chance()), words.READINESS).notes[0]


def test_a_domain_without_enough_says_how_many_it_needs() -> None:
    plot = part(view(*run("one", [True] * 12), *run("two", [True] * 4, domain="2", day=1)), words.DOMAINS).plot
    assert isinstance(plot, Plot)
    assert [panel.note for panel in plot.panels] == [
        "one point so far: no direction yet",
        "unknown: 6 more new questions needed",
    ]
    assert "Clinical Operations, unknown: 6 more" in plot.words


def test_the_ghost_is_told_in_words() -> None:
    slow = run("one", [True] * 40, spent_ms=60_000)
    quick = run("two", [True] * 30 + [False] * 10, day=1, first=100, spent_ms=30_000)
    finding = part(view(*slow, *quick), words.PACE).finding
    assert "10\u00a0min quicker at the middle" in finding
    assert "20\u00a0min quicker at the end" in finding
    assert words.NO_GHOST in part(view(*slow), words.PACE).finding


def test_few_changes_are_not_judged() -> None:
    few = part(view(*run("one", [True] * 3, choices=("b", "a"))), words.CHANGES)
    assert few.finding.endswith("unknown below 10 such changes; so far there are 3.")
    many = part(view(*run("one", [True] * 30, choices=("b", "a"))), words.CHANGES)
    assert "net +30" in many.finding
    assert "Changing gains" in many.finding


def test_warnings_of_exposure_are_sentences() -> None:
    told = Budget(10, 1, 8, 3, 1400, 1275, 375, 900)
    plain = words.exposure_finding(told)
    said = {words.exposure_finding(replace(told, warning=code)) for code in ("items_few", "items_used_up")}
    said |= {words.exposure_finding(replace(told, warning=code)) for code in ("forms_few", "forms_used_up")}
    assert len(said) == 4
    assert all(one.startswith(f"{plain} ") and one.endswith(".") for one in said)
    told = standing(())
    without = standing_view(replace(told, exposure=None), "R", UTC)
    assert part(without, words.EXPOSURE).plot is None


def test_results_that_come_later_are_named() -> None:
    shown = standing_view(replace(standing(()), held_back=1), "R", UTC)
    assert "not in these figures yet" in shown.mark
    assert view().mark == ""


def test_csv_reads_back_as_the_numbers() -> None:
    table = part(view(*history(), told=chance()), words.DOMAINS).table
    assert table is not None
    read = list(csv.DictReader(io.StringIO(table.csv_text(), newline="")))
    assert len(read) == len(table.data)
    assert read[0]["domain"] == "1"
    assert float(read[0]["share"]) == pytest.approx(int(read[0]["right"]) / int(read[0]["count"]), abs=1e-4)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", read[0]["date"])


def test_csv_holds_commas_quotes_and_no_formulas() -> None:
    table = Table(("a",), (), ("a", "b"), (('x, "y"', None), ("=1+1", 0.123456), ("-2", -2)))
    assert list(csv.reader(io.StringIO(table.csv_text(), newline=""))) == [
        ["a", "b"],
        ['x, "y"', ""],
        ["'=1+1", "0.1235"],
        ["'-2", "-2"],
    ]


def test_names_of_files_hold_nothing_a_system_refuses() -> None:
    name = words.file_name('Zoë / "Ann": O\'Neil', words.TIMES, "2026-11-22", "png")
    assert not set(name) & set('\\/:*?"<>|')
    assert name.endswith("2026-11-22.png")


def test_every_cause_and_sign_has_words() -> None:
    for cause in CAUSES:
        assert cause_words(cause)
        assert remedy_words(remedy(cause)).endswith(".")
    codes = "rapid hasty long left_right marked sure unsure guess blank not_shown time_over right_before"
    for code in codes.split():
        assert sign_words(Sign(code)) != code
    told = evidence_words((Sign("time", (20.4, 61.0)), Sign("choices", (2.0,)), Sign("near_end", (120.0, 125.0))))
    assert told == "20\u00a0s, usually 61\u00a0s for one as long; 2 choices, one after the other; question 120 of 125"
    assert sign_words(Sign("seconds", (3.0,))) == "3\u00a0s"


def test_one_marked_question_is_in_the_singular() -> None:
    told = marks([answer(marked=True, right=False)])
    assert words.marks_finding(told) == "The one question marked was never looked at again, and was wrong."
