"""Which screen belongs to which kind of step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.day_view import day_of, filled, page_of, picture_of, shown_cards
from cehrs_desktop.presentation.report_texts import moment
from cehrs_desktop.rehearsal.day import DayState
from cehrs_desktop.rehearsal.judging import launched, still_there
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.venue import (
    AcceptStep,
    AppointmentStep,
    CameraStep,
    ChecklistStep,
    CountStep,
    EndSessionStep,
    ExamStep,
    IdentityStep,
    LaunchStep,
    NameStep,
    PageStep,
    ProgramsStep,
    SignStep,
    SortStep,
    Step,
    SystemStep,
    TutorialTestStep,
    WaitStep,
)
from cehrs_desktop.ui.screens.day.arrival import AppointmentScreen, LaunchScreen, WaitScreen
from cehrs_desktop.ui.screens.day.checks import ChecklistScreen, ProgramsScreen
from cehrs_desktop.ui.screens.day.frame import DayScreen
from cehrs_desktop.ui.screens.day.identity import IdentityScreen
from cehrs_desktop.ui.screens.day.pages import AcceptScreen, EndSessionScreen, NameOnScreen, PageScreen, SignScreen
from cehrs_desktop.ui.screens.day.paper import CountOutScreen, HandInScreen
from cehrs_desktop.ui.screens.day.pictures import CameraScreen
from cehrs_desktop.ui.screens.day.sorting import SortScreen

if TYPE_CHECKING:
    from cehrs_desktop.presentation.computer_view import ComputerView


def screen_of(
    plan: DayPlan,
    state: DayState,
    step: Step,
    *,
    said: tuple[str, ...] = (),
    in_exam: bool = False,
    camera: bool = False,
    sheet: ComputerView | None = None,
    looking: bool = False,
) -> DayScreen:
    """The screen of a step. `said` came just before it; `in_exam`: it is done in the middle of an exam; `camera`: there
    is one to use; `sheet` is what was found on the computer, and `looking`: somebody looks at it now."""
    page = page_of(plan, state, step, said, in_exam=in_exam)
    match step:
        case AppointmentStep(button=button):
            opens, closes = moment(plan.opens_ms), moment(plan.closes_ms)
            return AppointmentScreen(page, button, opens, closes, may_skip=plan.choices.waits == "short")
        case IdentityStep():
            return IdentityScreen(page, shown_cards(plan, step), plan.name, day_of(plan))
        case SortStep(places=places, things=things):
            return SortScreen(page, places, things)
        case ChecklistStep(checks=checks, done=done):
            there = still_there(plan, state, step)
            return ChecklistScreen(page, checks, done, there=there, camera=camera and step.camera == "room")
        case SignStep(button=button):
            return SignScreen(page, button)
        case CountStep(way="out", sheets=sheets):
            return CountOutScreen(page, plan.sheets(step), sheets)
        case CountStep():
            out = next(s for s in plan.venue.steps if isinstance(s, CountStep) and s.way == "out")
            return HandInScreen(page, out.sheets)
        case NameStep():
            return NameOnScreen(page, plan.seat_after(state.moves))
        case SystemStep():
            # Imported here: the sheet's words are many and most venues have no such step.
            from cehrs_desktop.ui.screens.day.computer import SystemScreen

            return SystemScreen(page, sheet, looking=looking)
        case TutorialTestStep():
            # Imported here as well.
            from cehrs_desktop.ui.screens.day.tutorial_test import TutorialTestScreen

            before = launched(state.tries[: state.since], step)
            return TutorialTestScreen(page, step, before, moment(plan.test_closes_ms(step)))
        case ProgramsStep():
            return ProgramsScreen(page, plan.running(step))
        case CameraStep():
            return CameraScreen(page, picture_of(plan, state, step), camera=camera)
        case WaitStep():
            return WaitScreen(page, shortened=plan.wait_seconds(step) < 60 * plan.wait_minutes(step))
        case AcceptStep(rules=rules):
            return AcceptScreen(page, tuple(filled(rule, plan, state) for rule in rules))
        case LaunchStep(button=button):
            return LaunchScreen(page, button, words.launch_enabled(plan.proctor(state.proctors)))
        case EndSessionStep(button=end, leave=leave, told=told):
            return EndSessionScreen(page, end, leave, told)
        case PageStep(button=button):
            return PageScreen(page, button)
        case ExamStep():
            raise ValueError("the exam has its own screens")
