"""The bank's quality report: one page that says what the items cover, how they were checked and what is not yet good.

Made from the sources, the lint's result and the record of blind solves. Nothing is left out because it looks bad.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from cehrs_desktop.bank.lint.findings import Report
from cehrs_desktop.bank.lint.subject import Sources
from cehrs_desktop.bank.solves import SolveCounts
from cehrs_desktop.bank.source import ItemFile
from cehrs_desktop.exam.items import Item

EASY_FROM, HARD_BELOW = 0.80, 0.55
"""Mean rating from which an item counts as easy, and below which as hard (`itembank/README.md`)."""

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #16202b; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; } caption { text-align: left; font-weight: 600; }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #c9d0d8; vertical-align: top; }
td.n { text-align: right; font-variant-numeric: tabular-nums; } .bad { font-weight: 700; color: #8a2c0d; }
@media (prefers-color-scheme: dark) { body { background: #161b21; color: #e8ecf0; } .bad { color: #ffb199; } }
"""


def quality_report(sources: Sources, items: Sequence[Item], report: Report, solves: SolveCounts, as_of: str) -> str:
    """The page as HTML. `items` are the core values of all items in `sources`, `as_of` the day it is judged for."""
    files = {item.id: item for topic in sources.topics for item in topic.value.items}
    parts = [
        _summary(items, files, report, as_of),
        _gates(report),
        _coverage(sources, items),
        _levels(sources, items),
        _ratings(items),
        _solves(solves, items),
        _dates(items, as_of),
        _exhibits(items),
        _waivers(files.values()),
        _findings(report),
    ]
    title = "Quality report of the item bank"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1>{''.join(parts)}</body></html>\n"
    )


def _summary(items: Sequence[Item], files: Mapping[str, ItemFile], report: Report, as_of: str) -> str:
    statuses = Counter(item.status for item in items)
    checked = sum(item.verified_on is not None for item in items)
    stale = sum(item.is_stale(as_of) for item in items)
    lines = [
        f"Judged for {escape(as_of)}. {len(items)} items: "
        + ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
        + ".",
        f"The cited text of {checked} items was opened and read; {len(items) - checked} are not re-checked: their "
        "sources are named from general knowledge.",
        f"{stale} items are past their review date; the program leaves them out of new forms."
        if stale
        else "No item is past its review date.",
        f"Automatic checks: {report.blocking} blocking findings, {report.warnings} warnings, {report.waived} warnings "
        f"waived with a reason in {sum(bool(item.waive) for item in files.values())} items.",
    ]
    return "".join(f"<p>{line}</p>" for line in lines)


def _gates(report: Report) -> str:
    rows = [
        (name, _figure(gate.value), _figure(gate.limit), "yes" if gate.passes else '<b class="bad">no</b>')
        for name, gate in report.gates.items()
    ]
    guessers = sorted({name for shares in report.guessers.values() for name in shares})
    shares = [
        (f"Domain {domain}", *(f"{100 * found[name]:.1f}" for name in guessers))
        for domain, found in report.guessers.items()
    ]
    return (
        "<h2>Release gates</h2>"
        + _table(("Gate", "Value", "Limit", "Passes"), rows, plain=False)
        + "<h3>What guessing by a cue would earn</h3>"
        "<p>Percent right for somebody who knows nothing and follows one cue; chance is 25.</p>"
        + _table(("", *guessers), shares)
    )


def _coverage(sources: Sources, items: Sequence[Item]) -> str:
    outline = sources.data.outline
    subtopics = Counter(item.subtopic for item in items)
    parts = ["<h2>Coverage</h2>"]
    for domain in sources.blueprint.domains:
        rows: list[tuple[str, ...]] = []
        for topic in domain.topics:
            own = [item for item in items if item.topic == topic.id]
            each = [
                (name, subtopics[name]) for name in outline.subtopics if name.rsplit(".", maxsplit=1)[0] == topic.id
            ]
            thin = [name for name, count in each if count < 2]
            rows.append(
                (
                    f"{topic.id} {topic.name}",
                    str(len(own)),
                    str(outline.targets.get(topic.id, 0)),
                    str(sum(item.status == "operational" for item in own)),
                    str(sum(item.status == "pretest" for item in own)),
                    ", ".join(f"{name[-1]} {count}" for name, count in each)
                    + (f"; fewer than two: {', '.join(thin)}" if thin else ""),
                )
            )
        total = sum(item.domain == domain.id for item in items)
        parts.append(f"<h3>{escape(domain.name)}: {total} items</h3>")
        parts.append(_table(("Topic", "Items", "Target", "Operational", "Pretest", "By subtopic"), rows))
    return "".join(parts)


def _levels(sources: Sources, items: Sequence[Item]) -> str:
    rows: list[tuple[str, ...]] = []
    for domain in sources.blueprint.domains:
        own = [item.level for item in items if item.domain == domain.id]
        aims = sources.data.outline.levels.get(domain.id, {})
        rows.append(
            (
                domain.name,
                *(
                    f"{100 * own.count(level) / max(1, len(own)):.0f} % (aim {aims.get(level, 0)} %)"
                    for level in ("recall", "application", "analysis")
                ),
            )
        )
    return "<h2>Cognitive levels</h2>" + _table(("Domain", "Recall", "Application", "Analysis"), rows)


def _ratings(items: Sequence[Item]) -> str:
    means = [sum(r.probability for r in item.ratings) / len(item.ratings) for item in items if item.ratings]
    unrated = len(items) - len(means)
    if not means:
        return "<h2>Difficulty ratings</h2><p>No item is rated.</p>"
    easy, hard = sum(mean >= EASY_FROM for mean in means), sum(mean < HARD_BELOW for mean in means)
    bands = Counter(min(9, int(mean * 10)) for mean in means)
    rows = [(f"{band / 10:.1f} to {(band + 1) / 10:.1f}", str(bands[band])) for band in range(10)]
    count = len(means)
    return (
        "<h2>Difficulty ratings</h2><p>Probability that a minimally competent candidate answers right: the makers' own "
        "readings by neutral ids, not an expert panel and not calibrated on candidates. "
        f"Mean {sum(means) / count:.2f}. Easy ({EASY_FROM:.2f} and more) {100 * easy / count:.0f} % (aim 25), "
        f"medium {100 * (count - easy - hard) / count:.0f} % (aim 55), "
        f"hard (below {HARD_BELOW:.2f}) {100 * hard / count:.0f} % (aim 20). Not rated: {unrated}.</p>"
        + _table(("Mean rating", "Items"), rows)
    )


def _solves(solves: SolveCounts, items: Sequence[Item]) -> str:
    rows = [
        ("Accepted as first written", str(solves.accepted)),
        ("Revised, then solved again", str(solves.revised)),
        ("Dropped", str(solves.dropped)),
        ("Answers as keyed", str(solves.verdicts["agreed"])),
        ("Answers as keyed, with another option defended", str(solves.verdicts["doubted"])),
        ("Answers otherwise", str(solves.verdicts["disagreed"])),
        (f"Items of {len(items)} whose present version fewer than two readers solved", str(len(solves.unsolved))),
    ]
    return (
        "<h2>Blind solves</h2><p>Readers answered without the key and said why each other option is wrong.</p>"
        + _table(("Outcome", "Count"), rows)
        + (f"<p>Not solved twice: {escape(', '.join(solves.unsolved))}</p>" if solves.unsolved else "")
    )


def _dates(items: Sequence[Item], as_of: str) -> str:
    dated = sorted((item for item in items if item.review_by), key=lambda item: (str(item.review_by), item.id))
    rows = [
        (
            item.id,
            item.volatility,
            str(item.valid_as_of),
            str(item.review_by) + (" (past)" if item.is_stale(as_of) else ""),
        )
        for item in dated
    ]
    return f"<h2>Items that can go out of date: {len(dated)}</h2>" + _table(
        ("Item", "Kind", "True as of", "Look again by"), rows
    )


def _exhibits(items: Sequence[Item]) -> str:
    shown = [item.exhibit for item in items if item.exhibit is not None]
    cases = Counter(item.case for item in items if item.case)
    kinds = Counter(part.kind for exhibit in {e.id: e for e in shown}.values() for part in exhibit.parts)
    rows = [(kind, str(count)) for kind, count in sorted(kinds.items())]
    return (
        f"<h2>Exhibits and cases</h2><p>{len(shown)} items rest on {len({e.id for e in shown})} exhibits; "
        f"{len(cases)} of them are cases, with {sum(cases.values())} items.</p>"
        + _table(("Part of an exhibit", "Count"), rows)
    )


def _waivers(files: Iterable[ItemFile]) -> str:
    rows = [
        (waiver.rule, item.id, waiver.reason, waiver.by, waiver.date.isoformat())
        for item in files
        for waiver in item.waive
    ]
    return f"<h2>Waivers: {len(rows)}</h2>" + _table(("Rule", "Item", "Reason", "By", "Date"), sorted(rows))


def _findings(report: Report) -> str:
    counts = Counter((finding.rule, finding.severity) for finding in report.findings)
    rows = [(rule, severity, str(count)) for (rule, severity), count in sorted(counts.items())]
    return "<h2>Open findings by rule</h2>" + _table(("Rule", "Severity", "Count"), rows)


def _figure(value: float | list[float]) -> str:
    return " to ".join(f"{part:.3g}" for part in (value if isinstance(value, list) else [value]))


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, plain: bool = True) -> str:
    """A table; with `plain` off the cells are HTML already."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    lines: list[str] = []
    for row in rows:
        cells = [escape(cell) if plain else cell for cell in row]
        ends = "".join(f'<td class="n">{cell}</td>' if _is_number(cell) else f"<td>{cell}</td>" for cell in cells[1:])
        lines.append(f'<tr><th scope="row">{cells[0]}</th>{ends}</tr>')
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).isdecimal()
