"""The question itself, the same in every look: stem, options, comment, and the exhibit beside it. It scrolls."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_view import ExamView
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.screens.exam.comment import CommentPanel
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import centered
from cehrs_desktop.ui.widgets.body import Body
from cehrs_desktop.ui.widgets.options import Options
from cehrs_desktop.ui.widgets.stem import Stem

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
        self.options = Options(theme, only_next_records=presenter.session.rules.only_next_records)
        self.options.chosen.connect(self.chosen)
        self.options.strike_wanted.connect(self.strike_wanted)
        self.options.left.connect(self.stem.setFocus)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 20, 0, 24)
        column.setSpacing(12)
        column.addWidget(self.stem)
        column.addSpacing(4)
        column.addLayout(self.options)
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
        self.stem.left.connect(lambda way: self.options.rows[0 if way > 0 else -1].setFocus())
        self.options.follow(self.stem)

    # ---- showing
    def show_view(self, view: ExamView) -> None:
        """Show a question, or what changed of it."""
        name = texts.stem_name(view.position, view.total, view.exhibit is not None)
        self.stem.show_stem(view.stem, view.highlights, name)
        self.options.show_options(view.options)

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
        self.options.set_look(theme, zoom)
        self.comment.set_look(zoom)

    # ---- inside
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
