"""What can happen during an exam, as small acts that scenes are made of. Data; `scenes` plays them.

A scene is a list of acts. An `Ask` chooses what follows. Every act has its words: what is heard or seen is written too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ClockRule = Literal["setting", "break", "runs", "stands"]
"""Whether the exam's clock runs meanwhile: as the plan says, as in a break (it runs, unless breaks are an accommodation
that stops it), or in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Somebody says or writes something: ``proctor``, ``staff`` or ``system``; ``narration`` says what happens and is
    said by nobody. `spoken`: by voice, with the words."""

    kind: Literal["say"] = "say"
    text: str
    who: Literal["proctor", "staff", "system", "narration"] = "proctor"
    spoken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    """A minor warning for breaking `rule` (an id of the deck's rules); the ladder counts it."""

    kind: Literal["warn"] = "warn"
    rule: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndHere:
    """A major event: the real exam would end here. `rule` is an id of the deck's rules."""

    kind: Literal["end"] = "end"
    rule: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The question is covered for some seconds; with `terms` the terms are accepted again before it comes back.
    A full wait lasts `seconds`, a shortened one at most 10."""

    kind: Literal["pause"] = "pause"
    text: str
    seconds: int
    clock: ClockRule = "setting"
    terms: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something breaks: ``frozen`` or ``blank`` screen, ``disconnected``, ``power``. The question is gone for some
    seconds; the clock is the plan's rule for faults unless `clock` says otherwise. With `relaunch` the candidate
    has to start again and check in once more: the venue's `relaunch_steps`, or a short check-in where it names none."""

    kind: Literal["fault"] = "fault"
    what: Literal["frozen", "blank", "disconnected", "power"]
    text: str
    seconds: int
    clock: ClockRule = "setting"
    relaunch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A break: the question is covered and the clock runs (unless breaks are an accommodation that stops it) until
    the candidate comes back."""

    kind: Literal["away"] = "away"
    text: str
    back: str = "I am back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """A check again (room, identity, pockets): each line is to be done, with the question covered. After a break it is
    a part of it: `clock` is ``break`` then."""

    kind: Literal["recheck"] = "recheck"
    text: str
    checks: tuple[str, ...]
    clock: ClockRule = "setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProctor:
    """Another proctor takes over."""

    kind: Literal["new_proctor"] = "new_proctor"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStation:
    """The candidate is moved to another station; question and answers come along."""

    kind: Literal["new_station"] = "new_station"
    text: str
    seconds: int = 60
    clock: ClockRule = "setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Something is heard for some seconds; `text` says what, for everybody who does not hear it."""

    kind: Literal["noise"] = "noise"
    text: str
    sound: Literal["", "voices", "door", "construction", "phone", "cough"] = ""
    seconds: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to an `Ask`. `good`: what one should do on the day; `told` is said in the debrief only."""

    id: str
    label: str
    good: bool
    told: str
    then: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The candidate must decide. Who does not answer within `seconds` gets the choice `silent` (its id). With `covers`
    the question is off the screen meanwhile, and `clock` says whether the exam's clock runs, as in a pause."""

    kind: Literal["ask"] = "ask"
    text: str
    choices: tuple[Choice, ...]
    seconds: int = 60
    silent: str = ""
    covers: bool = False
    clock: ClockRule = "setting"


Act = Say | Warn | EndHere | Pause | Fault | Away | Recheck | NewProctor | NewStation | Noise | Ask
