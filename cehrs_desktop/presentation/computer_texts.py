"""The words of the sheet "Would this computer be accepted?". Nothing here is needed for the first page."""

from __future__ import annotations

from collections.abc import Sequence

from cehrs_desktop.presentation.report_texts import NBSP
from cehrs_desktop.rehearsal.acceptance import Judgement, Mark, Requirement, Signal, Subject

TITLE = "Would this computer be accepted?"
LEAD = (
    "This sheet compares the computer with what is published about proctored exams at a distance. It only informs: "
    "nothing in this program is locked, ended or scored because of it. To make it, no camera or microphone is opened, "
    "nothing is changed, and nothing is sent over the network. It stays here unless you save it and pass it on."
)
LOOKING = "Looking at the computer …"
LOOK_AGAIN = "&Look again"
SAVE = "&Save as text …"
CLOSE = "&Close"
SHOW_ALL = "Show &all details"
HIDE_ALL = "Hide &all details"
SHOW = "Show details"
HIDE = "Hide details"
ROWS_NAME = "What was found"
LOOKED = "Looked at"
NO_REQUIREMENTS = "The published requirements could not be read, so nothing is compared. What was found is still shown."
FAILED = "The computer could not be looked at. Nothing was changed. Try Look again."

SAVE_TITLE = "Save the sheet"
SAVE_FILTER = "Text (*.txt)"
SAVE_SAFE = "The sheet is still on the screen."

FOUND = "Found"
EVIDENCE = "How this is known"
PUBLISHED = "What is published"
DISAGREEMENT = "Where the sources differ"
INNOCENT = "Innocent explanations"
NO_EVIDENCE = "The system gave no answer."
NOTHING_THERE = "nothing there"
NO_ANSWER = "no answer"
NONE_PUBLISHED = "No published requirement was found."

SUBJECTS: dict[Subject, str] = {
    "system": "Operating system",
    "screen": "Screen size",
    "displays": "Displays",
    "camera": "Camera",
    "microphone": "Microphone",
    "speakers": "Speakers",
    "memory": "Memory",
    "disk": "Free disk space",
    "network": "Network",
    "vpn": "Private network (VPN)",
    "power": "Power",
    "programs": "Programs to close",
    "virtual_machine": "Virtual machine",
    "administrator": "Administrator rights",
    "touch": "Touch screen",
}

JUDGEMENTS: dict[Judgement, str] = {
    "meets": "Meets what is published",
    "nothing_against": "Nothing found against it",
    "may_be_refused": "May be refused",
    "differs": "Differs between sources",
    "not_asked": "Could not be asked",
    "not_published": "Nothing to compare with",
}
JUDGEMENT_NOTES: dict[Judgement, str] = {
    "meets": "Every published requirement that was found is met.",
    "nothing_against": "What the program can compare fits. More is asked than a program can see.",
    "may_be_refused": (
        "None of the published rules that could be compared is met. Read the innocent explanations too: what was found "
        "can mislead."
    ),
    "differs": "One publisher's rule is not another's. Ask your own program which holds for you.",
    "not_asked": "The computer gave no answer. Look for yourself.",
    "not_published": "No published requirement was found.",
}
MET: dict[bool | None, str] = {True: "met", False: "not met", None: "not compared"}
MET_IN_PART = "met as far as it was compared"

FAMILIES = {"windows": "Windows", "macos": "macOS", "linux": "Linux", "chromeos": "ChromeOS", "other": "Another system"}
NONE_FOUND: dict[Subject, str] = {
    "displays": "No display",
    "camera": "No camera",
    "microphone": "No microphone",
    "speakers": "No speakers",
    "network": "No connected network",
    "vpn": "No sign of a private network",
    "programs": "None of the listed programs is running",
    "virtual_machine": "No sign of a virtual machine",
    "touch": "No touch screen",
}
_COUNTED: dict[Subject, tuple[str, str]] = {
    "displays": ("1 display", "{} displays"),
    "camera": ("1 camera", "{} cameras"),
    "microphone": ("1 sound input", "{} sound inputs"),
    "speakers": ("1 sound output", "{} sound outputs"),
    "network": ("1 connected network", "{} connected networks"),
    "vpn": ("1 sign of a private network", "{} signs of a private network"),
    "programs": ("1 listed program is running", "{} listed programs are running"),
    "virtual_machine": ("1 sign of a virtual machine", "{} signs of a virtual machine"),
    "touch": ("1 touch screen", "{} touch screens"),
}
NOT_ASKED_FOUND = "No answer"
COPY = "a copy of another display"
_COPIES = ("one of them a copy of another", "{} of them copies of another")


def found(signal: Signal) -> str:
    """What was found, in one line without names."""
    value = signal.value
    if value is None:
        return NOT_ASKED_FOUND
    match signal.subject:
        case "system":
            return signal.marks[0].name if signal.marks else FAMILIES.get(str(value), str(value))
        case "screen" if isinstance(value, tuple):
            return f"{value[0]} × {value[1]} pixels"
        case "memory" | "disk" if isinstance(value, int):
            return f"{size_text(value)}{' free' if signal.subject == 'disk' else ''}"
        case "power":
            return "On mains" if value == "mains" else "On battery"
        case "administrator":
            return "This account has them" if value == "yes" else "This account does not have them"
        case _:
            return _counted(signal, int(str(value)))


def _counted(signal: Signal, count: int) -> str:
    if count == 0:
        return NONE_FOUND[signal.subject]
    one, several = _COUNTED[signal.subject]
    text = one if count == 1 else several.format(count)
    copies = sum(mark.what == "copy" for mark in signal.marks)
    if signal.subject == "displays" and copies:
        text += f", {_COPIES[0] if copies == 1 else _COPIES[1].format(copies)}"
    return text


def size_text(size: int) -> str:
    """Bytes in gigabytes of a thousand million, or in megabytes below one."""
    if size < 1_000_000_000:
        return f"{size / 1_000_000:.0f}{NBSP}MB"
    return f"{size / 1_000_000_000:.1f}{NBSP}GB"


def mark_text(subject: Subject, mark: Mark) -> str:
    """One thing that was found, with what it is and its innocent explanation."""
    what = COPY if subject == "displays" and mark.what == "copy" else mark.what
    text = f"{mark.name} ({what})" if what else mark.name
    return f"{text}. {mark.innocent}" if mark.innocent else text


def evidence_text(place: str, answer: str, *, asked: bool) -> str:
    """The place that was asked and its answer, as they stand; `asked` is false when the place does not answer."""
    return f"{place}: {answer or (NOTHING_THERE if asked else NO_ANSWER)}"


def requirement_text(requirement: Requirement, met: bool | None) -> str:
    """What a publisher says, and whether it is met."""
    told = MET_IN_PART if met and requirement.partial else MET[met]
    return f"{requirement.says} ({requirement.client}, {requirement.as_of}; {told}.)"


def summary(counts: Sequence[tuple[Judgement, int]]) -> str:
    """How many lines have which judgement, those that may matter first."""
    return "; ".join(f"{JUDGEMENTS[judgement]}: {count}" for judgement, count in counts if count) + "."


def saved(file: str) -> str:
    """After the sheet was written."""
    return f"The sheet is saved as {file}."


def details_name(subject: str, shown: bool) -> str:
    """What the button of a line is called for people who do not see the line."""
    return f"{HIDE if shown else SHOW}: {subject}"
