"""What goes into files and what never does: sealed questions, results before their day, answers not yet told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cehrs_desktop.application import before_after
from cehrs_desktop.application.exporting import (
    Export,
    ExportWish,
    answers_to_take,
    cards_for_anki,
    entries_of,
    export_of,
    keep_wish,
    wish_from_plain,
    wish_to_plain,
)
from cehrs_desktop.application.results import close_attempt
from cehrs_desktop.application.sitting import begin_attempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.presentation import study_files_texts as words
from cehrs_desktop.presentation.study_files_view import calendar_content, study_files_view
from cehrs_desktop.study.afterwards import After
from cehrs_desktop.study.profile import Note
from tests.building import CANDIDATE, BankSource, SteppingClock, moment
from tests.unit.application.test_studying import A_DAY, NOON, Learner, day_of


def read(learner: Learner, now_ms: int = NOON) -> Export:
    return export_of(learner.store, learner.study, learner.source, CANDIDATE, now_ms, day_of)


def taken(learner: Learner, export: Export) -> list[str]:
    return [one.item_id for one in answers_to_take(learner.study, export)]


def enter(learner: Learner, **changes: object) -> None:
    now = before_after.entered(learner.study, CANDIDATE.id)
    before_after.keep_entered(learner.study, CANDIDATE.id, replace(now, after=replace(After(), **changes)))


def test_cards_bookmarks_and_everything_met_with_notes() -> None:
    learner = Learner()
    items = learner.practice("rwrw")
    learner.study.keep_note(CANDIDATE.id, Note(items[0], "", True, 1))
    learner.study.keep_note(CANDIDATE.id, Note(items[1], "Mine", False, 1))
    export = read(learner)
    found = {which: {item.id for item in one.items} for which, one in export.questions.items()}
    assert found == {"cards": {items[1], items[3]}, "bookmarked": {items[0]}, "met": set(items)}
    assert {note for _, note in cards_for_anki(export, ExportWish(notes=True))} == {"", "Mine"}
    assert {note for _, note in cards_for_anki(export, ExportWish(notes=False))} == {""}
    assert taken(learner, export) == items


def test_a_question_of_a_sealed_form_is_in_no_file() -> None:
    learner = Learner()
    items = learner.practice("w" * 40)
    forms = {one.form.name: {slot.item_id for slot in one.form.slots} for one in learner.source.forms()}
    form = max(forms, key=lambda name: len(forms[name] & set(items)))
    sealed = forms[form] & set(items)
    assert sealed
    profile = learner.study.study_profile(CANDIDATE.id)
    learner.study.keep_study_profile(CANDIDATE.id, replace(profile, sealed=1, sealed_forms=(form,)))
    learner.study.keep_note(CANDIDATE.id, Note(min(sealed), "words", True, 1))
    export = read(learner)
    for one in export.questions.values():
        assert not {item.id for item in one.items} & sealed
    assert export.questions["cards"].kept_back == export.questions["met"].kept_back == len(sealed)
    assert set(taken(learner, export)) == set(items) - sealed
    view = study_files_view(export, ExportWish(which="bookmarked"))
    assert not view.anki_ready
    assert view.anki_lines == (words.ALL_STAY, words.kept_back(1))


def test_a_result_that_is_held_back_is_in_no_file_before_its_day() -> None:
    learner = Learner()
    sitting = begin_attempt(
        learner.store, learner.source, SteppingClock(), CANDIDATE, Rules(result="two_days"),
        attempt_id="attempt-1", seed="x", fixed=learner.source.fixed[0],
    )  # fmt: skip
    sitting.do(c.ConfirmName(at=moment()), c.AcceptAgreement(at=moment()), c.StartExam(at=moment()))
    sitting.do(c.AnswerItem(at=moment(5), position=1, option=sitting.items[0].key.id))
    sitting.do(c.SubmitExam(at=moment(9)))
    sitting.do(c.AcknowledgeReminder(at=moment(10)), c.CloseSurvey(at=moment(11), answers=()))
    record = close_attempt(learner.store, "attempt-1")
    assert record.visible_ms is not None
    before = read(learner, record.visible_ms - 1)
    assert not before.answered
    assert taken(learner, before) == []
    assert not any(one.items for one in before.questions.values())
    after = read(learner, record.visible_ms)
    assert sitting.items[0].id in taken(learner, after)
    # The computer's clock goes back: what was told already is kept back again, and comes again.
    again = read(learner, record.visible_ms - 1)
    assert taken(learner, again) == []
    assert not any(one.items for one in again.questions.values())
    # Only what came onto the screen is an answer.
    assert all(one.visits for one in answers_to_take(learner.study, after))


def test_a_set_that_tells_its_answers_at_the_end_stays_until_it_is_over() -> None:
    learner = Learner()
    items = learner.practice("rw", feedback="end", ended=False)
    export = read(learner)
    assert taken(learner, export) == []
    assert (export.questions["met"].items, export.questions["met"].kept_back) == ((), 2)
    other = Learner()
    items = other.practice("rw", ended=False)
    assert taken(other, read(other)) == items, "each answer was told at once"


def test_a_question_that_left_the_bank_is_left_out_and_counted() -> None:
    learner = Learner()
    items = learner.practice("ww")
    learner.day()
    left = tuple(item for item in learner.source.items() if item.id != items[0])
    learner.source = BankSource(left, learner.source.blueprint, fixed=learner.source.fixed)
    export = read(learner)
    assert [item.id for item in export.questions["cards"].items] == [items[1]]
    assert export.questions["cards"].gone == 1
    assert words.gone(1) in study_files_view(export, ExportWish()).anki_lines
    assert taken(learner, export) == items


def test_entries_are_of_the_parts_chosen_with_their_times() -> None:
    learner = Learner("2026-12-06")
    export = read(learner)
    made = entries_of(export, ExportWish(study_at="18:30", exam_at="14:00", reminder=30))
    assert len(made["study"]) == 14
    assert {(one.start, one.alarms) for one in made["study"]} == {("18:30", (30,))}
    assert [(one.kind, one.day, one.start, one.minutes) for one in made["exam"]] == [
        ("checklist", "2026-12-04", "", 0),
        ("exam", "2026-12-06", "14:00", export.blueprint.minutes),
    ]
    assert made["after"] == ()
    plain = entries_of(export, ExportWish(reminder=30))
    assert {(one.start, one.alarms) for one in plain["study"]} == {("", ())}, "no time of day, no reminder"
    content = calendar_content(export, ExportWish(parts=("exam",)))
    assert [title for _, title, _ in content] == ["CEHRS exam: go through the checklists", "CEHRS exam"]
    tomorrow = read(learner, NOON + 13 * A_DAY)
    assert [one.kind for one in entries_of(tomorrow, ExportWish())["exam"]] == ["exam"], "nothing of days that are over"


def test_another_try_and_the_renewal_come_from_what_was_entered() -> None:
    learner = Learner("")
    enter(learner, failed_days=("2026-11-20",))
    export = read(learner)
    assert [one.day for one in entries_of(export, ExportWish())["after"]] == ["2026-12-20"]
    later = read(learner, NOON + 40 * A_DAY)
    assert entries_of(later, ExportWish())["after"] == ()
    (row,) = [row for row in study_files_view(later, ExportWish()).parts if row.part == "after"]
    assert row.why_not == words.AFTER_OVER
    enter(learner, passed_day="2026-11-21")
    passed = read(learner)
    assert [one.kind for one in entries_of(passed, ExportWish())["after"]] == ["renewal"] + ["renewal_reminder"] * 4
    assert passed.plan is None
    view = study_files_view(passed, ExportWish())
    assert [row.why_not for row in view.parts] == [words.PASSED, words.PASSED, ""]
    assert (view.plan_ready, view.plan_line) == (False, words.PASSED)


def test_a_date_that_is_past_gives_no_exam_and_no_minutes_no_study() -> None:
    learner = Learner("2026-11-01")
    profile = learner.study.study_profile(CANDIDATE.id)
    learner.study.keep_study_profile(CANDIDATE.id, replace(profile, minutes=(0, 0, 0, 0, 0, 0, 0)))
    export = read(learner)
    assert not any(entries_of(export, ExportWish()).values())
    view = study_files_view(export, ExportWish())
    assert not view.calendar_ready
    assert view.calendar_line == words.calendar_line(0)
    assert all(row.why_not for row in view.parts)


def test_what_was_chosen_is_remembered_beside_everything_else() -> None:
    learner = Learner()
    wish = ExportWish("18:30", "09:15", 60, ("exam",), "met", notes=False)
    before = learner.study.study_profile(CANDIDATE.id)
    learner.study.keep_study_profile(CANDIDATE.id, replace(before, choices={"other": 1}))
    keep_wish(learner.study, CANDIDATE.id, wish)
    assert read(learner).wish == wish
    assert learner.study.study_profile(CANDIDATE.id).choices["other"] == 1
    assert wish_from_plain(wish_to_plain(wish)) == wish


@pytest.mark.parametrize(
    "odd",
    [
        None, 3, [], {"study_at": "25:00", "exam_at": 9, "reminder": True, "parts": "study", "which": [], "notes": 1},
        {"study_at": "9:00", "reminder": 11, "which": "everything", "exam_at": "１２:00"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_as_at_first(odd: Json) -> None:
    assert wish_from_plain(odd) == ExportWish()
