"""The visit to the settings, and to what is reached from them: the lockdown's preview, what is set for this computer,
learners, backups, the support file. Each leads back to the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices

from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.ui.screens.settings import SettingsScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit

if TYPE_CHECKING:
    from cehrs_desktop.application.desk import Desk
    from cehrs_desktop.application.surroundings import Surroundings


class SettingsFlow(Visit):
    """`desk` gives what is open, `None` until the data is. `items_wanted` asks for the page about the items;
    `lines_changed` carries the list of attempts after a learner was erased or taken in; `data_replaced` says that a
    backup took the database's place and the data has to be opened again, with what is to be told then."""

    items_wanted = Signal()
    lines_changed = Signal(object)
    data_replaced = Signal(str)

    def __init__(self, stage: Stage, lane: Lane, around: Surroundings, desk: Callable[[], Desk | None]) -> None:
        super().__init__(stage, lane)
        self._around, self._desk = around, desk
        # What was opened from the settings.
        self._page: Visit | None = None

    def start(self) -> None:
        """Show the settings."""
        self._leave_page()
        around = self._around
        screen = SettingsScreen(around.settings.values, around.data_folder, around.policy)
        screen.changed.connect(self._stage.change)
        screen.reports_wanted.connect(lambda: self._save_reports(screen))
        screen.folder_wanted.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(around.data_folder)))
        screen.preview_wanted.connect(self._show_lockdown_preview)
        screen.policy_wanted.connect(self._show_policy)
        screen.support_wanted.connect(self._show_support)
        screen.items_wanted.connect(self.items_wanted)
        screen.people_wanted.connect(self._show_people)
        screen.backups_wanted.connect(lambda: self.show_backups())
        screen.left.connect(self.left)
        self._stage.show(screen)

    def _save_reports(self, screen: SettingsScreen) -> None:
        desk = self._desk()
        if desk is None:
            return

        def tell(error: Exception) -> None:
            if self._stage.screen is screen:
                screen.notice.tell(problem_line(problem_of(error)))

        self._run(desk.store.item_reports, screen.save_reports, tell)

    def _show_lockdown_preview(self) -> None:
        from cehrs_desktop.application.lockdown import level_of, preview_of
        from cehrs_desktop.presentation.lockdown_texts import WINDOWED, preview_page

        values = self._around.settings.values
        page = preview_page(preview_of(level_of(values["lockdown"]), self._around.platform()))
        windowed = () if values["full_screen"] else (WINDOWED,)
        self._stage.page(page.title, (*page.paragraphs, *windowed), page.pairs)

    def _show_policy(self) -> None:
        from cehrs_desktop.ui.policy_flow import PolicyFlow

        around = self._around
        self._lead_to(PolicyFlow(self._stage, self._lane, around.policy_sheet, around.open_own_folder))

    def _show_support(self) -> None:
        from cehrs_desktop.ui.support_flow import SupportFlow

        desk, around = self._desk(), self._around
        store = desk.store if desk is not None else None
        self._lead_to(SupportFlow(self._stage, self._lane, lambda: around.support(store)))

    def _show_people(self) -> None:
        desk = self._desk()
        if desk is None or desk.study is None or desk.people is None:
            return
        from cehrs_desktop.ui.people_flow import PeopleFlow

        visit = PeopleFlow(self._stage, self._lane, self._around, desk, desk.study, desk.people)
        visit.lines_changed.connect(self.lines_changed)
        self._lead_to(visit)

    def show_backups(self, told: str = "") -> None:
        """Show the copies of the database; `told` is what was just done."""
        desk = self._desk()
        if desk is None:
            return
        from cehrs_desktop.ui.backups_flow import BackupsFlow

        visit = BackupsFlow(self._stage, self._lane, self._around, desk, told)
        visit.replaced.connect(self.data_replaced)
        self._lead_to(visit)

    def let_go(self) -> None:
        """The visit is over, and whatever was opened from it."""
        self._leave_page()
        super().let_go()

    def _lead_to(self, visit: Visit) -> None:
        self._leave_page()
        self._page = visit
        visit.left.connect(self.start)
        visit.start()

    def _leave_page(self) -> None:
        visit, self._page = self._page, None
        if visit is not None:
            visit.let_go()
