"""The report as files that need no program to read: a self-contained HTML page and JSON with lasting keys.

No script, no address to load from, no item text. Writing the file is somebody else's work.
"""

from __future__ import annotations

import json
from html import escape

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation.report_view import REPORT_VERSION, ReportView

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 "Atkinson Hyperlegible Next", "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #16202b;
  background: #ffffff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.75rem; margin: 0; } h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
p { margin: .5rem 0; } .muted, footer { color: #4a5765; } footer, .notes { font-size: .875rem; }
.score { font-size: 3rem; font-weight: 600; line-height: 1.1; margin: .5rem 0 0; }
.verdict { border: 2px solid #16202b; border-radius: 4px; padding: .1rem .75rem; font-weight: 600; }
.mark { border: 2px solid #8a2c0d; border-radius: 4px; padding: .5rem .75rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: #4a5765; }
th, td { text-align: left; padding: .375rem .5rem; border-bottom: 1px solid #c9d0d8; vertical-align: top; }
.facts th { width: 13rem; font-weight: 400; color: #4a5765; } td.n { white-space: nowrap; }
td, .score { font-variant-numeric: tabular-nums; } svg { display: block; }
@media print { body { margin: 0; max-width: none; font-size: 10.5pt; } h2 { margin-top: 1rem; }
  table, .result, .next { break-inside: avoid; } }
"""


def report_html(view: ReportView) -> str:
    """A whole HTML document. Figures are inline drawings that only repeat the numbers beside them."""
    return (
        '<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(page_title(view))}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{report_body(view, figures=True)}</main>\n</body>\n</html>\n"
    )


def page_title(view: ReportView) -> str:
    """The title of the document, for a window, a tab or a PDF's metadata."""
    return f"{view.title}: {view.candidate}, {view.facts[0][1]}"


def report_body(view: ReportView, *, figures: bool) -> str:
    """The report's content as headings, paragraphs and tables. Without `figures` it is plain rich text."""
    scale_figure = _scale_figure(view) if figures else ""
    parts = [
        f'<h1>{escape(view.title)}</h1>\n<p class="muted">{escape(view.subtitle)}</p>',
        f"<h2>{escape(view.candidate)}</h2>",
        _facts_table(view.facts),
        *([f"<p>{escape(view.conditions)}</p>"] if view.conditions else []),
        '<div class="result">',
        f"<h2>{words.SCORE_LABEL}</h2>",
        f'<p class="score">{view.numbers.score}</p>\n<p><span class="verdict">{escape(view.verdict)}</span></p>',
        f"<p>{escape(view.score_line)}</p>\n{scale_figure}<p>{escape(view.band_text)}</p>",
        f"<p>{escape(view.accuracy_text)}</p>",
        "</div>",
        *(f'<p class="mark">{escape(mark)}</p>' for mark in view.marks),
        f"<h2>{words.DOMAINS_TITLE}</h2>",
        _domains_table(view, figures),
        f"<p>{escape(view.caution)}</p>",
    ]
    if view.readiness is not None:
        parts += [f"<h2>{words.READINESS_TITLE}</h2>", f"<p>{escape(view.readiness.text)}</p>"]
        parts += [f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in view.readiness.assumptions)}</ul>"]
    if view.next_steps is not None:
        steps = view.next_steps
        study = "".join(f"<li>{escape(line)}</li>" for line in steps.study)
        parts += [
            f'<div class="next"><h2>{escape(steps.title)}</h2>\n<p>{escape(steps.retake)}</p>',
            f"<p>{escape(steps.study_lead)}</p>\n<ol>{study}</ol></div>",
        ]
    parts += [
        f'<h2>{words.NOTES_TITLE}</h2>\n<div class="notes">',
        *(f"<p><strong>{escape(lead)}</strong> {escape(text)}</p>" for lead, text in view.notes),
        f"</div>\n<footer>\n<p>{escape(view.independence)}</p>\n<p>{escape(view.imprint)}</p>\n</footer>",
    ]
    return "\n".join(parts) + "\n"


def _facts_table(facts: tuple[tuple[str, str], ...]) -> str:
    rows = "\n".join(f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in facts)
    return f'<table class="facts">\n<tbody>\n{rows}\n</tbody>\n</table>'


def _domains_table(view: ReportView, figures: bool) -> str:
    heads = [
        words.COLUMN_DOMAIN,
        words.COLUMN_ESTIMATE,
        words.COLUMN_TALLY,
        words.COLUMN_INTERVAL,
        words.COLUMN_EXPECTED,
        words.COLUMN_RELATION,
    ]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    rows: list[str] = []
    for row in view.domains:
        cells = (row.estimate_text, row.tally_text, row.interval_text, row.expected_text)
        figure = _domain_figure(row.estimate, row.low, row.high, row.expected) if figures else ""
        rows.append(
            f'<tr><th scope="row">{escape(row.name)}{figure}</th>'
            + "".join(f'<td class="n">{escape(cell)}</td>' for cell in cells)
            + f"<td>{escape(row.relation_text)}</td></tr>"
        )
    body = "\n".join(rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _domain_figure(estimate: float, low: float, high: float, expected: float) -> str:
    """A bar of 240 units: the estimate filled, the interval as a line below it, the expectation as a triangle above."""
    width, at = 240, 4 + 240 * expected
    start, end = 4 + width * low, 4 + width * high
    return (
        '<svg aria-hidden="true" width="248" height="24" viewBox="0 0 248 24">'
        f'<path d="M{at - 4:.1f} 0h8l-4 6z" fill="#16202b"/>'
        f'<rect x="4" y="7" width="{width}" height="9" fill="#ffffff" stroke="#6b7887"/>'
        f'<rect x="4" y="7" width="{width * estimate:.1f}" height="9" fill="#1d4f7c"/>'
        f'<path d="M{start:.1f} 18v4M{start:.1f} 20H{end:.1f}M{end:.1f} 18v4" stroke="#16202b" stroke-width="1.5"/>'
        "</svg>"
    )


def _scale_figure(view: ReportView) -> str:
    """The scale as a bar of 600 units, with the band, the score and the pass line."""
    lowest, line, highest = view.ends_of_scale

    def x(score: float) -> float:
        return 20 + 600 * (score - lowest) / (highest - lowest)

    numbers = view.numbers
    at = x(numbers.score)
    return (
        '<svg aria-hidden="true" width="640" height="72" viewBox="0 0 640 72" style="max-width:100%">'
        f'<rect x="20" y="28" width="600" height="14" fill="#ffffff" stroke="#6b7887"/>'
        f'<rect x="{x(numbers.low):.1f}" y="28" width="{x(numbers.high) - x(numbers.low):.1f}" height="14" '
        'fill="#b9cfe2" stroke="#1d4f7c"/>'
        f'<path d="M{x(line):.1f} 22v26" stroke="#16202b" stroke-width="2.5"/>'
        f'<path d="M{at:.1f} 26l-6 -9h12z" fill="#1d4f7c"/>'
        f'<g font-size="13" fill="#16202b" text-anchor="middle"><text x="{at:.1f}" y="13">{numbers.score}</text>'
        f'<text x="{x(lowest):.0f}" y="62">{lowest}</text><text x="{x(highest):.0f}" y="62">{highest}</text>'
        f'<text x="{x(line):.1f}" y="62">{line} {words.PASS_LINE_LABEL}</text></g></svg>\n'
    )


def report_json(view: ReportView) -> str:
    """The report's numbers as JSON text; `report_plain` documents the keys."""
    return json.dumps(report_plain(view), ensure_ascii=False, indent=2) + "\n"


def report_plain(view: ReportView) -> dict[str, Json]:
    """The report's numbers as JSON values.

    Keys of version 2: `report_version`; `candidate`; `attempt_id`; `form`, `pack_id`, `blueprint_version`,
    `parameters_version`; `ended_at` (ISO 8601, UTC), `ended` (``submitted`` or ``time_out``); `used_seconds`,
    `allowed_seconds`; `questions`, `answered`, `blank`, `scored`, `scored_reached`, `complete` (80 % of the scored
    reached), `repeats`; `raw` (right of `scored`); `scaled` (200 to 500), `pass_line`, `passed`, `band` (`low`,
    `high`, one `csem` each way); `domains`, each with `id`, `name`, `right`, `count`, `share`,
    `estimate` (augmented, Haberman 2008) with `low` and `high` (a range of about two times in three),
    `expected_at_pass_line` and `relation` (``strength``, ``weakness``, ``none``: against the overall level);
    `accuracy` and `consistency` of the form's decision (Lee 2010); `readiness` (`shown`, `low`, `high`, `items`) or
    null; `day`, the rehearsed day (`venue`, `level`, `waits` full or short), or null; `accommodations`, in words;
    `would_have_ended`, where the real exam would have (`question`, 0 outside it; `reason`; `finished_as_practice`), or
    null; `corrections` of keys (`question`, `action` drop or accept, `reason`) and `scaled_before_corrections` (null
    without any); `scale`, what the score is.
    """
    n = view.numbers
    domains: list[Json] = [
        {
            "id": row.id,
            "name": row.name,
            "right": row.right,
            "count": row.count,
            "share": round(row.right / row.count, 4),
            "estimate": round(row.estimate, 4),
            "low": round(row.low, 4),
            "high": round(row.high, 4),
            "expected_at_pass_line": round(row.expected, 4),
            "relation": row.relation,
        }
        for row in view.domains
    ]
    return {
        "report_version": REPORT_VERSION,
        "candidate": view.candidate,
        "attempt_id": n.attempt_id,
        "form": n.form,
        "pack_id": n.pack_id,
        "blueprint_version": n.blueprint_version,
        "parameters_version": n.parameters_version,
        "ended_at": words.utc_text(n.ended_ms),
        "ended": n.ended,
        "used_seconds": n.used_ms // 1000,
        "allowed_seconds": n.limit_ms // 1000,
        "questions": n.total,
        "answered": n.answered,
        "blank": n.blank,
        "scored": n.scored,
        "scored_reached": n.reached,
        "complete": n.complete,
        "repeats": n.repeats,
        "raw": n.raw,
        "scaled": n.score,
        "pass_line": view.ends_of_scale[1],
        "passed": n.passed,
        "band": {"low": n.low, "high": n.high, "csem": round(n.csem, 2)},
        "domains": domains,
        "accuracy": round(n.accuracy, 4),
        "consistency": round(n.consistency, 4),
        "readiness": None
        if view.readiness is None
        else {
            "shown": round(view.readiness.shown, 4),
            "low": round(view.readiness.low, 4),
            "high": round(view.readiness.high, 4),
            "items": view.readiness.items,
        },
        "day": None
        if view.day is None
        else {"venue": view.day.venue, "level": view.day.level, "waits": view.day.waits},
        "accommodations": list(view.accommodations),
        "would_have_ended": None
        if view.would_have_ended is None
        else {
            "question": view.would_have_ended.question,
            "reason": view.would_have_ended.reason,
            "finished_as_practice": view.would_have_ended.practice,
        },
        "corrections": [
            {"question": one.question, "action": one.action, "reason": one.reason} for one in view.corrections
        ],
        "scaled_before_corrections": view.scaled_before,
        "scale": "practice scale of this program, 200 to 500; not an NHA score and not equated with one",
    }
