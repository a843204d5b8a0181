"""The sheet of what was rehearsed under accommodations, as text and as a page that needs no program to read.

It says what was granted and what was used, never that anything is approved. Writing and printing it is somebody else's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from cehrs_desktop.application.accommodations import Break, Practice, Practiced
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.conditions import accommodation_lines
from cehrs_desktop.presentation.report_texts import NBSP, duration_text, moment, moment_text

TITLE = "Accommodations rehearsed"
GRANTED = "Set for this person now"
NOTHING_GRANTED = "Nothing is set."
REHEARSED = "Rehearsed"
NOTHING_REHEARSED = "No exam was started under accommodations yet."
NOT_AN_APPROVAL = (
    "This sheet is a record of practice on this computer. It is not an approval and no evidence for one: NHA decides "
    "about accommodations, before the exam is booked."
)
QUICK_START = "the exam only, without a rehearsed day"
SAVE_TEXT = "Save as &text …"
SAVE_PAGE = "Save as HT&ML …"
PRINT = "&Print …"
BACK = "&Back"
SAFE = "What was rehearsed is kept in your data as before."

_NAME_LIMIT = 120
_AIDS = (("line_reader", "line reader"), ("masking", "masking"), ("reader", "reading aloud"))
_ENDINGS = {"": "not over yet", "submitted": "submitted", "time_out": "ended by the clock"}

_STYLE = """
body { font: 16px/1.5 "Atkinson Hyperlegible Next", "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #16202b;
  background: #ffffff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.75rem; margin: 0; } h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; } p, ul { margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top;
  padding: .25rem .5rem .25rem 0; border-bottom: 1px solid #c9d0d8; } th { width: 12rem; font-weight: 400; }
footer { margin-top: 2rem; font-size: .875rem; } @media print { body { margin: 0; max-width: none; } }
"""


@dataclass(frozen=True, slots=True)
class AttemptOnSheet:
    """One attempt: its heading, and pairs of name and words."""

    heading: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """The whole sheet."""

    candidate: str
    made: str
    granted: tuple[str, ...]
    attempts: tuple[AttemptOnSheet, ...]


def sheet_view(practice: Practice, now_ms: int) -> SheetView:
    """The sheet of a person; `now_ms` (UTC milliseconds) dates it."""
    return SheetView(
        candidate=practice.candidate.name,
        made=f"Made on {moment_text(moment(now_ms))}.",
        granted=accommodation_lines(practice.granted),
        attempts=tuple(_attempt(one) for one in practice.attempts),
    )


def _attempt(one: Practiced) -> AttemptOnSheet:
    attempt, rules = one.attempt, one.attempt.rules
    venue = attempt.day.venue.title if attempt.day else QUICK_START
    time = f"{duration_text(one.used_ms)} used of {duration_text(rules.limit_ms)} granted"
    if rules.extra_seconds:
        time += f" ({duration_text(rules.minutes * 60_000)} and {duration_text(rules.extra_seconds * 1000)} more)"
    facts = [
        ("Form", attempt.form.name),
        ("Venue", venue),
        ("Accommodations", "; ".join(accommodation_lines(one.granted))),
        ("Time", f"{time}; {_ENDINGS.get(one.ended, 'given up')}"),
        ("Breaks", _breaks(one)),
    ]
    if aids := _aids(one):
        facts.append(("Switched on", aids))
    return AttemptOnSheet(moment_text(moment(attempt.created_ms)), tuple(facts))


def _breaks(one: Practiced) -> str:
    if not one.breaks:
        return "none taken"
    return "; ".join(_break(taken) for taken in one.breaks)


def _break(taken: Break) -> str:
    clock = f"the clock ran {duration_text(taken.exam_ms)} of it" if taken.exam_ms else "the clock stood"
    return f"{duration_text(taken.awake_ms)} at question {taken.question}, {clock}"


def _aids(one: Practiced) -> str:
    """Which of the granted aids were switched on, and which were not."""
    granted = one.granted
    allowed = {"line_reader": granted.line_reader, "masking": granted.masking, "reader": granted.reader}
    parts = [f"{words}: {'yes' if aid in one.aids else 'not in this attempt'}" for aid, words in _AIDS if allowed[aid]]
    return "; ".join(parts)


# ---- as files
def sheet_file_name(view: SheetView, suffix: str) -> str:
    """A name for the file that every system accepts; `suffix` comes without its dot."""
    plain = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in view.candidate)
    stem = " ".join(f"CEHRS accommodations rehearsed {plain}".split())[:_NAME_LIMIT].rstrip()
    return f"{stem}.{suffix}"


def sheet_text(view: SheetView) -> str:
    """The sheet as plain text."""
    return "\n".join(_text(view)).replace(NBSP, " ") + "\n"


def _text(view: SheetView) -> Iterator[str]:
    yield from (TITLE, "=" * len(TITLE), view.candidate, view.made, "", NOT_AN_APPROVAL, "")
    yield from (GRANTED, "-" * len(GRANTED))
    yield from (f"- {line}" for line in view.granted or (NOTHING_GRANTED,))
    yield from ("", REHEARSED, "-" * len(REHEARSED))
    if not view.attempts:
        yield from (NOTHING_REHEARSED, "")
    for attempt in view.attempts:
        yield attempt.heading
        yield from (f"  {name}: {words}" for name, words in attempt.facts)
        yield ""
    yield texts.INDEPENDENCE


def sheet_html(view: SheetView) -> str:
    """A whole HTML document: no script, no address to load from."""
    return (
        '<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(f'{TITLE}: {view.candidate}')}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{sheet_body(view)}\n</main>\n</body>\n</html>\n"
    )


def sheet_body(view: SheetView) -> str:
    """The sheet's content as headings, lists and tables: for a page, for rich text, and for a printer."""
    return "\n".join(_body(view))


def _body(view: SheetView) -> Iterator[str]:
    yield f"<h1>{TITLE}</h1>\n<p><b>{escape(view.candidate)}</b><br>{escape(view.made)}</p>"
    yield f"<p>{NOT_AN_APPROVAL}</p>\n<h2>{GRANTED}</h2>"
    yield "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in view.granted or (NOTHING_GRANTED,)) + "</ul>"
    yield f"<h2>{REHEARSED}</h2>"
    if not view.attempts:
        yield f"<p>{NOTHING_REHEARSED}</p>"
    for attempt in view.attempts:
        rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(words)}</td></tr>" for name, words in attempt.facts)
        yield f"<h3>{escape(attempt.heading)}</h3>\n<table>{rows}</table>"
    yield f"<footer><p>{escape(texts.INDEPENDENCE)}</p></footer>"
