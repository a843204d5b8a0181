"""The settings page: every choice is kept at once."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox

from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, label
from cehrs_desktop.ui.widgets.page import Page

ZOOM_CHOICES = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


class SettingsScreen(Page):
    """Emits `changed(key, value)` for each choice, `folder_wanted`, and `left`."""

    changed = Signal(str, object)
    folder_wanted = Signal()
    left = Signal()

    def __init__(self, values: Mapping[str, object], data_folder: str) -> None:
        super().__init__(texts.SETTINGS_TITLE)
        self.column.setSpacing(8)
        self.column.addWidget(label(texts.SETTINGS_STORED, BODY, role="muted"))
        contrast = self._choice(texts.SETTING_CONTRAST, texts.CONTRASTS, str(values["theme"]), "theme")
        zooms = tuple((str(zoom), f"{round(zoom * 100)} %") for zoom in ZOOM_CHOICES)
        self._choice(texts.SETTING_ZOOM, zooms, str(values["zoom"]), "zoom")
        results = (("now", texts.RESULT_NOW), ("two_days", texts.RESULT_LATER))
        self._choice(texts.SETTING_RESULT, results, str(values["result"]), "result")
        self.column.addSpacing(8)
        self._check(texts.SETTING_CLOCK, bool(values["clock_returns"]), "clock_returns")
        self._check(texts.SETTING_FULL_SCREEN, bool(values["full_screen"]), "full_screen")
        self.column.addSpacing(8)
        self.column.addWidget(label(texts.SETTING_DATA, BODY, bold=True))
        self.column.addWidget(label(data_folder))
        self.column.addWidget(label(texts.SETTING_BACKUPS, SMALL, role="muted"))
        self.end_column()
        self._first = contrast
        self.footer(
            button(texts.OPEN_FOLDER, self.folder_wanted.emit), button(texts.CLOSE, self.left.emit, role="chief")
        )

    def _choice(self, name: str, choices: tuple[tuple[str, str], ...], current: str, key: str) -> QComboBox:
        self.column.addSpacing(8)
        named = label(name, BODY, bold=True)
        box = QComboBox()
        box.setFont(font(BODY))
        box.setAccessibleName(name)
        for value, words in choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(0, box.findData(current)))
        box.activated.connect(lambda at: self.changed.emit(key, box.itemData(at)))
        named.setBuddy(box)
        self.column.addWidget(named)
        self.column.addWidget(box)
        return box

    def _check(self, name: str, checked: bool, key: str) -> None:
        box = QCheckBox(name)
        box.setFont(font(BODY))
        box.setChecked(checked)
        box.toggled.connect(lambda on: self.changed.emit(key, on))
        self.column.addWidget(box)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._first.setFocus()
