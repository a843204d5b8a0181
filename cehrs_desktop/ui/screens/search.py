"""The search page: a field, the list of what was found or kept, and beside it what is opened."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QTextDocument
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.presentation import search_texts as words
from cehrs_desktop.presentation.search_view import Line, Listed
from cehrs_desktop.ui.report.richtext import HEAVY
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import bar, label, way_back
from cehrs_desktop.ui.widgets.notice import Notice
from cehrs_desktop.ui.widgets.speech import announce

PAUSE_MS = 150
LONGEST = 200
"""Characters of what is searched for."""

_LINE = Qt.ItemDataRole.UserRole
_PAD = 6

_Index = QModelIndex | QPersistentModelIndex


class _Lines(QStyledItemDelegate):
    """Draws a line of the list: its title, and its passage with what was found in bold and underlined."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        widget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = self.theme.on_accent if chosen else self.theme.text
        painter.save()
        painter.translate(option.rect.x() + _PAD, option.rect.y())
        self._document(index, option.font, option.rect.width() - 2 * _PAD, ink).drawContents(painter)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        view = self.parent()
        assert isinstance(view, QListWidget)
        width = view.viewport().width()
        document = self._document(index, view.font(), width - 2 * _PAD, self.theme.text)
        return QSize(width, round(document.size().height()))

    def _document(self, index: _Index, drawn: QFont, width: int, ink: str) -> QTextDocument:
        line: Line = index.data(_LINE)
        passage = "".join(f"<b><u>{escape(bit.text)}</u></b>" if bit.hit else escape(bit.text) for bit in line.passage)
        title = escape(line.title) if line.kind else f"<b>{escape(line.title)}</b>"
        below = f"<div><small>{passage}</small></div>" if passage else ""
        if line.repeats:
            # The passage is the title itself, marked.
            title, below = passage, ""
        document = QTextDocument()
        document.setDefaultFont(drawn)
        document.setDefaultStyleSheet(HEAVY)
        document.setDocumentMargin(_PAD)
        document.setTextWidth(max(80, width))
        document.setHtml(f'<body style="color: {ink}"><div>{title}</div>{below}</body>')
        return document


class _List(QListWidget):
    """`letter` carries a letter that was typed."""

    letter = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and len(event.text()) == 1 and event.text().isalnum():
            self.letter.emit(event.text())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # pyright: ignore[reportArgumentType]
        # Lines wrap anew.
        self.scheduleDelayedItemsLayout()


class SearchScreen(QWidget):
    """`typed` carries what is searched for, a moment after the last key, `opened` the kind and key of a line. `page` is
    where it is read; it belongs to the screen from then on."""

    typed = Signal(str)
    opened = Signal(str, str)
    left = Signal()

    def __init__(self, page: QWidget, theme: Theme) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.notice = Notice()
        outer.addWidget(self.notice)
        row = QHBoxLayout()
        row.setSpacing(0)
        side = QFrame()
        side.setProperty("role", "bar")
        side.setMinimumWidth(280)
        column = QVBoxLayout(side)
        column.setContentsMargins(24, 24, 16, 16)
        column.setSpacing(8)
        column.addWidget(label(words.TITLE, LARGE, bold=True))
        named = label(words.FIELD, BODY)
        named.setTextFormat(Qt.TextFormat.AutoText)
        self.field = QLineEdit()
        self.field.setFont(font(BODY))
        self.field.setMaxLength(LONGEST)
        self.field.setPlaceholderText(words.FIELD_HINT)
        self.field.setAccessibleName(words.FIELD.replace("&", ""))
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        named.setBuddy(self.field)
        self.status = label(words.READING, SMALL, role="muted")
        self.note = label("", SMALL, role="muted")
        self.note.hide()
        self.list = _List()
        self.list.setFont(font(BODY))
        self.list.setAccessibleName(words.LIST_NAME)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._lines = _Lines(theme, self.list)
        self.list.setItemDelegate(self._lines)
        self.list.currentRowChanged.connect(self._open)
        self.list.letter.connect(self._jump)
        for widget in (named, self.field, self.status, self.note):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        row.addWidget(side, 4)
        row.addWidget(page, 6)
        outer.addLayout(row, 1)
        frame, foot = bar("top")
        foot.addStretch(1)
        foot.addWidget(way_back(words.CLOSE, self.left.emit))
        outer.addWidget(frame)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.field.textChanged.connect(self._pause.start)

    def show_list(self, listed: Listed) -> None:
        """List what there is; a line that was chosen stays chosen where it is still there."""
        row = self.list.currentRow()
        before: object = self.list.item(row).data(_LINE) if row >= 0 else None
        chosen = (before.kind, before.key) if isinstance(before, Line) else None
        self.list.blockSignals(True)
        self.list.clear()
        for one in listed.lines:
            made = QListWidgetItem(one.spoken)
            made.setData(_LINE, one)
            if not one.kind:
                made.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(made)
            if one.kind and (one.kind, one.key) == chosen and self.list.currentRow() < 0:
                self.list.setCurrentItem(made)
        self.list.blockSignals(False)
        self.say(listed.status, listed.note)

    def say(self, status: str, note: str = "") -> None:
        """Say how many there are, and what to do when there is nothing."""
        self.status.setText(status)
        # The keyboard stays in the field: nobody would hear how many there are.
        announce(self.field, status)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def focus_first(self) -> None:
        """Put the keyboard on the field."""
        self.field.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Use a theme."""
        self._lines.theme = theme
        self.list.viewport().update()

    def _tell(self) -> None:
        self.typed.emit(self.field.text())

    def _open(self, row: int) -> None:
        line: object = self.list.item(row).data(_LINE) if row >= 0 else None
        if isinstance(line, Line) and line.kind:
            self.opened.emit(line.kind, line.key)

    def _jump(self, letter: str) -> None:
        """Go to the first term that begins with a letter, or to the next one that does."""
        count, start = self.list.count(), self.list.currentRow()
        for step in range(1, count + 1):
            item = self.list.item((start + step) % count)
            line = item.data(_LINE)
            if isinstance(line, Line) and line.kind == "term" and line.title.casefold().startswith(letter.casefold()):
                self.list.setCurrentItem(item)
                return

    def _into_list(self) -> None:
        self.list.setFocus()
        if self.list.currentRow() < 0:
            for row in range(self.list.count()):
                if self.list.item(row).flags() & Qt.ItemFlag.ItemIsEnabled:
                    self.list.setCurrentRow(row)
                    return

    # ---- Qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._into_list()
                return True
        return super().eventFilter(watched, event)
