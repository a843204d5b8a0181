"""Runs the rules over a bank and puts their findings together: for a build those it needs, for `bank lint` all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from cehrs_desktop.bank.glossary import read_glossary_files
from cehrs_desktop.bank.lint.cues import check_cues
from cehrs_desktop.bank.lint.difficulty import check_difficulty
from cehrs_desktop.bank.lint.duplicates import check_duplicates, check_equal_stems
from cehrs_desktop.bank.lint.findings import BLOCK, WARN, Finding, Gate, Report, apply_waivers, of_bank
from cehrs_desktop.bank.lint.guessers import check_guessers, guesser_shares
from cehrs_desktop.bank.lint.safety import check_cards, check_safety
from cehrs_desktop.bank.lint.spelling import check_spelling, dictionary
from cehrs_desktop.bank.lint.statistics import check_counts, check_figures
from cehrs_desktop.bank.lint.structure import check_files, check_structure
from cehrs_desktop.bank.lint.subject import Sources, Subject, read_sources, subjects_of
from cehrs_desktop.bank.lint.terms import check_glossary
from cehrs_desktop.bank.source import SourceError

Progress = Callable[[int, int], None]

_OF_ITEMS = (check_structure, check_cues, check_difficulty, check_safety)


def lint(folder: Path, as_of: dt.date, *, release: bool = False, progress: Progress | None = None) -> Report:
    """Everything that the rules find in the bank in `folder`, and the gates of a release.

    Dates are judged as of `as_of`; in a `release` a date that has passed and a missing item block.
    `progress` is called with what is done and of how much. Files that cannot be read are findings S-01; then
    nothing else is looked at.
    """
    try:
        sources, terms = read_sources(folder), read_glossary_files(folder)
    except SourceError as error:
        return unreadable(error)
    subjects = subjects_of(sources)
    steps = len(subjects) + 2
    tell = progress or _silent
    findings = list(check_files(sources))
    findings += check_cards(sources, as_of, release)
    for done, subject in enumerate(subjects):
        findings += _check_item(subject, sources)
        tell(done, steps)
    findings += check_glossary(terms, sources)
    findings += check_spelling(subjects, sources.data)
    findings += check_equal_stems(subjects)
    findings += check_duplicates(subjects, sources.data)
    tell(steps - 1, steps)
    findings += _form_needs(sources)
    findings += check_counts(subjects, sources, release)
    figures, gates = check_figures(subjects, sources.data)
    shares = guesser_shares(subjects)
    found, more = check_guessers(shares)
    findings += [*figures, *found]
    waivers = _waivers(sources)
    if dictionary() is None:
        # A spelling that nobody checked cannot make its waiver idle.
        waivers = {
            item: {rule: idle for rule, idle in rules.items() if rule != "S-08"} for item, rules in waivers.items()
        }
    left, waived = apply_waivers(findings, waivers)
    near = sum(finding.rule == "X-02" for finding in left)
    blocking = sum(finding.blocks for finding in left)
    gates = {
        "blocking": Gate(blocking, 0, blocking == 0),
        "near_duplicates": Gate(near, 0, near == 0),
        **gates,
        **more,
    }
    tell(steps, steps)
    return Report(len(subjects), tuple(sorted(left, key=_order)), waived, gates, shares)


def _silent(done: int, of: int) -> None:
    del done, of


def blocking_a_build(sources: Sources) -> tuple[Finding, ...]:
    """What stops a build: blocking findings about items and cards, how files fit together, and what a form needs."""
    findings = list(check_files(sources))
    findings += check_cards(sources, dt.date.min, release=False)
    subjects = subjects_of(sources)
    for subject in subjects:
        findings += _check_item(subject, sources)
    findings += check_equal_stems(subjects)
    findings += _form_needs(sources)
    return tuple(sorted((finding for finding in findings if finding.blocks), key=_order))


def unreadable(error: SourceError) -> Report:
    """The report on files that cannot be read."""
    findings = tuple(
        Finding("S-01", BLOCK, "bank", problem.file, problem.line, f"{problem.field}: {problem.text}".lstrip(": "))
        for problem in error.problems
    )
    return Report(0, findings, gates={"blocking": Gate(len(findings), 0, False)}, readable=False)


def _check_item(subject: Subject, sources: Sources) -> Iterator[Finding]:
    for check in _OF_ITEMS:
        for hit in check(subject, sources.data):
            yield subject.finding(hit)


def _form_needs(sources: Sources) -> Iterator[Finding]:
    have = Counter(
        (located.value.topic.split(".", maxsplit=1)[0], item.status)
        for located in sources.topics
        for item in located.value.items
    )
    for domain in sources.blueprint.domains:
        for status, needed in (("operational", domain.scored), ("pretest", domain.pretest)):
            if have[domain.id, status] < needed:
                words = f"domain {domain.id}: {have[domain.id, status]} {status} items, a form needs {needed}"
                yield of_bank("K-04", BLOCK, words)


def _waivers(sources: Sources) -> dict[str, dict[str, Finding]]:
    return {
        item.id: {
            waiver.rule: Finding(
                "W-01",
                WARN,
                item.id,
                located.file.name,
                located.line("items", place, "waive", at),
                f"waives {waiver.rule}, which finds nothing here; take the waiver out",
            )
            for at, waiver in enumerate(item.waive)
        }
        for located in sources.topics
        for place, item in enumerate(located.value.items)
        if item.waive and item.status != "retired"
    }


_RANK = {"blocking": 0, "warning": 1, "info": 2}


def _order(finding: Finding) -> tuple[int, str, str, str, int]:
    return _RANK[finding.severity], finding.rule, finding.file, finding.item, finding.line


def summary(report: Report) -> Sequence[str]:
    """The report's figures for people, a line each."""
    lines = [f"{report.items} items: {report.blocking} block, {report.warnings} warnings, {report.waived} waived"]
    for name, gate in report.gates.items():
        lines.append(f"{'passes' if gate.passes else 'FAILS '}  {name}: {gate.value} (limit {gate.limit})")
    return lines
