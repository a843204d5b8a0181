"""Every kind of act lived through in real windows, by keyboard: what covers the question, what it costs, what ends.

Exam time is compared by a clock that the test moves; the store is the real one.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from cehrs_desktop.application.ports import StoreFull
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.session import Phase, Rules
from cehrs_desktop.presentation import day_texts, texts
from cehrs_desktop.presentation import proctor_texts as words
from cehrs_desktop.presentation.report_texts import moment
from cehrs_desktop.rehearsal.acts import (
    Act,
    Ask,
    Away,
    Choice,
    EndHere,
    Fault,
    NewProctor,
    NewStation,
    Noise,
    Pause,
    Recheck,
    Say,
    Warn,
)
from cehrs_desktop.ui.proctor.faults import StillPage
from cehrs_desktop.ui.proctor.panel import ProctorPanel
from tests.ui.driving import wait_for
from tests.ui.proctoring import Proctored, day, incident

Key = Qt.Key
MINUTE_MS = 60_000

PAUSE = Pause(text="Your hand is not in view.", seconds=60)
AWAY = Away(text="You may leave the room.")
RECHECK = Recheck(text="Show everything again.", checks=("The four walls", "Both wrists"))
FROZEN = Fault(what="frozen", text="Nothing reacts.", seconds=60)
BLANK = Fault(what="blank", text="The page stays white.", seconds=60)
LOST = Fault(what="disconnected", text="No connection.", seconds=60, relaunch=True)
POWER = Fault(what="power", text="It is dark.", seconds=60)
STATION = NewStation(text="This station has failed.", seconds=60)
ASK = Ask(
    text="Please show your ears.",
    choices=(
        Choice(id="show", label="Show both ears", good=True, told="", then=(Say(text="Thank you."),)),
        Choice(
            id="refuse", label="Go on without a word", good=False, told="", then=(Warn(rule="eyes", text="Warned."),)
        ),
    ),
    silent="refuse",
    seconds=60,
)
ASK_COVERED = Ask(text="What are you looking at?", choices=ASK.choices, silent="refuse", seconds=60, covers=True)
WARNING = Warn(rule="eyes", text="Look at the screen.")


def stem_shown(program: Proctored) -> bool:
    """Whether the question can be read anywhere in the window, by eye or by a screen reader."""
    stem = program.sitting.items[program.session.position - 1].stem
    return stem[:40] in program.words()


def test_a_pause_covers_the_question_and_holds_the_clock_until_the_terms_are_accepted(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("hand", PAUSE)), waits="full")) as program:
        program.key(Key.Key_B)
        chosen = program.session.response(1).chosen
        assert chosen is not None
        assert stem_shown(program)
        program.to_minute(1)
        program.until(words.PAUSE_TITLE)
        assert words.STANDS in program.words()
        assert not stem_shown(program)
        assert program.session.covered == "pause"
        program.wait(59)
        assert words.PAUSE_OVER not in program.words()
        program.wait(1)
        program.until(words.PAUSE_OVER)
        assert not program.button(words.RETURN).isEnabled(), "the terms come first"
        program.wait(600)
        program.press(words.TERMS_CHECK)
        program.press(words.RETURN)
        assert program.at_question
        assert program.used_ms == MINUTE_MS
        assert (program.session.position, program.session.response(1).chosen) == (1, chosen)
        assert [kind for kind, _ in program.notes("scene.")] == ["scene.begun", "scene.passed", "scene.over"]


def test_a_pause_can_leave_the_clock_running_and_shows_it(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("hand", PAUSE)), waits="full", pause_clock="runs")) as program:
        program.to_minute(1)
        program.until(words.PAUSE_TITLE)
        program.clock.wait(0.5)
        program.until(f"{words.RUNS} {texts.time_left(123 * MINUTE_MS + 30_000)}")
        program.wait(30)
        program.press(words.TERMS_CHECK)
        program.press(words.RETURN)
        assert program.used_ms == 2 * MINUTE_MS


def test_a_hidden_clock_stays_hidden_over_a_covered_question(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("hand", PAUSE)), pause_clock="runs")) as program:
        program.key(Key.Key_T)
        program.to_minute(1)
        program.until(words.RUNS_HIDDEN)
        assert "124" not in program.words()


def test_a_pause_without_terms_ends_by_itself_and_shortened_waits_are_short(qapp: QApplication) -> None:
    pause = Pause(text="One moment.", seconds=60, terms=False, clock="runs")
    with Proctored(qapp, day((1, incident("wait", pause)))) as program:
        program.to_minute(1)
        program.until(words.PAUSE_TITLE)
        program.wait(8)
        assert program.at_question
        assert program.used_ms == MINUTE_MS + 8000


@pytest.mark.parametrize(("stops", "away_ms"), [(False, 4 * MINUTE_MS), (True, 0)])
def test_a_break_costs_time_unless_breaks_are_an_accommodation(qapp: QApplication, stops: bool, away_ms: int) -> None:
    plan = day((1, incident("break", AWAY, RECHECK)))
    with Proctored(qapp, plan, rules=Rules(breaks_stop_clock=stops)) as program:
        program.to_minute(1)
        program.until(words.AWAY_TITLE)
        program.wait(240)
        program.until("Away for 4:00")
        assert (words.STANDS in program.words()) is stops
        program.press(AWAY.back)
        program.until(words.RECHECK_TITLE)
        program.press("The four walls")
        assert not program.button(words.RETURN).isEnabled()
        program.press("Both wrists")
        program.press(words.RETURN)
        assert program.at_question
        assert program.used_ms == MINUTE_MS + away_ms


@pytest.mark.parametrize(("clock", "cost_ms"), [("stands", 0), ("runs", 90_000)])
def test_a_lost_connection_needs_a_new_start_and_a_check_in(qapp: QApplication, clock: str, cost_ms: int) -> None:
    with Proctored(qapp, day((1, incident("net", LOST)), waits="full", fault_clock=clock)) as program:
        program.key(Key.Key_A)
        program.key(Key.Key_N)
        program.to_minute(1)
        program.until(words.FAULT_TITLES["disconnected"])
        assert not program.button(words.START_AGAIN).isEnabled()
        program.wait(60)
        program.press(words.START_AGAIN)
        program.until(words.RELAUNCHED_TITLE)
        program.wait(30)
        for line in words.RELAUNCH_CHECKS:
            program.press(line)
        program.press(words.RETURN)
        assert program.at_question
        assert (program.session.position, program.used_ms) == (2, MINUTE_MS + cost_ms)
        assert program.session.response(1).chosen is not None


@pytest.mark.parametrize("fault", [FROZEN, BLANK, POWER], ids=lambda fault: fault.what)
def test_a_fault_reads_as_rehearsed_and_passes_by_itself(qapp: QApplication, fault: Fault) -> None:
    with Proctored(qapp, day((1, incident("fault", fault)))) as program:
        program.to_minute(1)
        program.until(fault.text)
        assert program.window.focusWidget().accessibleName().startswith("Rehearsed fault")
        assert not stem_shown(program)
        for key in (Key.Key_A, Key.Key_N, Key.Key_S, Key.Key_Space, Key.Key_Return):
            program.key(key)
        assert program.session.response(1).chosen is None
        assert (program.session.position, program.session.at_summary) == (1, False)
        program.wait(8)
        assert program.at_question
        assert program.used_ms == MINUTE_MS


def test_on_a_frozen_screen_help_and_the_hand_work(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("fault", FROZEN)), contact="hand")) as program:
        program.to_minute(1)
        program.until(FROZEN.text)
        assert words.FROZEN_PICTURE in program.words()
        program.press(words.FAULT_HELP)
        assert program.stage.dialog is not None
        assert words.FAULT_HELP_TEXT[0] in program.words()
        program.key(Key.Key_Escape)
        program.press(words.RAISE_HAND)
        assert program.notes("candidate") == [("candidate.said", {"text": words.HAND_IS_UP})]
        program.until(words.HAND_IS_UP)


def test_a_blank_page_asks_not_to_refresh(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("fault", BLANK)))) as program:
        program.to_minute(1)
        program.until(words.DO_NOT_REFRESH)
        assert isinstance(program.screen, StillPage)


def test_another_station_has_another_number_and_the_name_is_confirmed_there(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("move", STATION)))) as program:
        program.to_minute(1)
        program.until(words.station(12))
        assert words.STATION_NAME not in program.words()
        program.wait(8)
        program.until("Robin Example")
        program.press(words.STATION_YES)
        assert program.at_question
        assert program.player.live.state.moves == 1
        assert program.plan.seat_after(1) == 12


@pytest.mark.parametrize(("key_for", "silent"), [("Show both ears", False), ("", True)])
def test_a_covering_question_is_decided_or_decided_by_silence(qapp: QApplication, key_for: str, silent: bool) -> None:
    with Proctored(qapp, day((1, incident("ask", ASK_COVERED)), pause_clock="runs")) as program:
        program.to_minute(1)
        program.until(ASK_COVERED.text)
        # A key that was meant for the exam decides nothing.
        for key in (Key.Key_Space, Key.Key_Return, Key.Key_A):
            program.key(key)
        assert not program.notes("scene.chosen")
        if silent:
            program.wait(59)
            program.until(words.to_decide(1))
            program.wait(1)
        else:
            program.press(key_for)
        wait_for(lambda: program.at_question, "the question")
        chosen = "refuse" if silent else "show"
        assert program.notes("scene.chosen") == [("scene.chosen", {"choice": chosen, "silent": silent})]
        assert len(program.player.live.state.warnings) == silent
        # It counts as any other minute of the exam.
        assert program.used_ms == MINUTE_MS + 60_000 * silent


def test_two_incidents_are_never_on_at_once(qapp: QApplication) -> None:
    with Proctored(
        qapp, day((2, incident("one", PAUSE)), (2, incident("two", AWAY)), (9, incident("three", WARNING)))
    ) as p:
        p.wait(119)
        assert p.at_question, "nothing before its minute"
        p.wait(1)
        p.until(words.PAUSE_TITLE)
        p.wait(8)
        p.press(words.TERMS_CHECK)
        p.press(words.RETURN)
        p.wait(0)
        p.until(words.AWAY_TITLE)
        p.wait(600)
        assert len(p.notes("scene.warned")) == 0
        p.press(AWAY.back)
        p.wait(0)
        wait_for(lambda: p.notes("scene.warned"), "the third one")
        assert [body["id"] for _, body in p.notes("scene.begun")] == ["one", "two", "three"]


def test_nothing_begins_over_the_summary(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("hand", PAUSE)))) as program:
        program.key(Key.Key_S)
        assert program.session.at_summary
        program.to_minute(3)
        assert not program.notes()
        program.key(Key.Key_S)
        program.wait(0)
        program.until(words.PAUSE_TITLE)


def third_warning(ladder: str) -> tuple[Act, ...]:
    """Warnings until an exam ends by a ladder."""
    mouth = Warn(rule="mouth", text="Do not read aloud.")
    return (WARNING, mouth, WARNING) if ladder == "third" else (WARNING, mouth, WARNING, mouth, WARNING)


@pytest.mark.parametrize("ladder", ["third", "same_rule"])
def test_warnings_add_up_to_the_end_and_practice_goes_on(qapp: QApplication, ladder: str) -> None:
    plan = day((1, incident("warned", *third_warning(ladder))), (30, incident("again", WARNING, PAUSE)), ladder=ladder)
    with Proctored(qapp, plan) as program:
        program.key(Key.Key_C)
        program.to_minute(1)
        program.until(words.ENDED_TITLE)
        assert program.session.covered == "ended"
        assert words.ENDED_LADDER[ladder] in program.words()
        assert program.plan.rules[0].text in program.words()
        program.wait(300)
        assert program.session.phase is Phase.EXAM, "nothing has ended"
        program.press(words.FINISH_AS_PRACTICE)
        assert program.at_question
        state = program.player.live.state
        assert (state.practice, bool(state.ended), len(state.warnings)) == (True, True, len(third_warning(ladder)))
        assert program.used_ms == MINUTE_MS
        assert program.session.response(1).chosen is not None
        # Once it is practice a further warning is said, and ends nothing.
        program.to_minute(30)
        program.until(words.PAUSE_TITLE)
        assert len(program.notes("scene.exam_ended")) == 1


def test_a_major_event_ends_at_once_and_the_attempt_can_be_ended(qapp: QApplication) -> None:
    end = EndHere(rule="phone", text="A telephone rings.")
    with Proctored(qapp, day((1, incident("phone", end, PAUSE, size="ending")))) as program:
        program.to_minute(1)
        program.until(words.ENDED_TITLE)
        assert "A telephone rings." in program.words()
        assert words.ENDED_COST in program.words()
        program.press(words.END_THE_ATTEMPT)
        program.key(Key.Key_Escape)
        assert program.session.phase is Phase.EXAM, "asked first"
        program.press(words.END_THE_ATTEMPT)
        program.press(words.END_YES)
        wait_for(lambda: program.session.phase is Phase.ABANDONED, "the end")
        event = program.stored().events[-1]
        assert isinstance(event, e.AttemptAbandoned)
        assert event.reason == "ended_by_rules"


def test_time_runs_out_over_a_covered_question(qapp: QApplication) -> None:
    with Proctored(qapp, day((120, incident("break", AWAY)))) as program:
        program.key(Key.Key_D)
        program.to_minute(120)
        program.until(words.AWAY_TITLE)
        program.clock.wait(6)
        wait_for(lambda: program.session.phase is Phase.REMINDER, "the exam to end by itself")
        program.settle()
        assert program.session.ended == "time_out"
        assert program.session.covered is None
        assert program.player.screen_for(program.session) is None
        # The scene does not wait behind the end: the steps after the exam can begin.
        wait_for(lambda: program.player.live.state.scene is None, "the scene to be broken off")
        assert [kind for kind, _ in program.notes("scene.")] == ["scene.begun", "scene.over"]


ACTS: tuple[Act, ...] = (
    PAUSE, AWAY, RECHECK, FROZEN, BLANK, LOST, POWER, STATION, ASK_COVERED, EndHere(rule="phone", text="A telephone.")
)  # fmt: skip


@pytest.mark.parametrize("act", ACTS, ids=lambda act: f"{act.kind}-{getattr(act, 'what', '')}")
def test_after_a_new_start_the_same_act_is_on_and_begins_anew(qapp: QApplication, act: Act) -> None:
    plan = day((1, incident("one", Say(text="Before."), act, Say(text="After."), size="ending")), waits="full")
    with Proctored(qapp, plan) as program:
        program.to_minute(1)
        wait_for(lambda: program.session.covered, "the cover")
        name, covered, notes = program.screen.accessibleName(), program.session.covered, program.notes()
        program.wait(50)
        used = program.used_ms
        program.restart()
        assert program.session.suspended == "interrupted"
        assert not program.player.live.active
        program.press(texts.RESUME)
        wait_for(lambda: program.screen.accessibleName() == name, f"{name!r} again")
        assert (program.session.covered, program.notes()) == (covered, notes)
        assert not stem_shown(program)
        lasts = program.player.live.seconds_left()
        assert lasts in (None, 60), "it begins anew"
        # No exam time goes by while the program is down; the last seconds before are bounded by the heartbeat.
        assert program.used_ms <= used


def test_an_open_question_in_the_panel_survives_a_new_start(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("one", ASK)))) as program:
        program.to_minute(1)
        wait_for(lambda: program.player.live.act == ASK, "the question")
        program.restart()
        program.press(texts.RESUME)
        wait_for(lambda: program.at_question, "the exam's question")
        program.key(Key.Key_Q)
        program.until(ASK.text)
        program.press("Show both ears")
        wait_for(lambda: program.player.live.state.scene is None, "the scene to be over")


def test_an_act_is_passed_once_however_often_it_is_asked_for(qapp: QApplication) -> None:
    acts = (Noise(text="A door.", seconds=5), Noise(text="A cough.", seconds=5), Noise(text="Steps.", seconds=5))
    with Proctored(qapp, day((1, incident("noise", *acts)))) as program:
        program.to_minute(1)
        live = program.player.live
        for _ in range(3):
            live.pass_act()
            live._tick()
        program.settle()
        assert [body.get("act") for _, body in program.notes("scene.passed")] == ["noise"]
        assert live.act == acts[1]


def test_an_act_that_could_not_be_stored_is_passed_when_it_can(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proctored(qapp, day((1, incident("wait", Pause(text="Wait.", seconds=8, terms=False), AWAY)))) as program:
        program.to_minute(1)
        program.until("Wait.")
        errors: list[object] = []
        program.presenter.failed.connect(errors.append)

        def full(*_: object) -> None:
            raise StoreFull("disk")

        with monkeypatch.context() as broken:
            broken.setattr(program.store, "append", full)
            program.wait(8)
            wait_for(lambda: errors, "the failure")
            program.wait(8)
            assert program.session.covered == "pause"
        program.presenter.try_again()
        wait_for(lambda: program.session.covered == "away", "the next act")
        program.wait(8)
        assert [body.get("act") for _, body in program.notes("scene.passed")] == ["pause"]


def test_a_scene_before_the_exam_has_a_page_of_its_own(qapp: QApplication) -> None:
    scene = incident("late", NewProctor(text="Another proctor takes over."), ASK, Noise(text="Voices.", seconds=5))
    with Proctored(qapp, day((-1, scene)), in_exam=False) as program:
        live = program.player.live
        live._begin("late", "incident")
        program.settle()
        program.until(ASK.text)
        assert words.NOT_STARTED in program.words()
        program.press("Show both ears")
        program.until(words.NOISE_TITLE)
        program.wait(5)
        assert live.state.scene is None
        assert program.player.screen_for(program.session) is None
        assert program.session.phase is Phase.NAME


def test_an_end_before_the_exam_is_decided_too(qapp: QApplication) -> None:
    scene = incident("no", EndHere(rule="phone", text="You have a telephone."), size="ending")
    with Proctored(qapp, day((-1, scene)), in_exam=False) as program:
        program.player.live._begin("no", "incident")
        program.settle()
        program.until(words.ENDED_TITLE)
        program.press(words.FINISH_AS_PRACTICE)
        assert program.player.live.state.practice
        assert program.player.screen_for(program.session) is None


def test_next_costs_the_player_nothing(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("said", Say(text="Hello.", spoken=True))))) as program:
        program.to_minute(1)
        program.until("Hello.")
        wait_for(lambda: not program.player.live.state.unread, "the message to be read")
        panel = program.screen.findChild(ProctorPanel)
        assert panel is not None
        before = panel.findChildren(QWidget)
        moved: list[object] = []
        program.player.live.moved.connect(lambda: moved.append(1))
        for _ in range(4):
            program.key(Key.Key_A)
            program.key(Key.Key_N)
        assert program.session.position == 5
        assert not moved
        assert panel.findChildren(QWidget) == before


def test_text_size_and_colors_change_on_a_page_over_the_question(qapp: QApplication) -> None:
    ctrl = Qt.KeyboardModifier.ControlModifier
    with Proctored(qapp, day((1, incident("check", RECHECK)))) as program:
        program.to_minute(1)
        program.until(words.RECHECK_TITLE)
        page = program.screen
        program.press(RECHECK.checks[0])
        sizes = [line.font().pixelSize() for line in page.findChildren(QLabel)]
        program.key(Key.Key_Plus, ctrl)
        program.key(Key.Key_Equal, ctrl)
        assert program.stage.zoom == 1.25
        assert program.screen is page
        larger = [line.font().pixelSize() for line in page.findChildren(QLabel)]
        assert all(now > before for now, before in zip(larger, sizes, strict=True))
        program.key(Key.Key_Minus, ctrl)
        assert program.stage.zoom == 1.1
        program.key(Key.Key_0, ctrl)
        assert program.stage.zoom == 1.0
        assert [line.font().pixelSize() for line in page.findChildren(QLabel)] == sizes
        theme = program.stage.theme.name
        program.press(texts.CONTRAST)
        assert program.stage.theme.name != theme
        # What was ticked stays ticked.
        program.press(RECHECK.checks[1])
        program.press(words.RETURN)
        assert program.at_question


def test_a_scene_before_the_exam_speaks_of_no_paused_exam_and_asks_once(qapp: QApplication) -> None:
    wait = Pause(text="The center opens late.", seconds=8, terms=False)
    plan = day((1, incident("late", wait, ASK)), contact="hand")
    with Proctored(qapp, plan, in_exam=False) as program:
        program.player.live._begin("late", "incident")
        program.settle()
        program.until(words.WAIT_TITLE)
        assert words.PAUSE_TITLE not in program.words()
        assert words.NOT_STARTED in program.words()
        wall = day_texts.clock_text(moment(program.clock.now().wall_ms))
        assert wall in program.words()
        program.wait(8)
        program.until(ASK.text)
        assert len([label for label in program.screen.findChildren(QLabel) if label.isVisible()
                    and words.to_decide(60) in label.text()]) == 1  # fmt: skip
        assert len([made for made in program.screen.findChildren(QPushButton) if made.isVisible()
                    and made.accessibleName() == "Show both ears"]) == 1  # fmt: skip


def test_when_a_pause_is_over_its_heading_says_so(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("hand", PAUSE)), waits="full")) as program:
        program.to_minute(1)
        program.until(words.PAUSE_TITLE)
        program.wait(60)
        program.until(words.PAUSE_OVER)
        assert words.PAUSE_TITLE not in program.words()
