"""The debrief in words, as text and as JSON: everything told, nobody blamed, keys that others rely on."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC
from html import unescape

import pytest

from cehrs_desktop.application.debriefing import Debriefing, annotate, read_debrief
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.presentation import debrief_card_texts as card_words
from cehrs_desktop.presentation import debrief_texts as page_words
from cehrs_desktop.presentation.day_view import time_at
from cehrs_desktop.presentation.debrief_cards import CardView
from cehrs_desktop.presentation.debrief_export import debrief_file_name, debrief_json, debrief_plain, debrief_text
from cehrs_desktop.presentation.debrief_sheet import debrief_body
from cehrs_desktop.presentation.debrief_view import DebriefView, debrief_view
from cehrs_desktop.presentation.report_texts import NBSP
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.rehearsal.acts import Ask, Choice, Say
from cehrs_desktop.rehearsal.venue import AppointmentStep, Venue, WaitStep
from tests.day_data import shipped_venues
from tests.rehearsed_days import ASKED, HANDS_AWAY, LOST, NOISY, PAUSED, RINGS, VENUE, Rehearsal, incident, plan_of


def whole_day() -> Rehearsal:
    """A day on which something of every kind happens."""
    lived = Rehearsal(
        plan_of(PAUSED, ASKED, LOST, RINGS, NOISY, HANDS_AWAY),
        Rules(minutes=125),
        Accommodations(extra_percent=25, reader=True),
    )
    lived.note("day.time_skipped", ms=1_200_000)
    lived.done("arrive")
    lived.wait(8)
    lived.done("reception", skipped_ms=352_000)
    lived.give("identity", "old")
    lived.give("identity", "licence")
    lived.done("identity")
    lived.give("locker", {"phone": "desk", "card": "desk"})
    lived.done("locker")
    lived.give("body", "pockets")
    lived.note("day.went_back", step="rules", to="seat")
    lived.to_exam()
    lived.wait(70)
    lived.do(c.AnswerItem, position=1, option="a")
    lived.play("paused", seconds=8)
    lived.note("observed.focus_lost", ms=0)
    lived.note("observed.focus_lost", ms=7000)
    lived.play("asked", "argue", seconds=25)
    lived.note("candidate.said", text="I looked at the {screen} <b>.")
    lived.play("break", source="request", seconds=60)
    lived.do(c.ShowItem, position=3)
    lived.play("lost", seconds=45)
    lived.note("observed.choice_lost", position=3, option="c")
    lived.play("rings", "hide", seconds=12)
    lived.as_practice()
    lived.do(c.Suspend, reason="closed")
    lived.do(c.Resume)
    lived.play("noisy", seconds=20)
    lived.finish()
    return lived


LIVED = whole_day()
TOLD = annotate(LIVED.store, "attempt-1", 4, "My other card is at home.", LIVED.at)
VIEW = debrief_view(TOLD, UTC)


def quick_start() -> Debriefing:
    lived = Rehearsal(None)
    lived.to_exam()
    lived.finish()
    return read_debrief(lived.store, "attempt-1")


def card(title: str) -> CardView:
    (found,) = [one for one in VIEW.cards if one.title == title]
    return found


def line(one: CardView, label: str) -> str:
    return dict(one.lines)[label].replace(NBSP, " ")


def all_words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [word for part in value for word in all_words(part)]
    if is_dataclass(value):
        return [word for field in fields(value) for word in all_words(getattr(value, field.name))]
    return []


def test_in_short() -> None:
    told = "\n".join(VIEW.summary).replace(NBSP, " ")
    assert VIEW.ended == "Finished as practice: the real exam would have ended at question 3 (Phone)."
    assert "5 incidents came up, and you asked for something once; 1 more was planned and not reached." in told
    assert "Exam time that went by meanwhile: 1 min 57 s, 1 min of it with the question covered." in told
    assert "1 warning. Under the rule that was chosen, the third of any kind ends an exam." in told
    assert "The program noticed 1 thing by itself. None of it counted for anything." in told
    assert "Waits were shortened by 25 min 52 s in all." in told
    assert "25 % more time, questions read aloud" in VIEW.about.replace(NBSP, " ")


def test_a_scene_says_what_happened_the_rule_what_was_done_the_cost_and_what_to_do() -> None:
    asked = card("Title of asked")
    assert asked.where.replace(NBSP, " ") == "Question 1, after 1 min 10 s of exam time, 8:27:18 AM"
    happened = line(asked, "What happened")
    assert re.fullmatch(r"(Ana|Ben|Cem), aloud: What are you looking at\?\nThe proctor waits\.", happened)
    assert line(asked, "The rule") == "The rule of asked."
    assert line(asked, "What you did").split("\n") == [
        "You chose “Argue”. There was a better way.",
        "It costs time.",
        "Better: “Show the desk”.",
    ]
    assert re.fullmatch(r"Warning 1 \(No talking\)\. (Ana|Ben|Cem): Quiet\.", line(asked, "What followed"))
    assert line(asked, "What it cost") == "25 s of exam time, the question in view. 25 s went by in all."
    assert line(asked, "On the day") == "What to do about asked."
    assert line(asked, "Source") == "https://example.org/asked"
    assert "NHA" in line(asked, "Unconfirmed")


def test_a_standing_clock_is_said_to_cost_nothing() -> None:
    assert line(card("Title of paused"), "What it cost") == "No exam time: the clock stood. 8 s went by in all."
    assert line(card("Ask for a break"), "What it cost").startswith("1 min of exam time, with the question covered.")


def test_every_kind_of_entry_has_its_words() -> None:
    assert {one.kind for one in VIEW.cards} == {"scene", "step", "declined", "wait", "observed", "lost", "suspended"}
    assert line(card("Identification"), "What happened") == "“Expired license” was not accepted. It has expired."
    assert line(card("Identification"), "What you did") == "You then showed one that was accepted."
    told = line(card("Locker"), "What happened")
    assert told == "Phone: its place is “Locker”, not “Desk”. A phone at the desk ends the exam."
    assert "taken back to “Your seat”." in line(card("The rules were not accepted"), "What happened")
    assert "about 20 min" in line(card("A wait at “Arrive”"), "What happened")
    assert "You waited 8 s; on the day" in line(card("A wait at “Reception”"), "What happened")
    away = card("Another window")
    assert "counted for nothing" in line(away, "What happened")
    assert line(away, "Innocent explanations") == "A message of the system."
    assert line(away, "What the rule would be") == "Only the exam's window."
    assert "question 3" in line(card("Choices that were not recorded"), "What happened")
    assert line(card("The exam stood still"), "What it cost") == "No exam time: the clock stood."


def test_titles_are_told_as_they_stood_on_the_screen() -> None:
    titled = tuple(
        replace(step, title="Station {seat} of {name}") if step.id == "identity" else step for step in VENUE.steps
    )
    lived = Rehearsal(replace(plan_of(), venue=replace(VENUE, steps=titled)))
    lived.give("identity", "old")
    view = debrief_view(read_debrief(lived.store, "attempt-1"), UTC)
    assert [one.title for one in view.cards] == ["Station 7 of Robin Example"]
    assert view.staff[0].what.startswith("Station 7 of Robin Example: not accepted.")


def test_a_late_arrival_has_its_words() -> None:
    lived = Rehearsal(plan_of())
    lived.note("day.refused", step="arrive", reason="late")
    lived.as_practice()
    view = debrief_view(read_debrief(lived.store, "attempt-1"), UTC)
    assert view.ended == "Finished as practice: you would have come too late to be admitted to the real exam."
    (late,) = view.cards
    assert late.title == "Too late to be admitted"
    assert line(late, "What you did") == "You went on as practice."
    # What becomes of fee and appointment is the venue's to say; this one says nothing.
    assert line(late, "The rule") == "Nobody is let in after the late limit."


@pytest.mark.parametrize("venue", shipped_venues().venues, ids=lambda venue: venue.id)
def test_what_a_late_arrival_means_is_the_venues_own(venue: Venue) -> None:
    arrival = next(step for step in venue.steps if isinstance(step, AppointmentStep))
    lived = Rehearsal(replace(plan_of(), venue=venue))
    lived.note("day.refused", step=arrival.id, reason="late")
    (late,) = debrief_view(read_debrief(lived.store, "attempt-1"), UTC).cards
    assert arrival.late
    assert line(late, "The rule") == f"Nobody is let in after the late limit. {arrival.late}"
    assert ("fee" in line(late, "The rule")) is (venue.id != "school")


@pytest.mark.parametrize(("skipped_ms", "clock"), [(352_000, "8:06:00 AM"), (0, "8:00:08 AM")])
def test_times_are_those_of_the_clock_on_the_wall_and_that_is_said(skipped_ms: int, clock: str) -> None:
    lived = Rehearsal(plan_of())
    lived.done("arrive")
    lived.wait(8)
    lived.done("reception", skipped_ms=skipped_ms)
    lived.do(c.ConfirmName)
    told = read_debrief(lived.store, "attempt-1")
    view, plain = debrief_view(told, UTC), debrief_json(told)
    (wait,) = view.cards
    assert wait.where.replace(NBSP, " ") == f"Before the exam, {clock}"
    assert [row.time.replace(NBSP, " ") for row in view.staff] == ["8:00:00 AM", clock, clock]
    # Two clocks are told of where there are two.
    assert (page_words.TWO_CLOCKS in view.summary) is (skipped_ms > 0)
    last = json.loads(plain)["staff_events"][-1]
    assert last["at"].endswith("08:00:08Z")
    assert last["wall_clock"].endswith(f"{clock[:-3].zfill(8)}Z")


def test_in_the_middle_of_a_shortened_wait_the_clock_is_ahead_by_its_share() -> None:
    plan = plan_of()
    wait = next(step for step in plan.venue.steps if isinstance(step, WaitStep))
    lived = Rehearsal(plan)
    for step in plan.venue.steps[: plan.venue.steps.index(wait)]:
        lived.done(step.id)
    lived.wait(plan.wait_seconds(wait) / 4)
    lived.note("observed.display_added")
    # The clock that was drawn at that moment.
    drawn = time_at(plan, wait, lived.at.wall_ms, plan.wait_seconds(wait) * 250)
    (seen,) = (one for one in read_debrief(lived.store, "attempt-1").debrief.staff if one.kind.startswith("observed"))
    assert seen.day_ms == drawn.wall_ms
    assert seen.day_ms - seen.at.wall_ms == plan.ahead_ms(wait, 0.25) > 0


def test_a_note_stands_on_its_card_and_in_the_record_with_its_time() -> None:
    (note,) = card("Identification").notes
    assert note.replace(NBSP, " ").endswith("AM: My other card is at home.")
    (row,) = [one for one in VIEW.staff if one.notes]
    assert (row.seq, row.notes) == (4, (note,))
    assert row.what == "Identification: not accepted. It has expired."


def test_a_cards_note_is_stored_with_an_event_that_staff_would_see() -> None:
    seen = {row.seq for row in VIEW.staff}
    lost = card("Choices that were not recorded")
    assert all(one.seq in seen for one in VIEW.cards if one.kind in ("scene", "step", "observed", "suspended"))
    assert lost.seq not in seen, "what only the program knows has its note on the card alone"
    assert len({one.seq for one in VIEW.cards}) == len(VIEW.cards)


def test_the_record_has_a_line_for_every_kind_and_none_unnamed() -> None:
    told = [row.what for row in VIEW.staff]
    assert "Exam started" in told
    assert "Question covered (pause), the clock stands" in told
    assert "Question covered (you were away), the clock runs" in told
    assert "You asked: Ask for a break" in told
    assert "You: I looked at the {screen} <b>." in told
    assert "The real exam would have ended here: It ends here." in told
    assert not [what for what in told if re.match(r"(exam|day|scene|observed|candidate)\.", what)]


def test_every_word_of_the_view_is_in_the_text() -> None:
    text = debrief_text(VIEW)
    for words in all_words(VIEW):
        for part in words.replace(NBSP, " ").split("\n"):
            assert part in text or part in (VIEW.attempt_id, *(one.kind for one in VIEW.cards)), part
    assert "not made, approved or supported by" in text.replace("\n", " ")


def test_the_words_are_calm() -> None:
    for view in (VIEW, debrief_view(quick_start(), UTC)):
        for words in all_words(view):
            assert "!" not in words
            assert "  " not in words.replace("\n", " ")
            assert not re.search(r"\b(cheat|suspicious|violat|guilty|fault of yours)", words, re.IGNORECASE), words


def test_a_quick_start_says_that_there_was_no_day() -> None:
    view = debrief_view(quick_start(), UTC)
    assert "begun without a rehearsed day" in view.summary[0]
    assert (view.cards, view.ended, view.not_reached) == ((), "", ())
    assert "Nothing came up" in debrief_text(view)
    assert debrief_plain(quick_start())["day"] is None


OBSERVED: dict[str, dict[str, Json]] = {
    "focus_lost": {"ms": 7000},
    "second_display": {"count": 2, "clones": False},
    "clipboard": {"what": "copy", "times": 3},
    "program": {"name": "Chat program"},
    "capture": {"key": "Print Screen"},
    "switch": {"key": "Alt+Tab"},
    "idle": {"minutes": 5},
    "not_held": {"what": "keys"},
}


def test_what_was_noticed_in_a_quick_start_has_words_of_its_own() -> None:
    lived = Rehearsal(None)
    lived.to_exam()
    for kind, body in OBSERVED.items():
        lived.note(f"observed.{kind}", **body)
    lived.finish()
    view = debrief_view(read_debrief(lived.store, "attempt-1"), UTC)
    assert len(view.cards) == len(OBSERVED)
    for kind, one in zip(OBSERVED, view.cards, strict=True):
        assert one.title != kind
        labels = [label for label, _ in one.lines]
        assert labels == ["What happened", "What the rule would be", "Innocent explanations", "On the day"]
        lead, what = line(one, "What happened").split("\n")
        assert lead == "Noticed by the program, and counted for nothing."
        assert what != kind
        assert what.endswith((".", ")"))
    by_title = {one.title: line(one, "What happened") for one in view.cards}
    assert by_title["Another window was in front"].endswith("Another window had the keyboard once, for 7 s.")
    assert by_title["Copy or paste was tried"].endswith("Copy was tried in the exam. (3 times)")
    assert "Chat program" in by_title["A program was running that has to be closed"]
    assert "noticed 10 things by itself. None of it counted" in " ".join(view.summary).replace(NBSP, " ")
    # What the program could not hold is its own affair, and no event that staff would see.
    told = [row.what for row in view.staff if row.what.startswith("Noticed: ")]
    assert len(told) == len(OBSERVED) - 1
    assert "Noticed: Copy was tried in the exam. (3 times)" in told


def test_an_aid_is_in_the_record() -> None:
    lived = Rehearsal(None)
    lived.to_exam()
    for aid in ("reader", "line_reader", "masking"):
        lived.note("aid.used", aid=aid)
    lived.finish()
    view = debrief_view(read_debrief(lived.store, "attempt-1"), UTC)
    assert [row.what.partition(": ")[2] for row in view.staff if row.what.startswith("Aid ")] == [
        "reading aloud",
        "line reader",
        "options covered",
    ]
    assert view.cards == ()


def test_where_nobody_decided_the_rehearsal_is_said_to_have_gone_on() -> None:
    lived = Rehearsal(plan_of(ASKED))
    lived.to_exam()
    lived.play("asked", seconds=40)
    (asked,) = debrief_view(read_debrief(lived.store, "attempt-1"), UTC).cards
    assert line(asked, "What you did").startswith(
        "You did not decide in time, so the rehearsal went on with “Argue”. There was a better way."
    )


def test_outside_the_exam_no_question_is_said_to_be_covered() -> None:
    lived = Rehearsal(plan_of(PAUSED))
    lived.play("paused", seconds=30)
    (paused,) = debrief_view(read_debrief(lived.store, "attempt-1"), UTC).cards
    assert "You waited: Show your hands." in line(paused, "What happened")
    assert "covered" not in line(paused, "What happened")


def test_the_json_keys_are_the_published_ones() -> None:
    plain = json.loads(debrief_json(TOLD))
    assert list(plain) == [
        "debrief_version",
        "attempt_id",
        "candidate",
        "day",
        "would_have_ended",
        "warnings",
        "ladder",
        "skipped_seconds",
        "entries",
        "not_reached",
        "staff_events",
        "questions",
    ]
    assert plain["day"] == {"venue": "A made-up place", "level": "realistic", "waits": "short"}
    assert plain["would_have_ended"] == {"question": 3, "reason": "Phone", "finished_as_practice": True}
    assert plain["warnings"][0]["title"] == "No talking"
    assert (plain["ladder"]["given"], plain["ladder"]["reached"]) == (1, False)
    scene = next(entry for entry in plain["entries"] if entry.get("id") == "asked")
    assert scene["cost"] == {"exam_seconds": 25.0, "covered_seconds": 0.0, "awake_seconds": 25.0}
    assert scene["decisions"] == [{"asked": "The proctor waits.", "chosen": "Argue", "good": False, "silent": False}]
    assert {entry["title"]: entry["mistakes"] for entry in plain["entries"] if entry["kind"] == "step"} == {
        "Identification": 1,
        "Locker": 1,
        "Pockets and sleeves": 0,
    }
    noted = next(event for event in plain["staff_events"] if event["event"] == 4)
    assert noted["notes"][0]["text"] == "My other card is at home."
    assert set(plain["questions"]) == {"seconds", "blank", "marked", "marked_never_revisited", "changed_on_last_visit"}
    assert NBSP not in debrief_json(TOLD)


@pytest.mark.parametrize("suffix", ["txt", "json"])
def test_the_file_name_is_allowed_everywhere(suffix: str) -> None:
    assert debrief_file_name(TOLD, suffix) == f"CEHRS debrief Robin Example 2027-01-15.{suffix}"


def test_the_order_of_the_words_is_the_order_of_the_day() -> None:
    seqs = [one.seq for one in VIEW.cards]
    assert seqs == sorted(seqs)
    assert isinstance(VIEW, DebriefView)


def test_what_a_drill_imagines_is_told_by_nobody_and_seen_by_nobody() -> None:
    imagined = "In this drill, you feel unwell."
    stay = Choice(id="stay", label="Stay", good=True, told="")
    ask = Ask(text="What do you do?", choices=(stay,), silent="stay")
    lived = Rehearsal(plan_of(incident("unwell", Say(text=imagined, who="narration"), ask)))
    lived.to_exam()
    lived.play("unwell", "stay")
    view = debrief_view(read_debrief(lived.store, "attempt-1"), UTC)
    assert line(view.cards[0], "What happened") == f"{imagined}\nWhat do you do?"
    assert not [row for row in view.staff if imagined in row.what]


def test_a_killed_program_is_told_by_what_is_known() -> None:
    assert "It went on after 42" in card_words.suspended("closed", 42_000)
    killed = card_words.suspended("interrupted", 42_000)
    assert "went on after" not in killed
    assert "after the last moment that was stored" in killed


@pytest.mark.parametrize(
    ("positions", "told"),
    [
        ((), "Left blank: none."),
        ((7,), "Left blank: 1 (7)."),
        ((1, 2, 4, 6, 7, 8), "Left blank: 6 (1, 2, 4, 6–8)."),
        (tuple(range(2, 125)), "Left blank: 123 (2–124)."),
    ],
)
def test_many_questions_are_told_as_ranges(positions: tuple[int, ...], told: str) -> None:
    assert page_words.questions_line(page_words.BLANK, positions) == told


def test_the_printed_page_says_all_of_the_view_and_takes_no_markup_from_anybody() -> None:
    body = debrief_body(VIEW)
    plain = unescape(re.sub(r"<[^>]+>", "\n", body))
    missing = [text for text in all_words(VIEW) if any(part not in plain for part in text.split("\n"))]
    assert set(missing) <= {VIEW.attempt_id, *(one.kind for one in VIEW.cards)}
    assert "{screen} &lt;b&gt;." in body
