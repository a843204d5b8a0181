"""The debrief as files that need no program to read: plain text, and JSON with lasting keys. It writes no file."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator

from cehrs_desktop.application.debriefing import Debriefing
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation import debrief_texts as words
from cehrs_desktop.presentation.conditions import rehearsed_day, would_have_ended
from cehrs_desktop.presentation.debrief_cards import CardView
from cehrs_desktop.presentation.debrief_view import DebriefView, debrief_view
from cehrs_desktop.presentation.report_texts import NBSP, utc_text
from cehrs_desktop.presentation.texts import INDEPENDENCE
from cehrs_desktop.rehearsal.debrief_entries import Annotation, Entry, SceneEntry, StepEntry

DEBRIEF_VERSION = 1
"""Version of the JSON keys. Keys may be added, never changed."""

_NAME_LIMIT = 120


def debrief_file_name(told: Debriefing, suffix: str) -> str:
    """A name for the file that every system accepts; `suffix` comes without its dot."""
    attempt = told.attempt
    plain = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in attempt.candidate.name)
    stem = " ".join(f"CEHRS debrief {plain}".split())[:_NAME_LIMIT].rstrip()
    return f"{stem} {utc_text(attempt.created_ms)[:10]}.{suffix}"


def debrief_text(view: DebriefView) -> str:
    """The whole debrief as plain text."""
    return "\n".join(_text(view)).replace(NBSP, " ") + "\n"


def _text(view: DebriefView) -> Iterator[str]:
    yield from _headed(view.title, "=")
    yield view.about
    yield ""
    yield from _headed(words.SUMMARY, "-")
    yield from (line for line in (view.ended, *view.summary) if line)
    yield ""
    yield from _headed(words.ENTRIES, "-")
    for card in view.cards:
        yield from _card_text(card)
    if not view.cards:
        yield from (words.NOTHING, "")
    for title, lines in ((words.NOT_REACHED, view.not_reached), (words.QUESTIONS, view.questions)):
        if lines:
            yield from _headed(title, "-")
            yield from lines
            yield ""
    yield from _headed(words.STAFF, "-")
    for row in view.staff:
        yield f"{row.time}  {row.what}"
        for note in row.notes:
            yield f"    {words.YOUR_NOTE}: {note}"
    yield from ("", INDEPENDENCE)


def _headed(title: str, rule: str) -> Iterator[str]:
    yield title
    yield rule * len(title)


def _card_text(card: CardView) -> Iterator[str]:
    yield card.title
    yield f"  {card.where}"
    for label, text in card.lines:
        first, *more = text.split("\n")
        yield f"  {label}: {first}"
        for line in more:
            yield f"    {line}"
    for note in card.notes:
        yield f"  {words.YOUR_NOTE}: {note}"
    yield ""


def debrief_json(told: Debriefing) -> str:
    """The debrief as JSON text; `debrief_plain` documents the keys."""
    return json.dumps(debrief_plain(told), ensure_ascii=False, indent=2) + "\n"


def debrief_plain(told: Debriefing) -> dict[str, Json]:
    """The debrief as JSON values.

    Keys of version 1: `debrief_version`; `attempt_id`, `candidate`; `day` (`venue`, `level`, `waits`) or null without a
    rehearsed day; `would_have_ended` (`question`, `reason`, `finished_as_practice`) or null; `warnings`, each with
    `number`, `rule`, `title`, `said`, `question`, `event`; `ladder` (`rule`, `given`, `most_of_one_rule`, `ends`,
    `reached`, `other_reached`); `skipped_seconds` of waits; `entries` in the order of time, each with `kind`, `title`,
    `part` (before, exam, after), `wall_clock`, `question`, `exam_seconds_used` at its beginning, `cost`
    (`exam_seconds`, `covered_seconds` of them, `awake_seconds`), `lines` (label and words), `source`, `unconfirmed`,
    `events` (places in the log, from 1), `notes`; of scenes also `id`, `request`, `decisions`; of steps also
    `mistakes`, how many of the refusals could have been avoided; `not_reached`; `staff_events` (`event`, `at`,
    `wall_clock`, `kind`, `what`, `notes`); `questions` (`seconds` on each, `blank`, `marked`, `marked_never_revisited`,
    `changed_on_last_visit`). Times are ISO 8601, UTC: `at` by the computer's clock,
    `wall_clock` as the day's clock on the wall said, which shortened waits put ahead.
    """
    debrief, attempt = told.debrief, told.attempt
    view = debrief_view(told)
    day, ended = rehearsed_day(attempt.day), would_have_ended(debrief.ending, attempt.day)
    ladder, totals = debrief.ladder, debrief.totals
    return {
        "debrief_version": DEBRIEF_VERSION,
        "attempt_id": attempt.id,
        "candidate": attempt.candidate.name,
        "day": None if day is None else {"venue": day.venue, "level": day.level, "waits": day.waits},
        "would_have_ended": None
        if ended is None
        else {"question": ended.question, "reason": ended.reason, "finished_as_practice": ended.practice},
        "warnings": [
            {
                "number": one.number,
                "rule": one.rule,
                "title": one.title,
                "said": one.said,
                "question": one.question,
                "event": one.seq,
            }
            for one in debrief.warnings
        ],
        "ladder": {
            "rule": ladder.rule,
            "given": ladder.given,
            "most_of_one_rule": ladder.most_of_one_rule,
            "ends": ladder.ends,
            "reached": ladder.reached,
            "other_reached": ladder.other_reached,
        },
        "skipped_seconds": debrief.skipped_ms // 1000,
        "entries": [_entry(entry, card) for entry, card in zip(debrief.entries, view.cards, strict=True)],
        "not_reached": list(view.not_reached),
        "staff_events": [
            {
                "event": seen.seq,
                "at": utc_text(seen.at.wall_ms),
                "wall_clock": utc_text(seen.day_ms),
                "kind": seen.kind,
                "what": row.what.replace(NBSP, " "),
                "notes": _notes(seen.annotations),
            }
            for seen, row in zip(debrief.staff, view.staff, strict=True)
        ],
        "questions": {
            "seconds": [ms // 1000 for ms in totals.spent_ms],
            "blank": list(totals.blank),
            "marked": list(totals.marked),
            "marked_never_revisited": list(totals.marked_never_revisited),
            "changed_on_last_visit": list(totals.changed_on_last_visit),
        },
    }


def _entry(entry: Entry, card: CardView) -> dict[str, Json]:
    place, cost = entry.place, entry.cost
    lines: list[Json] = [[label, text.replace(NBSP, " ")] for label, text in card.lines]
    told: dict[str, Json] = {
        "kind": entry.kind,
        "title": card.title,
        "part": place.part,
        "wall_clock": utc_text(place.day_ms),
        "question": place.question,
        "exam_seconds_used": place.used_ms / 1000,
        "cost": {
            "exam_seconds": cost.exam_ms / 1000,
            "covered_seconds": cost.hidden_ms / 1000,
            "awake_seconds": cost.awake_ms / 1000,
        },
        "lines": lines,
        "source": entry.source,
        "unconfirmed": entry.unconfirmed,
        "events": list(place.seqs),
        "notes": _notes(entry.annotations),
    }
    if isinstance(entry, SceneEntry):
        told["id"], told["request"] = entry.id, entry.request
        told["decisions"] = [
            {"asked": one.asked, "chosen": one.chosen, "good": one.good, "silent": one.silent}
            for one in entry.decisions
        ]
    if isinstance(entry, StepEntry):
        told["mistakes"] = len(entry.mistakes)
    return told


def _notes(annotations: tuple[Annotation, ...]) -> list[Json]:
    return [{"at": utc_text(one.at.wall_ms), "text": one.text} for one in annotations]
