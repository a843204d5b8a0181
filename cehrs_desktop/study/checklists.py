"""Checklists before the exam: eligibility, the exam day and what to pack, by venue, as codes with their sources.

The words are the presentation's (`presentation.checklist_texts`). An entry without a public source, or with one that
speaks of another client of the same vendor only, is unconfirmed, and the page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ListName = Literal["eligibility", "before", "exam_day", "packing", "leave_home"]
Venue = Literal["test_center", "live_remote", "school"]
VENUES: tuple[Venue, ...] = ("test_center", "live_remote", "school")

_EVERYWHERE = VENUES
_CENTER: tuple[Venue, ...] = ("test_center",)
_REMOTE: tuple[Venue, ...] = ("live_remote",)
_SCHOOL: tuple[Venue, ...] = ("school",)
_IN_ROOMS: tuple[Venue, ...] = ("test_center", "school")

_VIDEO = "https://info.nhanow.com/blog/whats-it-like-to-take-an-nha-certification-exam-video"
_APPLY = "https://knowledge.nhanow.com/how-to-apply-for-an-exam-registered-individually"
_MOVE = "https://knowledge.nhanow.com/how-to-reschedule-an-on-site-exam"
_ONSITE = "https://knowledge.nhanow.com/how-to-schedule-an-onsite-exam"
_RULES = "https://candidate.psiexams.com/faqs/testcenter_regulations.jsp"
_NAME = "https://htcc.org/certification/day-of-the-test/admission-and-security-procedures"
_ROOM = "https://www.psiexams.com/test-takers/online-proctoring-guide/"
_SYSTEM = "https://docs.linuxfoundation.org/tc-docs/certification/lf-handbook2/taking-the-exam"
_PROGRAMS = (
    "https://www.cii.co.uk/learning/qualifications/assessment-information/"
    "on-screen-written-exams-by-remote-invigilation/prepare-your-it-equipment/"
)
_TUTORIAL = "https://www.aacn.org/certification/preparation-tools-and-handbooks/live-remote-proctoring"
_SCREEN = "https://www.nccwebsite.org/certification-exams/testing-with-live-remote-proctoring"
_POWER = (
    "https://hashicorp-certifications.zendesk.com/hc/en-us/articles/"
    "360048446631-What-are-the-system-requirements-to-take-an-exam-"
)
_WORK_PC = "https://bcen.org/cpen/exam-delivery"
_LAUNCH = "https://support.nasm.org/what-time-should-i-arrive-for-my-online-exam"
_LEAVE = "https://support.nasm.org/is-my-test-session-recorded"
_LOCKER = "https://hmdcb.org/about-the-exam/default/testday.html"
_CLASSROOM = "https://knowledge.zollege.com/en/instructors/nha-troubleshooting"


@dataclass(frozen=True, slots=True)
class Check:
    """One entry. `code` names its words; `source` is a public address, or empty; `unconfirmed`: nobody outside knows
    whether it holds for this exam."""

    code: str
    venues: tuple[Venue, ...] = _EVERYWHERE
    source: str = ""
    unconfirmed: bool = False


_LISTS: dict[ListName, tuple[Check, ...]] = {
    "eligibility": (
        Check("account", source=_APPLY),
        Check("diploma", unconfirmed=True),
        Check("training_or_work", unconfirmed=True),
        Check("recent", unconfirmed=True),
        Check("accommodations", unconfirmed=True),
        Check("applied", source=_APPLY),
        Check("venue_chosen", source=_APPLY),
        Check("school_request", _SCHOOL, _ONSITE),
        Check(
            "retake_wait",
            source="https://knowledge.nhanow.com/candidates-test-before-new-prep-launches-and-do-not-pass",
        ),
    ),
    "before": (
        Check("name_matches", source=_NAME, unconfirmed=True),
        Check("id_valid", source=_VIDEO),
        Check("move_booking", _CENTER, _MOVE),
        Check("way_known", _IN_ROOMS),
        Check("system_check", _REMOTE, _SYSTEM),
        Check("programs_closed", _REMOTE, _PROGRAMS),
        Check("tutorial_test", _REMOTE, _TUTORIAL),
        Check("own_computer", _REMOTE, _WORK_PC),
        Check("one_screen", _REMOTE, _SCREEN),
        Check("room_ready", _REMOTE, _ROOM),
        Check("sleep"),
    ),
    "exam_day": (
        Check("thirty_early", _CENTER, _RULES),
        Check("early_school", _SCHOOL, unconfirmed=True),
        Check("not_late", _CENTER, _NAME, unconfirmed=True),
        Check("nobody_waits", _CENTER, _RULES),
        Check("launch_window", _REMOTE, _LAUNCH, unconfirmed=True),
        Check("mains_power", _REMOTE, _POWER),
        Check("desk_clear", _REMOTE, _ROOM),
        Check("alone", _REMOTE, _ROOM),
        Check("phone_away_remote", _REMOTE, _SYSTEM, unconfirmed=True),
        Check("listen_script", _SCHOOL, _CLASSROOM),
        Check("restroom_before", source=_VIDEO),
        Check("check_screen_name", _CENTER, unconfirmed=True),
        Check("answer_all"),
        Check("hand_in_scratch", _IN_ROOMS, _VIDEO),
        Check("stay_until_closed", _REMOTE, _LEAVE, unconfirmed=True),
    ),
    "packing": (
        Check("photo_id", source=_VIDEO),
        Check("second_id", source=_LOCKER, unconfirmed=True),
        Check("confirmation"),
        Check("approved_aids", unconfirmed=True),
        Check("hand_mirror", _REMOTE, _SCREEN, unconfirmed=True),
        Check("plain_layers", _IN_ROOMS, "https://rosevilletestingcenter.com/instructions", unconfirmed=True),
        Check("charger", _REMOTE, _POWER),
    ),
    "leave_home": (
        Check("phone", _IN_ROOMS, _RULES),
        Check("watch", source=_RULES),
        Check("notes", source=_VIDEO),
        Check("calculator", source=_VIDEO),
        Check("food_drink", source=_VIDEO),
        Check("bags", _IN_ROOMS, _LOCKER, unconfirmed=True),
        Check("headphones", _REMOTE, _POWER, unconfirmed=True),
    ),
}

LISTS: tuple[ListName, ...] = tuple(_LISTS)


def checklist(name: ListName, venue: str = "") -> tuple[Check, ...]:
    """A list's entries for a venue, in their order; with no venue, or one not known here, those of all venues."""
    if venue not in VENUES:
        return _LISTS[name]
    return tuple(check for check in _LISTS[name] if venue in check.venues)
