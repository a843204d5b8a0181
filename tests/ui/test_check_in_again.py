"""Who has to start again in the middle of the exam is checked in by the venue's own steps; declined, left, timed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation import day_texts, lockdown_texts, proctor_texts, texts
from cehrs_desktop.rehearsal.day import DayState
from cehrs_desktop.rehearsal.relaunch import checked_in_again
from cehrs_desktop.rehearsal.venue import WaitStep
from cehrs_desktop.ui.screens.day.arrival import BLANK_MS
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.suspended import SuspendedScreen
from tests.day_answers import right_answers
from tests.ui.driving import turn, wait_for
from tests.ui.test_whole_day import Day

SHIPPED = Path(__file__).parents[2] / "resources" / "venues"
BEFORE = ("launch_window", "identification", "card_front", "lobby", "room_check", "rules", "launch", "exam")
AGAIN = ("identification", "card_front", "lobby", "room_check", "rules", "launch")


LOST: dict[str, Json] = {
    "kind": "fault",
    "what": "disconnected",
    "text": "The connection is lost.",
    "seconds": 60,
    "relaunch": True,
}


def write_venue(folder: Path, again: tuple[str, ...] = AGAIN, act: Json = LOST) -> None:
    """A venue of one's own: the shipped one with fewer steps, in which this comes when one asks for it."""
    made = json.loads((SHIPPED / "live_remote.json").read_text(encoding="utf-8"))
    made |= {
        "id": "drill",
        "steps": [step for step in made["steps"] if step["id"] in BEFORE],
        "relaunch_steps": list(again),
        "requests": [{"id": "drop", "label": "Try it", "acts": [act]}],
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "drill.json").write_text(json.dumps(made), encoding="utf-8")


class Drill(Day):
    """Somebody in the exam of this venue who loses the connection."""

    def to_the_exam(self) -> None:
        self.begin_day()
        for step in self.live():
            if step == "launch":
                break
        self.day_screen.tried.emit("launch")
        self.go_by(BLANK_MS)
        while not isinstance(self.screen, ExamScreen):
            self.in_the_exam()
            self.quiet()

    def go_by(self, ms: int) -> None:
        self.quiet()
        self.moved.wait(ms / 60_000)
        # The clocks on the screen look for themselves.
        turn(600)
        self.quiet()

    def ask_for_it(self) -> None:
        guide = self.flow.sitting._guide  # pyright: ignore[reportOptionalMemberAccess]
        assert guide is not None
        guide._player.live.request("drop")
        self.quiet()

    def lose(self) -> None:
        self.ask_for_it()
        self.go_by(60_000)
        self.press(proctor_texts.START_AGAIN)
        self.quiet()

    @property
    def again(self) -> DayState | None:
        return checked_in_again(self.plan, self.state, self.session.notes)

    def do_step(self) -> None:
        state = self.again
        assert state is not None
        step = state.step_of(self.plan)
        assert step is not None
        if isinstance(step, WaitStep):
            self.go_by(10_000)
        for given in right_answers(self.plan, step):
            now = self.again
            if now is None or now.step != state.step or now.since != state.since:
                return
            if given is not None:
                self.day_screen.tried.emit(given)
                self.quiet()
        if step.id == "launch":
            self.go_by(BLANK_MS)
        now = self.again
        if now is not None and now.step == state.step:
            self.day_screen.passed.emit()
            self.quiet()

    def steps_again(self) -> Iterator[str]:
        while (state := self.again) is not None:
            step = state.step_of(self.plan)
            assert step is not None
            yield step.id
            self.do_step()

    def kinds(self) -> list[str]:
        return [note.other_kind for note in self.session.notes]


@pytest.fixture
def drill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from cehrs_desktop.system.paths import program_paths

    write_venue(program_paths().data / "venues")
    return tmp_path


@pytest.mark.usefixtures("drill")
@pytest.mark.parametrize("clock", ["stands", "runs"])
def test_the_whole_check_in_is_done_again_and_the_same_question_comes_back(qapp: QApplication, clock: str) -> None:
    with Drill(qapp, "drill", level="none", fault_clock=clock) as day:
        day.to_the_exam()
        day.presenter.answer(day.exam._view.options[1].id)  # pyright: ignore[reportOptionalMemberAccess]
        day.quiet()
        before, used_ms = day.session.responses, day.session.clock.used_at(day.moved.now())
        day.lose()
        done: list[str] = []
        for step in day.steps_again():
            done.append(step)
            said = day.words()
            assert day_texts.again(len(done), len(AGAIN)) in said
            assert (proctor_texts.STANDS if clock == "stands" else proctor_texts.RUNS) in said
            # The venue says that the exam's clock is not running in the lobby: here it may.
            assert (day_texts.NOT_RUNNING in said) is False
        assert tuple(done) == AGAIN
        assert isinstance(day.screen, ExamScreen)
        assert day.session.responses == before
        assert day.session.covered is None
        spent_ms = day.session.clock.used_at(day.moved.now()) - used_ms
        assert (spent_ms > 60_000) if clock == "runs" else (spent_ms == 0)
        # What was done in it belongs to it alone: the day stands at the exam as before.
        assert day.state.scene is None
        assert day.kinds().count("again.done") == len(AGAIN)
        assert day.kinds()[-3:] == ["again.done", "scene.passed", "scene.over"]


@pytest.mark.usefixtures("drill")
def test_who_does_not_accept_the_rules_again_goes_back_to_the_lobby(qapp: QApplication) -> None:
    with Drill(qapp, "drill", level="none") as day:
        day.to_the_exam()
        day.lose()
        for step in day.steps_again():
            if step == "rules":
                break
        day.press(day_texts.DECLINE)
        day.quiet()
        assert day.again is not None
        assert day.plan.venue.steps[day.again.step].id == "lobby"
        assert list(day.steps_again()) == ["lobby", "room_check", "rules", "launch"]
        assert isinstance(day.screen, ExamScreen)


@pytest.mark.usefixtures("drill")
def test_left_in_the_middle_it_goes_on_at_the_same_step(qapp: QApplication) -> None:
    with Drill(qapp, "drill", level="none") as day:
        day.to_the_exam()
        day.lose()
        for step in day.steps_again():
            if step == "room_check":
                break
        # It is left as an exam is: suspended, so that its clock stands.
        day.press(day_texts.LEAVE)
        assert lockdown_texts.WAY_OUT_TITLE in day.dialog.windowTitle() + day.words()  # pyright: ignore[reportOptionalMemberAccess]
        day.press(lockdown_texts.WAY_OUT_YES)
        wait_for(lambda: not day.window.isVisible(), "the window to close")
    with Drill(qapp, "drill") as again:
        wait_for(lambda: isinstance(again.screen, SuspendedScreen), "the offer to go on")
        again.press(texts.RESUME)
        again.quiet()
        assert list(again.steps_again()) == ["room_check", "rules", "launch"]
        assert isinstance(again.screen, ExamScreen)


def test_a_venue_without_such_steps_keeps_the_short_check_in(qapp: QApplication) -> None:
    from cehrs_desktop.system.paths import program_paths

    write_venue(program_paths().data / "venues", again=())
    with Drill(qapp, "drill", level="none") as day:
        day.to_the_exam()
        day.lose()
        assert proctor_texts.RELAUNCHED_TITLE in day.words()
        assert day.again is None


FLAWS: list[tuple[list[Json], str]] = [
    (["lobbby"], "'lobbby' is no step before the exam"),
    (["exam"], "'exam' is no step before the exam"),
    (["launch_window"], "a step of kind 'appointment' is not done once more"),
    (["lobby", "lobby"], "'lobby' is there twice"),
]


@pytest.mark.parametrize(("named", "told"), FLAWS)
def test_a_venue_names_only_steps_that_can_be_done_once_more(tmp_path: Path, named: list[str], told: str) -> None:
    from cehrs_desktop.files.located_json import FileUnusable
    from cehrs_desktop.files.venue_file import read_venue

    write_venue(tmp_path, again=tuple(named))
    with pytest.raises(FileUnusable) as error:
        read_venue(tmp_path / "drill.json")
    assert told in str(error.value)
