"""The question screen: the question, the frame of the look that is used around it, and what their controls do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.session import Session
from cehrs_desktop.presentation import exam_texts, texts
from cehrs_desktop.presentation.exam_view import ExamView, Look, exam_view
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.screens.exam.default_frame import DefaultFrame
from cehrs_desktop.ui.screens.exam.frame import Acts, Frame
from cehrs_desktop.ui.screens.exam.keys import add_keys
from cehrs_desktop.ui.screens.exam.question import Question
from cehrs_desktop.ui.theme.fonts import SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.notice import Notice
from cehrs_desktop.ui.widgets.scratch_pad import ScratchPad
from cehrs_desktop.ui.widgets.speech import announce
from cehrs_desktop.ui.widgets.text_size import frame_zoom, stepped
from cehrs_desktop.ui.widgets.typed_field import TypedField

SIDE_WIDTH = 320
"""Width of what may stand right of the question, in pixels at 100 %."""


class ExamScreen(QWidget):
    """Shows one sitting's questions. What concerns more than the sitting is asked for by the ``..._wanted`` signals.

    `look` chooses the frame; `scratch_pad` says whether the venue allows one on the screen.
    """

    zoom_wanted = Signal(float)
    contrast_wanted = Signal()
    rules_wanted = Signal()
    help_wanted = Signal()

    def __init__(
        self,
        presenter: ExamPresenter,
        items: Sequence[Item],
        candidate: str,
        theme: Theme,
        zoom: float,
        title: str = texts.EXAM_TITLE,
        *,
        look: Look = "default",
        scratch_pad: bool = False,
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._items = items
        self._view: ExamView | None = None
        self._zoom = zoom
        self._reminded = False
        self._side: QWidget | None = None
        self._question = Question(presenter, theme, zoom)
        acts = self._acts(scratch_pad=scratch_pad)
        self._frame = _made_frame(look, acts, title, candidate)
        self.notice = Notice()
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(self._question, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._frame.top)
        column.addWidget(self.notice)
        self._strips = QVBoxLayout()
        column.addLayout(self._strips)
        column.addLayout(self._middle, 1)
        self._pad = self._made_pad() if scratch_pad else None
        if self._pad is not None:
            column.addWidget(self._pad)
        column.addWidget(self._frame.bottom)
        if look == "older":
            add_keys(self, acts, onward=self._press_onward, back=self._press_back)
        else:
            add_keys(self, acts)
        self._question.chosen.connect(self._choose)
        self._question.strike_wanted.connect(self._strike)
        presenter.changed.connect(self.show_session)
        presenter.choice_moved.connect(self._show_choice)
        presenter.clock_moved.connect(self._show_clock)
        presenter.warned.connect(self._warn)
        presenter.recording.connect(self._show_recording)
        self.set_look(theme, zoom)

    # ---- building
    def _acts(self, *, scratch_pad: bool) -> Acts:
        ask = self._presenter
        return Acts(
            next=self._go_next,
            previous=self._go_previous,
            next_open=self._go_open,
            summary=self._go_summary,
            mark=ask.toggle_mark,
            clock=ask.toggle_clock,
            highlight=self._highlight,
            clear=self._clear_highlights,
            comment=self.toggle_comment,
            smaller=self._smaller,
            larger=self._larger,
            normal_size=self._normal_size,
            contrast=self.contrast_wanted.emit,
            rules=self.rules_wanted.emit,
            help=self.help_wanted.emit,
            exhibit=self._turn_to_exhibit,
            escape=self._escape,
            choose=self._choose,
            strike=self._strike,
            page=self._question.page,
            scratch=self.toggle_scratch_pad if scratch_pad else None,
        )

    def _made_pad(self) -> ScratchPad:
        pad = ScratchPad(self._presenter.scratch)
        pad.field.textChanged.connect(self._keep_scratch)
        self._presenter.ended.connect(pad.wipe)
        pad.hide()
        return pad

    # ---- places for others
    @property
    def body_area(self) -> QWidget:
        """What of the question's column is on the screen: the part that scrolls, without its scroll bar."""
        return self._question.area.viewport()

    @property
    def side(self) -> QWidget | None:
        """What stands right of the question."""
        return self._side

    def set_side(self, widget: QWidget | None) -> None:
        """Put one widget right of the question, below the header, or take it away.

        It is as wide as `SIDE_WIDTH`, grown as the frame grows. What was there before is hidden and stays a child of
        this screen: it can be set again, and goes with the screen.
        """
        if self._side is not None and self._side is not widget:
            self._middle.removeWidget(self._side)
            self._side.hide()
        self._side = widget
        if widget is not None:
            self._middle.addWidget(widget)
            widget.show()
        self._fit_side()

    def add_tool(self, made: QPushButton) -> None:
        """Put a further button beside the tools; from here on it grows with them. A button that is hidden needs no
        room."""
        self._frame.add_tool(made)
        made.setFont(font(SMALL, bold=made.property("role") == "chief", zoom=frame_zoom(self._zoom)))

    def add_strip(self, made: QWidget) -> None:
        """Put a line between the header and the question; it looks after its own text size."""
        self._strips.addWidget(made)

    def _fit_side(self) -> None:
        width = round(SIDE_WIDTH * frame_zoom(self._zoom)) if self._side is not None else 0
        if self._side is not None:
            self._side.setFixedWidth(width)
        self._question.keep_left(width)

    # ---- showing
    def show_session(self, session: Session) -> None:
        """Show the question of a session as it is recorded."""
        view = exam_view(session, self._items, self._presenter.pending)
        fresh = self._view is None or self._view.position != view.position
        if fresh:
            self.flush_comment()
        self._view = view
        self._question.show_view(view)
        self._frame.show_view(view, clock_shown=session.clock_shown, only_next_records=session.rules.only_next_records)
        self._show_clock(self._presenter.left_ms())
        if fresh:
            self._question.begin(view)
            self.notice.clear()
            self._reminded = False
            self.focus_question()
            QTimer.singleShot(0, self, self._settle)
        self._frame.show_comment(bool(view.comment) or self._question.comment_open())

    def _settle(self) -> None:
        """After a question was laid out: was all of it seen; and the exhibits of its neighbors are made."""
        self._question.note_scroll()
        at = self.shown_position() - 1
        neighbors = (*self._items[max(0, at - 1) : max(0, at)], *self._items[at + 1 : at + 2])
        self._question.body.prepare(item.exhibit for item in neighbors if item.exhibit is not None)

    def _show_choice(self) -> None:
        self.show_session(self._presenter.session)
        answer = self._view.answer if self._view is not None else None
        if answer is not None and answer.pending:
            announce(self, exam_texts.chosen_aloud(answer))

    def _show_clock(self, left_ms: int) -> None:
        self._frame.show_clock(left_ms, shown=self._presenter.session.clock_shown)

    def _show_recording(self, slow: bool) -> None:
        self._frame.show_recording(slow)

    def _warn(self, minutes: int) -> None:
        self.notice.tell(texts.time_warning(minutes))

    def shown_position(self) -> int:
        """The question on the screen, 0 before the first."""
        return self._view.position if self._view else 0

    def shown_total(self) -> int:
        """How many questions there are, 0 before the first is shown."""
        return self._view.total if self._view else 0

    def focus_question(self) -> None:
        """Put the keyboard on the question's text."""
        self._question.stem.setFocus()

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size: the question grows fully, what is around it a little."""
        self._zoom = zoom
        self._frame.set_look(theme, zoom)
        self._question.set_look(theme, zoom)
        if self._pad is not None:
            self._pad.set_look(zoom, frame_zoom(zoom))
        self._fit_side()

    # ---- acting
    def _choose(self, index: int) -> None:
        if self._view is not None:
            self._presenter.answer(self._view.options[index].id)

    def _strike(self, index: int) -> None:
        if self._view is not None:
            self._presenter.toggle_strike(self._view.options[index].id)

    def _highlight(self) -> None:
        ranges = self._question.stem.toggled_highlights()
        if ranges is None:
            self.notice.tell(texts.SELECT_FIRST)
            return
        self._question.stem.drop_selection()
        self._presenter.highlight(ranges)

    def _clear_highlights(self) -> None:
        self._presenter.highlight(())

    def _leave(self, act: Callable[[], None]) -> None:
        """Go away from the question, unless part of it was never on the screen: then say so once."""
        unseen = "" if self._reminded else self._question.unseen()
        if unseen:
            self._reminded = True
            self.notice.tell(unseen)
            return
        self.flush_comment()
        act()

    def _go_next(self) -> None:
        self._leave(self._presenter.next)

    def _go_previous(self) -> None:
        self._leave(self._presenter.previous)

    def _go_open(self) -> None:
        self._leave(self._presenter.next_open)

    def _go_summary(self) -> None:
        self._leave(self._presenter.show_summary)

    def _press_onward(self) -> None:
        """Enter, in the older look: only at the question, so that it answers nothing beside it."""
        if self._at_question():
            self._go_next()

    def _press_back(self) -> None:
        """The left arrow, in the older look: in the text it moves the caret, until that is at its beginning."""
        stem = self._question.stem
        if stem.hasFocus() and not stem.textCursor().atStart():
            stem.moveCursor(QTextCursor.MoveOperation.Left)
        elif self._at_question():
            self._go_previous()

    def _at_question(self) -> bool:
        at = QApplication.focusWidget()
        return at is None or at is self or self._question.isAncestorOf(at) or self._frame.has_answer(at)

    def _turn_to_exhibit(self) -> None:
        if self._question.body.turn():
            self.focus_question()

    def _normal_size(self) -> None:
        self.zoom_wanted.emit(1.0)

    def _larger(self) -> None:
        self._step_zoom(1)

    def _smaller(self) -> None:
        self._step_zoom(-1)

    def _step_zoom(self, way: int) -> None:
        self.zoom_wanted.emit(stepped(self._zoom, way))

    def _escape(self) -> None:
        if isinstance(self.focusWidget(), TypedField):
            self.focus_question()
        else:
            self.notice.clear()

    # ---- comment and scratch pad
    def toggle_comment(self) -> None:
        """Open the comment field and go there, or close it if it is empty."""
        self._frame.show_comment(self._question.toggle_comment())

    def flush_comment(self) -> None:
        """Store what was typed and not yet stored."""
        self._question.comment.flush()

    def toggle_scratch_pad(self) -> None:
        """Open the scratch pad and go there, or close it; what is on it stays."""
        if self._pad is None:
            return
        if self._pad.isVisibleTo(self):
            self._pad.hide()
            self.focus_question()
        else:
            self._pad.show()
            self._pad.field.setFocus()
        self._frame.show_scratch(self._pad.isVisibleTo(self))

    def _keep_scratch(self) -> None:
        if self._pad is not None:
            self._presenter.scratch = self._pad.field.toPlainText()


def _made_frame(look: Look, acts: Acts, title: str, candidate: str) -> Frame:
    if look == "older":
        from cehrs_desktop.ui.screens.exam.older_frame import OlderFrame

        return OlderFrame(acts, title, candidate)
    return DefaultFrame(acts, title, candidate)
