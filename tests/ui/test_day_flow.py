"""The whole day around the exam: scenes that come up, the camera, the system check, and the day after the exam."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QRadioButton

from cehrs_desktop.application.computer import ComputerSheet
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.computer_view import ComputerView, computer_view
from cehrs_desktop.rehearsal.acceptance import Published, judge
from cehrs_desktop.rehearsal.acceptance import Signal as Found
from cehrs_desktop.rehearsal.acts import Ask, Choice, Say
from cehrs_desktop.rehearsal.incidents import Incident, Planned, When
from cehrs_desktop.rehearsal.plan import SHORT_WAIT_SECONDS
from cehrs_desktop.rehearsal.scenes import pass_act
from cehrs_desktop.rehearsal.venue import (
    AcceptStep,
    AppointmentStep,
    CameraStep,
    Card,
    Check,
    ChecklistStep,
    CountStep,
    EndSessionStep,
    IdentityStep,
    LaunchStep,
    NameStep,
    PageStep,
    ProgramsStep,
    RunningProgram,
    SignStep,
    Step,
    SystemStep,
    WaitStep,
)
from cehrs_desktop.ui.camera import CameraHelper
from cehrs_desktop.ui.screens.day.arrival import BLANK_MS
from cehrs_desktop.ui.widgets.page import Page
from tests.ui.day_driving import LAST, DayDriven, a_plan
from tests.ui.driving import wait_for

Key = Qt.Key
HELLO = PageStep(id="hello", title="Hello")
CHECK = SystemStep(id="check", title="Check")
SELFIE = CameraStep(id="selfie", title="A picture of you", task="selfie")
FRONT = CameraStep(id="front", title="The front", task="card_front", glare=True)
PROGRAMS = ProgramsStep(
    id="programs",
    title="Programs",
    programs=tuple(RunningProgram(id=f"p{n}", label=f"Program {n}", why="Because.") for n in range(3)),
    running=3,
)
ROOM = ChecklistStep(
    id="room", title="The room", checks=(Check(id="walls", label="All four walls", picture="walls"),), camera="room"
)


# ---- the whole day
BEFORE: tuple[Step, ...] = (
    AppointmentStep(id="arrive", title="Arrive"),
    IdentityStep(id="identity", title="Show it", cards=(Card(id="good", label="Passport"),), offered=1),
    SignStep(id="roster", title="Roster"),
    SELFIE,
    CountStep(id="out", title="Paper", way="out", sheets=2),
    NameStep(id="seat", title="Seat"),
    WaitStep(id="wait", title="Wait", shortest=3, longest=5, queue=True),
    AcceptStep(id="rules", title="Rules", rules=("Be quiet.",), back_to="seat"),
    LaunchStep(id="launch", title="Launch"),
)
AFTER: tuple[Step, ...] = (
    CountStep(id="in", title="Hand in", way="in"),
    EndSessionStep(id="end", title="End"),
    PageStep(id="out_door", title="Good-bye", button="Sign out"),
)


def live_before(day: DayDriven, at_each: Callable[[], None]) -> None:
    """Everything before the exam, right at once; `at_each` happens at the beginning of each step."""
    at_each()
    day.key(Key.Key_Space)
    at_each()
    day.part(QRadioButton).click()
    day.press(words.SHOW_CARD)
    at_each()
    day.type("Robin Example")
    day.key(Key.Key_Return)
    at_each()
    day.key(Key.Key_Space)
    day.key(Key.Key_Space)
    at_each()
    day.type("2")
    day.key(Key.Key_Return)
    at_each()
    day.press(words.NAME_YES)
    at_each()
    day.go_by(SHORT_WAIT_SECONDS)
    day.key(Key.Key_Space)
    at_each()
    day.part(QCheckBox).click()
    day.press(words.ACCEPT)
    at_each()
    day.go_by(SHORT_WAIT_SECONDS)
    day.key(Key.Key_Space)
    day.go_by(BLANK_MS / 1000)


def sit_exam(day: DayDriven) -> None:
    """From the exam's first screen to the survey, as the exam's own screens do it."""
    for make in (c.ConfirmName, c.AcceptAgreement, c.StartExam, c.SubmitExam, c.AcknowledgeReminder):
        day.presenter.ask(lambda at, make=make: make(at=at))
        day.settle()
    assert day.session.phase is Phase.SURVEY


def answer_survey(day: DayDriven) -> None:
    day.presenter.ask(lambda at: c.Note(at=at, kind="day.survey", body=(("answers", [["time", "About right"]]),)))
    day.settle()


@pytest.mark.parametrize("killed", [False, True])
def test_a_whole_day_before_and_after_the_exam(qapp: QApplication, killed: bool) -> None:
    with DayDriven(qapp, a_plan(*BEFORE, after=AFTER)) as day:
        titles: list[str] = []

        def at_each() -> None:
            shown = day.title
            if killed:
                day.restart()
                assert day.title == shown
            titles.append(shown)

        live_before(day, at_each)
        assert titles == [step.title for step in BEFORE]
        assert day.step == "exam"
        assert day.heard == ["exam_reached"]
        sit_exam(day)
        # The survey has the screen until its answers are noted.
        assert day.step == "exam"
        answer_survey(day)
        assert day.step == "in"
        for box in day.parts(QCheckBox):
            box.click()
        day.press(words.HAND_IN)
        at_each()
        day.press("End Proctoring Session")
        at_each()
        day.key(Key.Key_Space)
        assert day.heard == ["exam_reached", "over"]
        assert day.step == ""
        assert all(tried.right for tried in day.state.tries)
        wait = next(step for step in BEFORE if isinstance(step, WaitStep))
        skipped_ms = 60_000 * day.plan.wait_minutes(wait) - 1000 * SHORT_WAIT_SECONDS
        assert day.state.skipped_ms == skipped_ms


def test_a_venue_with_nothing_after_the_exam_is_over_after_the_survey(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(HELLO)) as day:
        day.key(Key.Key_Space)
        sit_exam(day)
        assert day.heard == ["exam_reached"]
        answer_survey(day)
        assert day.heard == ["exam_reached", "over"]


def test_what_is_pressed_while_an_act_is_stored_is_noted_once(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(HELLO, LAST)) as day:
        button = day.button("Continue")
        button.click()
        button.click()
        button.click()
        day.settle()
        assert day.notes() == [{"step": "hello", "skipped_ms": 0}]


def test_after_a_page_about_a_fault_the_step_comes_back_as_it_was(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(PROGRAMS, LAST)) as day:
        day.key(Key.Key_Space)
        left = words.programs_left(2)
        assert left in day.words()
        assert day.day is not None
        day.flow.stage.show(Page("A fault"))
        assert left not in day.words()
        day.day.follow(day.session)
        assert left in day.words()
        day.key(Key.Key_Space)
        assert words.programs_left(1) in day.words()


def test_another_text_size_builds_the_same_step_anew(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(HELLO, SignStep(id="roster", title="Roster"), LAST)) as day:
        day.key(Key.Key_Space)
        day.type("Somebody Else")
        day.key(Key.Key_Return)
        before = day.parts(QLabel)[0].font().pixelSize()
        day.flow.stage.change("zoom", 2.0)
        assert day.parts(QLabel)[0].font().pixelSize() == 2 * before
        assert words.VERDICTS["not_the_name"] in day.verdict
        day.flow.stage.change("zoom", 1.0)


# ---- scenes before a step
SCENE = Incident(
    id="second_look",
    title="A second look",
    venues=("small",),
    levels=("hard",),
    size="small",
    when=When(part="step", steps=("last",)),
    acts=(
        Say(text="One moment, please."),
        Ask(
            text="May I see it again?",
            choices=(
                Choice(
                    id="yes", label="Show it", good=True, told="Right.", then=(Say(text="Thank you.", who="staff"),)
                ),
            ),
            silent="yes",
        ),
    ),
    rule="Staff may ask again.",
    on_the_day="Show it again.",
)


def test_a_scene_that_is_due_comes_before_its_step_and_once(qapp: QApplication) -> None:
    plan = a_plan(HELLO, LAST, incidents=(Planned(incident=SCENE, step="last"),))
    with DayDriven(qapp, plan) as day:
        assert day.state.scene is None
        hello = day.screen
        day.key(Key.Key_Space)
        assert day.notes("scene.begun") == [{"id": "second_look", "source": "incident"}]
        assert day.state.scene is not None
        # The scene has the screen: the step is not shown yet, and the one before takes no more presses.
        assert LAST.title not in day.words()
        before = day.kinds()
        day.press("Continue")
        assert day.kinds() == before
        day.restart()
        assert day.state.scene is not None
        assert day.notes("scene.begun") == [{"id": "second_look", "source": "incident"}]
        plan, session = day.plan, day.session
        day.presenter.ask(lambda at: pass_act(plan, day.state, session, at, "yes"))
        day.settle()
        assert day.state.scene is None
        assert LAST.title in day.words()
        assert day.screen is not hello
        # What was said after the answer is not lost with the scene, and what was said before it is over.
        assert "Staff: Thank you." in day.words()
        assert "One moment, please." not in day.words()
        assert day.day_screen.page.spoken.startswith("Staff: Thank you.")
        day.key(Key.Key_Space)
        assert day.heard[-1] == "exam_reached"


def test_a_scene_before_the_exam_comes_before_it_is_reached(qapp: QApplication) -> None:
    plan = a_plan(HELLO, incidents=(Planned(incident=SCENE, step="exam"),))
    with DayDriven(qapp, plan) as day:
        day.key(Key.Key_Space)
        assert day.heard == []
        session = day.session
        day.presenter.ask(lambda at: pass_act(plan, day.state, session, at, "yes"))
        day.settle()
        assert day.heard == ["exam_reached"]


# ---- the system check
class Look:
    """Somebody who looks at the computer when the test says so."""

    def __init__(self) -> None:
        self.then: list[Callable[[ComputerView], object]] = []

    def __call__(self, then: Callable[[ComputerView], object]) -> None:
        self.then.append(then)

    def answer(self) -> None:
        findings = judge((Found("memory", 8_000_000_000), Found("camera", None)), Published())
        self.then[0](computer_view(ComputerSheet(findings, Published(), 1_800_000_000_000)))


def test_the_system_check_shows_what_was_found_and_starts_nothing(qapp: QApplication) -> None:
    look = Look()
    with DayDriven(qapp, a_plan(CHECK, LAST), extra={"look_at_computer": look}) as day:
        assert words.SYSTEM_NOT_START in day.words()
        assert words.SYSTEM_NO_PROGRAMS in day.words()
        assert words.SYSTEM_LOOKING in day.words()
        look.answer()
        assert words.SYSTEM_LOOKING not in day.words()
        assert "Memory" in day.words()
        assert "Could not be asked" in day.words()
        assert "Could not be asked" in day.screen.accessibleDescription()
        assert len(look.then) == 1
        day.key(Key.Key_Space)
        assert day.step == "last"


def test_nobody_has_to_wait_for_the_system_check(qapp: QApplication) -> None:
    look = Look()
    with DayDriven(qapp, a_plan(CHECK, LAST), extra={"look_at_computer": look}) as day:
        day.key(Key.Key_Space)
        look.answer()
        assert LAST.title in day.words()


def test_without_anybody_who_looks_the_system_check_says_so(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(CHECK, LAST)) as day:
        assert words.SYSTEM_NOT_ASKED in day.words()
        day.key(Key.Key_Space)
        assert day.step == "last"


# ---- pictures
def test_a_picture_of_the_drawing_is_taken_taken_again_and_used(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(SELFIE, LAST)) as day:
        assert words.STANDIN in day.words()
        day.key(Key.Key_Space)
        assert words.PICTURE_TAKEN in day.words()
        day.press(words.RETAKE)
        assert words.STANDIN in day.words()
        day.press(words.TAKE_PICTURE)
        day.restart()
        day.press(words.USE_PICTURE)
        assert day.step == "last"
        assert [tried["given"] for tried in day.notes("day.step_tried")] == ["picture", "picture"]


def test_glare_makes_the_first_picture_of_a_card_worthless_in_the_hard_level(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(FRONT, LAST, level="hard")) as day:
        day.key(Key.Key_Space)
        assert words.VERDICTS["glare"] in day.verdict
        assert day.step == "front"
        day.restart()
        assert words.VERDICTS["glare"] in day.verdict
        day.key(Key.Key_Space)
        day.key(Key.Key_Space)
        assert day.step == "last"
        assert [tried["right"] for tried in day.notes("day.step_tried")] == [False, True]


SAYS = """
import sys
if "--check" in sys.argv:
    print('{"said": "ready"}', flush=True)
else:
    print('{"said": "ready"}', flush=True)
    print('{"said": "%s"}', flush=True)
    sys.stdin.read()
"""


def a_camera(qapp: QApplication, parent: QObject, folder: Path, ends: str) -> CameraHelper:
    """The real client over a process that behaves like the camera's: it shows nothing and says how it ends."""
    script = folder / "camera.py"
    script.write_text(SAYS % ends, encoding="utf-8")
    helper = CameraHelper((sys.executable, str(script)), parent)
    helper.check()
    wait_for(lambda: helper.available, "the camera to be found")
    return helper


@pytest.mark.parametrize(("ends", "step"), [("done", SELFIE), ("closed", SELFIE), ("done", ROOM), ("closed", ROOM)])
def test_the_camera_answers_and_without_it_the_drawing_serves(
    qapp: QApplication, tmp_path: Path, ends: str, step: Any
) -> None:
    owner = QObject()
    camera = a_camera(qapp, owner, tmp_path, ends)
    with DayDriven(qapp, a_plan(step, LAST, camera=True), extra={"camera": camera}) as day:
        day.press(words.OPEN_CAMERA if step is SELFIE else words.SHOW_ROOM)
        if ends == "done":
            wait_for(lambda: day.notes("day.step_tried"), "the camera's word")
            day.settle()
        else:
            wait_for(lambda: day.verdict == words.CAMERA_GONE, "the camera to be gone")
            assert day.notes() == []
            day.press(words.USE_DRAWING if step is SELFIE else "Done")
        day.key(Key.Key_Space)
        assert day.step == "last"
        assert not camera.showing
    camera.end()


def test_a_camera_that_is_found_late_is_offered_then(qapp: QApplication, tmp_path: Path) -> None:
    owner = QObject()
    script = tmp_path / "camera.py"
    script.write_text(SAYS % "done", encoding="utf-8")
    camera = CameraHelper((sys.executable, str(script)), owner)
    with DayDriven(qapp, a_plan(SELFIE, LAST, camera=True), extra={"camera": camera}) as day:
        assert words.STANDIN in day.words()
        camera.check()
        wait_for(lambda: words.STANDIN not in day.words(), "the camera to be offered")
        day.press(words.OPEN_CAMERA)
        wait_for(lambda: day.notes("day.step_tried"), "the camera's word")
        day.settle()
        day.key(Key.Key_Space)
        assert day.step == "last"
    camera.end()


def test_a_camera_that_nobody_chose_is_not_offered(qapp: QApplication, tmp_path: Path) -> None:
    owner = QObject()
    camera = a_camera(qapp, owner, tmp_path, "done")
    with DayDriven(qapp, a_plan(SELFIE, LAST), extra={"camera": camera}) as day:
        assert words.STANDIN in day.words()
        assert [button.text() for button in day.parts(type(day.button("&Take")))].count(words.OPEN_CAMERA) == 0
    camera.end()
