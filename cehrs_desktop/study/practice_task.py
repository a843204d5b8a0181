"""One question of a practice set as it is worked: what was chosen, what was marked up, what counts as right."""

from __future__ import annotations

from dataclasses import dataclass

from cehrs_desktop.exam.items import Item
from cehrs_desktop.study.past import Answer, Certainty


@dataclass(frozen=True, slots=True)
class Keys:
    """What was decided about wrong keys: `accepted` pairs of item version and option that count as right too, by
    `(item id, version, option id)`, and `dropped` item versions that count for no result."""

    accepted: frozenset[tuple[str, int, str]] = frozenset()
    dropped: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Task:
    """One question as it is being worked: the choices in their order, time on the screen, how often it came there."""

    choices: tuple[str, ...] = ()
    certainty: Certainty = ""
    marked: bool = False
    visits: int = 0
    spent_ms: int = 0

    @property
    def chosen(self) -> str:
        """The option that is chosen now; empty for none."""
        return self.choices[-1] if self.choices else ""


@dataclass(frozen=True, slots=True)
class Aids:
    """What was struck out and highlighted in one question: a help for reading, gone when the set is left."""

    struck: frozenset[str] = frozenset()
    highlights: tuple[tuple[int, int], ...] = ()


def is_right(item: Item, option: str, keys: Keys = Keys()) -> bool:
    """Whether an option of an item counts as right, by its key and by what was decided about it since."""
    return option == item.key.id or (item.id, item.version, option) in keys.accepted


def task_of(given: Answer) -> Task:
    """What was done with a question whose answer was kept."""
    return Task(given.choices, given.certainty, given.marked, given.visits, given.spent_ms)
