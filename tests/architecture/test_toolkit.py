"""The toolkit itself: faults of a Qt for Python release that would end an exam."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QLabel


def test_calls_that_return_nothing_leave_none_alone(qapp: QApplication) -> None:
    # PySide6 6.12.0 on Python 3.11 lost one reference to None with every such call: see docs/decisions/0001.
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(500):
        label.setText("x")
    assert sys.getrefcount(None) > before - 250
