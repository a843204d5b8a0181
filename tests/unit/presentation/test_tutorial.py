"""The samples of the tutorial and of the Tutorial Test: they cannot be scored, and say how the screen records."""

from __future__ import annotations

import pytest

from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import exam_texts
from cehrs_desktop.presentation.exam_view import Look
from cehrs_desktop.presentation.tutorial import tutorial_sitting, tutorial_test_sitting
from tests.building import SteppingClock

SOMEONE = Candidate("c", "Robin Example")


def test_the_tutorial_test_has_five_questions_that_nobody_can_score() -> None:
    sitting = tutorial_test_sitting(SteppingClock(), SOMEONE, 7, only_next_records=True)
    assert len(sitting.items) == len(sitting.session.responses) == 5
    assert len({item.stem for item in sitting.items}) == 5
    for item in sitting.items:
        assert item.exhibit is None
        assert len({option.text for option in item.options}) == 4
        assert not any(option.is_key for option in item.options)
    assert not any(slot.scored for slot in sitting.attempt.form.slots)
    # They are other questions than the tutorial's, which comes on the same day.
    tutorial = tutorial_sitting(SteppingClock(), SOMEONE)
    assert not {item.stem for item in sitting.items} & {item.stem for item in tutorial.items}
    assert [item.exhibit is None for item in tutorial.items] == [True, True, False]


def test_its_minutes_run_at_once_and_it_records_as_the_exam_will() -> None:
    clock = SteppingClock()
    sitting = tutorial_test_sitting(clock, SOMEONE, 7, only_next_records=True)
    assert sitting.session.phase is Phase.EXAM
    assert sitting.session.running
    assert (sitting.session.rules.minutes, sitting.session.rules.warnings) == (7, ())
    assert sitting.session.rules.only_next_records
    sitting.do(c.AnswerItem(at=clock.now(), position=1, option="d"), c.SubmitExam(at=clock.now()))
    assert sitting.session.phase is Phase.REMINDER


@pytest.mark.parametrize(("look", "name"), [("default", "Next"), ("older", ">")])
def test_the_line_over_it_says_what_it_is_and_the_old_rule(look: Look, name: str) -> None:
    (line,) = exam_texts.tutorial_test_words(5, 15, look, only_next_records=True).steps
    assert line.startswith("Tutorial Test: 5 general questions in 15 minutes.")
    assert f"only {name} records" in line
    (plain,) = exam_texts.tutorial_test_words(5, 15, look).steps
    assert "records" not in plain
    assert exam_texts.tutorial_words(look).steps == exam_texts.tutorial_steps(look)
