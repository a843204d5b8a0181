"""A plain page: heading, paragraphs, footer of buttons. What the steps before and after the exam look like."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from cehrs_desktop.ui.theme.fonts import HEADING
from cehrs_desktop.ui.widgets.basics import bar, centered, label
from cehrs_desktop.ui.widgets.notice import Notice


class Page(QWidget):
    """A heading, paragraphs, and a footer of buttons; the page scrolls when it must, the footer stays."""

    def __init__(self, title: str, width: int = 720) -> None:
        super().__init__()
        outer = self._whole = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(0, 48, 0, 24)
        self.column.setSpacing(16)
        self.heading = label("", HEADING, bold=True)
        self.column.addWidget(self.heading)
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setProperty("role", "page")
        area.setWidget(centered(content, width))
        outer.addWidget(area, 1)
        self.set_title(title)
        frame, self._row = bar("top")
        self._row.addStretch(1)
        outer.addWidget(frame)

    def set_title(self, title: str) -> None:
        """Head the page with this."""
        self.heading.setText(title)
        # Tab stops here, so that the page is scrolled by keyboard.
        self._area.setAccessibleName(title)

    def paragraphs(self, lines: Sequence[str]) -> None:
        """Add paragraphs below what is there."""
        for line in lines:
            self.column.addWidget(label(line))

    def add_notice(self) -> Notice:
        """A place for what went wrong, over the footer: a page that is scrolled must not hide it."""
        notice = Notice()
        self._whole.insertWidget(1, notice)
        return notice

    def end_column(self) -> None:
        """Push what was added to the top."""
        self.column.addStretch(1)

    def footer(self, *buttons: QPushButton) -> None:
        """The buttons, from left to right; the last one is the chief one."""
        for made in buttons:
            self._row.addWidget(made)
