"""The question screen: header with the clock, tools, the question, footer. Every control by keyboard too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.session import COMMENT_LIMIT, Session
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_view import LETTERS, ExamView, exam_view
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.screens.exam.body import Body
from cehrs_desktop.ui.screens.exam.option_row import OptionRow
from cehrs_desktop.ui.screens.exam.stem import Stem
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import ElidedLabel, bar, button, centered, label, state_button
from cehrs_desktop.ui.widgets.notice import Notice

ZOOMS = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
COLUMN_WIDTH = 780
COMMENT_DELAY_MS = 600
_COMMENT_AT_LATEST_MS = 900


def frame_zoom(zoom: float) -> float:
    """How much larger header and footer get at a text zoom: they must fit 1280 pixels at 200 %."""
    return 1.0 + (zoom - 1.0) * 0.35


class CommentField(QPlainTextEdit):
    """A field that takes typing only: nothing is pasted in or copied out. `left_field` when the focus goes."""

    left_field = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def createMimeDataFromSelection(self) -> QMimeData:
        return QMimeData()

    def insertFromMimeData(self, source: QMimeData) -> None:
        return

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return False


class ExamScreen(QWidget):
    """Shows one sitting's questions. What concerns more than the sitting is asked for by the ``..._wanted`` signals."""

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
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._items = items
        self._view: ExamView | None = None
        self._zoom = zoom
        self._seen_to_end = True
        self._exhibit_seen = True
        self._reminded = False
        self._framed: list[tuple[QWidget, int, bool]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_header(title, candidate))
        column.addWidget(self._make_tools())
        self.notice = Notice()
        column.addWidget(self.notice)
        column.addWidget(self._make_body(theme), 1)
        column.addWidget(self._make_footer())
        self._make_shortcuts()
        self._comment_timer = QTimer(self, singleShot=True, interval=COMMENT_DELAY_MS)
        self._comment_timer.timeout.connect(self.flush_comment)
        self._comment_limit = QTimer(self, singleShot=True, interval=_COMMENT_AT_LATEST_MS)
        self._comment_limit.timeout.connect(self.flush_comment)
        presenter.changed.connect(self.show_session)
        presenter.clock_moved.connect(self._show_clock)
        presenter.warned.connect(self._warn)
        presenter.recording.connect(self._show_recording)
        self.set_look(theme, zoom)

    # ---- building
    def _framed_button(
        self, text: str, on_click: Callable[[], object], role: str = "", size: int = BODY
    ) -> QPushButton:
        made = button(text, on_click, role=role, size=size)
        self._framed.append((made, size, role == "chief"))
        return made

    def _make_header(self, title: str, candidate: str) -> QWidget:
        frame, row = bar("bottom")
        who = ElidedLabel(f"{title}   ·   {candidate}")
        self._framed.append((who, SMALL, False))
        who.setToolTip(candidate)
        self._counter = label("", BODY, bold=True, wrap=False, tabular=True)
        self._clock = label("", BODY, bold=True, wrap=False, tabular=True)
        self._recording = label("", SMALL, role="muted", wrap=False)
        self._time_button = self._framed_button(texts.HIDE_TIME, self._presenter.toggle_clock, size=SMALL)
        row.addWidget(who, 1)
        row.addWidget(self._recording)
        row.addWidget(self._counter)
        row.addSpacing(24)
        row.addWidget(self._clock)
        row.addWidget(self._time_button)
        return frame

    def _make_tools(self) -> QWidget:
        frame, row = bar("bottom")
        row.setContentsMargins(16, 2, 16, 2)
        row.setSpacing(4)
        self._highlight_button = self._tool(texts.HIGHLIGHT, self._highlight)
        self._clear_button = self._tool(texts.CLEAR_HIGHLIGHTS, lambda: self._presenter.highlight(()))
        self._comment_button = state_button(texts.COMMENT, self.toggle_comment, role="plain", size=SMALL)
        self._framed.append((self._comment_button, SMALL, False))
        smaller = self._tool("A −", lambda: self._step_zoom(-1))
        smaller.setAccessibleName(texts.ZOOM_OUT)
        smaller.setToolTip(texts.ZOOM_OUT)
        larger = self._tool("A +", lambda: self._step_zoom(1))
        larger.setAccessibleName(texts.ZOOM_IN)
        larger.setToolTip(texts.ZOOM_IN)
        self._zoom_label = label("", SMALL, wrap=False, tabular=True)
        for widget in (self._highlight_button, self._clear_button, self._comment_button):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (
            smaller,
            self._zoom_label,
            larger,
            self._tool(texts.CONTRAST, self.contrast_wanted.emit),
            self._tool(texts.RULES, self.rules_wanted.emit),
            self._tool(texts.HELP, self.help_wanted.emit),
        ):
            row.addWidget(widget)
        return frame

    def _tool(self, text: str, on_click: Callable[[], object]) -> QPushButton:
        return self._framed_button(text, on_click, role="plain", size=SMALL)

    def _make_body(self, theme: Theme) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 20, 0, 24)
        column.setSpacing(12)
        self._stem = Stem(theme)
        self._stem.left.connect(lambda way: self._rows[0 if way > 0 else 3].setFocus())
        column.addWidget(self._stem)
        column.addSpacing(4)
        self._rows: list[OptionRow] = []
        self._strikes: list[QPushButton] = []
        for index, letter in enumerate(LETTERS):
            row = OptionRow(theme)
            row.clicked.connect(lambda _checked=False, at=index: self._choose(at))
            row.moved.connect(lambda way, at=index: self._move(at, way))
            strike = self._framed_button(texts.STRIKE, lambda at=index: self._strike(at), role="plain", size=SMALL)
            strike.setAccessibleName(texts.strike_name(letter, struck=False))
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(row, 1)
            line.addWidget(strike, 0, Qt.AlignmentFlag.AlignVCenter)
            column.addLayout(line)
            self._rows.append(row)
            self._strikes.append(strike)
        column.addWidget(self._make_comment())
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = content
        self._area.setWidget(centered(content, COLUMN_WIDTH))
        self._body = Body(self._area, theme, self._zoom)
        self._body.opened.connect(self._exhibit_opened)
        self._area.verticalScrollBar().valueChanged.connect(lambda _: self._note_scroll())
        for first, second in zip([self._stem, *self._rows], [*self._rows, *self._strikes[:1]], strict=True):
            QWidget.setTabOrder(first, second)
        for first, second in zip(self._strikes, self._strikes[1:], strict=False):
            QWidget.setTabOrder(first, second)
        return self._body

    def _make_comment(self) -> QWidget:
        self._comment_panel = QWidget()
        column = QVBoxLayout(self._comment_panel)
        column.setContentsMargins(0, 8, 0, 0)
        self._comment_label = label("", BODY, bold=True)
        self._comment_hint = label(texts.COMMENT_HINT, SMALL, role="muted")
        self._comment = CommentField()
        self._comment.setFixedHeight(110)
        self._comment.textChanged.connect(self._comment_typed)
        self._comment.installEventFilter(self)
        self._comment_of = 0
        column.addWidget(self._comment_label)
        column.addWidget(self._comment)
        column.addWidget(self._comment_hint)
        self._comment_panel.hide()
        return self._comment_panel

    def _make_footer(self) -> QWidget:
        frame, row = bar("top")
        ask = self._presenter
        self._previous = self._framed_button(texts.PREVIOUS, self._go_previous)
        self._mark = state_button(texts.MARK, ask.toggle_mark)
        self._framed.append((self._mark, BODY, False))
        self._open = self._framed_button(texts.NEXT_OPEN, self._go_open)
        self._summary = self._framed_button(texts.SUMMARY, self._go_summary)
        self._next = self._framed_button(texts.NEXT, self._go_next, role="chief")
        row.addWidget(self._previous)
        row.addWidget(self._mark)
        row.addStretch(1)
        row.addWidget(self._open)
        row.addWidget(self._summary)
        row.addWidget(self._next)
        return frame

    def _make_shortcuts(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "N": self._go_next,
            "P": self._go_previous,
            "J": self._go_open,
            "M": self._presenter.toggle_mark,
            "H": self._highlight,
            "O": self.toggle_comment,
            "S": self._go_summary,
            "T": self._presenter.toggle_clock,
            "E": self._turn_to_exhibit,
            "R": self.rules_wanted.emit,
            "F1": self.help_wanted.emit,
            "Ctrl++": lambda: self._step_zoom(1),
            "Ctrl+=": lambda: self._step_zoom(1),
            "Ctrl+-": lambda: self._step_zoom(-1),
            "Ctrl+0": lambda: self.zoom_wanted.emit(1.0),
            "PgDown": lambda: self._page(1),
            "PgUp": lambda: self._page(-1),
            "Esc": self._escape,
        }
        for index, letter in enumerate(LETTERS):
            keys[letter] = lambda at=index: self._choose(at)
            keys[str(index + 1)] = lambda at=index: self._choose(at)
            keys[f"Shift+{letter}"] = lambda at=index: self._strike(at)
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            # A key that is held down must not run through the questions.
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)

    # ---- showing
    def show_session(self, session: Session) -> None:
        """Show the question of a session as it is recorded."""
        view = exam_view(session, self._items)
        fresh = self._view is None or self._view.position != view.position
        if fresh:
            self.flush_comment()
        self._view = view
        self._counter.setText(texts.counter(view.position, view.total))
        self._stem.show_stem(
            view.stem, view.highlights, texts.stem_name(view.position, view.total, view.exhibit is not None)
        )
        for row, strike, option in zip(self._rows, self._strikes, view.options, strict=True):
            row.show_option(option)
            strike.setText(texts.UNSTRIKE if option.struck else texts.STRIKE)
            strike.setAccessibleName(texts.strike_name(option.letter, option.struck))
        self._mark.show_state(view.marked)
        self._mark.setText(texts.MARKED if view.marked else texts.MARK)
        self._previous.setEnabled(view.position > 1)
        self._clear_button.setEnabled(bool(view.highlights))
        self._time_button.setText(texts.HIDE_TIME if session.clock_shown else texts.SHOW_TIME)
        self._show_clock(self._presenter.left_ms())
        self._comment_button.show_state(bool(view.comment) or self._comment_panel.isVisibleTo(self))
        if fresh:
            self._show_fresh(view)

    def _show_fresh(self, view: ExamView) -> None:
        self._comment_of = view.position
        self._comment_label.setText(texts.comment_label(view.position))
        self._comment.setAccessibleName(texts.comment_label(view.position))
        self._comment.blockSignals(True)
        self._comment.setPlainText(view.comment)
        self._comment.blockSignals(False)
        self._comment_panel.setVisible(bool(view.comment))
        self._comment_button.show_state(bool(view.comment))
        self.notice.clear()
        self._area.verticalScrollBar().setValue(0)
        self._seen_to_end = self._reminded = False
        self._exhibit_seen = view.exhibit is None
        self._body.show_exhibit(view.exhibit)
        self._stem.drop_selection()
        self.focus_question()
        QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        """After a question was laid out: was all of it seen; and the exhibits of its neighbors are made."""
        self._note_scroll()
        at = self.shown_position() - 1
        neighbors = (*self._items[max(0, at - 1) : max(0, at)], *self._items[at + 1 : at + 2])
        self._body.prepare(item.exhibit for item in neighbors if item.exhibit is not None)

    def _warn(self, minutes: int) -> None:
        self.notice.tell(texts.time_warning(minutes))

    def _show_recording(self, slow: bool) -> None:
        self._recording.setText(texts.RECORDING if slow else "")

    def shown_position(self) -> int:
        """The question on the screen, 0 before the first."""
        return self._view.position if self._view else 0

    def shown_total(self) -> int:
        """How many questions there are, 0 before the first is shown."""
        return self._view.total if self._view else 0

    def focus_question(self) -> None:
        """Put the keyboard on the question's text."""
        self._stem.setFocus()

    def _show_clock(self, left_ms: int) -> None:
        shown = self._presenter.session.clock_shown
        self._clock.setText(texts.time_left(left_ms) if shown else texts.TIME_HIDDEN)

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size: the question grows fully, header and footer a little."""
        self._zoom = zoom
        outer = frame_zoom(zoom)
        for widget, size, bold in self._framed:
            widget.setFont(font(size, bold=bold, zoom=outer))
        for changing in (self._counter, self._clock):
            changing.setFont(font(BODY, bold=True, zoom=outer, tabular=True))
        self._zoom_label.setFont(font(SMALL, zoom=outer, tabular=True))
        self._zoom_label.setText(f"{round(zoom * 100)} %")
        self._column.setMaximumWidth(round(COLUMN_WIDTH * zoom))
        self._stem.set_look(theme, zoom)
        self._body.set_look(theme, zoom)
        for row in self._rows:
            row.set_look(theme, zoom)
        # Strike out and Restore take the same room, so that nothing moves when one becomes the other.
        metrics = self._strikes[0].fontMetrics()
        room = max(metrics.horizontalAdvance(text) for text in (texts.STRIKE, texts.UNSTRIKE)) + 28
        for strike in self._strikes:
            strike.setFixedWidth(room)
        self._comment.setFont(font(BODY, zoom=zoom))
        self._comment_label.setFont(font(BODY, bold=True, zoom=zoom))

    # ---- acting
    def _choose(self, index: int) -> None:
        if self._view is not None:
            self._presenter.answer(self._view.options[index].id)

    def _strike(self, index: int) -> None:
        if self._view is not None:
            self._presenter.toggle_strike(self._view.options[index].id)

    def _move(self, index: int, way: int) -> None:
        if index + way < 0:
            self._stem.setFocus()
        else:
            self._rows[min(index + way, len(self._rows) - 1)].setFocus()

    def _highlight(self) -> None:
        ranges = self._stem.toggled_highlights()
        if ranges is None:
            self.notice.tell(texts.SELECT_FIRST)
            return
        self._stem.drop_selection()
        self._presenter.highlight(ranges)

    def _leave(self, act: Callable[[], None]) -> None:
        """Go away from the question, unless part of it was never on the screen: then say so once."""
        # Asked again: on a slow machine a question may be laid out to its end only after `_settle`.
        self._note_scroll()
        if self._reminded or (self._seen_to_end and self._exhibit_seen):
            self.flush_comment()
            act()
            return
        self._reminded = True
        self.notice.tell(texts.SCROLL_REMINDER if self._exhibit_seen else texts.EXHIBIT_REMINDER)

    def _go_next(self) -> None:
        self._leave(self._presenter.next)

    def _go_previous(self) -> None:
        self._leave(self._presenter.previous)

    def _go_open(self) -> None:
        self._leave(self._presenter.next_open)

    def _go_summary(self) -> None:
        self._leave(self._presenter.show_summary)

    def _page(self, way: int) -> None:
        area = self._area if self._body.showing_question() else self._body.area
        scroll = area.verticalScrollBar()
        scroll.setValue(scroll.value() + way * round(area.viewport().height() * 0.9))

    def _turn_to_exhibit(self) -> None:
        if self._body.turn():
            self.focus_question()

    def _exhibit_opened(self) -> None:
        self._exhibit_seen = True

    def _note_scroll(self) -> None:
        scroll = self._area.verticalScrollBar()
        if scroll.value() >= scroll.maximum() - 4:
            self._seen_to_end = True

    def _step_zoom(self, way: int) -> None:
        index = min(range(len(ZOOMS)), key=lambda at: abs(ZOOMS[at] - self._zoom)) + way
        self.zoom_wanted.emit(ZOOMS[max(0, min(index, len(ZOOMS) - 1))])

    def _escape(self) -> None:
        if self._comment.hasFocus():
            self._stem.setFocus()
        else:
            self.notice.clear()

    # ---- comments
    def toggle_comment(self) -> None:
        """Open the comment field and go there, or close it if it is empty."""
        if self._comment_panel.isVisibleTo(self) and not self._comment.toPlainText():
            self._comment_panel.hide()
            self._stem.setFocus()
        else:
            self._comment_panel.show()
            self._comment.setFocus()
            QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self._comment_panel))
        self._comment_button.show_state(self._comment_panel.isVisibleTo(self))

    def _comment_typed(self) -> None:
        if len(self._comment.toPlainText()) > COMMENT_LIMIT:
            # Refuse what does not fit; what is there stays.
            self._comment.textCursor().deletePreviousChar()
            return
        self._comment_timer.start()
        if not self._comment_limit.isActive():
            self._comment_limit.start()

    def flush_comment(self) -> None:
        """Store what was typed and not yet stored."""
        waiting = self._comment_timer.isActive() or self._comment_limit.isActive()
        self._comment_timer.stop()
        self._comment_limit.stop()
        if waiting and self._comment_of:
            self._presenter.comment(self._comment_of, self._comment.toPlainText())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._comment and event.type() == QEvent.Type.FocusOut:
            self.flush_comment()
        return super().eventFilter(watched, event)
