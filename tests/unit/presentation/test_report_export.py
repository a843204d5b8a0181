"""The report's files: whole by themselves, meaningful without pictures, and the JSON keys that others rely on."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC
from html.parser import HTMLParser

from cehrs_desktop.application.results import read_record
from cehrs_desktop.application.standing import standing_at
from cehrs_desktop.exam import commands as c
from cehrs_desktop.presentation.report_export import report_body, report_html, report_json
from cehrs_desktop.presentation.report_saving import file_name
from cehrs_desktop.presentation.report_view import ReportView, report_view
from cehrs_desktop.rehearsal.accommodations import Accommodations
from tests.building import MemoryAttemptStore
from tests.ended_attempts import Plan, sit
from tests.rehearsed_days import RINGS, Rehearsal, plan_of

PLAN = Plan(right={"1": 16, "2": 17, "3": 11, "4": 8, "5": 2}, name='Zoë <script>alert("1")</script> & O\'Hara')
RECORD = sit(replace(PLAN, repeats=2))
VIEW = report_view(RECORD, standing_at(MemoryAttemptStore(), RECORD), zone=UTC)
VOID = {"meta", "br"}


def practice_view() -> ReportView:
    """The report of a day whose exam would have ended, and was gone on with as practice."""
    granted = Accommodations(extra_percent=50, breaks_stop_clock=True)
    lived = Rehearsal(plan_of(RINGS, level="hard", waits="full"), accommodations=granted)
    lived.to_exam()
    lived.do(c.ShowItem, position=2)
    lived.play("rings", "hide")
    lived.as_practice()
    lived.finish()
    return report_view(read_record(lived.store, "attempt-1"), zone=UTC)


class Reader(HTMLParser):
    """Reads a document, holds its tags, attributes and text, and refuses tags that do not nest."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(document)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_html_stands_alone_and_runs_nothing() -> None:
    document = report_html(VIEW)
    reader = Reader(document)
    assert document.startswith("<!DOCTYPE html>")
    assert ("lang", "en-US") in reader.attributes
    assert not {"script", "link", "iframe", "img", "object"} & set(reader.tags)
    assert not any(name in ("src", "href") or name.startswith("on") for name, _ in reader.attributes)
    assert "url(" not in document
    assert "@import" not in document


def test_a_name_full_of_markup_is_only_text() -> None:
    reader = Reader(report_html(VIEW))
    assert PLAN.name in reader.words


def test_tables_have_headers_with_a_scope() -> None:
    reader = Reader(report_html(VIEW))
    assert reader.tags.count("table") == 2
    scopes = [value for name, value in reader.attributes if name == "scope"]
    assert scopes.count("row") == len(VIEW.facts) + 5
    assert scopes.count("col") == 6


def test_the_text_has_everything_that_the_pictures_show() -> None:
    plain = Reader(report_body(VIEW, figures=False))
    assert "svg" not in plain.tags
    shown = [
        VIEW.verdict,
        VIEW.band_text,
        VIEW.accuracy_text,
        VIEW.caution,
        VIEW.independence,
        *VIEW.marks,
        str(VIEW.numbers.score),
    ]
    shown += [
        text
        for row in VIEW.domains
        for text in (row.estimate_text, row.tally_text, row.expected_text, row.relation_text)
    ]
    assert VIEW.next_steps is not None
    assert VIEW.readiness is not None
    shown += [VIEW.readiness.text, *VIEW.readiness.assumptions]
    shown += [VIEW.next_steps.retake, *VIEW.next_steps.study, *(text for note in VIEW.notes for text in note)]
    for text in shown:
        assert text in plain.words, text
    pictured = Reader(report_html(VIEW))
    assert pictured.tags.count("svg") == 6
    assert [value for name, value in pictured.attributes if name == "aria-hidden"] == ["true"] * 6


def test_the_json_keys_are_the_published_ones() -> None:
    plain = json.loads(report_json(VIEW))
    assert list(plain) == [
        "report_version",
        "candidate",
        "attempt_id",
        "form",
        "pack_id",
        "blueprint_version",
        "parameters_version",
        "ended_at",
        "ended",
        "used_seconds",
        "allowed_seconds",
        "questions",
        "answered",
        "blank",
        "scored",
        "scored_reached",
        "complete",
        "repeats",
        "raw",
        "scaled",
        "pass_line",
        "passed",
        "band",
        "domains",
        "accuracy",
        "consistency",
        "readiness",
        "day",
        "accommodations",
        "would_have_ended",
        "corrections",
        "scaled_before_corrections",
        "scale",
    ]
    assert plain["report_version"] == 2
    assert plain["ended_at"] == "2026-11-24T07:23:20Z"
    assert (plain["raw"], plain["scored"], plain["questions"], plain["passed"]) == (54, 100, 125, False)
    assert (plain["used_seconds"], plain["allowed_seconds"], plain["repeats"]) == (5000, 7500, 2)
    assert (plain["blueprint_version"], plain["parameters_version"]) == ("2020.1", "test.1")
    assert plain["band"]["low"] <= plain["scaled"] <= plain["band"]["high"]
    assert set(plain["domains"][0]) == {
        "id",
        "name",
        "right",
        "count",
        "share",
        "estimate",
        "relation",
        "low",
        "high",
        "expected_at_pass_line",
    }
    assert sum(domain["right"] for domain in plain["domains"]) == plain["raw"]
    assert set(plain["readiness"]) == {"shown", "low", "high", "items"}


def test_the_day_and_an_ending_are_in_the_files() -> None:
    plain = json.loads(report_json(VIEW))
    assert (plain["day"], plain["accommodations"], plain["would_have_ended"]) == (None, [], None)
    view = practice_view()
    plain = json.loads(report_json(view))
    assert plain["day"] == {"venue": "A made-up place", "level": "hard", "waits": "full"}
    assert plain["accommodations"] == ["50\u00a0% more time", "breaks stop the clock"]
    assert plain["would_have_ended"] == {"question": 2, "reason": "Phone", "finished_as_practice": True}
    words = Reader(report_html(view)).words
    assert "Finished as practice: the real exam would have ended at question 2 (Phone)." in words
    assert "Rehearsed day: A made-up place, incidents: hard, waits at full length." in words
    assert Reader(report_html(VIEW)).words.count("Rehearsed day") == 0


def test_no_word_of_an_item_is_in_the_files() -> None:
    record = sit(replace(PLAN, commented={5: "a comment to nobody"}))
    view = report_view(record, zone=UTC)
    for document in (report_html(view), report_json(view)):
        assert not re.search(r"stem words|option words|rationale words|comment to nobody|example\.org", document)
        assert not any(item.id in document for item in record.stored.items)


def test_the_file_name_is_allowed_everywhere() -> None:
    assert file_name(VIEW, "pdf") == "CEHRS practice report Zoë script alert 1 script O Hara 2026-11-24.pdf"
    long = replace(VIEW, candidate="x/\\:*?" * 60)
    assert len(file_name(long, "html")) < 150
    assert not set(file_name(long, "html")) & set('/\\:*?"<>|')
