"""Forms as rows of a list, and a form's data sheet: what is known of it before anybody sits it. Draws nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from cehrs_desktop.application.forms import FormChoice
from cehrs_desktop.presentation import form_texts as words
from cehrs_desktop.presentation.history_view import history_view
from cehrs_desktop.presentation.report_texts import percent
from cehrs_desktop.psychometrics.form_table import FixedForm
from cehrs_desktop.psychometrics.scoring import passes, passing_raw, shown_score


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form in the list, in words. `sealed`: it is kept for a dress rehearsal, which its words say too."""

    id: str
    origin: str
    had: str
    results: str
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A data sheet: facts as name and value, and the score table as rows of words."""

    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    scores: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Everything as pairs, the score table under its heading."""
        return (*self.facts, ("", words.SHEET_SCORES), *self.scores)


def form_rows(choices: Sequence[FormChoice], now_ms: int, zone: tzinfo | None = None) -> tuple[FormRow, ...]:
    """The list at `now_ms` (UTC milliseconds): a result that may not be shown yet is not in it."""
    rows: list[FormRow] = []
    for choice in choices:
        sat = history_view(choice.sat, now_ms, zone).rows
        results = "; ".join(f"{row.score or row.result or row.state}, {row.date}" for row in sat)
        rows.append(
            FormRow(
                choice.fixed.form.name,
                words.FROM_HERE if choice.kept else words.FROM_PACK,
                words.had(choice.seen, len(choice.fixed.form.slots)),
                results or (words.SEALED if choice.sealed else words.NOT_SAT),
                choice.sealed,
            )
        )
    return tuple(rows)


def offer(choice: FormChoice) -> tuple[str, str]:
    """Title and text of the question that is asked where a rehearsal would begin on a form that is sealed, or of which
    questions are known."""
    form = choice.fixed.form
    if choice.sealed:
        return words.ONLY_SEALED_TITLE, words.only_sealed(1 + choice.others_sealed)
    title = words.ALL_OTHERS_HAD_TITLE if choice.others_sealed else words.ALL_HAD_TITLE
    return title, words.all_had(form.name, choice.seen, len(form.slots), beside_sealed=choice.others_sealed > 0)


def form_sheet(fixed: FixedForm, domains: Mapping[str, str]) -> FormSheet:
    """The data sheet of a form; `domains` are the names of the domains by id."""
    table, form = fixed.table, fixed.form
    lee, rudner = table.lee, table.rudner
    lowest = passing_raw(table.raw_cut)
    facts = (
        ("Questions", f"{len(form.slots)}, of which {table.count} are scored"),
        ("Raw score that stands exactly at 390", f"{table.raw_cut:.2f} of {table.count}"),
        ("Lowest raw score at 390 or above", f"{lowest}, on this form of this program only"),
        ("Standard error at the pass line", f"{table.csem[lowest]:.1f} points, {table.theta_csem[lowest]:.3f} logits"),
        ("Reliability", f"{table.reliability:.3f}"),
        ("Decision right (Lee 2010)", f"about {percent(lee.accuracy)} of 100 candidates"),
        ("Same decision on an equal form", f"about {percent(lee.consistency)} of 100; kappa {lee.kappa:.2f}"),
        (
            "Wrong decisions",
            f"{100 * lee.false_pass:.1f} of 100 pass below the line, {100 * lee.false_fail:.1f} fail above it",
        ),
        (
            "Quick check (Rudner 2001, 2005)",
            f"right for {percent(rudner.accuracy)}, alike for {percent(rudner.consistency)} of 100",
        ),
        ("Correlation assumed between domains", f"{table.domain_correlation:.2f}, until there are data"),
        *(
            (domains.get(one.domain, one.domain), _domain_words(one.count, one.prmse_own, one.prmse_both))
            for one in table.domains
        ),
        ("Test plan", form.blueprint_version),
        ("Scoring parameters", table.parameters_version),
        ("Questions from pack", form.pack_id),
    )
    return FormSheet(f"{words.SHEET_TITLE}: form {form.name}", words.SHEET_LEAD, facts, _scores(fixed))


def _domain_words(count: int, own: float, both: float) -> str:
    return f"{count} questions; precision {own:.2f} alone, {both:.2f} with the whole exam (PRMSE, Haberman 2008)"


def _scores(fixed: FixedForm) -> tuple[tuple[str, str], ...]:
    table = fixed.table
    return tuple(
        (
            f"{raw} right",
            f"{shown_score(table.scaled[raw], passes(raw, table.raw_cut))}  ± {table.csem[raw]:.0f}"
            f"   (ability {table.theta[raw]:+.2f} logits)",
        )
        for raw in range(table.count, -1, -1)
    )
