"""The forms screen with the real item pack: choose, read, assemble, stop, and what starting takes."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTableWidget

from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.ports import Candidate, StoreFull
from cehrs_desktop.exam import commands as c
from cehrs_desktop.presentation import form_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.study.profile import Profile
from cehrs_desktop.ui.screens.forms import FormsScreen
from tests.ui.driving import Driven, turn, wait_for

pytestmark = pytest.mark.usefixtures("qtbot")
NAME = "Robin Example"
ENDLESS = (sys.executable, "-c", "import time; time.sleep(600)")


@pytest.fixture
def driven(qapp: QApplication) -> Iterator[Driven]:
    with Driven(qapp) as window:
        window.ready()
        yield window


def rows(driven: Driven) -> list[list[str]]:
    table = driven.part(QTableWidget)
    cells = [[table.item(y, x) for x in range(table.columnCount())] for y in range(table.rowCount())]
    return [[cell.text() if cell else "" for cell in row] for row in cells]


def open_forms(driven: Driven) -> None:
    driven.parts(QLineEdit)[0].setText(NAME)
    driven.press(texts.CHOOSE_FORM)
    wait_for(lambda: isinstance(driven.screen, FormsScreen) and driven.parts(QTableWidget), "the list of forms")


def had_form(driven: Driven, place: int) -> None:
    """The candidate starts the form at this place, leaves it, and is back on the first page."""
    driven.part(QTableWidget).selectRow(place)
    driven.press(words.SIT)
    driven.until(texts.TUTORIAL_LEAD)
    for command in (c.ConfirmName, c.AcceptAgreement, c.StartExam):
        driven.presenter.ask(lambda at, command=command: command(at=at))
        driven.settle()
    driven.presenter.ask(lambda at: c.AbandonAttempt(at=at, reason="candidate"))
    wait_for(lambda: driven.flow.sitting is None and driven.parts(QLineEdit), "the first page")


def test_ten_forms_are_ready_and_the_chosen_one_is_sat(driven: Driven) -> None:
    open_forms(driven)
    listed = rows(driven)
    assert len(listed) == 10
    assert [row[0].split("-")[0] for row in listed] == [str(n) for n in range(1, 11)]
    assert {row[1] for row in listed} == {"none"}
    driven.part(QTableWidget).setFocus()
    driven.key(Qt.Key.Key_Down)
    driven.key(Qt.Key.Key_Down)
    driven.press(words.SIT)
    driven.until(texts.TUTORIAL_LEAD)
    attempt = driven.stored().attempt
    assert attempt.form.name == listed[2][0]
    assert attempt.table is not None
    assert attempt.table.count == 100


def test_the_data_sheet_tells_what_is_known_of_a_form(driven: Driven) -> None:
    open_forms(driven)
    driven.press(words.SHEET)
    wait_for(lambda: driven.dialog, "the data sheet")
    told = driven.words()
    assert "Lee 2010" in told
    assert "Standard error at the pass line" in told
    assert "100 right" in told
    assert "0 right" in told


def test_starting_takes_the_next_untouched_form(driven: Driven) -> None:
    open_forms(driven)
    had_form(driven, 0)
    driven.press(texts.QUICK_START)
    driven.until(texts.TUTORIAL_LEAD)
    attempt = driven.stored().attempt
    assert attempt.form.name.startswith("2-")
    assert attempt.repeats == 0


def test_sealed_forms_are_named_and_not_opened_unasked(driven: Driven) -> None:
    person = Candidate("robin", NAME)
    names = driven.on_lane(lambda desk: [fixed.form.name for fixed in desk.source.forms()] if desk.source else [])

    def keep(desk: Desk) -> bool:
        assert desk.study is not None
        desk.store.save_candidate(person)
        desk.study.keep_study_profile(person.id, Profile(sealed=2, sealed_forms=(names[0], names[1])))
        return True

    driven.on_lane(keep)
    open_forms(driven)
    assert [row[2] for row in rows(driven)] == [words.SEALED] * 2 + [words.NOT_SAT] * 8
    assert words.SEALED_NOTE in driven.words()
    table = driven.part(QTableWidget)
    assert table.currentRow() == 2
    table.selectRow(0)
    driven.press(words.SIT)
    wait_for(lambda: driven.dialog, "the question whether to open it")
    assert words.open_sealed(names[0]) in driven.words()
    driven.press(words.OPEN_SEALED_NO)
    wait_for(lambda: driven.dialog is None, "the page again")
    assert driven.on_lane(lambda desk: len(desk.store.lines()) == 0)
    driven.press(words.SIT)
    wait_for(lambda: driven.dialog, "the question again")
    driven.press(words.OPEN_SEALED_YES)
    driven.until(texts.TUTORIAL_LEAD)
    assert driven.stored().attempt.form.name == names[0]


def test_a_new_form_is_assembled_kept_and_can_be_sat(driven: Driven) -> None:
    open_forms(driven)
    driven.press(words.ASSEMBLE)
    wait_for(lambda: len(rows(driven)) == 11, "the new form")
    made = rows(driven)[10]
    assert made[3] == words.FROM_HERE
    assert driven.part(QTableWidget).currentRow() == 10
    assert driven.on_lane(lambda desk: [fixed.form.name for fixed in desk.store.kept_forms()]) == [made[0]]
    driven.press(words.SIT)
    driven.until(texts.TUTORIAL_LEAD)
    attempt = driven.stored().attempt
    assert attempt.form.name == made[0]
    assert sum(slot.scored for slot in attempt.form.slots) == 100


@pytest.mark.parametrize("later_ms", [0, 300], ids=["at once", "later"])
def test_assembling_can_be_stopped_and_nothing_is_kept(qapp: QApplication, later_ms: int) -> None:
    with Driven(qapp, assemble_command=ENDLESS) as driven:
        driven.ready()
        open_forms(driven)
        driven.press(words.ASSEMBLE)
        if later_ms:
            turn(later_ms)
        driven.press(words.CANCEL)
        driven.until(words.STOPPED)
        assert len(rows(driven)) == 10
        assert driven.on_lane(lambda desk: desk.store.kept_forms()) == ()
        driven.press(words.BACK)
        wait_for(lambda: driven.parts(QLineEdit), "the first page")


def test_a_form_that_cannot_be_stored_leaves_the_screen_usable(driven: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    open_forms(driven)
    desk = driven.flow.desk
    assert desk is not None

    def full(_form: object) -> None:
        raise StoreFull("attempts.db")

    monkeypatch.setattr(desk.store, "keep_form", full)
    driven.press(words.ASSEMBLE)
    driven.until("full")
    assert driven.button(words.BACK).isEnabled()
    assert driven.button(words.SIT).isEnabled()
    assert not any(button.text() == words.CANCEL for button in driven.parts(QAbstractButton))


@pytest.mark.parametrize(
    "command",
    [("/no/such/program",), (sys.executable, "-c", "raise SystemExit(3)"), (sys.executable, "-c", "print('{}')")],
    ids=["missing", "fails", "nonsense"],
)
def test_an_assembler_that_does_not_answer_is_told(qapp: QApplication, command: tuple[str, ...]) -> None:
    with Driven(qapp, assemble_command=command) as driven:
        driven.ready()
        open_forms(driven)
        driven.press(words.ASSEMBLE)
        driven.until(words.NO_ANSWER)
        assert driven.button(words.SIT).isEnabled()


def test_leaving_the_program_while_it_assembles_leaves_nothing_behind(qapp: QApplication) -> None:
    with Driven(qapp, assemble_command=ENDLESS) as driven:
        driven.ready()
        open_forms(driven)
        driven.press(words.ASSEMBLE)
        turn(300)
        driven.window.close()
        wait_for(lambda: not driven.flow._lane._thread.is_alive(), "the end")
