"""What is written for those who make venues is true: its examples can be used, and every kind and field is named."""

from __future__ import annotations

import re
import typing
from dataclasses import fields
from pathlib import Path

import pytest

from cehrs_desktop.files.incident_file import DeckPart, check_files
from cehrs_desktop.files.venue_file import read_venue
from cehrs_desktop.rehearsal import acts, incidents, venue
from tests.day_data import INCIDENTS, shipped_venues

PAGE = (Path(__file__).parents[3] / "docs" / "venues.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)


def test_the_examples_can_be_used(tmp_path: Path) -> None:
    file = tmp_path / "example.json"
    file.write_text(EXAMPLES[0], encoding="utf-8")
    assert read_venue(file).id == "room_12"
    file.write_text(EXAMPLES[1], encoding="utf-8")
    loaded = check_files(INCIDENTS, [file], shipped_venues().venues)
    assert (loaded.problems, loaded.own) == ((), {"lost_pen"})
    assert len(EXAMPLES) == 2


def rows_of(kind: str) -> list[str]:
    return [line for line in PAGE.splitlines() if line.startswith(f"| `{kind}`")]


@pytest.mark.parametrize(
    "one", [*typing.get_args(venue.Step), *typing.get_args(acts.Act)], ids=lambda one: one.__name__
)
def test_every_kind_has_its_row_with_every_field(one: type) -> None:
    (kind,) = typing.get_args(typing.get_type_hints(one)["kind"])
    rows = " ".join(rows_of(kind))
    assert rows
    every = {"id", "title", "text", "source", "unconfirmed", "kind"}
    for field in fields(one):
        if field.name not in every:
            assert f"`{field.name}`" in rows, field.name


@pytest.mark.parametrize(
    "one",
    [
        venue.Venue,
        venue.Request,
        venue.Card,
        venue.Check,
        acts.Choice,
        DeckPart,
        incidents.Incident,
        incidents.Level,
        incidents.Rule,
        incidents.Observation,
        incidents.When,
    ],
)
def test_every_field_of_what_is_inside_is_named(one: type) -> None:
    for field in fields(one):
        assert f"`{field.name}`" in PAGE, field.name
