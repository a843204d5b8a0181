"""The items that are shipped: sound, complete, in the test plan's proportions, and enough for ten whole exams."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from functools import cache
from pathlib import Path

import jsonschema
import pytest
import yaml

from cehrs_desktop.bank.build import Bank, build_pack, parameters_for, read_bank
from cehrs_desktop.bank.lint.data import read_outline
from cehrs_desktop.bank.lint.findings import Report
from cehrs_desktop.bank.lint.runner import lint
from cehrs_desktop.bank.pack import DRAWN, ItemPack
from cehrs_desktop.bank.solves import count_solves, read_solves
from cehrs_desktop.exam.form import draw_form
from cehrs_desktop.exam.items import Item
from cehrs_desktop.psychometrics.scoring import difficulty, raw_cut

FOLDER = Path(__file__).parents[3] / "itembank"
# The day on which this bank was finished: review dates that pass later are the release's business, not the tests'.
FINISHED = dt.date(2026, 11, 22)
COUNTS = {"1": 392, "2": 448, "3": 212, "4": 212, "5": 136}
FORMS = 10


@cache
def bank() -> Bank:
    return read_bank(FOLDER)


@cache
def drawn() -> tuple[Item, ...]:
    return tuple(item for item in bank().items if item.status in DRAWN)


@cache
def report() -> Report:
    return lint(FOLDER, FINISHED, release=True)


def test_nothing_blocks_a_build_or_a_release_and_every_warning_has_its_waiver() -> None:
    assert bank().findings == ()
    assert [str(finding) for finding in report().findings if finding.severity != "info"] == []


def test_every_gate_of_a_release_is_passed() -> None:
    assert {name: gate for name, gate in report().gates.items() if not gate.passes} == {}


@pytest.mark.parametrize("kind", ["item", "facts"])
def test_the_source_files_fit_the_published_schemas_and_are_named_for_their_topics(kind: str) -> None:
    schema = json.loads((FOLDER / f"{kind}-file.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted((FOLDER / ("items" if kind == "item" else "facts")).glob("*.yaml"))
    assert len(files) == 48
    for file in files:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        validator.validate(content)
        domain, number = content["topic"].split(".")
        assert file.stem == f"{domain}.{int(number):02}"


def test_there_are_1400_items_as_planned() -> None:
    assert Counter(item.domain for item in drawn()) == COUNTS
    targets = read_outline(FOLDER / "outline.yaml").targets
    assert Counter(item.topic for item in drawn()) == targets
    assert sum(item.status == "pretest" for item in drawn()) >= 250
    for domain in bank().blueprint.domains:
        own = [item for item in drawn() if item.domain == domain.id]
        assert sum(item.status == "pretest" for item in own) >= FORMS * domain.pretest
        for topic in domain.topics:
            ready = sum(item.topic == topic.id and item.status == "operational" for item in own)
            assert ready >= FORMS * topic.scored, f"topic {topic.id} cannot fill ten forms"


def test_every_subtopic_has_two_items() -> None:
    counts = Counter(item.subtopic for item in drawn())
    outline = read_outline(FOLDER / "outline.yaml").subtopics
    assert set(counts) == set(outline)
    assert min(counts.values()) >= 2


def test_exhibits_and_cases_are_enough() -> None:
    cases = Counter(item.case for item in drawn() if item.case)
    assert sum(item.exhibit is not None for item in drawn()) >= 100
    assert len(cases) >= 25
    assert set(cases.values()) <= {3, 4}


def test_the_blueprint_is_the_public_test_plan() -> None:
    blueprint = bank().blueprint
    assert (blueprint.minutes, blueprint.scored, blueprint.pretest) == (125, 100, 25)
    assert [(d.scored, d.pretest) for d in blueprint.domains] == [(28, 7), (32, 8), (15, 4), (15, 4), (10, 2)]


def test_every_item_has_two_readers_and_was_solved_blind_in_its_present_version() -> None:
    for item in drawn():
        assert len({rating.reader for rating in item.ratings}) >= 2, item.id
    counts = count_solves(read_solves(FOLDER / "solves.csv"), {item.id: item.version for item in drawn()})
    assert counts.unsolved == ()


def test_ten_whole_exams_are_drawn_without_a_repeat() -> None:
    items, blueprint = drawn(), bank().blueprint
    by_id = {item.id: item for item in items}
    for candidate in range(8):
        seen: Counter[str] = Counter()
        for n in range(FORMS):
            form = draw_form(items, blueprint, pack_id="p", seed=f"{candidate} {n}", times_seen=seen)
            taken = {slot.item_id for slot in form.slots}
            assert len(taken) == 125
            assert not taken & set(seen), "an item came twice"
            assert not [(one, enemy) for one in taken for enemy in by_id[one].enemies if enemy in taken]
            cases = Counter(by_id[one].case for one in taken if by_id[one].case)
            assert not cases or max(cases.values()) == 1
            topics = Counter(by_id[slot.item_id].topic for slot in form.slots if slot.scored)
            for domain in blueprint.domains:
                for topic in domain.topics:
                    assert abs(topics[topic.id] - topic.scored) <= 1
            seen.update(taken)


def test_the_pack_is_built_and_its_forms_are_of_like_difficulty(tmp_path: Path) -> None:
    build_pack(FOLDER, tmp_path / "items.pack")
    pack = ItemPack(tmp_path / "items.pack")
    assert pack.parameters == parameters_for(pack.all_items(), pack.blueprint)
    cuts: list[float] = []
    by_id = {item.id: item for item in pack.items()}
    for n in range(30):
        form = draw_form(pack.items(), pack.blueprint, pack_id=pack.pack_id, seed=str(n))
        ratings = [[r.probability for r in by_id[slot.item_id].ratings] for slot in form.slots if slot.scored]
        cuts.append(raw_cut([difficulty(own, pack.parameters) for own in ratings], pack.parameters))
    assert all(55 < cut < 75 for cut in cuts)
    assert max(cuts) - min(cuts) < 6
