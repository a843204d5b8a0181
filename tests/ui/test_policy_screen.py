"""A policy in the real windows: what is offered, what is held, what staff are told, and the page that shows it all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPushButton, QRadioButton, QTableWidget

from cehrs_desktop.app.machine import settled_here
from cehrs_desktop.presentation import lockdown_texts, policy_texts, texts
from cehrs_desktop.system.settings_file import read_settings, write_settings
from cehrs_desktop.ui.screens.plan import PlanScreen
from cehrs_desktop.ui.screens.policy import PolicyScreen
from cehrs_desktop.ui.screens.settings import SettingsScreen
from tests.ui.driving import Driven, turn, wait_for

Program = Callable[..., Driven]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CEHRS_POLICY_FILE", str(tmp_path / "policy.json"))
    return tmp_path / "policy.json"


@pytest.fixture
def program(qapp: QApplication, file: Path) -> Program:
    """The program under a policy with these fixed settings and defaults."""

    def made(fixed: Any = (), default: Any = (), *, size: tuple[int, int] = (1280, 720), **more: Any) -> Driven:
        file.write_text(json.dumps({"format": 1, "fixed": dict(fixed), "default": dict(default)}), encoding="utf-8")
        settled = settled_here()
        assert settled.policy is not None
        return Driven(qapp, size=size, settled=settled, **more)

    return made


def ways(program: Driven) -> set[str]:
    beginnings = (texts.REHEARSE_DAY, texts.QUICK_START, texts.STUDY, texts.CHOOSE_FORM)
    return {button.text() for button in program.parts(QPushButton)} & set(beginnings)


def the_page(program: Driven) -> QTableWidget:
    program.press(texts.SETTINGS)
    program.press(policy_texts.BUTTON)
    wait_for(lambda: isinstance(program.screen, PolicyScreen) and program.parts(QTableWidget), "the settings in force")
    return program.part(QTableWidget)


def rows(table: QTableWidget) -> dict[str, tuple[str, str]]:
    def told(at: int, place: int) -> str:
        item = table.item(at, place)
        assert item is not None
        return str(item.data(Qt.ItemDataRole.AccessibleTextRole))

    return {told(at, 0): (told(at, 1), told(at, 2)) for at in range(table.rowCount())}


# ---- the first page
def test_only_what_may_be_begun_is_offered_and_enter_begins_it(program: Program) -> None:
    with program({"modes": ["quick_start", "practice"]}) as driven:
        driven.ready()
        assert ways(driven) == {texts.QUICK_START, texts.STUDY}
        field = driven.part(QLineEdit)
        field.setText("Robin Example")
        field.setFocus()
        driven.key(Qt.Key.Key_Return)
        driven.until(texts.TUTORIAL_LEAD)


def test_a_policy_that_is_sound_is_quiet(program: Program) -> None:
    with program({"lockdown": 1}) as driven:
        driven.ready()
        assert policy_texts.HOME_NOTE not in driven.words()
        assert ways(driven) == {texts.REHEARSE_DAY, texts.QUICK_START, texts.STUDY, texts.CHOOSE_FORM}


def test_a_wrong_value_is_told_quietly_and_the_exam_is_sat(program: Program, data_folder: Path) -> None:
    with program({"modes": ["nothing"], "sounds": "no"}, {"theme": 3}) as driven:
        driven.ready()
        assert policy_texts.HOME_NOTE in driven.words()
        assert len(ways(driven)) == 4
        driven.begin()
        assert driven.session.running
        logged = (data_folder / "log" / "cehrs-desktop.log").read_text(encoding="utf-8")
        assert "policy: " in logged
        assert "fixed.modes" in logged
        driven.flow.suspend_and_close()


def test_a_name_that_is_fixed_is_not_asked_for(program: Program, data_folder: Path) -> None:
    write_settings(data_folder / "settings.json", {"name": "Robin"})
    with program({"name": "Candidate 12", "result": "two_days"}) as driven:
        driven.ready()
        field = driven.part(QLineEdit)
        assert (field.text(), field.isEnabled()) == ("Candidate 12", False)
        assert [(radio.isChecked(), radio.isEnabled()) for radio in driven.parts(QRadioButton)] == [
            (False, False),
            (True, False),
        ]
        assert driven.words().count(texts.SET_BY_SCHOOL) == 2
        driven.press(texts.QUICK_START)
        driven.until(texts.TUTORIAL_LEAD)
        stored = driven.stored().attempt
        assert (stored.candidate.name, stored.rules.result) == ("Candidate 12", "two_days")
    assert read_settings(data_folder / "settings.json", {"name": ""}).values["name"] == "Robin", "it is only covered"


def test_only_the_venues_of_the_policy_are_offered(program: Program) -> None:
    with program({"venues": ["school", "live_remote", "nowhere"]}, {"venue": "live_remote"}) as driven:
        driven.ready()
        driven.part(QLineEdit).setText("Robin Example")
        driven.press(texts.REHEARSE_DAY)
        wait_for(lambda: isinstance(driven.screen, PlanScreen), "the plan")
        offered = driven.parts(QRadioButton)
        assert len(offered) == 2
        assert isinstance(driven.screen, PlanScreen)
        assert driven.screen._venue().id == "live_remote"
        data = driven.around.day_data()
        assert [venue.id for venue in data.venues] == ["live_remote", "school"]
        assert "'nowhere'" in data.problems[0]


@pytest.mark.parametrize("fixed", [{"venue": "nowhere"}, {"venues": ["nowhere"]}])
def test_when_no_venue_of_the_policy_is_there_all_are_offered(program: Program, fixed: Any) -> None:
    driven = program(fixed)
    data = driven.around.day_data()
    assert len(data.venues) == 3
    assert "'nowhere'" in data.problems[0]
    driven.window.close()
    driven.window.deleteLater()


def test_shared_venues_are_added_and_a_person_s_own_come_last(program: Program, tmp_path: Path) -> None:
    from cehrs_desktop.app.day_of_exam import day_data

    driven = program({"shared_data": str(tmp_path / "gemeinsam 共有")})
    shared = tmp_path / "gemeinsam 共有" / "venues"
    shared.mkdir(parents=True)
    school = json.loads(
        (Path(__file__).parents[2] / "resources" / "venues" / "school.json").read_text(encoding="utf-8")
    )
    (shared / "ours.json").write_text(json.dumps(school | {"id": "room_12", "title": "Room 12"}), encoding="utf-8")
    assert driven.around.policy is not None
    assert "room_12" in [venue.id for venue in day_data(driven.paths, driven.around.policy).venues]
    assert "room_12" not in [venue.id for venue in day_data(driven.paths).venues]
    driven.window.close()
    driven.window.deleteLater()


# ---- the settings
def test_fixed_settings_are_shown_and_held_with_the_reason(program: Program, data_folder: Path) -> None:
    write_settings(data_folder / "settings.json", {"sounds": True, "theme": "dark"})
    with program({"sounds": False, "theme": "light", "text_size": 100, "lockdown_least": 1}) as driven:
        driven.ready()
        driven.press(texts.SETTINGS)
        boxes = {box.accessibleName(): box for box in driven.parts(QComboBox)}
        checks = {box.text(): box for box in driven.parts(QCheckBox)}
        held = [name for name, box in {**boxes, **checks}.items() if not box.isEnabled()]
        assert held == [texts.SETTING_CONTRAST, texts.SETTING_ZOOM, texts.SETTING_SOUNDS]
        assert boxes[texts.SETTING_CONTRAST].currentData() == "light"
        assert not checks[texts.SETTING_SOUNDS].isChecked()
        assert checks[texts.SETTING_SOUNDS].accessibleDescription() == policy_texts.SET_BY_SCHOOL
        assert boxes[texts.SETTING_ZOOM].accessibleDescription() == policy_texts.SET_BY_SCHOOL_FOR_NOW
        levels = boxes[lockdown_texts.SETTING_LOCKDOWN]
        assert [levels.itemData(at) for at in range(levels.count())] == ["1", "2"]
        assert policy_texts.least_lockdown(1) in driven.words()
        assert driven.window.focusWidget().isEnabled()


def test_a_locked_page_holds_everything(program: Program) -> None:
    with program({"settings_locked": True}, {"sounds": False}) as driven:
        driven.ready()
        driven.press(texts.SETTINGS)
        assert policy_texts.LOCKED in driven.words()
        assert not any(box.isEnabled() for box in (*driven.parts(QComboBox), *driven.parts(QCheckBox)))
        (sounds,) = [box for box in driven.parts(QCheckBox) if box.text() == texts.SETTING_SOUNDS]
        assert not sounds.isChecked()


def test_a_fixed_look_changes_for_this_run_only_and_nothing_else_does(program: Program, data_folder: Path) -> None:
    with program({"text_size": 125, "theme": "cream", "sounds": False, "lockdown_least": 2}) as driven:
        driven.ready()
        assert (driven.flow.stage.zoom, driven.flow.stage.theme.name) == (1.25, "cream")
        driven.flow.stage.change("zoom", 2.0)
        driven.flow.stage.next_contrast()
        driven.flow.stage.change("sounds", True)
        driven.flow.stage.change("lockdown", "0")
        values = driven.around.settings.values
        assert (driven.flow.stage.zoom, values["sounds"], values["lockdown"]) == (2.0, False, "2")
        assert driven.flow.stage.theme.name != "cream"
    kept = json.loads((data_folder / "settings.json").read_text(encoding="utf-8"))
    assert not {"zoom", "theme", "sounds"} & set(kept)
    assert kept["lockdown"] == "0", "the person's own wish is kept for when the policy goes"
    with program({"text_size": 125, "theme": "cream"}) as driven:
        assert (driven.flow.stage.zoom, driven.flow.stage.theme.name) == (1.25, "cream")


# ---- the page
def test_the_page_shows_every_setting_with_who_set_it_and_copies_it(program: Program, file: Path) -> None:
    with program({"lockdown": 2, "moods": 1}, {"text_size": 110}) as driven:
        driven.ready()
        table = the_page(driven)
        told = rows(table)
        assert list(told) == list(policy_texts.NAMES.values())
        assert told["Text size"] == ("110 %", f"Policy file, {file} (CEHRS_POLICY_FILE)")
        assert told["Lockdown during the exam"][1].startswith("Policy file, fixed, ")
        assert told["Data folder"] == (driven.around.data_folder, "Environment, CEHRS_DATA_DIR")
        assert told["Full screen"] == ("No", "You"), "the test chose it before"
        assert policy_texts.problems_summary(1, rest=True) in driven.words()
        driven.press(policy_texts.COPY)
        copied = QGuiApplication.clipboard().text()
        assert "fixed.moods: there is no such setting. Was 'modes' meant?" in copied
        assert str(file) in copied, "what is broken for the screen is whole where it is copied"
        driven.press(texts.CLOSE)
        assert isinstance(driven.screen, SettingsScreen)


def test_the_page_without_a_policy(qapp: QApplication) -> None:
    with Driven(qapp) as driven:
        driven.ready()
        told = rows(the_page(driven))
        assert told["Sounds"] == ("Yes", "The program")
        assert policy_texts.NOTHING_READ in driven.words()


def test_a_policy_that_changed_is_told_and_counts_from_the_next_start(program: Program, file: Path) -> None:
    with program({"sounds": False}) as driven:
        driven.ready()
        the_page(driven)
        assert policy_texts.CHANGED not in driven.words()
        file.write_text('{"fixed": {"sounds": true}}', encoding="utf-8")
        driven.press(policy_texts.LOOK_AGAIN)
        driven.until(policy_texts.CHANGED)
        # The words of the new page are there a moment before its table is.
        wait_for(lambda: driven.parts(QTableWidget), "the settings in force")
        assert rows(driven.part(QTableWidget))["Sounds"][0] == "No"


@pytest.mark.parametrize("zoom", [100, 200])
def test_the_page_is_walked_by_keyboard_and_fits(program: Program, zoom: int) -> None:
    with program(
        {"text_size": zoom, "update_address": "\\\\server\\" + "x" * 60 + "\\latest.json"}, size=(1366, 768)
    ) as driven:
        driven.ready()
        table = the_page(driven)
        turn(50)
        assert table.viewport().width() <= 1366
        table.setFocus()
        for _ in range(table.rowCount()):
            driven.key(Qt.Key.Key_Down)
        turn(20)
        last = table.item(table.rowCount() - 1, 0)
        assert last is not None
        place = table.visualItemRect(last)
        below = table.viewport().mapTo(driven.window, place.bottomLeft()).y()
        assert 0 < below <= driven.window.height(), "the row that was walked to is on the screen"
        for at in range(table.rowCount()):
            for column in range(3):
                item = table.item(at, column)
                assert item is not None
                room = table.visualItemRect(item).adjusted(8, 0, -8, 0)
                wanted = table.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, item.text()).height()
                assert wanted <= table.rowHeight(at)
        # The keyboard leaves the table again.
        driven.key(Qt.Key.Key_Tab)
        assert driven.window.focusWidget() is not table


def test_the_own_folder_is_told_of_and_opened_in_a_second_window(program: Program, tmp_path: Path) -> None:
    from cehrs_desktop.application.policy_sheet import OwnFolder

    driven = program({"sounds": False})
    opened: list[bool] = []
    sheet = driven.around.policy_sheet
    own = OwnFolder(str(tmp_path / "own"), 1_800_000_000_000, "/srv/x")
    around = replace(
        driven.around,
        own_folder_noted=True,
        policy_sheet=lambda: replace(sheet(), own=own),
        open_own_folder=lambda: not opened.append(True),
    )
    driven.flow._around = around
    with driven:
        driven.ready()
        assert policy_texts.OWN_NOTE in driven.words()
        the_page(driven)
        assert "/srv/x" in driven.words().replace("\u200b", "")
        driven.press(policy_texts.OPEN_OWN)
        assert opened == [True]
        assert policy_texts.OWN_OPENED in driven.words()
