"""Whole sentences to choose and to tick: a button and a check line whose words wrap, which Qt's own cannot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.widgets.basics import label


class SentenceButton(QPushButton):
    """A button with a sentence on it that takes as many lines as it needs."""

    def __init__(self, text: str, on_click: Callable[[], object], zoom: float = 1.0) -> None:
        super().__init__()
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        self.words = label(text)
        self.words.setFont(font(BODY, zoom=zoom))
        self.words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column.addWidget(self.words)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(lambda _checked=False: on_click())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else super().heightForWidth(width)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalSizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalMinimumSize() if layout is not None else super().minimumSizeHint()


class CheckLine(QWidget):
    """A check box with a sentence beside it; a click on the sentence ticks it too."""

    def __init__(self, text: str, on_change: Callable[[], object]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.box = QCheckBox()
        self.box.setAccessibleName(text)
        self.box.toggled.connect(lambda _on: on_change())
        words = label(text)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)

    @property
    def done(self) -> bool:
        """Whether it is ticked."""
        return self.box.isChecked()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.box.click()
        event.accept()
