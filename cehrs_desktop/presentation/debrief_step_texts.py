"""What a debrief says of the steps before and after the exam: what was refused, what was done then, and the rule.

The words of the screens tell somebody what to do next; these look back. What the day had drawn is said to be drawn:
mirrored light and things that are found are nobody's mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from cehrs_desktop.presentation.report_texts import NBSP
from cehrs_desktop.rehearsal.day import Try
from cehrs_desktop.rehearsal.debrief_entries import StepEntry
from cehrs_desktop.rehearsal.venue import (
    CameraStep,
    ChecklistStep,
    CountStep,
    EndSessionStep,
    IdentityStep,
    LaunchStep,
    NameStep,
    SignStep,
    SortStep,
    TutorialTestStep,
)

NOT_DONE = "It was still open when the day was left."
DRAWN = "This was drawn for the rehearsal beforehand and says nothing about you or your room."
GLARE_AGAIN = "The light was mirrored again."
GLARE_RULE = "Every letter of the card has to be readable."
GLARE_ON_THE_DAY = "Tilt the card or turn the lamp away before the picture is taken."


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step in words: what happened, the rule, what was done, and what to do on the day. Each may be empty."""

    happened: str
    rule: str
    did: str
    on_the_day: str


def step_words(entry: StepEntry) -> StepWords:
    """What there is to say of a step at which something was refused."""
    told = _only_glare(entry) or _told(entry)
    return told if entry.passed else StepWords(told.happened, told.rule, NOT_DONE, told.on_the_day)


def _only_glare(entry: StepEntry) -> StepWords | None:
    """Mirrored light and nothing else: at the card's picture, or while it was shown."""
    if not isinstance(entry.step, (CameraStep, IdentityStep)) or entry.mistakes:
        return None
    what, again = ("picture", "took it") if isinstance(entry.step, CameraStep) else ("look at the card", "showed it")
    happened = f"The first {what} had glare, and the print could not be read."
    return StepWords(f"{happened}\n{DRAWN}", GLARE_RULE, f"You {again} again.", GLARE_ON_THE_DAY)


def _told(entry: StepEntry) -> StepWords:
    step, happened = entry.step, "\n".join(dict.fromkeys(_refusals(entry)))
    match step:
        case IdentityStep():
            return StepWords(
                happened,
                "A current government identification with photo and signature is asked for, in the very name of the "
                "booking.",
                "You then showed one that was accepted.",
                "Lay it out the evening before, and look at its date, its signature and each letter of the name.",
            )
        case SortStep():
            return StepWords(
                happened,
                "Nothing comes along but what the venue allows.",
                "You then put everything in its place.",
                "Bring as little as you can. What stays at home has no wrong place.",
            )
        case ChecklistStep():
            return StepWords(
                f"{happened}\n{DRAWN}",
                "What is found has to go before the day goes on.",
                f"You put it right and went on. {_remedies(step, entry.refused)}",
                "Look at the same places yourself before the check, and empty your pockets.",
            )
        case SignStep():
            return StepWords(
                happened,
                "The signature is the name of the booking, letter for letter.",
                "You signed again, with that name.",
                "Write your name as it stands on the booking, without abbreviations.",
            )
        case CountStep(way="out"):
            return StepWords(
                happened,
                "The sheets are counted, and the same number is asked back at the end.",
                "You counted again and gave the right number.",
                "Count the sheets yourself, and say before you begin if one is missing.",
            )
        case CountStep():
            return StepWords(
                happened,
                "Every sheet goes back, the blank ones too.",
                "You then handed in all of them.",
                "Keep the sheets in one pile, and hand in the whole pile.",
            )
        case NameStep():
            return StepWords(
                happened,
                "The name on the screen has to be your own, letter for letter: whose name it is, their exam it is.",
                "The right name was on the screen when you went on.",
                "Read the name letter by letter before you confirm it.",
            )
        case LaunchStep():
            return StepWords(
                happened,
                "The page loads by itself. Loading it anew can end the connection.",
                "You waited, and the exam came.",
                "Count to thirty before you do anything. Then tell the proctor.",
            )
        case EndSessionStep():
            return StepWords(
                happened,
                "The session ends with its button. Until then everything is still recorded.",
                "You ended the session with its button.",
                "Stay seated until the screen says that the session has ended.",
            )
        case TutorialTestStep():
            return _tutorial_test(entry, step)
        case _:
            return StepWords(happened, "", "You put it right and went on.", "")


def _refusals(entry: StepEntry) -> Iterator[str]:
    for one in entry.refused:
        yield from _refusal(entry, one)


def _refusal(entry: StepEntry, one: Try) -> Iterator[str]:
    match entry.step:
        case IdentityStep() if one.told == ("glare",):
            yield "The card that you showed next had glare and had to be shown again, which was drawn beforehand."
        case IdentityStep(cards=cards):
            label = next((card.label for card in cards if card.id == one.given), str(one.given))
            yield f"“{label}” was not accepted. {reasons(one.told)}".strip()
        case SortStep(things=things, places=places):
            labels = {place.id: place.label for place in places}
            placed = cast(dict[str, object], one.given) if isinstance(one.given, dict) else {}
            for thing in things:
                if thing.id in one.told:
                    put = labels.get(str(placed.get(thing.id, "")), "")
                    where = f", not “{put}”" if put else ""
                    yield f"{thing.label}: its place is “{labels.get(thing.right, thing.right)}”{where}. {thing.why}"
        case ChecklistStep(checks=checks):
            label = next((check.label for check in checks if check.id == one.given), "")
            yield f"{label}: {reasons(one.told)}" if label else reasons(one.told)
        case EndSessionStep(told=told) if told:
            yield told
        case _:
            yield reasons(one.told)


def reasons(told: Sequence[str]) -> str:
    """Why something was refused, looking back; the data's own words as they are."""
    return " ".join(_REASONS.get(reason, reason) for reason in told)


_REASONS = {
    "glare": "Light was mirrored on the card, and the print could not be read.",
    "short": "The number that was announced is not the number that lay there: one sheet was missing.",
    "count": "The number that was given is not the number that lay there.",
    "missing": "At first not every sheet that had been handed out was handed in.",
    "not_the_name": "The name that was signed was not the name of the booking.",
    "other_name": "The name on the screen was somebody else's, and it was confirmed at first.",
    "is_right": "The name on the screen was the right one, and was taken for another at first.",
    "reload": "The page was loaded anew while it was still loading.",
    "left_early": "The picture was left while the session was still on. On the day that can void a result.",
}


def _remedies(step: ChecklistStep, refused: tuple[Try, ...]) -> str:
    given = [one.given for one in refused]
    wanted = [check.remedy.rstrip(".") for check in step.checks if check.id in given and check.remedy]
    return f"What was asked for: {'; '.join(wanted)}." if wanted else ""


def _tutorial_test(entry: StepEntry, step: TutorialTestStep) -> StepWords:
    """Refused launches and tests that their own clock ended: nothing of it was a mistake, and nothing was put right."""
    told = [reason for one in entry.refused for reason in one.told]
    by_clock = sum(one.given == "time_over" for one in entry.tries)
    lines: list[str] = []
    if by_clock:
        which = "One test" if by_clock == 1 else f"{by_clock} tests"
        lines.append(f"{which} ended by itself, because its {_minutes(step.minutes)} were over.")
    if refused := told.count("expired"):
        used = "its launch was used" if step.launches == 1 else f"all {step.launches} launches of it were used"
        lines.append(f"It did not open any more, because {used}.{_tries(refused)}")
    if refused := told.count("closed"):
        lines.append(f"It did not open any more, because it was closed for this appointment.{_tries(refused)}")
    often = "once" if step.launches == 1 else f"{step.launches} times"
    limit = f", at the latest {_minutes(step.closes_minutes)} before the appointment" if step.closes_minutes else ""
    return StepWords(
        "\n".join(lines),
        f"It can be launched {often}, for {_minutes(step.minutes)} each{limit}.",
        "You went on with the day. It needs no Tutorial Test.",
        "Use it days before, on the computer and the network of the day, and keep one launch for after a change.",
    )


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if hours == 0 or minutes == 60:
        return f"{minutes}{NBSP}minute{'' if minutes == 1 else 's'}"
    parts = [f"{hours}{NBSP}hour{'' if hours == 1 else 's'}", f"{rest}{NBSP}minutes" if rest else ""]
    return " ".join(part for part in parts if part)


def _tries(count: int) -> str:
    return "" if count == 1 else f" You tried it {count} times."
