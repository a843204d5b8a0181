"""The items that are shipped: sound, complete, in the test plan's proportions, and enough for form after form."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import jsonschema
import pytest
import yaml

from cehrs_desktop.bank.build import Bank, build_pack, parameters_for, read_bank
from cehrs_desktop.bank.pack import ItemPack
from cehrs_desktop.exam.form import draw_form
from cehrs_desktop.psychometrics.scoring import difficulty, raw_cut

FOLDER = Path(__file__).parents[3] / "itembank"


@cache
def bank() -> Bank:
    return read_bank(FOLDER)


def test_nothing_blocks() -> None:
    assert bank().findings == ()


@pytest.mark.parametrize("file", sorted((FOLDER / "items").glob("*.yaml")), ids=lambda file: file.stem)
def test_a_source_file_fits_the_published_schema_and_is_named_for_its_topic(file: Path) -> None:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    jsonschema.validate(content, json.loads((FOLDER / "item-file.schema.json").read_text(encoding="utf-8")))
    domain, number = content["topic"].split(".")
    assert file.stem == f"{domain}.{int(number):02}"


def test_there_are_at_least_150_items_in_the_proportions_of_the_plan() -> None:
    items = [item for item in bank().items if item.status in ("operational", "pretest")]
    assert len(items) >= 150
    assert {item.topic for item in items} == {t.id for domain in bank().blueprint.domains for t in domain.topics}
    for domain in bank().blueprint.domains:
        share = sum(item.domain == domain.id for item in items) / len(items)
        assert share == pytest.approx(domain.scored / 100, abs=0.02)
        for topic in domain.topics:
            own = sum(item.topic == topic.id and item.status == "operational" for item in items)
            assert own >= topic.scored, f"topic {topic.id} cannot fill its share of a form"


def test_the_blueprint_is_the_public_test_plan() -> None:
    blueprint = bank().blueprint
    assert (blueprint.minutes, blueprint.scored, blueprint.pretest) == (125, 100, 25)
    assert [(d.scored, d.pretest) for d in blueprint.domains] == [(28, 7), (32, 8), (15, 4), (15, 4), (10, 2)]


def test_every_item_has_two_readers_who_are_not_its_author() -> None:
    for item in bank().items:
        if item.status in ("operational", "pretest"):
            assert len({rating.reader for rating in item.ratings}) >= 2, item.id


def test_the_bank_as_a_whole_gives_no_cues() -> None:
    items = [item for item in bank().items if item.status in ("operational", "pretest")]
    places = Counter(next(n for n, option in enumerate(item.options) if option.is_key) for item in items)
    longest = sum(
        len(item.key.text) > max(len(option.text) for option in item.options if not option.is_key) for item in items
    )
    shortest = sum(
        len(item.key.text) < min(len(option.text) for option in item.options if not option.is_key) for item in items
    )
    assert 0.1 < longest / len(items) < 0.4
    assert 0.1 < shortest / len(items) < 0.4
    assert all(0.15 < places[place] / len(items) < 0.35 for place in range(4)), places


def test_forms_can_be_drawn_for_200_seeds_and_again_after_one_was_seen() -> None:
    items, blueprint = bank().items, bank().blueprint
    by_id = {item.id: item for item in items}
    seen: dict[str, int] = {}
    for n in range(200):
        seen = {}
        for sitting in ("first", "second"):
            form = draw_form(items, blueprint, pack_id="p", seed=f"{sitting} {n}", times_seen=seen)
            assert len({slot.item_id for slot in form.slots}) == 125
            taken = {slot.item_id for slot in form.slots}
            assert not [(one, enemy) for one in taken for enemy in by_id[one].enemies if enemy in taken]
            seen = dict.fromkeys(taken, 1)


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
    assert all(45 < cut < 85 for cut in cuts)
    assert max(cuts) - min(cuts) < 6
