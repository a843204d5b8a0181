"""Dialogs that open and never block: a question with two answers, and a page to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.theme.fonts import HEADING
from cehrs_desktop.ui.widgets.basics import button, enlarge, label


def ask(
    parent: QWidget,
    title: str,
    text: str,
    yes: str,
    no: str,
    on_yes: Callable[[], object],
    zoom: float = 1.0,
) -> QDialog:
    """Ask a question over `parent`. The answer that changes nothing has the focus; Esc gives it too."""
    dialog, column = _frame(parent, title)
    column.addWidget(label(text))
    row = QHBoxLayout()
    row.addStretch(1)
    agree = button(yes, role="chief")
    decline = button(no)
    agree.clicked.connect(dialog.accept)
    decline.clicked.connect(dialog.reject)
    row.addWidget(decline)
    row.addWidget(agree)
    column.addLayout(row)
    dialog.accepted.connect(on_yes)
    dialog.setAccessibleDescription(text)
    enlarge(dialog, zoom)
    width = min(round(560 * zoom), parent.width() - 40)
    dialog.setMinimumWidth(width)
    # A dialog asks for the height that its wrapped text takes at another width than it then gets.
    dialog.resize(width, column.totalHeightForWidth(width))
    dialog.open()
    decline.setFocus()
    return dialog


def read(
    parent: QWidget,
    title: str,
    paragraphs: Sequence[str],
    pairs: Sequence[tuple[str, str]] = (),
    zoom: float = 1.0,
) -> QDialog:
    """Show a page over `parent`: paragraphs, then pairs as two columns. Closed by its button or Esc."""
    dialog, column = _frame(parent, title)
    content = QWidget()
    body = QVBoxLayout(content)
    body.setContentsMargins(0, 0, 16, 0)
    body.setSpacing(8)
    for paragraph in paragraphs:
        body.addWidget(label(paragraph))
    # A widget of its own: as a mere layout in a layout it does not get the height that its wrapped lines need.
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(24)
    grid.setColumnStretch(1, 1)
    for index, (left, right) in enumerate(pairs):
        grid.addWidget(label(left, bold=True, wrap=False), index, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(right), index, 1)
    body.addWidget(table)
    body.addStretch(1)
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    column.addWidget(area, 1)
    close = button(texts.CLOSE, role="chief")
    close.clicked.connect(dialog.accept)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(close)
    column.addLayout(row)
    enlarge(dialog, zoom)
    dialog.resize(min(round(760 * zoom), parent.width() - 40), min(round(620 * zoom), parent.height() - 60))
    dialog.open()
    close.setFocus()
    return dialog


def _frame(parent: QWidget, title: str) -> tuple[QDialog, QVBoxLayout]:
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(32, 24, 32, 24)
    column.setSpacing(20)
    column.addWidget(label(title, HEADING, bold=True))
    return dialog, column
