"""A venue: the steps of its day in order, its house rules and what may be asked of its staff.

A venue is data (``resources/venues``); what tells the three apart stands there and nowhere in code. The program knows
the kinds of steps below and draws each one; a venue says which, in what order, with what words. ``{name}``, ``{seat}``,
``{appointment}``, ``{late}`` (both times of day) and ``{sheets}`` in its words are filled in when they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cehrs_desktop.rehearsal.acts import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What every step has: `id` is unique in the venue, `text` its paragraphs. `source` is a public address, or
    empty; `unconfirmed`: nobody outside knows whether NHA's own day has this step so."""

    id: str
    title: str
    text: tuple[str, ...] = ()
    source: str = ""
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStep(_Step):
    """Something to read, and one button."""

    kind: Literal["page"] = "page"
    button: str = "Continue"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentStep(_Step):
    """Arrive or launch: possible from the venue's opening until its late limit, by the clock on the wall. `late` says
    what coming later means at this venue, and how much of that is known."""

    kind: Literal["appointment"] = "appointment"
    button: str = "I am here"
    late: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An identification in the candidate's hand. `name` is ``right`` or ``one_letter`` (one letter differs from the
    booking); `refused` says why staff will not take it, empty when they will. `photo`: a picture of a card."""

    id: str
    label: str
    name: Literal["right", "one_letter"] = "right"
    expired: bool = False
    signed: bool = True
    photo: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityStep(_Step):
    """Choose the identification to show: every card that is `refused` is a drill. `offered` of them are in the hand,
    drawn by seed, one that is taken always among them. `glare`: the picture of the card may have to be taken again."""

    kind: Literal["identity"] = "identity"
    cards: tuple[Card, ...]
    offered: int = 4
    glare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a thing can go."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something the candidate brought: `right` is the place where it belongs, `why` the reason."""

    id: str
    label: str
    right: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SortStep(_Step):
    """Put each thing in its place; what is in the wrong one is told and put right before going on."""

    kind: Literal["sort"] = "sort"
    places: tuple[Place, ...]
    things: tuple[Thing, ...]


Picture = Literal[
    "", "walls", "floor", "desk", "under", "behind", "mirror",
    "ears", "wrists", "glasses", "pockets", "sleeves", "wand",
]  # fmt: skip
"""What is drawn beside a check: nothing, a view of a room, or what is shown of oneself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to do or show. `finding` is what staff notice there (empty: nothing); it must be removed: `remedy`.
    `picture` is what is drawn beside it."""

    id: str
    label: str
    detail: str = ""
    finding: str = ""
    remedy: str = ""
    picture: Picture = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistStep(_Step):
    """Do or show each thing, one after the other. `findings` of those that have one come up, drawn by seed.
    `camera` is ``room`` when they are shown to a camera."""

    kind: Literal["checklist"] = "checklist"
    checks: tuple[Check, ...]
    findings: int = 0
    camera: Literal["", "room"] = ""
    done: str = "Done"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignStep(_Step):
    """Sign the roster: the name is typed as it stands on the identification."""

    kind: Literal["sign"] = "sign"
    button: str = "Sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountStep(_Step):
    """Scratch paper: ``out`` counts what is handed out, ``in`` hands all of it in again. `sheets` are announced;
    with `short` a drawn few times one sheet fewer lies there than was said."""

    kind: Literal["count"] = "count"
    way: Literal["out", "in"]
    sheets: int = 2
    short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameStep(_Step):
    """The seat, and the name on its screen. With `other_name` a drawn few times it is somebody else's."""

    kind: Literal["name"] = "name"
    other_name: bool = False
    others: tuple[str, ...] = ("Jordan Sample",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemStep(_Step):
    """The system check page: what this computer really has, against what is published."""

    kind: Literal["system"] = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class TutorialTestStep(_Step):
    """The launch tried out with five general questions, or gone on without. `launches` of `minutes` each; none later
    than `closes_minutes` before the appointment. A step of the days before is rehearsed as `days_before` of them; with
    0 it is on the day itself, and the clock on the wall decides."""

    kind: Literal["tutorial_test"] = "tutorial_test"
    launches: int = 3
    minutes: int = 15
    closes_minutes: int = 150
    days_before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningProgram:
    """A program that a secure browser would want closed."""

    id: str
    label: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramsStep(_Step):
    """Close each program on the list; `running` of `programs` are on it, drawn by seed."""

    kind: Literal["programs"] = "programs"
    programs: tuple[RunningProgram, ...]
    running: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraStep(_Step):
    """A picture by the optional camera or a drawn stand-in: ``selfie``, ``card_front``, ``card_back`` or ``room``.
    With `glare` the first picture of a card is refused in the hard level, in others a drawn few times."""

    kind: Literal["camera"] = "camera"
    task: Literal["selfie", "card_front", "card_back", "room"]
    glare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitStep(_Step):
    """Wait from `shortest` to `longest` minutes, drawn by seed. `queue`: how many are ahead is shown, and changes."""

    kind: Literal["wait"] = "wait"
    shortest: int
    longest: int
    queue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptStep(_Step):
    """Rules to accept; who does not is taken back to the step `back_to`."""

    kind: Literal["accept"] = "accept"
    rules: tuple[str, ...]
    back_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchStep(_Step):
    """The proctor enables the launch after `seconds`; a blank page follows for a moment."""

    kind: Literal["launch"] = "launch"
    seconds: int = 8
    button: str = "Launch the exam"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamStep(_Step):
    """Agreement, tutorial, exam, reminder and survey. What comes after it in a venue happens after the survey."""

    kind: Literal["exam"] = "exam"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSessionStep(_Step):
    """The proctoring session is to be ended by its own button before anybody stands up."""

    kind: Literal["end_session"] = "end_session"
    button: str = "End Proctoring Session"
    leave: str = "Stand up and leave"
    told: str = ""


Step = (
    PageStep
    | AppointmentStep
    | IdentityStep
    | SortStep
    | ChecklistStep
    | SignStep
    | CountStep
    | NameStep
    | SystemStep
    | TutorialTestStep
    | ProgramsStep
    | CameraStep
    | WaitStep
    | AcceptStep
    | LaunchStep
    | ExamStep
    | EndSessionStep
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a candidate may ask of the staff during the exam, and what then happens."""

    id: str
    label: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A place where the exam is sat. `opens_minutes` before the appointment the day can begin; `late_minutes` after it
    nobody is let in. `contact` says how staff are reached: ``chat``, or by a raised ``hand``. `staff` are the names or
    roles that may appear. `unconfirmed` are lines about what nobody outside knows. In a list, the smallest `order` is
    first. `relaunch_steps` are the ids of steps before the exam that are done once more when a candidate has to start
    again in the middle of it; without any, a short check-in takes their place. `soundness` says whether the steps make
    a day."""

    id: str
    title: str
    summary: str
    opens_minutes: int
    late_minutes: int
    contact: Literal["chat", "hand"]
    staff: tuple[str, ...]
    house_rules: tuple[str, ...]
    steps: tuple[Step, ...]
    requests: tuple[Request, ...] = ()
    scratch_pad: bool = False
    relaunch_steps: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    order: int = 100
    version: str = "1"

    @property
    def exam_at(self) -> int:
        """The index of the exam among the steps."""
        return next(n for n, step in enumerate(self.steps) if isinstance(step, ExamStep))
