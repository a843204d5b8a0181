"""What the lint says about banks as a whole: files, waivers, duplicates, figures, guessers, gates, and the JSON."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from cehrs_desktop.bank.lint import duplicates, spelling
from cehrs_desktop.bank.lint.duplicates import LIKE, near_pairs
from cehrs_desktop.bank.lint.findings import Finding, Report
from cehrs_desktop.bank.lint.guessers import GUESSERS, check_guessers, guesser_shares
from cehrs_desktop.bank.lint.runner import lint
from cehrs_desktop.bank.lint.statistics import absolute_odds, check_figures
from cehrs_desktop.bank.lint.subject import Subject, read_sources, subjects_of
from tests.bank_files import card, exhibit, sound, write_files

TODAY = dt.date(2026, 11, 22)
REAL_DICTIONARY = spelling.dictionary
PLACES = [
    "clinic", "hospital", "practice", "bakery", "harbor", "library", "station", "theater", "museum", "garden",
    "factory", "school", "market", "bridge", "castle", "forest", "island", "desert", "village", "airport",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _without_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    # Reading it takes longer than all the rest, and it is not installed everywhere.
    monkeypatch.setattr(spelling, "dictionary", lambda: None)


def other(number: int, **changes: Any) -> dict[str, Any]:
    place = PLACES[number % len(PLACES)]
    stem = f"On {place} day {number} a {place} guest of the {place} wants {number} {place} things. What comes of that?"
    return sound(**({"id": f"1.1-{number:03}", "stem": stem} | changes))


def bank(
    folder: Path,
    items: Sequence[dict[str, Any]],
    cards: Sequence[dict[str, Any]] = (),
    exhibits: Sequence[dict[str, Any]] = (),
    *,
    release: bool = False,
) -> Report:
    return lint(write_files(folder / "bank", items, cards, exhibits), TODAY, release=release)


def said(report: Report, rule: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def subjects(folder: Path, items: Sequence[dict[str, Any]]) -> tuple[Subject, ...]:
    return subjects_of(read_sources(write_files(folder / "bank", items)))


# ---- files: S-01
@pytest.mark.parametrize(
    ("changes", "severity", "words"),
    [
        ({"subtopic": "1.2.a"}, "blocking", "no subtopic of 1.1"),
        ({"subtopic": "1.1.z"}, "blocking", "no subtopic of 1.1"),
        ({"enemies": ["1.1-999"]}, "blocking", "1.1-999 is not another item"),
        ({"enemies": ["1.1-001"]}, "blocking", "1.1-001 is not another item"),
        ({"ratings": []}, "blocking", "no difficulty rating"),
        ({"facts": ["1.1.a-9"]}, "blocking", "fact card 1.1.a-9 does not exist"),
        ({"exhibit": "1.1-x9"}, "blocking", "exhibit 1.1-x9 is not in this file"),
    ],
)
def test_an_item_that_does_not_fit(changes: dict[str, Any], severity: str, words: str, tmp_path: Path) -> None:
    found = [f for f in said(bank(tmp_path, [sound(**changes), other(2)]), "S-01") if f.severity != "info"]
    assert [(f.item, f.severity) for f in found] == [("1.1-001", severity)]
    assert words in found[0].message


def test_what_fits_gives_no_finding(tmp_path: Path) -> None:
    items = [
        sound(enemies=["1.1-002"], case="1.1-x1", exhibit="1.1-x1"),
        other(2, case="1.1-x1", exhibit="1.1-x1"),
        other(3, status="draft", ratings=[]),
        other(4, status="retired", ratings=[]),
    ]
    report = bank(tmp_path, items, exhibits=[exhibit()])
    assert said(report, "S-01") == []
    assert report.items == 3


def test_one_key_exactly(tmp_path: Path) -> None:
    none, two = sound(), other(2)
    none["options"][0]["key"] = False
    two["options"][1]["key"] = True
    found = said(bank(tmp_path, [none, two]), "S-01")
    assert [f.message.split(";")[0] for f in found if f.blocks] == ["0 options are keys", "2 options are keys"]


def test_ids_that_stand_twice(tmp_path: Path) -> None:
    found = said(bank(tmp_path, [sound(), other(1)], [card(), card()]), "S-01")
    assert [(f.item, f.blocks) for f in found] == [("1.1-001", True), ("1.1.a-1", True)]


def test_shared_and_idle_exhibits_and_cards(tmp_path: Path) -> None:
    items = [sound(exhibit="1.1-x1"), other(2, exhibit="1.1-x1")]
    cards = [card(), card(id="1.1.b-1"), card(id="1.1.z-1"), card(id="1.1.c-1", verified_on="2026-11-22")]
    found = said(bank(tmp_path, items, cards, [exhibit(), exhibit(id="1.1-x2")]), "S-01")
    blocking = [(f.item, f.message) for f in found if f.blocks]
    assert [item for item, _ in blocking] == ["1.1-001", "1.1-002", "1.1.c-1", "1.1.z-1"]
    assert "carry its id as their case" in blocking[0][1]
    assert [f.message for f in found if f.severity == "warning"] == ["no item uses exhibit 1.1-x2"]
    assert {f.item for f in found if f.severity == "info"} == {"1.1.b-1", "1.1.c-1", "1.1.z-1"}


# ---- cards: L-01, L-03, L-07, L-09
DATED = {"volatility": "dated", "valid_as_of": "2026-11-22", "review_by": "2027-06-30"}


@pytest.mark.parametrize(
    ("rule", "severity", "changes"),
    [
        ("L-01", "blocking", {"volatility": "dated"}),
        ("L-01", "blocking", {"volatility": "rule_pending", "review_by": "2027-03-31"}),
        ("L-01", "blocking", DATED | {"review_by": "2028-06-30"}),
        ("L-03", "blocking", {"fact": "A HIPAA access request is answered in 45 days."}),
        ("L-09", "warning", DATED | {"valid_as_of": "2026-01-01", "review_by": "2026-11-21"}),
        ("L-07", "warning", {"sources": [{"authority": "A", "section": "B", "url": "https://example.org/"}]}),
        ("L-07", "warning", {"sources": [card()["sources"][0] | {"section": "45 CFR 164.524"}]}),
    ],
)
def test_a_card_that_does_not_hold(rule: str, severity: str, changes: dict[str, Any], tmp_path: Path) -> None:
    found = [f for f in bank(tmp_path, [sound()], [card(**changes)]).findings if f.rule[0] == "L"]
    assert [(f.rule, f.severity, f.item, f.file) for f in found] == [(rule, severity, "1.1.a-1", "1.1.yaml")]


@pytest.mark.parametrize(
    "changes",
    [
        DATED,
        DATED | {"review_by": "2026-11-22"},
        {"sources": [{"authority": "A", "section": "B", "url": "https://health.example.gov/"}]},
        {"sources": [{"authority": "HL7", "section": "FHIR R4", "url": "https://www.hl7.org/fhir/"}]},
    ],
)
def test_a_card_that_holds(changes: dict[str, Any], tmp_path: Path) -> None:
    assert [f for f in bank(tmp_path, [sound()], [card(**changes)]).findings if f.rule[0] == "L"] == []


def test_a_date_that_has_passed_blocks_a_release_and_is_judged_as_of_a_day(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "bank", [sound()], [card(**DATED)])
    later = dt.date(2027, 7, 1)
    assert said(lint(folder, TODAY, release=True), "L-09") == []
    assert [f.severity for f in said(lint(folder, later), "L-09")] == ["warning"]
    assert [f.severity for f in said(lint(folder, later, release=True), "L-09")] == ["blocking"]


# ---- waivers, lines, the JSON
def waiver(rule: str) -> dict[str, str]:
    return {"rule": rule, "reason": "read and accepted", "by": "r1", "date": "2026-11-22"}


VAGUE = ["Ask the caller", "Usually call in", "Send the letter", "Wait for a fax"]


def test_a_waiver_takes_a_warning_off_and_is_counted(tmp_path: Path) -> None:
    report = bank(tmp_path, [sound(texts=VAGUE, waive=[waiver("T-06")])])
    assert (said(report, "T-06"), said(report, "W-01"), report.waived) == ([], [], 1)


def test_a_waiver_never_takes_off_what_blocks(tmp_path: Path) -> None:
    report = bank(tmp_path, [sound(rationales=["Too short."] * 4, waive=[waiver("S-06")])])
    assert [f.severity for f in said(report, "S-06")] == ["blocking"]
    assert [f.item for f in said(report, "W-01")] == ["1.1-001"]


def test_a_waiver_that_waives_nothing_is_a_warning(tmp_path: Path) -> None:
    report = bank(tmp_path, [sound(waive=[waiver("T-06")])])
    assert [(f.severity, f.item) for f in said(report, "W-01")] == [("warning", "1.1-001")]
    assert report.waived == 0


def test_a_waiver_of_information_is_not_idle_and_not_counted(tmp_path: Path) -> None:
    texts = ["Ask", "Call the clinic", "Send the letter", "Wait for a fax"]
    report = bank(tmp_path, [sound(texts=texts, waive=[waiver("T-02")])])
    assert (said(report, "T-02"), said(report, "W-01"), report.waived) == ([], [], 0)


def test_a_finding_names_the_line(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "bank", [sound(), other(2, texts=VAGUE)])
    [found] = said(lint(folder, TODAY), "T-06")
    lines = (folder / "items" / "1.1.yaml").read_text(encoding="utf-8").splitlines()
    assert (found.item, found.file) == ("1.1-002", "1.1.yaml")
    assert "Usually call in" in lines[found.line - 1]


def test_the_json_has_the_agreed_shape(tmp_path: Path) -> None:
    plain = bank(tmp_path, [sound(texts=VAGUE), other(2)]).as_plain()
    assert json.loads(json.dumps(plain)) == plain
    assert list(plain) == ["items", "blocking", "warnings", "waived", "findings", "gates", "guessers"]
    assert plain["items"] == 2
    for finding in plain["findings"]:
        assert list(finding) == ["rule", "severity", "item", "file", "line", "message"]
        assert finding["severity"] in ("blocking", "warning", "info")
    for kind in ("blocking", "warning"):
        count = sum(finding["severity"] == kind for finding in plain["findings"])
        assert count == plain["blocking" if kind == "blocking" else "warnings"] > 0
    assert set(plain["gates"]) == {
        "blocking", "near_duplicates", "key_positions", "key_longest", "absolute_odds_ratio", "guessers_1",
    }  # fmt: skip
    assert all(list(gate) == ["value", "limit", "pass"] for gate in plain["gates"].values())
    assert set(plain["guessers"]["1"]) == {*GUESSERS, "fixed_letter"}


def test_files_that_cannot_be_read_are_findings_and_the_rest_is_left(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "bank", [sound(texts=VAGUE), other(2)])
    file = folder / "items" / "1.1.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    content["items"][1]["mood"] = "good"
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    (folder / "outline.yaml").unlink()
    report = lint(folder, TODAY)
    assert [(f.rule, f.severity, f.file) for f in report.findings] == [
        ("S-01", "blocking", "1.1.yaml"),
        ("S-01", "blocking", "outline.yaml"),
    ]
    assert report.findings[0].line > 1
    assert report.findings[0].message.startswith("items.1.mood: ")
    assert "correct its name" in report.findings[0].message
    assert not report.passes
    assert report.gates["blocking"].value == 2


def test_progress_is_told(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    folder = write_files(tmp_path / "bank", [sound(), other(2)])
    lint(folder, TODAY, progress=lambda done, of: heard.append((done, of)))
    assert heard[-1][0] == heard[-1][1]
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)


# ---- spelling: S-08
class _Checker:
    def unknown(self, words: Sequence[str]) -> set[str]:
        return {word for word in words if word in ("callerr", "telehealth", "bloggs")}


def test_unknown_words_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "dictionary", _Checker)
    texts = ["Ask the callerr", "Call telehealth", "Send it to Bloggs", "Wait for a fax"]
    found = said(bank(tmp_path, [sound(texts=texts)]), "S-08")
    assert [(f.item, f.severity) for f in found] == [("1.1-001", "warning")]
    assert "callerr" in found[0].message


def test_without_the_dictionary_that_is_said_once(tmp_path: Path) -> None:
    found = said(bank(tmp_path, [sound(), other(2)]), "S-08")
    assert [(f.item, f.severity) for f in found] == [("bank", "info")]


def test_the_dictionary_knows_english_where_it_is_installed() -> None:
    checker = REAL_DICTIONARY()
    assert (checker is None) == (importlib.util.find_spec("spellchecker") is None)
    if checker is not None:
        assert set(checker.unknown(["patient", "callerr"])) == {"callerr"}


# ---- duplicates: X
LEFT = "A hospital clerk finds a lab report filed in the chart of another patient. Which step corrects the chart?"


def test_equal_stems(tmp_path: Path) -> None:
    found = said(bank(tmp_path, [sound(), sound(id="1.1-002"), other(3)]), "X-01")
    assert [(f.item, f.severity) for f in found] == [("1.1-002", "blocking")]


def test_nearly_equal_items(tmp_path: Path) -> None:
    items = [sound(stem=LEFT), other(2, stem=LEFT.replace("lab report", "lab result")), other(3)]
    report = bank(tmp_path, items)
    [found] = said(report, "X-02")
    assert (found.item, found.others) == ("1.1-002", ("1.1-001",))
    assert "like 1.1-001" in found.message
    assert not report.gates["near_duplicates"].passes


def test_a_waiver_on_either_item_lets_a_near_pair_go(tmp_path: Path) -> None:
    like = LEFT.replace("lab report", "lab result")
    for name, first, second in (("a", [waiver("X-02")], []), ("b", [], [waiver("X-02")])):
        items = [sound(stem=LEFT, waive=first), other(2, stem=like, waive=second)]
        report = bank(tmp_path / name, items)
        assert (said(report, "X-02"), report.waived) == ([], 1), report.findings
        assert report.gates["near_duplicates"].passes


def test_near_pairs_are_the_ones_that_comparing_all_finds() -> None:
    base = [" ".join(PLACES[(n * step) % 20] for step in range(1, 15)) for n in range(1, 12)]
    texts = [*base, *(text.replace("castle", "palace") for text in base), *(text[:60] + text[70:] for text in base)]
    found = {(one, two): likeness for likeness, one, two in near_pairs(texts)}
    assert len(found) > 10

    def cosine(one: dict[str, float], two: dict[str, float]) -> float:
        return sum(weight * two.get(gram, 0.0) for gram, weight in one.items())

    grams = [Counter(duplicates._grams(text)) for text in texts]
    spread = Counter(gram for counts in grams for gram in counts)
    vectors = [duplicates._weighted(counts, spread, len(texts)) for counts in grams]
    for two in range(len(texts)):
        for one in range(two):
            likeness = cosine(vectors[one], vectors[two])
            assert ((one, two) in found) == (likeness >= LIKE), (one, two, likeness)


def test_one_stem_for_many_items(tmp_path: Path) -> None:
    def farmed(number: int) -> dict[str, Any]:
        setting = ["pediatric", "rural", "urgent-care", "solo", "community"][number]
        return other(number, stem=f"A {setting} clinic sees {number + 3} callers wait. Which of them should come in?")

    assert [f.item for f in said(bank(tmp_path / "a", [farmed(n) for n in range(1, 5)]), "X-03")] == ["1.1-001"]
    assert said(bank(tmp_path / "b", [farmed(n) for n in range(1, 4)]), "X-03") == []


def test_the_same_options_in_many_items(tmp_path: Path) -> None:
    assert [f.item for f in said(bank(tmp_path / "a", [other(n) for n in (1, 2, 3)]), "X-04")] == ["1.1-001"]
    assert said(bank(tmp_path / "b", [other(1), other(2)]), "X-04") == []
    assert said(bank(tmp_path / "c", [other(1), other(2), other(3, key=1)]), "X-04") == []


TELLS = "A clerk has to file the signed release form today. Where should a copy go?"
ASKS = ["File the signed release form", "Throw one copy in a bin", "Send the letter home", "Wait for a fax"]


def test_a_stem_that_gives_a_key_away(tmp_path: Path) -> None:
    [found] = said(bank(tmp_path / "a", [sound(stem=TELLS), other(2, texts=ASKS)]), "X-05")
    assert (found.item, found.others, found.severity) == ("1.1-001", ("1.1-002",), "warning")
    enemies = [sound(stem=TELLS, enemies=["1.1-002"]), other(2, texts=ASKS)]
    assert said(bank(tmp_path / "b", enemies), "X-05") == []
    elsewhere = [sound(stem=TELLS, subtopic="1.1.b"), other(2, texts=ASKS)]
    assert said(bank(tmp_path / "c", elsewhere), "X-05") == []


# ---- figures: K
def test_keys_at_one_place(tmp_path: Path) -> None:
    one = subjects(tmp_path / "a", [other(n) for n in range(40)])
    spread = subjects(tmp_path / "b", [other(n, key=n % 4) for n in range(40)])
    data = read_sources(tmp_path / "a" / "bank").data
    findings, gates = check_figures(one, data)
    assert [f.severity for f in findings if f.rule == "K-01"] == ["blocking", "warning"]
    assert (gates["key_positions"].value, gates["key_positions"].passes) == ([1.0, 0.0, 0.0, 0.0], False)
    findings, gates = check_figures(spread, data)
    assert {f.severity for f in findings if f.rule == "K-01"} == {"info"}
    assert gates["key_positions"].passes


LONGER = ["Ask the caller again", "Call the clinic", "Send the letter", "Wait for a fax"]


@pytest.mark.parametrize(
    ("longest", "severities", "passes"),
    [(1, [], False), (5, [], True), (7, ["warning"], False), (9, ["blocking"], False)],
)
def test_how_often_the_key_is_longest(longest: int, severities: list[str], passes: bool, tmp_path: Path) -> None:
    items = [other(n, **({"texts": LONGER} if n < longest else {"key": 2})) for n in range(20)]
    # The key "Send the letter" is as long as "Call the clinic": not strictly the longest.
    found = subjects(tmp_path, items)
    findings, gates = check_figures(found, read_sources(tmp_path / "bank").data)
    assert [f.severity for f in findings if f.rule == "K-02" and "longest" in f.message] == severities
    assert gates["key_longest"].passes is passes


def figures(folder: Path, items: Sequence[dict[str, Any]], rule: str) -> list[str]:
    found = subjects(folder, items)
    return [f.message for f in check_figures(found, read_sources(folder / "bank").data)[0] if f.rule == rule]


def test_keys_that_are_shortest_or_shorter(tmp_path: Path) -> None:
    short = ["Ask", "Call the clinic", "Send the letter", "Wait for a fax"]
    items = [other(n, texts=short) for n in range(4)]
    assert figures(tmp_path / "a", items, "K-02") == ["the key is strictly shortest in 100.0% of items"]
    assert len(figures(tmp_path / "b", items, "K-03")) == 1
    assert figures(tmp_path / "c", [other(n) for n in range(4)], "K-02") == []
    assert figures(tmp_path / "d", [other(n) for n in range(4)], "K-03") == []


def test_levels(tmp_path: Path) -> None:
    levels = ["recall"] * 3 + ["application"] * 5 + ["analysis"] * 2
    assert figures(tmp_path / "a", [other(n, level=level) for n, level in enumerate(levels)], "K-05") == []
    assert len(figures(tmp_path / "b", [other(n) for n in range(10)], "K-05")) == 3


@pytest.mark.parametrize(
    ("question", "count", "words"),
    [
        ("What should it NOT be?", 1, "negative"),
        ("Which step comes first?", 3, "first, best or most"),
        ("Which of the following is it?", 7, "Which of the following"),
    ],
)
def test_kinds_of_questions(question: str, count: int, words: str, tmp_path: Path) -> None:
    def made(times: int) -> list[dict[str, Any]]:
        return [other(n, stem=f"Case {n} begins. {question if n < times else 'What is it?'}") for n in range(10)]

    [message] = figures(tmp_path / "a", made(count), "K-06")
    assert words in message
    assert figures(tmp_path / "b", made(count - 1), "K-06") == []


def test_a_distractor_in_too_many_items(tmp_path: Path) -> None:
    assert len(figures(tmp_path / "a", [other(n) for n in range(16)], "K-07")) == 3
    assert figures(tmp_path / "b", [other(n) for n in range(15)], "K-07") == []


ABSOLUTE = ["Ask the caller", "Never call them", "Only send it", "Wait for a fax"]


def test_absolute_words(tmp_path: Path) -> None:
    cued = [other(n, texts=ABSOLUTE) for n in range(8)]
    fair = [other(n, texts=ABSOLUTE, key=n % 4) for n in range(8)]
    assert absolute_odds(subjects(tmp_path / "a", cued)) > 2
    assert absolute_odds(subjects(tmp_path / "b", fair)) < 2
    data = read_sources(tmp_path / "a" / "bank").data
    findings, gates = check_figures(subjects(tmp_path / "c", cued), data)
    assert [f.severity for f in findings if f.rule == "K-08"] == ["warning"]
    assert not gates["absolute_odds_ratio"].passes
    assert check_figures(subjects(tmp_path / "d", fair), data)[1]["absolute_odds_ratio"].passes


def numbers(key: int) -> dict[str, Any]:
    return {"texts": ["10 days", "20 days", "30 days", "40 days"], "lock_order": True, "key": key}


def test_keys_among_numbers(tmp_path: Path) -> None:
    middle = [other(n, **numbers(1 + n % 2)) for n in range(20)]
    spread = [other(n, **numbers(n % 4)) for n in range(20)]
    few = [other(n, **numbers(1)) for n in range(19)]
    for rule in ("K-10", "D-07"):
        assert len(figures(tmp_path / rule / "a", middle, rule)) == 1
        assert figures(tmp_path / rule / "b", spread, rule) == []
        assert figures(tmp_path / rule / "c", few, rule) == []


def test_ratings_are_told(tmp_path: Path) -> None:
    def rated(number: int, probability: float) -> dict[str, Any]:
        return other(number, ratings=[{"reader": "r1", "probability": probability}])

    [message] = figures(tmp_path, [rated(1, 0.9), rated(2, 0.6), rated(3, 0.7), rated(4, 0.3)], "K-11")
    assert "25% easy, 50% medium, 25% hard" in message


def test_routes_in_domain_4_and_absurd_distractors_and_codes(tmp_path: Path) -> None:
    def told(number: int, key: str) -> dict[str, Any]:
        texts = [key, "Call the clinic", "Ignore the letter", "Wait for a fax"]
        return other(number, id=f"4.1-{number:03}", subtopic="4.1.a", texts=texts)

    routes = [told(n, "Tell the supervisor" if n < 4 else "Ask the caller") for n in range(10)]
    assert len(figures(tmp_path / "a", routes, "T-16")) == 1
    assert figures(tmp_path / "b", routes[1:], "T-16") == []
    assert len(figures(tmp_path / "c", routes, "T-15")) == 1
    assert figures(tmp_path / "d", [other(n) for n in range(10)], "T-15") == []
    coded = [other(n, stem=f"Case {n} has CPT 9921{n} on a line. What is it?") for n in range(4)]
    assert len(figures(tmp_path / "e", coded, "L-05")) == 1
    assert figures(tmp_path / "f", coded[:3], "L-05") == []
    he = [other(1, stem="A patient says that he and his friend wait. What is it?")]
    assert figures(tmp_path / "g", he, "D-14") == ["pronouns in stems: he 2, she 0"]
    assert figures(tmp_path / "h", [other(1)], "D-14") == []


def test_counts_against_the_targets(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "bank", [other(n) for n in range(2)])
    # A small outline: two subtopics, a topic of two items.
    (folder / "outline.yaml").write_text(
        yaml.safe_dump(
            {
                "domains": [
                    {
                        "id": "1",
                        "levels": {"recall": 100, "application": 0, "analysis": 0},
                        "topics": [{"id": "1.1", "target": 2, "subtopics": {"1.1.a": "One", "1.1.b": "Two"}}],
                    }
                ]
            }
        ),
        encoding="utf-8",
    )
    found = [f for f in said(lint(folder, TODAY), "K-04") if "a form needs" not in f.message]
    assert [(f.severity, f.message) for f in found] == [("warning", "subtopic 1.1.b (Two) has 0 items; at least 2")]
    assert {f.severity for f in said(lint(folder, TODAY, release=True), "K-04")} == {"blocking"}
    text = (folder / "outline.yaml").read_text(encoding="utf-8").replace("target: 2", "target: 4")
    (folder / "outline.yaml").write_text(text, encoding="utf-8")
    messages = [f.message for f in said(lint(folder, TODAY), "K-04")]
    assert "topic 1.1 has 2 items; its target is 4" in messages
    assert "domain 1 has 2 items; its target is 4" in messages


def test_a_form_must_be_possible(tmp_path: Path) -> None:
    found = [f for f in said(bank(tmp_path, [sound(), other(2, status="draft")]), "K-04") if f.blocks]
    assert "domain 1: 1 operational items, a form needs 28" in found[0].message
    assert "domain 1: 0 pretest items, a form needs 7" in found[1].message


# ---- guessers: K-09
@pytest.mark.parametrize(
    ("guesser", "changes", "score"),
    [
        ("longest", {"texts": LONGER}, 1.0),
        ("longest", {"texts": LONGER, "key": 1}, 0.0),
        ("longest", {"texts": ["Ask a caller now", "Call the clinics", "Send it", "Wait"]}, 0.5),
        (
            "overlap",
            {"stem": "A passport is lost. What is it?", "texts": ["A passport", "A letter", "A fax", "A bin"]},
            1.0,
        ),
        ("overlap", {"stem": "A passport is lost. What is it?"}, 0.25),
        ("convergent", {"texts": ["Copy card", "Copy form", "Sign card", "Wait"]}, 1.0),
        ("convergent", {}, 0.25),
        ("no_absolutes", {"texts": ABSOLUTE}, 0.5),
        ("no_absolutes", {}, 0.25),
        ("no_absolutes", {"texts": [f"Only {place}" for place in PLACES[:4]]}, 0.25),
        ("verify", {"texts": ["Verify it", "Notify them", "Send it", "Wait"]}, 0.5),
        ("verify", {}, 0.25),
        ("fixed_letter", {"key": 2}, 1.0),
    ],
)
def test_what_a_guesser_scores(guesser: str, changes: dict[str, Any], score: float, tmp_path: Path) -> None:
    assert guesser_shares(subjects(tmp_path, [other(1, **changes)]))["1"][guesser] == score


def test_a_guesser_that_is_too_good_blocks_and_fails_the_gate() -> None:
    shares = {"4": {"longest": 0.30, "verify": 0.31}, "5": {"longest": 0.35, "verify": 0.30}}
    findings, gates = check_guessers(shares)
    assert [(f.rule, f.severity) for f in findings] == [("K-09", "blocking")]
    assert "verify" in findings[0].message
    assert {name: gate.passes for name, gate in gates.items()} == {"guessers_4": False, "guessers_5": True}
    assert (gates["guessers_4"].value, gates["guessers_5"].limit) == (0.31, 0.35)
