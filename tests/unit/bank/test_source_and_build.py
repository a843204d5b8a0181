"""From files to a pack: what the reader refuses, what the build needs, and the shapes other programs rely on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from cehrs_desktop.bank.build import BankRejected, bank_stats, build_pack, exported_item, parameters_for, read_bank
from cehrs_desktop.bank.glossary import glossary_schema
from cehrs_desktop.bank.pack import ItemPack
from cehrs_desktop.bank.source import (
    SourceError,
    facts_schema,
    item_schema,
    read_blueprint,
    read_facts_files,
    read_topic_files,
)
from cehrs_desktop.exam.items import Item
from cehrs_desktop.psychometrics.parameters import RATING_SHRINK, THETA_CUT
from cehrs_desktop.psychometrics.scoring import rated_logit, raw_cut
from tests.bank_files import BANK, card, exhibit, write_files
from tests.building import full_bank, full_blueprint, make_item

RATIONALES = ["This says in some ten plain words why the option is so."] * 4
SCHEMAS = {
    BANK / "item-file.schema.json": item_schema,
    BANK / "facts-file.schema.json": facts_schema,
    BANK / "glossary-file.schema.json": glossary_schema,
}

Change = Callable[[dict[str, Any]], Any]


def source_of(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "version": item.version,
        "subtopic": item.subtopic,
        "level": item.level,
        "status": item.status,
        "stem": f"A caller asks the specialist for record {item.id} today. What comes next?",
        "options": [
            {"text": f"Choice{place} {item.id}", "key": option.is_key, "rationale": RATIONALES[place]}
            for place, option in enumerate(item.options)
        ],
        "facts": ["1.1.a-1"],
        "enemies": list(item.enemies),
        "ratings": [{"reader": rating.reader, "probability": rating.probability} for rating in item.ratings],
        "author": "a1",
    }


def write_folder(folder: Path, items: tuple[Item, ...]) -> Path:
    folder.mkdir()
    return write_files(folder, [source_of(item) for item in items], blueprint=full_blueprint())


def test_a_folder_becomes_a_pack_and_the_same_folder_the_same_pack(tmp_path: Path) -> None:
    bank = full_bank(spare=1)
    bank = (*bank, make_item("1.1-900", status="draft", ratings=()), make_item("1.1-901", status="retired", ratings=()))
    folder = write_folder(tmp_path / "bank", bank)
    first = build_pack(folder, tmp_path / "one.pack")
    assert build_pack(folder, tmp_path / "two.pack") == first
    pack = ItemPack(tmp_path / "one.pack")
    assert pack.pack_id == first
    assert pack.blueprint == full_blueprint()
    assert {item.id for item in pack.items()} == {i.id for i in bank if i.status in ("operational", "pretest")}
    assert {item.id for item in pack.all_items()} == {i.id for i in bank if i.status != "draft"}
    one = next(item for item in pack.items() if item.id == "1.1-001")
    assert [option.id for option in one.options] == ["a", "b", "c", "d"]


def test_blocking_findings_stop_the_build_and_leave_the_old_pack(tmp_path: Path) -> None:
    bank = full_bank(spare=0)
    target = tmp_path / "items.pack"
    build_pack(write_folder(tmp_path / "good", bank), target)
    before = target.read_bytes()
    with pytest.raises(BankRejected) as rejected:
        build_pack(write_folder(tmp_path / "bad", bank[1:]), target)
    assert [(f.item, f.rule) for f in rejected.value.findings] == [("bank", "K-04")]
    assert target.read_bytes() == before


def test_an_item_that_rests_on_an_unknown_card_stops_the_build(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "bank", full_bank(spare=0))
    file = folder / "items" / "2.1.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("1.1.a-1", "2.1.a-9", 1), encoding="utf-8")
    with pytest.raises(BankRejected) as rejected:
        build_pack(folder, tmp_path / "items.pack")
    assert [(f.rule, f.blocks, f.file) for f in rejected.value.findings] == [("S-01", True, "2.1.yaml")]
    assert "2.1.a-9 does not exist" in str(rejected.value)


def test_enough_items_that_are_all_enemies_stop_the_build_too(tmp_path: Path) -> None:
    bank = list(full_bank(spare=0))
    tens = [n for n, item in enumerate(bank) if item.domain == "5" and item.status == "operational"]
    bank[tens[0]] = make_item(bank[tens[0]].id, enemies=(bank[tens[1]].id,))
    with pytest.raises(BankRejected) as rejected:
        build_pack(write_folder(tmp_path / "bank", tuple(bank)), tmp_path / "items.pack")
    assert [(f.item, f.rule, f.blocks) for f in rejected.value.findings] == [("bank", "K-04", True)]
    assert "5 operational: 1 missing" in rejected.value.findings[0].message


def test_parameters_come_from_the_ratings_of_what_can_be_drawn() -> None:
    bank = full_bank()
    found = parameters_for((*bank, make_item("1.1-900", status="retired", ratings=())), full_blueprint())
    logits = [rated_logit(rating.probability for rating in item.ratings) for item in bank]
    assert found.center == pytest.approx(sum(logits) / len(logits), abs=1e-8)
    assert (found.theta_cut, found.shrink) == (THETA_CUT, RATING_SHRINK)
    assert len(found.reference) == 100
    assert 50 < raw_cut(found.reference, found) < 80
    assert all(value == round(value, 9) for value in (found.center, *found.reference))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda topic: topic["items"][0].pop("author"), "items.0.author"),
        (lambda topic: topic["items"][0].update(mood="good"), "items.0.mood"),
        (lambda topic: topic["items"][0]["options"].pop(), "items.0.options"),
        (lambda topic: topic["items"][0].update(id="1.1-1"), "items.0.id"),
        (lambda topic: topic["items"][0].update(level="easy"), "items.0.level"),
        (lambda topic: topic["items"][0].update(facts=[]), "items.0.facts"),
        (lambda topic: topic["items"][0].update(volatility="stable"), "items.0.volatility"),
        (lambda topic: topic["exhibits"][0]["parts"][0].update(kind="picture"), "exhibits.0.parts.0"),
        (lambda topic: topic["exhibits"][0]["parts"][1]["rows"][0].pop(), "row 1 has 1 cells for 2 columns"),
        (lambda topic: topic["items"][0].update(stem="  "), "items.0.stem"),
        (lambda topic: topic["items"][0]["ratings"][0].update(probability=1.1), "items.0.ratings.0.probability"),
        (lambda topic: topic["items"][0].update(review_by="soon"), "items.0.review_by"),
    ],
)
def test_a_file_that_breaks_the_schema_is_refused_with_its_name_and_place(
    change: Change, said: str, tmp_path: Path
) -> None:
    table = {"kind": "table", "caption": None, "columns": ["A", "B"], "rows": [["1", "2"]]}
    shown = exhibit(parts=[{"kind": "text", "text": "Words."}, table])
    content: dict[str, Any] = {"topic": "1.1", "exhibits": [shown], "items": [source_of(make_item("1.1-001"))]}
    jsonschema.validate(content, item_schema())
    change(content)
    # Formats, stripped blanks and what depends on two fields are beyond a plain validator.
    if "review_by" not in said and said != "items.0.stem" and " " not in said:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(content, item_schema())
    (tmp_path / "1.01.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        read_topic_files(tmp_path)
    assert str(refused.value).startswith("1.01.yaml, line ")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"errors": ["one", "two"]}, "facts.0.errors"),
        ({"sources": []}, "facts.0.sources"),
        ({"sources": [{"authority": "A", "section": "B", "url": "ftp://example.org"}]}, "facts.0.sources.0.url"),
        ({"id": "1.1.a"}, "facts.0.id"),
        ({"volatility": "shaky"}, "facts.0.volatility"),
        ({"mood": "good"}, "facts.0.mood"),
    ],
)
def test_a_card_that_breaks_the_schema_is_refused(changes: dict[str, Any], said: str, tmp_path: Path) -> None:
    good, bad = ({"topic": "1.1", "facts": [card(**more)]} for more in ({}, changes))
    jsonschema.validate(good, facts_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, facts_schema())
    (tmp_path / "1.01.yaml").write_text(yaml.safe_dump(bad), encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        read_facts_files(tmp_path)
    assert said in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"a: [", b"\xff\xfe\x00", b"- just\n- a list\n"])
def test_a_file_that_is_no_topic_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "1.01.yaml").write_bytes(content)
    with pytest.raises(SourceError, match=r"^1\.01\.yaml(, line \d)?: "):
        read_topic_files(tmp_path)


def test_a_folder_without_items_and_a_missing_blueprint(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no item files"):
        read_topic_files(tmp_path)
    with pytest.raises(SourceError, match=r"blueprint\.yaml: cannot be read"):
        read_blueprint(tmp_path / "blueprint.yaml")


def test_topics_must_add_up(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "bank", full_bank(spare=0))
    plan = yaml.safe_load((folder / "blueprint.yaml").read_text(encoding="utf-8"))
    plan["domains"][2]["topics"][0]["scored"] += 1
    (folder / "blueprint.yaml").write_text(yaml.safe_dump(plan), encoding="utf-8")
    with pytest.raises(SourceError, match="the topics of domain 3 do not add up to 15"):
        read_bank(folder)


@pytest.mark.parametrize(("file", "schema"), SCHEMAS.items(), ids=lambda value: getattr(value, "stem", ""))
def test_the_published_schema_is_the_one_that_is_used(file: Path, schema: Callable[[], dict[str, Any]]) -> None:
    """After a change: `python -m tests.unit.bank.test_source_and_build` writes them again."""
    assert json.loads(file.read_text(encoding="utf-8")) == schema()
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_figures_and_the_export_have_the_agreed_keys() -> None:
    bank = full_bank(spare=0)
    stats = bank_stats(bank)
    assert list(stats) == ["items", "by_domain", "by_topic", "by_level", "by_status"]
    assert stats["items"] == len(bank) == sum(stats["by_domain"].values()) == sum(stats["by_topic"].values())
    assert stats["by_status"] == {"operational": 100, "pretest": sum(item.status == "pretest" for item in bank)}
    many = bank_stats(tuple(make_item(f"1.{n}-001") for n in (10, 9, 1)))
    assert list(many["by_topic"]) == ["1.1", "1.9", "1.10"]
    exported = exported_item(make_item("1.1-001", enemies=("1.1-002",), case="c", lock_order=True))
    assert {
        "id", "version", "domain", "topic", "subtopic", "level", "status", "stem", "options", "references", "exhibit",
        "enemies", "case", "ratings", "verified_on", "review_by",
    } <= set(exported)  # fmt: skip
    assert exported["options"][0] == {"text": "Option a of 1.1-001", "key": True, "rationale": "Why a"}
    assert exported["ratings"] == [{"reader": "r1", "probability": 0.6}, {"reader": "r2", "probability": 0.7}]
    assert json.loads(json.dumps(exported)) == exported


if __name__ == "__main__":
    for name, make in SCHEMAS.items():
        name.write_text(json.dumps(make(), indent=2) + "\n", encoding="utf-8")
