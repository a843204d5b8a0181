"""The review screen: filter, list, one question, next and previous by key or button."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation.review_view import ReviewFilter, ReviewItem, ReviewView
from cehrs_desktop.ui.report.richtext import HEAVY
from cehrs_desktop.ui.screens.review.item_page import item_html
from cehrs_desktop.ui.screens.review.report_dialog import ReportDialog
from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import bar, button, centered, enlarge, label, way_back
from cehrs_desktop.ui.widgets.notice import Notice
from cehrs_desktop.ui.widgets.question_list import QuestionList

_COLUMN = 820


class ReviewScreen(QWidget):
    """Shows the review of one attempt. `left` goes back to the report.

    `report_made` carries the item shown, the kind of problem and the words about it.
    """

    left = Signal()
    report_made = Signal(object, str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: ReviewView | None = None
        self._shown: tuple[ReviewItem, ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        self._questions = QuestionList(words.REVIEW_TITLE, words.FILTER_NAME, words.LIST_NAME)
        self._questions.filtered.connect(self._filter_changed)
        self._questions.row_shown.connect(self._show_row)
        row.addWidget(self._questions, 3)
        row.addWidget(self._make_page(), 7)
        self.notice = Notice()
        outer.addWidget(self.notice)
        outer.addLayout(row, 1)
        outer.addWidget(self._make_footer())
        for keys, step in (("J", 1), ("K", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda by=step: self._questions.step(by))

    def _make_page(self) -> QWidget:
        self._page = QTextBrowser()
        self._page.setFont(font(BODY))
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self._page.setOpenLinks(False)
        self._page.anchorClicked.connect(_open_link)
        self._page.document().setDocumentMargin(24)
        self._page.document().setDefaultStyleSheet(HEAVY)
        self._page.setProperty("role", "stem")
        return centered(self._page, _COLUMN)

    def _make_footer(self) -> QWidget:
        frame, row = bar("top")
        row.addWidget(way_back(words.BACK, self.left.emit))
        self._report = button(words.REPORT_ITEM, self._ask_report)
        row.addWidget(self._report)
        row.addStretch(1)
        self._place = label("", BODY, wrap=False, tabular=True)
        self._previous = button(words.PREVIOUS_ITEM, lambda: self._questions.step(-1))
        self._next = button(words.NEXT_ITEM, lambda: self._questions.step(1), role="chief")
        for widget in (self._place, self._previous, self._next):
            row.addWidget(widget)
        return frame

    def show_view(self, view: ReviewView) -> None:
        """Show an attempt's questions: the wrong ones first if there are any."""
        self._view = view
        first = ReviewFilter.WRONG if view.shown(ReviewFilter.WRONG) else ReviewFilter.ALL
        filters = [(words.filter_label(which.value, len(view.shown(which))), which) for which in ReviewFilter]
        self._questions.offer(filters, list(ReviewFilter).index(first))
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self._theme = theme
        self._show_row(self._questions.row)

    def focus_first(self) -> None:
        """Put the keyboard on the list."""
        self._questions.list.setFocus()

    @property
    def position(self) -> int | None:
        """The question on the screen; `None` when the filter lets none through."""
        row = self._questions.row
        return self._shown[row].position if 0 <= row < len(self._shown) else None

    def _filter_changed(self) -> None:
        self._fill(keep=self.position)

    def _fill(self, keep: int | None = None) -> None:
        """List what the filter lets through; stay at question `keep` if it is among them."""
        if self._view is None:
            return
        self._shown = self._view.shown(ReviewFilter(self._questions.filter.currentData()))
        row = next((at for at, item in enumerate(self._shown) if item.position == keep), 0)
        self._questions.fill([item.line for item in self._shown], row if self._shown else -1)

    def _show_row(self, row: int) -> None:
        shown = 0 <= row < len(self._shown)
        self._previous.setEnabled(shown and row > 0)
        self._next.setEnabled(shown and row + 1 < len(self._shown))
        self._report.setEnabled(shown)
        self._place.setText(words.place(row + 1, len(self._shown)) if shown else "")
        name, body = words.REVIEW_TITLE, f"<p>{words.NOTHING_IN_FILTER}</p>"
        if shown:
            item = self._shown[row]
            name, body = item.heading, item_html(item, self._theme)
        rule = self._view.slow_rule if self._view else ""
        self._page.setAccessibleName(name)
        self._page.setHtml(
            f'<body style="color: {self._theme.text}">{body}<hr><p style="color: {self._theme.muted}">'
            f"<small>{escape(rule)} {escape(words.REVIEW_LEAD)}</small></p></body>"
        )

    def _ask_report(self) -> None:
        self.ask_report(self._shown[self._questions.row])

    def ask_report(self, item: ReviewItem, kind: str = "key", text: str = "") -> None:
        """Ask what is wrong with an item; `kind` and `text` are what was said before, if it could not be kept."""
        dialog = ReportDialog(self, item.heading, kind, text)
        dialog.made.connect(lambda kind, text: self.report_made.emit(item, kind, text))
        enlarge(dialog, self._questions.list.font().pixelSize() / BODY)
        dialog.open()


def _open_link(url: QUrl) -> None:
    """Open a reference outside the program; anything but a web address is left alone."""
    if url.scheme() in ("http", "https"):
        QDesktopServices.openUrl(url)
