"""Where the lines of what is read lie: lines of a text, rows of a table, anything else as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QTableWidget, QTextEdit, QWidget


def line_places(widgets: Iterable[QWidget], viewport: QWidget) -> list[QRect]:
    """The lines of these widgets, in `viewport`'s coordinates; of those that are shown."""
    return [place for widget in widgets if widget.isVisibleTo(viewport) for place in _lines(widget, viewport)]


def _lines(widget: QWidget, viewport: QWidget) -> Iterator[QRect]:
    if isinstance(widget, QTextEdit):
        origin = widget.viewport().mapTo(viewport, QPoint(0, 0))
        yield from (place.translated(origin) for place in _text_lines(widget))
    elif isinstance(widget, QTableWidget):
        yield from (place.translated(widget.mapTo(viewport, QPoint(0, 0))) for place in _table_rows(widget))
    else:
        yield QRect(widget.mapTo(viewport, QPoint(0, 0)), widget.size())


def _text_lines(text: QTextEdit) -> Iterator[QRect]:
    document = text.document()
    block = document.begin()
    while block.isValid():
        corner = document.documentLayout().blockBoundingRect(block).topLeft()
        layout = block.layout()
        for number in range(layout.lineCount()):
            yield layout.lineAt(number).naturalTextRect().translated(corner).toAlignedRect()
        block = block.next()


def _table_rows(table: QTableWidget) -> Iterator[QRect]:
    header = table.horizontalHeader()
    if not header.isHidden():
        yield QRect(0, 0, table.width(), header.height())
    top = table.viewport().y()
    for row in range(table.rowCount()):
        yield QRect(0, top + table.rowViewportPosition(row), table.width(), table.rowHeight(row))
