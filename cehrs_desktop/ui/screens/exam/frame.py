"""What stands around the question: the controls that every look has, and what a look must offer the screen.

A look is a `Frame`: it makes what is special to it and puts everything in its places above and below the question.
What a control does is given to it, so that the looks cannot differ in that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from cehrs_desktop.presentation import exam_texts, texts
from cehrs_desktop.presentation.exam_view import ExamView
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import ElidedLabel, StateButton, button, label, state_button
from cehrs_desktop.ui.widgets.text_size import frame_zoom

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Acts:
    """What controls and keys do. `choose` and `strike` take an option (from 0), `page` a direction; without `scratch`
    there is no scratch pad."""

    next: Act
    previous: Act
    next_open: Act
    summary: Act
    mark: Act
    clock: Act
    highlight: Act
    clear: Act
    comment: Act
    smaller: Act
    larger: Act
    normal_size: Act
    contrast: Act
    rules: Act
    help: Act
    exhibit: Act
    escape: Act
    choose: Callable[[int], object]
    strike: Callable[[int], object]
    page: Callable[[int], object]
    scratch: Act | None = None


class Frame:
    """The controls of every look. A look sets `top` and `bottom`, the widgets above and below the question.

    `tools` is the row that takes further buttons, behind the button `last_tool`.
    """

    top: QWidget
    bottom: QWidget
    tools: QHBoxLayout
    last_tool: QWidget

    def __init__(self, acts: Acts, title: str, candidate: str) -> None:
        self.acts = acts
        self._framed: list[tuple[QWidget, int, bool]] = []
        self.who = ElidedLabel(f"{title}   ·   {candidate}")
        self.who.setToolTip(candidate)
        self._framed.append((self.who, SMALL, False))
        self.counter = label("", BODY, bold=True, wrap=False, tabular=True)
        self.clock = label("", BODY, bold=True, wrap=False, tabular=True)
        self.recording = label("", SMALL, role="muted", wrap=False)
        self.highlight = self.tool(texts.HIGHLIGHT, acts.highlight)
        self.clear = self.tool(texts.CLEAR_HIGHLIGHTS, acts.clear)
        self.smaller = self.tool("A −", acts.smaller, texts.ZOOM_OUT)
        self.larger = self.tool("A +", acts.larger, texts.ZOOM_IN)
        self.zoom = label("", SMALL, wrap=False, tabular=True)
        self.contrast = self.tool(texts.CONTRAST, acts.contrast)
        self.rules = self.tool(texts.RULES, acts.rules)
        self.help = self.tool(texts.HELP, acts.help)
        self.scratch: StateButton | None = None
        if acts.scratch is not None:
            self.scratch = self.state(exam_texts.SCRATCH_PAD, acts.scratch, role="plain", size=SMALL)
            self.scratch.setToolTip(exam_texts.SCRATCH_PAD_TIP)

    # ---- making controls
    def button(self, text: str, act: Act, name: str = "", *, role: str = "", size: int = BODY) -> QPushButton:
        """A button that grows with the frame; `name` is what it is called where its text is a sign."""
        made = button(text, act, role=role, size=size)
        self._framed.append((made, size, role == "chief"))
        if name:
            made.setAccessibleName(name)
            made.setToolTip(name)
        return made

    def state(self, text: str, act: Act, *, role: str = "", size: int = BODY) -> StateButton:
        """A button with a state that grows with the frame."""
        made = state_button(text, act, role=role, size=size)
        self._framed.append((made, size, False))
        return made

    def tool(self, text: str, act: Act, name: str = "") -> QPushButton:
        """A small quiet button."""
        return self.button(text, act, name, role="plain", size=SMALL)

    def add_tool(self, made: QPushButton) -> None:
        """Put a further button behind the tools; from here on it grows with the frame."""
        self.tools.insertWidget(self.tools.indexOf(self.last_tool) + 1, made)
        QWidget.setTabOrder(self.last_tool, made)
        self.last_tool = made
        self._framed.append((made, SMALL, made.property("role") == "chief"))

    def has_answer(self, widget: QWidget) -> bool:
        """Whether the answer is given in this widget of the frame."""
        return False

    # ---- showing
    def show_view(self, view: ExamView, *, clock_shown: bool, only_next_records: bool) -> None:
        """Show what the frame tells of a question."""
        self.counter.setText(texts.counter(view.position, view.total))
        self.clear.setEnabled(bool(view.highlights))

    def show_clock(self, left_ms: int, *, shown: bool) -> None:
        """Show the time left, or that it is hidden."""
        self.clock.setText(texts.time_left(left_ms) if shown else texts.TIME_HIDDEN)

    def show_recording(self, slow: bool) -> None:
        """Tell that something takes long to be stored."""
        self.recording.setText(texts.RECORDING if slow else "")

    def show_comment(self, open_: bool) -> None:
        """Tell whether the comment is open."""

    def show_scratch(self, open_: bool) -> None:
        """Tell whether the scratch pad is open."""
        if self.scratch is not None:
            self.scratch.show_state(open_)

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size: the frame grows less than the question."""
        outer = frame_zoom(zoom)
        for widget, size, bold in self._framed:
            widget.setFont(font(size, bold=bold, zoom=outer))
        for changing in (self.counter, self.clock):
            changing.setFont(font(BODY, bold=True, zoom=outer, tabular=True))
        self.zoom.setFont(font(SMALL, zoom=outer, tabular=True))
        self.zoom.setText(f"{round(zoom * 100)} %")
