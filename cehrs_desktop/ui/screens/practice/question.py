"""One question of a practice set: stem and options, or the reasons after the answer; the exhibit beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation.practice_view import QuestionView
from cehrs_desktop.ui.report.question_html import stem_html
from cehrs_desktop.ui.screens.practice.item_html import feedback_html
from cehrs_desktop.ui.screens.practice.reasons import Reasons
from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import centered, turn_to
from cehrs_desktop.ui.widgets.body import Body
from cehrs_desktop.ui.widgets.options import Options
from cehrs_desktop.ui.widgets.stem import Stem

COLUMN_WIDTH = 780


class PracticeQuestion(QWidget):
    """`chosen` and `strike_wanted` say which option (from 0) was asked for; `term_wanted` which glossary term."""

    chosen = Signal(int)
    strike_wanted = Signal(int)
    term_wanted = Signal(str)

    def __init__(self, theme: Theme, zoom: float) -> None:
        super().__init__()
        self._theme = theme
        self._view: QuestionView | None = None
        self.stem = Stem(theme)
        self.options = Options(theme, leaves_enter=True)
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
        self.body = Body(self._pages, theme, zoom)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.body)
        self.stem.left.connect(lambda way: self.options.rows[0 if way > 0 else -1].setFocus())
        self.options.follow(self.stem)
        self.set_look(theme, zoom)

    def show_view(self, view: QuestionView) -> None:
        """Show a question, or what changed of it."""
        before, self._view = self._view, view
        same = before is not None and (before.position, before.item_id) == (view.position, view.item_id)
        if not same:
            self.area.verticalScrollBar().setValue(0)
            self.body.show_exhibit(view.exhibit)
            # What was shown before is not kept ready: nobody knows which question comes next.
            self.body.prepare(())
            self.stem.drop_selection()
        name = words.stem_name(view.position, view.total, view.exhibit is not None)
        self.stem.show_stem(view.stem, view.highlights, name)
        self.options.show_options(view.choices)
        told = view.feedback
        if told is not None and not (same and before is not None and before.feedback == told):
            self._show_reasons()
        if not same or (told is None) != (before is None or before.feedback is None):
            turn_to(self._pages, 0 if told is None else 1, self.focus_first)

    def focus_first(self) -> None:
        """Put the keyboard where reading begins."""
        told = self._view is not None and self._view.feedback is not None
        (self.reasons if told else self.stem).setFocus()

    def page(self, way: int) -> None:
        """Scroll what is in front by a page."""
        question = self.area if self._pages.currentIndex() == 0 else self.reasons
        area = question if self.body.showing_question() else self.body.area
        scroll = area.verticalScrollBar()
        scroll.setValue(scroll.value() + way * round(area.viewport().height() * 0.9))

    def turn(self) -> None:
        """Go to the exhibit, or back from it."""
        if self.body.turn():
            self.focus_first()

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self._theme = theme
        self.stem.set_look(theme, zoom)
        self.reasons.setFont(font(BODY, zoom=zoom))
        self.options.set_look(theme, zoom)
        for column in (self._content, self.reasons):
            column.setMaximumWidth(round(COLUMN_WIDTH * zoom))
        self.body.set_look(theme, zoom)
        if self._view is not None and self._view.feedback is not None:
            self._show_reasons()

    # ---- inside
    def _show_reasons(self) -> None:
        view = self._view
        assert view is not None
        assert view.feedback is not None
        stem = f'<p style="line-height: 135%">{stem_html(view.stem, view.highlights, self._theme)}</p>'
        # The verdict first: it is what one looks for, whatever the length of the question.
        body = feedback_html(view.feedback, self._theme, stem)
        self.reasons.show_html(body, self._theme, f"{words.FEEDBACK_NAME}: {view.feedback.verdict}")
