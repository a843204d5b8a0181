"""The panel beside the question: unfolded and folded by a button and the key Q, with what is new on the button."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from cehrs_desktop.presentation import proctor_texts as words
from cehrs_desktop.presentation.proctor_view import panel_view
from cehrs_desktop.rehearsal.acts import Ask, Noise
from cehrs_desktop.rehearsal.day import Message
from cehrs_desktop.ui.proctor.live import LiveScenes
from cehrs_desktop.ui.proctor.panel import ProctorPanel
from cehrs_desktop.ui.proctor.strip import WaitingStrip
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.theme.fonts import SMALL
from cehrs_desktop.ui.widgets.basics import state_button
from cehrs_desktop.ui.widgets.speech import announce

KEY = "Q"


class QuestionScreen(Protocol):
    """The parts of the question's screen that are needed here."""

    def set_side(self, widget: QWidget | None) -> None: ...

    def add_tool(self, made: QPushButton) -> None: ...

    def add_strip(self, made: QWidget) -> None: ...

    def focus_question(self) -> None: ...


class ProctorSide(QObject):
    """Lives as long as the question's screen that it furnishes."""

    def __init__(self, live: LiveScenes, stage: Stage, screen: QuestionScreen, owner: QWidget) -> None:
        super().__init__(owner)
        self._live, self._screen = live, screen
        self._owner = owner
        self._open = False
        self.panel = ProctorPanel(live, stage, owner)
        self.panel.hide()
        self.tool = state_button("", self._turn, role="plain", size=SMALL)
        screen.add_tool(self.tool)
        self.strip = WaitingStrip(live, stage, self._turn, owner)
        screen.add_strip(self.strip)
        # A key of its own beside the mnemonic: the mnemonic needs Alt.
        shortcut = QShortcut(QKeySequence(KEY), owner)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self._turn)
        live.moved.connect(self._refresh)
        live.told.connect(self._tell)
        self._refresh()

    def _turn(self) -> None:
        """Unfold the panel and go there, or fold it and go back to the question."""
        opening = not self._live.open
        self._live.set_open(opening)
        if opening:
            self.panel.conversation.setFocus()

    def _refresh(self) -> None:
        live = self._live
        view = panel_view(live.plan, live.state)
        if live.open != self._open:
            self._open = live.open
            inside = QApplication.focusWidget()
            if not live.open and inside is not None and self.panel.isAncestorOf(inside):
                self._screen.focus_question()
            self._screen.set_side(self.panel if live.open else None)
        new = 0 if live.open else view.new
        self.tool.setText(words.tool(new, hand=view.hand))
        self.tool.setAccessibleName(words.tool_tip(new, hand=view.hand))
        self.tool.setToolTip(words.tool_tip(new, hand=view.hand))
        self.tool.show_state(live.open)

    def _tell(self, what: Message | Ask | Noise) -> None:
        """For those who do not see it: what was said, or that something was."""
        if not self._owner.isVisible():
            return
        live = self._live
        said = words.caption(what.text) if isinstance(what, Noise) else what.text
        if not live.open and isinstance(what, Ask):
            said = words.asked_aloud(what.text, live.seconds_left())
        elif not live.open:
            said = words.news(panel_view(live.plan, live.state).new)
        announce(self._owner, said)
