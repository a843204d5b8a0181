"""The proctor's panel beside the question, or beside what covers it: messages, an open question, what to ask for."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cehrs_desktop.presentation import proctor_texts as words
from cehrs_desktop.presentation.proctor_view import PanelView, panel_view
from cehrs_desktop.rehearsal.acts import Ask, Fault
from cehrs_desktop.ui.proctor.choices import SentenceButton
from cehrs_desktop.ui.proctor.conversation import Conversation, MessageLine
from cehrs_desktop.ui.proctor.live import LiveScenes
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, label, state_button
from cehrs_desktop.ui.widgets.speech import announce

WIDTH = 320
_LEAST_MESSAGES = 96


class ProctorPanel(QFrame):
    """Shows what `LiveScenes` says is going on. It takes no keyboard by itself, and looks after its own text size.

    `asks`: an open question is shown here; without it the page beside the panel shows it.
    """

    def __init__(self, live: LiveScenes, stage: Stage, parent: QWidget, *, asks: bool = True) -> None:
        super().__init__(parent)
        self._asks = asks
        self._messages = 0
        self._live, self._stage = live, stage
        self._ask_shown: tuple[int, Ask] | None = None
        self._asking = False
        self._raised = -1
        self._sized: list[tuple[QWidget, int, bool]] = []
        self.setProperty("role", "card")
        self.setAccessibleName(words.PANEL_NAME)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(8)
        self._title = self._label("", BODY, bold=True)
        self.conversation = Conversation()
        self._caption = self._label("", BODY)
        self._question = QFrame()
        self._make_question()
        for widget in (self._title, self.conversation, self._caption, self._question):
            self._column.addWidget(widget, 1 if widget is self.conversation else 0)
        self._make_ways()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(4, 4, 4, 4)
        outer.addWidget(self._area)
        live.moved.connect(self._refresh)
        live.ticked.connect(self._show_time)
        stage.look_changed.connect(self._renew_look)
        self._renew_look()

    # ---- building
    def _label(self, text: str, size: int, *, bold: bool = False, role: str = "", tabular: bool = False) -> QLabel:
        made = label(text, size, bold=bold, role=role, tabular=tabular)
        self._sized.append((made, size, bold))
        return made

    def _sized_button(self, made: QPushButton, size: int) -> QPushButton:
        self._sized.append((made, size, False))
        return made

    def _make_question(self) -> None:
        self._question.setProperty("role", "notice")
        column = QVBoxLayout(self._question)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._label(words.NARRATION, SMALL, role="muted"))
        self._asked = self._label("", BODY, bold=True)
        self._time = label("", SMALL, tabular=True)
        self._answers = QVBoxLayout()
        self._answers.setSpacing(8)
        column.addWidget(self._asked)
        column.addWidget(self._time)
        column.addLayout(self._answers)

    def _make_ways(self) -> None:
        """What one can ask for, and the line to write where there is a chat."""
        hand = self._live.plan.venue.contact == "hand"
        self._line = MessageLine()
        self._line.sent.connect(self._live.say)
        send = self._sized_button(button(words.SEND, self._line.send, size=SMALL), SMALL)
        lead = self._label(words.WRITE_HERE, SMALL, role="muted")
        self._cut_off = self._label(words.CUT_OFF, SMALL, role="muted")
        self._column.addWidget(self._cut_off)
        self._column.addWidget(lead)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._line, 1)
        row.addWidget(send, 0, Qt.AlignmentFlag.AlignBottom)
        self._column.addLayout(row)
        self._writing = (lead, self._line, send)
        self._way = state_button(words.RAISE_HAND if hand else words.ASK_PROCTOR, self._ask_for_something)
        self._sized_button(self._way, BODY)
        self._column.addWidget(self._way)
        self._requests = QWidget()
        column = QVBoxLayout(self._requests)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._label(words.REQUESTS_LEAD, SMALL, role="muted"))
        self._request_buttons = [
            SentenceButton(request.label, lambda one=request.id: self._request(one))
            for request in self._live.plan.venue.requests
        ]
        for made in self._request_buttons:
            column.addWidget(made)
        self._column.addWidget(self._requests)
        self._busy = self._label(words.BUSY, SMALL, role="muted")
        self._column.addWidget(self._busy)

    # ---- showing
    def _view(self) -> PanelView:
        return panel_view(self._live.plan, self._live.state)

    def _refresh(self) -> None:
        # What is not on the screen is filled in when it comes there.
        if not self.isVisible():
            return
        view = self._view()
        self._title.setText(view.title)
        self.conversation.show_messages(view.messages, self._stage.theme, self._stage.zoom)
        self._caption.setText(view.caption)
        self._caption.setVisible(bool(view.caption))
        self._show_question(view.ask if self._asks else None)
        self._show_ways(view)
        if len(view.messages) != self._messages:
            self._messages = len(view.messages)
            if view.ask is None:
                # What was said stands at the top of the panel, the newest at its end.
                self._area.verticalScrollBar().setValue(0)
        self._live.read()

    def _show_question(self, ask: Ask | None) -> None:
        shown = None if ask is None else (self._live.number, ask)
        if shown != self._ask_shown:
            self._ask_shown = shown
            at = QApplication.focusWidget()
            if at is not None and self._question.isAncestorOf(at):
                # The answer that was pressed goes; the keyboard stays near it.
                self.conversation.setFocus()
            while (item := self._answers.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.deleteLater()
            if ask is not None:
                self._asked.setText(ask.text)
                for choice in ask.choices:
                    made = SentenceButton(
                        choice.label, lambda one=choice.id: self._live.pass_act(one), self._stage.zoom
                    )
                    self._answers.addWidget(made)
                QTimer.singleShot(0, self, self._bring_up_question)
        self._question.setVisible(ask is not None)
        self._show_time()

    def _bring_up_question(self) -> None:
        # The new answers have no place before the layout has seen them.
        self._column.activate()
        self._area.verticalScrollBar().setValue(self._question.y() - 8)

    def go_to_question(self) -> None:
        """Put the keyboard here, on words and on no answer, and have the open question said."""
        self.conversation.setFocus()
        if self._ask_shown is not None:
            announce(self, self._ask_shown[1].text)

    def _show_time(self) -> None:
        left = self._live.seconds_left() if self._ask_shown is not None else None
        self._time.setText("" if left is None else words.to_decide(left))

    def _show_ways(self, view: PanelView) -> None:
        in_exam = self._live.active and self._live.session.covered is None and not view.busy
        self._asking = self._asking and in_exam and bool(view.requests)
        # A hand can be raised at any time; there is a list to choose from while nothing else goes on.
        act = self._live.act
        cut_off = not view.hand and isinstance(act, Fault) and act.what in ("disconnected", "power")
        self._cut_off.setVisible(cut_off)
        for widget in self._writing:
            widget.setVisible(not view.hand and not cut_off)
        self._way.setVisible((bool(view.requests) and not cut_off) or view.hand)
        self._way.setEnabled(in_exam or view.hand)
        self._way.show_state(self._asking)
        self._requests.setVisible(self._asking)
        self._busy.setVisible(not in_exam and not view.hand and not cut_off and bool(view.requests))

    def _ask_for_something(self) -> None:
        live = self._live
        if live.state.scene is not None or not live.plan.venue.requests:
            if self._raised != live.number:
                self._raised = live.number
                live.say(words.HAND_IS_UP)
            return
        self._asking = not self._asking
        self._show_ways(self._view())
        if self._asking:
            self._request_buttons[0].setFocus()

    def _request(self, request_id: str) -> None:
        self._asking = False
        self._way.setFocus()
        self._live.request(request_id)
        self._show_ways(self._view())

    def _renew_look(self) -> None:
        zoom = self._stage.zoom
        for widget, size, bold in self._sized:
            widget.setFont(font(size, zoom=zoom, bold=bold))
        self._time.setFont(font(SMALL, zoom=zoom, tabular=True))
        self.conversation.setMinimumHeight(round(_LEAST_MESSAGES * zoom))
        self._line.setFont(font(BODY, zoom=zoom))
        self._line.setFixedHeight(self._line.fontMetrics().lineSpacing() * 2 + 20)
        for made in self._request_buttons:
            made.words.setFont(font(BODY, zoom=zoom))
        self._ask_shown = None
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()
