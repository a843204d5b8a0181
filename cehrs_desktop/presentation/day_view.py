"""A step of the day as the screens show it: frozen values with every word filled in. Nothing here decides anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cehrs_desktop.exam.events import OtherEvent
from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.report_texts import date_text, moment
from cehrs_desktop.presentation.standin_view import (
    PLACES,
    USUAL_FINDS,
    CardDrawing,
    Drawing,
    FaceDrawing,
    PlaceDrawing,
)
from cehrs_desktop.rehearsal.day import DayState, Message, day_state
from cehrs_desktop.rehearsal.draws import number
from cehrs_desktop.rehearsal.judging import gate, has_glare
from cehrs_desktop.rehearsal.plan import DayPlan, one_letter_off
from cehrs_desktop.rehearsal.venue import (
    AppointmentStep,
    CameraStep,
    Card,
    Check,
    CountStep,
    IdentityStep,
    LaunchStep,
    Step,
    TutorialTestStep,
    WaitStep,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPage:
    """What is around every step, and its own title and paragraphs. `source` is a public address, or empty."""

    venue: str
    who: str
    appointment: str
    title: str
    paragraphs: tuple[str, ...]
    unconfirmed: bool = False
    source: str = ""
    said: tuple[str, ...] = ()
    in_exam: bool = False

    @property
    def spoken(self) -> str:
        """What was said, the title and the words in one, for who hears the page."""
        return " ".join((*self.said, f"{self.title}.", *self.paragraphs))


def page_of(
    plan: DayPlan, state: DayState, step: Step, said: tuple[str, ...] = (), *, in_exam: bool = False
) -> DayPage:
    """The frame of a step; `said` is what was said to the candidate just before it came on. `in_exam`: it is done once
    more in the middle of an exam, whose clock is told apart from the venue's words."""
    texts = tuple(text for text in step.text if not in_exam or words.NOT_RUNNING not in text)
    return DayPage(
        venue=plan.venue.title,
        who=plan.name,
        appointment=words.appointment(moment(plan.appointment_ms)),
        title=filled(step.title, plan, state, step),
        paragraphs=tuple(filled(text, plan, state, step) for text in texts),
        unconfirmed=step.unconfirmed,
        source=step.source,
        said=said,
        in_exam=in_exam,
    )


def said_before(plan: DayPlan, state: DayState, notes: Sequence[OtherEvent]) -> tuple[str, ...]:
    """What was said to the candidate since the step before was left, and after their own last word."""
    left = ("day.step_done", "day.went_back")
    upto = max((n + 1 for n, note in enumerate(notes) if note.other_kind in left), default=0)
    since = state.messages[len(day_state(plan, notes[:upto]).messages) :]
    own = max((n + 1 for n, message in enumerate(since) if message.who == "candidate"), default=0)
    return tuple(_said(message) for message in since[own:])


def _said(message: Message) -> str:
    who = message.name or (words.STAFF if message.who == "staff" else "")
    return f"{who}: {message.text}" if who else message.text


def refused_page(plan: DayPlan, step: Step) -> DayPage:
    """The frame of the page on which the real day has ended."""
    late = step.late if isinstance(step, AppointmentStep) else ""
    return DayPage(
        venue=plan.venue.title,
        who=plan.name,
        appointment=words.appointment(moment(plan.appointment_ms)),
        title=words.REFUSED_TITLE,
        paragraphs=(
            words.too_late(moment(plan.closes_ms)),
            words.refused_rule(plan.late_minutes, step.unconfirmed),
            " ".join(text for text in (words.REFUSED_DAY, late) if text),
            words.REFUSED_HERE,
        ),
        source=step.source,
    )


def filled(text: str, plan: DayPlan, state: DayState, step: Step | None = None) -> str:
    """A text of the venue with its places filled in."""
    counts = [one for one in plan.venue.steps if isinstance(one, CountStep) and one.way == "out"]
    own = step if isinstance(step, CountStep) and step.way == "out" else next(iter(counts), None)
    values = {
        "name": plan.name,
        "seat": str(plan.seat_after(state.moves)),
        "appointment": words.time_text(moment(plan.appointment_ms)),
        "late": words.time_text(moment(plan.closes_ms)),
        "sheets": str(own.sheets) if own else "0",
    }
    # Not str.format: a brace that a venue writes for itself is no error.
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card in the hand as it can be looked at."""

    id: str
    label: str
    name: str
    expires: date
    signed: bool
    photo: bool

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything that can be seen on it, in words."""
        seen = (words.card_name(self.name), words.card_expiry(self.expires))
        seen += (words.SIGNED if self.signed else words.UNSIGNED,)
        return (*seen, words.A_PHOTO) if self.photo else seen

    @property
    def drawing(self) -> CardDrawing:
        """Its front, drawn."""
        return CardDrawing(
            label=self.label,
            name=self.name,
            expires=date_text(self.expires),
            signed=self.signed,
            photographed=self.photo,
        )


def shown_cards(plan: DayPlan, step: IdentityStep) -> tuple[ShownCard, ...]:
    """The cards in the hand, with names and dates as they are printed."""
    return tuple(_shown(plan, card) for card in plan.cards(step))


def _shown(plan: DayPlan, card: Card) -> ShownCard:
    name = plan.name if card.name == "right" else one_letter_off(plan.name, plan.seed)
    return ShownCard(card.id, card.label, name, _expires(plan, card), card.signed, card.photo)


def _expires(plan: DayPlan, card: Card) -> date:
    """An expired card ran out within the last year and a half; one that is good is good for months at least."""
    today = day_of(plan)
    if card.expired:
        return today - timedelta(days=3 + number(plan.seed, f"{card.id} expired", 540))
    return today + timedelta(days=120 + number(plan.seed, f"{card.id} expires", 1800))


def picture_of(plan: DayPlan, state: DayState, step: CameraStep) -> Drawing:
    """What stands in for the camera at a step: the card is the one that was shown."""
    if step.task == "selfie":
        return FaceDrawing()
    if step.task == "room":
        return PlaceDrawing(place="walls")
    front = _card_in_use(plan, state)
    if step.task == "card_back":
        return replace(front, side="back")
    return replace(front, glare=has_glare(plan, state, step))


def _card_in_use(plan: DayPlan, state: DayState) -> CardDrawing:
    for step in plan.venue.steps:
        if isinstance(step, IdentityStep):
            right = [one.given for one in state.tries_at(step.id) if one.right]
            good = [card.id for card in step.cards if not card.refused]
            wanted = right[-1] if right else good[0]
            return next(_shown(plan, card).drawing for card in step.cards if card.id == wanted)
    return CardDrawing(label=words.A_CARD, name=plan.name, expires=date_text(day_of(plan) + timedelta(days=700)))


def place_of(check: Check, *, found: bool) -> PlaceDrawing | None:
    """What is drawn of a check, with what lies there; `None` where there is no drawing of it."""
    for place in PLACES:
        if place == check.picture:
            thing = USUAL_FINDS.get(place)
            return PlaceDrawing(place=place, things=(thing,) if found and thing else ())
    return None


def day_of(plan: DayPlan) -> date:
    """The date of the appointment where the computer is."""
    return moment(plan.appointment_ms).date()


@dataclass(frozen=True, slots=True)
class DayTime:
    """A moment on a step: the clock on the wall, in UTC milliseconds, and how long the step is on, in milliseconds.

    `gate` is ``early``, ``open`` or ``late`` for the appointment, and one of the last two for a Tutorial Test; `share`
    is how much of a wait is over, from 0.0 to 1.0; `waited_ms` is how long it was by the clock on the wall; `ahead` is
    the queue, `None` where there is none.
    """

    wall_ms: int
    elapsed_ms: int = 0
    gate: str = "open"
    share: float = 0.0
    waited_ms: int = 0
    ahead: int | None = None

    @property
    def wall(self) -> datetime:
        """The clock on the wall where the computer is."""
        return moment(self.wall_ms)


def time_at(plan: DayPlan, step: Step, day_ms: int, elapsed_ms: int) -> DayTime:
    """A moment on a step: `day_ms` is the clock on the wall without a shortened wait that is on."""
    match step:
        case WaitStep():
            share = _share(elapsed_ms, plan.wait_seconds(step))
            ahead_ms = plan.ahead_ms(step, share)
            queue = plan.ahead(step, share) if step.queue else None
            return DayTime(day_ms + ahead_ms, elapsed_ms, share=share, waited_ms=elapsed_ms + ahead_ms, ahead=queue)
        case LaunchStep():
            return DayTime(day_ms, elapsed_ms, share=_share(elapsed_ms, plan.launch_seconds(step)))
        case TutorialTestStep():
            return DayTime(day_ms, elapsed_ms, "late" if plan.test_closed(step, day_ms) else "open")
        case _:
            return DayTime(day_ms, elapsed_ms, gate(plan, day_ms))


def _share(elapsed_ms: int, seconds: int) -> float:
    return 1.0 if seconds <= 0 else min(1.0, elapsed_ms / (seconds * 1000))
