"""Something went wrong: what happened, what is safe, what to do next, and the buttons that do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.problems import Problem
from cehrs_desktop.ui.theme.fonts import BODY, SMALL
from cehrs_desktop.ui.widgets.basics import button, label
from cehrs_desktop.ui.widgets.page import Page


class ProblemScreen(Page):
    """A problem and its ways out, each a button; the last one is the recommended one."""

    def __init__(self, problem: Problem, ways: Sequence[tuple[str, Callable[[], object]]]) -> None:
        super().__init__(problem.title)
        for name, answer in (
            (texts.WHAT_HAPPENED, problem.happened),
            (texts.WHAT_IS_SAFE, problem.safe),
            (texts.WHAT_NEXT, problem.next),
        ):
            self.column.addWidget(label(name, BODY, bold=True))
            self.column.addWidget(label(answer))
        if problem.detail:
            self.column.addSpacing(16)
            detail = label(f"{texts.FOR_SUPPORT} {problem.detail}", SMALL, role="muted")
            self.column.addWidget(detail)
        self.end_column()
        made = [button(text, act) for text, act in ways[:-1]]
        self._last = button(ways[-1][0], ways[-1][1], role="chief")
        self.footer(*made, self._last)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._last.setFocus()
