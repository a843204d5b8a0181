"""The report's numbers and words against a sat attempt, and against what may never be claimed."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, timedelta, timezone

import pytest

from cehrs_desktop.application.ports import KeyCorrection
from cehrs_desktop.application.results import read_record, record_of
from cehrs_desktop.application.standing import standing_at
from cehrs_desktop.exam import commands as c
from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation.conditions import conditions
from cehrs_desktop.presentation.report_view import ReportView, report_view
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.rehearsal.incidents import Incident
from cehrs_desktop.rehearsal.plan import Choices
from tests import day_data
from tests.building import MemoryAttemptStore
from tests.ended_attempts import DOMAINS, STARTED_MS, Plan, sit
from tests.rehearsed_days import HANDS_AWAY, RINGS, Rehearsal, plan_of

FULL = {domain: scored for domain, _, scored, _ in DOMAINS}
FAIL = {"1": 16, "2": 17, "3": 11, "4": 8, "5": 2}


def view_of(plan: Plan, repeats: int = 0) -> ReportView:
    return report_view(sit(replace(plan, repeats=repeats)), zone=UTC)


def texts_in(value: object) -> list[str]:
    """Every string in a frozen value, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in texts_in(part)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts_in(getattr(value, field.name))]
    return []


def test_the_rows_are_the_blueprints_domains_and_add_up_to_the_raw_score() -> None:
    view = view_of(Plan())
    assert [(row.name, row.count) for row in view.domains] == [(name, scored) for _, name, scored, _ in DOMAINS]
    assert sum(row.right for row in view.domains) == view.numbers.raw == 70
    assert [row.tally_text for row in view.domains] == ["21 of 28", "22 of 32", "9 of 15", "11 of 15", "7 of 10"]
    for row in view.domains:
        assert row.low <= row.estimate <= row.high
        assert row.estimate_text == words.percent_text(row.estimate)
        assert row.relation_text == words.RELATIONS[row.relation]


def test_a_domain_is_called_weak_or_strong_only_where_the_rest_does_not_explain_it() -> None:
    even = view_of(Plan(right={"1": 20, "2": 23, "3": 11, "4": 11, "5": 7}))
    assert {row.relation for row in even.domains} == {"none"}
    uneven = view_of(Plan(right={"1": 28, "2": 3, "3": 11, "4": 11, "5": 7}))
    relations = {row.id: row.relation for row in uneven.domains}
    assert (relations["1"], relations["2"]) == ("strength", "weakness")
    assert all(abs(row.estimate - row.right / row.count) > 0.01 for row in uneven.domains if row.id in "12")


def test_a_small_domain_is_drawn_toward_the_whole() -> None:
    row = view_of(Plan(right={**FULL, "5": 0})).domains[4]
    assert row.right == 0
    assert row.estimate > 0.15
    assert row.high - row.low > 0.05


def test_readiness_is_told_with_its_range_and_its_assumptions() -> None:
    store = MemoryAttemptStore()
    record = sit(Plan())
    standing = standing_at(store, record)
    assert standing is not None
    view = report_view(record, standing, zone=UTC)
    assert view.readiness is not None
    assert standing.items == 100
    assert 0.05 <= view.readiness.low < view.readiness.shown < view.readiness.high <= 0.95
    assert "100 questions" in view.readiness.text
    assert "55 in 100" in view.readiness.text
    assert len(view.readiness.assumptions) == len(standing.assumptions) >= 6
    assert not any("_" in line for line in view.readiness.assumptions), "a code without its words"
    assert report_view(record, zone=UTC).readiness is None


@pytest.mark.parametrize("action", ["drop", "accept"])
def test_a_corrected_key_is_told_with_the_score_before(action: str) -> None:
    record = sit(Plan(right=FAIL))
    shown = zip(record.stored.attempt.form.slots, record.stored.items, record.session.responses, strict=True)
    place, (item, chosen) = next(
        (n, (item, response.chosen))
        for n, (slot, item, response) in enumerate(shown, 1)
        if slot.scored and response.chosen != item.key.id
    )
    option = chosen if action == "accept" else None
    correction = KeyCorrection(1, 0, item.id, item.version, action, option, "The rule changed in 2026.")
    again = report_view(record_of(record.stored, [correction]), zone=UTC)
    before = report_view(record, zone=UTC)
    mark, score_before = again.marks
    assert f"question {place} " in mark
    assert "(The rule changed in 2026)" in mark
    assert f"The score was {before.numbers.score} before" in score_before
    assert again.scaled_before == before.numbers.score
    assert [(one.question, one.action) for one in again.corrections] == [(place, action)]
    assert before.corrections == ()
    assert again.numbers.score > before.numbers.score
    assert item.id not in mark


def test_every_result_says_how_far_its_decision_can_be_trusted() -> None:
    view = view_of(Plan())
    assert 0.9 < view.numbers.accuracy < 0.96
    assert f"about {words.percent(view.numbers.accuracy)} of 100" in view.accuracy_text
    assert view.sheet is not None
    assert dict(view.sheet.facts)["Scoring parameters"] == "test.1"


def test_pretest_answers_change_nothing() -> None:
    record = sit(Plan())
    pretest = [slot.scored for slot in record.session.form.slots].count(False)
    view = view_of(Plan())
    assert (pretest, view.numbers.scored, view.numbers.total) == (25, 100, 125)


@pytest.mark.parametrize(("right", "score", "verdict"), [(FULL, 500, "Passed"), ({}, 200, "Not passed")])
def test_the_ends_of_the_scale(right: dict[str, int], score: int, verdict: str) -> None:
    view = view_of(Plan(right=right))
    assert (view.numbers.score, view.verdict) == (score, verdict)
    assert 200 <= view.numbers.low <= view.numbers.high <= 500


def test_the_facts_tell_the_sitting() -> None:
    blank = frozenset({3, 9})
    facts = dict(view_of(Plan(blank=blank)).facts)
    assert facts["Date"] == "November 24, 2026"
    assert facts["Time used"].replace(words.NBSP, " ") == "83 min 20 s of 125 min"
    assert facts["How it ended"] == "Ended and submitted"
    assert facts["Answered"] == "123 of 125, 2 blank"


def test_running_out_of_time_is_told_and_uses_all_of_it() -> None:
    view = view_of(Plan(seconds=dict.fromkeys(range(1, 126), 90)))
    facts = dict(view.facts)
    assert facts["How it ended"] == "Time ran out; submitted"
    assert facts["Time used"].replace(words.NBSP, " ") == "125 min of 125 min"


def test_the_date_is_the_one_where_the_reader_is() -> None:
    # 2026-11-24 07:23 UTC, which is still the 23rd west of UTC-8.
    record = sit(Plan())
    west = report_view(record, zone=timezone(timedelta(hours=-9)))
    assert dict(west.facts)["Date"] == "November 23, 2026"


def test_a_fail_gets_the_retake_date_and_the_domains_by_expected_gain() -> None:
    steps = view_of(Plan(right=FAIL)).next_steps
    assert steps is not None
    assert "December 24, 2026" in steps.retake
    assert "could not confirm" in steps.retake
    assert steps.study == (
        "Clinical Operations: 15 of 32 missed",
        "Non-Clinical Operations: 12 of 28 missed",
        "Reporting: 8 of 10 missed",
        "Regulatory Compliance: 7 of 15 missed",
        "Revenue Cycle/Finance: 4 of 15 missed",
    )


def test_thirty_days_are_counted_over_the_end_of_a_year() -> None:
    assert "January 14, 2027" in words.retake(date(2026, 12, 15))


def test_a_pass_has_no_next_steps_and_a_whole_domain_is_not_studied() -> None:
    assert view_of(Plan()).next_steps is None
    steps = view_of(Plan(right={"3": 15})).next_steps
    assert steps is not None
    assert not any("Revenue" in line for line in steps.study)


@pytest.mark.parametrize(("unreached", "marked"), [(20, False), (21, True)])
def test_fewer_than_80_percent_of_the_scored_items_reached_is_marked(unreached: int, marked: bool) -> None:
    slots = sit(Plan()).session.form.slots
    scored = [position for position, slot in enumerate(slots, 1) if slot.scored]
    # Question 1 is shown when the exam starts.
    unseen = frozenset([position for position in scored if position > 1][-unreached:])
    view = view_of(Plan(unseen=unseen))
    assert view.numbers.reached == 100 - unreached
    assert any("Incomplete" in mark for mark in view.marks) is marked


def test_repeats_are_counted_on_the_report() -> None:
    assert view_of(Plan(), repeats=0).marks == ()
    assert view_of(Plan(), repeats=1).marks == (words.repeated(1),)
    assert "12 questions you had seen" in view_of(Plan(), repeats=12).marks[0]


def lived_view(*incidents: Incident, choice: str = "", practice: bool = True, **choices: object) -> ReportView:
    """The report of a day on which these scenes were played, the last choice being `choice`."""
    lived = Rehearsal(plan_of(*incidents, **choices))
    lived.to_exam()
    lived.do(c.ShowItem, position=3)
    for one in incidents:
        lived.play(one.id, choice)
        if practice:
            lived.as_practice()
    if not practice:
        lived.do(c.Uncover)
    lived.finish()
    return report_view(read_record(lived.store, "attempt-1"), zone=UTC)


def test_an_exam_that_was_gone_on_with_after_its_ending_is_marked_first_of_all() -> None:
    view = lived_view(RINGS, choice="hide")
    assert view.marks[0] == "Finished as practice: the real exam would have ended at question 3 (Phone)."
    without = lived_view(RINGS, choice="hide", practice=False)
    assert without.marks[0] == "The real exam would have ended at question 3 (Phone)."
    assert lived_view(RINGS, choice="tell").marks == view.marks[1:]


def test_the_ladder_is_named_as_the_reason() -> None:
    hands = tuple(replace(HANDS_AWAY, id=f"hands {n}") for n in range(3))
    assert "(third warning: Hands in view)" in lived_view(*hands).marks[0]
    assert "(third warning for one rule: Hands in view)" in lived_view(*hands, ladder="same_rule").marks[0]


def test_the_conditions_are_one_line() -> None:
    assert lived_view().conditions == "Rehearsed day: A made-up place, incidents: realistic, waits shortened."
    titled = replace(plan_of(level="mine"), level_title="Spring course, week 2")
    assert "incidents: Spring course, week 2," in conditions(titled, None)
    drawn = day_data.plan_of(day_data.venue_of("school"), Choices(level="hard"))
    assert drawn.level_title == "Hard"
    calm = lived_view(level="none", waits="full").conditions
    assert calm == "Rehearsed day: A made-up place, without incidents, waits at full length."
    assert view_of(Plan()).conditions == ""
    everything = Accommodations(
        extra_percent=100,
        breaks_stop_clock=True,
        zoom=1.5,
        theme="high_contrast",
        reader=True,
        line_reader=True,
        masking=True,
        separate_warnings=(20, 10),
    )
    told = conditions(None, everything).replace(words.NBSP, " ")
    assert told == (
        "Accommodations: 100 % more time, breaks stop the clock, text at 150 %, contrast: high contrast, questions "
        "read aloud, line reader, masking, time warnings at 20, 10 minutes."
    )
    assert conditions(None, Accommodations()) == ""


def test_the_band_says_when_it_holds_the_pass_line() -> None:
    near = next(v for right in range(10, 28) if (v := view_of(Plan(right={**FAIL, "1": right}))).numbers.high >= 390)
    assert near.numbers.low < 390 <= near.numbers.high
    assert words.BAND_CROSSES in near.band_text
    far = view_of(Plan(right=FAIL))
    assert far.numbers.high < 390
    assert words.BAND_CROSSES not in far.band_text


def test_an_abandoned_attempt_has_no_report() -> None:
    with pytest.raises(ValueError, match="no report"):
        view_of(Plan(abandoned=True))


def test_no_word_of_an_item_is_in_the_view() -> None:
    record = sit(Plan(right=FAIL, commented={5: "a comment to nobody"}))
    told = "\n".join(texts_in(report_view(record, zone=UTC)))
    assert not re.search(r"stem words|option words|rationale words|comment to nobody|example\.org", told)
    assert not any(item.id in told for item in record.stored.items)


FORBIDDEN = (
    r"equated (to|with) NHA(?!'s and is no forecast)",
    r"\bpredict",
    r"your NHA score",
    r"NHA difficulty",
    r"\d+ (more )?(questions|right|correct)? ?(are )?(needed|required) to pass",
    r"official (score|result)",
    r"certif(y|ied) (that|by)",
)


@pytest.mark.parametrize("plan", [Plan(), Plan(right=FAIL), Plan(right={}, unseen=frozenset(range(40, 126)))])
def test_forbidden_claims_never_appear_and_the_honest_ones_do(plan: Plan) -> None:
    view = view_of(plan, repeats=3)
    told = "\n".join(texts_in(view)).replace(words.NBSP, " ")
    for claim in FORBIDDEN:
        assert not re.search(claim, told, re.IGNORECASE), claim
    for honest in (
        "practice scale from 200 to 500",
        "not a percentage",
        "390 is not 78 %",
        "left blank counts as wrong",
        "their own readings",
        "It is not an NHA score",
        "NHA does not publish",
        "68.81 % of 1,834",
        "not made, approved or supported by",
    ):
        assert honest in told, honest


def test_the_forbidden_patterns_do_find_what_they_forbid() -> None:
    for claim in ("This is equated to NHA's scale", "It predicts your score", "66 questions needed to pass"):
        assert any(re.search(pattern, claim, re.IGNORECASE) for pattern in FORBIDDEN), claim


def test_no_domain_is_called_passed_or_failed() -> None:
    for row in view_of(Plan(right=FAIL)).domains:
        assert not re.search("pass|fail", " ".join(texts_in(row)), re.IGNORECASE)


def test_times_and_dates_are_written_out() -> None:
    assert words.moment_text(words.moment(STARTED_MS, UTC)).replace(words.NBSP, " ") == "November 24, 2026, 6:00 AM"
    assert words.duration_text(59_999).replace(words.NBSP, " ") == "59 s"
    assert words.duration_text(60_000).replace(words.NBSP, " ") == "1 min"
    assert words.duration_text(61_000).replace(words.NBSP, " ") == "1 min 1 s"
    assert words.percent(0.125) == 13
