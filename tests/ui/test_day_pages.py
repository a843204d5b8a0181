"""Steps of the day that are read and answered: right and wrong, by keyboard and by mouse, on a real store."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.rehearsal.venue import (
    AcceptStep,
    EndSessionStep,
    NameStep,
    PageStep,
    SignStep,
)
from cehrs_desktop.ui.widgets.status import Status
from tests.ui.day_driving import LAST, DayDriven, a_plan

Key = Qt.Key


def test_a_page_fills_in_its_words_and_goes_on_by_the_space_key(qapp: QApplication) -> None:
    page = PageStep(id="hello", title="For {name}", text=("Seat {seat}, until {late}, {braces} stay.",), button="Enter")
    with DayDriven(qapp, a_plan(page, LAST)) as day:
        shown = day.words()
        assert "For Robin Example" in shown
        assert "Seat 7" in shown
        assert "{braces} stay." in shown
        assert "{late}" not in shown
        assert "A small test center" in day.day_screen.page.venue
        day.key(Key.Key_Space)
        assert day.notes() == [{"step": "hello", "skipped_ms": 0}]
        assert LAST.title in day.words()


def test_a_step_says_at_its_end_where_it_is_known_from(qapp: QApplication) -> None:
    page = PageStep(id="maybe", title="Maybe", source="https://www.example.org/rules/day-one/", unconfirmed=True)
    with DayDriven(qapp, a_plan(page, LAST)) as day:
        (line,) = [line for line in day.parts(Status) if words.SOURCE in line.text()]
        assert words.UNCONFIRMED in line.text()
        # What is heard has no breaks in it.
        assert f"{words.SOURCE} example.org/rules/day-one\n" in line.accessibleName()
        # By keyboard it comes last of all: nobody who goes on is held up by it.
        assert day.window.focusWidget() is day.button("Continue")
        day.key(Key.Key_Tab)
        assert day.window.focusWidget() is line
        day.press("Continue")
        assert day.parts(Status) == []


def test_the_steps_done_the_exam_is_reached_once(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(LAST)) as day:
        assert day.heard == []
        day.key(Key.Key_Space)
        assert day.heard == ["exam_reached"]
        day.presenter.changed.emit(day.session)
        assert day.heard == ["exam_reached"]


def test_leaving_is_asked_for_and_nothing_is_noted(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(LAST)) as day:
        day.press(words.LEAVE)
        assert day.heard == ["leave_wanted"]
        assert day.notes() == []


def test_rules_are_accepted_only_with_the_check_mark(qapp: QApplication) -> None:
    rules = AcceptStep(id="rules", title="Rules", rules=("Stay in the picture, {name}.", "Be quiet."), back_to="hello")
    with DayDriven(qapp, a_plan(PageStep(id="hello", title="Hello"), rules, LAST)) as day:
        day.key(Key.Key_Space)
        assert "Stay in the picture, Robin Example." in day.words()
        assert not day.button(words.ACCEPT).isEnabled()
        day.press(words.ACCEPT)
        assert day.step == "rules"
        day.key(Key.Key_Space)
        assert day.part(QCheckBox).isChecked()
        day.press(words.ACCEPT)
        assert day.step == "last"


def test_who_does_not_accept_goes_back_and_comes_again(qapp: QApplication) -> None:
    rules = AcceptStep(id="rules", title="Rules", rules=("Be quiet.",), back_to="hello")
    with DayDriven(qapp, a_plan(PageStep(id="hello", title="Hello"), rules, LAST)) as day:
        day.key(Key.Key_Space)
        day.press(words.DECLINE)
        assert day.notes("day.went_back") == [{"step": "rules", "to": "hello"}]
        assert day.step == "hello"
        day.key(Key.Key_Space)
        assert not day.part(QCheckBox).isChecked()
        day.part(QCheckBox).click()
        day.press(words.ACCEPT)
        assert day.step == "last"


def test_standing_up_is_told_and_the_session_is_still_to_be_ended(qapp: QApplication) -> None:
    end = EndSessionStep(id="end", title="End", told="You left the picture.")
    # Behind the exam in a real venue; how it is lived is the same.
    with DayDriven(qapp, a_plan(end, LAST)) as day:
        day.press("Stand up and leave")
        assert day.verdict == "You left the picture."
        assert day.notes("day.step_tried") == [
            {"step": "end", "given": "leave", "right": False, "told": ["left_early"]}
        ]
        assert day.step == "end"
        day.press("End Proctoring Session")
        assert day.notes("day.step_tried")[-1]["right"] is True
        assert day.step == "last"


def test_the_keyboard_begins_on_words_where_a_button_breaks_a_rule(qapp: QApplication) -> None:
    end = EndSessionStep(id="end", title="End", text=("The exam is submitted.", "Stay seated."))
    with DayDriven(qapp, a_plan(end, LAST)) as day:
        assert "Stay seated." in day.words()
        at = day.window.focusWidget()
        assert isinstance(at, Status)
        assert at.text() == "The exam is submitted."
        day.key(Key.Key_Space)
        day.key(Key.Key_Return)
        assert day.notes() == []
        day.press("End Proctoring Session")
        assert day.step == "last"


def test_the_keyboard_begins_on_words_where_the_name_is_to_be_looked_at(qapp: QApplication) -> None:
    seat = NameStep(id="seat", title="Seat")
    with DayDriven(qapp, a_plan(seat, LAST)) as day:
        assert isinstance(day.window.focusWidget(), Status)
        day.key(Key.Key_Space)
        assert day.notes() == []


def test_the_roster_takes_the_name_of_the_booking_however_it_is_spaced(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(SignStep(id="roster", title="Roster"), LAST)) as day:
        assert not day.button("Sign").isEnabled()
        day.type("Robin Exemple")
        day.key(Key.Key_Return)
        assert words.VERDICTS["not_the_name"] in day.verdict
        assert day.step == "roster"
        # What was typed is selected: typing replaces it.
        day.type("robin  example ")
        assert day.part(QLineEdit).text() == "robin  example "
        day.press("Sign")
        assert day.step == "last"
        assert [tried["right"] for tried in day.notes("day.step_tried")] == [False, True]


def with_other_name(shown: bool) -> str:
    """A seed by which the name on the screen is somebody else's, or right."""
    step = NameStep(id="seat", title="Seat", other_name=True, others=("Jordan Sample",))
    return next(seed for n in range(50) if bool(a_plan(step, seed=(seed := f"s{n}")).other_name(step)) is shown)


def test_not_me_is_put_right_and_then_confirmed(qapp: QApplication) -> None:
    step = NameStep(id="seat", title="Seat", other_name=True, others=("Jordan Sample",))
    with DayDriven(qapp, a_plan(step, LAST, seed=with_other_name(True))) as day:
        assert "Jordan Sample" in day.words()
        assert "Station 7" in day.words()
        day.press(words.NAME_YES)
        assert words.VERDICTS["other_name"] in day.verdict
        assert day.step == "seat"
        day.press(words.NOT_ME)
        assert words.NAME_PUT_RIGHT in day.verdict
        assert "Jordan Sample" not in day.words()
        assert day.step == "seat"
        day.press(words.NAME_YES)
        assert day.step == "last"


def test_not_me_at_the_right_name_is_told(qapp: QApplication) -> None:
    step = NameStep(id="seat", title="Seat", other_name=True, others=("Jordan Sample",))
    with DayDriven(qapp, a_plan(step, LAST, seed=with_other_name(False))) as day:
        assert "Jordan Sample" not in day.words()
        day.press(words.NOT_ME)
        assert words.VERDICTS["is_right"] in day.verdict
        day.press(words.NAME_YES)
        assert day.step == "last"


def test_a_screen_reader_is_given_the_title_and_the_words(qapp: QApplication) -> None:
    page = PageStep(id="hello", title="Arrive", text=("Come in.", "Sit down."))
    with DayDriven(qapp, a_plan(page, LAST)) as day:
        assert day.screen.accessibleName() == "Arrive"
        assert day.screen.accessibleDescription() == "Come in. Sit down."
        assert all(label.text() for label in day.parts(QLabel))
