"""The data of the rules: complete, readable, and each entry does what its own example says."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from cehrs_desktop.bank.lint.data import RuleData, read_rule_data
from cehrs_desktop.bank.lint.safety import wrong_clocks
from cehrs_desktop.bank.source import SourceError, read_blueprint
from tests.bank_files import BANK, sound, write_files


def raw(name: str) -> Any:
    return yaml.safe_load((BANK / name).read_text(encoding="utf-8"))


@cache
def data() -> RuleData:
    return read_rule_data(BANK)


CLOCKS = raw("rules/clocks.yaml")["clocks"]
PATTERNS = raw("rules/volatile.yaml")["patterns"]
TERMS = raw("rules/terms.yaml")


@pytest.mark.parametrize("clock", CLOCKS, ids=[clock["id"] for clock in CLOCKS])
def test_a_clock_agrees_with_its_example_and_refuses_another_number(clock: dict[str, Any]) -> None:
    example = clock["example"]
    assert list(wrong_clocks(example, data())) == []
    number = re.search(r"(?<![\d.-])\d+(?= (?:or more employees|hours|days|months|years|business days))", example)
    assert number is not None, "the example names no number with a unit"
    wrong = f"{example[: number.start()]}17{example[number.end() :]}"
    assert (
        list(wrong_clocks(wrong, data()))
        == [said for said in wrong_clocks(wrong, data()) if clock["rule"] in said]
        != []
    )
    assert clock["source"]


def test_every_clock_of_the_rule_is_there() -> None:
    assert {clock["id"] for clock in CLOCKS} == {
        "access", "amendment", "accounting", "breach-individual", "breach-hhs-small", "hipaa-documents", "decedent",
        "npi", "medicare-claim", "redetermination", "reconsideration", "good-faith-estimate", "esrd", "msp-size",
        "osha-medical", "osha-training", "complaint", "part-2-accounting", "sharps-log", "abn", "epcs", "clia",
        "plan-notice", "hospital-records", "critical-access-hospital", "medicare-advantage-records",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("An accounting of disclosures looks back six years.", 0),
        ("An accounting of disclosures looks back seven years.", 1),
        ("An access request is answered in 30 days, and an amendment request in 60 days.", 0),
        ("State law gives 15 days for an access request.", 0),
        ("The clinic's policy is 10 days for an access request.", 0),
        ("A redetermination comes first. Lunch is in 17 days.", 0),
        ("A redetermination has 120 days, and the level after it, a reconsideration, 180 days.", 0),
        ("A good-faith estimate is due in 3 business days.", 0),
        ("A good-faith estimate is due in 5 business days.", 1),
    ],
)
def test_how_clocks_are_read(text: str, wrong: int) -> None:
    assert len(list(wrong_clocks(text, data()))) == wrong


@pytest.mark.parametrize("at", range(len(PATTERNS)), ids=[str(p["reason"])[:40] for p in PATTERNS])
def test_a_changing_string_is_found_in_its_example_and_not_in_the_harmless_text(at: int) -> None:
    volatile, source = data().volatile[at], PATTERNS[at]

    def fires(text: str) -> bool:
        return bool(volatile.pattern.search(text)) and (volatile.only is None or bool(volatile.only.search(text)))

    assert fires(source["example"])
    assert not fires(source["harmless"])


OBSOLETE = [
    "CCHIT", "the NHIN", "HCFA-1500", "UB-92", "UB92", "ICD-9", "meaningful use stage 2", "2014 Edition",
    "Level III HCPCS", "HIPAA 4010", "PQRS", "harm threshold", "off-site records take 60 days", "HICN",
    "Advancing Care Information", "fiscal intermediary", "Medicare carrier",
    "federal rules prohibit you from making any further disclosure",
]  # fmt: skip


@pytest.mark.parametrize("text", OBSOLETE)
def test_an_obsolete_term_is_found(text: str) -> None:
    assert [term for term in data().obsolete if term.pattern.search(text)]


@pytest.mark.parametrize("text", ["certified health IT", "NHI", "CMS-1500", "UB-04", "ICD-10-CM", "MIPS", "low risk"])
def test_a_current_term_is_not_obsolete(text: str) -> None:
    assert not [term for term in data().obsolete if term.pattern.search(text)]


@pytest.mark.parametrize(
    "text",
    [
        "authorised",
        "organisation",
        "summarises",
        "analysed",
        "behaviour",
        "centre",
        "programme",
        "catalogue",
        "enrolment",
        "cancelled",
        "labelling",
        "paediatric",
        "orthopaedic",
        "licence",
        "cheque",
        "judgement",
        "grey",
        "dependants",
    ],
)
def test_british_spelling_is_found(text: str) -> None:
    assert [term for term in data().british if term.pattern.search(text)]


@pytest.mark.parametrize(
    "text",
    [
        "authorized",
        "organization",
        "emphasis",
        "analysis",
        "analyst",
        "behavior",
        "center",
        "central",
        "program",
        "programmed",
        "catalog",
        "enrollment",
        "canceled",
        "cancellation",
        "labeled",
        "pediatric",
        "license",
        "check",
        "promise",
        "exercise",
    ],
)
def test_american_spelling_is_not(text: str) -> None:
    assert not [term for term in data().british if term.pattern.search(text)]


def test_the_outline_is_that_of_the_blueprint() -> None:
    outline, blueprint = data().outline, read_blueprint(BANK / "blueprint.yaml")
    assert len(outline.subtopics) == 338 + 28
    topics = {topic.id for domain in blueprint.domains for topic in domain.topics}
    assert set(outline.targets) == topics == {subtopic.rsplit(".", maxsplit=1)[0] for subtopic in outline.subtopics}
    domains = {d.id: sum(outline.targets[topic.id] for topic in d.topics) for d in blueprint.domains}
    assert domains == {"1": 392, "2": 448, "3": 212, "4": 212, "5": 136}
    assert all(sum(levels.values()) == 100 for levels in outline.levels.values())
    assert all(len(name) <= 93 for name in outline.subtopics.values())


def test_words_stand_once_in_lower_case_and_in_order() -> None:
    lines = (BANK / "rules" / "words.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert lines == sorted(set(lines))
    assert all(line == line.lower().strip() for line in lines)


def broken(**changes: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        for name, new in changes.items():
            (folder / "rules" / f"{name}.yaml").write_text(yaml.safe_dump(new), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda folder: (folder / "outline.yaml").unlink(), "outline.yaml: cannot be read"),
        (lambda folder: (folder / "rules" / "words.txt").unlink(), "words.txt: cannot be read"),
        (broken(terms=TERMS | {"absurd": "("}), "terms.yaml, line 1: absurd: Value error, is not a regular"),
        (broken(volatile={"patterns": [PATTERNS[0] | {"mood": "good"}]}), "patterns.0.mood"),
        (
            broken(clocks={"elsewhere": "x", "clocks": [CLOCKS[0] | {"allowed": {"moon": [1]}}]}),
            "clocks.0.allowed.moon",
        ),
    ],
)
def test_data_that_cannot_be_used_is_told_with_its_place(
    change: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    folder = write_files(tmp_path / "bank", [sound()])
    change(folder)
    with pytest.raises(SourceError) as refused:
        read_rule_data(folder)
    assert said in str(refused.value)
