"""The page at which the real exam would end: why, what it would cost, and the two ways on from there."""

from __future__ import annotations

from collections.abc import Callable

from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import proctor_texts as words
from cehrs_desktop.presentation.proctor_view import EndingView
from cehrs_desktop.ui.proctor.cover import CoverPage
from cehrs_desktop.ui.proctor.live import LiveScenes
from cehrs_desktop.ui.theme.fonts import LARGE
from cehrs_desktop.ui.widgets.basics import button, label


class EndingPage(CoverPage):
    """Nothing has ended here: the candidate decides."""

    def __init__(self, live: LiveScenes, view: EndingView, stop_wanted: Callable[[], object]) -> None:
        super().__init__(live, words.ENDED_TITLE, view.said)
        for title, lines in (
            (words.ENDED_RULE, [line for line in (view.rule, view.ladder) if line]),
            (words.ENDED_COST_TITLE, [words.ENDED_COST]),
        ):
            if lines:
                self.page.column.addWidget(label(title, LARGE, bold=True))
                self.page.paragraphs(lines)
        self.page.column.addSpacing(8)
        self.page.paragraphs([words.ENDED_HERE])
        self.page.end_column()
        ways = [button(words.FINISH_AS_PRACTICE, live.go_on_as_practice, role="chief")]
        # Once the exam has been submitted there is nothing to give up.
        if live.session.phase in (Phase.NAME, Phase.EXAM):
            ways.insert(0, button(words.END_THE_ATTEMPT, stop_wanted))
        self.page.footer(*ways)
