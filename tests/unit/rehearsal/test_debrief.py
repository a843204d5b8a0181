"""The debrief of days that were really lived through: what is told, what it cost, and what staff would see."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.rehearsal.acts import Away, Warn
from cehrs_desktop.rehearsal.debrief import debrief
from cehrs_desktop.rehearsal.debrief_entries import (
    Cost,
    Debrief,
    DeclinedEntry,
    Ladder,
    LostEntry,
    ObservedEntry,
    RefusedEntry,
    SceneEntry,
    StepEntry,
    SuspendedEntry,
    WaitEntry,
)
from cehrs_desktop.rehearsal.venue import TutorialTestStep
from tests.rehearsed_days import ASKED, HANDS_AWAY, LOST, NOISY, PAUSED, RINGS, Rehearsal, incident, plan_of

Kind = TypeVar("Kind")


def told(lived: Rehearsal) -> Debrief:
    return debrief(lived.plan, lived.start, lived.store.load("attempt-1").events)


def entries(lived: Rehearsal, kind: type[Kind]) -> list[Kind]:
    return [entry for entry in told(lived).entries if isinstance(entry, kind)]


def only(lived: Rehearsal, kind: type[Kind]) -> Kind:
    (found,) = entries(lived, kind)
    return found


def in_exam(*incidents: object, rules: Rules | None = None, **choices: object) -> Rehearsal:
    lived = Rehearsal(plan_of(*incidents, **choices), rules)  # pyright: ignore[reportArgumentType]
    lived.to_exam()
    return lived


def test_a_scene_tells_what_came_on_what_was_decided_and_what_followed() -> None:
    lived = in_exam(ASKED)
    lived.wait(90)
    lived.do(c.ShowItem, position=2)
    lived.play("asked", "argue", seconds=25)
    scene = only(lived, SceneEntry)
    assert (scene.title, scene.rule, scene.on_the_day) == (ASKED.title, ASKED.rule, ASKED.on_the_day)
    assert (scene.source, scene.unconfirmed, scene.request, scene.finished) == (ASKED.source, True, False, True)
    assert (scene.place.part, scene.place.question, scene.place.used_ms) == ("exam", 2, 90_000)
    assert [(one.kind, one.who, one.spoken, one.text) for one in scene.happened] == [
        ("said", "proctor", True, "What are you looking at?"),
        ("warned", "proctor", False, "Quiet."),
    ]
    assert [one.after for one in scene.happened] == [0, 1]
    assert scene.happened[0].name in ("Ana", "Ben", "Cem")
    (decision,) = scene.decisions
    assert (decision.chosen, decision.good, decision.silent) == ("Argue", False, False)
    assert (decision.told, decision.better) == ("It costs time.", ("Show the desk",))
    (warning,) = scene.warnings
    assert (warning.number, warning.title, warning.said, warning.question) == (1, "No talking", "Quiet.", 2)
    assert scene.cost == Cost(exam_ms=25_000, hidden_ms=0, awake_ms=25_000)
    assert scene.ending is None


def test_a_good_answer_and_a_silent_one_are_told_apart() -> None:
    lived = in_exam(ASKED, incident("more", *ASKED.acts))
    lived.play("asked", "show")
    lived.play("more")
    first, second = [scene.decisions[0] for scene in entries(lived, SceneEntry)]
    assert (first.good, first.silent, first.better) == (True, False, ())
    assert (second.chosen, second.good, second.silent) == ("Argue", False, True)


@pytest.mark.parametrize("setting", ["stands", "runs"])
def test_exam_time_is_charged_only_while_the_clock_runs(setting: str) -> None:
    lived = in_exam(PAUSED, pause_clock=setting)
    lived.wait(60)
    lived.play("paused", seconds=30)
    used = 30_000 if setting == "runs" else 0
    assert only(lived, SceneEntry).cost == Cost(exam_ms=used, hidden_ms=used, awake_ms=30_000)


def test_only_the_covered_part_of_a_scene_is_called_covered() -> None:
    mixed = incident("mixed", *NOISY.acts, Away(text="out"), Warn(rule="hands", text="Hands."))
    lived = in_exam(mixed)
    lived.begin("mixed")
    lived.go_on(after=20)
    lived.go_on(after=70)
    assert only(lived, SceneEntry).cost == Cost(exam_ms=90_000, hidden_ms=70_000, awake_ms=90_000)


def test_a_kill_in_a_scene_costs_nothing_and_the_scene_is_one() -> None:
    lived = in_exam(LOST, fault_clock="runs")
    lived.begin("lost")
    lived.wait(40)
    lived.do(c.Suspend, reason="closed")
    lived.restart("run-2", 3600)
    lived.do(c.Resume)
    lived.go_on(after=10)
    lived.go_on(after=5)
    scene, gap = only(lived, SceneEntry), only(lived, SuspendedEntry)
    # 40 s and 10 s of fault with the clock running, 5 s of a check with it standing; the hour is not exam time.
    assert scene.cost == Cost(exam_ms=50_000, hidden_ms=50_000, awake_ms=55_000)
    assert [one.kind for one in scene.happened] == ["fault", "new_proctor", "recheck"]
    assert (gap.reason, gap.wall_ms) == ("closed", 3_600_000)


def test_a_scene_that_the_exams_end_broke_off_says_so() -> None:
    lived = in_exam(rules=Rules(minutes=2))
    lived.wait(60)
    lived.begin("break", "request")
    lived.wait(300)
    scene = only(lived, SceneEntry)
    assert (scene.request, scene.title, scene.finished) == (True, "Ask for a break", False)
    assert scene.cost == Cost(exam_ms=60_000, hidden_ms=60_000, awake_ms=300_000)
    assert (scene.happened[-1].kind, scene.happened[-1].unfinished) == ("away", True)


def test_an_ending_is_told_with_the_question_and_what_was_done_after_it() -> None:
    lived = in_exam(RINGS)
    lived.do(c.ShowItem, position=4)
    lived.begin("rings")
    lived.go_on("hide", after=5)
    before = told(lived).ending
    assert before is not None
    assert (before.rule, before.question, before.practice, before.by_ladder) == ("phone", 4, False, False)
    lived.wait(200)
    lived.as_practice()
    lived.finish()
    after = told(lived).ending
    assert after is not None
    assert (after.practice, after.seq) == (True, before.seq)
    assert only(lived, SceneEntry).ending == after
    assert only(lived, SceneEntry).cost.exam_ms == 5_000, "deciding what to do then is no exam time"


def test_the_ladder_is_told_both_ways() -> None:
    rules = ("hands", "talk", "hands")
    lived = in_exam(*(incident(f"w{n}", Warn(rule=rule, text=f"{n}")) for n, rule in enumerate(rules)))
    for n in range(3):
        lived.play(f"w{n}")
    debriefed = told(lived)
    assert debriefed.ladder == Ladder("third", 3, 2, 3)
    assert (debriefed.ladder.reached, debriefed.ladder.other_reached) == (True, False)
    assert debriefed.ending is not None
    assert (debriefed.ending.by_ladder, debriefed.ending.rule) == (True, "hands")
    assert [(one.number, one.of_rule, one.rule) for one in debriefed.warnings] == [
        (1, 1, "hands"),
        (2, 1, "talk"),
        (3, 2, "hands"),
    ]
    assert not Ladder("same_rule", 3, 2, 3).reached


def test_steps_that_were_not_right_at_once_are_told_and_the_others_are_not() -> None:
    lived = Rehearsal(plan_of())
    lived.give("identity", "old")
    lived.wait(12)
    lived.give("identity", "licence")
    lived.done("identity")
    lived.give("roster", "Robin Example")
    lived.done("roster")
    lived.give("locker", {})
    step, left = entries(lived, StepEntry)
    assert (step.step.id, step.passed, step.cost) == ("identity", True, Cost(awake_ms=12_000))
    assert [(one.given, one.right, one.told) for one in step.tries] == [
        ("old", False, ("It has expired.",)),
        ("licence", True, ()),
    ]
    assert (step.source, step.place.part, step.place.seqs) == ("https://example.org/identity", "before", (1, 2))
    assert (left.step.id, left.passed, left.unconfirmed) == ("locker", False, True)


def test_what_was_found_is_told_and_is_no_mistake_and_costs_what_putting_it_right_took() -> None:
    lived = Rehearsal(plan_of())
    lived.wait(30)
    lived.give("body", "pockets")
    lived.wait(9)
    lived.give("body", "pockets")
    lived.wait(60)
    lived.give("body", "sleeves")
    lived.done("body")
    lived.give("identity", "photo")
    lived.wait(5)
    lived.give("identity", "old")
    lived.wait(6)
    lived.give("identity", "licence")
    lived.done("identity")
    found, card = entries(lived, StepEntry)
    assert (len(found.refused), found.mistakes, found.cost) == (1, (), Cost(awake_ms=9000))
    assert (len(card.refused), len(card.mistakes), card.cost) == (2, 2, Cost(awake_ms=11_000))


def test_who_is_sent_back_and_leaves_it_undone_has_not_put_it_right() -> None:
    lived = Rehearsal(plan_of())
    lived.give("identity", "old")
    lived.give("identity", "licence")
    lived.done("identity")
    lived.note("day.went_back", step="rules", to="arrive")
    lived.give("identity", "photo")
    assert not only(lived, StepEntry).passed


def test_what_came_up_before_a_wait_is_no_part_of_it() -> None:
    lived = Rehearsal(plan_of(PAUSED))
    lived.done("arrive")
    lived.play("paused", seconds=50)
    lived.wait(8)
    lived.done("reception", skipped_ms=100)
    assert only(lived, WaitEntry).cost == Cost(awake_ms=8000)


def test_waits_are_told_with_their_full_length() -> None:
    lived = Rehearsal(plan_of())
    lived.note("day.time_skipped", ms=1_200_000)
    lived.done("arrive")
    lived.wait(8)
    full = plan_of().wait_minutes(lived.step("reception")) * 60_000  # pyright: ignore[reportArgumentType]
    lived.done("reception", skipped_ms=full - 8000)
    first, second = entries(lived, WaitEntry)
    assert (first.title, first.full_ms, first.skipped_ms) == ("Arrive", 1_200_000, 1_200_000)
    assert (second.title, second.full_ms, second.skipped_ms) == ("Reception", full, full - 8000)
    assert second.cost == Cost(awake_ms=8000)
    assert told(lived).skipped_ms == 1_200_000 + full - 8000


def test_a_wait_in_which_the_program_was_killed_is_told_as_it_was_waited_out() -> None:
    lived = Rehearsal(plan_of())
    lived.done("arrive")
    lived.wait(5)
    lived.restart("run-2", 30)
    lived.wait(8)
    full = plan_of().wait_minutes(lived.step("reception")) * 60_000  # pyright: ignore[reportArgumentType]
    lived.done("reception", skipped_ms=full - 8000)
    wait = only(lived, WaitEntry)
    assert (wait.cost.awake_ms, wait.skipped_ms) == (8000, full - 8000)


def test_a_late_arrival_and_declined_rules_are_told() -> None:
    lived = Rehearsal(plan_of())
    lived.note("day.refused", step="arrive", reason="late")
    assert not only(lived, RefusedEntry).practice
    lived.as_practice()
    lived.note("day.went_back", step="rules", to="seat")
    refused, declined = only(lived, RefusedEntry), only(lived, DeclinedEntry)
    assert (refused.reason, refused.practice) == ("late", True)
    assert (declined.step.id, declined.back_to) == ("rules", "Your seat")
    ending = told(lived).ending
    assert ending is not None
    assert (ending.rule, ending.question, ending.practice) == ("late", 0, True)


def test_observations_are_grouped_counted_and_count_for_nothing() -> None:
    lived = in_exam()
    for ms in (7000, 12_000):
        lived.note("observed.focus_lost", ms=0)
        lived.wait(ms / 1000)
        lived.note("observed.focus_lost", ms=ms)
    lived.note("observed.program", name="A program")
    lived.note("observed.choice_lost", position=3, option="b")
    lived.note("observed.choice_lost", position=5, option="c")
    away, program = entries(lived, ObservedEntry)
    assert (away.what, away.count, away.away_ms, len(away.place.seqs)) == ("focus_lost", 2, 19_000, 4)
    assert (away.title, away.rule, away.on_the_day) == (
        "Another window",
        "Only the exam's window.",
        "Close everything first.",
    )
    assert (program.what, program.count, program.title) == ("program", 1, "")
    assert only(lived, LostEntry).lost == ((3, "b"), (5, "c"))
    debriefed = told(lived)
    assert (debriefed.warnings, debriefed.ending, debriefed.ladder.given) == ((), None, 0)


@pytest.mark.parametrize(
    ("notes", "count", "away_ms"),
    [
        # Begins and ends as they come, and with one of them missing.
        ([(0, 1), (4000, 1), (0, 1), (2000, 1)], 2, 6000),
        ([(0, 1)], 1, 0),
        ([(3000, 1), (2000, 1)], 2, 5000),
        # Gathered: an end, a begin and an end after a begin; a begin and an end on their own.
        ([(0, 1), (9000, 3)], 2, 9000),
        ([(5000, 2)], 1, 5000),
    ],
)
def test_losses_of_the_keyboard_are_counted_once_each(notes: list[tuple[int, int]], count: int, away_ms: int) -> None:
    lived = in_exam()
    for ms, times in notes:
        lived.note("observed.focus_lost", **({"ms": ms} if times == 1 else {"ms": ms, "times": times}))
    seen = only(lived, ObservedEntry)
    assert (seen.count, seen.away_ms) == (count, away_ms)


def test_observations_gathered_in_one_note_are_all_counted() -> None:
    lived = in_exam()
    lived.note("observed.clipboard", what="copy")
    lived.note("observed.clipboard", what="paste", times=3)
    assert only(lived, ObservedEntry).count == 4


def test_what_was_planned_and_did_not_come_up_is_named() -> None:
    lived = in_exam(PAUSED, HANDS_AWAY, NOISY)
    lived.play("hands_away")
    assert [(one.title, one.minute) for one in told(lived).not_reached] == [
        ("Title of paused", 1),
        ("Title of noisy", 13),
    ]


def test_entries_come_in_the_order_of_time_whatever_their_kind() -> None:
    lived = Rehearsal(plan_of(NOISY, PAUSED))
    lived.note("observed.second_display", count=2)
    lived.give("identity", "old")
    lived.to_exam()
    lived.play("noisy")
    lived.do(c.Suspend, reason="closed")
    lived.do(c.Resume)
    lived.play("paused")
    assert [entry.kind for entry in told(lived).entries] == ["observed", "step", "scene", "suspended", "scene"]


def test_staff_see_what_they_would_see_and_no_answer() -> None:
    lived = Rehearsal(plan_of(ASKED))
    lived.give("identity", "old")
    lived.give("identity", "licence")
    lived.done("identity")
    lived.to_exam()
    lived.do(c.AnswerItem, position=1, option="a")
    lived.do(c.MarkItem, position=1, marked=True)
    lived.note("day.read")
    lived.note("candidate.said", text="Hello.")
    lived.play("asked", "argue")
    lived.play("break", source="request")
    lived.note("observed.idle", minutes=5)
    lived.note("observed.choice_lost", position=1, option="b")
    lived.finish()
    seen = told(lived).staff
    assert [one.kind for one in seen] == [
        "day.step_tried",
        "day.step_done",
        "exam.name_confirmed",
        "exam.agreement_accepted",
        "exam.started",
        "candidate.said",
        "scene.said",
        "scene.chosen",
        "scene.warned",
        "scene.begun",
        "scene.said",
        "exam.item_covered",
        "scene.passed",
        "exam.item_covered",
        "scene.passed",
        "exam.item_uncovered",
        "observed.idle",
        "exam.ended",
        "exam.survey_closed",
    ]
    events = lived.store.load("attempt-1").events
    assert all(events[one.seq - 1].at == one.at for one in seen)
    words = {one.kind: one.words for one in seen}
    assert words["scene.chosen"] == "Argue"
    assert words["scene.begun"] == "Ask for a break"
    assert words["day.step_done"] == "Identification"


def test_staff_see_an_aid_and_not_what_only_the_program_knows() -> None:
    lived = in_exam()
    lived.note("aid.used", aid="masking")
    lived.note("observed.not_held", what="keys")
    lived.note("observed.switch", key="Alt+Tab")
    assert [one.kind for one in told(lived).staff][3:] == ["aid.used", "observed.switch"]
    assert [one.what for one in entries(lived, ObservedEntry)] == ["not_held", "switch"]


def test_staff_see_nothing_of_the_days_before() -> None:
    before = TutorialTestStep(id="test", title="The Tutorial Test", days_before=2)
    plan = plan_of()
    lived = Rehearsal(replace(plan, venue=replace(plan.venue, steps=(before, *plan.venue.steps))))
    lived.note("day.step_tried", step="test", given="launch", right=False, told=["expired"])
    lived.done("test")
    lived.done("arrive")
    lived.give("body", "pockets")
    seen = told(lived).staff
    assert [(one.kind, one.words) for one in seen] == [
        ("day.step_done", "Arrive"),
        ("day.step_tried", "Pockets and sleeves"),
    ]
    assert seen[1].body["found"] is True
    assert [entry.kind for entry in told(lived).entries] == ["step", "step"]


def test_a_check_in_that_is_done_once_more_is_told_in_its_scene_and_seen_by_staff() -> None:
    plan = plan_of(LOST, fault_clock="runs")
    lived = Rehearsal(replace(plan, venue=replace(plan.venue, relaunch_steps=("reception", "identity"))))
    lived.to_exam()
    lived.wait(60)
    lived.begin("lost")
    lived.wait(20)
    lived.note("again.begun")
    lived.wait(8)
    lived.note("day.time_skipped", ms=300_000)
    lived.note("again.done", step="reception")
    lived.wait(5)
    lived.note("again.tried", step="identity", given="old", right=False, told=["It has expired."])
    lived.wait(6)
    lived.note("again.tried", step="identity", given="licence", right=True, told=[])
    lived.note("again.done", step="identity")
    lived.go_on()
    lived.go_on(after=10)
    scene, wait, card = only(lived, SceneEntry), only(lived, WaitEntry), only(lived, StepEntry)
    assert [(one.kind, one.text) for one in scene.happened][:2] == [
        ("fault", "The connection is gone."),
        ("checked_in", "Reception; Identification."),
    ]
    assert scene.cost == Cost(exam_ms=39_000, hidden_ms=39_000, awake_ms=49_000)
    assert (wait.title, wait.skipped_ms, wait.place.part) == ("Reception", 300_000, "exam")
    assert wait.cost == Cost(exam_ms=8000, hidden_ms=8000, awake_ms=8000)
    assert (card.place.part, len(card.mistakes), card.passed) == ("exam", 1, True)
    assert card.cost == Cost(exam_ms=6000, hidden_ms=6000, awake_ms=6000)
    assert [one.kind for one in told(lived).staff if one.kind.startswith("again.")] == [
        "again.begun",
        "again.done",
        "again.tried",
        "again.done",
    ]


def test_annotations_stand_at_their_event_and_in_the_entry_about_it() -> None:
    lived = in_exam(PAUSED)
    lived.play("paused")
    lived.finish()
    seq = next(one.seq for one in told(lived).staff if one.kind == "scene.said")
    lived.wait(60)
    lived.note("day.annotated", seq=seq, text="My hands were in view.")
    debriefed = told(lived)
    (row,) = [one for one in debriefed.staff if one.annotations]
    assert (row.seq, row.annotations[0].text) == (seq, "My hands were in view.")
    assert only(lived, SceneEntry).annotations == row.annotations
    assert not any(one.kind == "day.annotated" for one in debriefed.staff)


def test_how_the_questions_were_worked_on() -> None:
    lived = in_exam(rules=Rules(minutes=60))
    for position, option in ((1, "a"), (2, "a"), (3, "a"), (4, "a")):
        lived.do(c.ShowItem, position=position)
        lived.do(c.AnswerItem, position=position, option=option)
        lived.wait(10 * position)
    for position in (3, 4):
        lived.do(c.ShowItem, position=position)
        lived.do(c.MarkItem, position=position, marked=True)
    lived.do(c.ShowItem, position=3)  # looked at again with its mark
    lived.do(c.AnswerItem, position=3, option="b")
    lived.do(c.ShowItem, position=2)
    lived.do(c.AnswerItem, position=2, option="b")
    lived.do(c.ShowItem, position=2)
    lived.do(c.ShowItem, position=1)
    lived.do(c.ShowItem, position=2)  # its last visit changes nothing
    lived.do(c.ShowItem, position=5)
    lived.do(c.AnswerItem, position=5, option="a")
    lived.do(c.AnswerItem, position=5, option="b")  # changed within its only visit
    totals = told(lived).totals
    assert totals.spent_ms == (10_000, 20_000, 30_000, 40_000, 0, 0)
    assert totals.blank == (6,)
    assert (totals.marked, totals.marked_never_revisited) == ((3, 4), (4,))
    assert totals.changed_on_last_visit == (3,)


def test_a_quick_start_has_no_day_and_still_tells_what_was_noticed() -> None:
    lived = Rehearsal(None)
    lived.to_exam()
    lived.note("observed.capture", key="Print Screen")
    lived.do(c.Suspend, reason="closed")
    lived.do(c.Resume)
    lived.finish()
    debriefed = told(lived)
    assert not debriefed.day
    assert [entry.kind for entry in debriefed.entries] == ["observed", "suspended"]
    assert (debriefed.not_reached, debriefed.warnings, debriefed.ending) == ((), (), None)
    assert debrief(None, lived.start, ()).entries == ()
