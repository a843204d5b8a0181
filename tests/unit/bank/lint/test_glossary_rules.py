"""Each rule on the glossary: what it finds, and that a sound term has nothing to find."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from cehrs_desktop.bank.glossary import read_glossary_files
from cehrs_desktop.bank.lint.runner import lint
from cehrs_desktop.bank.lint.subject import read_sources
from cehrs_desktop.bank.lint.terms import check_glossary
from cehrs_desktop.bank.source import SourceError
from cehrs_desktop.cli import main
from tests.bank_files import card, sound, write_files


def entry(**changes: Any) -> dict[str, Any]:
    """A term without any finding."""
    return {
        "id": "guarantor",
        "term": "guarantor",
        "definition": "The person who has accepted responsibility for a balance.",
        "topics": ["1.1"],
        "facts": ["1.1.a-1"],
        **changes,
    }


def folder(place: Path, terms: list[dict[str, Any]], domain: str = "1", file: str = "1") -> Path:
    place.mkdir()
    write_files(
        place,
        [
            sound(
                texts=["Ask the caller for both phone numbers", "Call the clinic", "Send the letter", "Wait for a fax"]
            )
        ],
        [card(), card(id="1.1.a-2", volatility="dated", valid_as_of="2026-11-01", review_by="2027-05-01")],
    )
    (place / "glossary").mkdir()
    content = yaml.safe_dump({"domain": domain, "terms": terms})
    (place / "glossary" / f"{file}.yaml").write_text(content, encoding="utf-8")
    return place


def rules(place: Path) -> list[str]:
    found = check_glossary(read_glossary_files(place), read_sources(place))
    return [f"{finding.rule} {finding.severity[0]}" for finding in found if finding.severity != "info"]


def test_a_sound_term_has_no_finding_and_a_bank_without_glossary_none_either(tmp_path: Path) -> None:
    assert rules(folder(tmp_path / "bank", [entry()])) == []
    bare = tmp_path / "bare"
    bare.mkdir()
    assert rules(write_files(bare, [sound()], [card()])) == []


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("G-01 b", {"also": ["guarantor"]}),
        ("G-01 b", {"also": ["A-B payer", "a b payer"]}),
        ("G-02 b", {"topics": ["1.1", "9.9"]}),
        ("G-02 b", {"topics": ["2.1"]}),
        ("G-02 b", {"facts": ["1.1.z-9"]}),
        ("G-02 b", {"facts": ["1.1.a-1", "1.1.a-1"]}),
        ("G-02 b", {"facts": []}),
        ("G-02 b", {"see": ["guarantor"]}),
        ("G-02 b", {"see": ["nobody"]}),
        ("G-03 b", {"definition": "Who pays."}),
        ("G-03 b", {"definition": "Somebody who answers for " + "a very " * 40 + "large balance."}),
        ("G-03 b", {"definition": "The person who has accepted responsibility"}),
        ("G-03 b", {"definition": "The person  who has accepted responsibility."}),
        ("G-03 w", {"definition": "It is a person. It is not a plan. It pays the balance."}),
        ("G-04 b", {"definition": "Guarantors are the people who pay a balance."}),
        ("G-04 b", {"abbreviations": ["GR"], "definition": "The person who by GR pays a balance."}),
        ("G-05 b", {"definition": "A HIPAA access request is answered within 45 days."}),
        ("G-05 b", {"definition": "The person who is named on the HCFA-1500 form."}),
        ("G-05 w", {"definition": "The person whom the organisation asks for money."}),
        ("G-05 b", {"definition": "The person whom Epic shows as owing a balance."}),
        ("G-06 b", {"facts": ["1.1.a-2"]}),
        ("G-06 w", {"definition": "The person who owes a balance since 2026 began."}),
        ("G-07 w", {"definition": "The person who can ask the caller for both phone numbers."}),
        ("G-07 w", {"definition": "The numbers of a phone that a caller gives when they ask."}),
    ],
)
def test_each_rule_finds_what_it_is_for(tmp_path: Path, rule: str, changes: dict[str, Any]) -> None:
    assert rule in rules(folder(tmp_path / "bank", [entry(**changes)]))


def test_a_misspelled_definition_is_found(tmp_path: Path) -> None:
    pytest.importorskip("spellchecker")
    misspelled = entry(definition="The person who has acceptted responsibility.")
    assert "G-08 w" in rules(folder(tmp_path / "bank", [misspelled]))


def test_names_are_compared_over_all_terms_and_files_stand_for_domains(tmp_path: Path) -> None:
    twice = [entry(), entry(id="payer", term="payer", also=["Guarantor"])]
    assert rules(folder(tmp_path / "names", twice)).count("G-01 b") == 1
    assert rules(folder(tmp_path / "ids", [entry(), entry(term="payer")])) == ["G-01 b"]
    assert rules(folder(tmp_path / "file", [entry()], file="2")) == ["G-01 b"]
    # A short form in capitals is told apart from the word.
    assert rules(folder(tmp_path / "case", [entry(abbreviations=["CAT"]), entry(id="cat", term="cat")])) == []


def test_a_day_on_which_it_was_checked_satisfies_the_rule_on_dates(tmp_path: Path) -> None:
    assert rules(folder(tmp_path / "bank", [entry(facts=["1.1.a-2"], checked_on="2026-11-22")])) == []


def test_the_lint_of_the_bank_tells_what_is_wrong_in_the_glossary_with_file_and_line(tmp_path: Path) -> None:
    place = folder(tmp_path / "bank", [entry(), entry(id="two", term="two words", see=["nobody"])])
    found = [f for f in lint(place, dt.date(2026, 11, 22)).findings if f.rule == "G-02"]
    assert [(f.item, f.file, f.blocks) for f in found] == [("two", "glossary/1.yaml", True)]
    assert (
        (place / "glossary" / "1.yaml").read_text(encoding="utf-8").splitlines()[found[0].line - 1].endswith("nobody")
    )


def test_a_file_that_is_no_glossary_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = folder(tmp_path / "bank", [entry(colour="red"), entry(id="No Slug")])
    with pytest.raises(SourceError) as caught:
        read_glossary_files(place)
    assert len(caught.value.problems) == 2
    target = tmp_path / "glossary.json"
    assert main(["bank", "glossary", "--source", str(place), "--target", str(target)]) != 0
    blocked = folder(tmp_path / "blocked", [entry(facts=["1.1.z-9"])])
    assert main(["bank", "glossary", "--source", str(blocked), "--target", str(target)]) == 1
    assert "Nothing was written" in capsys.readouterr().err
    assert not target.exists()
