"""Practice as a learner asks for it: what is wished, and the set of items that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar, cast, get_args

from cehrs_desktop.exam.plain import Json

Pool = Literal["any", "never_seen", "missed", "marked", "slow", "guessed", "bookmarked"]
Feedback = Literal["each", "end"]
Difficulty = Literal["easy", "medium", "hard"]
LEVELS = ("recall", "application", "analysis")
MOST_ITEMS, MOST_MINUTES, MOST_RUNS, MOST_EXTRA = 200, 600, 1000, 1000
"""What a wish may ask for at most: more than a form of items, ten hours, every run that anybody will have, and an extra
time in percent that nobody has."""

T = TypeVar("T", bound=str)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a learner asks for. Empty tuples: all. `minutes` 0: untimed. `missed_in` is the number of latest runs that
    ``missed`` looks back over. `pools` are united: an item of any of them may come. `tutor`: after each answer the
    rationale of every option and the source. `blueprint`: domains in the proportion of the test plan. `extra_time`:
    with the extra time that was approved for the learner; a set that was begun has what that was as `extra_percent`.
    `subtopics_in_turn`: subtopics go round, those never met and those met longest ago first (the plan's own sets)."""

    items: int = 20
    minutes: int = 0
    domains: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    difficulties: tuple[Difficulty, ...] = ()
    pools: tuple[Pool, ...] = ("any",)
    missed_in: int = 5
    feedback: Feedback = "each"
    tutor: bool = True
    blueprint: bool = False
    ask_certainty: bool = True
    subtopics_in_turn: bool = False
    extra_time: bool = True
    extra_percent: int = 0

    @property
    def seconds(self) -> int:
        """The time of a timed set, the extra time with it: whole seconds, as the exam counts it."""
        return self.minutes * 60 + self.minutes * 60 * self.extra_percent // 100


@dataclass(frozen=True, slots=True)
class SetSlot:
    """One place in a set: the item in its version and the order of its options."""

    item_id: str
    item_version: int
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PracticeSet:
    """A set that was drawn and begun. `place` is ``practice`` or ``review``; `started_ms` UTC milliseconds."""

    id: str
    candidate_id: str
    place: Literal["practice", "review"]
    started_ms: int
    wish: Wish
    slots: tuple[SetSlot, ...]


def wish_to_plain(wish: Wish) -> dict[str, Json]:
    """A wish as JSON values, to be remembered."""
    return {
        "items": wish.items,
        "minutes": wish.minutes,
        "domains": list(wish.domains),
        "topics": list(wish.topics),
        "levels": list(wish.levels),
        "difficulties": list(wish.difficulties),
        "pools": list(wish.pools),
        "missed_in": wish.missed_in,
        "feedback": wish.feedback,
        "tutor": wish.tutor,
        "blueprint": wish.blueprint,
        "ask_certainty": wish.ask_certainty,
        "subtopics_in_turn": wish.subtopics_in_turn,
        "extra_time": wish.extra_time,
        "extra_percent": wish.extra_percent,
    }


def wish_from_plain(value: Json) -> Wish:
    """The wish that was remembered. Whatever part cannot be read, or asks for the impossible, is as in a new wish."""
    told = value if isinstance(value, dict) else {}
    new = Wish()

    def whole(name: str, default: int, least: int, most: int) -> int:
        found = told.get(name)
        return found if type(found) is int and least <= found <= most else default

    def switch(name: str, default: bool) -> bool:
        found = told.get(name)
        return found if isinstance(found, bool) else default

    def words(name: str) -> tuple[str, ...]:
        found = told.get(name)
        return tuple(dict.fromkeys(one for one in found if isinstance(one, str))) if isinstance(found, list) else ()

    def known(name: str, allowed: tuple[T, ...]) -> tuple[T, ...]:
        found = words(name)
        return tuple(one for one in allowed if one in found)

    return Wish(
        items=whole("items", new.items, 1, MOST_ITEMS),
        minutes=whole("minutes", new.minutes, 0, MOST_MINUTES),
        domains=words("domains"),
        topics=words("topics"),
        levels=known("levels", LEVELS),
        difficulties=known("difficulties", cast("tuple[Difficulty, ...]", get_args(Difficulty))),
        pools=known("pools", cast("tuple[Pool, ...]", get_args(Pool))) or new.pools,
        missed_in=whole("missed_in", new.missed_in, 1, MOST_RUNS),
        feedback="end" if told.get("feedback") == "end" else "each",
        tutor=switch("tutor", new.tutor),
        blueprint=switch("blueprint", new.blueprint),
        ask_certainty=switch("ask_certainty", new.ask_certainty),
        subtopics_in_turn=switch("subtopics_in_turn", new.subtopics_in_turn),
        extra_time=switch("extra_time", new.extra_time),
        extra_percent=whole("extra_percent", 0, 0, MOST_EXTRA),
    )
