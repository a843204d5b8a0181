"""The window's program: what is made in which order, and taken down again in the opposite one.

Only what the first page needs is imported here; the database, the items and the exam come after the first paint.
"""

from __future__ import annotations

import secrets
import signal
import sys
from collections.abc import Callable, Sequence
from types import TracebackType

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from cehrs_desktop import __version__
from cehrs_desktop.app.home_cache import FileHomeCache
from cehrs_desktop.app.kept_settings import KeptSettings
from cehrs_desktop.app.opening import open_desk, readiness, repairs
from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.presentation import texts
from cehrs_desktop.system.clock import SystemClock
from cehrs_desktop.system.instance_lock import AlreadyRunning, lock_instance
from cehrs_desktop.system.paths import Paths, data_file, program_paths
from cehrs_desktop.ui.flow import Flow
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.theme import fonts
from cehrs_desktop.ui.window import Window

ALREADY_RUNNING, NO_DATA_FOLDER = 3, 4


def run(arguments: Sequence[str]) -> int:
    """Open the program and return its exit code: 0, `ALREADY_RUNNING` or `NO_DATA_FOLDER`."""
    application = make_application(arguments)
    paths = program_paths()
    window = Window(application)
    try:
        lock = lock_instance(paths.data)
    except AlreadyRunning as running:
        return _say_and_end(application, window, texts.ALREADY_RUNNING_TITLE, texts.already_running(running.pid), 3)
    except OSError as error:
        text = texts.no_data_folder(str(paths.data), error.strerror or str(error))
        return _say_and_end(application, window, texts.NO_DATA_FOLDER_TITLE, text, NO_DATA_FOLDER)
    with lock:
        flow = make_flow(window, paths)
        _end_well(application, flow)
        flow.start()
        return application.exec()


def make_application(arguments: Sequence[str]) -> QApplication:
    """The Qt application with the bundled typeface."""
    application = QApplication(list(arguments))
    application.setApplicationName("cehrs-desktop")
    application.setApplicationDisplayName(texts.PROGRAM)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("cehrs-desktop")
    application.setStyle("Fusion")
    fonts.load_family(str(data_file(f"resources/fonts/{name}")) for name in fonts.FILES)
    application.setFont(fonts.font())
    application.setWindowIcon(QIcon(str(data_file("resources/icons/cehrs.png"))))
    return application


def make_flow(window: Window, paths: Paths) -> Flow:
    """The windows' coordinator with everything it needs from the computer."""
    return Flow(window, Lane(window), surroundings(paths))


def surroundings(paths: Paths) -> Surroundings:
    """This computer, as the windows see it."""
    clock = SystemClock()
    return Surroundings(
        clock=clock,
        slept_ms=clock.slept_ms,
        open_desk=lambda: open_desk(paths),
        repair=repairs(paths.data),
        readiness=lambda: readiness(paths.data),
        keep_awake=_keep_awake,
        new_id=lambda: secrets.token_hex(16),
        settings=KeptSettings(paths.data / "settings.json"),
        cache=FileHomeCache(paths.cache / "home.json"),
        data_folder=str(paths.data),
        version=__version__,
    )


def _keep_awake() -> Callable[[], None]:
    from cehrs_desktop.system.keep_awake import keep_awake
    from cehrs_desktop.ui.screensaver import hold_off_screensaver

    return keep_awake() or hold_off_screensaver(texts.PROGRAM, texts.EXAM_TITLE) or (lambda: None)


def _end_well(application: QApplication, flow: Flow) -> None:
    """Suspend a running exam when the session or the process is told to end; note what nobody expected."""
    application.commitDataRequest.connect(lambda _manager: flow.suspend_and_close())
    # Python runs these between two ticks of Qt's timers.
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda _number, _frame: flow.suspend_and_close())

    def unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        import logging

        logging.getLogger("cehrs_desktop").critical("unexpected", exc_info=(kind, error, trace))
        if isinstance(error, Exception):
            flow.tell_unexpected(error)

    sys.excepthook = unexpected


def _say_and_end(application: QApplication, window: Window, title: str, text: str, code: int) -> int:
    from cehrs_desktop.ui.theme.theme import LIGHT
    from cehrs_desktop.ui.widgets.dialogs import read

    window.set_theme(LIGHT)
    dialog = read(window, title, (text,))
    dialog.finished.connect(lambda _: application.exit(code))
    return application.exec()


