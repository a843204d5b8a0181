"""What the window shows when the folder that was set for the rehearsals cannot be used: try again, or go on elsewhere.

Nothing is stored elsewhere without being asked for: whoever does not see yesterday's rehearsals believes them lost.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from cehrs_desktop.app.kept_settings import KeptSettings
from cehrs_desktop.app.machine import Settled
from cehrs_desktop.app.own_folder import stand_in
from cehrs_desktop.presentation import folder_texts as words
from cehrs_desktop.system.clock import SystemClock
from cehrs_desktop.system.instance_lock import AlreadyRunning, InstanceLock, lock_instance
from cehrs_desktop.ui.screens.problem import ProblemScreen
from cehrs_desktop.ui.widgets.basics import enlarge
from cehrs_desktop.ui.window import Window, theme_named


class UnusableFolder(QObject):
    """Asks where to go on; `begin` is called with the folder locked. `lock` is that lock, `None` until then."""

    def __init__(
        self, application: QApplication, window: Window, settled: Settled, error: OSError, begin: Callable[[], object]
    ) -> None:
        super().__init__(window)
        self._application, self._window, self._settled, self._begin = application, window, settled, begin
        self._screen: ProblemScreen | None = None
        self.lock: InstanceLock | None = None
        values = KeptSettings(settled.paths.data / "settings.json", settled.policy).values
        self._zoom = float(str(values["zoom"]))
        window.set_theme(theme_named(str(values["theme"])))
        self._show(error.strerror or str(error))

    def _show(self, why: str) -> None:
        settled = self._settled
        ways: list[tuple[str, Callable[[], object]]] = [(words.FOLDER_CLOSE, self._window.close)]
        if settled.own is not None and settled.own_allowed:
            ways.append((words.FOLDER_OWN, self._use_own))
        ways.append((words.FOLDER_AGAIN, self._try))
        own = str(settled.own.data) if settled.own is not None and settled.own_allowed else ""
        before, self._screen = (
            self._screen,
            ProblemScreen(words.folder_problem(str(settled.paths.data), why, own), ways),
        )
        enlarge(self._screen, self._zoom)
        self._window.show_screen(self._screen)
        if before is not None:
            self._window.drop_screen(before)

    def _try(self) -> None:
        try:
            self.lock = lock_instance(self._settled.paths.data)
        except AlreadyRunning:
            self._show(words.IN_USE)
        except OSError as error:
            self._show(error.strerror or str(error))
        else:
            self._go_on()

    def _use_own(self) -> None:
        settled = self._settled
        assert settled.own is not None
        try:
            self.lock = lock_instance(settled.own.data)
        except AlreadyRunning:
            self._show(words.OWN_IN_USE)
        except OSError as error:
            self._show(words.own_unusable(error.strerror or str(error)))
        else:
            stand_in(settled, SystemClock().now().wall_ms)
            self._go_on()

    def _go_on(self) -> None:
        self._begin()
        screen, self._screen = self._screen, None
        if screen is not None:
            self._window.drop_screen(screen)
