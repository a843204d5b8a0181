"""The glossary that is shipped: sound, complete, in the plan's proportions, and compiled from its source files."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import jsonschema
import pytest
import yaml

from cehrs_desktop.application.ports import PackDamaged, PackMissing
from cehrs_desktop.bank.glossary import glossary_text, read_glossary_files, to_glossary
from cehrs_desktop.bank.glossary_file import NAME, read_glossary
from cehrs_desktop.bank.lint.subject import Sources, read_sources
from cehrs_desktop.bank.lint.terms import check_glossary
from cehrs_desktop.cli import main
from cehrs_desktop.study.glossary import Glossary, linked, prepared
from cehrs_desktop.system.paths import data_file

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "itembank"


@cache
def sources() -> Sources:
    return read_sources(FOLDER)


@cache
def glossary() -> Glossary:
    return to_glossary(read_glossary_files(FOLDER), sources().cards)


def test_no_rule_finds_anything_in_the_real_glossary() -> None:
    found = check_glossary(read_glossary_files(FOLDER), sources())
    assert [str(finding) for finding in found if finding.severity != "info"] == []


def test_the_real_glossary_spreads_over_all_topics_about_as_the_plan_weighs_the_domains() -> None:
    assert len(glossary().terms) >= 320
    domains = sources().blueprint.domains
    topics = {topic.id for domain in domains for topic in domain.topics}
    assert {topic for term in glossary().terms for topic in term.topics} == topics
    counts = Counter(term.domain for term in glossary().terms)
    scored = sum(domain.scored for domain in domains)
    for domain in domains:
        share, weight = counts[domain.id] / len(glossary().terms), domain.scored / scored
        assert abs(share - weight) < 0.08, f"domain {domain.id}: {share:.2f} against {weight:.2f}"


def test_every_term_has_public_sources_and_dated_ones_their_day() -> None:
    assert [term.id for term in glossary().terms if not term.sources] == []
    dated = {card.id for card in sources().cards.values() if card.volatility != "stable"}
    assert {t.id for t in glossary().terms if dated & set(t.facts)} <= {t.id for t in glossary().terms if t.checked_on}
    assert 0 < sum(bool(term.checked_on) for term in glossary().terms) < len(glossary().terms) / 4


def test_the_source_files_fit_the_published_schema() -> None:
    validator = jsonschema.Draft202012Validator(
        json.loads((FOLDER / "glossary-file.schema.json").read_text(encoding="utf-8"))
    )
    files = sorted((FOLDER / "glossary").glob("*.yaml"))
    assert [file.stem for file in files] == ["1", "2", "3", "4", "5"]
    for file in files:
        validator.validate(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def test_the_delivered_file_is_what_the_source_files_give() -> None:
    assert (ROOT / NAME).read_text(encoding="utf-8") == glossary_text(glossary()), "run: cehrs bank glossary"
    assert read_glossary(data_file(NAME)) == glossary()


def test_the_command_writes_the_same_file_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "new" / "glossary.json"
    assert main(["bank", "glossary", "--source", str(FOLDER), "--target", str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == glossary().version
    assert target.read_bytes() == (ROOT / NAME).read_bytes()


def test_a_missing_file_and_one_that_is_no_glossary_say_so(tmp_path: Path) -> None:
    with pytest.raises(PackMissing):
        read_glossary(tmp_path / "none.json")
    for text in ("", "[]", '{"version": "1", "terms": [{"id": "a"}]}', '{"version": 1, "terms": []}', "\ud800x"):
        bad = tmp_path / "bad.json"
        bad.write_bytes(text.encode("utf-8", "surrogatepass"))
        with pytest.raises(PackDamaged):
            read_glossary(bad)


def test_in_every_rationale_the_terms_stand_where_the_spans_say() -> None:
    links = prepared(glossary().terms)
    names = {term.id: term for term in glossary().terms}
    used: set[str] = set()
    for located in sources().topics:
        for option in (option for item in located.value.items for option in item.options):
            end = 0
            for span in linked(option.rationale, links):
                assert end <= span.start < span.end <= len(option.rationale)
                assert names[span.term_id].link
                end = span.end
                used.add(span.term_id)
    assert len(used) >= 320
