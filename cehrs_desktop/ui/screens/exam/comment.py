"""The comment on a question: a field that opens below the options and is stored as one types."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cehrs_desktop.exam.session import COMMENT_LIMIT
from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import label
from cehrs_desktop.ui.widgets.typed_field import TypedField

COMMENT_DELAY_MS = 600
_AT_LATEST_MS = 900


class CommentField(TypedField):
    """The field itself."""


class CommentPanel(QWidget):
    """The field with its name. What was typed is given to the presenter after a pause, or when the field is left."""

    def __init__(self, presenter: ExamPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._position = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        self._name = label("", BODY, bold=True)
        self.field = CommentField(COMMENT_LIMIT)
        self.field.setFixedHeight(110)
        self.field.textChanged.connect(self._typed)
        self.field.left_field.connect(self.flush)
        column.addWidget(self._name)
        column.addWidget(self.field)
        self._hint = label(texts.COMMENT_HINT, SMALL, role="muted")
        column.addWidget(self._hint)
        self._pause = QTimer(self, singleShot=True, interval=COMMENT_DELAY_MS)
        self._pause.timeout.connect(self.flush)
        self._latest = QTimer(self, singleShot=True, interval=_AT_LATEST_MS)
        self._latest.timeout.connect(self.flush)
        self.hide()

    def show_comment(self, position: int, text: str) -> None:
        """Show the comment on a question; open if there is one."""
        self._position = position
        self._name.setText(texts.comment_label(position))
        self.field.setAccessibleName(texts.comment_label(position))
        self.field.blockSignals(True)
        self.field.setPlainText(text)
        self.field.blockSignals(False)
        self.setVisible(bool(text))

    def set_look(self, zoom: float) -> None:
        """Use a text size."""
        self.field.setFont(font(BODY, zoom=zoom))
        self._name.setFont(font(BODY, bold=True, zoom=zoom))
        self._hint.setFont(font(SMALL, zoom=zoom))

    def flush(self) -> None:
        """Store what was typed and not yet stored."""
        waiting = self._pause.isActive() or self._latest.isActive()
        self._pause.stop()
        self._latest.stop()
        if waiting and self._position:
            self._presenter.comment(self._position, self.field.toPlainText())

    def _typed(self) -> None:
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()
