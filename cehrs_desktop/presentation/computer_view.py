"""The sheet "Would this computer be accepted?" as values to draw, as text to keep and as plain values for scripts."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import tzinfo

from cehrs_desktop.application.computer import ComputerSheet
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation import computer_texts as words
from cehrs_desktop.presentation.report_texts import moment, moment_text, utc_text
from cehrs_desktop.rehearsal.acceptance import Finding, Judgement

_ORDER: tuple[Judgement, ...] = (
    "may_be_refused",
    "differs",
    "not_asked",
    "nothing_against",
    "meets",
    "not_published",
)
_WIDTH = 96


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines, in the details of a row. `address` of a line may be empty."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ComputerRow:
    """One subject. `judgement` chooses the shape that is drawn beside `verdict`, which says the same in words."""

    subject: str
    found: str
    judgement: Judgement
    verdict: str
    note: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class ComputerView:
    """The whole sheet. `looked` says when; `trouble` is a notice, empty when there is none."""

    looked: str
    summary: str
    about: tuple[str, ...]
    rows: tuple[ComputerRow, ...]
    trouble: str = ""


def computer_view(sheet: ComputerSheet, zone: tzinfo | None = None) -> ComputerView:
    """The sheet in words, in the time of `zone` (`None`: the computer's)."""
    judged = [one.judgement for one in sheet.findings]
    counts: list[tuple[Judgement, int]] = [(judgement, judged.count(judgement)) for judgement in _ORDER]
    return ComputerView(
        f"{words.LOOKED} {moment_text(moment(sheet.at_ms, zone))}",
        words.summary(counts),
        sheet.published.about,
        tuple(_row(one) for one in sheet.findings),
        f"{words.NO_REQUIREMENTS} {sheet.trouble}" if sheet.trouble else "",
    )


def _row(finding: Finding) -> ComputerRow:
    signal = finding.signal
    marks = [(words.mark_text(signal.subject, mark), "") for mark in signal.marks]
    evidence = [
        (words.evidence_text(one.place, one.answer, asked=signal.value is not None), "") for one in signal.evidence
    ]
    published = [(words.requirement_text(one.requirement, one.met), one.requirement.source) for one in finding.compared]
    sections = (
        Section(words.FOUND, tuple(marks)),
        Section(words.EVIDENCE, tuple(evidence) or ((words.NO_EVIDENCE, ""),)),
        Section(words.PUBLISHED, tuple(published) or ((words.NONE_PUBLISHED, ""),)),
        Section(words.DISAGREEMENT, ((finding.disagreement, ""),) if finding.disagreement else ()),
        Section(words.INNOCENT, tuple((text, "") for text in finding.innocent)),
    )
    return ComputerRow(
        words.SUBJECTS[signal.subject],
        words.found(signal),
        finding.judgement,
        words.JUDGEMENTS[finding.judgement],
        words.JUDGEMENT_NOTES[finding.judgement],
        tuple(section for section in sections if section.lines),
    )


def computer_text(view: ComputerView, computer: str = "") -> str:
    """The sheet as plain text, at most 96 letters a line (addresses stay whole). `computer` is its name, if wanted."""
    lines = [words.TITLE, "=" * len(words.TITLE), "", *([computer] if computer else []), view.looked, ""]
    for paragraph in (view.summary, words.LEAD, *view.about, *([view.trouble] if view.trouble else [])):
        lines += [*_wrapped(paragraph, ""), ""]
    for row in view.rows:
        lines += [row.subject, f"  {row.verdict}: {row.found}", *_wrapped(row.note, "  ")]
        for section in row.sections:
            lines.append(f"  {section.title}")
            for text, address in section.lines:
                lines += _wrapped(text, "    - ")
                if address:
                    lines.append(f"      {address}")
        lines.append("")
    return "\n".join(lines)


def _wrapped(text: str, first: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def computer_json(sheet: ComputerSheet, computer: str) -> dict[str, Json]:
    """The sheet for scripts. `may_be_refused` lists the subjects so judged; keys may be added, never changed."""
    return {
        "computer": computer,
        "looked_at": utc_text(sheet.at_ms),
        "requirements_as_of": sheet.published.as_of or None,
        "trouble": sheet.trouble or None,
        "may_be_refused": [one.signal.subject for one in sheet.findings if one.judgement == "may_be_refused"],
        "findings": [_plain(one) for one in sheet.findings],
    }


def _plain(finding: Finding) -> Json:
    signal = finding.signal
    return {
        "subject": signal.subject,
        "value": list(signal.value) if isinstance(signal.value, tuple) else signal.value,
        "judgement": finding.judgement,
        "found": [{"name": one.name, "what": one.what, "innocent": one.innocent} for one in signal.marks],
        "evidence": [{"place": one.place, "answer": one.answer} for one in signal.evidence],
        "published": [
            {
                "says": one.requirement.says,
                "client": one.requirement.client,
                "source": one.requirement.source,
                "as_of": one.requirement.as_of,
                "met": one.met,
                "partial": one.requirement.partial,
            }
            for one in finding.compared
        ],
        "disagreement": finding.disagreement or None,
        "innocent": list(finding.innocent),
    }
