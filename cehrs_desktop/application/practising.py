"""Practice sets in use: draw one from what is there, keep every answer before it is shown as kept, go on after a break.

Everything here reads or writes the store and belongs on its thread; the run itself is a value (`study.practice_run`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from cehrs_desktop.application.exposing import Exposure, exposure_of
from cehrs_desktop.application.remembering import remembered
from cehrs_desktop.application.study_log import catch_up, keys_of
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.psychometrics.scoring import item_difficulty, right_probability
from cehrs_desktop.study import practice_run
from cehrs_desktop.study.drawing import Drawn, draw, set_slots
from cehrs_desktop.study.practice import Difficulty, PracticeSet, SetSlot, Wish, wish_from_plain, wish_to_plain
from cehrs_desktop.study.practice_run import PracticeRun
from cehrs_desktop.study.practice_task import Keys

if TYPE_CHECKING:
    from cehrs_desktop.application.ports import AttemptStore, ItemSource
    from cehrs_desktop.application.study_ports import StoredSet, StudyStore
    from cehrs_desktop.exam.blueprint import Blueprint
    from cehrs_desktop.exam.items import Item
    from cehrs_desktop.psychometrics.parameters import ParameterSet
    from cehrs_desktop.study.past import ItemPast

EASY, HARD = 0.75, 0.50
"""A person at the pass line answers an easy item right with at least this chance, a hard one with less than that."""

_CHOICE = "practice"


class NothingToPractise(Exception):
    """No item is left to make a set of."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What sets are drawn from, read once for a page: the items by id, the learner's past, the learner's runs so far,
    what is sealed and what is left, and what the test plan and the parameters say. Items whose key was dropped are left
    out. `extra_percent` is the extra time that was approved for the learner."""

    items: Mapping[str, Item]
    pasts: Mapping[str, ItemPast]
    bookmarked: frozenset[str]
    exposure: Exposure
    runs: int
    difficulty: Callable[[Item], Difficulty]
    blueprint: Blueprint
    keys: Keys
    extra_percent: int = 0

    @property
    def sealed(self) -> frozenset[str]:
        """The items that are never drawn."""
        return self.exposure.sealed_items


def stock_of(
    store: AttemptStore,
    study: StudyStore,
    source: ItemSource,
    candidate_id: str,
    today: str,
    now_ms: int | None = None,
) -> Stock:
    """What is there for a learner. Rehearsals that are over are taken over first. `today` is an ISO date, `now_ms` the
    moment (UTC): results that are held back until later are in nothing here.

    A page that asks more than once hands in a source that was `remembered`. Raises a `StoreError`.
    """
    catch_up(store, study, candidate_id, now_ms)
    source = remembered(source)
    keys = keys_of(store.corrections())
    pasts = study.item_pasts(candidate_id)
    parameters = source.parameters
    granted = store.profile(candidate_id)
    return Stock(
        items={item.id: item for item in source.items() if (item.id, item.version) not in keys.dropped},
        pasts=pasts,
        bookmarked=frozenset(note.item_id for note in study.notes(candidate_id).values() if note.bookmarked),
        exposure=exposure_of(store, study, source, candidate_id, today, pasts.keys(), now_ms),
        runs=max((run.ordinal for run in study.runs(candidate_id)), default=0),
        difficulty=lambda item: difficulty_word(item, parameters),
        blueprint=source.blueprint,
        keys=keys,
        extra_percent=granted.extra_percent if granted else 0,
    )


def difficulty_word(item: Item, parameters: ParameterSet) -> Difficulty:
    """How hard an item is, in a word, by the chance with which a person at the pass line answers it right."""
    chance = right_probability(parameters.theta_cut, item_difficulty(item, parameters))
    return "easy" if chance >= EASY else "hard" if chance < HARD else "medium"


def drawn(stock: Stock, wish: Wish, seed: str) -> Drawn:
    """Draw what is wished. Reads nothing and keeps nothing: good for saying how much there is, too."""
    return draw(
        wish,
        tuple(stock.items.values()),
        stock.pasts,
        stock.bookmarked,
        stock.sealed,
        stock.runs,
        stock.difficulty,
        stock.blueprint,
        seed,
    )


def begin(
    study: StudyStore, stock: Stock, candidate_id: str, wish: Wish, chosen: Drawn, set_id: str, at: Instant
) -> PracticeRun:
    """Begin the set that was drawn. What a learner wished is remembered elsewhere: the plan wishes too.

    Raises `NothingToPractise` for a set without questions, or a `StoreError`.
    """
    return _begin(study, stock, candidate_id, "practice", wish, chosen.slots, set_id, at)


def remember_wish(study: StudyStore, candidate_id: str, wish: Wish) -> None:
    """Remember what is asked for, whether a set is begun or not. Raises a `StoreError`."""
    profile = study.study_profile(candidate_id)
    choices = {**profile.choices, _CHOICE: wish_to_plain(wish)}
    if choices != profile.choices:
        study.keep_study_profile(candidate_id, replace(profile, choices=choices))


def begin_review(
    study: StudyStore,
    stock: Stock,
    candidate_id: str,
    item_ids: Sequence[str],
    set_id: str,
    at: Instant,
    wish: Wish = Wish(),
) -> tuple[PracticeRun, tuple[str, ...]]:
    """Begin a review of these items in this order, in their present version.

    The ids that rest come back beside it: of items that are no longer in the pack, or sealed by now.
    Raises `NothingToPractise` when all of them rest, or a `StoreError`.
    """
    asked = tuple(dict.fromkeys(item_ids))
    there = [item_id for item_id in asked if item_id in stock.items and item_id not in stock.sealed]
    slots = set_slots((stock.items[item_id] for item_id in there), set_id)
    run = _begin(study, stock, candidate_id, "review", replace(wish, items=len(there)), slots, set_id, at)
    return run, tuple(item_id for item_id in asked if item_id not in there)


def _begin(
    study: StudyStore,
    stock: Stock,
    candidate_id: str,
    place: Literal["practice", "review"],
    wish: Wish,
    slots: tuple[SetSlot, ...],
    set_id: str,
    at: Instant,
) -> PracticeRun:
    if not slots:
        raise NothingToPractise
    items = tuple(stock.items[slot.item_id] for slot in slots)
    if wish.minutes and wish.extra_time:
        # As an attempt does, a set keeps what was approved when it was begun.
        wish = replace(wish, extra_percent=stock.extra_percent)
    practice = PracticeSet(set_id, candidate_id, place, at.wall_ms, wish, slots)
    run = practice_run.begun(practice, items, at, stock.pasts.keys(), stock.keys)
    study.begin_set(practice, items)
    return run


def last_wish(study: StudyStore, candidate_id: str) -> Wish:
    """What the learner asked for the last time; a new wish when they never did."""
    return wish_from_plain(study.study_profile(candidate_id).choices.get(_CHOICE))


def open_run(store: AttemptStore, study: StudyStore, candidate_id: str) -> PracticeRun | None:
    """The learner's set that is not over, paused where it was left; with its own items, whatever the pack holds now."""
    stored = study.open_set(candidate_id)
    return None if stored is None else _resumed(store, study, stored)


def past_run(store: AttemptStore, study: StudyStore, set_id: str) -> PracticeRun:
    """A set as it stands in the store, over or not. Raises `AttemptUnknown`."""
    return _resumed(store, study, study.load_set(set_id))


def _resumed(store: AttemptStore, study: StudyStore, stored: StoredSet) -> PracticeRun:
    practice = stored.practice
    new = {answer.item_id for answer in stored.answers if not answer.seen_before}
    met = study.item_pasts(practice.candidate_id).keys() - new if stored.state == "open" else frozenset[str]()
    return practice_run.resumed(
        practice,
        stored.items,
        stored.answers,
        stored.spent_ms,
        met,
        keys_of(store.corrections()),
        over=stored.state != "open",
    )


def keep_answer(study: StudyStore, run: PracticeRun, at: Instant) -> PracticeRun:
    """Give what is chosen as the answer, and keep it. When time is over the set ends, and what is chosen counts.

    The run as it was comes back, but for its time, when there is nothing to keep. Raises a `StoreError`.
    """
    if not run.over and run.out_of_time(at):
        return end(study, run, at)
    after, given = practice_run.answer(run, at)
    if given is None:
        return after
    return practice_run.kept(after, study.keep_answer(run.practice.candidate_id, given, after.spent_ms()))


def move(study: StudyStore, run: PracticeRun, position: int, at: Instant) -> PracticeRun:
    """Go to another question. With feedback at the end, what was chosen on this one is kept first."""
    if run.wish.feedback == "end" or run.out_of_time(at):
        run = keep_answer(study, run, at)
    return practice_run.show(run, position, at)


def pause(study: StudyStore, run: PracticeRun, at: Instant) -> PracticeRun:
    """Stop the clock and keep it. Raises a `StoreError`."""
    paused = practice_run.pause(run, at)
    if not run.over:
        study.keep_clock(run.practice.id, paused.spent_ms())
    return paused


def end(study: StudyStore, run: PracticeRun, at: Instant) -> PracticeRun:
    """End the set; what is chosen and not kept yet is kept. Nothing happens to one that is over already."""
    if run.over:
        return run
    after, given = practice_run.finish(run, at)
    for one in given:
        after = practice_run.kept(after, study.keep_answer(run.practice.candidate_id, one, after.spent_ms()))
    study.end_set(run.practice.id, after.spent_ms())
    return after
