"""Study from the first page: the day, its tasks, practice and back, what a learner sets, a dress rehearsal."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton

from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.forms import candidate_named
from cehrs_desktop.presentation import study_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.study.profile import Profile
from cehrs_desktop.ui.screens.home import HomeScreen
from cehrs_desktop.ui.screens.people import PinScreen
from cehrs_desktop.ui.screens.plan import PlanScreen
from cehrs_desktop.ui.screens.practice.screen import PracticeScreen
from cehrs_desktop.ui.screens.standing import StandingScreen
from cehrs_desktop.ui.screens.study import StudyScreen
from cehrs_desktop.ui.screens.study_settings import StudySettingsScreen
from cehrs_desktop.ui.widgets.day_field import DayField
from cehrs_desktop.ui.widgets.still import StillSpinBox
from tests.ui.driving import Driven, wait_for

NAME = "Robin Example"


def study(program: Driven) -> StudyScreen:
    """The study page with what there is to do, from the first page or from one of its own."""
    program.ready()
    if isinstance(program.screen, HomeScreen):
        program.part(QLineEdit).setText(NAME)
        program.press(texts.STUDY)
    return shown(program)


def shown(program: Driven) -> StudyScreen:
    def look() -> StudyScreen | None:
        screen = program.screen
        read = isinstance(screen, StudyScreen) and words.day_words(program.flow._today()) in program.words()
        return screen if read and isinstance(screen, StudyScreen) else None

    return wait_for(look, "the day")


def kept(program: Driven) -> Profile:
    def read(desk: Desk) -> Profile:
        person = candidate_named(desk.store, NAME)
        assert person is not None
        assert desk.study is not None
        return desk.study.study_profile(person.id)

    return program.on_lane(read)


def today(program: Driven) -> str:
    return program.flow._today()


def test_the_first_task_begins_with_enter_and_one_comes_back(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        focused = QApplication.focusWidget()
        assert isinstance(focused, QPushButton)
        assert focused.text() == words.BEGIN
        QTest.keyClick(focused, Qt.Key.Key_Return)
        wait_for(lambda: isinstance(program.screen, PracticeScreen), "the first question")
        QTest.keyClick(program.screen, Qt.Key.Key_A)
        visit = program.flow._study
        assert visit is not None
        assert visit.practice is not None
        # Left in the middle: it waits with its answers, and is the first thing offered.
        visit._back()
        page = shown(program)
        assert words.OPEN_TITLE in program.words()
        page.left.emit()
        wait_for(lambda: isinstance(program.screen, HomeScreen), "the first page")
        assert program.flow._study is None


def test_what_a_learner_sets_is_kept_and_makes_the_day(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        program.press(words.SET_DATE)
        screen = wait_for(
            lambda: program.screen if isinstance(program.screen, StudySettingsScreen) else None, "the page"
        )
        dated = program.parts(QCheckBox)[0]
        day = program.part(DayField)
        assert not day.isEnabled()
        dated.click()
        exam = date.fromisoformat(today(program)).toordinal() + 40
        wanted = date.fromordinal(exam)
        day.line.selectAll()
        QTest.keyClicks(day.line, f"{wanted.month}/{wanted.day}/{wanted.year}")
        QTest.keyClick(day.line, Qt.Key.Key_Return)
        assert day.line.text() == f"{wanted:%A, %B} {wanted.day}, {wanted.year}"
        assert "40 days are left." in program.words()
        for field in program.parts(StillSpinBox)[:7]:
            assert field.lineEdit().width() > field.fontMetrics().horizontalAdvance(field.text())
            field.setValue(0)
        assert words.minutes_line((0,) * 7) in program.words()
        told = kept(program)
        assert (told.exam_date, sum(told.minutes)) == (date.fromordinal(exam).isoformat(), 0)
        screen.left.emit()
        shown(program)
        assert words.REST_TITLE in program.words()
        assert words.SET_DATE not in {button.text() for button in program.parts(QPushButton)}


def test_where_one_stands_is_reached_and_left(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        program.press(words.STANDING)
        screen = wait_for(lambda: program.screen if isinstance(program.screen, StandingScreen) else None, "the page")
        screen.left.emit()
        shown(program)


def test_a_dress_rehearsal_leads_to_the_day_on_its_sealed_form(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        visit = program.flow._study
        assert visit is not None
        sealed = kept(program).sealed_forms
        assert len(sealed) == 3
        visit.rehearsal_wanted.emit(sealed[0])
        wait_for(lambda: isinstance(program.screen, PlanScreen), "the day to choose")
        assert program.flow._study is None


def test_a_set_that_waits_is_gone_on_with_at_once_and_the_plan_s_wish_is_not_remembered(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        program.press(words.BEGIN)
        wait_for(lambda: isinstance(program.screen, PracticeScreen), "the first question")
        visit = program.flow._study
        assert visit is not None
        visit._back()
        shown(program)
        assert "practice" not in kept(program).choices
        program.press(words.GO_ON)
        wait_for(lambda: isinstance(program.screen, PracticeScreen), "the set, without a question in between")


def test_closing_the_window_in_a_set_keeps_its_clock(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        program.press(words.BEGIN)
        wait_for(lambda: isinstance(program.screen, PracticeScreen), "the first question")
        program.window.close()
        assert not program.window.isVisible()
    with Driven(qapp) as program:
        study(program)
        assert words.OPEN_TITLE in program.words()
        assert any("0 of " in line and "answered." in line for line in program.words().splitlines())


def test_a_pin_is_asked_for_each_time_before_a_learner_s_study(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program).left.emit()

        def set_pin(desk: Desk) -> None:
            person = candidate_named(desk.store, NAME)
            assert person is not None
            assert desk.people is not None
            desk.people.set_pin(person.id, "2468")

        program.on_lane(set_pin)
        program.press(texts.STUDY)
        screen = wait_for(lambda: program.screen if isinstance(program.screen, PinScreen) else None, "the question")
        screen.tried.emit("1357")
        wait_for(lambda: screen.notice.isVisible(), "the refusal")
        screen.tried.emit("2468")
        shown(program).left.emit()
        # Whoever comes to this computer next is asked again.
        program.press(texts.STUDY)
        wait_for(lambda: isinstance(program.screen, PinScreen), "the question again")


def test_another_spelling_of_the_name_is_the_same_learner(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        assert words.nobody_yet(NAME) in program.words()
        program.press(words.BEGIN)
        wait_for(lambda: isinstance(program.screen, PracticeScreen), "the first question")
        QTest.keyClick(program.screen, Qt.Key.Key_A)
        visit = program.flow._study
        assert visit is not None
        visit._back()
        shown(program).left.emit()
        wait_for(lambda: isinstance(program.screen, HomeScreen), "the first page")
        program.part(QLineEdit).setText(f" {NAME.upper()}  ")
        program.press(texts.STUDY)
        shown(program)
        assert words.OPEN_TITLE in program.words()
        assert words.NAMED.format(name=NAME) in program.words()


def test_a_file_that_is_opened_meanwhile_leads_back_to_the_first_page(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        program.flow.open_file("notes.txt")
        assert isinstance(program.screen, HomeScreen), "behind what is said of the file stands a page that answers"
        assert program.flow._study is None
        assert program.dialog is not None
