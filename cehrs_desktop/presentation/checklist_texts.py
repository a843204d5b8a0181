"""Words of the checklists: eligibility, before, on the day, what to pack and what to leave at home."""

from __future__ import annotations

from collections.abc import Mapping

from cehrs_desktop.study.checklists import Check, ListName

TITLES: Mapping[ListName, str] = {
    "eligibility": "May I take the exam?",
    "before": "In the days before",
    "exam_day": "On the day",
    "packing": "Take along",
    "leave_home": "Leave at home or out of reach",
}

NOTES: Mapping[ListName, str] = {
    "eligibility": "NHA decides on eligibility. Check each line against your NHA account and the current handbook.",
    "before": "Rules change. What NHA and PSI send you with the booking comes before this list.",
    "exam_day": "What staff say on the day comes before this list.",
    "packing": "Less is easier: what does not fit into the locker can keep you from testing.",
    "leave_home": "What is not allowed in the room must not be on your desk or on you.",
}

UNCONFIRMED = "Not confirmed for this exam: NHA's own rule was not found on a public page."
SOURCE = "Source: {source}"

_WORDS: Mapping[str, str] = {
    "account": "I have an NHA account, and the name in it is the name on my ID.",
    "diploma": "I have a high school diploma or its equivalent, or will have it in time.",
    "training_or_work": (
        "I have completed a training program in the field, or have worked in it for as long as NHA asks (one year is "
        "commonly named)."
    ),
    "recent": "My training or work is recent enough (the last few years are commonly asked for).",
    "accommodations": "If I need accommodations, I asked for them with my application and have the approval.",
    "applied": "I have applied in my NHA account and paid the fee.",
    "venue_chosen": "I have booked: Onsite (Test Center), Online Proctored (Live), or a session at my school.",
    "school_request": "My school has scheduled the session, and I am on its roster.",
    "retake_wait": "If I failed before: the wait is over (30 days; longer after repeated fails).",
    "name_matches": "The name of the booking and the name on my ID are the same, letter by letter.",
    "id_valid": "My ID is a government photo ID such as a driver's license or passport, signed and not expired.",
    "move_booking": "I know how to move the booking: by phone with PSI, at least 24 hours before.",
    "way_known": "I know the address, the way, and where to park.",
    "system_check": "I have run PSI's system check on this computer, in this room, on this connection.",
    "programs_closed": (
        "I know which programs have to be closed. The system check does not look for them, nor for a firewall."
    ),
    "tutorial_test": "I have taken PSI's tutorial test. It closes two and a half hours before the exam.",
    "own_computer": "I use my own computer: work computers are what fails most often.",
    "one_screen": "One screen, no touch screen, no tablet, no virtual machine, Windows or macOS.",
    "room_ready": "A quiet, lit room with a door that closes, no bright window behind me.",
    "sleep": "I study nothing new on the last evening, and go to bed on time.",
    "thirty_early": "I arrive 30 minutes before the start.",
    "early_school": "I am at the room in time: ask your proctor when doors close.",
    "not_late": (
        "I will not be later than 15 minutes after the start: many programs refuse entry then, and the fee is lost."
    ),
    "nobody_waits": "Nobody waits for me in the center.",
    "launch_window": "I launch as soon as it opens, 30 minutes before. Check-in takes 15 to 20 minutes.",
    "mains_power": "The computer is plugged in.",
    "desk_clear": "The desk is clear: no papers, no second screen, no drinks or tissues.",
    "alone": "Nobody else is in the room, pets included.",
    "phone_away_remote": "The phone leaves my reach once the check-in is over.",
    "listen_script": "The proctor reads the instructions aloud: I listen to the end before I start.",
    "restroom_before": "I use the restroom before. No break is scheduled, and the clock goes on.",
    "check_screen_name": "The name on the screen is mine, spelled right, before I start.",
    "answer_all": "I leave nothing blank: 125 questions, 125 minutes, and a guess costs nothing as far as is known.",
    "hand_in_scratch": "I hand in all scratch paper.",
    "stay_until_closed": "I stay in view until the proctoring session is closed.",
    "photo_id": "Government photo ID",
    "second_id": "A second signed ID (some programs ask for one)",
    "confirmation": "The booking's confirmation, with the address and phone number",
    "approved_aids": "What was approved as an accommodation, with the letter",
    "hand_mirror": "A hand mirror, to show the edge of the screen to the camera",
    "plain_layers": "A plain sweater without a hood: rooms are cold, and hoods and hats are refused at some centers",
    "charger": "The computer's charger",
    "phone": "Phone (or off and in the locker)",
    "watch": "Watch",
    "notes": "Notes, books and study material",
    "calculator": "Calculator",
    "food_drink": "Food and drink, water bottles included",
    "bags": "Bags and coats that do not fit into a small locker",
    "headphones": "Headphones",
}


def check_words(check: Check) -> str:
    """An entry's words."""
    return _WORDS[check.code]


def check_note(check: Check) -> str:
    """What stands below an entry: that it is unconfirmed, its source, both, or nothing."""
    notes = ([UNCONFIRMED] if check.unconfirmed else []) + (
        [SOURCE.format(source=check.source)] if check.source else []
    )
    return " ".join(notes)
