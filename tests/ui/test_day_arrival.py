"""The appointment, waits and the launch: what the clock on the wall does to a day, full and shortened."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.report_texts import moment
from cehrs_desktop.rehearsal.plan import SHORT_WAIT_SECONDS
from cehrs_desktop.rehearsal.venue import AppointmentStep, LaunchStep, PageStep, SignStep, WaitStep
from cehrs_desktop.ui.screens.day.arrival import BLANK_MS
from tests.ui.day_driving import LAST, WALL_MS, DayDriven, a_plan

Key = Qt.Key
ARRIVE = AppointmentStep(id="arrive", title="Arrive", button="I am here")
WAIT = WaitStep(id="wait", title="Wait", shortest=7, longest=7, queue=True)
LAUNCH = LaunchStep(id="launch", title="Launch", seconds=30, button="Launch")


def clock(day: DayDriven) -> str:
    return day.day_screen._clock.text()


def test_within_the_window_one_arrives_by_the_space_key(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(ARRIVE, LAST)) as day:
        assert words.opened(moment(day.plan.closes_ms)) in day.words()
        assert clock(day) == words.clock_text(moment(WALL_MS))
        assert words.appointment(moment(day.plan.appointment_ms)) in day.words()
        day.go_by(61)
        assert clock(day) == words.clock_text(moment(WALL_MS + 61_000))
        day.key(Key.Key_Space)
        assert day.step == "last"


def test_before_the_opening_a_full_day_waits(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(ARRIVE, LAST, minutes_to_go=40, waits="full")) as day:
        assert words.early(moment(day.plan.opens_ms), 600_000) in day.words()
        assert not day.button("I am here").isEnabled()
        assert words.SKIP_TO_OPENING not in [button.text() for button in day.parts(type(day.button("I am here")))]
        day.press("I am here")
        assert day.notes() == []
        day.go_by(599)
        assert "in 0:01 minutes" in day.words()
        assert not day.button("I am here").isEnabled()
        day.go_by(1)
        day.key(Key.Key_Space)
        assert day.step == "last"


def test_before_the_opening_a_shortened_day_can_go_to_it(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(ARRIVE, LAST, minutes_to_go=40)) as day:
        day.key(Key.Key_Space)
        assert day.notes() == [{"ms": 600_000}]
        assert day.state.skipped_ms == 600_000
        day.go_by(0)
        assert clock(day) == words.clock_text(moment(day.plan.opens_ms))
        day.key(Key.Key_Space)
        assert day.step == "last"


@pytest.mark.parametrize("practice", [True, False])
def test_the_limit_that_passes_at_the_arrival_refuses_by_itself(qapp: QApplication, practice: bool) -> None:
    with DayDriven(qapp, a_plan(ARRIVE, LAST)) as day:
        day.go_by(35 * 60 + 1)
        assert day.notes("day.refused") == [{"step": "arrive", "reason": "late"}]
        assert words.REFUSED_TITLE in day.words()
        assert words.too_late(moment(day.plan.closes_ms)) in day.words()
        assert words.REFUSED_DAY in day.words()
        assert words.refused_rule(15, unconfirmed=False) in day.words()
        # It came by itself: a key that was meant for the page before decides nothing.
        day.key(Key.Key_Space)
        day.key(Key.Key_Return)
        assert day.heard == []
        assert day.kinds() == ["day.refused"]
        if practice:
            day.press(words.GO_ON)
            assert day.notes("day.went_on") == [{"after": "late"}]
            assert day.state.practice
            assert day.step == "last"
        else:
            day.press(words.END_REHEARSAL)
            assert day.heard == ["stopped"]
            assert not day.state.practice


def test_who_comes_to_the_arrival_too_late_is_told_there(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(ARRIVE, LAST, minutes_to_go=-16)) as day:
        day.go_by(30)
        assert words.too_late(moment(day.plan.closes_ms)) in day.words()
        assert day.notes() == []
        day.key(Key.Key_Space)
        assert day.notes("day.refused") == [{"step": "arrive", "reason": "late"}]
        assert words.REFUSED_TITLE in day.words()


def test_the_limit_that_passes_before_the_arrival_is_said_and_disturbs_nothing(qapp: QApplication) -> None:
    sign = SignStep(id="sign", title="Sign at home")
    with DayDriven(qapp, a_plan(sign, ARRIVE, LAST)) as day:
        day.type("Robin Ex")
        day.go_by(35 * 60 + 1)
        assert words.late_meanwhile(moment(day.plan.closes_ms)) in day.words()
        assert day.notes() == []
        # The line that is typed in keeps the keyboard and the words.
        day.type("ample")
        day.key(Key.Key_Return)
        assert day.step == "arrive"
        day.go_by(1)
        assert day.notes("day.refused") == []
        day.key(Key.Key_Space)
        assert words.REFUSED_TITLE in day.words()
        day.press(words.GO_ON)
        day.go_by(60)
        assert day.step == "last"
        assert day.notes("day.refused") == [{"step": "arrive", "reason": "late"}]


def test_after_the_arrival_no_limit_passes(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(ARRIVE, SignStep(id="sign", title="Sign"), LAST)) as day:
        day.key(Key.Key_Space)
        day.go_by(60 * 60)
        assert day.step == "sign"
        assert day.day_screen.news.text == ""
        assert day.notes("day.refused") == []


def test_the_last_second_is_not_late(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(ARRIVE, LAST)) as day:
        day.go_by(35 * 60)
        day.key(Key.Key_Space)
        assert day.step == "last"


def test_a_shortened_wait_runs_the_clock_on_the_wall_ahead(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(WAIT, LAST)) as day:
        assert words.NOT_RUNNING in day.words()
        assert words.SHORTENED in day.words()
        assert words.ahead(day.plan.ahead(WAIT, 0.0)) in day.words()
        assert not day.button("&Continue").isEnabled()
        day.go_by(SHORT_WAIT_SECONDS / 2)
        assert clock(day) == words.clock_text(moment(WALL_MS + 210_000))
        assert words.ahead(day.plan.ahead(WAIT, 0.5)) in day.words()
        assert words.waited(210_000) in day.words()
        day.go_by(SHORT_WAIT_SECONDS / 2)
        assert words.READY in day.words()
        assert clock(day) == words.clock_text(moment(WALL_MS + 420_000))
        day.key(Key.Key_Space)
        skipped_ms = 420_000 - SHORT_WAIT_SECONDS * 1000
        assert day.notes() == [{"step": "wait", "skipped_ms": skipped_ms}]
        # No jump: the clock goes on from where the wait left it.
        assert clock(day) == words.clock_text(moment(WALL_MS + 420_000))


def test_a_full_wait_lasts_its_minutes_whatever_the_date_does(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(WAIT, LAST, waits="full")) as day:
        assert words.FULL_LENGTH in day.words()
        day.clock.set_wall(60)
        day.go_by(419)
        assert not day.button("&Continue").isEnabled()
        assert words.waited(419_000) in day.words()
        day.go_by(1)
        day.key(Key.Key_Space)
        assert day.notes() == [{"step": "wait", "skipped_ms": 0}]


def test_a_wait_without_a_queue_tells_no_number(qapp: QApplication) -> None:
    wait = WaitStep(id="wait", title="Wait", shortest=0, longest=0)
    with DayDriven(qapp, a_plan(wait, LAST)) as day:
        assert words.READY in day.words()
        assert words.ahead(0) not in day.words()
        assert words.SHORTENED not in day.words()
        day.key(Key.Key_Space)
        assert day.step == "last"


def test_the_queue_begins_somewhere_may_grow_once_and_ends_with_nobody() -> None:
    grown = 0
    for n in range(60):
        plan = a_plan(WAIT, seed=f"s{n}")
        line = [plan.ahead(WAIT, share / 100) for share in range(101)]
        assert line[0] >= 3
        assert line[-1] == 0
        rises = sum(later > sooner for sooner, later in pairwise(line))
        assert rises <= 1
        grown += rises
    assert 0 < grown < 60


def test_the_launch_is_enabled_by_the_proctor_and_a_blank_page_follows(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(LAUNCH, LAST)) as day:
        assert words.LAUNCH_WAIT in day.words()
        day.press("Launch")
        assert day.notes() == []
        day.go_by(SHORT_WAIT_SECONDS)
        assert words.launch_enabled("Proctor Lee") in day.words()
        day.key(Key.Key_Space)
        assert day.words() == words.LOADING
        assert day.step == "launch"
        day.go_by(BLANK_MS / 1000 - 0.1)
        assert day.step == "launch"
        day.go_by(0.1)
        assert day.step == "last"


def test_refreshing_the_blank_page_is_told_and_starts_it_again(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(LAUNCH, LAST, waits="full")) as day:
        day.key(Key.Key_F5)
        day.go_by(SHORT_WAIT_SECONDS)
        assert not day.button("Launch").isEnabled()
        day.go_by(30 - SHORT_WAIT_SECONDS)
        day.key(Key.Key_Space)
        day.go_by(1.5)
        day.key(Key.Key_F5)
        assert words.VERDICTS["reload"] in day.verdict
        assert [tried["given"] for tried in day.notes("day.step_tried")] == ["launch", "reload"]
        day.go_by(1.5)
        assert day.step == "launch"
        day.go_by(1.5)
        assert day.step == "last"


def test_the_day_goes_on_at_the_same_step_after_a_kill(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(PageStep(id="hello", title="Hello"), WAIT, LAUNCH, LAST)) as day:
        day.key(Key.Key_Space)
        day.go_by(SHORT_WAIT_SECONDS - 1)
        day.restart()
        assert day.step == "wait"
        # Whoever comes back waits from the beginning.
        day.go_by(SHORT_WAIT_SECONDS - 1)
        assert not day.button("&Continue").isEnabled()
        day.go_by(1)
        day.key(Key.Key_Space)
        day.go_by(SHORT_WAIT_SECONDS)
        day.key(Key.Key_Space)
        day.restart()
        assert day.words() == words.LOADING
        day.go_by(BLANK_MS / 1000)
        assert day.step == "last"
