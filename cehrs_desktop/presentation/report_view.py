"""The score report as one frozen value: every number and every word that the page, the PDF and the files show.

The painter, the HTML and the JSON all read this value, so they cannot disagree. It holds no item text, no option
and no key, and it draws nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo

from cehrs_desktop.application.ports import KeyCorrection
from cehrs_desktop.application.results import AttemptRecord
from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.conditions import (
    RehearsedDay,
    WouldHaveEnded,
    accommodation_lines,
    conditions,
    rehearsed_day,
    would_have_ended,
)
from cehrs_desktop.presentation.form_view import FormSheet, form_sheet
from cehrs_desktop.psychometrics.form_table import FixedForm
from cehrs_desktop.psychometrics.readiness import LEAST, MOST, PassChance
from cehrs_desktop.psychometrics.scoring import HIGHEST, LOWEST, PASS_LINE, REACHED_ENOUGH, DomainOutcome

REPORT_VERSION = 2
"""Version of the report's content and of its JSON keys. Keys may be added, never changed. Since 2 a domain's range is
that of its estimate, not of the share right."""


@dataclass(frozen=True, slots=True)
class ReportNumbers:
    """What the JSON file is made of. Times are milliseconds; `ended_ms` is UTC milliseconds since 1970."""

    attempt_id: str
    form: str
    pack_id: str
    blueprint_version: str
    parameters_version: str
    ended_ms: int
    ended: str
    used_ms: int
    limit_ms: int
    total: int
    answered: int
    scored: int
    reached: int
    raw: int
    score: int
    low: int
    high: int
    csem: float
    passed: bool
    repeats: int
    accuracy: float
    consistency: float

    @property
    def blank(self) -> int:
        """Questions without an answer."""
        return self.total - self.answered

    @property
    def complete(self) -> bool:
        """Whether enough of the scored items were reached for the score to mean something."""
        return self.reached >= REACHED_ENOUGH * self.scored


@dataclass(frozen=True, slots=True)
class DomainRow:
    """One domain: shares from 0 to 1, counts, and the words beside the bar. `estimate` is what the bar shows."""

    id: str
    name: str
    right: int
    count: int
    estimate: float
    low: float
    high: float
    expected: float
    relation: str
    estimate_text: str
    tally_text: str
    interval_text: str
    expected_text: str
    relation_text: str


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What follows a result below the pass line. `study` is in the order of expected gain, the largest first."""

    title: str
    retake: str
    study_lead: str
    study: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadinessView:
    """The chance to pass a further form, as shown (shares from 0 to 1, capped), and what it assumes."""

    shown: float
    low: float
    high: float
    items: int
    text: str
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A corrected key behind this result: which question, ``drop`` or ``accept``, and why."""

    question: int
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole report. `facts` are label and value; `notes` are lead words and text; `marks` limit the result.

    `conditions` is one line on the day and the accommodations, empty for a quick start without any."""

    numbers: ReportNumbers
    title: str
    subtitle: str
    candidate: str
    facts: tuple[tuple[str, str], ...]
    verdict: str
    score_line: str
    band_text: str
    accuracy_text: str
    readiness: ReadinessView | None
    marks: tuple[str, ...]
    domains: tuple[DomainRow, ...]
    caution: str
    next_steps: NextSteps | None
    notes: tuple[tuple[str, str], ...]
    independence: str
    imprint: str
    sheet: FormSheet | None = None
    corrections: tuple[Correction, ...] = ()
    scaled_before: int | None = None
    conditions: str = ""
    day: RehearsedDay | None = None
    accommodations: tuple[str, ...] = ()
    would_have_ended: WouldHaveEnded | None = None

    @property
    def ends_of_scale(self) -> tuple[int, int, int]:
        """Lowest score, pass line, highest score."""
        return LOWEST, PASS_LINE, HIGHEST


def report_view(record: AttemptRecord, standing: PassChance | None = None, *, zone: tzinfo | None = None) -> ReportView:
    """The report of an attempt that was ended, with what is known of readiness up to then (`standing`).

    Dates are written for `zone` (`None`: where the computer is). Raises `ValueError` when the attempt has no result.
    Whether it may be shown yet is the caller's question (`AttemptRecord.visible_ms`).
    """
    numbers = _numbers(record)
    blueprint = record.stored.attempt.blueprint
    outcome = record.outcome
    assert outcome is not None, "checked by _numbers"
    exam_day = words.moment(numbers.ended_ms, zone).date()
    domains = tuple(_domain_row(domain, blueprint) for domain in outcome.domains)
    band = words.band(numbers.score, numbers.low, numbers.high)
    if numbers.low < PASS_LINE <= numbers.high:
        band = f"{band} {words.BAND_CROSSES}"
    attempt = record.stored.attempt
    ended = would_have_ended(record.ending, attempt.day)
    marks = () if ended is None else (ended.line,)
    if not numbers.complete:
        marks = (*marks, words.incomplete(numbers.reached, numbers.scored))
    if numbers.repeats:
        marks = (*marks, words.repeated(numbers.repeats))
    if record.first_outcome is not None:
        marks = (*marks, *(words.corrected(one, _question(record, one)) for one in record.corrections))
        if record.corrections:
            marks = (*marks, words.score_before(record.first_outcome.score))
    return ReportView(
        numbers=numbers,
        title=words.TITLE,
        subtitle=words.SUBTITLE,
        candidate=attempt.candidate.name,
        facts=_facts(numbers, exam_day),
        verdict=words.PASSED if numbers.passed else words.NOT_PASSED,
        score_line=words.score_line(numbers.passed),
        band_text=band,
        accuracy_text=words.accuracy(outcome.lee.accuracy, outcome.lee.consistency),
        readiness=None if standing is None else _readiness(standing),
        marks=marks,
        domains=domains,
        caution=words.CAUTION,
        next_steps=None if numbers.passed else _next_steps(domains, exam_day),
        notes=(
            words.note_scale(),
            words.note_counted(numbers.total, numbers.scored),
            words.note_ratings(),
            words.note_not_official(),
            words.note_context(),
        ),
        independence=texts.INDEPENDENCE,
        imprint=words.imprint(numbers.form, numbers.blueprint_version, numbers.parameters_version, str(REPORT_VERSION)),
        corrections=tuple(Correction(_question(record, one), one.action, one.reason) for one in record.corrections),
        scaled_before=record.first_outcome.score if record.corrections and record.first_outcome else None,
        conditions=conditions(attempt.day, attempt.accommodations),
        day=rehearsed_day(attempt.day),
        accommodations=accommodation_lines(attempt.accommodations) if attempt.accommodations else (),
        would_have_ended=ended,
        sheet=None
        if record.table is None
        else form_sheet(FixedForm(attempt.form, record.table), {one.id: one.name for one in blueprint.domains}),
    )


def _numbers(record: AttemptRecord) -> ReportNumbers:
    outcome, ended_ms = record.outcome, record.ended_ms
    if outcome is None or ended_ms is None:
        raise ValueError("an attempt without a result has no report")
    session, attempt = record.session, record.stored.attempt
    scored = {item.item_id for item in record.scored}
    return ReportNumbers(
        attempt_id=attempt.id,
        form=attempt.form.name,
        pack_id=attempt.form.pack_id,
        blueprint_version=attempt.form.blueprint_version,
        parameters_version=attempt.parameters.version,
        ended_ms=ended_ms,
        ended=session.ended or "",
        used_ms=session.clock.used_ms,
        limit_ms=session.clock.limit_ms,
        total=len(session.responses),
        answered=sum(response.chosen is not None for response in session.responses),
        scored=outcome.count,
        reached=sum(
            slot.item_id in scored and response.seen
            for slot, response in zip(attempt.form.slots, session.responses, strict=True)
        ),
        raw=outcome.raw,
        score=outcome.score,
        low=outcome.low,
        high=outcome.high,
        csem=outcome.csem,
        passed=outcome.passed,
        repeats=record.stored.attempt.repeats,
        accuracy=outcome.lee.accuracy,
        consistency=outcome.lee.consistency,
    )


def _readiness(standing: PassChance) -> ReadinessView:
    low, high = (min(MOST, max(LEAST, end)) for end in (standing.low, standing.high))
    return ReadinessView(
        shown=standing.shown,
        low=low,
        high=high,
        items=standing.items,
        text=words.readiness(standing.shown, low, high, standing.items),
        assumptions=tuple(words.readiness_assumption(code) for code in standing.assumptions),
    )


def _facts(numbers: ReportNumbers, exam_day: date) -> tuple[tuple[str, str], ...]:
    used, limit = words.duration_text(numbers.used_ms), words.duration_text(numbers.limit_ms)
    return (
        (words.FACT_DATE, words.date_text(exam_day)),
        (words.FACT_FORM, numbers.form),
        (words.FACT_TIME, f"{used} of {limit}"),
        (words.FACT_ENDED, words.ENDED.get(numbers.ended, numbers.ended)),
        (words.FACT_ANSWERED, f"{numbers.answered} of {numbers.total}, {numbers.blank} blank"),
        (words.FACT_RIGHT, f"{numbers.raw} of {numbers.scored}"),
    )


def domain_name(blueprint: Blueprint, domain_id: str) -> str:
    """A domain's name; a domain that this test plan does not have keeps its number."""
    return next((d.name for d in blueprint.domains if d.id == domain_id), f"Domain {domain_id}")


def _domain_row(outcome: DomainOutcome, blueprint: Blueprint) -> DomainRow:
    return DomainRow(
        id=outcome.domain,
        name=domain_name(blueprint, outcome.domain),
        right=outcome.right,
        count=outcome.count,
        estimate=outcome.estimate,
        low=outcome.low,
        high=outcome.high,
        expected=outcome.expected_at_cut,
        relation=outcome.relation,
        estimate_text=words.percent_text(outcome.estimate),
        tally_text=f"{outcome.right} of {outcome.count}",
        interval_text=words.interval_text(outcome.low, outcome.high),
        expected_text=words.percent_text(outcome.expected_at_cut),
        relation_text=words.RELATIONS[outcome.relation],
    )


def _question(record: AttemptRecord, correction: KeyCorrection) -> int:
    slots = record.stored.attempt.form.slots
    return next(n for n, slot in enumerate(slots, 1) if slot.item_id == correction.item_id)


def _next_steps(domains: tuple[DomainRow, ...], exam_day: date) -> NextSteps:
    # Weight times room: the items of a domain times the share missed. With every item counting the same, that is
    # what the domain could still add to the raw score.
    by_gain = sorted(domains, key=lambda row: (row.right - row.count, row.right / row.count, row.id))
    return NextSteps(
        title=words.NEXT_TITLE,
        retake=words.retake(exam_day),
        study_lead=words.STUDY_LEAD,
        study=tuple(
            words.study_line(row.name, row.count - row.right, row.count) for row in by_gain if row.right < row.count
        ),
    )
