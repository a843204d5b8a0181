"""The visit to the copies of the database: look into each, make one, put one back.

Each copy is looked into by a job of its own on the lane, so that leaving the page or making a backup waits for one of
them at most.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from cehrs_desktop.application import backups
from cehrs_desktop.application.backup_ports import BackupFile, Drill, Held
from cehrs_desktop.presentation import backup_texts as words
from cehrs_desktop.presentation.backup_view import made_line, not_restored_line, question, restored_line, row_of
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.ui.screens.backups import BackupsScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit

if TYPE_CHECKING:
    from cehrs_desktop.application.desk import Desk
    from cehrs_desktop.application.surroundings import Surroundings


class BackupsFlow(Visit):
    """`replaced` says that the data is shut and has to be opened again, a copy in its place or, where that failed, as
    it was; it carries what is to be told then. `told` is what was just done, from such a signal."""

    replaced = Signal(str)

    def __init__(self, stage: Stage, lane: Lane, around: Surroundings, desk: Desk, told: str = "") -> None:
        super().__init__(stage, lane)
        self._around, self._desk, self._told = around, desk, told
        self._screen = BackupsScreen(stage.zoom)
        self._files: tuple[BackupFile, ...] = ()
        # A copy that was looked into stays as it was found: putting it back looks again.
        self._found: dict[BackupFile, Drill] = {}
        self._looking = False

    def start(self) -> None:
        """Show the copies, each as soon as it was looked into."""
        screen = self._screen
        screen.left.connect(self.left)
        screen.make_wanted.connect(self._make)
        screen.put_back_wanted.connect(self._weigh)
        self._stage.show(screen)
        if self._told:
            screen.notice.tell(self._told)
        self._list()

    @property
    def _shown(self) -> bool:
        # Something else may have come onto the screen, such as a file that was opened.
        return self._stage.screen is self._screen

    # ---- looking
    def _list(self) -> None:
        def show(files: tuple[BackupFile, ...]) -> None:
            if self._shown:
                self._files = files
                self._screen.show_rows([row_of(file, self._found.get(file)) for file in files])
                if not self._looking:
                    self._look()

        place = self._around.backup_place
        self._run(lambda: place().files(), show, self._tell)

    def _look(self) -> None:
        """Look into the first copy that was not looked into; then, unless the page was left, into the next one."""
        file = next((one for one in self._files if one not in self._found), None)
        self._looking = file is not None
        total = len(self._files)
        if file is None:
            self._screen.show_state(words.looked(total) if total else words.NONE)
            return

        def found(drill: Drill) -> None:
            self._found[file] = drill
            if self._shown:
                if file in self._files:
                    self._screen.show_row(self._files.index(file), row_of(file, drill))
                self._look()

        def failed(error: Exception) -> None:
            self._log(error)
            found(Drill(file, fault="unreadable", problem=str(error)))

        self._screen.show_state(words.looking(self._files.index(file) + 1, total))
        place = self._around.backup_place
        self._run(lambda: place().drill(file), found, failed)

    # ---- making one
    def _make(self) -> None:
        def done(made: backups.Made) -> None:
            if self._shown:
                self._screen.busy(False)
                self._screen.notice.tell(made_line(made))
                self._list()

        self._screen.busy(True)
        self._screen.notice.tell(words.MAKING)
        store = self._desk.store
        self._run(lambda: backups.make(store), done, self._tell)

    # ---- putting one back
    def _weigh(self, at: int) -> None:
        """Compare a copy with what is there now, then ask."""
        file = self._files[at]
        then = self._found[file].held

        def ask(now: Held) -> None:
            if self._shown:
                self._screen.busy(False)
                self._screen.notice.clear()
                title, text = question(file, now, then, backups.lost(now, then))
                self._stage.question(title, text, words.ASK_YES, words.ASK_NO, lambda: self._put_back(file))

        self._screen.busy(True)
        self._screen.notice.tell(words.COUNTING)
        desk = self._desk
        self._run(lambda: backups.held_now(desk.store, desk.study), ask, self._tell)

    def _put_back(self, file: BackupFile) -> None:
        place, shut = self._around.backup_place, self._desk.shut
        now_ms = self._around.clock.now().wall_ms

        def work() -> backups.Restored:
            try:
                return backups.restore(place(), shut, file, now_ms)
            except Exception:
                # Opening the data again takes a database that is shut, wherever it failed.
                shut()
                raise

        def done(restored: backups.Restored) -> None:
            if restored.done:
                self._end(restored_line(restored))
            elif self._shown:
                self._found[file] = restored.drill
                self._screen.busy(False)
                self._screen.show_row(self._files.index(file), row_of(file, restored.drill))
                self._screen.notice.tell(restored_line(restored))

        def failed(error: Exception) -> None:
            self._log(error)
            self._end(not_restored_line(error))

        # The page stays until it is known: what is shut has to be opened again.
        self._screen.busy(True, stay=True)
        self._screen.notice.tell(words.PUTTING)
        self._run(work, done, failed)

    def _end(self, told: str) -> None:
        # What is looked at from here on is another visit's, with the data that is opened then.
        self.replaced.emit(told)
        self.let_go()

    # ---- what did not work
    def _tell(self, error: Exception) -> None:
        self._log(error)
        if self._shown:
            self._screen.busy(False)
            self._screen.show_state("")
            self._screen.notice.tell(problem_line(problem_of(error)))

    @staticmethod
    def _log(error: Exception) -> None:
        logging.getLogger(__name__).warning("about a backup: %s", type(error).__name__, exc_info=error)
