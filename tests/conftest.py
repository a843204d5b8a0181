"""What holds for every test: its own data folder, no window or thread left behind, no collector inside Qt.

It also lets the tests that need no Qt run where PySide6 is not installed; nothing here imports it at module level.
Fixtures of one area live in that area's own conftest.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

WITH_QT = importlib.util.find_spec("PySide6") is not None
THREAD_GRACE_SECONDS = 5.0

if WITH_QT and "QT_QPA_PLATFORM" not in os.environ:
    # No window pops up on a developer's screen. Whoever wants to watch sets the variable, for example to xcb.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Without pytest-qt its settings in pyproject.toml would be unknown ones, which is an error here."""
    if importlib.util.find_spec("pytestqt") is None:
        for name in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
            parser.addini(name, "for pytest-qt, which is not installed", type="args")


@pytest.fixture(autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the program keeps its data during this test, subprocesses included."""
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("CEHRS_DATA_DIR", str(folder))
    monkeypatch.delenv("CEHRS_POLICY_FILE", raising=False)
    return folder


@pytest.fixture(autouse=True)
def _no_collector_inside_qt(request: pytest.FixtureRequest) -> Generator[None]:
    """Keep Python's cyclic collector out of Qt's event dispatch, where it crashes at random with PySide6 6.11+."""
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


@pytest.fixture(autouse=True)
def _no_thread_left(request: pytest.FixtureRequest) -> Generator[None]:
    """Fail a test that leaves a thread running; the program's threads end with what they work for."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + THREAD_GRACE_SECONDS
    while left := [t for t in threading.enumerate() if t not in before and t.is_alive()]:
        if time.monotonic() > deadline:
            pytest.fail(f"threads left running: {[thread.name for thread in left]}", pytrace=False)
        time.sleep(0.01)
    if "qapp" in request.fixturenames:
        from PySide6.QtCore import QThreadPool

        if not QThreadPool.globalInstance().waitForDone(int(THREAD_GRACE_SECONDS * 1000)):
            pytest.fail("work left running in Qt's thread pool", pytrace=False)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Fail a Qt test after which a top-level widget is alive; pytest-qt has closed those given to it by then."""
    uses_qt = isinstance(item, pytest.Function) and "qapp" in item.fixturenames
    yield
    if not uses_qt:
        return
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    left = QApplication.topLevelWidgets()
    names = [f"{type(widget).__name__} {widget.objectName()!r}" for widget in left]
    for widget in left:
        # The next test starts clean all the same, so that one leak is reported once.
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if names:
        pytest.fail(f"{item.name} left top-level widgets alive: {names}", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make what a test printed or logged fit for the way between two processes: half a character is not."""
    report = yield
    report.sections = [(name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections]
    return report


_ended_with: list[int] = []


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Remember how the run ended, for the very end."""
    _ended_with[:] = [int(exitstatus)]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """End the process without taking the interpreter down when Qt is in it.

    Several programs were started and ended in this one process, which no user does; when Python then destroys what is
    left of their windows in any order, Qt for Python can crash after the last test has passed. How the program itself
    ends is tested from outside, by its exit codes.
    """
    if _ended_with and "PySide6.QtWidgets" in sys.modules:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_ended_with[0])
