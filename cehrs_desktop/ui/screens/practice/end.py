"""What came of a practice set: the result by domain, every question with its reasons, why each miss was one, notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation.practice_end_view import EndedItem, EndedView
from cehrs_desktop.study.past import Cause
from cehrs_desktop.ui.report.question_html import exhibit_html
from cehrs_desktop.ui.screens.practice.item_html import ended_html, result_html
from cehrs_desktop.ui.screens.practice.note_panel import NotePanel
from cehrs_desktop.ui.screens.practice.reasons import Reasons
from cehrs_desktop.ui.theme.fonts import SMALL
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import bar, button, centered, label, state_button, way_back
from cehrs_desktop.ui.widgets.notice import Notice
from cehrs_desktop.ui.widgets.question_list import QuestionList
from cehrs_desktop.ui.widgets.speech import announce

_COLUMN = 820


class PracticeEndScreen(QWidget):
    """`cause_given` carries the answer's number and the cause, `note_written` the item's id and the text,
    `bookmark_wanted` the item's id, `report_wanted` the `EndedItem`.
    """

    left = Signal()
    again_wanted = Signal()
    cause_given = Signal(int, str)
    note_written = Signal(str, str)
    bookmark_wanted = Signal(str)
    report_wanted = Signal(object)
    term_wanted = Signal(str)

    def __init__(self, view: EndedView, theme: Theme) -> None:
        super().__init__()
        self._view, self._theme = view, theme
        self._shown: tuple[EndedItem, ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.notice = Notice()
        outer.addWidget(self.notice)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.questions = QuestionList(words.RESULT_TITLE, words.FILTER_NAME, words.LIST_NAME)
        self.filter, self.list = self.questions.filter, self.questions.list
        row.addWidget(self.questions, 3)
        row.addWidget(self._make_page(), 7)
        outer.addLayout(row, 1)
        outer.addWidget(self._make_footer())
        keys: dict[str, Callable[[], object]] = {
            "N": lambda: self.questions.step(1),
            "P": lambda: self.questions.step(-1),
            "O": self.toggle_note,
            "K": self._bookmark,
        }
        for number in range(1, len(words.CAUSE_NAMES) + 1):
            keys[str(number)] = lambda at=number: self._give(words.CAUSE_NAMES[at - 1][0])
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)
        self.questions.offer(
            [(words.filter_label(name, len(view.shown(which))), which) for which, name in words.FILTERS]
        )
        self.questions.filtered.connect(self._filter_changed)
        self.questions.row_shown.connect(self._show_row)
        self._fill()

    # ---- the parts
    def _make_page(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.page = Reasons()
        self.page.document().setDocumentMargin(24)
        self.page.term_wanted.connect(self.term_wanted)
        column.addWidget(self._make_tools())
        column.addWidget(centered(self.page, _COLUMN), 1)
        self.note = NotePanel()
        self.note.written.connect(self.note_written)
        column.addWidget(centered(self.note, _COLUMN))
        column.addWidget(self._make_causes())
        return holder

    def _make_causes(self) -> QWidget:
        self._causes, row = bar("top")
        column = QVBoxLayout()
        column.setSpacing(4)
        self._cause_line = label("", SMALL)
        column.addWidget(label(words.CAUSE_TITLE, SMALL, bold=True))
        column.addWidget(self._cause_line)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        self.cause_buttons = {
            cause: state_button(words.cause_key(number, name), lambda said=cause: self._give(said), size=SMALL)
            for number, (cause, name) in enumerate(words.CAUSE_NAMES, 1)
        }
        for at, made in enumerate(self.cause_buttons.values()):
            grid.addWidget(made, at // 3, at % 3)
        column.addLayout(grid)
        row.addLayout(column)
        return self._causes

    def _make_footer(self) -> QWidget:
        frame, row = bar("top")
        row.addWidget(way_back(words.DONE, self._leave))
        row.addWidget(button(words.AGAIN, self._again))
        row.addStretch(1)
        self._previous = button(words.PREVIOUS_ITEM, lambda: self.questions.step(-1))
        self._next = button(words.NEXT_ITEM, lambda: self.questions.step(1), role="chief")
        row.addWidget(self._previous)
        row.addWidget(self._next)
        return frame

    def _make_tools(self) -> QWidget:
        self._tools, row = bar("bottom")
        self.bookmark = state_button(words.BOOKMARK, self._bookmark, role="plain", size=SMALL)
        self.note_button = state_button(words.NOTE, self.toggle_note, role="plain", size=SMALL)
        self.report = button(words.REPORT, self._report, role="plain", size=SMALL)
        for tool in (self.bookmark, self.note_button, self.report):
            row.addWidget(tool)
        row.addStretch(1)
        return self._tools

    # ---- showing
    @property
    def item(self) -> EndedItem | None:
        """The question on the screen; `None` for the result."""
        row = self.questions.row - 1
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def show_cause(self, number: int, cause: Cause) -> None:
        """A cause was kept."""
        announce(self.list, words.confirmed(words.cause_name(cause)))
        self._change(
            lambda item: (
                replace(item, cause=replace(item.cause, confirmed=cause))
                if item.cause is not None and item.cause.number == number
                else item
            )
        )

    def show_note(self, item_id: str, text: str, *, bookmarked: bool) -> None:
        """A note or a bookmark was kept."""
        self._change(lambda item: replace(item, note=text, bookmarked=bookmarked) if item.item_id == item_id else item)

    def focus_first(self) -> None:
        """Put the keyboard on the list, and say what came of the set."""
        self.list.setFocus()
        announce(self.list, self._view.total)

    def toggle_note(self) -> None:
        """Open the note on the question and go there, or close it."""
        if self.item is None:
            return
        opening = not self.note.isVisibleTo(self)
        self._show_note(opening)
        if opening:
            self.note.field.setFocus()
        else:
            self.note.flush()
            self.list.setFocus()

    def _show_note(self, shown: bool) -> None:
        """The note takes the place of the cause while it is written: a small window has no room for both."""
        self.note.setVisible(shown)
        self.note_button.show_state(shown)
        self._causes.setVisible(not shown and self.item is not None and self.item.cause is not None)

    def _change(self, changed: Callable[[EndedItem], EndedItem]) -> None:
        """Show the same place with a changed question."""
        self._view = replace(self._view, items=tuple(changed(item) for item in self._view.items))
        before, self._shown = self.item, self._view.shown(str(self.filter.currentData()))
        for row, shown in enumerate(self._shown, 1):
            self.list.item(row).setText(shown.line)
        item = self.item
        if item is not None and before is not None:
            if item.note != before.note:
                self._show_page(item)
            self._show_states(item)

    def _filter_changed(self) -> None:
        item = self.item
        self._fill(keep=item.position if item else None)

    def _fill(self, keep: int | None = None) -> None:
        """List what the filter lets through; stay at question `keep` if it is among them."""
        self._shown = self._view.shown(str(self.filter.currentData()))
        row = next((at for at, item in enumerate(self._shown, 1) if item.position == keep), 0)
        self.questions.fill([words.RESULT_ROW, *(item.line for item in self._shown)], row)

    def _show_row(self, row: int) -> None:
        item = self.item
        self._previous.setEnabled(row > 0)
        self._next.setEnabled(row < len(self._shown))
        self._tools.setVisible(item is not None)
        self.note.flush()
        self._show_note(shown=False)
        if item is None:
            rule = f'<hr><p style="color: {self._theme.muted}"><small>{self._view.slow_rule}</small></p>'
            nothing = "" if self._shown or not self._view.items else f"<p>{words.NOTHING_IN_FILTER}</p>"
            self.page.show_html(result_html(self._view, self._theme) + nothing + rule, self._theme, words.RESULT_TITLE)
            return
        self._show_page(item)
        self.note.show_note(item.item_id, item.note)
        self._show_states(item)

    def _show_page(self, item: EndedItem) -> None:
        exhibit = exhibit_html(item.exhibit, self._theme) if item.exhibit else ""
        self.page.show_html(ended_html(item, exhibit, self._theme), self._theme, item.heading)

    def _show_states(self, item: EndedItem) -> None:
        self.bookmark.show_state(item.bookmarked)
        if item.cause is None:
            return
        said = item.cause.confirmed
        evidence = words.proposed(words.cause_name(item.cause.proposed), item.cause.evidence)
        self._cause_line.setText(words.confirmed(words.cause_name(said)) if said else evidence)
        for cause, made in self.cause_buttons.items():
            made.show_state(cause == said)

    # ---- what is asked for
    def _give(self, cause: str) -> None:
        item = self.item
        if item is not None and item.cause is not None:
            self.cause_given.emit(item.cause.number, cause)

    def _take_proposal(self) -> None:
        item = self.item
        if item is not None and item.cause is not None and item.cause.proposed and not item.cause.confirmed:
            self._give(item.cause.proposed)

    def _bookmark(self) -> None:
        if self.item is not None:
            self.bookmark_wanted.emit(self.item.item_id)

    def _report(self) -> None:
        if self.item is not None:
            self.report_wanted.emit(self.item)

    def _leave(self) -> None:
        self.note.flush()
        self.left.emit()

    def _again(self) -> None:
        self.note.flush()
        self.again_wanted.emit()

    # ---- Qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Not a shortcut: a button or a link that has the keyboard keeps Enter to itself.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self._take_proposal()
        elif event.key() == Qt.Key.Key_Escape and self.note.field.hasFocus():
            # Out of the note; only the next one leads back.
            self.toggle_note()
        else:
            super().keyPressEvent(event)
