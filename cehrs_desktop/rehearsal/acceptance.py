"""Whether a computer would be accepted for a proctored exam: what was found beside what is published. It informs.

Nothing here ends or blocks anything, and no judgement says more than the sources do: what one publisher accepts and
another refuses "differs", and what a program cannot see whole is never called met. Looking at the computer is
`system.computer`'s; the requirements are data (``resources/venues/computer.json``).

What a `Signal` holds in `value`, by subject:

| subject | value |
| --- | --- |
| system | ``windows``, ``macos``, ``linux``, ``chromeos`` or ``other`` |
| screen | width and height of the largest display in pixels |
| displays, camera, microphone, speakers | how many are there; of displays those that are in use, clones included |
| memory, disk | bytes of memory installed, bytes free where downloads go |
| network | interfaces that are connected |
| vpn, virtual_machine | signs found |
| power | ``mains`` or ``battery`` |
| programs | listed programs that are running |
| administrator | ``yes`` when this account may administer the computer, else ``no`` |
| touch | touch screens |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Subject = Literal[
    "system",
    "screen",
    "displays",
    "camera",
    "microphone",
    "speakers",
    "memory",
    "disk",
    "network",
    "vpn",
    "power",
    "programs",
    "virtual_machine",
    "administrator",
    "touch",
]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
"""Every subject, in the order of the sheet."""

Judgement = Literal["meets", "nothing_against", "may_be_refused", "differs", "not_asked", "not_published"]
"""`nothing_against`: what can be compared fits, but not everything that is published can be seen by a program.
`not_asked`: the computer gave no answer. `not_published`: there is nothing to compare with."""

Where = Literal["firmware", "processor", "network_address", "adapter", "device"]
"""Where a sign is looked for: names in the firmware, flags of the processor, the fixed part of a network card's
address, names and kinds of network adapters, names of disks and graphics devices."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How something is known: the file, key or call that was asked, and its answer as it stands there. An empty
    answer means that there was nothing."""

    place: str
    answer: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that was found, by name. `what` it is and its `innocent` explanation come from the data file."""

    name: str
    what: str = ""
    innocent: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """What was found about one subject (see the table above); `value` is `None` when it could not be asked."""

    subject: Subject
    value: int | str | tuple[int, int] | None
    marks: tuple[Mark, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What one publisher says about one subject.

    `says` in our words; `client` is whose page it is, `source` its address, `as_of` its date or when it was read.
    At most one of the bounds is set: `at_least` and `at_most` for numbers, `one_of` for words, `least_size` for
    pixels. Without any the program cannot compare. `partial`: more is asked than the bound can show.
    """

    says: str
    client: str
    source: str
    as_of: str
    at_least: int | None = None
    at_most: int | None = None
    one_of: tuple[str, ...] = ()
    least_size: tuple[int, int] | None = None
    partial: bool = False

    def met(self, value: int | str | tuple[int, int] | None) -> bool | None:
        """Whether a value is within the bound; `None` when there is no bound for such a value."""
        if isinstance(value, tuple):
            least = self.least_size
            return None if least is None else value[0] >= least[0] and value[1] >= least[1]
        if isinstance(value, str):
            return value in self.one_of if self.one_of else None
        if value is None or (self.at_least is None and self.at_most is None):
            return None
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True, slots=True)
class Topic:
    """What is published about one subject. `disagreement` says where the sources differ in what no program can see;
    `innocent` are explanations that hold for everybody."""

    subject: Subject
    requirements: tuple[Requirement, ...] = ()
    disagreement: str = ""
    innocent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedProgram:
    """A program that may have to be closed: its process `names` in lower case without ``.exe``, and what it is."""

    name: str
    what: str
    innocent: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sign:
    """A text that points to a virtual machine or a private network. `starts`: only at the beginning."""

    subject: Literal["virtual_machine", "vpn"]
    where: Where
    text: str
    starts: bool
    what: str
    innocent: str

    def seen_in(self, text: str) -> bool:
        """Whether the text has this sign; upper and lower case are the same."""
        folded, wanted = text.casefold(), self.text.casefold()
        return folded.startswith(wanted) if self.starts else wanted in folded


@dataclass(frozen=True, slots=True)
class Published:
    """Everything the data file says. Empty, it judges nothing and stops nothing."""

    as_of: str = ""
    about: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    programs: tuple[ListedProgram, ...] = ()
    signs: tuple[Sign, ...] = ()


class RequirementsUnreadable(Exception):
    """What is published could not be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A requirement and whether the signal meets it; `None`: not compared."""

    requirement: Requirement
    met: bool | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the sheet."""

    signal: Signal
    judgement: Judgement
    compared: tuple[Compared, ...]
    disagreement: str
    innocent: tuple[str, ...]


def judge(signals: Iterable[Signal], published: Published) -> tuple[Finding, ...]:
    """Each signal beside what is published about its subject, in the order of the sheet."""
    topics = {topic.subject: topic for topic in published.topics}
    given = sorted(signals, key=lambda signal: SUBJECTS.index(signal.subject))
    return tuple(_finding(signal, topics.get(signal.subject, Topic(signal.subject))) for signal in given)


def _finding(signal: Signal, topic: Topic) -> Finding:
    compared = tuple(Compared(one, one.met(signal.value)) for one in topic.requirements)
    return Finding(signal, _judgement(signal, topic, compared), compared, topic.disagreement, topic.innocent)


def _judgement(signal: Signal, topic: Topic, compared: tuple[Compared, ...]) -> Judgement:
    if signal.value is None:
        return "not_asked"
    if not compared:
        return "not_published"
    answers = [one.met for one in compared]
    if False in answers:
        return "differs" if True in answers else "may_be_refused"
    if topic.disagreement:
        return "differs"
    if True not in answers or any(one.requirement.partial for one in compared):
        return "nothing_against"
    return "meets"
