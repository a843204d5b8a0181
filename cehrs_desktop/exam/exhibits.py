"""What an item rests on beside its stem: a report, a claim fragment, an inbox, a chart. Data, never a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class TextPart:
    """A few sentences: a message, a note."""

    text: str
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class FieldsPart:
    """Labels and their values: a patient banner, boxes of a claim. `fields` holds (label, value) pairs."""

    caption: str | None
    fields: tuple[tuple[str, str], ...]
    kind: Literal["fields"] = "fields"


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table; the first cell of each row names the row. Every row has as many cells as there are `columns`."""

    caption: str | None
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One line, or the bars of one color: a value for each category of its chart."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ChartReference:
    """A level line across a chart, such as a median or a target."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A chart that the program draws, and shows as a table to those who want or need one."""

    form: Literal["line", "bar"]
    caption: str | None
    x_label: str
    y_label: str
    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    reference: ChartReference | None
    kind: Literal["chart"] = field(default="chart")

    def as_table(self) -> TablePart:
        """The same numbers as a table, the reference line in a column of its own."""
        columns = [self.x_label, *(series.name for series in self.series)]
        rows = [[name, *(number(s.values[n]) for s in self.series)] for n, name in enumerate(self.categories)]
        if self.reference is not None:
            columns.append(self.reference.label)
            for row in rows:
                row.append(number(self.reference.value))
        caption = f"{self.caption}: {self.y_label}" if self.caption else self.y_label
        return TablePart(caption, tuple(columns), tuple(tuple(row) for row in rows))


ExhibitPart = TextPart | FieldsPart | TablePart | ChartPart


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One exhibit. Items that share one are a case; a form takes one of them."""

    id: str
    title: str
    parts: tuple[ExhibitPart, ...]


def number(value: float) -> str:
    """A number as people write it: no decimals where there are none."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def exhibit_to_plain(exhibit: Exhibit) -> dict[str, Any]:
    """JSON values from which `exhibit_from_plain` makes the exhibit again."""
    return asdict(exhibit)


def exhibit_from_plain(plain: Mapping[str, Any]) -> Exhibit:
    """The exhibit of `exhibit_to_plain`. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""
    return Exhibit(str(plain["id"]), str(plain["title"]), tuple(_part(part) for part in plain["parts"]))


def _part(plain: Mapping[str, Any]) -> ExhibitPart:
    match plain["kind"]:
        case "text":
            return TextPart(str(plain["text"]))
        case "fields":
            return FieldsPart(plain["caption"], tuple((str(label), str(value)) for label, value in plain["fields"]))
        case "table":
            return TablePart(plain["caption"], _texts(plain["columns"]), tuple(_texts(row) for row in plain["rows"]))
        case "chart":
            reference = plain["reference"]
            return ChartPart(
                form=plain["form"],
                caption=plain["caption"],
                x_label=str(plain["x_label"]),
                y_label=str(plain["y_label"]),
                categories=_texts(plain["categories"]),
                series=tuple(
                    ChartSeries(str(s["name"]), tuple(float(value) for value in s["values"])) for s in plain["series"]
                ),
                reference=ChartReference(str(reference["label"]), float(reference["value"])) if reference else None,
            )
        case other:
            raise ValueError(f"an exhibit part of unknown kind: {other}")


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)
