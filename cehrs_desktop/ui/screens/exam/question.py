"""The question itself, the same in every look: stem, options, comment, and the exhibit beside it. It scrolls."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_view import LETTERS, ExamView
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.screens.exam.body import Body
from cehrs_desktop.ui.screens.exam.comment import CommentPanel
from cehrs_desktop.ui.screens.exam.frame import frame_zoom
from cehrs_desktop.ui.screens.exam.option_row import OptionRow
from cehrs_desktop.ui.screens.exam.stem import Stem
from cehrs_desktop.ui.theme.fonts import SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import button, centered

COLUMN_WIDTH = 780
_MARGIN = 24


class Question(QWidget):
    """One question. `chosen` and `strike_wanted` say which option (from 0)."""

    chosen = Signal(int)
    strike_wanted = Signal(int)

    def __init__(self, presenter: ExamPresenter, theme: Theme, zoom: float) -> None:
        super().__init__()
        self._zoom = zoom
        self._beside = 0
        self._seen_to_end = self._exhibit_seen = True
        self.stem = Stem(theme)
        self.comment = CommentPanel(presenter)
        self.rows: list[OptionRow] = []
        self._strikes: list[QPushButton] = []
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 20, 0, 24)
        column.setSpacing(12)
        column.addWidget(self.stem)
        column.addSpacing(4)
        self._add_options(column, theme, only_next_records=presenter.session.rules.only_next_records)
        column.addWidget(self.comment)
        column.addStretch(1)
        place = centered(self._content, COLUMN_WIDTH)
        self._place = cast(QHBoxLayout, place.layout())
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(place)
        self.area.verticalScrollBar().valueChanged.connect(self.note_scroll)
        self.body = Body(self.area, theme, zoom)
        self.body.opened.connect(self._exhibit_opened)
        self.body.arranged.connect(self._arrange)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.body)
        self.stem.left.connect(lambda way: self.rows[0 if way > 0 else -1].setFocus())
        for first, second in zip([self.stem, *self.rows], [*self.rows, *self._strikes[:1]], strict=True):
            QWidget.setTabOrder(first, second)
        for first, second in zip(self._strikes, self._strikes[1:], strict=False):
            QWidget.setTabOrder(first, second)

    def _add_options(self, column: QVBoxLayout, theme: Theme, *, only_next_records: bool) -> None:
        for index, letter in enumerate(LETTERS):
            row = OptionRow(theme, only_next_records=only_next_records)
            row.clicked.connect(lambda _checked=False, at=index: self.chosen.emit(at))
            row.moved.connect(lambda way, at=index: self._move(at, way))
            strike = button(texts.STRIKE, self._strike_at(index), role="plain", size=SMALL)
            strike.setAccessibleName(texts.strike_name(letter, struck=False))
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(row, 1)
            line.addWidget(strike, 0, Qt.AlignmentFlag.AlignVCenter)
            column.addLayout(line)
            self.rows.append(row)
            self._strikes.append(strike)

    def _strike_at(self, index: int) -> Callable[[], None]:
        return lambda: self.strike_wanted.emit(index)

    # ---- showing
    def show_view(self, view: ExamView) -> None:
        """Show a question, or what changed of it."""
        name = texts.stem_name(view.position, view.total, view.exhibit is not None)
        self.stem.show_stem(view.stem, view.highlights, name)
        for row, strike, option in zip(self.rows, self._strikes, view.options, strict=True):
            row.show_option(option)
            strike.setText(texts.UNSTRIKE if option.struck else texts.STRIKE)
            strike.setAccessibleName(texts.strike_name(option.letter, option.struck))

    def begin(self, view: ExamView) -> None:
        """Another question than before is shown: from its top, nothing selected, nothing of it seen yet."""
        self.comment.show_comment(view.position, view.comment)
        self.area.verticalScrollBar().setValue(0)
        self._seen_to_end = False
        self._exhibit_seen = view.exhibit is None
        self.body.show_exhibit(view.exhibit)
        self.stem.drop_selection()

    def unseen(self) -> str:
        """What is to be said before the question is left: that part of it was never on the screen. Else nothing."""
        # Asked again: on a slow machine a question may be laid out to its end only after it was shown.
        self.note_scroll()
        if not self._exhibit_seen:
            return texts.EXHIBIT_REMINDER
        return "" if self._seen_to_end else texts.SCROLL_REMINDER

    def note_scroll(self) -> None:
        """Note whether the end of the question is on the screen."""
        scroll = self.area.verticalScrollBar()
        if scroll.value() >= scroll.maximum() - 4:
            self._seen_to_end = True

    def page(self, way: int) -> None:
        """Scroll the question, or the exhibit where that is in front, by a page."""
        area = self.area if self.body.showing_question() else self.body.area
        scroll = area.verticalScrollBar()
        scroll.setValue(scroll.value() + way * round(area.viewport().height() * 0.9))

    def toggle_comment(self) -> bool:
        """Open the comment and go there, or close it if it is empty; returns whether it is open."""
        if self.comment_open() and not self.comment.field.toPlainText():
            self.comment.hide()
            self.stem.setFocus()
        else:
            self.comment.show()
            self.comment.field.setFocus()
            QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.comment))
        return self.comment_open()

    def comment_open(self) -> bool:
        """Whether the comment is open."""
        return self.comment.isVisibleTo(self)

    def keep_left(self, beside: int) -> None:
        """Something `beside` pixels wide stands right of this: the text keeps its place as far as there is room."""
        self._beside = beside
        self._arrange()

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self._zoom = zoom
        self._content.setMaximumWidth(round(COLUMN_WIDTH * zoom))
        self.stem.set_look(theme, zoom)
        self.body.set_look(theme, zoom)
        for row in self.rows:
            row.set_look(theme, zoom)
        for strike in self._strikes:
            strike.setFont(font(SMALL, zoom=frame_zoom(zoom)))
        # Strike out and Restore take the same room, so that nothing moves when one becomes the other.
        metrics = self._strikes[0].fontMetrics()
        room = max(metrics.horizontalAdvance(text) for text in (texts.STRIKE, texts.UNSTRIKE)) + 28
        for strike in self._strikes:
            strike.setFixedWidth(room)
        self.comment.set_look(zoom)

    # ---- inside
    def _move(self, index: int, way: int) -> None:
        if index + way < 0:
            self.stem.setFocus()
        else:
            self.rows[min(index + way, len(self.rows) - 1)].setFocus()

    def _exhibit_opened(self) -> None:
        self._exhibit_seen = True

    def _arrange(self) -> None:
        """The column in the middle; with something right of it, where it was without, or as near as there is room."""
        alone = not (self.body.showing_question() and self.body.showing_exhibit())
        kept = self._beside > 0 and alone
        column, left, right = round(COLUMN_WIDTH * self._zoom), _MARGIN, _MARGIN
        if kept:
            middle = (self.width() + self._beside - column) // 2
            left = max(_MARGIN, min(middle, self.width() - _MARGIN - column))
            right = max(_MARGIN, self.width() - left - column)
        self._place.setContentsMargins(left, 0, right, 0)
        if self._place.stretch(0) != (not kept):
            for edge in (0, 2):
                self._place.setStretch(edge, 0 if kept else 1)
