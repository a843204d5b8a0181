"""The guards in tests/conftest.py and pyproject.toml fire: on windows, threads, Qt's complaints and warnings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

SAMPLES = """
import gc
import os
import threading
import warnings
from pathlib import Path

from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QComboBox, QDialog, QMainWindow, QWidget

kept = []
gate = threading.Event()


def test_clean_window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    QComboBox(window).addItem("one")
    window.menuBar().addMenu("menu").addAction("act")
    window.show()
    QDialog(window).open()


def test_left_window(qapp):
    kept.append(QWidget())
    kept[0].show()


def test_after_left_window(qapp):
    pass


def test_collector_is_off_with_qt(qapp):
    assert not gc.isenabled()


def test_collector_is_on_without_qt():
    assert gc.isenabled()


def test_left_thread():
    threading.Thread(target=gate.wait, name="left", daemon=True).start()


def test_qt_complains(qapp):
    qWarning("boo")


def test_python_warns():
    warnings.warn("boo")


def test_data_folder_is_empty_and_its_own(data_folder):
    assert Path(os.environ["CEHRS_DATA_DIR"]) == data_folder
    assert list(data_folder.iterdir()) == []
"""


def test_each_guard_fires_on_its_sample_and_spares_the_clean_ones(tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_samples.py").write_text(SAMPLES, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    guards = (ROOT / "tests/conftest.py").read_text(encoding="utf-8")
    assert "THREAD_GRACE_SECONDS = 5.0" in guards
    (tests / "conftest.py").write_text(guards.replace("THREAD_GRACE_SECONDS = 5.0", "THREAD_GRACE_SECONDS = 0.1"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rA", "--no-header", "-p", "no:cacheprovider"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    outcomes = {
        line.split(" - ")[0].replace("tests/test_samples.py::", "")
        for line in done.stdout.splitlines()
        if line.startswith(("PASSED ", "FAILED ", "ERROR "))
    }
    assert outcomes == {
        "PASSED test_clean_window",
        "PASSED test_left_window",
        "ERROR test_left_window",
        "PASSED test_after_left_window",
        "PASSED test_collector_is_off_with_qt",
        "PASSED test_collector_is_on_without_qt",
        "PASSED test_left_thread",
        "ERROR test_left_thread",
        "FAILED test_qt_complains",
        "FAILED test_python_warns",
        "PASSED test_data_folder_is_empty_and_its_own",
    }, done.stdout + done.stderr
