"""The plan's page and the page about the time before and after the exam, in the real window with the real store."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from cehrs_desktop.application.before_after import Entered, entered
from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.forms import candidate_named
from cehrs_desktop.application.ports import StoreUnreachable
from cehrs_desktop.presentation import before_after_texts as after_words
from cehrs_desktop.presentation import study_plan_texts as plan_words
from cehrs_desktop.presentation import study_texts, texts
from cehrs_desktop.study.afterwards import Credit
from cehrs_desktop.study.profile import Profile
from cehrs_desktop.ui.screens.before_after import BeforeAfterScreen
from cehrs_desktop.ui.screens.home import HomeScreen
from cehrs_desktop.ui.screens.study import StudyScreen
from cehrs_desktop.ui.screens.study_plan import StudyPlanScreen
from cehrs_desktop.ui.widgets.check_row import CheckLine
from cehrs_desktop.ui.widgets.day_field import DayField
from cehrs_desktop.ui.widgets.exhibit import Grid
from cehrs_desktop.ui.widgets.load_bar import LoadBar
from tests.ui.driving import Driven, wait_for

NAME = "Robin Example"
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


def study(program: Driven) -> None:
    program.ready()
    if isinstance(program.screen, HomeScreen):
        program.part(QLineEdit).setText(NAME)
        program.press(texts.STUDY)
    wait_for(
        lambda: isinstance(program.screen, StudyScreen) and program.button(study_texts.PLAN).isEnabled(), "the day"
    )


def kept(program: Driven) -> Profile:
    def read(desk: Desk) -> Profile:
        person = candidate_named(desk.store, NAME)
        assert person is not None
        assert desk.study is not None
        return desk.study.study_profile(person.id)

    return program.on_lane(read)


def today(program: Driven) -> date:
    return date.fromisoformat(program.flow._today())


def set_exam(program: Driven, days: int) -> None:
    from dataclasses import replace

    def work(desk: Desk) -> None:
        person = candidate_named(desk.store, NAME)
        assert person is not None
        assert desk.study is not None
        exam = (today(program) + timedelta(days=days)).isoformat()
        desk.study.keep_study_profile(person.id, replace(desk.study.study_profile(person.id), exam_date=exam))

    program.on_lane(lambda desk: [work(desk)])


def plan_page(program: Driven) -> StudyPlanScreen:
    program.press(study_texts.PLAN)

    def look() -> StudyPlanScreen | None:
        screen = program.screen
        return screen if isinstance(screen, StudyPlanScreen) and plan_words.WHY in program.words() else None

    return wait_for(look, "the plan")


def after_page(program: Driven) -> BeforeAfterScreen:
    program.press(after_words.WAY)

    def look() -> BeforeAfterScreen | None:
        screen = program.screen
        # What was put into the page is shown a turn later.
        return screen if isinstance(screen, BeforeAfterScreen) and program.parts(CheckLine) else None

    return wait_for(look, "the page")


def type_day(field: DayField, day: date) -> None:
    """A date as people type one, in place of what is there."""
    field.line.selectAll()
    QTest.keyClicks(field.line, f"{day.month}/{day.day}/{day.year}")
    QTest.keyClick(field.line, Qt.Key.Key_Return)


def answer_wrong(program: Driven, count: int) -> None:
    """A set of the learner's, every answer wrong, so that cards wait."""
    from cehrs_desktop.application.practising import begin, drawn, end, keep_answer, move, stock_of
    from cehrs_desktop.exam.timing import Instant
    from cehrs_desktop.study.practice import Wish
    from cehrs_desktop.study.practice_run import choose

    day = today(program).isoformat()
    at = program.around.clock.now()

    def work(desk: Desk) -> list[bool]:
        person = candidate_named(desk.store, NAME)
        assert person is not None
        assert desk.study is not None
        assert desk.source is not None
        stock = stock_of(desk.store, desk.study, desk.source, person.id, day, at.wall_ms)
        wish = Wish(items=count)
        run = begin(desk.study, stock, person.id, wish, drawn(stock, wish, "seed"), "wrong", at)
        for place in range(1, run.count + 1):
            later = Instant(at.wall_ms + 1000 * place, at.awake_ms + 1000 * place, at.run)
            run = move(desk.study, run, place, later)
            wrong = next(one.id for one in run.item.options if one.id != run.item.key.id)
            run = keep_answer(desk.study, choose(run, wrong, later), later)
        end(desk.study, run, at)
        return [True]

    program.on_lane(work)


def test_the_plan_shows_weeks_rehearsals_and_cards_and_becomes_a_pdf(qapp: QApplication, tmp_path: Path) -> None:
    with Driven(qapp) as program:
        study(program)
        set_exam(program, 28)
        answer_wrong(program, 12)
        screen = plan_page(program)
        told = program.words()
        assert plan_words.FIRST_LOOK in told
        assert "28 days are left." in told
        now = today(program).isoformat()
        first = plan_words.weeks_name(1, 1, now, (today(program) + timedelta(days=6)).isoformat(), now)
        weeks, cards = program.parts(Grid)
        cell = weeks.item(0, 0)
        assert cell is not None
        assert cell.text() == first
        assert told.count("A dress rehearsal on ") == 3
        bars = program.parts(LoadBar)
        assert len(bars) == 28
        view = screen._view
        assert view is not None
        assert sum(row.cards for row in view.load) >= 12
        assert [bar.accessibleName() for bar in bars] == [row.spoken for row in view.load]
        # A screen reader hears what a number over a column stands for; arrow keys walk a table, and the page follows.
        assert (weeks.accessibleName(), cards.accessibleName()) == (plan_words.WEEKS, plan_words.LOAD)
        spoken = [
            weeks.model().headerData(3 + at, Qt.Orientation.Horizontal, SPOKEN) for at in range(len(view.domains))
        ]
        assert spoken == [name for _, name in view.domains]
        assert [cards.model().index(row, 6).data(SPOKEN) for row in range(28)] == [row.spoken for row in view.load]
        area = screen._area
        inside = area.widget()
        assert inside is not None
        end = cards.rect().bottomLeft()
        wait_for(
            lambda: cards.mapTo(inside, end).y() < area.verticalScrollBar().maximum() + area.viewport().height(),
            "the page's length",
        )
        cards.setFocus()
        for _ in range(len(view.load)):
            QTest.keyClick(cards, Qt.Key.Key_Down)
        assert cards.currentRow() == len(view.load) - 1
        cell_at = cards.viewport().mapTo(screen, cards.visualItemRect(cards.currentItem()).center())
        assert area.geometry().contains(cell_at)
        file = tmp_path / "plan.pdf"
        screen.save(file)
        assert file.read_bytes().startswith(b"%PDF")
        screen.save(tmp_path / "none" / "plan.pdf")
        assert "is not there" in program.words()
        screen.left.emit()
        wait_for(lambda: isinstance(program.screen, StudyScreen), "the study page")


def test_the_next_day_tells_what_changed_since_the_look_before(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        set_exam(program, 28)
        plan_page(program).left.emit()
        study(program)
        mark = kept(program).choices["plan_last"]
        assert isinstance(mark, dict)
        assert "before" not in mark

        def look_was_yesterday(desk: Desk) -> list[bool]:
            from dataclasses import replace

            person = candidate_named(desk.store, NAME)
            assert person is not None
            assert desk.study is not None
            profile = desk.study.study_profile(person.id)
            latest = mark["latest"]
            assert isinstance(latest, dict)
            earlier = {**latest, "day": (today(program) - timedelta(days=1)).isoformat()}
            desk.study.keep_study_profile(
                person.id, replace(profile, choices={**profile.choices, "plan_last": {"latest": earlier}})
            )
            return [True]

        program.on_lane(look_was_yesterday)
        set_exam(program, 35)
        for _ in range(2):
            # Looking twice on a day loses nothing.
            screen = plan_page(program)
            assert screen._view is not None
            assert any("7 days later" in line for line in screen._view.changed)
            screen.left.emit()
            study(program)


def test_ticks_and_the_venue_are_kept_and_lists_follow_the_venue(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        screen = after_page(program)
        line = program.parts(CheckLine)[0]
        line.box.setFocus()
        QTest.keyClick(line.box, Qt.Key.Key_Space)
        assert after_words.done_line(1, 9) in program.words()
        # A click on the words ticks as well.
        words_label = program.parts(CheckLine)[1]._words
        QTest.mouseClick(words_label, Qt.MouseButton.LeftButton)
        assert after_words.done_line(2, 9) in program.words()
        screen.venue.setCurrentIndex(screen.venue.findData("live_remote"))
        screen.venue.activated.emit(screen.venue.currentIndex())
        assert after_words.done_line(2, 8) in program.words()
        program.press(after_words.PARTS[1])
        assert "A hand mirror" in program.words()
        assert "leave all scratch" not in program.words()
        told = kept(program)
        assert told.venue == "live_remote"
        assert told.choices["checklists"] == {"eligibility": ["account", "diploma"]}
        screen.left.emit()
        study(program)
        after_page(program)
        assert [line.box.isChecked() for line in program.parts(CheckLine)[:3]] == [True, True, False]


def test_failed_exams_give_the_day_of_the_next_try(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        screen = after_page(program)
        program.press(after_words.PARTS[2])
        retake = screen.retake
        assert retake is not None
        now = today(program)
        for back in (200, 100):
            type_day(retake.day, (now - timedelta(days=back)))
            program.press(after_words.ADD_FAIL)
        assert "The wait is over" in program.words()
        type_day(retake.day, (now - timedelta(days=10)))
        program.press(after_words.ADD_FAIL)
        assert after_words.LONG in program.words()
        retake.months.setValue(0)
        assert "20 days are left" in program.words()
        assert after_words.THIRTY in program.words()
        program.press(after_words.REMOVE)

        def read(desk: Desk) -> Entered:
            person = candidate_named(desk.store, NAME)
            assert person is not None
            assert desk.study is not None
            return entered(desk.study, person.id)

        told = program.on_lane(read)
        assert told.after.failed_days == tuple((now - timedelta(days=back)).isoformat() for back in (100, 10))
        assert told.wait_months == 0


def test_credits_after_a_pass_add_up_and_keep_only_a_files_name(qapp: QApplication, tmp_path: Path) -> None:
    with Driven(qapp) as program:
        study(program)
        screen = after_page(program)
        program.press(after_words.PARTS[3])
        renewal = screen.renewal
        assert renewal is not None
        assert not renewal.day.isEnabled()
        renewal.passed.click()
        passed = today(program) - timedelta(days=300)
        type_day(renewal.day, passed)
        assert after_words.credits_line(0, 10) in program.words()
        program.press(after_words.ADD_CREDIT)
        assert after_words.NEEDS_TITLE in program.words()
        certificate = str(tmp_path / "privacy course.pdf")
        renewal.title.setText("Privacy course")
        renewal.number.lineEdit().selectAll()
        QTest.keyClicks(renewal.number, "2.5")
        renewal.note_certificate(certificate)
        QTest.keyClick(renewal.title, Qt.Key.Key_Return)
        assert after_words.credits_line(2.5, 7.5) in program.words()
        renewal.title.setText("Before the pass")
        type_day(renewal.credit_day, (passed - timedelta(days=1)))
        program.press(after_words.ADD_CREDIT)
        assert after_words.NOT_COUNTED in program.words()
        assert after_words.credits_line(2.5, 7.5) in program.words()
        screen.left.emit()
        study(program)
        screen = after_page(program)
        program.press(after_words.PARTS[3])
        assert f"privacy course.pdf in {tmp_path}" in program.words()

        def read(desk: Desk) -> Entered:
            person = candidate_named(desk.store, NAME)
            assert person is not None
            assert desk.study is not None
            return entered(desk.study, person.id)

        told = program.on_lane(read)
        assert told.after.credits[1] == Credit(today(program).isoformat(), "Privacy course", 2.5, certificate)


def test_what_cannot_be_kept_is_said(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        screen = after_page(program)
        from cehrs_desktop.ui.before_after_flow import BeforeAfterFlow

        visit = program.flow.stage.findChildren(BeforeAfterFlow)[-1]

        class Unreachable:
            def study_profile(self, _: str) -> Profile:
                raise StoreUnreachable("", "")

        visit._study = Unreachable()  # pyright: ignore[reportAttributeAccessIssue]
        program.parts(CheckLine)[0].box.click()
        wait_for(lambda: screen.notice.isVisible() and after_words.NOT_KEPT.strip() in program.words(), "the notice")
