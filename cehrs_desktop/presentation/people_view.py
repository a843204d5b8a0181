"""What the page about learners says about one of them, in lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from cehrs_desktop.presentation import people_texts as words
from cehrs_desktop.presentation.day_texts import MAY_BREAK
from cehrs_desktop.presentation.report_texts import date_text, moment, moment_text

if TYPE_CHECKING:
    from cehrs_desktop.application.attempt_line import AttemptLine
    from cehrs_desktop.application.learners import Learner, PinTried
    from cehrs_desktop.application.people_ports import Erased, ErasePlan, PinState


_LONG_WORD = re.compile(r"[^\s/-]{24}(?=[^\s/-])")


def may_break(text: str) -> str:
    """A text in which a name of one endless word does not make the page wider than the window."""
    return _LONG_WORD.sub(lambda found: found.group() + MAY_BREAK, text)


def count(number: int, one: str, more: str) -> str:
    """A number with its word."""
    return f"{number:,} {one if number == 1 else more}"


def learner_line(learner: Learner) -> str:
    """The counts of a learner, when the first rehearsal was, and whether there is a PIN."""
    since = "" if learner.since_ms is None else f" since {date_text(moment(learner.since_ms).date())}"
    counts = (
        count(learner.attempts, "rehearsal", "rehearsals") + since,
        count(learner.answers, "answer kept for study", "answers kept for study"),
        "PIN set" if learner.pin.is_set else "no PIN",
    )
    return "; ".join(counts)


def pin_lines(pin: PinState) -> tuple[str, ...]:
    """Whether there is a PIN, and what was asked about it."""
    if not pin.is_set:
        return (words.NO_PIN,)
    if pin.removal_at_ms is None:
        return (words.HAS_PIN,)
    return words.HAS_PIN, words.removal(moment_text(moment(pin.removal_at_ms)))


def refused_line(tried: PinTried) -> str:
    """Why a PIN did not open anything, and when the next try is listened to."""
    if tried.early:
        return f"Wait {words.wait_text(tried.wait_ms)} before the next try. This PIN was not looked at."
    if tried.wait_ms:
        return f"The PIN is wrong. Wait {words.wait_text(tried.wait_ms)} before the next try."
    return "The PIN is wrong."


def plan_lines(plan: ErasePlan) -> tuple[str, ...]:
    """What erasing takes with it."""
    gone = ", ".join(
        (
            count(plan.attempts, "rehearsal", "rehearsals"),
            count(plan.answers, "answer", "answers"),
            count(plan.notes, "note", "notes"),
        )
    )
    lines = [f"Erased: the name, {gone}, the plan, review cards, accommodations, settings for study and the PIN."]
    if plan.rewritten:
        lines.append("Backups rewritten without this learner: " + _names(plan.rewritten))
    if plan.removed:
        lines.append("Backups that cannot be read and are therefore removed: " + _names(plan.removed))
    if not plan.rewritten and not plan.removed:
        lines.append("No backup has to be changed.")
    return (*lines, words.CANNOT_UNDO)


def erased_lines(erased: Erased) -> tuple[str, ...]:
    """What was done, what failed, and what is out of reach."""
    lines: list[str] = []
    if erased.failed:
        lines += [words.NOT_ERASED, "Not rewritten and not removed: " + _names(erased.failed)]
    else:
        lines.append("Everything about the learner is gone from the program's data.")
    if erased.rewritten:
        lines.append("Backups rewritten: " + _names(erased.rewritten))
    if erased.removed:
        lines.append("Backups removed: " + _names(erased.removed))
    if not erased.swept:
        lines.append(words.NOT_SWEPT)
    return (*lines, words.OUT_OF_REACH)


def saved_text(file: str, attempts: int, left: Sequence[AttemptLine], damaged_sets: int) -> str:
    """What is in a learner's file, and what stayed behind and why."""
    lines = [f"Saved: {file}, with {count(attempts, 'rehearsal', 'rehearsals')} and all of study."]
    for line in left:
        why = "it is not over" if line.state == "open" else "it is damaged"
        lines.append(f"Not in it: the rehearsal begun {moment_text(moment(line.created_ms))}, because {why}.")
    if damaged_sets:
        lines.append(f"Not in it: {count(damaged_sets, 'practice set', 'practice sets')}, because of damage.")
    return "\n".join(lines)


def _names(paths: tuple[str, ...]) -> str:
    return ", ".join(PurePath(path).name for path in paths)
