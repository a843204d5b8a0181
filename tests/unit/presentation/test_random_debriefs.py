"""Debriefs of days that were drawn and lived through at random: whole, in words that hold, and true to the log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC
from functools import cache

import pytest

from cehrs_desktop.application.debriefing import Debriefing, read_debrief
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.session import replay
from cehrs_desktop.presentation.debrief_export import debrief_text
from cehrs_desktop.presentation.debrief_view import DebriefView, debrief_view
from cehrs_desktop.presentation.report_texts import NBSP, duration_text
from cehrs_desktop.rehearsal.debrief_entries import Debrief, ObservedEntry, SceneEntry, StepEntry
from cehrs_desktop.rehearsal.log_walk import kind_of
from tests.day_data import VENUE_IDS
from tests.random_days import RandomDay
from tests.rehearsed_days import Rehearsal

DAYS = [
    (venue, level, str(seed)) for venue in VENUE_IDS for level in ("calm", "realistic", "hard") for seed in range(4)
]
every_day = pytest.mark.parametrize(("venue", "level", "seed"), DAYS)


@cache
def lived(venue: str, level: str, seed: str) -> tuple[Rehearsal, Debriefing, DebriefView]:
    day = RandomDay(venue, level, seed).live()
    told = read_debrief(day.store, "attempt-1")
    return day, told, debrief_view(told, UTC)


@every_day
def test_every_line_is_a_sentence_in_calm_words(venue: str, level: str, seed: str) -> None:
    _, _, view = lived(venue, level, seed)
    text = debrief_text(view)
    assert "!" not in text
    assert not re.search(r"\b(None(?! of)|True|False|cheat|guilty|suspicious)\b", text)
    for row in view.staff:
        assert not re.match(r"(exam|day|again|scene|observed|aid|candidate)\.", row.what), "an event without words"
    for card in view.cards:
        labels = [label for label, _ in card.lines]
        assert labels[0] == "What happened"
        assert len(set(labels)) == len(labels)
        for label, told in card.lines:
            for line in told.split("\n"):
                assert line == line.strip()
                assert "  " not in line
                assert label == "Source" or re.search(r"[.?:”)]$", line), (card.title, label, line)
                assert "You put it right" not in line or "What was asked for" in line


@every_day
def test_every_kind_of_card_says_what_to_do_on_the_day(venue: str, level: str, seed: str) -> None:
    _, told, view = lived(venue, level, seed)
    for entry, card in zip(told.debrief.entries, view.cards, strict=True):
        labels = {label for label, _ in card.lines}
        if isinstance(entry, SceneEntry) and entry.request:
            continue
        if entry.kind != "wait":
            assert "On the day" in labels, card.title
            assert labels & {"The rule", "What the rule would be"}, card.title


@every_day
def test_seconds_are_those_of_the_log(venue: str, level: str, seed: str) -> None:
    day, told, view = lived(venue, level, seed)
    events = day.store.load("attempt-1").events
    costs = dict(zip((one.place.seqs[0] for one in told.debrief.entries), view.cards, strict=True))
    for entry in told.debrief.entries:
        if isinstance(entry, SceneEntry) and entry.place.part == "exam" and entry.finished:
            first, last = entry.place.seqs[0], entry.place.seqs[-1]
            used_ms = exam_ms(day, events, last) - exam_ms(day, events, first)
            assert entry.cost.exam_ms == max(0, used_ms), entry.title
            cost = dict(costs[first].lines)["What it cost"]
            if used_ms >= 1000:
                assert cost.startswith(f"{duration_text(used_ms)} of exam time"), entry.title
            else:
                assert cost.startswith("No "), entry.title
        elif isinstance(entry, StepEntry):
            kinds = "again." if entry.place.part == "exam" else "day."
            assert entry.cost.awake_ms == refused_ms(events, entry.step.id, kinds), entry.step.id
    seen = {row.seq: row for row in view.staff}
    for one in told.debrief.staff:
        assert one.at == events[one.seq - 1].at
        assert one.seq in seen


def exam_ms(day: Rehearsal, events: Sequence[e.Event], seq: int) -> int:
    session = replay(day.start, events[:seq])
    return session.clock.used_at(events[seq - 1].at)


def refused_ms(events: Sequence[e.Event], step_id: str, kinds: str) -> int:
    """From each refusal at a step until the next thing that was noted of it; no day is killed at a step here."""
    total, since = 0, None
    for event in events:
        body = dict(event.body) if isinstance(event, e.OtherEvent) else {}
        if body.get("step") == step_id and kind_of(event).startswith(kinds):
            total += 0 if since is None else event.at.awake_ms - since
            since = event.at.awake_ms if body.get("right") is False else None
    return total


@every_day
def test_the_summary_counts_what_the_cards_tell(venue: str, level: str, seed: str) -> None:
    _, told, view = lived(venue, level, seed)
    debrief, summary = told.debrief, " ".join(view.summary).replace(NBSP, " ")
    steps = [one for one in debrief.entries if isinstance(one, StepEntry)]
    wrong, without = [one for one in steps if one.mistakes], [one for one in steps if not one.mistakes]
    assert (f"{len(wrong)} step" in summary) is bool(wrong)
    assert ("no mistake of yours" in summary) is bool(without)
    noticed = sum(one.count for one in debrief.entries if isinstance(one, ObservedEntry))
    assert (f"noticed {noticed} thing" in summary) is bool(noticed)
    assert ("Nothing that came up would have ended the real exam." in summary) is (debrief.ending is None)


def test_the_days_differ_and_have_all_there_is() -> None:
    every: list[Debrief] = [lived(*one)[1].debrief for one in DAYS]
    kinds = {entry.kind for debrief in every for entry in debrief.entries}
    assert kinds == {"scene", "step", "declined", "refused", "wait", "observed", "suspended"}
    steps = {entry.step.kind for debrief in every for entry in debrief.entries if isinstance(entry, StepEntry)}
    assert steps >= {"identity", "sort", "checklist", "sign", "count", "name", "camera", "tutorial_test", "end_session"}
    assert any(debrief.ending is not None and debrief.ending.question for debrief in every)
    assert {row.kind for debrief in every for row in debrief.staff} >= {"aid.used", "candidate.said", "scene.warned"}
