"""Every rule once with a made-up item that breaks it and once with the sound item, which breaks none."""

from __future__ import annotations

from typing import Any

import pytest

from cehrs_desktop.bank.checks import Finding, check_bank
from cehrs_desktop.bank.source import TopicFile, to_items
from cehrs_desktop.exam.blueprint import Blueprint, Domain, Topic

RATIONALE = "This says in some ten plain words why the option is so."


def sound(**changes: Any) -> dict[str, Any]:
    """An item source without any finding, as YAML would give it; `texts` are the options' texts, the key first."""
    texts = changes.pop("texts", ["Ask the patient", "Call the clinic", "Send the letter", "Wait for a fax"])
    rationales = changes.pop("rationales", [RATIONALE] * 4)
    return {
        "id": "1.1-001",
        "version": 1,
        "subtopic": "1.1.a",
        "level": "recall",
        "status": "operational",
        "stem": "A new patient brings no identification card. What should the specialist do?",
        "options": [
            {"text": text, "key": n == 0, "rationale": rationale}
            for n, (text, rationale) in enumerate(zip(texts, rationales, strict=True))
        ],
        "references": [{"authority": "A body", "section": "Section 1", "url": "https://example.org/1"}],
        "volatility": "stable",
        "ratings": [{"reader": "r1", "probability": 0.6}],
        "author": "a1",
        **changes,
    }


def other(number: int, **changes: Any) -> dict[str, Any]:
    return sound(
        id=f"1.1-{number:03}",
        stem=f"A caller asks for record number {number}. What should the specialist do?",
        **changes,
    )


def findings(*items: dict[str, Any], scored: int = 1, pretest: int = 0, topic: str = "1.1") -> tuple[Finding, ...]:
    parsed = TopicFile.model_validate({"topic": topic, "items": list(items)})
    blueprint = Blueprint("t", "2020-01-01", None, 10, (Domain("1", "One", scored, pretest, (Topic("1.1", "T", 1),)),))
    return check_bank([parsed], to_items(parsed), blueprint)


def test_a_sound_item_has_no_findings() -> None:
    assert findings(sound()) == ()


FIRING: list[tuple[str, bool, dict[str, Any]]] = [
    ("S-01", True, {"id": "1.2-001"}),
    ("S-01", True, {"subtopic": "1.2.a"}),
    ("S-01", True, {"enemies": ["1.1-999"]}),
    ("S-01", True, {"enemies": ["1.1-001"]}),
    ("S-01", True, {"ratings": []}),
    ("S-01", True, {"verified_on": "2026-01-01"}),
    ("S-01", True, {"verified_text": "a copy"}),
    ("L-01", True, {"volatility": "dated"}),
    ("L-01", True, {"volatility": "rule_pending"}),
    ("L-01", True, {"stem": "A rule of 2026 applies to this new patient today. What should the specialist do?"}),
    ("L-01", True, {"texts": ["USCDI v3", "The rule", "The form", "The card"]}),
    ("L-01", False, {"stem": "A patient owes the clinic $ 40 after the visit. What should the specialist do?"}),
    ("S-03", True, {"stem": "A new patient brings no identification card. Say what the specialist should do."}),
    ("S-03", True, {"stem": "The card of a new patient is kept in the ____ of the clinic?"}),
    ("D-13", True, {"stem": "Does a new patient bring a card? What should the specialist do then?"}),
    ("S-04", False, {"stem": "What should they do?"}),
    ("S-04", False, {"stem": " ".join(["word"] * 91) + "?"}),
    ("S-05", False, {"texts": [" ".join(["ask"] * 21), " ".join(["all"] * 21) + " x", "Send", "Wait"]}),
    ("S-06", True, {"rationales": ["Too short."] * 4}),
    ("S-06", True, {"rationales": [" ".join(["word"] * 41)] * 4}),
    ("S-06", True, {"rationales": [f"{RATIONALE} Unlike option B it holds.", *[RATIONALE] * 3]}),
    ("S-06", True, {"rationales": [f"{RATIONALE} Options (A) and (C) do not.", *[RATIONALE] * 3]}),
    ("S-06", True, {"rationales": [f"Choice D is a guess. {RATIONALE}", *[RATIONALE] * 3]}),
    ("S-07", True, {"texts": ["Ask  them", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("S-07", True, {"texts": ["Ask\tthe patient", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("S-07", True, {"texts": ["Ask them.", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("L-04", True, {"stem": "A biller finds an old UB-92 form in a drawer today. What should the specialist do?"}),
    ("L-04", True, {"texts": ["The PQRS file", "The clinic's file", "The payer's file", "The patient's file"]}),
    ("S-02", True, {"texts": ["Ask the patient", "ask the PATIENT", "Send the letter", "Wait for a fax"]}),
    ("S-02", False, {"texts": ["(Diabetes OR asthma) AND visit", "Diabetes OR (asthma AND visit)", "Send", "Wait"]}),
    ("S-02", False, {"texts": ["Ask the new patient for a card", "Ask the new patient for a cards", "Send", "Wait"]}),
    ("T-07", True, {"texts": ["Ask the patient", "Call the clinic", "Send the letter", "All of the above"]}),
    ("T-07", True, {"texts": ["Ask the patient", "Call the clinic", "Send the letter", "None of these"]}),
    ("T-07", True, {"texts": ["Ask the patient", "Call the clinic", "Send the letter", "All the above"]}),
    ("T-07", True, {"texts": ["Ask the patient", "Call the clinic", "Send the letter", "Both A and C"]}),
    ("T-01", False, {"texts": ["Ask the new patient for two proofs of identity", "Call", "Send it", "Wait for a fax"]}),
    ("T-05", False, {"texts": ["Always ask them", "Call the clinic now", "Send the letter", "Wait for a fax"]}),
    ("T-05", False, {"texts": ["Ask the patient", "Never call the clinic", "Only send the letter", "Wait for a fax"]}),
    ("T-06", False, {"texts": ["Ask the patient", "Usually call the clinic", "Send the letter", "Wait for a fax"]}),
    ("D-01", False, {"stem": "A new patient brings no identification card. What should the specialist not do?"}),
    (
        "D-04",
        False,
        {"texts": ["Ask the patient first", "Ask the patient now", "Ask the patient later", "Wait for it"]},
    ),
    ("D-05", True, {"texts": ["30 days", "10 days", "60 days", "90 days"], "lock_order": True}),
    ("D-05", True, {"texts": ["10 days", "30 days", "60 days", "90 days"]}),
    ("D-05", True, {"texts": ["1 month", "10 days", "6 weeks", "1 year"], "lock_order": True}),
]


@pytest.mark.parametrize(
    ("rule", "blocks", "changes"), FIRING, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_rule_fires(rule: str, blocks: bool, changes: dict[str, Any]) -> None:
    found = [f for f in findings(sound(**changes)) if f.item != "bank"]
    assert [(f.rule, f.blocks) for f in found] == [(rule, blocks)] * len(found)
    assert found
    assert {f.item for f in found} == {str(changes.get("id", "1.1-001"))}


QUIET: list[tuple[str, dict[str, Any]]] = [
    ("S-01: a draft needs no rating", {"status": "draft", "ratings": []}),
    ("S-01: both halves of a verification", {"verified_on": "2026-01-01", "verified_text": "a copy"}),
    (
        "L-01: dated and to be reviewed",
        {"volatility": "dated", "review_by": "2027-01-01", "stem": "In 2026, " * 8 + "what?"},
    ),
    (
        "S-06: an ordinary A",
        {"rationales": [f"{RATIONALE} A wrong answer. A patient may choose another.", *[RATIONALE] * 3]},
    ),
    ("S-06: a compound", {"rationales": [f"{RATIONALE} Option A1c is a test.", *[RATIONALE] * 3]}),
    ("S-07: all four are sentences", {"texts": ["Ask them.", "Call it.", "Send it.", "Wait now."]}),
    (
        "S-02: numbers may be the difference",
        {"texts": ["Wait for 10 whole days", "Wait for 20 whole days", "Go", "No"]},
    ),
    ("T-07: both of two things", {"texts": ["Ask both parents", "Call both clinics", "Send both", "Wait for both"]}),
    (
        "T-01: shorter than the longest",
        {"texts": ["Ask the patient for it", "Call the clinic and ask for it", "Go", "No"]},
    ),
    (
        "T-05: absolute on both sides",
        {"texts": ["Always ask them", "Never call them", "Send the letter", "Wait for it"]},
    ),
    ("D-01: in capitals", {"stem": "A new patient brings no identification card. What should the specialist NOT do?"}),
    ("D-05: ascending over units", {"texts": ["36 hours", "10 days", "2 weeks", "1 month"], "lock_order": True}),
    ("D-05: thousands", {"texts": ["900", "1,000", "1,200.5", "12,000"], "lock_order": True}),
    (
        "D-05: words with a number in front",
        {"texts": ["2 forms", "1 call to the new patient's own health plan office", "3", "4"]},
    ),
    ("D-05: a comma is no number", {"texts": ["No, ask", "No, go", "No, wait", "Yes, go"]}),
]


@pytest.mark.parametrize("changes", [changes for _, changes in QUIET], ids=[name for name, _ in QUIET])
def test_what_only_looks_like_a_finding_is_none(changes: dict[str, Any]) -> None:
    assert [f for f in findings(sound(**changes), scored=0) if f.item != "bank"] == []


def test_one_key_exactly() -> None:
    none, two = sound(), sound()
    none["options"][0]["key"] = False
    two["options"][1]["key"] = True
    assert [(f.rule, f.blocks, f.text) for f in findings(none)] == [("S-01", True, "0 options are keys")]
    assert [(f.rule, f.blocks, f.text) for f in findings(two)] == [("S-01", True, "2 options are keys")]


def test_over_the_whole_bank() -> None:
    assert findings(sound(), other(2), scored=2) == ()
    assert [(f.item, f.rule) for f in findings(sound(), other(1))] == [("1.1-001", "S-01")]
    assert [(f.item, f.rule) for f in findings(sound(), sound(id="1.1-002"))] == [("bank", "X-01")]
    stray = findings(sound(id="1.9-001", subtopic="1.9.a"), topic="1.9")
    assert [(f.item, f.rule, f.blocks) for f in stray] == [("1.9-001", "S-01", True)]


def test_a_form_must_be_possible() -> None:
    found = findings(sound(), other(2, status="draft"), scored=2, pretest=1)
    assert [(f.item, f.rule, f.blocks) for f in found] == [("bank", "K-04", True)] * 2
    assert "1 operational items, a form needs 2" in found[0].text
    assert "0 pretest items, a form needs 1" in found[1].text


def test_keys_that_are_mostly_the_longest_option() -> None:
    long = ["Ask the patient", "Call a clinic", "Send a letter", "Wait for it"]
    assert [(f.item, f.rule, f.blocks) for f in findings(other(1, texts=long), other(2))] == [("bank", "K-02", True)]
    assert findings(other(1, texts=long), other(2), other(3)) == ()


def test_a_waiver_takes_a_warning_off_and_never_a_block() -> None:
    waive = [
        {"rule": rule, "reason": "read and accepted", "by": "r1", "date": "2026-01-01"} for rule in ("T-06", "S-06")
    ]
    vague = ["Ask the patient", "Usually call the clinic", "Send the letter", "Wait for a fax"]
    assert findings(sound(texts=vague, waive=waive)) == ()
    blocked = findings(sound(texts=vague, rationales=["Too short."] * 4, waive=waive))
    assert [(f.rule, f.blocks) for f in blocked] == [("S-06", True)]
