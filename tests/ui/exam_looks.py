"""The program at the first question of an exam in a given look, under given rules, with or without a scratch pad."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.application.sitting import Sitting, begin_attempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.presentation.exam_view import Look
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.ui import sitting_rooms
from cehrs_desktop.ui.screens.exam.rooms import ExamRooms
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from tests.ui.driving import Driven, small_desk, wait_for


@contextmanager
def exam_in(
    qapp: QApplication,
    look: Look = "older",
    *,
    only_next_records: bool = False,
    scratch_pad: bool = False,
    granted: Accommodations | None = None,
    clock: Any = None,
    size: tuple[int, int] = (1280, 1100),
    **driven: Any,
) -> Generator[Driven]:
    """A short real exam of six questions. What chooses the look in the program is not asked."""

    def rooms(*given: Any, **named: Any) -> ExamRooms:
        return ExamRooms(*given, **{**named, "look": look, "scratch_pad": scratch_pad})

    driven.setdefault("open_desk", small_desk(program_paths()))
    if clock is not None:
        driven["clock"] = clock
    with pytest.MonkeyPatch.context() as patch, Driven(qapp, size=size, **driven) as program:
        patch.setattr(sitting_rooms, "ExamRooms", rooms)
        program.ready()
        now = program.around.clock.now

        def begun(desk: Desk) -> Sitting:
            assert desk.source is not None
            rules = Rules(only_next_records=only_next_records)
            person = Candidate("someone", "Robin Example")
            new = f"exam-{look}"
            sitting = begin_attempt(
                desk.store,
                desk.source,
                program.around.clock,
                person,
                rules,
                attempt_id=new,
                seed="one",
                accommodations=granted,
            )
            sitting.do(c.ConfirmName(at=now()), c.AcceptAgreement(at=now()), c.StartExam(at=now()))
            return sitting

        program.flow._sit(program.on_lane(begun), reopened=False)
        wait_for(lambda: isinstance(program.screen, ExamScreen), "the first question")
        program.settle()
        yield program
