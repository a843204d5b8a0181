"""The words of the page on which a day is chosen: where, when, how much may go wrong, how long waits last."""

from __future__ import annotations

TITLE = "Rehearse exam day"
LEAD = (
    "From arrival or log-in to the end, with the steps and house rules of the place you choose. What you choose here "
    "is recorded with the attempt."
)
VENUE = "Where do you sit the exam?"
ARRIVAL = "When do you begin?"
ARRIVALS = (
    ("opening", "As soon as it opens"),
    ("early", "10 minutes before the appointment"),
    ("late", "10 minutes after the appointment"),
    ("too_late", "20 minutes after the appointment"),
    ("clock", "My appointment is at a time of day"),
)
APPOINTMENT = "Time of the appointment"
LEVEL = "What may go wrong?"
NO_INCIDENTS = "Nothing: a day without incidents"
WAITS = "Waiting"
WAIT_CHOICES = (("short", "Shortened: a few seconds each"), ("full", "At full length, in minutes"))
SETTINGS_TITLE = "Not known for NHA's own exam: choose how it is rehearsed"
SETTINGS_LEAD = (
    "Public sources differ, or say nothing, on these. Nobody outside knows NHA's own rule; neither does this program."
)
LADDER = "Warnings"
LADDERS = (
    ("third", "The third warning of any kind ends the exam"),
    ("same_rule", "Breaking the same rule three times ends the exam"),
)
PAUSE = "Exam clock while a proctor pauses the exam"
FAULT = "Exam clock during a technical fault"
CLOCKS = (("stands", "It stands"), ("runs", "It runs on"))
LATE = "Nobody is let in from"
AUDIBLE = "A message from the proctor makes a sound"
CAMERA = "Use the camera for pictures, live on this screen only"
CAMERA_NOTE = "The camera is shown by a program of its own: a live picture, nothing stored, nothing sent."
CAMERA_LOOKING = "Looking whether there is a camera …"
CAMERA_NONE = "No camera can be used here, or the camera part is not installed. Drawings take its place."
BEGIN = "&Begin the day"
BACK = "Back"
LOADING = "Reading the venues …"
PROBLEMS_TITLE = "Some venue or incident files were left out"
PROBLEMS_LEAD = "The program goes on without them; nothing else is affected."
SHOW_PROBLEMS = "Files that were &left out …"


def late_choice(minutes: int, of_venue: bool) -> str:
    """From how many minutes after the appointment it is too late."""
    return f"{minutes} minutes after the appointment" + (" (as this place says)" if of_venue else "")


def own_venue(title: str) -> str:
    """A venue that did not come with the program."""
    return f"{title} (added here)"
