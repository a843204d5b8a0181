"""Seconds on each question, visits and choices, as the review of an attempt shows them."""

from __future__ import annotations

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.session import Rules, apply, new_session, replay
from cehrs_desktop.exam.timeline import ItemTimeline, item_timelines
from tests.building import moment, small_exam

FORM, _ = small_exam()


def timelines(*commands: c.Command) -> tuple[ItemTimeline, ...]:
    start = session = new_session(FORM, Rules())
    events: list[e.Event] = []
    for command in (
        c.ConfirmName(at=moment()),
        c.AcceptAgreement(at=moment()),
        c.StartExam(at=moment(100)),
        *commands,
    ):
        happened = apply(session, command)
        session = replay(session, happened)
        events += happened
    return item_timelines(start, events)


def test_time_goes_to_the_question_on_the_screen() -> None:
    found = timelines(
        c.AnswerItem(at=moment(110), position=1, option="a"),
        c.ShowItem(at=moment(130), position=2),
        c.ShowItem(at=moment(135), position=1),
        c.SubmitExam(at=moment(136)),
    )
    assert [timeline.spent_ms for timeline in found] == [31_000, 5_000, 0, 0, 0, 0]
    assert [timeline.visits for timeline in found] == [2, 1, 0, 0, 0, 0]


def test_summary_and_breaks_are_nobodys_time() -> None:
    found = timelines(
        c.ShowSummary(at=moment(110)),
        c.ShowItem(at=moment(150), position=1),
        c.Suspend(at=moment(155), reason="x"),
        c.Resume(at=moment(3, "run-2")),
        c.ShowItem(at=moment(7, "run-2"), position=3),
        c.SubmitExam(at=moment(9, "run-2")),
    )
    assert [timeline.spent_ms for timeline in found] == [19_000, 0, 2_000, 0, 0, 0]


def test_choices_in_their_order_and_the_mark_at_the_end() -> None:
    found = timelines(
        c.AnswerItem(at=moment(110), position=1, option="a"),
        c.MarkItem(at=moment(111), position=1, marked=True),
        c.AnswerItem(at=moment(112), position=1, option="b"),
        c.ShowItem(at=moment(113), position=2),
        c.MarkItem(at=moment(114), position=2, marked=True),
        c.MarkItem(at=moment(115), position=2, marked=False),
        c.AnswerItem(at=moment(116), position=2, option="d"),
    )
    assert (found[0].choices, found[0].changed, found[0].marked_at_end) == (("a", "b"), True, True)
    assert (found[1].choices, found[1].changed, found[1].marked_at_end) == (("d",), False, False)


def test_a_last_question_keeps_its_time_to_the_bell() -> None:
    found = timelines(c.ShowItem(at=moment(200), position=2), c.Tick(at=moment(100 + 125 * 60 + 30)))
    assert found[1].spent_ms == 125 * 60_000 - 100_000
    assert sum(timeline.spent_ms for timeline in found) == 125 * 60_000
