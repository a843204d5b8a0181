"""The plan: whatever the date, the minutes and the results, it has a shape, keeps its bounds and tells its reasons."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from cehrs_desktop.study.days import day_of, days_between, later
from cehrs_desktop.study.plan import (
    LONG_WEEKS,
    REHEARSAL_WINDOWS,
    Situation,
    begun_on,
    plan,
)
from cehrs_desktop.study.plan_changes import changes
from cehrs_desktop.study.shares_of_study import MOST_SHIFT, DomainResult, study_shares
from tests.building import full_blueprint

TODAY = "2026-11-22"
BLUEPRINT = full_blueprint()
DOMAINS = [domain.id for domain in BLUEPRINT.domains]


@st.composite
def results(draw: st.DrawFn) -> tuple[DomainResult, ...]:
    """Results by domain, with causes of some of the misses."""
    told: list[DomainResult] = []
    for domain in draw(st.lists(st.sampled_from(DOMAINS), unique=True)):
        count = draw(st.integers(0, 300))
        right = draw(st.integers(0, count))
        slow = draw(st.integers(0, count - right))
        told.append(DomainResult(domain, right, count, {"out_of_time": slow} if slow else {}))
    return tuple(told)


situations = st.builds(
    Situation,
    today=st.integers(-400, 400).map(lambda n: later(TODAY, n)),
    exam_date=st.one_of(st.sampled_from(["", "soon"]), st.integers(-420, 600).map(lambda n: later(TODAY, n))),
    minutes=st.tuples(*[st.sampled_from([0, 0, 15, 30, 60, 180])] * 7),
    weeks_shape=st.sampled_from([4, 5]),
    blueprint=st.just(BLUEPRINT),
    results=results(),
    sealed=st.integers(0, 4).map(lambda n: tuple(f"form-{at}" for at in range(n))),
    begun_day=st.one_of(st.just(""), st.integers(-450, 420).map(lambda n: later(TODAY, n))),
)


@given(situations)
def test_every_situation_has_a_plan_that_adds_up(situation: Situation) -> None:
    made = plan(situation)
    assert made == plan(situation)
    left = days_between(situation.today, made.exam_date) if made.exam_date else None
    if left is None:
        assert made.state in ("no_date", "past")
        assert len(made.days) == 7 * situation.weeks_shape
    else:
        assert len(made.days) == left
        assert all(day.day < made.exam_date for day in made.days)
    assert [day.day for day in made.days] == [later(situation.today, at) for at in range(len(made.days))]
    for day in made.days:
        weekday = day_of(day.day)
        assert weekday is not None
        assert day.minutes == situation.minutes[weekday.weekday()]
        domains = dict(made.domains_on(day.day))
        assert set(domains) == set(DOMAINS)
        assert abs(sum(domains.values()) - 1) < 1e-9
    assert sum(phase.minutes for phase in made.phases) == sum(day.study_minutes for day in made.days)
    assert [week.number for week in made.weeks] == list(range(1, len(made.weeks) + 1))
    for week in made.weeks:
        inside = [day for day in made.days if week.first_day <= day.day <= week.last_day]
        assert week.minutes == sum(day.minutes for day in inside)
        assert abs(sum(minutes for _, minutes in week.domains) - sum(day.study_minutes for day in inside)) <= len(
            DOMAINS
        )


@given(situations)
def test_dress_rehearsals_are_few_in_their_windows_and_each_form_once(situation: Situation) -> None:
    made = plan(situation)
    sat = [day for day in made.days if day.form_id]
    assert [day.form_id for day in sat] == list(situation.sealed[: len(sat)])
    assert len(sat) <= len(REHEARSAL_WINDOWS)
    for day in sat:
        before = days_between(day.day, made.exam_date)
        assert any(nearest <= before <= farthest for nearest, farthest in REHEARSAL_WINDOWS)
        assert day.minutes > 0
        nearest, farthest = next(one for one in REHEARSAL_WINDOWS if one[0] <= before <= one[1])
        window = [one for one in made.days if nearest <= days_between(one.day, made.exam_date) <= farthest]
        assert day.minutes == max(one.minutes for one in window)


@given(results())
def test_no_domain_is_left_out_and_none_takes_all(told: tuple[DomainResult, ...]) -> None:
    shares, _ = study_shares(BLUEPRINT, told)
    assert abs(sum(one.share for one in shares) - 1) < 1e-9
    for one in shares:
        assert one.blueprint / MOST_SHIFT - 1e-6 <= one.share <= one.blueprint * MOST_SHIFT + 1e-6


@given(results(), st.sampled_from(DOMAINS), st.integers(1, 100))
@example((DomainResult("1", 23, 23),), "1", 1)
def test_more_misses_never_take_time_from_a_domain(told: tuple[DomainResult, ...], domain: str, more: int) -> None:
    before = {one.domain: one.share for one in study_shares(BLUEPRINT, told)[0]}
    own = next((one for one in told if one.domain == domain), DomainResult(domain, 0, 0))
    worse = replace(own, right=max(0, own.right - more))
    rest = tuple(one for one in told if one.domain != domain)
    after = {one.domain: one.share for one in study_shares(BLUEPRINT, (*rest, worse))[0]}
    assert after[domain] >= before[domain] - 1e-6


@given(st.integers(7, 400), st.sampled_from([4, 5]), st.integers(0, 400))
def test_phases_stand_still_while_days_pass(length: int, shape: int, gone: int) -> None:
    """The plan made on a later day is the rest of the one made on the first."""
    gone = min(gone, length - 1)
    exam = later(TODAY, length)
    first = plan(Situation(TODAY, exam, (30,) * 7, shape, BLUEPRINT, begun_day=TODAY))
    then = plan(Situation(later(TODAY, gone), exam, (30,) * 7, shape, BLUEPRINT, begun_day=TODAY))
    assert [(day.day, day.phase) for day in first.days[gone:]] == [(day.day, day.phase) for day in then.days]
    order = list(dict.fromkeys(day.phase for day in first.days))
    whole = ["operations", "revenue_compliance", "reporting_rehearsals"]
    assert order == (["build_up", *whole] if length > 7 * LONG_WEEKS else whole)


@given(situations, situations)
def test_changes_are_told_only_where_something_changed(one: Situation, other: Situation) -> None:
    assert changes(plan(one), plan(one)) == ()
    codes = {reason.code for reason in changes(plan(one), plan(other))}
    assert "date_moved" not in codes or plan(one).exam_date != plan(other).exam_date


def test_what_is_weak_gets_more_and_why_is_told() -> None:
    even = tuple(DomainResult(domain, 70, 100) for domain in DOMAINS)
    weak = (DomainResult(DOMAINS[0], 35, 100), *even[1:])
    before, after = (plan(Situation(TODAY, later(TODAY, 28), (60,) * 7, 4, BLUEPRINT, told)) for told in (even, weak))
    reason = next(reason for reason in changes(before, after) if reason.code == "share_up")
    assert reason.subject == DOMAINS[0]
    assert reason.numbers[2:] == (70.0, 100, 35.0, 100)
    assert any(reason.code == "domain_more" and reason.subject == DOMAINS[0] for reason in after.reasons)
    # The same misses for want of time ask for less of it.
    hurried = (DomainResult(DOMAINS[0], 35, 100, {"out_of_time": 65}), *even[1:])
    shares = [study_shares(BLUEPRINT, told)[0][0].share for told in (weak, hurried)]
    assert shares[1] < shares[0]


def test_the_day_the_plan_was_begun_is_kept_until_its_exam_is_over() -> None:
    begun, mark = begun_on(None, TODAY, later(TODAY, 20))
    assert begun == TODAY
    assert begun_on(mark, later(TODAY, 5), later(TODAY, 25))[0] == TODAY
    assert begun_on(mark, later(TODAY, 30), later(TODAY, 60))[0] == later(TODAY, 30)
    assert begun_on(mark, later(TODAY, -5), later(TODAY, 20))[0] == later(TODAY, -5)
    assert begun_on({"begun": "never", "exam": 3}, TODAY, "")[0] == TODAY
