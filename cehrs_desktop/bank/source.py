"""The reviewed source files: their schema, and reading them. Only the build and the author's tools come here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from cehrs_desktop.exam.blueprint import Blueprint, Domain, Topic
from cehrs_desktop.exam.items import Item, Option, Rating, Reference

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Model = TypeVar("Model", bound=BaseModel)


class SourceError(Exception):
    """A source file that cannot be used: which file, what is wrong with it."""


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


class ItemFile(_Strict):
    """One item in one version."""

    id: Annotated[str, StringConstraints(pattern=r"^\d\.\d{1,2}-\d{3}$")]
    version: Annotated[int, Field(ge=1)]
    subtopic: Annotated[str, StringConstraints(pattern=r"^\d\.\d{1,2}\.[a-z]$")]
    level: Literal["recall", "application", "analysis"]
    status: Literal["draft", "operational", "pretest", "retired"]
    stem: Text
    options: Annotated[list[OptionFile], Field(min_length=4, max_length=4)]
    lock_order: bool = False
    references: Annotated[list[ReferenceFile], Field(min_length=1)]
    volatility: Literal["stable", "dated", "rule_pending"]
    verified_on: dt.date | None = None
    verified_text: str | None = None
    valid_as_of: dt.date | None = None
    review_by: dt.date | None = None
    enemies: list[str] = []
    case: str | None = None
    exhibit: None = None
    ratings: list[RatingFile] = []
    author: Text
    reviewer: str | None = None
    waive: list[WaiverFile] = []


class TopicFile(_Strict):
    """One source file: all items of one topic."""

    topic: Annotated[str, StringConstraints(pattern=r"^\d\.\d{1,2}$")]
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
    """The JSON Schema of one source file, as it is published beside the items."""
    schema = TopicFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Items of one topic"
    return schema


def read_blueprint(file: Path) -> Blueprint:
    """Read a blueprint file. Raises `SourceError`."""
    parsed = _parse(file, BlueprintFile)
    domains = tuple(
        Domain(d.id, d.name, d.scored, d.pretest, tuple(Topic(t.id, t.name, t.scored) for t in d.topics))
        for d in parsed.domains
    )
    for domain in domains:
        if sum(topic.scored for topic in domain.topics) != domain.scored:
            raise SourceError(f"{file.name}: the topics of domain {domain.id} do not add up to {domain.scored}")
    valid_to = parsed.valid_to.isoformat() if parsed.valid_to else None
    return Blueprint(parsed.version, parsed.valid_from.isoformat(), valid_to, parsed.minutes, domains)


def read_topic_files(folder: Path) -> tuple[TopicFile, ...]:
    """All topic files of a folder, in the order of their names. Raises `SourceError`."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise SourceError(f"{folder}: no item files")
    return tuple(_parse(file, TopicFile) for file in files)


def to_items(topic: TopicFile) -> tuple[Item, ...]:
    """The items of a topic file as core values. Options are named a to d in the order of the file."""
    return tuple(_to_item(topic.topic, item) for item in topic.items)


def _to_item(topic: str, item: ItemFile) -> Item:
    options = tuple(
        Option(id=letter, text=option.text, is_key=option.key, rationale=option.rationale)
        for letter, option in zip("abcd", item.options, strict=True)
    )
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
        references=tuple(Reference(r.authority, r.section, r.url) for r in item.references),
        volatility=item.volatility,
        verified_on=_iso(item.verified_on),
        valid_as_of=_iso(item.valid_as_of),
        review_by=_iso(item.review_by),
        enemies=tuple(item.enemies),
        case=item.case,
        ratings=tuple(Rating(r.reader, r.probability) for r in item.ratings),
    )


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _parse(file: Path, model: type[Model]) -> Model:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        return model.model_validate(data)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SourceError(f"{file.name}: cannot be read: {error}") from error
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}" for problem in error.errors()
        )
        raise SourceError(f"{file.name}: {problems}") from error
