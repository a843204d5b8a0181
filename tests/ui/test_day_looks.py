"""What every screen of the day must hold: it fits, each control has a name, and the Tab key reaches all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from cehrs_desktop.application.computer import ComputerSheet
from cehrs_desktop.exam import commands as c
from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.computer_view import ComputerView, computer_view
from cehrs_desktop.presentation.standin_view import PLACES
from cehrs_desktop.rehearsal.acceptance import Published, Signal, judge
from cehrs_desktop.rehearsal.plan import SHORT_WAIT_SECONDS
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
    Place,
    ProgramsStep,
    RunningProgram,
    SignStep,
    SortStep,
    Step,
    SystemStep,
    Thing,
    TutorialTestStep,
    WaitStep,
)
from cehrs_desktop.ui.screens.day import frame
from tests.ui.day_driving import LAST, DayDriven, a_plan
from tests.ui.driving import turn, wait_for
from tests.ui.test_looks import beside_one_of, described, focused_in, misfits, mnemonics

LONG = "Staff ask for this, and it takes a moment longer than one would think on a morning like this one."
CARD = Card(id="old", label="A driver's license & more", expired=True, photo=True, refused="It has expired. " + LONG)
STEPS: tuple[Step, ...] = (
    PageStep(id="page", title="Some days before", text=(LONG, LONG), unconfirmed=True, button="I am ready & well"),
    SystemStep(id="system", title="The system check"),
    TutorialTestStep(id="test", title="The Tutorial Test", text=(LONG,)),
    AppointmentStep(id="appointment", title="Arrive", text=(LONG,), button="I am at the desk of the center"),
    IdentityStep(id="identity", title="Show it", cards=(Card(id="good", label="Passport"), CARD), offered=2),
    SortStep(
        id="sort",
        title="What goes where",
        places=(Place(id="in", label="In the locker"), Place(id="out", label="Not into the building at all")),
        things=tuple(Thing(id=f"t{n}", label=f"Thing number {n}", right="in", why=LONG) for n in range(12)),
    ),
    ChecklistStep(
        id="checks",
        title="The room",
        checks=tuple(
            Check(id=place, label=f"See {place}", detail=LONG, picture=place, finding="It lies there.", remedy=LONG)
            for place in PLACES
        ),
        findings=len(PLACES),
        done="Shown",
    ),
    SignStep(id="sign", title="Roster", button="Sign the roster here"),
    CountStep(id="count", title="Paper", way="out", sheets=4),
    NameStep(id="name", title="Your station"),
    ProgramsStep(
        id="programs",
        title="Programs",
        programs=tuple(RunningProgram(id=f"p{n}", label=f"Program {n}", why=LONG) for n in range(4)),
        running=4,
    ),
    CameraStep(id="selfie", title="A picture of you", task="selfie"),
    CameraStep(id="front", title="The front", task="card_front", glare=True),
    CameraStep(id="back", title="The back", task="card_back"),
    CameraStep(id="room", title="The room", task="room"),
    WaitStep(id="wait", title="Wait", shortest=5, longest=5, queue=True),
    AcceptStep(id="accept", title="The rules", rules=(LONG, LONG, LONG), back_to="page"),
    LaunchStep(id="launch", title="Launch", text=(LONG,)),
    EndSessionStep(id="end", title="End the session", told=LONG),
    CountStep(id="hand_in", title="Hand in", way="in"),
    LAST,
)
WRONG = {
    "test": "launch",
    "identity": "old",
    "sort": {f"t{n}": "out" for n in range(12)},
    "checks": "walls",
    "sign": "Somebody Else",
    "count": 9,
    "name": "not_me",
    "programs": "p1",
    "selfie": "picture",
    "front": "picture",
    "launch": "launch",
    "end": "leave",
    "hand_in": 1,
}
"""What is tried at a step so that the screen has something to say."""


class Looking:
    """Somebody who has looked at the computer when they are asked to."""

    def __init__(self) -> None:
        findings = judge((Signal("memory", 8_000_000_000), Signal("displays", 2)), Published())
        self.sheet: ComputerView = computer_view(ComputerSheet(findings, Published(), 1_800_000_000_000))

    def __call__(self, then: object) -> None:
        assert callable(then)
        then(self.sheet)


def a_day(application: QApplication, **settings: object) -> DayDriven:
    plan = a_plan(*STEPS, level="hard", name="Maximiliane Hohenstein-Wernigerode-Ypsilon")
    looking = {"look_at_computer": Looking()}
    return DayDriven(application, plan, size=(1366, 768), settings=settings, extra=looking)


def stops(day: DayDriven) -> Iterator[str]:
    """Every kind of step as it comes on, and once more when something was told about it."""
    for step in STEPS:
        assert day.step == step.id
        yield step.id
        if isinstance(step, (WaitStep, LaunchStep)):
            day.go_by(SHORT_WAIT_SECONDS)
            yield f"{step.id}, ready"
        if step.id in WRONG:
            day.day_screen.tried.emit(WRONG[step.id])
            day.settle()
            assert day.notes("day.step_tried")[-1]["step"] == step.id
            yield f"{step.id}, told"
        if isinstance(step, AppointmentStep):
            day.go_by(60 * 60)
            day.day_screen.passed.emit()
            day.settle()
            assert day.title == words.REFUSED_TITLE
            yield "refused"
            day.press(words.GO_ON)
        elif step is not LAST:
            done = (("step", step.id), ("skipped_ms", 0))
            day.presenter.ask(lambda at, done=done: c.Note(at=at, kind="day.step_done", body=done))
            day.settle()


@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
def test_every_step_fits_into_1366_by_768(qapp: QApplication, zoom: float) -> None:
    found: dict[str, list[str]] = {}
    with a_day(qapp, zoom=zoom) as day:
        for stop in stops(day):
            turn(20)
            assert (day.window.width(), day.window.height()) == (1366, 768), stop
            if bad := misfits(day):
                found[stop] = bad
    assert found == {}


def test_every_control_has_a_name_a_key_of_its_own_and_is_reached_by_tab(qapp: QApplication) -> None:
    wrong: dict[str, list[str]] = {}
    with a_day(qapp) as day:
        for stop in stops(day):
            keys = mnemonics(day)
            wrong[f"{stop}: keys"] = sorted(key for key in set(keys) if keys.count(key) > 1)
            stoppable = [
                widget
                for widget in day.screen.findChildren(QWidget)
                if widget.isVisible()
                and widget.isEnabled()
                and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
                and not isinstance(widget, QScrollArea)
            ]
            wrong[f"{stop}: nameless"] = [
                type(widget).__name__
                for widget in stoppable
                if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            ]
            wrong[f"{stop}: unreached"] = unreached(day, stoppable)
    assert {where: what for where, what in wrong.items() if what} == {}


def unreached(day: DayDriven, wanted: list[QWidget]) -> list[str]:
    """The controls that Tab never comes to."""
    day.window.activateWindow()
    wait_for(lambda: QApplication.activeWindow() is day.window, "the keyboard")
    reached: set[QWidget] = set()
    for _ in range(len(wanted) + 3):
        widget = focused_in(day.screen)
        if widget is not None:
            reached.add(widget)
            widget.focusNextChild()
    return [described(widget) for widget in wanted if widget not in reached and not beside_one_of(widget, reached)]


def test_the_keyboard_is_where_one_begins_at_every_step(qapp: QApplication) -> None:
    lost: list[str] = []
    with a_day(qapp) as day:
        for stop in stops(day):
            widget = focused_in(day.screen) or day.window.focusWidget()
            blank = stop == "launch, told"
            if not (widget.isEnabled() and widget.isVisible()) or (widget is day.screen) is not blank:
                lost.append(f"{stop}: {widget}")
            assert "Leave" not in getattr(widget, "text", str)(), stop
    assert lost == []


def test_what_is_spoken_is_the_page_then_the_verdict_and_the_time_when_asked(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr(frame, "announce", lambda _widget, text: spoken.append(text))
    sign = SignStep(id="sign", title="Roster", text=("Sign here.",))
    with DayDriven(qapp, a_plan(sign, LAST)) as day:
        assert spoken == ["Roster. Sign here."]
        day.go_by(90)
        assert len(spoken) == 1
        day.type("Nobody")
        day.key(Qt.Key.Key_Return)
        assert spoken[1:] == [f"{words.NOT_ACCEPTED} {words.VERDICTS['not_the_name']}"]
        day.key(Qt.Key.Key_F2)
        assert spoken[-1].startswith("The clock on the wall says ")
        assert len(spoken) == 3


def test_a_long_page_scrolls_by_keyboard(qapp: QApplication) -> None:
    page = PageStep(id="page", title="Long", text=(LONG,) * 40)
    with DayDriven(qapp, a_plan(page, LAST), size=(1366, 768)) as day:
        turn(20)
        place = day.day_screen._area.verticalScrollBar()
        assert place.value() == 0
        day.key(Qt.Key.Key_PageDown)
        wait_for(lambda: place.value() > 0, "the page to scroll")
        day.key(Qt.Key.Key_PageUp)
        wait_for(lambda: place.value() == 0, "the page to scroll back")
