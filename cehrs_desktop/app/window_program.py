"""The window's program: what is made in which order, and taken down again in the opposite one.

The empty window is painted first, and only what it needs is imported here. Behind it come the first page, as it was
last seen, and behind that the database and the items.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from cehrs_desktop import __version__
from cehrs_desktop.app.kept_settings import KeptSettings
from cehrs_desktop.app.machine import OWN_DATA, Settled, settled_here
from cehrs_desktop.system.instance_lock import AlreadyRunning, lock_instance
from cehrs_desktop.system.paths import Paths, data_file
from cehrs_desktop.ui.window import Window

if TYPE_CHECKING:
    from cehrs_desktop.ui.flow import Flow

ALREADY_RUNNING, NO_DATA_FOLDER, NOT_STARTED = 3, 4, 5

_STARTED_AFTER_MS = 3000


def run(arguments: Sequence[str]) -> int:
    """Open the program and return its exit code: 0, `ALREADY_RUNNING`, `NO_DATA_FOLDER` or `NOT_STARTED`."""
    gc.disable()
    application = _bare_application(arguments)
    settled = settled_here()
    if OWN_DATA in arguments:
        from cehrs_desktop.app.own_folder import holds_rehearsals

        if holds_rehearsals(settled):
            settled.use_own()
    window = make_window(application)
    window.set_ground(str(KeptSettings(settled.paths.data / "settings.json", settled.policy).values["theme"]))
    try:
        lock = lock_instance(settled.paths.data)
    except OSError as error:
        if settled.own is not None:
            return _ask_and_open(application, window, settled, error)
        return _say_and_end(application, window, settled.paths, error)
    except AlreadyRunning as error:
        return _say_and_end(application, window, settled.paths, error, opened_file(arguments))
    with lock:
        hand_over = _file_events(application)
        window.after_paint(lambda: _begin(application, window, settled, opened_file(arguments), hand_over))
        window.show()
        return application.exec()


def make_application(arguments: Sequence[str]) -> QApplication:
    """The Qt application as everything but the first, empty window needs it: with its typeface and its icon."""
    application = _bare_application(arguments)
    _dress(application)
    return application


def make_window(application: QApplication) -> Window:
    """The window, not yet shown. Style sheets want forward slashes on every system."""
    return Window(application, data_file("resources/icons/cehrs.png").parent.as_posix())


def make_flow(window: Window, paths: Paths, settled: Settled | None = None) -> Flow:
    """The windows' coordinator with everything it needs from the computer; under its policy when that is given."""
    # Imported here: every screen that the first page leads to hangs on it.
    from cehrs_desktop.app.wiring import surroundings
    from cehrs_desktop.ui.flow import Flow
    from cehrs_desktop.ui.tasks import Lane

    return Flow(window, Lane(window), surroundings(paths, settled))


def _bare_application(arguments: Sequence[str]) -> QApplication:
    application = QApplication(list(arguments))
    application.setApplicationName("cehrs-desktop")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("cehrs-desktop")
    application.setStyle("Fusion")
    return application


def _dress(application: QApplication) -> None:
    from PySide6.QtGui import QIcon

    from cehrs_desktop.presentation import texts
    from cehrs_desktop.ui.theme import fonts

    application.setApplicationDisplayName(texts.PROGRAM)
    fonts.load_family(str(data_file(f"resources/fonts/{name}")) for name in fonts.FILES)
    application.setFont(fonts.font())
    application.setWindowIcon(QIcon(str(data_file("resources/icons/cehrs.png"))))


def opened_file(arguments: Sequence[str]) -> str:
    """The file that the program was opened with, whole; empty when it was opened by itself."""
    named = [one for one in arguments[1:] if not one.startswith("-")]
    return str(Path(named[0]).absolute()) if named else ""


def _file_events(application: QApplication) -> Callable[[Callable[[str], object]], None] | None:
    """On macOS an opened file comes as an event, and may come before there is anybody to open it."""
    if sys.platform != "darwin":
        return None
    from cehrs_desktop.ui.file_open_events import FileOpenEvents

    return FileOpenEvents(application).give


def _begin(
    application: QApplication,
    window: Window,
    settled: Settled,
    file: str = "",
    hand_over: Callable[[Callable[[str], object]], None] | None = None,
) -> None:
    try:
        from cehrs_desktop.app.wiring import end_well

        _dress(application)
        flow = make_flow(window, settled.paths, settled)
        end_well(application, flow)
        flow.start()
        if file:
            flow.open_file(file)
        if hand_over is not None:
            hand_over(flow.open_file)
        QTimer.singleShot(_STARTED_AFTER_MS, _collect_again)
    except BaseException:
        # Qt would go on with an empty window for ever.
        application.exit(NOT_STARTED)
        raise


def _collect_again() -> None:
    # What a start imports and builds stays: looked through again and again it would slow the start by a tenth, and
    # later make the collector's pauses long enough to be felt between two questions.
    gc.freeze()
    gc.enable()


def _ask_and_open(application: QApplication, window: Window, settled: Settled, error: OSError) -> int:
    from cehrs_desktop.app.unusable_folder import UnusableFolder

    _dress(application)
    question = UnusableFolder(application, window, settled, error, lambda: _begin(application, window, settled))
    window.show()
    code = application.exec()
    if question.lock is None:
        return NO_DATA_FOLDER
    question.lock.release()
    return code


def _say_and_end(
    application: QApplication, window: Window, paths: Paths, error: AlreadyRunning | OSError, file: str = ""
) -> int:
    from cehrs_desktop.presentation import texts
    from cehrs_desktop.ui.theme.theme import LIGHT
    from cehrs_desktop.ui.widgets.dialogs import read

    _dress(application)
    window.set_theme(LIGHT)
    if isinstance(error, AlreadyRunning):
        title, text, code = texts.ALREADY_RUNNING_TITLE, texts.already_running(error.pid), ALREADY_RUNNING
        if file:
            from cehrs_desktop.presentation.pack_texts import opened_elsewhere

            text = opened_elsewhere(file)
    else:
        text = texts.no_data_folder(str(paths.data), error.strerror or str(error))
        title, code = texts.NO_DATA_FOLDER_TITLE, NO_DATA_FOLDER
    dialog = read(window, title, (text,))
    dialog.finished.connect(lambda _: application.exit(code))
    return application.exec()
