"""What a debrief is made of: one entry for everything that happened on the day, with what it cost. Values only.

Words that are the data's (a scene's title, its rule, what was told) are in here; all other words are `presentation`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.rehearsal.day import Try
from cehrs_desktop.rehearsal.judging import without_fault
from cehrs_desktop.rehearsal.log_walk import Ending
from cehrs_desktop.rehearsal.venue import Step

Part = Literal["before", "exam", "after"]


def times_of(body: Mapping[str, Json]) -> int:
    """How many observations one note stands for: what comes close together is gathered into one."""
    times = body.get("times", 1)
    return max(1, times) if type(times) is int else 1


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the candidate wrote about an event afterwards, and when."""

    at: Instant
    text: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What something took. `exam_ms`: the exam's clock went on by so much; `hidden_ms` of it with the question off the
    screen; `awake_ms` went by in all, while the program ran."""

    exam_ms: int = 0
    hidden_ms: int = 0
    awake_ms: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.exam_ms + other.exam_ms, self.hidden_ms + other.hidden_ms, self.awake_ms + other.awake_ms)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the day something was. `seqs` are the places in the log that it is about, from 1, the first one naming
    it; `day_ms` is what the clock on the wall of the day said (UTC milliseconds), `question` is the one on the screen
    when it began (0 outside the exam) and `used_ms` the exam's clock then."""

    seqs: tuple[int, ...]
    at: Instant
    day_ms: int
    part: Part
    question: int
    used_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What every entry has. `rule`, `on_the_day` and `source` are the data's and may be empty."""

    place: Place
    cost: Cost = Cost()
    rule: str = ""
    on_the_day: str = ""
    source: str = ""
    unconfirmed: bool = False
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that came on in a scene. `kind` is ``said``, ``warned``, ``ended``, ``new_proctor``, ``checked_in``
    (once more, after a new start: `text` lists the steps) or the kind of an act; `who` (with `name`) said it. `after`
    counts the decisions before it. `unfinished`: it was still on when the scene broke off."""

    kind: str
    text: str
    who: str = ""
    name: str = ""
    spoken: bool = False
    after: int = 0
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What the candidate decided. `silent`: nothing was answered in time; `better` are the labels of good answers."""

    asked: str
    chosen: str
    good: bool
    told: str
    silent: bool
    better: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A warning: which one it was in all and for its rule, and the rule in words."""

    seq: int
    at: Instant
    number: int
    of_rule: int
    rule: str
    title: str
    text: str
    said: str
    question: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneEntry(_Entry):
    """An incident, or what a request led to. `finished`: it was played to its end, not broken off by the exam's."""

    kind: Literal["scene"] = "scene"
    id: str
    title: str
    request: bool
    happened: tuple[Happening, ...]
    decisions: tuple[Decision, ...]
    warnings: tuple[Warned, ...]
    ending: Ending | None
    finished: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEntry(_Entry):
    """A step of the day at which something was refused, or a Tutorial Test was ended by its own clock. `cost` is the
    time from each refusal until the next try. `passed`: it was done in the end."""

    kind: Literal["step"] = "step"
    step: Step
    tries: tuple[Try, ...]
    passed: bool

    @property
    def refused(self) -> tuple[Try, ...]:
        """The tries that were refused."""
        return tuple(one for one in self.tries if not one.right)

    @property
    def mistakes(self) -> tuple[Try, ...]:
        """Those of them that could have been right at once: what the day itself had drawn is no mistake."""
        return tuple(one for one in self.refused if not without_fault(self.step, one))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclinedEntry(_Entry):
    """Rules that were not accepted: the day went back to an earlier step."""

    kind: Literal["declined"] = "declined"
    step: Step
    back_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedEntry(_Entry):
    """The day was refused: too late, or another reason. `practice`: it was gone on with."""

    kind: Literal["refused"] = "refused"
    reason: str
    practice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitEntry(_Entry):
    """A wait of `full_ms` on the day, of which `skipped_ms` were not waited here."""

    kind: Literal["wait"] = "wait"
    title: str
    full_ms: int
    skipped_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedEntry(_Entry):
    """What the program noticed by itself, all of one kind. It counted for nothing. `count` is how often, `away_ms` how
    long the focus was lost in all; `details` are the notes' bodies, in which several may be gathered (`times`);
    `title`, `rule` and `innocent` are empty where the day's data do not name it."""

    kind: Literal["observed"] = "observed"
    what: str
    title: str
    count: int
    away_ms: int
    innocent: tuple[str, ...]
    details: tuple[dict[str, Json], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LostEntry(_Entry):
    """Choices that the rule "only Next records" did not keep: question and option each time."""

    kind: Literal["lost"] = "lost"
    lost: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendedEntry(_Entry):
    """The exam's clock stood because the program did. `wall_ms` is how long; `None`: it was not gone on with."""

    kind: Literal["suspended"] = "suspended"
    reason: str
    wall_ms: int | None


Entry = SceneEntry | StepEntry | DeclinedEntry | RefusedEntry | WaitEntry | ObservedEntry | LostEntry | SuspendedEntry


@dataclass(frozen=True, slots=True)
class NotReached:
    """An incident that was planned and did not come up: its title, and the minute of exam time or the step."""

    title: str
    minute: int
    step: str


@dataclass(frozen=True, slots=True)
class Seen:
    """An event that staff would see, at its place in the log. `kind` and `body` say what; `words` are what the data
    call it, and `name` is who spoke. `day_ms` is what the clock on the wall of the day said, UTC milliseconds."""

    seq: int
    at: Instant
    day_ms: int
    kind: str
    body: dict[str, Json]
    words: str
    name: str
    question: int
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The warnings against both published rules. `ends` is the number that ends an exam."""

    rule: Literal["third", "same_rule"]
    given: int
    most_of_one_rule: int
    ends: int

    @property
    def reached(self) -> bool:
        """Whether the rule that was chosen ends an exam with these warnings."""
        return (self.given if self.rule == "third" else self.most_of_one_rule) >= self.ends

    @property
    def other_reached(self) -> bool:
        """Whether the other published rule would."""
        return (self.most_of_one_rule if self.rule == "third" else self.given) >= self.ends


@dataclass(frozen=True, slots=True)
class Totals:
    """How the questions were worked on: milliseconds on each in the form's order, and positions from 1.

    `marked_never_revisited`: marked at the end, and not looked at again after the mark was set;
    `changed_on_last_visit`: an answer that stood was replaced when the question was seen for the last time.
    """

    spent_ms: tuple[int, ...] = ()
    blank: tuple[int, ...] = ()
    marked: tuple[int, ...] = ()
    marked_never_revisited: tuple[int, ...] = ()
    changed_on_last_visit: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Debrief:
    """A whole debrief; entries and what staff would see are in the order of time. `day`: there was a rehearsed day."""

    day: bool
    entries: tuple[Entry, ...] = ()
    warnings: tuple[Warned, ...] = ()
    ladder: Ladder = Ladder("third", 0, 0, 3)
    ending: Ending | None = None
    not_reached: tuple[NotReached, ...] = ()
    staff: tuple[Seen, ...] = ()
    totals: Totals = Totals()
    skipped_ms: int = 0

    @property
    def scene_cost(self) -> Cost:
        """What all scenes cost together."""
        return sum((entry.cost for entry in self.entries if isinstance(entry, SceneEntry)), Cost())
