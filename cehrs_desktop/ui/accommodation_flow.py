"""The visit to a person's accommodations: the page, what is kept of it, and the sheet of what was rehearsed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from cehrs_desktop.application.accommodations import Practice, read_practice
from cehrs_desktop.application.forms import candidate_named
from cehrs_desktop.application.ports import AttemptStore, Candidate
from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.presentation.accommodation_sheet import sheet_view
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.ui.screens.accommodation_sheet import SheetScreen
from cehrs_desktop.ui.screens.accommodations import AccommodationsScreen
from cehrs_desktop.ui.speech_reader import find_voice
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit


class AccommodationFlow(Visit):
    """The accommodations of the person with this name, known or not. `failed` carries the error when there is nothing
    to show."""

    failed = Signal(object)

    def __init__(
        self,
        stage: Stage,
        lane: Lane,
        around: Surroundings,
        store: AttemptStore,
        name: str,
        voice: Callable[[], str] = find_voice,
    ) -> None:
        super().__init__(stage, lane)
        self._around, self._store = around, store
        self._voice = voice
        # Known by this id from the first change on, if not before.
        self._person = Candidate(around.new_id(), name)
        self._granted = Accommodations()
        self._screen: AccommodationsScreen | None = None

    def start(self) -> None:
        """Read what is set, then show the page."""
        store, person = self._store, self._person

        def work() -> tuple[Candidate, Accommodations]:
            known = candidate_named(store, person.name) or person
            return known, store.profile(known.id) or Accommodations()

        self._run(work, self._read, self.failed.emit)

    def _read(self, read: tuple[Candidate, Accommodations]) -> None:
        self._person, self._granted = read
        self._show_page()

    def _show_page(self) -> None:
        screen = AccommodationsScreen(self._person.name, self._granted)
        screen.changed.connect(self._keep)
        screen.sheet_wanted.connect(self._show_sheet)
        screen.left.connect(self.left)
        self._screen = screen
        self._stage.show(screen)
        # Looking for a voice loads what speaks: not before the page is on the screen.
        self._stage.window.after_paint(self._look_for_voice)

    def _look_for_voice(self) -> None:
        if not self._over and self._screen is not None and self._stage.screen is self._screen:
            self._screen.show_voice(available=bool(self._voice()))

    def _keep(self, granted: Accommodations) -> None:
        store, person = self._store, self._person
        self._granted = granted
        self._run(lambda: store.keep_profile(person, granted), lambda _: None, self._tell)

    def _tell(self, error: Exception) -> None:
        if self._screen is not None and self._stage.screen is self._screen:
            self._screen.notice.tell(problem_line(problem_of(error)))

    # ---- the sheet
    def _show_sheet(self) -> None:
        store, person = self._store, self._person
        # Behind what is still to be kept: the lane keeps the order.
        self._run(lambda: read_practice(store, person), self._sheet_read, self._tell)

    def _sheet_read(self, practice: Practice) -> None:
        if self._screen is None or self._stage.screen is not self._screen:
            return
        self._screen = None
        sheet = SheetScreen(sheet_view(practice, self._around.clock.now().wall_ms), self._stage.theme)
        sheet.left.connect(self._show_page)
        self._stage.show(sheet)
