"""Plots as frozen values: what a painter draws, the same in words, and the table behind it as text and as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Mark:
    """One value at a place: `x`, `y`, its interval, and where somebody at the pass line would be (`expected`)."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Marks that belong together. `form`: ``dots`` with their intervals, a ``line``, or ``bars`` with intervals.

    `style` tells lines apart without color: 0 solid, 1 dashed, 2 dotted."""

    name: str
    form: Literal["dots", "line", "bars"]
    marks: tuple[Mark, ...]
    style: int = 0


@dataclass(frozen=True, slots=True)
class Panel:
    """One coordinate system. Ticks are a value and its words; `note` stands under the title; `empty` in place of a
    plot without marks."""

    title: str
    series: tuple[Series, ...]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    note: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """Panels side by side with one legend. `legend`: whether the series are named; `expected` names the triangles,
    `interval` the bars of doubt; empty where there are none. `words` says everything that is drawn."""

    panels: tuple[Panel, ...]
    x_label: str
    y_label: str
    words: str
    legend: bool = False
    expected: str = ""
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A value on a line from 0 to 1 with its band, named ends and ticks. `words` says everything that is drawn."""

    at: float
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    at_words: str
    band_words: str
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a plot: as they are read (`rows`) and as other programs want them (`data`)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    data_columns: tuple[str, ...]
    data: tuple[tuple[str | int | float | None, ...], ...]

    def csv_text(self) -> str:
        """The data as CSV (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe in front."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.data_columns)
        writer.writerows([_cell(value) for value in row] for row in self.data)
        return out.getvalue()


def _cell(value: str | float | None) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
