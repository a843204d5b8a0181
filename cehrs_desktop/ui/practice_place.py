"""What a practice set is worked and looked at with, in one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cehrs_desktop.application.ports import Candidate, Clock
from cehrs_desktop.application.study_ports import StudyStore
from cehrs_desktop.presentation.practice_view import Linker
from cehrs_desktop.ui.practice_notes import PracticeNotes
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane


@dataclass(frozen=True, slots=True)
class PracticePlace:
    """`blueprint` is the edition of the test plan, `today` an ISO date, `pack_id` where the items come from; `term`
    shows a glossary term by its id."""

    stage: Stage
    lane: Lane
    clock: Clock
    study: StudyStore
    notes: PracticeNotes
    candidate: Candidate
    blueprint: str
    today: str
    pack_id: str
    link: Linker
    term: Callable[[str], object]
