"""The settings page: every choice is kept at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from cehrs_desktop.application.policy import Policy
from cehrs_desktop.application.policy_settings import SEEN_AT_ONCE
from cehrs_desktop.application.ports import ItemReport
from cehrs_desktop.presentation import lockdown_texts, pack_texts, people_texts, policy_texts, texts
from cehrs_desktop.presentation.report_saving import problem_line, reports_json, save_problem
from cehrs_desktop.ui.report.saving import write_whole
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, label, way_back
from cehrs_desktop.ui.widgets.file_question import ask_file
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.still import StillComboBox

ZOOM_CHOICES = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


class SettingsScreen(Page):
    """Emits `changed(key, value)` for each choice, `folder_wanted`, `reports_wanted`, `preview_wanted`,
    `policy_wanted`, `items_wanted`, `people_wanted`,
    `backups_wanted`, `support_wanted`, `left`. What a `policy` fixes is shown and cannot be changed."""

    changed = Signal(str, object)
    folder_wanted = Signal()
    reports_wanted = Signal()
    preview_wanted = Signal()
    policy_wanted = Signal()
    items_wanted = Signal()
    people_wanted = Signal()
    backups_wanted = Signal()
    support_wanted = Signal()
    left = Signal()

    def __init__(self, values: Mapping[str, object], data_folder: str, policy: Policy | None = None) -> None:
        super().__init__(texts.SETTINGS_TITLE)
        self._fixed = policy.fixed_keys if policy is not None else frozenset[str]()
        least = policy.lockdown_least if policy is not None else 0
        self.column.setSpacing(8)
        stored = policy_texts.LOCKED if policy is not None and policy.locked else texts.SETTINGS_STORED
        self.column.addWidget(label(stored, BODY, role="muted"))
        contrast = self._choice(texts.SETTING_CONTRAST, texts.CONTRASTS, str(values["theme"]), "theme")
        zooms = tuple((str(zoom), f"{round(zoom * 100)} %") for zoom in ZOOM_CHOICES)
        self._choice(texts.SETTING_ZOOM, zooms, str(values["zoom"]), "zoom")
        results = (("now", texts.RESULT_NOW), ("two_days", texts.RESULT_LATER))
        self._choice(texts.SETTING_RESULT, results, str(values["result"]), "result")
        self.column.addSpacing(8)
        self._check(texts.SETTING_CLOCK, bool(values["clock_returns"]), "clock_returns")
        self._check(texts.SETTING_FULL_SCREEN, bool(values["full_screen"]), "full_screen")
        self._check(texts.SETTING_SOUNDS, bool(values["sounds"]), "sounds")
        self._choice(texts.SETTING_SCREEN, texts.SCREENS, str(values["screen"]), "screen")
        self._check(texts.SETTING_NEXT_RECORDS, bool(values["only_next_records"]), "only_next_records")
        levels = tuple(level for level in lockdown_texts.LEVELS if int(level[0]) >= least)
        self._choice(lockdown_texts.SETTING_LOCKDOWN, levels, str(values["lockdown"]), "lockdown")
        if least and "lockdown" not in self._fixed:
            self.column.addWidget(label(policy_texts.least_lockdown(least), SMALL, role="muted"))
        self.column.addWidget(
            button(lockdown_texts.PREVIEW_BUTTON, self.preview_wanted.emit), 0, Qt.AlignmentFlag.AlignLeft
        )
        self.column.addSpacing(8)
        self.column.addWidget(label(texts.SETTING_DATA, BODY, bold=True))
        self.column.addWidget(label(data_folder))
        self.column.addWidget(label(texts.SETTING_BACKUPS, SMALL, role="muted"))
        self.column.addWidget(button(texts.BACKUPS, self.backups_wanted.emit), 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addSpacing(8)
        self.column.addWidget(label(texts.SETTING_REPORTS, BODY, bold=True))
        self.column.addWidget(label(texts.SETTING_REPORTS_LEAD, SMALL, role="muted"))
        self.column.addWidget(button(texts.SAVE_REPORTS, self.reports_wanted.emit), 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addSpacing(8)
        self.column.addWidget(label(pack_texts.TITLE, BODY, bold=True))
        self.column.addWidget(label(pack_texts.LEAD, SMALL, role="muted"))
        self.column.addWidget(button(pack_texts.BUTTON, self.items_wanted.emit), 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addSpacing(8)
        self.column.addWidget(label(people_texts.TITLE, BODY, bold=True))
        self.column.addWidget(label(people_texts.SETTING_LEAD, SMALL, role="muted"))
        self.column.addWidget(button(people_texts.BUTTON, self.people_wanted.emit), 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addSpacing(8)
        self.column.addWidget(label(policy_texts.ABOUT, BODY, bold=True))
        self.column.addWidget(label(policy_texts.ABOUT_LEAD, SMALL, role="muted"))
        self.column.addWidget(button(policy_texts.BUTTON, self.policy_wanted.emit), 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addSpacing(8)
        self.column.addWidget(label(texts.SETTING_SUPPORT, BODY, bold=True))
        self.column.addWidget(label(texts.SETTING_SUPPORT_LEAD, SMALL, role="muted"))
        self.column.addWidget(button(texts.MAKE_SUPPORT, self.support_wanted.emit), 0, Qt.AlignmentFlag.AlignLeft)
        self.notice = self.add_notice()
        self.end_column()
        close = way_back(texts.CLOSE, self.left.emit, role="chief")
        self._first: QWidget = contrast if contrast.isEnabled() else close
        self.footer(button(texts.OPEN_FOLDER, self.folder_wanted.emit), close)

    def _choice(self, name: str, choices: tuple[tuple[str, str], ...], current: str, key: str) -> QComboBox:
        self.column.addSpacing(8)
        named = label(name, BODY, bold=True)
        box = StillComboBox()
        box.setFont(font(BODY))
        box.setAccessibleName(name)
        for value, words in choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(0, box.findData(current)))
        box.activated.connect(lambda at: self.changed.emit(key, box.itemData(at)))
        named.setBuddy(box)
        self.column.addWidget(named)
        self.column.addWidget(box)
        self._hold(box, key)
        return box

    def _check(self, name: str, checked: bool, key: str) -> None:
        box = QCheckBox(name)
        box.setFont(font(BODY))
        box.setChecked(checked)
        box.toggled.connect(lambda on: self.changed.emit(key, on))
        self.column.addWidget(box)
        self._hold(box, key)

    def _hold(self, box: QWidget, key: str) -> None:
        """Show a fixed setting as it is, with the reason why it cannot be changed."""
        if key not in self._fixed:
            return
        why = policy_texts.SET_BY_SCHOOL_FOR_NOW if key in SEEN_AT_ONCE else policy_texts.SET_BY_SCHOOL
        box.setEnabled(False)
        box.setAccessibleDescription(why)
        self.column.addWidget(label(why, SMALL, role="muted"))

    def save_reports(self, reports: Sequence[ItemReport]) -> None:
        """Ask for a file and write the reports about items into it; say so when there are none."""
        if not reports:
            self.notice.tell(texts.NO_REPORTS)
            return

        def chosen(file: Path) -> None:
            self.write_reports(reports, file)

        ask_file(self, "JSON (*.json)", texts.REPORTS_FILE, "json", chosen, texts.SAVE_REPORTS_TITLE)

    def write_reports(self, reports: Sequence[ItemReport], file: Path) -> None:
        """Write the reports into a file, and say how it went."""
        try:
            write_whole(file, reports_json(reports).encode())
        except OSError as error:
            self.notice.tell(problem_line(save_problem(error, str(file), texts.REPORTS_SAFE)))
        else:
            self.notice.tell(texts.reports_saved(len(reports), str(file)))

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._first.setFocus()
