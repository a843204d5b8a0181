"""From the settings, and from the page that says the data is damaged, to the support file and back."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton

from cehrs_desktop.presentation import texts
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.ui.screens.problem import ProblemScreen
from cehrs_desktop.ui.screens.settings import SettingsScreen
from cehrs_desktop.ui.screens.support import SupportScreen
from tests.ui.driving import Driven, turn, wait_for

pytestmark = pytest.mark.usefixtures("qtbot")


def press(driven: Driven, text: str) -> None:
    screen = driven.flow.stage.screen
    assert screen is not None
    (found,) = [one for one in screen.findChildren(QPushButton) if one.text() == text]
    found.click()
    turn(20)


def shown(driven: Driven) -> SupportScreen:
    screen = driven.flow.stage.screen
    assert isinstance(screen, SupportScreen)
    wait_for(lambda: screen.findChildren(QComboBox)[0].count(), "the parts")
    return screen


def test_from_the_settings_and_back(qapp: QApplication) -> None:
    with Driven(qapp) as driven:
        wait_for(lambda: driven.flow.desk is not None, "the data")
        driven.flow._show_settings()
        press(driven, texts.MAKE_SUPPORT)
        screen = shown(driven)
        parts = screen.findChildren(QComboBox)[0]
        assert [parts.itemText(at).split()[0] for at in range(parts.count())][:6] == [
            "readme.txt", "about.json", "settings.json", "policy.json", "computer.json", "data.json",
        ]  # fmt: skip
        bundle = screen._bundle
        assert bundle is not None
        # The open database was asked, with its log.
        assert '"with_log": true' in next(file.text for file in bundle.files if file.name == "data.json")
        press(driven, "&Close")
        assert isinstance(driven.flow.stage.screen, SettingsScreen)


def test_from_damaged_data(qapp: QApplication) -> None:
    folder = program_paths().data
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "attempts.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with Driven(qapp) as driven:
        wait_for(lambda: isinstance(driven.flow.stage.screen, ProblemScreen), "the problem")
        press(driven, texts.MAKE_SUPPORT)
        shown(driven)
        press(driven, "&Close")
        assert isinstance(driven.flow.stage.screen, ProblemScreen)
