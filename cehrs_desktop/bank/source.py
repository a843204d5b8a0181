"""The reviewed source files: their schema, and reading them. Only the build and the author's tools come here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from cehrs_desktop.exam.blueprint import Blueprint, Domain, Topic
from cehrs_desktop.exam.exhibits import (
    ChartPart,
    ChartReference,
    ChartSeries,
    Exhibit,
    ExhibitPart,
    FieldsPart,
    TablePart,
    TextPart,
)
from cehrs_desktop.exam.items import Item, Option, Rating, Reference

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Volatility = Literal["stable", "dated", "rule_pending"]
Model = TypeVar("Model", bound=BaseModel)

# The C parser reads the whole bank in about a second, the Python one in a quarter of a minute. Wheels have it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """One thing that is wrong in a source file. `line` counts from 1; `field` is a path such as ``items.3.stem``."""

    file: str
    line: int
    field: str
    text: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.field}: {self.text}" if self.field else f"{where}: {self.text}"


class SourceError(Exception):
    """Source files that cannot be used; `problems` says where, what and what to do about it."""

    def __init__(self, problems: Sequence[SourceProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OptionFile(_Strict):
    """One option. The rationale of a distractor names the error that makes people choose it."""

    text: Text
    key: bool
    rationale: Text


class ReferenceFile(_Strict):
    """A public source, down to the section."""

    authority: Text
    section: Text
    url: Annotated[str, StringConstraints(pattern=r"^https?://")]


class RatingFile(_Strict):
    """One reader's probability that a minimally competent candidate answers right; the makers' own reading."""

    reader: Text
    probability: Annotated[float, Field(ge=0.0, le=1.0)]


class WaiverFile(_Strict):
    """A finding of the checks that a reviewer accepts, and why."""

    rule: Text
    reason: Text
    by: Text
    date: dt.date


class FactFile(_Strict):
    """A fact card: what items rest on, where it stops, and the errors from which their distractors come."""

    id: Annotated[str, StringConstraints(pattern=r"^\d\.\d{1,2}\.[a-z]-\d{1,2}$")]
    fact: Text
    limits: Text
    errors: Annotated[list[Text], Field(min_length=3)]
    sources: Annotated[list[ReferenceFile], Field(min_length=1)]
    volatility: Volatility
    verified_on: dt.date | None = None
    verified_text: str | None = None
    valid_as_of: dt.date | None = None
    review_by: dt.date | None = None


class FactsFile(_Strict):
    """The fact cards of one topic."""

    topic: Annotated[str, StringConstraints(pattern=r"^\d\.\d{1,2}$")]
    facts: list[FactFile]


class TextPartFile(_Strict):
    """A few sentences: a message, a note."""

    kind: Literal["text"]
    text: Text


class FieldFile(_Strict):
    """A label and its value."""

    label: Text
    value: str


class FieldsPartFile(_Strict):
    """Labels and values: a banner, boxes of a claim."""

    kind: Literal["fields"]
    caption: str | None
    fields: Annotated[list[FieldFile], Field(min_length=1)]


class TablePartFile(_Strict):
    """A table; the first cell of a row names it."""

    kind: Literal["table"]
    caption: str | None
    columns: Annotated[list[Text], Field(min_length=2, max_length=8)]
    rows: Annotated[list[list[str]], Field(min_length=1, max_length=14)]

    @model_validator(mode="after")
    def _whole(self) -> TablePartFile:
        for at, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {at} has {len(row)} cells for {len(self.columns)} columns")
        return self


class SeriesFile(_Strict):
    """One line, or the bars of one color."""

    name: Text
    values: list[float]


class LevelFile(_Strict):
    """A level line across the chart."""

    label: Text
    value: float


class ChartPartFile(_Strict):
    """A chart that the program draws."""

    kind: Literal["chart"]
    form: Literal["line", "bar"]
    caption: str | None
    x_label: Text
    y_label: Text
    categories: Annotated[list[Text], Field(min_length=2, max_length=24)]
    series: Annotated[list[SeriesFile], Field(min_length=1, max_length=4)]
    reference: LevelFile | None

    @model_validator(mode="after")
    def _whole(self) -> ChartPartFile:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(
                    f"series {series.name} has {len(series.values)} values for {len(self.categories)} categories"
                )
        return self


PartFile = Annotated[TextPartFile | FieldsPartFile | TablePartFile | ChartPartFile, Field(discriminator="kind")]


class ExhibitFile(_Strict):
    """What one item, or the items of one case, rest on."""

    id: Annotated[str, StringConstraints(pattern=r"^\d\.\d{1,2}-x\d{1,2}$")]
    title: Text
    parts: Annotated[list[PartFile], Field(min_length=1, max_length=4)]


class ItemFile(_Strict):
    """One item in one version. Sources, dates and volatility are those of the fact cards it rests on."""

    id: Annotated[str, StringConstraints(pattern=r"^\d\.\d{1,2}-\d{3}$")]
    version: Annotated[int, Field(ge=1)]
    subtopic: Annotated[str, StringConstraints(pattern=r"^\d\.\d{1,2}\.[a-z]$")]
    level: Literal["recall", "application", "analysis"]
    status: Literal["draft", "operational", "pretest", "retired"]
    stem: Text
    options: Annotated[list[OptionFile], Field(min_length=4, max_length=4)]
    lock_order: bool = False
    facts: Annotated[list[str], Field(min_length=1)]
    enemies: list[str] = []
    case: str | None = None
    exhibit: str | None = None
    ratings: list[RatingFile] = []
    author: Text
    reviewer: str | None = None
    waive: list[WaiverFile] = []


class TopicFile(_Strict):
    """One source file: all items of one topic and their exhibits."""

    topic: Annotated[str, StringConstraints(pattern=r"^\d\.\d{1,2}$")]
    exhibits: list[ExhibitFile] = []
    items: list[ItemFile]


class BlueprintTopicFile(_Strict):
    """A topic and its share of the scored items."""

    id: Text
    name: Text
    scored: Annotated[int, Field(ge=1)]


class BlueprintDomainFile(_Strict):
    """A domain, its weight in percent and its counts on one form."""

    id: Text
    name: Text
    weight: Annotated[int, Field(ge=1, le=100)]
    scored: Annotated[int, Field(ge=1)]
    pretest: Annotated[int, Field(ge=0)]
    topics: list[BlueprintTopicFile]


class BlueprintFile(_Strict):
    """One version of the test plan."""

    version: Text
    valid_from: dt.date
    valid_to: dt.date | None
    minutes: Annotated[int, Field(ge=1)]
    source: Text
    domains: list[BlueprintDomainFile]


def item_schema() -> dict[str, Any]:
    """The JSON Schema of one file of items, as it is published beside them."""
    return _schema(TopicFile, "Items of one topic")


def facts_schema() -> dict[str, Any]:
    """The JSON Schema of one file of fact cards, as it is published beside them."""
    return _schema(FactsFile, "Fact cards of one topic")


def _schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    return model.model_json_schema() | {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}


def read_blueprint(file: Path) -> Blueprint:
    """Read a blueprint file. Raises `SourceError`."""
    parsed = parse_file(file, BlueprintFile).value
    domains = tuple(
        Domain(d.id, d.name, d.scored, d.pretest, tuple(Topic(t.id, t.name, t.scored) for t in d.topics))
        for d in parsed.domains
    )
    for domain in domains:
        if sum(topic.scored for topic in domain.topics) != domain.scored:
            text = f"the topics of domain {domain.id} do not add up to {domain.scored}"
            raise SourceError([SourceProblem(file.name, 0, "domains", text)])
    valid_to = parsed.valid_to.isoformat() if parsed.valid_to else None
    return Blueprint(parsed.version, parsed.valid_from.isoformat(), valid_to, parsed.minutes, domains)


@dataclass(frozen=True, slots=True)
class Located(Generic[Model]):
    """A file's content, and where each part of it stands."""

    file: Path
    value: Model
    node: Any

    def line(self, *path: str | int) -> int:
        """The line of a part, such as ``line("items", 3, "stem")``, or of the nearest part around it."""
        return _line_at(self.node, path)


def read_topic_files(folder: Path) -> tuple[Located[TopicFile], ...]:
    """All topic files of a folder, in the order of their names. Raises `SourceError` with all that is wrong."""
    return _read_all(folder, TopicFile, "no item files")


def read_facts_files(folder: Path) -> tuple[Located[FactsFile], ...]:
    """All files of fact cards in a folder. Raises `SourceError` with all that is wrong."""
    return _read_all(folder, FactsFile, "no fact cards")


def to_items(topic: TopicFile, facts: Mapping[str, FactFile]) -> tuple[Item, ...]:
    """The items of a topic file as core values. Options are named a to d in the order of the file.

    `facts` are the cards by id. Raises `KeyError` with the id of a card or exhibit that does not exist.
    """
    exhibits = {exhibit.id: _exhibit(exhibit) for exhibit in topic.exhibits}
    return tuple(_to_item(topic.topic, item, [facts[fact] for fact in item.facts], exhibits) for item in topic.items)


_VOLATILITIES = ("stable", "dated", "rule_pending")


def _to_item(topic: str, item: ItemFile, facts: Sequence[FactFile], exhibits: Mapping[str, Exhibit]) -> Item:
    options = tuple(
        Option(id=letter, text=option.text, is_key=option.key, rationale=option.rationale)
        for letter, option in zip("abcd", item.options, strict=True)
    )
    sources = dict.fromkeys(
        Reference(source.authority, source.section, source.url) for fact in facts for source in fact.sources
    )
    # An item is as sound as the least sound card under it.
    volatility = max((fact.volatility for fact in facts), key=_VOLATILITIES.index)
    checked = [fact.verified_on for fact in facts]
    as_of = [fact.valid_as_of for fact in facts if fact.valid_as_of]
    review = [fact.review_by for fact in facts if fact.review_by]
    return Item(
        id=item.id,
        version=item.version,
        domain=topic.split(".")[0],
        topic=topic,
        subtopic=item.subtopic,
        level=item.level,
        status=item.status,
        stem=item.stem,
        options=options,
        lock_order=item.lock_order,
        references=tuple(sources),
        volatility=volatility,
        verified_on=min(date.isoformat() for date in checked if date) if all(checked) else None,
        valid_as_of=min(as_of).isoformat() if as_of else None,
        review_by=min(review).isoformat() if review else None,
        enemies=tuple(item.enemies),
        case=item.case,
        ratings=tuple(Rating(r.reader, r.probability) for r in item.ratings),
        exhibit=exhibits[item.exhibit] if item.exhibit else None,
    )


def _exhibit(file: ExhibitFile) -> Exhibit:
    return Exhibit(file.id, file.title, tuple(_part(part) for part in file.parts))


def _part(part: TextPartFile | FieldsPartFile | TablePartFile | ChartPartFile) -> ExhibitPart:
    match part:
        case TextPartFile():
            return TextPart(part.text)
        case FieldsPartFile():
            return FieldsPart(part.caption, tuple((field.label, field.value) for field in part.fields))
        case TablePartFile():
            return TablePart(part.caption, tuple(part.columns), tuple(tuple(row) for row in part.rows))
        case ChartPartFile():
            level = part.reference
            return ChartPart(
                form=part.form,
                caption=part.caption,
                x_label=part.x_label,
                y_label=part.y_label,
                categories=tuple(part.categories),
                series=tuple(ChartSeries(series.name, tuple(series.values)) for series in part.series),
                reference=ChartReference(level.label, level.value) if level else None,
            )


# ---- reading one file
def _read_all(folder: Path, model: type[Model], none: str) -> tuple[Located[Model], ...]:
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise SourceError([SourceProblem(str(folder), 0, "", none)])
    found: list[Located[Model]] = []
    problems: list[SourceProblem] = []
    for file in files:
        try:
            found.append(parse_file(file, model))
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    return tuple(found)


def parse_file(file: Path, model: type[Model]) -> Located[Model]:
    """Read one YAML file as `model`. Raises `SourceError` with all that is wrong in it."""
    node: Any = None
    try:
        loader = _Loader(file.read_text(encoding="utf-8"))
        try:
            node = loader.get_single_node()
            data = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
        return Located(file, model.model_validate(data), node)
    except OSError as error:
        raise SourceError([SourceProblem(file.name, 0, "", f"cannot be read: {error.strerror or error}")]) from error
    except UnicodeDecodeError as error:
        raise SourceError([SourceProblem(file.name, 0, "", "is not UTF-8; save it as UTF-8")]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        text = f"is not YAML: {getattr(error, 'problem', None) or error}; put quotes round texts that hold a colon"
        raise SourceError([SourceProblem(file.name, mark.line + 1 if mark else 0, "", text)]) from error
    except ValidationError as error:
        problems = [
            SourceProblem(
                file.name,
                _line_at(node, problem["loc"]),
                ".".join(str(part) for part in problem["loc"]),
                problem["msg"] + _ADVICE.get(problem["type"], ""),
            )
            for problem in error.errors()
        ]
        raise SourceError(problems) from error


_ADVICE = {
    "missing": ": add it",
    "extra_forbidden": ": correct its name or take it out; itembank/item-file.schema.json lists the fields",
    "string_type": ": put quotes round it",
    "union_tag_invalid": ": a part of an exhibit is text, fields, table or chart",
}


def _line_at(node: Any, path: Sequence[str | int]) -> int:
    """The line, from 1, of the part that a path leads to, or of the last part that is there; 0 for an empty file."""
    if node is None:
        return 0
    for step in path:
        below = None
        if isinstance(node, yaml.MappingNode):
            below = next((value for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            below = node.value[step]
        if below is None:
            # A discriminator of pydantic's own in the path names no part of the file.
            continue
        node = below
    return node.start_mark.line + 1
