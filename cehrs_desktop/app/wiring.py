"""What the windows are given, and what is done when the process is told to end. Made behind the first paint.

The database and the items come later still, on the database lane (`opening`).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QSocketNotifier
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from cehrs_desktop import __version__
from cehrs_desktop.app.day_of_exam import day_data, forbidden_programs, look_at_computer
from cehrs_desktop.app.home_cache import FileHomeCache
from cehrs_desktop.app.kept_settings import KeptSettings
from cehrs_desktop.app.machine import OWN_DATA, Settled
from cehrs_desktop.app.opening import open_desk, readiness, repairs
from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.presentation import texts
from cehrs_desktop.system.clock import SystemClock
from cehrs_desktop.system.paths import DATA_VARIABLE, Paths, data_file
from cehrs_desktop.ui.flow import Flow

if TYPE_CHECKING:
    from cehrs_desktop.app.items import Packs
    from cehrs_desktop.application.backup_ports import BackupPlace
    from cehrs_desktop.application.desk import Desk
    from cehrs_desktop.application.lockdown import Platform
    from cehrs_desktop.application.policy_sheet import PolicySheet
    from cehrs_desktop.application.ports import AttemptCopy, AttemptStore
    from cehrs_desktop.application.study_files import StudyFiles
    from cehrs_desktop.application.support import SupportBundle
    from cehrs_desktop.study.glossary import Glossary


def surroundings(paths: Paths, settled: Settled | None = None) -> Surroundings:
    """This computer, as the windows see it; without `settled` as if nobody had set anything for it."""
    clock = SystemClock()
    settled = settled or Settled(None, paths, "environment", DATA_VARIABLE)
    return Surroundings(
        clock=clock,
        slept_ms=clock.slept_ms,
        open_desk=lambda: _open_desk(settled, clock),
        repair=lambda: repairs(paths.data),
        readiness=lambda: readiness(paths.data),
        keep_awake=_keep_awake,
        # What `secrets` does, without the cryptography that it imports.
        new_id=lambda: os.urandom(16).hex(),
        settings=KeptSettings(paths.data / "settings.json", settled.policy),
        cache=FileHomeCache(paths.cache / "home.json"),
        data_folder=str(paths.data),
        version=__version__,
        assemble_command=(
            *command_line(),
            *("form", "assemble", "--count", "1", "--avoid-dated", "--seen", "-", "--tables", "--progress", "--json"),
        ),
        day_data=lambda: day_data(paths, settled.policy),
        look_at_computer=look_at_computer,
        forbidden_programs=forbidden_programs,
        hold_system=_hold_system,
        camera_command=_camera_command(),
        platform=_platform,
        policy=settled.policy,
        policy_sheet=lambda: _policy_sheet(settled),
        own_folder_noted=_own_folder_noted(settled),
        open_own_folder=_open_own_folder,
        packs=lambda: _packs(settled),
        updates_command=(*command_line(), "updates", "check"),
        read_attempt_file=_read_attempt_file,
        read_glossary=_read_glossary,
        study_files=_study_files,
        backup_place=lambda: _backup_place(paths.data),
        support=lambda store: _support(settled, store),
    )


def _open_desk(settled: Settled, clock: SystemClock) -> Desk:
    desk = open_desk(settled.paths, _packs(settled).open_items)
    if settled.policy is not None:
        from cehrs_desktop.app.own_folder import log_policy, stood_in, wished_folder

        log_policy(settled)
        if settled.may_be_astray:
            stood_in(settled.paths, wished_folder(settled), clock.now().wall_ms)
    return desk


def _packs(settled: Settled) -> Packs:
    from cehrs_desktop.app.items import packs_of

    return packs_of(settled.paths.data, settled.policy)


def _read_attempt_file(file: str) -> AttemptCopy:
    from cehrs_desktop.files.attempt_file import read_attempt_file

    return read_attempt_file(Path(file))


def _read_glossary() -> Glossary:
    from cehrs_desktop.bank.glossary_file import read_glossary

    return read_glossary(data_file("resources/glossary/glossary.json"))


def _study_files() -> StudyFiles:
    from cehrs_desktop.app.study_files import study_files

    return study_files()


def _backup_place(folder: Path) -> BackupPlace:
    from cehrs_desktop.storage.backup_place import BackupFolder

    return BackupFolder(folder)


def _policy_sheet(settled: Settled) -> PolicySheet:
    from cehrs_desktop.app.own_folder import sheet_now

    return sheet_now(settled)


def _support(settled: Settled, store: AttemptStore | None) -> SupportBundle:
    from cehrs_desktop.app.support import support_bundle

    return support_bundle(settled, store)


def _own_folder_noted(settled: Settled) -> bool:
    if settled.own is None:
        return False
    from cehrs_desktop.app.own_folder import is_noted

    return is_noted(settled)


def _open_own_folder() -> bool:
    """Open a second window on the person's own folder; whether it could be started."""
    from PySide6.QtCore import QProcess

    command = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "cehrs_desktop"]
    started, _ = QProcess.startDetached(command[0], [*command[1:], OWN_DATA])
    return started


def command_line() -> tuple[str, ...]:
    """The program's own command line: beside the window's executable in a bundle, else a module of this Python."""
    if getattr(sys, "frozen", False):
        window = Path(sys.executable)
        return (str(window.with_name(f"cehrs{window.suffix}")),)
    return (sys.executable, "-m", "cehrs_desktop.cli")


def _camera_command() -> tuple[str, ...]:
    """The camera's process: a component of its own beside the window's executable, else a module of this Python."""
    resources = ("--resources", str(data_file("resources/icons/cehrs.png").parent.parent))
    if getattr(sys, "frozen", False):
        window = Path(sys.executable)
        return (str(window.with_name(f"cehrs-camera{window.suffix}")), *resources)
    return (sys.executable, "-m", "cehrs_desktop.camera", *resources)


def _platform() -> Platform:
    from cehrs_desktop.application.lockdown import platform_of

    return platform_of(sys.platform, QGuiApplication.platformName(), os.environ.get("XDG_SESSION_TYPE", ""))


def _hold_system(window: int, told: Callable[[str, str], None]) -> Callable[[], None]:
    from cehrs_desktop.system.lockdown import hold

    return hold(window, told)


def _keep_awake() -> Callable[[], None]:
    from cehrs_desktop.system.keep_awake import keep_awake
    from cehrs_desktop.ui.screensaver import hold_off_screensaver

    return keep_awake() or hold_off_screensaver(texts.PROGRAM, texts.EXAM_TITLE) or (lambda: None)


def _on_signals(application: QApplication, act: Callable[[], object]) -> None:
    """Do `act` when the process is told to end: from Qt's event loop, and at once.

    A Python handler alone would run when Qt next calls into Python: never while nothing moves, or inside a paint event.
    """
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]
    if sys.platform == "win32":
        for number in numbers:
            signal.signal(number, lambda _number, _frame: act())
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    for number in numbers:
        # Without a handler of its own the signal would end the process before anybody reads the pipe.
        signal.signal(number, lambda _number, _frame: None)

    def told() -> None:
        os.read(reader, 64)
        act()

    QSocketNotifier(reader, QSocketNotifier.Type.Read, application).activated.connect(told)


def end_well(application: QApplication, flow: Flow) -> None:
    """Suspend a running exam when the session or the process is told to end; note what nobody expected."""
    application.commitDataRequest.connect(lambda _manager: flow.suspend_and_close())
    _on_signals(application, flow.suspend_and_close)

    def unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        import logging

        logging.getLogger("cehrs_desktop").critical("unexpected", exc_info=(kind, error, trace))
        if isinstance(error, Exception):
            flow.tell_unexpected(error)

    sys.excepthook = unexpected
