"""The session's rules one by one, where the random player would not say which of them broke."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.errors import CommandRefused, EventUnreadable
from cehrs_desktop.exam.session import Phase, Rules, Session, apply, evolve, merged_ranges, new_session, replay
from tests.building import moment, small_exam

FORM, _ = small_exam()


def started(rules: Rules | None = None) -> Session:
    session = new_session(FORM, rules or Rules())
    for kind in (c.ConfirmName, c.AcceptAgreement, c.StartExam):
        session = after(session, kind(at=moment()))
    return session


def after(session: Session, command: c.Command) -> Session:
    return replay(session, apply(session, command))


def minutes_left(left: float, run: str = "run-1", of: int = 125) -> e.Instant:
    return moment((of - left) * 60, run)


def test_the_clock_starts_when_the_tutorial_ends_and_question_one_is_shown() -> None:
    session = started()
    assert session.phase is Phase.EXAM
    assert session.clock.left_at(moment()) == 125 * 60_000
    assert session.response(1).seen
    assert not session.response(2).seen


def test_declining_the_agreement_ends_with_no_exam() -> None:
    session = after(after(new_session(FORM, Rules()), c.ConfirmName(at=moment())), c.DeclineAgreement(at=moment()))
    assert session.phase is Phase.DECLINED
    with pytest.raises(CommandRefused, match="over"):
        apply(session, c.AcceptAgreement(at=moment()))


def test_warnings_come_at_their_minutes_and_once() -> None:
    session, given = started(), list[int]()
    for left in (31, 30, 29.9, 15.001, 15, 14, 5, 4, 0.001):
        happened = apply(session, c.Tick(at=minutes_left(left)))
        given += [event.minutes for event in happened if isinstance(event, e.TimeWarned)]
        session = replay(session, happened)
    assert given == [30, 15, 5]


def test_a_warning_for_more_minutes_than_there_are_is_not_given() -> None:
    session = started(Rules(minutes=20, warnings=(30, 20, 15)))
    assert apply(session, c.Tick(at=moment(1))) == ()
    assert [event.kind for event in apply(session, c.Tick(at=minutes_left(15, of=20)))] == ["exam.time_warned"]


@pytest.mark.parametrize("returns", [10, 5, 2])
def test_a_hidden_clock_comes_back_at_its_own_minute_and_can_be_hidden_again(returns: int) -> None:
    session = after(started(Rules(clock_returns=returns)), c.DisplayClock(at=moment(1), shown=False))
    session = after(session, c.Tick(at=minutes_left(returns + 0.01)))
    assert not session.clock_shown
    session = after(session, c.Tick(at=minutes_left(returns)))
    assert session.clock_shown
    session = after(session, c.DisplayClock(at=minutes_left(returns - 0.1), shown=False))
    session = after(session, c.Tick(at=minutes_left(returns - 0.5)))
    assert not session.clock_shown


def test_a_hidden_clock_may_stay_hidden() -> None:
    session = after(started(Rules(clock_returns=None)), c.DisplayClock(at=moment(1), shown=False))
    assert not after(session, c.Tick(at=minutes_left(1))).clock_shown


def test_hiding_the_clock_in_the_moment_of_its_return_hides_it() -> None:
    session = after(started(), c.DisplayClock(at=moment(1), shown=False))
    session = after(session, c.DisplayClock(at=minutes_left(5), shown=False))
    assert not session.clock_shown


def test_time_comes_first() -> None:
    """A command that arrives when no time is left ends the exam and does nothing else."""
    session = after(started(), c.AnswerItem(at=minutes_left(0), position=1, option="a"))
    assert (session.phase, session.ended) == (Phase.REMINDER, "time_out")
    assert session.response(1).chosen is None
    session = after(started(), c.AbandonAttempt(at=minutes_left(-1), reason="x"))
    assert (session.phase, session.ended) == (Phase.REMINDER, "time_out")


def test_at_one_millisecond_left_the_answer_counts() -> None:
    session = after(started(), c.AnswerItem(at=moment(125 * 60 - 0.001), position=1, option="a"))
    assert session.response(1).chosen == "a"
    assert session.phase is Phase.EXAM


def test_the_wall_clock_gives_and_takes_nothing() -> None:
    session = started()
    at = replace(moment(60), wall_ms=0)
    assert session.clock.left_at(at) == 124 * 60_000


def test_the_clock_stands_while_suspended_and_goes_on_in_another_run() -> None:
    session = after(started(), c.Suspend(at=moment(60), reason="window closed"))
    assert (session.suspended, session.running) == ("window closed", False)
    session = after(session, c.Resume(at=moment(5, "run-2")))
    assert session.clock.left_at(moment(65, "run-2")) == 123 * 60_000


def test_suspended_nothing_can_be_done_but_resuming_or_giving_up() -> None:
    session = after(started(), c.Suspend(at=moment(1), reason=""))
    for command in (
        c.AnswerItem(at=moment(2), position=1, option="a"),
        c.ShowItem(at=moment(2), position=2),
        c.SubmitExam(at=moment(2)),
        c.Suspend(at=moment(2), reason="again"),
    ):
        with pytest.raises(CommandRefused, match="suspended"):
            apply(session, command)
    given_up = after(session, c.AbandonAttempt(at=moment(2, "run-2"), reason="asked for"))
    assert (given_up.phase, given_up.ended, given_up.suspended) == (Phase.ABANDONED, "asked for", None)


def test_a_key_pressed_just_after_next_does_not_answer_the_question_that_left() -> None:
    session = after(started(), c.ShowItem(at=moment(1), position=2))
    with pytest.raises(CommandRefused, match="not_current"):
        apply(session, c.AnswerItem(at=moment(1), position=1, option="a"))
    with pytest.raises(CommandRefused, match="not_current"):
        apply(after(session, c.ShowSummary(at=moment(1))), c.MarkItem(at=moment(1), position=2, marked=True))


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (c.ShowItem(at=moment(1), position=0), "no_such_item"),
        (c.ShowItem(at=moment(1), position=7), "no_such_item"),
        (c.AnswerItem(at=moment(1), position=1, option="e"), "no_such_option"),
        (c.StrikeOption(at=moment(1), position=1, option="", struck=True), "no_such_option"),
        (c.WriteComment(at=moment(1), position=2, text="x"), "not_seen"),
        (c.WriteComment(at=moment(1), position=0, text="x"), "no_such_item"),
        (c.WriteComment(at=moment(1), position=1, text="x" * 2001), "comment_too_long"),
        (c.AcceptAgreement(at=moment(1)), "phase"),
        (c.Resume(at=moment(1)), "not_suspended"),
        (c.Command(at=moment(1)), "unknown_command"),
        (c.Tick(at=moment(1, "run-2")), "clock_of_another_run"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(command: c.Command, reason: str) -> None:
    with pytest.raises(CommandRefused) as refused:
        apply(started(), command)
    assert refused.value.reason == reason


def test_a_struck_option_can_still_be_chosen_and_restored() -> None:
    session = after(started(), c.StrikeOption(at=moment(1), position=1, option="a", struck=True))
    session = after(session, c.AnswerItem(at=moment(2), position=1, option="a"))
    assert (session.response(1).chosen, session.response(1).struck) == ("a", frozenset("a"))
    session = after(session, c.StrikeOption(at=moment(3), position=1, option="a", struck=False))
    assert session.response(1).struck == frozenset()


def test_doing_the_same_again_records_nothing() -> None:
    session = started()
    for command in (
        c.AnswerItem(at=moment(1), position=1, option="a"),
        c.MarkItem(at=moment(1), position=1, marked=True),
        c.StrikeOption(at=moment(1), position=1, option="b", struck=True),
        c.HighlightStem(at=moment(1), position=1, ranges=((0, 4),)),
        c.WriteComment(at=moment(1), position=1, text="x"),
        c.DisplayClock(at=moment(1), shown=False),
        c.ShowSummary(at=moment(1)),
        c.ShowItem(at=moment(1), position=1),
    ):
        assert len(apply(session, command)) == 1
        session = after(session, command)
        assert apply(session, command) == ()


def test_highlights_are_joined() -> None:
    assert merged_ranges([(5, 9), (0, 3), (3, 4), (8, 12), (20, 20), (30, 25), (-4, 1)]) == ((0, 4), (5, 12))
    assert merged_ranges([]) == ()


def test_after_the_end_come_reminder_and_survey_and_nothing_can_be_reopened() -> None:
    session = after(started(), c.SubmitExam(at=moment(1)))
    with pytest.raises(CommandRefused, match="already_ended"):
        apply(session, c.AbandonAttempt(at=moment(2), reason="x"))
    with pytest.raises(CommandRefused, match="phase"):
        apply(session, c.ShowItem(at=moment(2), position=1))
    session = after(session, c.AcknowledgeReminder(at=moment(3, "run-2")))
    session = after(session, c.CloseSurvey(at=moment(4, "run-2"), answers=(("pace", "right"),)))
    assert (session.phase, session.survey) == (Phase.COMPLETE, (("pace", "right"),))
    with pytest.raises(CommandRefused, match="over"):
        apply(session, c.Tick(at=moment(5)))


@pytest.mark.parametrize(
    "event",
    [
        e.ItemShown(at=moment(), position=7),
        e.ItemMarked(at=moment(), position=0, marked=True),
        e.ItemAnswered(at=moment(), position=1, option="e"),
        e.SessionSuspended(at=moment(1, "run-2"), reason="x"),
        e.Event(at=moment()),
    ],
)
def test_an_event_that_does_not_fit_the_form_is_unreadable(event: e.Event) -> None:
    with pytest.raises(EventUnreadable):
        evolve(started(), event)


# ---- the question is covered


def test_while_the_question_is_covered_nothing_is_answered_and_the_clock_does_what_it_is_told() -> None:
    session = after(started(), c.AnswerItem(at=moment(10), position=1, option=FORM.slot(1).option_order[0]))
    held = after(session, c.Cover(at=moment(60), reason="pause", clock_runs=False))
    with pytest.raises(CommandRefused, match="covered"):
        apply(held, c.ShowItem(at=moment(70), position=2))
    back = after(held, c.Uncover(at=moment(600)))
    assert back.responses == session.responses
    assert back.clock.used_at(moment(600)) == 60_000
    away = after(session, c.Cover(at=moment(60), reason="away", clock_runs=True))
    assert after(away, c.Uncover(at=moment(600))).clock.used_at(moment(600)) == 600_000


def test_a_pause_with_the_clock_standing_can_become_one_with_the_clock_running() -> None:
    held = after(started(), c.Cover(at=moment(60), reason="fault", clock_runs=False))
    running = after(held, c.Cover(at=moment(100), reason="recheck", clock_runs=True))
    assert running.clock.used_at(moment(130)) == 90_000


def test_a_kill_in_a_pause_keeps_the_pause_and_its_clock() -> None:
    held = after(started(), c.Cover(at=moment(60), reason="pause", clock_runs=False))
    left = after(held, c.Suspend(at=moment(90), reason="interrupted"))
    again = after(left, c.Resume(at=moment(0, "run-2")))
    assert (again.covered, again.running) == ("pause", False)
    assert after(again, c.Uncover(at=moment(5, "run-2"))).running


def test_time_runs_out_under_a_cover_when_the_clock_runs() -> None:
    away = after(started(), c.Cover(at=moment(60), reason="away", clock_runs=True))
    ended = after(away, c.Tick(at=minutes_left(0)))
    assert (ended.phase, ended.ended, ended.covered) == (Phase.REMINDER, "time_out", None)


def test_what_was_typed_before_the_cover_is_still_stored() -> None:
    held = after(started(), c.Cover(at=moment(60), reason="pause", clock_runs=False))
    assert after(held, c.WriteComment(at=moment(61), position=1, text="late words")).response(1).comment == "late words"


def test_a_note_changes_nothing_but_the_notes_also_when_all_is_over() -> None:
    session = after(after(new_session(FORM, Rules()), c.ConfirmName(at=moment())), c.DeclineAgreement(at=moment()))
    noted = after(session, c.Note(at=moment(9), kind="day.annotated", body=(("seq", 1), ("text", "late bus"))))
    assert [note.other_kind for note in noted.notes] == ["day.annotated"]
    assert replace(noted, notes=(), seq=session.seq) == session
    with pytest.raises(CommandRefused, match="kind_of_the_exam"):
        apply(session, c.Note(at=moment(), kind="exam.started"))


def test_extra_time_is_counted_in_seconds() -> None:
    session = started(Rules(extra_seconds=1875))
    assert session.clock.left_at(moment()) == (156 * 60 + 15) * 1000
