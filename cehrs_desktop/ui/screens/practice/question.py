"""One question of a practice set: stem and options, or the reasons after the answer; the exhibit beside it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation.exam_view import LETTERS
from cehrs_desktop.presentation.practice_view import QuestionView
from cehrs_desktop.ui.screens.practice.answer_row import AnswerRow
from cehrs_desktop.ui.screens.practice.beside import Beside
from cehrs_desktop.ui.screens.practice.item_html import feedback_html
from cehrs_desktop.ui.screens.practice.reasons import Reasons
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import centered
from cehrs_desktop.ui.widgets.reading import ReadingText

COLUMN_WIDTH = 780


class PracticeQuestion(QWidget):
    """`chosen` says which option (from 0) was asked for; `term_wanted` which glossary term."""

    chosen = Signal(int)
    term_wanted = Signal(str)

    def __init__(self, theme: Theme, zoom: float) -> None:
        super().__init__()
        self._theme = theme
        self._view: QuestionView | None = None
        self.stem = ReadingText()
        self.rows: list[AnswerRow] = []
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 20, 0, 24)
        column.setSpacing(12)
        column.addWidget(self.stem)
        column.addSpacing(4)
        for index in range(len(LETTERS)):
            row = AnswerRow(theme)
            row.clicked.connect(lambda _checked=False, at=index: self.chosen.emit(at))
            row.moved.connect(lambda way, at=index: self._move(at, way))
            column.addWidget(row)
            self.rows.append(row)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(centered(self._content, COLUMN_WIDTH))
        self.reasons = Reasons()
        self.reasons.document().setDocumentMargin(16)
        self.reasons.term_wanted.connect(self.term_wanted)
        self._reasons_place = centered(self.reasons, COLUMN_WIDTH)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.area)
        self._pages.addWidget(self._reasons_place)
        self.beside = Beside(self._pages, theme, zoom)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.beside)
        for first, second in zip([self.stem, *self.rows], self.rows, strict=False):
            QWidget.setTabOrder(first, second)
        self.set_look(theme, zoom)

    def show_view(self, view: QuestionView) -> None:
        """Show a question, or what changed of it."""
        before, self._view = self._view, view
        same = before is not None and (before.position, before.item_id) == (view.position, view.item_id)
        if not same:
            self.stem.setAccessibleName(words.stem_name(view.position, view.total, view.exhibit is not None))
            self.stem.show_text(view.stem)
            self.area.verticalScrollBar().setValue(0)
            self.beside.show_exhibit(view.exhibit)
        for row, choice in zip(self.rows, view.choices, strict=True):
            row.show_choice(choice)
        told = view.feedback
        if told is not None and not (same and before is not None and before.feedback == told):
            self._show_reasons()
        self._pages.setCurrentIndex(0 if told is None else 1)
        if not same or (told is None) != (before is None or before.feedback is None):
            self.focus_first()

    def focus_first(self) -> None:
        """Put the keyboard where reading begins."""
        told = self._view is not None and self._view.feedback is not None
        (self.reasons if told else self.stem).setFocus()

    def page(self, way: int) -> None:
        """Scroll what is in front by a page."""
        area = self.beside.front() or (self.area if self._pages.currentIndex() == 0 else self.reasons)
        scroll = area.verticalScrollBar()
        scroll.setValue(scroll.value() + way * round(area.viewport().height() * 0.9))

    def turn(self) -> None:
        """Go to the exhibit, or back from it."""
        if self.beside.turn():
            self.focus_first()

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self._theme = theme
        self.stem.setFont(font(LARGE, zoom=zoom))
        self.stem.fit()
        self.reasons.setFont(font(BODY, zoom=zoom))
        for row in self.rows:
            row.set_look(theme, zoom)
        for column in (self._content, self.reasons):
            column.setMaximumWidth(round(COLUMN_WIDTH * zoom))
        self.beside.set_look(theme, zoom)
        if self._view is not None and self._view.feedback is not None:
            self._show_reasons()

    # ---- inside
    def _show_reasons(self) -> None:
        view = self._view
        assert view is not None
        assert view.feedback is not None
        stem = f'<p style="line-height: 135%">{escape(view.stem)}</p>'
        # The verdict first: it is what one looks for, whatever the length of the question.
        body = feedback_html(view.feedback, self._theme, stem)
        self.reasons.show_html(body, self._theme, f"{words.FEEDBACK_NAME}: {view.feedback.verdict}")

    def _move(self, index: int, way: int) -> None:
        if index + way < 0:
            self.stem.setFocus()
        else:
            self.rows[min(index + way, len(self.rows) - 1)].setFocus()
