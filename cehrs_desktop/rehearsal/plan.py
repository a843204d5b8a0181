"""What is fixed about a rehearsed day when it begins: venue, appointment, waits, level. Stored with the attempt.

The plan holds its venue and incidents whole: editing a venue later changes no attempt that was begun.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from cehrs_desktop.rehearsal.draws import between, number, pick, shuffled
from cehrs_desktop.rehearsal.incidents import Deck, Observation, Planned, Rule, draw_incidents
from cehrs_desktop.rehearsal.venue import (
    Card,
    Check,
    ChecklistStep,
    CountStep,
    IdentityStep,
    LaunchStep,
    NameStep,
    ProgramsStep,
    RunningProgram,
    TutorialTestStep,
    Venue,
    WaitStep,
)

SHORT_WAIT_SECONDS = 8
"""How long a shortened wait lasts at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is chosen before the day begins. All of it is recorded.

    `level` of incidents, ``none`` for a day on which nothing happens; `waits` at their full length or shortened;
    `ladder`: the third minor warning ends an exam, or breaking the same rule more than twice; `pause_clock` and
    `fault_clock`: whether the exam's clock runs in a proctor's pause and in a fault; `audible`: the chat makes a
    sound; `lockdown`, `screen` (``default`` or ``older``) and `only_next_records` as they were; `late_minutes`
    replaces the venue's limit when it is not negative.
    """

    level: str = "realistic"
    waits: Literal["full", "short"] = "short"
    ladder: Literal["third", "same_rule"] = "third"
    pause_clock: Literal["stands", "runs"] = "stands"
    fault_clock: Literal["stands", "runs"] = "stands"
    audible: bool = False
    camera: bool = False
    lockdown: int = 1
    screen: Literal["default", "older"] = "default"
    only_next_records: bool = False
    late_minutes: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """One rehearsed day. `appointment_ms` is UTC milliseconds; `name` is the name of the booking; `level_title` is what
    the deck calls the level of incidents, empty without one."""

    venue: Venue
    choices: Choices
    seed: str
    name: str
    appointment_ms: int
    seat: int
    incidents: tuple[Planned, ...] = ()
    rules: tuple[Rule, ...] = ()
    observations: tuple[Observation, ...] = ()
    level_title: str = ""

    @property
    def late_minutes(self) -> int:
        """Minutes after the appointment from which nobody is let in."""
        return self.venue.late_minutes if self.choices.late_minutes < 0 else self.choices.late_minutes

    @property
    def opens_ms(self) -> int:
        """When the day can begin, UTC milliseconds."""
        return self.appointment_ms - self.venue.opens_minutes * 60_000

    @property
    def closes_ms(self) -> int:
        """From when on it is too late, UTC milliseconds."""
        return self.appointment_ms + self.late_minutes * 60_000

    def test_closes_ms(self, step: TutorialTestStep) -> int:
        """From when on a Tutorial Test is launched no more, on the exam's own day, UTC milliseconds."""
        return self.appointment_ms - step.closes_minutes * 60_000

    def test_closed(self, step: TutorialTestStep, day_ms: int) -> bool:
        """Whether it is launched no more by the clock on the wall (UTC ms). A step of the days before is rehearsed at
        this time of the day, so many days earlier."""
        return day_ms - step.days_before * 24 * 60 * 60_000 > self.test_closes_ms(step)

    # ---- what the seed decides at each step
    def proctor(self, number_of: int) -> str:
        """The name or role of the proctor after so many changes."""
        staff = shuffled(self.seed, "staff", self.venue.staff)
        return staff[number_of % len(staff)]

    def seat_after(self, moves: int) -> int:
        """The station after so many moves."""
        return (self.seat - 1 + 5 * moves) % 24 + 1

    def cards(self, step: IdentityStep) -> tuple[Card, ...]:
        """The cards in the hand: one that is taken at least, and drills."""
        good = [card for card in step.cards if not card.refused]
        first = pick(self.seed, f"{step.id} good", good)
        others = shuffled(self.seed, f"{step.id} others", [card for card in step.cards if card is not first])
        return shuffled(self.seed, f"{step.id} hand", (first, *others[: step.offered - 1]))

    def findings(self, step: ChecklistStep) -> tuple[Check, ...]:
        """The checks at which something is found."""
        with_one = [check for check in step.checks if check.finding]
        return shuffled(self.seed, f"{step.id} findings", with_one)[: step.findings]

    def running(self, step: ProgramsStep) -> tuple[RunningProgram, ...]:
        """The programs on the list to close."""
        return shuffled(self.seed, f"{step.id} running", step.programs)[: step.running]

    def sheets(self, step: CountStep) -> int:
        """How many sheets really lie there."""
        missing = step.short and step.way == "out" and number(self.seed, f"{step.id} short", 3) == 0
        return step.sheets - int(missing)

    def wait_minutes(self, step: WaitStep) -> int:
        """How long the wait is at its full length."""
        return between(self.seed, f"{step.id} minutes", step.shortest, step.longest)

    def wait_seconds(self, step: WaitStep) -> int:
        """How long the wait really lasts: its full length, or shortened."""
        full = self.wait_minutes(step) * 60
        return full if self.choices.waits == "full" else min(full, SHORT_WAIT_SECONDS)

    def ahead_ms(self, step: WaitStep, share: float = 1.0) -> int:
        """By how much a shortened wait puts the clock on the wall ahead when this share of it is over."""
        return round((self.wait_minutes(step) * 60 - self.wait_seconds(step)) * 1000 * share)

    def launch_seconds(self, step: LaunchStep) -> int:
        """How long the launch really waits for the proctor."""
        return step.seconds if self.choices.waits == "full" else min(step.seconds, SHORT_WAIT_SECONDS)

    def ahead(self, step: WaitStep, share: float) -> int:
        """How many are ahead in the queue when this share of the wait is over, from 0.0 to 1.0. It may grow once."""
        first = between(self.seed, f"{step.id} queue", 3, 9)
        more = between(self.seed, f"{step.id} more", 0, 2)
        grows_at = between(self.seed, f"{step.id} grows", 3, 6) / 10
        if share < grows_at:
            return ceil(first * (1 - share))
        return ceil((first * (1 - grows_at) + more) * (1 - min(share, 1.0)) / (1 - grows_at))

    def other_name(self, step: NameStep) -> str:
        """The wrong name on the screen, or empty when it is the right one at once."""
        if not step.other_name or not step.others or number(self.seed, f"{step.id} other", 2):
            return ""
        return pick(self.seed, f"{step.id} who", step.others)

    def glare(self, step_id: str) -> bool:
        """Whether the first picture of a card has glare: always in the hard level, else one time in three."""
        return self.choices.level == "hard" or number(self.seed, f"{step_id} glare", 3) == 0


def one_letter_off(name: str, seed: str) -> str:
    """The name with one letter different, as on a card that does not agree with the booking."""
    letters = [n for n, letter in enumerate(name) if letter.isalpha()]
    if not letters:
        return name + "e"
    # Not the first letter: the difference should take a look to see.
    at = pick(seed, "letter", letters[1:] or letters)
    swaps = dict(zip("aeiynmouszck", "eayimnuozskc", strict=True))
    old = name[at].lower()
    new = swaps.get(old, "e")
    return name[:at] + (new.upper() if name[at].isupper() else new) + name[at + 1 :]


def make_plan(
    venue: Venue, deck: Deck, choices: Choices, *, seed: str, name: str, appointment_ms: int, minutes: int
) -> DayPlan:
    """The plan of a day: what may come up is drawn here, once. `minutes` is the exam's time."""
    steps: Sequence[str] = [step.id for step in venue.steps]
    drawn = ()
    if choices.level != "none":
        drawn = draw_incidents(deck, venue.id, choices.level, seed, minutes=minutes, steps=steps)
    return DayPlan(
        venue=venue,
        choices=choices,
        seed=seed,
        name=name,
        appointment_ms=appointment_ms,
        seat=between(seed, "seat", 1, 24),
        incidents=drawn,
        rules=deck.rules,
        observations=deck.observations,
        level_title=next((level.title for level in deck.levels if level.id == choices.level), ""),
    )
