"""Identification, belongings, checks, paper and programs: right, wrong, put right, and on after a kill."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QRadioButton

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.day_view import day_of, shown_cards
from cehrs_desktop.presentation.report_texts import date_text
from cehrs_desktop.rehearsal.plan import one_letter_off
from cehrs_desktop.rehearsal.venue import (
    AcceptStep,
    Card,
    Check,
    ChecklistStep,
    CountStep,
    IdentityStep,
    Place,
    ProgramsStep,
    RunningProgram,
    SortStep,
    Thing,
)
from tests.ui.day_driving import LAST, NAME, DayDriven, a_plan

Key = Qt.Key
IDENTITY = IdentityStep(
    id="identity",
    title="Identification",
    cards=(
        Card(id="good", label="Passport"),
        Card(id="old", label="License", expired=True, refused="It has expired."),
        Card(id="bare", label="State card", signed=False, refused="It is not signed."),
        Card(id="letter", label="Other card", name="one_letter", refused="One letter differs."),
        Card(id="photo", label="On a phone", photo=True, refused="A photo is no card."),
    ),
    offered=5,
)
SORT = SortStep(
    id="sort",
    title="Belongings",
    places=(Place(id="locker", label="Locker"), Place(id="you", label="On you")),
    things=(
        Thing(id="phone", label="Phone", right="locker", why="No phone comes in."),
        Thing(id="card", label="Identification", right="you", why="It stays on you."),
    ),
)
CHECKS = ChecklistStep(
    id="checks",
    title="Checks",
    checks=(
        Check(
            id="pockets", label="Pockets", detail="Turn them out.", finding="A tissue is in one.", remedy="Lay it away"
        ),
        Check(id="sleeves", label="Sleeves", detail="Up to the elbow."),
    ),
    findings=1,
    done="Shown",
)
PROGRAMS = ProgramsStep(
    id="programs",
    title="Programs",
    programs=tuple(RunningProgram(id=f"p{n}", label=f"Program {n}", why=f"Because {n}.") for n in range(5)),
    running=3,
)
OUT = CountStep(id="out", title="Paper", way="out", sheets=3, short=True, text=("You get {sheets} sheets.",))
IN = CountStep(id="in", title="Hand in", way="in", text=("You got {sheets} sheets.",))


def choose_card(day: DayDriven, label: str) -> None:
    next(radio for radio in day.parts(QRadioButton) if radio.text() == label).click()


def test_each_card_says_everything_that_can_be_seen_on_it(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(IDENTITY, LAST)) as day:
        shown = {card.id: card for card in shown_cards(day.plan, IDENTITY)}
        assert shown["good"].name == NAME
        assert shown["letter"].name == one_letter_off(NAME, "seed") != NAME
        today = day_of(day.plan)
        assert shown["old"].expires < today
        assert all(card.expires > today + timedelta(days=90) for card in shown.values() if card.id != "old")
        names = {radio.text(): radio.accessibleName() for radio in day.parts(QRadioButton)}
        assert words.card_expiry(shown["old"].expires) in names["License"]
        assert words.UNSIGNED in names["State card"]
        assert words.A_PHOTO in names["On a phone"]
        assert words.card_name(shown["letter"].name) in names["Other card"]
        assert words.card_name(shown["letter"].name) in day.words()
        assert date_text(today) in day.words()


def test_a_refused_card_tells_its_reason_and_another_can_be_shown(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(IDENTITY, LAST)) as day:
        day.press(words.SHOW_CARD)
        assert day.verdict == words.CHOOSE_CARD
        assert day.notes() == []
        for label, reason in (("License", "It has expired."), ("On a phone", "A photo is no card.")):
            choose_card(day, label)
            day.press(words.SHOW_CARD)
            assert day.verdict == f"{words.NOT_ACCEPTED} {reason}"
            assert day.step == "identity"
        choose_card(day, "Passport")
        day.press(words.SHOW_CARD)
        assert day.step == "last"
        assert [tried["right"] for tried in day.notes("day.step_tried")] == [False, False, True]


def test_a_card_is_chosen_and_shown_by_keyboard_alone(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(IDENTITY, LAST)) as day:
        for _ in range(8):
            day.key(Key.Key_Space)
            radio = day.window.focusWidget()
            assert isinstance(radio, QRadioButton)
            if radio.text() == "Passport":
                break
            day.key(Key.Key_Down)
        day.key(Key.Key_Tab)
        for _ in range(4):
            if day.window.focusWidget() is day.button(words.SHOW_CARD):
                break
            day.key(Key.Key_Tab)
        day.key(Key.Key_Space)
        assert day.step == "last"


def test_glare_on_a_good_card_asks_for_it_once_more(qapp: QApplication) -> None:
    step = IdentityStep(id="identity", title="Identification", cards=IDENTITY.cards[:1], offered=1, glare=True)
    with DayDriven(qapp, a_plan(step, LAST, level="hard")) as day:
        choose_card(day, "Passport")
        day.press(words.SHOW_CARD)
        assert words.VERDICTS["glare"] in day.verdict
        day.press(words.SHOW_CARD)
        assert day.step == "last"


def test_things_are_told_and_put_right_by_the_candidate(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(SORT, LAST)) as day:
        day.press(words.HAND_OVER)
        assert day.verdict == words.place_all(["Phone", "Identification"])
        assert day.notes() == []
        phone, card = day.parts(QComboBox)
        # By keyboard: the first letter of a place chooses it.
        day.type("O")
        card.setFocus()
        day.type("O")
        day.press(words.HAND_OVER)
        assert day.notes("day.step_tried") == [
            {"step": "sort", "given": {"phone": "you", "card": "you"}, "right": False, "told": ["phone"]}
        ]
        assert f"{words.WRONG_PLACE} No phone comes in." in day.words()
        assert "It stays on you." not in day.words()
        assert day.window.focusWidget() is phone
        assert "No phone comes in." in phone.accessibleDescription()
        day.restart()
        phone, card = day.parts(QComboBox)
        assert (phone.currentText(), card.currentText()) == ("On you", "On you")
        assert "No phone comes in." in day.words()
        day.type("L")
        day.press(words.HAND_OVER)
        assert day.step == "last"


def test_scrolling_over_a_place_changes_nothing(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(SORT, LAST)) as day:
        phone = day.parts(QComboBox)[0]
        middle = QPointF(phone.rect().center())
        down = QWheelEvent(
            middle, middle, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(phone, down)
        assert phone.currentIndex() == 0


def test_a_checklist_goes_on_by_space_and_what_is_found_is_put_right(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(CHECKS, LAST)) as day:
        assert "Turn them out." in day.words()
        day.key(Key.Key_Space)
        assert day.verdict == "A tissue is in one. Lay it away."
        assert words.CHECK_STATES["found"] in day.words()
        day.restart()
        assert day.verdict == "A tissue is in one. Lay it away."
        assert day.button(words.REMOVED)
        day.key(Key.Key_Space)
        assert "Up to the elbow." in day.words()
        assert day.verdict == ""
        day.restart()
        assert "Up to the elbow." in day.words()
        day.key(Key.Key_Space)
        assert words.ALL_CHECKED in day.words()
        assert day.step == "checks"
        day.key(Key.Key_Space)
        assert day.step == "last"
        assert [(tried["given"], tried["right"]) for tried in day.notes("day.step_tried")] == [
            ("pockets", False),
            ("pockets", True),
            ("sleeves", True),
        ]


def test_who_is_sent_back_is_checked_again_and_nothing_is_found(qapp: QApplication) -> None:
    rules = AcceptStep(id="rules", title="Rules", rules=("Be quiet.",), back_to="checks")
    with DayDriven(qapp, a_plan(CHECKS, rules, LAST)) as day:
        for _ in range(4):
            day.key(Key.Key_Space)
        assert day.step == "rules"
        day.press(words.DECLINE)
        assert day.step == "checks"
        assert "Turn them out." in day.words()
        day.key(Key.Key_Space)
        assert "Up to the elbow." in day.words()
        day.restart()
        assert "Up to the elbow." in day.words()
        day.key(Key.Key_Space)
        day.key(Key.Key_Space)
        assert day.step == "rules"


def test_every_program_is_closed_before_it_goes_on(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(PROGRAMS, LAST)) as day:
        assert words.programs_left(3) in day.words()
        day.press(words.CONTINUE)
        assert day.step == "programs"
        day.key(Key.Key_Space)
        assert words.programs_left(2) in day.words()
        day.restart()
        assert words.programs_left(2) in day.words()
        day.key(Key.Key_Space)
        day.key(Key.Key_Space)
        assert words.ALL_CLOSED in day.words()
        closed = [tried["given"] for tried in day.notes("day.step_tried")]
        assert closed == [program.id for program in day.plan.running(PROGRAMS)]
        day.key(Key.Key_Space)
        assert day.step == "last"


def test_no_program_on_the_list_says_so(qapp: QApplication) -> None:
    none = ProgramsStep(id="programs", title="Programs", programs=(), running=0)
    with DayDriven(qapp, a_plan(none, LAST)) as day:
        assert words.NONE_RUNNING in day.words()
        day.key(Key.Key_Space)
        assert day.step == "last"


def seed_with(short: bool) -> str:
    return next(f"s{n}" for n in range(50) if (a_plan(OUT, seed=f"s{n}").sheets(OUT) < OUT.sheets) is short)


def count(day: DayDriven, number: int) -> None:
    field = day.window.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    day.type(str(number))
    day.press(words.COUNTED)


def test_paper_is_counted_and_a_wrong_number_is_told(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(OUT, LAST, seed=seed_with(short=False))) as day:
        assert "You get 3 sheets." in day.words()
        day.press(words.COUNTED)
        assert day.verdict == words.COUNT_FIRST
        count(day, 4)
        assert words.VERDICTS["count"] in day.verdict
        count(day, 3)
        assert day.step == "last"


def test_a_sheet_that_is_missing_is_said_and_handed_over(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(OUT, LAST, seed=seed_with(short=True))) as day:
        count(day, 3)
        assert words.VERDICTS["short"] in day.verdict
        count(day, 2)
        assert day.verdict == words.missing_sheet(2, 3)
        assert day.step == "out"
        day.restart()
        assert day.verdict == words.missing_sheet(2, 3)
        day.key(Key.Key_Space)
        assert day.step == "last"


@pytest.mark.parametrize("count_", [0, 1, 2, 3, 5])
def test_the_drawing_in_words_lists_the_sheets_and_gives_no_number(count_: int) -> None:
    described = words.sheets_described(count_)
    assert described.count("a blank sheet") + described.count("a further blank sheet") == count_
    assert not any(character.isdigit() for character in described)


def test_all_paper_is_handed_in_the_blank_sheets_too(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(OUT, IN, LAST, seed=seed_with(short=False))) as day:
        count(day, 3)
        assert "You got 3 sheets." in day.words()
        day.key(Key.Key_Space)
        day.press(words.HAND_IN)
        assert words.VERDICTS["missing"] in day.verdict
        # The keyboard is on a sheet that is still there.
        for _ in range(2):
            next(box for box in day.parts(QCheckBox) if not box.isChecked()).click()
        day.press(words.HAND_IN)
        assert day.step == "last"
        given = [tried["given"] for tried in day.notes("day.step_tried")]
        assert given == [3, 1, 3]
        assert all(sooner is not later for sooner, later in pairwise(given[1:]))
