"""Random commands for a session of a few questions: sensible ones, foolish ones, and ones for the wrong moment."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.timing import Instant

QUESTIONS = 6
CURRENT = -1
"""Stands for the question that is on the screen when the command is given."""

LATER = st.just(Instant(0, 0, "set when the command is given"))
_POSITIONS = st.sampled_from([CURRENT] * 30 + list(range(QUESTIONS + 2)))
OPTIONS = st.sampled_from(["a", "b", "c", "d", "a", "b", "c", "d", "x"])
_RANGES = st.one_of(
    st.just(((2, 9),)), st.lists(st.tuples(st.integers(-3, 30), st.integers(-3, 40)), max_size=3).map(tuple)
)
_TEXTS = st.sampled_from(["", "why not b?", "naïve \N{SNOWMAN}\n", "x" * 2000, "x" * 2001])

in_exam: st.SearchStrategy[c.Command] = st.one_of(
    st.builds(c.ShowItem, at=LATER, position=st.integers(0, QUESTIONS + 1)),
    st.builds(c.AnswerItem, at=LATER, position=_POSITIONS, option=OPTIONS),
    st.builds(c.MarkItem, at=LATER, position=_POSITIONS, marked=st.booleans()),
    st.builds(c.StrikeOption, at=LATER, position=_POSITIONS, option=OPTIONS, struck=st.booleans()),
    st.builds(c.HighlightStem, at=LATER, position=_POSITIONS, ranges=_RANGES),
    st.builds(c.WriteComment, at=LATER, position=_POSITIONS, text=_TEXTS),
    st.builds(c.DisplayClock, at=LATER, shown=st.booleans()),
    st.builds(c.ShowSummary, at=LATER),
)

_STEPS = (
    c.ConfirmName,
    c.AcceptAgreement,
    c.StartExam,
    c.Resume,
    c.Resume,
    c.Tick,
    c.SubmitExam,
    c.AcknowledgeReminder,
)

around_exam: st.SearchStrategy[c.Command] = st.one_of(
    *(st.builds(step, at=LATER) for step in _STEPS),
    st.builds(c.Suspend, at=LATER, reason=st.sampled_from(["window closed", ""])),
    st.builds(c.CloseSurvey, at=LATER, answers=st.sampled_from([(), (("pace", "right"),)])),
)

endings: st.SearchStrategy[c.Command] = st.one_of(
    st.builds(c.DeclineAgreement, at=LATER), st.builds(c.AbandonAttempt, at=LATER, reason=st.just("asked for"))
)

covers: st.SearchStrategy[c.Command] = st.one_of(
    st.builds(c.Cover, at=LATER, reason=st.sampled_from(["pause", "away", "fault"]), clock_runs=st.booleans()),
    st.builds(c.Uncover, at=LATER),
)

anything: st.SearchStrategy[c.Command] = st.one_of(in_exam, in_exam, around_exam, covers)


def given(asked: c.Command, at: Instant, current: int) -> c.Command:
    """The command as it is given at this instant, with this question on the screen."""
    if getattr(asked, "position", None) == CURRENT:
        return replace(asked, at=at, position=current)
    return replace(asked, at=at)
