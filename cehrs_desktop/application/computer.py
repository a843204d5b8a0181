"""The sheet "Would this computer be accepted?": what was found, beside what is published, at one moment.

It stands for itself: no attempt, plan or score reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cehrs_desktop.application.ports import Clock
from cehrs_desktop.rehearsal.acceptance import Finding, Published, RequirementsUnreadable, Signal, judge


@dataclass(frozen=True, slots=True)
class ComputerSheet:
    """`at_ms` is when the computer was looked at, in UTC milliseconds; `trouble` says why there is nothing published
    to compare with, empty when there is."""

    findings: tuple[Finding, ...]
    published: Published
    at_ms: int
    trouble: str = ""


def computer_sheet(
    read: Callable[[], Published], look: Callable[[Published], tuple[Signal, ...]], clock: Clock
) -> ComputerSheet:
    """Read what is published, look at the computer, compare. Requirements that cannot be read stop nobody: then what
    was found is shown without comparison."""
    published, trouble = Published(), ""
    try:
        published = read()
    except (RequirementsUnreadable, OSError) as error:
        trouble = str(error)
    return ComputerSheet(judge(look(published), published), published, clock.now().wall_ms, trouble)
