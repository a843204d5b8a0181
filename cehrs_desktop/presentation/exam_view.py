"""The exam screen and the summary as frozen values. What they may not show is not in them.

In particular nothing here tells a scored item from a pretest item, or right from wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cehrs_desktop.exam.exhibits import Exhibit
from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.navigation import Counts, Filter, counts, positions
from cehrs_desktop.exam.session import Response, Session

LETTERS = "ABCD"

Look = Literal["default", "older"]
"""How the question screen is laid out: today's header, tools and footer, or the menu bar of an older screen."""


@dataclass(frozen=True, slots=True)
class OptionView:
    """One option row. `chosen` is what is recorded; `pending` a choice that only Next will record."""

    id: str
    letter: str
    text: str
    chosen: bool
    struck: bool
    pending: bool = False


@dataclass(frozen=True, slots=True)
class ExamView:
    """One question on the screen."""

    position: int
    total: int
    stem: str
    highlights: tuple[tuple[int, int], ...]
    options: tuple[OptionView, ...]
    marked: bool
    comment: str
    exhibit: Exhibit | None

    @property
    def answer(self) -> OptionView | None:
        """The option that the candidate looks on as the answer: the pending one, else the recorded one."""
        standing = [option for option in self.options if option.pending or option.chosen]
        return max(standing, key=lambda option: option.pending, default=None)


@dataclass(frozen=True, slots=True)
class CellView:
    """One number of the navigator. `state` is ``answered``, ``unanswered`` or ``unseen``."""

    position: int
    state: str
    marked: bool
    current: bool


@dataclass(frozen=True, slots=True)
class SummaryView:
    """The summary: all cells, those that the filter shows, and the counts over all."""

    cells: tuple[CellView, ...]
    shown: tuple[int, ...]
    filter: Filter
    counts: Counts


def exam_view(session: Session, items: Sequence[Item], pending: str | None = None) -> ExamView:
    """The question that is on the screen. `items` are the form's, in its order; `pending` is a choice not recorded."""
    slot = session.form.slot(session.position)
    item = items[session.position - 1]
    response = session.response(session.position)
    options = tuple(
        OptionView(
            option_id,
            letter,
            item.option(option_id).text,
            chosen=option_id == response.chosen,
            struck=option_id in response.struck,
            pending=option_id == pending,
        )
        for letter, option_id in zip(LETTERS, slot.option_order, strict=True)
    )
    return ExamView(
        position=session.position,
        total=len(session.responses),
        stem=item.stem,
        highlights=response.highlights,
        options=options,
        marked=response.marked,
        comment=response.comment,
        exhibit=item.exhibit,
    )


def summary_view(session: Session, which: Filter = Filter.ALL) -> SummaryView:
    """The summary under a filter."""
    cells = tuple(
        CellView(position, _state(response), response.marked, position == session.position)
        for position, response in enumerate(session.responses, 1)
    )
    return SummaryView(cells, positions(session, which), which, counts(session))


def _state(response: Response) -> str:
    if response.chosen is not None:
        return "answered"
    return "unanswered" if response.seen else "unseen"
