"""Every rule about a single item, once with an item that breaks it and once with one that only looks like it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cehrs_desktop.bank.lint.cues import check_cues
from cehrs_desktop.bank.lint.data import RuleData, read_rule_data
from cehrs_desktop.bank.lint.difficulty import check_difficulty, main_clause, negative_word
from cehrs_desktop.bank.lint.findings import Hit
from cehrs_desktop.bank.lint.safety import check_safety
from cehrs_desktop.bank.lint.structure import check_structure
from cehrs_desktop.bank.lint.subject import Subject, subject_of
from cehrs_desktop.bank.source import FactFile, Located, TopicFile
from tests.bank_files import BANK, RATIONALE, card, exhibit, sound


@cache
def data() -> RuleData:
    return read_rule_data(BANK)


def subject(item: dict[str, Any], fact: dict[str, Any] | None = None) -> Subject:
    exhibits = [exhibit()] if item.get("exhibit") else []
    topic = item["id"].split("-")[0]
    parsed = TopicFile.model_validate({"topic": topic, "exhibits": exhibits, "items": [item]})
    cards = {"1.1.a-1": FactFile.model_validate(fact or card())}
    return subject_of(parsed.items[0], Located(Path("1.01.yaml"), parsed, None), 0, cards)


def hits(item: dict[str, Any], fact: dict[str, Any] | None = None) -> list[Hit]:
    one = subject(item, fact)
    checks = (check_structure, check_cues, check_difficulty, check_safety)
    return [hit for check in checks for hit in check(one, data())]


def short(found: list[Hit]) -> set[tuple[str, str]]:
    return {(hit.rule, hit.severity[0]) for hit in found}


def test_a_sound_item_has_no_findings() -> None:
    assert hits(sound()) == []


ASK = "What should the specialist do?"
DATED = card(volatility="dated", valid_as_of="2026-11-22", review_by="2027-06-30")


def keyed(words: str) -> list[str]:
    return [f"{RATIONALE} {words}", *[RATIONALE] * 3]


FIRING: list[tuple[str, dict[str, Any]]] = [
    ("S-02 b", {"texts": ["Ask the caller", "ask the CALLER.", "Send the letter", "Wait for a fax"]}),
    ("S-02 w", {"texts": ["(Diabetes OR asthma) AND visit", "Diabetes OR (asthma AND visit)", "Send", "Wait"]}),
    ("S-02 w", {"texts": ["Ask the new caller for a card", "Ask the new callers for a card", "Send", "Wait"]}),
    ("S-03 b", {"stem": "A new patient brings no identification card. Say what the specialist should do."}),
    ("S-03 b", {"stem": "Which card of a new patient is kept in the ____ of the clinic?"}),
    ("S-03 w", {"stem": "A new patient brings no identification card. Should the specialist copy it?"}),
    ("S-04 w", {"stem": "What should the specialist do?"}),
    ("S-04 w", {"stem": "Bring it. " * 45 + ASK}),
    ("S-04 i", {"stem": "Bring the card along to them. " * 3 + "Bring it " * 20 + "now. " + ASK}),
    ("S-04 w", {"stem": "A card is lost. " + "What should the specialist do with " + "the big red " * 9 + "card?"}),
    ("S-04 w", {"stem": "One comes. One goes. One waits. One calls. One pays. " + ASK}),
    ("S-05 w", {"texts": [" ".join(["ask"] * 21), " ".join(["all"] * 21) + " x", "Send", "Wait"]}),
    ("S-06 b", {"rationales": ["Too short."] * 4}),
    ("S-06 b", {"rationales": [" ".join(["word"] * 41)] * 4}),
    ("S-06 w", {"rationales": keyed("Unlike option B it holds.")}),
    ("S-06 w", {"rationales": keyed("Options (A) and (C) do not.")}),
    ("S-07 b", {"texts": ["Ask  them", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("S-07 b", {"texts": ["Ask\tthe caller", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("S-07 b", {"texts": ["Ask them.", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("S-07 w", {"texts": ["ask the caller", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("S-07 w", {"rationales": keyed("The patient's “own” card.")}),
    ("S-08 w", {"rationales": keyed("The organisation decides.")}),
    ("T-01 w", {"texts": ["Ask the new caller for two good proofs of identity", "Call", "Send it", "Wait for a fax"]}),
    ("T-02 i", {"texts": ["Ask", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("T-03 w", {"texts": ["Ask, then file", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("T-03 w", {"texts": ["Ask 2 callers", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("T-03 w", {"texts": ["Ask (in person)", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("T-03 w", {"texts": ["Ask unless known", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("T-04 b", {"stem": "A card of this kind that the new patient brings is what one calls an?"}),
    (
        "T-04 w",
        {
            "stem": "A new patient comes. Which two things should the specialist do?",
            "texts": ["Ask and file", "Call", "Send", "Wait now"],
        },
    ),
    ("T-04 w", {"texts": ["Ask the caller", "Calling the clinic", "Sending the letter", "Awaiting a fax"]}),
    ("T-04 i", {"texts": ["Asking callers", "Calling the clinic", "Sending the letter", "To wait for it"]}),
    ("T-05 w", {"texts": ["Always ask them", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("T-05 w", {"texts": ["Ask the caller", "Never call them", "Send the letter", "Wait for a fax"]}),
    ("T-06 w", {"texts": ["Ask the caller", "Usually call in", "Send the letter", "Wait for a fax"]}),
    ("T-06 w", {"texts": ["Ask the caller", "May call a clinic", "Send the letter", "Wait for a fax"]}),
    ("T-06 i", {"stem": "A new patient usually brings no identification card. " + ASK}),
    ("T-07 b", {"texts": ["Ask the caller", "Call the clinic", "Send the letter", "All of the above"]}),
    ("T-07 b", {"texts": ["Ask the caller", "Call the clinic", "Send the letter", "None of these"]}),
    ("T-07 b", {"texts": ["Ask the caller", "Call the clinic", "Send the letter", "All the above"]}),
    ("T-07 b", {"texts": ["Ask the caller", "Call the clinic", "Send the letter", "Both A and C"]}),
    ("T-08 b", {"texts": ["I and II", "I and III only", "II and III", "I, II, and III"]}),
    ("T-08 b", {"stem": "There are two ways. I. Ask them. II. Call them. " + ASK}),
    (
        "T-09 w",
        {
            "stem": "A new patient brings no passport. " + ASK,
            "texts": ["Ask for passport", "Call the clinic", "Send the letter", "Wait for a fax"],
        },
    ),
    (
        "T-09 b",
        {
            "stem": "An unknown traveler brings no authorization paper. " + ASK,
            "texts": [
                "Traveler paper authorized",
                "Call the clinic for a minute",
                "Send the letter home now",
                "Wait for a fax from them",
            ],
        },
    ),
    (
        "T-10 i",
        {
            "stem": "An unknown traveler brings no authorization paper. " + ASK,
            "texts": [
                "Ask for a new card today",
                "Let a traveler authorize paper",
                "Send the letter home now",
                "Wait for a fax from them",
            ],
        },
    ),
    ("T-11 w", {"texts": ["Copy card, sign form", "Copy card, call on", "Sign form, send on", "Wait, fax, copy it"]}),
    ("T-12 w", {"texts": ["File it before noon", "File it after noon", "Send the letter", "Wait for a fax"]}),
    (
        "T-12 w",
        {"texts": ["Consent is required", "Consent is not required", "Send the letter off", "Wait for a fax now"]},
    ),
    ("T-13 b", {"texts": ["10-30 days", "20-60 days", "70-80 days", "90-99 days"], "lock_order": True}),
    ("T-13 b", {"texts": ["10 to 30 days", "30 days", "70 days", "90 days"], "lock_order": True}),
    (
        "T-13 w",
        {"texts": ["Encrypt it today", "Encrypt it today and back it up", "Send the letter off", "Wait for a fax"]},
    ),
    ("T-14 w", {"texts": ["CPOE", "A clinic", "Letters", "A long fax"]}),
    ("T-14 w", {"texts": ["Ask the caller", "Call 2 clinics", "Send 3 letters", "Wait 4 days"]}),
    ("T-15 i", {"texts": ["Ask the caller", "Call the clinic", "Ignore the card", "Wait for a fax"]}),
    ("T-15 w", {"texts": ["Ask the caller", "Guess the name", "Ignore the card", "Wait for a fax"]}),
    ("T-16 i", {"texts": ["Verify by phone", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("D-01 b", {"stem": "A new patient brings no identification card. What should the specialist not do?"}),
    ("D-01 w", {"stem": "A new patient brings no identification card. What should the specialist NOT do?"}),
    ("D-01 w", {"stem": "A new patient comes. What can the specialist do without it?"}),
    (
        "D-01 b",
        {
            "stem": "A new patient comes. What should the specialist NOT do?",
            "texts": ["Not ask them", "No clinic call", "Send the letter", "Wait for a fax"],
        },
    ),
    ("D-02 w", {"texts": ["Do not ask them", "Do not call in", "Send the letter", "Wait for a fax"]}),
    ("D-03 w", {"stem": "Which of the following statements is the one that is true?"}),
    ("D-03 w", {"stem": "What is it that they should then do with it?"}),
    ("D-04 w", {"texts": ["Ask the caller first", "Ask the caller now", "Ask the caller later", "Wait for it now"]}),
    ("D-05 b", {"texts": ["30 days", "10 days", "60 days", "90 days"], "lock_order": True}),
    ("D-05 b", {"texts": ["10 days", "30 days", "60 days", "90 days"]}),
    ("D-05 b", {"texts": ["1 month", "10 days", "6 weeks", "1 year"], "lock_order": True}),
    ("D-06 w", {"texts": ["1.5", "2", "3.25", "4"], "lock_order": True}),
    ("D-06 w", {"texts": ["5", "6%", "7", "8"], "lock_order": True}),
    ("D-06 w", {"texts": ["5", "6 days", "7 days", "8 days"], "lock_order": True}),
    (
        "D-08 w",
        {"stem": "Organizational accountability necessitates comprehensive administrative standardization. " + ASK},
    ),
    ("D-08 w", {"stem": "A " + "tall man who is a " * 8 + "friend comes in. " + ASK}),
    ("D-08 i", {"stem": "An older traveler considers several destinations together. " + ASK}),
    ("D-09 w", {"stem": "A new patient brings no XQZ. " + ASK}),
    ("D-10 i", {"stem": "A new patient waits 17 minutes. " + ASK}),
    ("D-11 w", {"stem": "A new patient brings no identification card. What do you think the clinic should do?"}),
    ("D-12 w", {"stem": "A new patient brings no identification card. What should the specialist do first?"}),
    ("D-13 b", {"stem": "Does a new patient bring a card? What should the specialist do then?"}),
    ("D-14 w", {"stem": "A clinic that uses Epic gets a new patient. " + ASK}),
    ("D-14 i", {"stem": "Early in the day Mrs. Example brings no card. " + ASK}),
    (
        "L-01 b",
        {"stem": "A rule of 2026 applies to this new patient today. " + ASK, "rationales": keyed("As of 2026.")},
    ),
    ("L-01 b", {"texts": ["USCDI v3", "The rule", "The form", "The card"]}),
    ("L-02 w", {"id": "4.8-001", "subtopic": "4.8.b", "stem": "A clinic destroys an old chart. What should it keep?"}),
    ("L-03 b", {"rationales": keyed("A HIPAA access request is answered within 45 days.")}),
    ("L-04 b", {"stem": "A biller finds an old UB-92 form in a drawer today. " + ASK}),
    ("L-04 b", {"texts": ["The PQRS", "The clinic", "The payer", "The caller"]}),
    ("L-05 b", {"rationales": keyed("CPT 99213 (office visit, some minutes) fits.")}),
    ("L-05 w", {"rationales": keyed("Such a line carries CPT 99213.")}),
    ("L-05 b", {"rationales": keyed("HEDIS counts the percentage of members who came.")}),
    ("L-06 w", {"texts": ["Diagnose them", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    (
        "L-08 i",
        {
            "stem": "A new patient comes in. "
            + "It is a fine day. " * 3
            + "The clinic is open and the day is long. "
            + ASK
        },
    ),
    ("L-08 i", {"level": "analysis", "stem": "What is the card of a new patient to a clinic?"}),
]


@pytest.mark.parametrize(("rule", "changes"), FIRING, ids=[f"{n} {rule}" for n, (rule, _) in enumerate(FIRING)])
def test_a_rule_fires(rule: str, changes: dict[str, Any]) -> None:
    assert tuple(rule.split()) in short(hits(sound(**changes)))


QUIET: list[tuple[str, dict[str, Any]]] = [
    ("S-02", {"texts": ["Wait for 10 whole days", "Wait for 20 whole days", "Go", "No"]}),
    (
        "S-02",
        {"texts": ["Retype the weight and let the rest stand", "Retype the height and let the rest stand", "Go", "No"]},
    ),
    ("S-03", {"stem": "A new patient brings no card. In that case, how should it be told?"}),
    ("S-04", {"stem": "Dr. Example of St. Mary comes at 9 a.m. sharp. One goes. One waits. One calls. " + ASK}),
    ("S-06", {"rationales": keyed("A wrong answer. A patient may choose another.")}),
    ("S-06", {"rationales": keyed("Option A1c is a test.")}),
    ("S-07", {"texts": ["Ask them.", "Call it.", "Send it.", "Wait now."]}),
    ("S-08", {"rationales": keyed("The organization practices.")}),
    ("T-01", {"texts": ["Ask the caller for it", "Call the clinic and ask for it", "Go", "No"]}),
    ("T-02", {"texts": ["Ask the clerk", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("T-03", {"texts": ["Ask, then file", "Call, then file", "Send the letter", "Wait for a fax"]}),
    ("T-03", {"texts": ["1,000 letters", "2000 letters", "Send the letter", "Wait for a fax"]}),
    ("T-04", {"texts": ["During a visit", "By the clinic", "From the letter", "After the fax"]}),
    ("T-04", {"texts": ["The caller", "A clinic", "An old letter", "Some old fax"]}),
    ("T-05", {"texts": ["Always ask them", "Never call them", "Send the letter", "Wait for it"]}),
    ("T-05", {"texts": ["Ask the caller", "A read-only copy", "Send the letter", "Wait for a fax"]}),
    ("T-06", {"texts": ["Ask on 3 May", "How often it is", "Send the letter", "Wait for a fax"]}),
    ("T-07", {"texts": ["Ask both parents", "Call both clinics", "Send both", "None of those letters"]}),
    (
        "T-07",
        {
            "stem": "Rooms A, B, C and D are free. Which should the specialist take?",
            "texts": ["A and B", "A and C", "B and D", "C and D"],
        },
    ),
    ("T-07", {"exhibit": "1.1-x1", "texts": ["A and B", "A and C", "B and D", "C and D"]}),
    ("T-08", {"texts": ["Stage II only", "Type I card", "Send the letter", "Wait for a fax"]}),
    (
        "T-09",
        {
            "stem": "A new patient brings no passport. " + ASK,
            "texts": ["Ask for passport", "Copy a passport", "Send the letter", "Wait for a fax"],
        },
    ),
    (
        "T-09",
        {
            "stem": "A new patient brings a record. " + ASK,
            "texts": ["Ask for a record", "Call the clinic", "Send the letter", "Wait for a fax"],
        },
    ),
    ("T-11", {"texts": ["Copy card, sign form", "Copy card, sign line", "Sign form, send on", "Wait, fax, copy it"]}),
    ("T-12", {"texts": ["File it before noon", "File it after noon", "Send before noon", "Send after noon"]}),
    ("T-12", {"texts": ["Ask the caller", "Send it before noon", "Send it after noon", "Wait for a fax"]}),
    ("T-13", {"texts": ["10-19 days", "20-29 days", "30-39 days", "40-49 days"], "lock_order": True}),
    ("T-13", {"texts": ["12-58-70", "26-31-69", "40-22-71", "63-05-72"]}),
    ("T-13", {"texts": ["The card", "The card's copy", "The letter", "The fax"]}),
    ("T-14", {"texts": ["Ask 2 callers", "Call 2 clinics", "Send 3 letters", "Wait for a fax"]}),
    ("T-15", {"texts": ["Ask the caller", "Call the clinic", "Send the letter", "Delete the draft"]}),
    ("T-16", {"texts": ["Verify by phone", "Notify the clinic", "Send the letter", "Wait for a fax"]}),
    ("D-01", {"stem": "A new patient comes. What should the specialist do when the card is not there?"}),
    ("D-01", {"stem": "A new patient comes. How should the specialist correct the false reminder?"}),
    ("D-01", {"stem": "A new patient comes. Which role follows least privilege in the clinic?"}),
    ("D-02", {"texts": ["Do not ask them", "Call the clinic", "Send the letter", "Wait for a fax"]}),
    ("D-03", {"stem": "Which of the following statements about scanned insurance cards of new patients is true?"}),
    ("D-03", {"stem": "A new patient brings no identification card. What is it called?"}),
    ("D-04", {"texts": ["Ask the caller first", "Ask the caller now", "Send the letter", "Wait for it"]}),
    ("D-05", {"texts": ["36 hours", "10 days", "2 weeks", "1 month"], "lock_order": True}),
    ("D-05", {"texts": ["900", "1,000", "1,200.5", "12,000"], "lock_order": True}),
    ("D-05", {"texts": ["2 forms", "1 call to the new patient's own health plan office", "3", "4"]}),
    ("D-05", {"texts": ["No, ask", "No, go", "No, wait", "Yes, go"]}),
    ("D-06", {"texts": ["10 days", "2 weeks", "1 month", "2 months"], "lock_order": True}),
    ("D-08", {"stem": "A specialist verifies the demographic information of a new patient. " + ASK}),
    ("D-09", {"stem": "A new patient asks for the x-ray queue zone (XQZ). " + ASK}),
    ("D-09", {"stem": "A new patient asks for the EHR under HIPAA. " + ASK}),
    ("D-09", {"stem": "A note of a new patient says “XQZ” at its end. " + ASK}),
    ("D-09", {"stem": "A claim line carries modifier GZ. " + ASK}),
    ("D-10", {"stem": "A new patient waits 17 minutes. " + ASK, "rationales": keyed("After 17 minutes.")}),
    ("D-11", {"stem": "A new patient thinks that the card is lost. " + ASK}),
    (
        "D-12",
        {
            "stem": "A new patient brings no identification card. What should the specialist do first?",
            "rationales": keyed("It comes before the rest."),
        },
    ),
    ("D-12", {"stem": "A new patient comes. What should the specialist do when the next one waits?"}),
    (
        "T-09",
        {"stem": "The patient's record is lost. " + ASK, "texts": ["The patient's", "A clinic", "A letter", "A fax"]},
    ),
    ("D-14", {"stem": "A new patient tells an epic tale. " + ASK}),
    ("L-01", {"stem": "A patient owes the clinic $40 after the visit. " + ASK}),
    ("L-02", {"id": "4.8-001", "subtopic": "4.8.b", "stem": "Under federal law a new patient brings no card. " + ASK}),
    ("L-03", {"rationales": keyed("A HIPAA access request is answered within 30 days.")}),
    ("L-03", {"rationales": keyed("State law sets 15 days for an access request.")}),
    ("L-03", {"rationales": keyed("The clinic's task list closes access requests after a day.")}),
    ("L-04", {"texts": ["The UB-04", "The PQRS", "The payer", "The caller"]}),
    ("L-05", {"rationales": keyed("The ZIP code 90210 is no CPT code.")}),
    ("L-06", {"texts": ["Ask the caller", "Diagnose them", "Send the letter", "Wait for a fax"]}),
    ("L-08", {"level": "analysis", "stem": "A new patient asks about it. What is the card of a new patient?"}),
]


@pytest.mark.parametrize(("rule", "changes"), QUIET, ids=[f"{n} {rule}" for n, (rule, _) in enumerate(QUIET)])
def test_what_only_looks_like_a_finding_is_none(rule: str, changes: dict[str, Any]) -> None:
    assert [hit for hit in hits(sound(**changes)) if hit.rule == rule and hit.severity != "info"] == []


def test_a_dated_card_may_carry_a_changing_string() -> None:
    item = sound(stem="A rule of 2026 applies to this new patient today. " + ASK)
    assert ("L-01", "b") in short(hits(item))
    assert "L-01" not in {hit.rule for hit in hits(item, DATED)}


def test_a_hit_tells_the_place() -> None:
    [hit] = [
        h for h in hits(sound(texts=["Ask the caller", "Call the clinic", "Send  it off", "Wait"])) if h.rule == "S-07"
    ]
    assert hit.path == ("options", 2, "text")


@pytest.mark.parametrize(
    ("question", "clause", "word"),
    [
        ("What should the specialist do when it is not there?", "What should the specialist do ", None),
        ("For a form that is not signed, which step comes next?", "which step comes next?", None),
        ("Which entry does not belong in the chart?", "Which entry does not belong in the chart?", "not"),
        ("All of these belong in the chart EXCEPT which one?", "which one?", "EXCEPT"),
        ("Which answer is incorrect?", "Which answer is incorrect?", "incorrect"),
        ("At least how many identifiers are needed?", "how many identifiers are needed?", None),
    ],
)
def test_what_makes_a_question_negative(question: str, clause: str, word: str | None) -> None:
    assert (main_clause(question), negative_word(question)) == (clause, word)
