"""The record of blind solves, and the page that says how good the bank is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cehrs_desktop.bank.lint.runner import lint
from cehrs_desktop.bank.lint.subject import read_sources
from cehrs_desktop.bank.quality_report import quality_report
from cehrs_desktop.bank.solves import Solve, SolvesUnreadable, count_solves, read_solves
from cehrs_desktop.bank.source import to_items
from tests.bank_files import card, exhibit, sound, write_files

HEAD = "item,version,reader,verdict,probability,date\n"


def solve(item: str, version: int, reader: str, verdict: str = "agreed") -> Solve:
    return Solve(item, version, reader, verdict, 0.6, "2026-11-22")


def test_a_record_is_read(tmp_path: Path) -> None:
    file = tmp_path / "solves.csv"
    file.write_text(HEAD + "1.1-001,1,r1,agreed,.6,2026-11-22\n1.1-001,2,r2,doubted,.7,2026-11-23\n", encoding="utf-8")
    assert read_solves(file) == (solve("1.1-001", 1, "r1"), Solve("1.1-001", 2, "r2", "doubted", 0.7, "2026-11-23"))


@pytest.mark.parametrize(
    "line", ["1.1-001,one,r1,agreed,.6,2026-11-22", "1.1-001,1,r1,maybe,.6,2026-11-22", "1.1-001,1", "a,1,r1,agreed,,"]
)
def test_a_record_that_is_wrong_says_where(tmp_path: Path, line: str) -> None:
    file = tmp_path / "solves.csv"
    file.write_text(HEAD + line + "\n", encoding="utf-8")
    with pytest.raises(SolvesUnreadable, match="line 2"):
        read_solves(file)


def test_what_became_of_an_item_follows_from_the_record() -> None:
    record = (
        solve("1.1-001", 1, "r1"),
        solve("1.1-001", 1, "r2", "doubted"),
        solve("1.1-002", 1, "r1", "disagreed"),
        solve("1.1-002", 2, "r3"),
        solve("1.1-003", 1, "r1", "disagreed"),
    )
    counts = count_solves(record, {"1.1-001": 1, "1.1-002": 2, "1.1-004": 1})
    assert (counts.accepted, counts.revised, counts.dropped) == (1, 1, 1)
    assert counts.unsolved == ("1.1-002", "1.1-004")
    assert counts.verdicts == {"agreed": 2, "doubted": 1, "disagreed": 2}


def test_the_page_tells_what_is_there_and_what_is_not(tmp_path: Path) -> None:
    waived = sound(
        id="1.1-002",
        exhibit="1.1-x1",
        waive=[{"rule": "T-05", "reason": "A <reason>.", "by": "r1", "date": "2026-11-22"}],
    )
    dated = card(id="1.1.b-1", volatility="dated", valid_as_of="2026-01-01", review_by="2026-06-30")
    aged = sound(id="1.1-003", facts=["1.1.b-1"])
    folder = write_files(tmp_path / "bank", [sound(), waived, aged], [card(), dated], [exhibit()])
    sources = read_sources(folder)
    items = [item for topic in sources.topics for item in to_items(topic.value, sources.cards)]
    report = lint(folder, dt.date(2026, 11, 22))
    solves = count_solves((solve("1.1-001", 1, "r1"), solve("1.1-001", 1, "r2")), {item.id: 1 for item in items})
    page = quality_report(sources, items, report, solves, "2026-11-22")
    for words in (
        "3 items: 3 operational",
        "3 are not re-checked",
        "1 items are past their review date",
        "2026-06-30 (past)",
        "A &lt;reason&gt;.",
        "1 items rest on 1 exhibits",
        "Not solved twice: 1.1-002, 1.1-003",
        "not an expert panel",
    ):
        assert words in page, words
