"""The practice screen: a question as the exam shows it, and what practice adds: certainty, reasons, notes, a pause."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_view import LETTERS
from cehrs_desktop.presentation.practice_view import QuestionView
from cehrs_desktop.ui.screens.practice.head import Act, PracticeHead
from cehrs_desktop.ui.screens.practice.note_panel import NotePanel
from cehrs_desktop.ui.screens.practice.question import PracticeQuestion
from cehrs_desktop.ui.theme.fonts import BODY, HEADING
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import StateButton, bar, button, label, state_button, turn_to
from cehrs_desktop.ui.widgets.notice import Notice
from cehrs_desktop.ui.widgets.speech import announce
from cehrs_desktop.ui.widgets.text_size import frame_zoom, grow, stepped


class PracticeScreen(QWidget):
    """What the learner asks for is told by signals; nothing changes on the screen before `show_view` says so.

    `option_wanted` and `strike_wanted` carry the option (from 0), `highlight_wanted` the ranges of the stem,
    `answer_wanted` the certainty (empty: not said), `note_written` the item's id and the text, `zoom_wanted` the text
    size.
    """

    option_wanted = Signal(int)
    strike_wanted = Signal(int)
    highlight_wanted = Signal(object)
    answer_wanted = Signal(str)
    next_wanted = Signal()
    previous_wanted = Signal()
    mark_wanted = Signal()
    bookmark_wanted = Signal()
    note_written = Signal(str, str)
    report_wanted = Signal()
    pause_wanted = Signal()
    go_on_wanted = Signal()
    end_wanted = Signal()
    leave_wanted = Signal()
    zoom_wanted = Signal(float)
    contrast_wanted = Signal()
    term_wanted = Signal(str)

    def __init__(self, name: str, theme: Theme, zoom: float) -> None:
        super().__init__()
        self._zoom = zoom
        self._view: QuestionView | None = None
        self._paused = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.head = PracticeHead(
            name,
            {
                "pause": self._toggle_pause,
                "highlight": self._highlight,
                "clear": self._clear_highlights,
                "mark": self.mark_wanted.emit,
                "bookmark": self.bookmark_wanted.emit,
                "note": self.toggle_note,
                "report": self.report_wanted.emit,
                "smaller": lambda: self._step_zoom(-1),
                "larger": lambda: self._step_zoom(1),
                "contrast": self.contrast_wanted.emit,
            },
        )
        self.show_clock, self.show_recording = self.head.show_clock, self.head.show_recording
        outer.addWidget(self.head.frame)
        self.notice = Notice()
        outer.addWidget(self.notice)
        self.question = PracticeQuestion(theme, zoom)
        self.question.chosen.connect(self._choose)
        self.question.strike_wanted.connect(self._strike)
        self.question.term_wanted.connect(self.term_wanted)
        self.note = NotePanel()
        self.note.written.connect(self.note_written)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.question, 1)
        note_place = QHBoxLayout()
        note_place.setContentsMargins(24, 0, 24, 0)
        note_place.addWidget(self.note)
        column.addLayout(note_place)
        self._pages = QStackedWidget()
        self._pages.addWidget(middle)
        self._pages.addWidget(self._make_cover())
        outer.addWidget(self._pages, 1)
        self._foot = self._make_foot()
        outer.addWidget(self._foot)
        self._add_keys()
        self.set_look(theme, zoom)

    # ---- the parts
    def _make_cover(self) -> QWidget:
        cover = QWidget()
        column = QVBoxLayout(cover)
        column.addStretch(1)
        column.addWidget(label(words.PAUSED, HEADING, bold=True), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(label(words.PAUSED_TEXT, BODY, wrap=False), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(16)
        self.go_on = button(words.GO_ON_PAUSED, self.go_on_wanted.emit, role="chief")
        column.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return cover

    def _make_foot(self) -> QWidget:
        frame, row = bar("top")
        self.leave = button(words.LEAVE, self._leave)
        self.leave.setToolTip(words.LEAVE_TIP)
        self.end = button(words.END_SET, self.end_wanted.emit)
        row.addWidget(self.leave)
        row.addWidget(self.end)
        row.addStretch(1)
        self._sure_name = label(words.HOW_SURE, BODY, wrap=False)
        row.addWidget(self._sure_name)
        self.sure: dict[str, StateButton] = {}
        for certainty, _, text in words.SURE:
            made = state_button(text, lambda said=certainty: self._answer(said))
            made.setToolTip(words.SURE_TIP[certainty])
            row.addWidget(made)
            self.sure[certainty] = made
        row.addSpacing(12)
        self.previous = button(words.PREVIOUS, self.previous_wanted.emit)
        self.previous.setToolTip(words.PREVIOUS_TIP)
        self.next = button(words.ANSWER, self._onward, role="chief")
        row.addWidget(self.previous)
        row.addWidget(self.next)
        return frame

    def _add_keys(self) -> None:
        keys: dict[str, Act] = {
            "N": self._onward,
            "P": self._back,
            "H": self._highlight,
            "M": lambda: self._unless_paused(self.mark_wanted.emit),
            "K": lambda: self._unless_paused(self.bookmark_wanted.emit),
            "O": lambda: self._unless_paused(self.toggle_note),
            "E": lambda: self._unless_paused(self.question.turn),
            "T": self._toggle_pause,
            "PgDown": lambda: self.question.page(1),
            "PgUp": lambda: self.question.page(-1),
            "Ctrl++": lambda: self._step_zoom(1),
            "Ctrl+=": lambda: self._step_zoom(1),
            "Ctrl+-": lambda: self._step_zoom(-1),
            "Ctrl+0": lambda: self.zoom_wanted.emit(1.0),
            "Esc": self._escape,
        }
        for certainty, key, _ in words.SURE:
            keys[key] = lambda said=certainty: self._answer(said)
        for index, letter in enumerate(LETTERS):
            keys[letter] = keys[str(index + 1)] = lambda at=index: self._choose(at)
            keys[f"Shift+{letter}"] = lambda at=index: self._strike(at)
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            # A key that is held down must not run through the questions.
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)

    # ---- showing
    def show_view(self, view: QuestionView) -> None:
        """Show a question, or what changed of it."""
        before, self._view = self._view, view
        same = before is not None and before.position == view.position
        self.head.show_view(view, paused=self._paused)
        if same and before is not None and before.marked != view.marked:
            announce(self.question, words.MARKED_ALOUD[view.marked])
        if same and before is not None and before.bookmarked != view.bookmarked:
            announce(self.question, words.BOOKMARKED_ALOUD[view.bookmarked])
        self.note.show_note(view.item_id, view.note)
        if not same:
            self.notice.clear()
            self.note.setVisible(bool(view.note))
        self.head.note.show_state(self.note.isVisibleTo(self))
        offered = view.ask_certainty and view.feedback is None
        self._sure_name.setVisible(offered)
        for certainty, made in self.sure.items():
            made.setVisible(offered)
            made.show_state(certainty == view.certainty)
        self.previous.setVisible(view.can_go_back)
        text, tip = {
            "answer": (words.ANSWER, words.ANSWER_TIP),
            "next": (words.NEXT, words.NEXT_TIP),
            "finish": (words.FINISH, words.FINISH_TIP),
        }[view.next]
        self.next.setText(text)
        self.next.setToolTip(tip)
        self.question.show_view(view)
        if view.feedback is not None and not (same and before is not None and before.feedback is not None):
            self.notice.clear()
            announce(self.question, view.feedback.verdict)

    def show_paused(self, paused: bool) -> None:
        """Cover the question while the clock stands, or show it again."""
        self._paused = paused
        turn_to(self._pages, 1 if paused else 0, self.focus_first)
        # Leaving and ending stay possible.
        if self._view is not None:
            self.head.show_view(self._view, paused=paused)
        for tool in (*self.sure.values(), self.previous, self.next):
            tool.setEnabled(not paused)
        if paused:
            self.notice.clear()
            announce(self, words.PAUSED_TEXT)

    def toggle_note(self) -> None:
        """Open the note and go there, or close it."""
        opening = not self.note.isVisibleTo(self)
        self.note.setVisible(opening)
        if opening:
            self.note.field.setFocus()
        else:
            self.note.flush()
            self.question.focus_first()
        self.head.note.show_state(opening)

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size: head and foot grow less than the question."""
        self._zoom = zoom
        grow(self, frame_zoom(zoom), but=self.question)
        self.question.set_look(theme, zoom)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        if self._paused:
            self.go_on.setFocus()
        else:
            self.question.focus_first()

    # ---- what is asked for
    def _choose(self, at: int) -> None:
        if not self._paused and self._view is not None and self._view.feedback is None:
            self.option_wanted.emit(at)

    def _strike(self, at: int) -> None:
        if not self._paused and self._view is not None and self._view.can_mark:
            self.strike_wanted.emit(at)

    def _highlight(self) -> None:
        if self._paused or self._view is None or not self._view.can_mark:
            return
        ranges = self.question.stem.toggled_highlights()
        if ranges is None:
            self.notice.tell(texts.SELECT_FIRST)
        else:
            self.question.stem.drop_selection()
            self.highlight_wanted.emit(ranges)

    def _clear_highlights(self) -> None:
        self.highlight_wanted.emit(())

    def _answer(self, certainty: str) -> None:
        view = self._view
        if self._paused or view is None or view.feedback is not None or not (view.ask_certainty or not certainty):
            return
        if view.chosen is None:
            self.notice.tell(words.CHOOSE_FIRST)
        else:
            self.answer_wanted.emit(certainty)

    def _onward(self) -> None:
        if self._paused or self._view is None:
            return
        if self._view.next == "answer":
            self._answer("")
        else:
            self.next_wanted.emit()

    def _back(self) -> None:
        if not self._paused and self._view is not None and self._view.can_go_back:
            self.previous_wanted.emit()

    def _toggle_pause(self) -> None:
        (self.go_on_wanted if self._paused else self.pause_wanted).emit()

    def _leave(self) -> None:
        self.note.flush()
        self.leave_wanted.emit()

    def _unless_paused(self, act: Act) -> None:
        if not self._paused:
            act()

    def _step_zoom(self, way: int) -> None:
        self.zoom_wanted.emit(stepped(self._zoom, way))

    def _escape(self) -> None:
        if self.note.field.hasFocus():
            self.question.focus_first()
        else:
            self.notice.clear()

    # ---- Qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Not a shortcut: a button or a link that has the keyboard keeps Enter to itself.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self._onward()
        else:
            super().keyPressEvent(event)
