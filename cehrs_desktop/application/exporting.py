"""What a learner takes out of study: entries for a calendar, questions for Anki, tables; and what stays in the program.

A question of a sealed form, of an exam that is open or whose result is held back, or of a set that tells its answers at
the end and is not over, goes into no file. The bytes of the files are made in `files`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeVar, cast, get_args

from cehrs_desktop.application.before_after import entered
from cehrs_desktop.application.studying import DayOf, study_day
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.study.afterwards import Renewal, Retake, renewal, retake
from cehrs_desktop.study.calendar_entries import CalendarEntry, after_entries, exam_entries, plan_entries

if TYPE_CHECKING:
    from cehrs_desktop.application.ports import AttemptStore, Candidate, ItemSource
    from cehrs_desktop.application.study_ports import StudyStore
    from cehrs_desktop.exam.blueprint import Blueprint
    from cehrs_desktop.exam.items import Item
    from cehrs_desktop.study.past import Answer
    from cehrs_desktop.study.plan import Plan

Part = Literal["study", "exam", "after"]
PARTS: tuple[Part, ...] = get_args(Part)

Which = Literal["cards", "bookmarked", "met"]
WHICH: tuple[Which, ...] = get_args(Which)

REMINDERS = (0, 10, 30, 60)
"""Minutes before a study hour; 0: no reminder."""

_CHOICE = "files"
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)

_Word = TypeVar("_Word", bound=str)


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What a learner chose on the page. `study_at` and `exam_at` are times of day (``18:30``), empty: none, the entries
    are for the whole day then, and study has no reminders. `reminder` is one of `REMINDERS`."""

    study_at: str = ""
    exam_at: str = ""
    reminder: int = 10
    parts: tuple[Part, ...] = PARTS
    which: Which = "cards"
    notes: bool = True


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions that may go out, in the order of the deck or of their ids. `kept_back` others stay in the program, and
    `gone` are no longer in the item bank, or their key was given up."""

    items: tuple[Item, ...]
    kept_back: int
    gone: int


@dataclass(frozen=True, slots=True)
class Export:
    """All that may be taken out, read once for a page. `plan` is `None` after a pass; `exam_date` is empty when there
    is none to come; `exam_minutes` have the learner's extra time in them. `kept_back` are the items that stay."""

    person: Candidate
    day: str
    plan: Plan | None
    exam_date: str
    exam_minutes: int
    retake: Retake | None
    renewal: Renewal | None
    blueprint: Blueprint
    questions: Mapping[Which, Questions]
    notes: Mapping[str, str]
    kept_back: frozenset[str]
    answered: bool
    wish: ExportWish

    @property
    def domain_names(self) -> dict[str, str]:
        """The domains' names by id, in the order of the test plan."""
        return {domain.id: domain.name for domain in self.blueprint.domains}


def export_of(
    store: AttemptStore, study: StudyStore, source: ItemSource, person: Candidate, now_ms: int, day_of: DayOf
) -> Export:
    """Read what may be taken out, once cards and plan are up to date. Raises a `StoreError`."""
    told = study_day(store, study, source, person, now_ms, day_of)
    now = entered(study, person.id)
    stock, profile = told.stock, told.profile
    hidden: frozenset[str] = frozenset()
    if told.waiting is not None and told.waiting.practice.wish.feedback == "end":
        hidden = frozenset(item.id for item in told.waiting.items)
    kept_back = stock.sealed | hidden
    cards = [card.item_id for card in told.today.deck.active] + [item_id for item_id, _ in told.today.deck.resting]
    wanted: Mapping[Which, Iterable[str]] = {
        "cards": cards,
        "bookmarked": sorted(stock.bookmarked),
        "met": sorted(stock.pasts),
    }
    to_come = not told.passed_day and profile.exam_date >= told.day
    minutes = stock.blueprint.minutes
    return Export(
        person=person,
        day=told.day,
        plan=None if told.passed_day else told.today.plan,
        exam_date=profile.exam_date if to_come else "",
        exam_minutes=minutes + minutes * stock.extra_percent // 100,
        retake=retake(now.after.failed_days, told.day, wait_fails=now.wait_fails, wait_months=now.wait_months),
        renewal=renewal(now.after.passed_day, now.after.credits, told.day),
        blueprint=stock.blueprint,
        questions={which: _questions(ids, stock.items, kept_back) for which, ids in wanted.items()},
        notes={item_id: note.text for item_id, note in study.notes(person.id).items() if note.text},
        kept_back=kept_back,
        answered=bool(stock.pasts),
        wish=wish_from_plain(profile.choices.get(_CHOICE)),
    )


def _questions(ids: Iterable[str], items: Mapping[str, Item], kept_back: frozenset[str]) -> Questions:
    asked = tuple(ids)
    there = [item_id for item_id in asked if item_id not in kept_back]
    return Questions(
        tuple(items[item_id] for item_id in there if item_id in items),
        len(asked) - len(there),
        sum(item_id not in items for item_id in there),
    )


def entries_of(export: Export, wish: ExportWish) -> Mapping[Part, tuple[CalendarEntry, ...]]:
    """The entries of each part, chosen or not, from today on."""
    who = export.person.id
    alarms = (wish.reminder,) if wish.study_at and wish.reminder else ()
    found: Mapping[Part, tuple[CalendarEntry, ...]] = {
        "study": () if export.plan is None else plan_entries(export.plan, who, start=wish.study_at, alarms=alarms),
        "exam": exam_entries(export.exam_date, who, start=wish.exam_at, minutes=export.exam_minutes),
        "after": after_entries(export.retake, export.renewal, who, export.day),
    }
    return {part: tuple(one for one in entries if one.day >= export.day) for part, entries in found.items()}


def cards_for_anki(export: Export, wish: ExportWish) -> tuple[tuple[Item, str], ...]:
    """The questions that were chosen, with the learner's notes where they are wished."""
    return tuple(
        (item, export.notes.get(item.id, "") if wish.notes else "") for item in export.questions[wish.which].items
    )


def answers_to_take(study: StudyStore, export: Export) -> tuple[Answer, ...]:
    """The learner's answers, but for those to questions that stay in the program, and for the questions of a rehearsal
    that never came onto the screen. Raises a `StoreError`."""
    return tuple(one for one in study.answers(export.person.id) if one.visits and one.item_id not in export.kept_back)


# ---- what was chosen the last time
def keep_wish(study: StudyStore, candidate_id: str, wish: ExportWish) -> None:
    """Remember what was chosen. Raises a `StoreError`."""
    profile = study.study_profile(candidate_id)
    choices = {**profile.choices, _CHOICE: wish_to_plain(wish)}
    if choices != profile.choices:
        study.keep_study_profile(candidate_id, replace(profile, choices=choices))


def wish_to_plain(wish: ExportWish) -> dict[str, Json]:
    """A wish as plain values, for `Profile.choices`."""
    return {
        "study_at": wish.study_at,
        "exam_at": wish.exam_at,
        "reminder": wish.reminder,
        "parts": list(wish.parts),
        "which": wish.which,
        "notes": wish.notes,
    }


def wish_from_plain(value: Json) -> ExportWish:
    """What was chosen, from its plain values; parts that cannot be read are as at first."""
    at_first = ExportWish()
    if not isinstance(value, dict):
        return at_first
    reminder, parts, notes = value.get("reminder"), value.get("parts"), value.get("notes")
    whole = isinstance(reminder, int) and not isinstance(reminder, bool) and reminder in REMINDERS
    return ExportWish(
        _time(value.get("study_at")),
        _time(value.get("exam_at")),
        cast(int, reminder) if whole else at_first.reminder,
        tuple(part for part in PARTS if part in parts) if isinstance(parts, list) else at_first.parts,
        _word(value.get("which"), WHICH, at_first.which),
        notes if isinstance(notes, bool) else at_first.notes,
    )


def _time(value: Json) -> str:
    return value if isinstance(value, str) and _TIME.fullmatch(value) else ""


def _word(value: Json, words: tuple[_Word, ...], otherwise: _Word) -> _Word:
    return next((word for word in words if word == value), otherwise)
