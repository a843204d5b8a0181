from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import get_args

import pytest

from cehrs_desktop.application.computer import ComputerSheet, computer_sheet
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.files.computer_requirements import read_requirements
from cehrs_desktop.presentation import computer_texts as words
from cehrs_desktop.presentation.computer_view import computer_json, computer_text, computer_view
from cehrs_desktop.rehearsal.acceptance import (
    SUBJECTS,
    Evidence,
    Judgement,
    Mark,
    Published,
    RequirementsUnreadable,
    Signal,
)

DELIVERED = Path(__file__).parents[3] / "resources/venues/computer.json"
NOTEBOOK = (
    Signal("system", "windows", (Mark("Windows 11 Home 24H2 build 26100"),), (Evidence("HKLM\\X", "26100"),)),
    Signal("screen", (1366, 768)),
    Signal("displays", 2, (Mark("eDP-1"), Mark("HDMI-A-1", "copy"))),
    Signal("camera", 1, (Mark("Integrated Camera"),)),
    Signal("microphone", 2, (Mark("Array"), Mark("Headset"))),
    Signal("speakers", 0),
    Signal("memory", 8_000_000_000),
    Signal("disk", 400_000_000),
    Signal("network", 1, (Mark("wlan0", "Wi-Fi"),)),
    Signal("vpn", 1, (Mark("tun0", "tunnel"),)),
    Signal("power", "battery"),
    Signal("programs", 1, (Mark("Zoom", "meetings", "It starts with the computer."),)),
    Signal("virtual_machine", None),
    Signal("administrator", "no"),
    Signal("touch", 1, (Mark("NID_INTEGRATED_TOUCH"),)),
)


class StandingClock:
    def now(self) -> Instant:
        return Instant(1_800_000_000_000, 1, "run")


def sheet(signals: tuple[Signal, ...] = NOTEBOOK) -> ComputerSheet:
    return computer_sheet(lambda: read_requirements(DELIVERED), lambda _: signals, StandingClock())


def test_every_subject_and_judgement_has_words() -> None:
    assert tuple(words.SUBJECTS) == SUBJECTS
    assert set(words.JUDGEMENTS) == set(words.JUDGEMENT_NOTES) == set(get_args(Judgement))


def test_a_notebook_is_told_line_by_line() -> None:
    rows = {row.subject: row for row in computer_view(sheet(), UTC).rows}
    told = {row.subject: (row.found.replace("\u00a0", " "), row.verdict) for row in rows.values()}
    assert told == {
        "Operating system": ("Windows 11 Home 24H2 build 26100", "Nothing found against it"),
        "Screen size": ("1366 × 768 pixels", "May be refused"),
        "Displays": ("2 displays, one of them a copy of another", "May be refused"),
        "Camera": ("1 camera", "Differs between sources"),
        "Microphone": ("2 sound inputs", "Nothing found against it"),
        "Speakers": ("No speakers", "May be refused"),
        "Memory": ("8.0 GB", "Meets what is published"),
        "Free disk space": ("400 MB free", "May be refused"),
        "Network": ("1 connected network", "Differs between sources"),
        "Private network (VPN)": ("1 sign of a private network", "May be refused"),
        "Power": ("On battery", "May be refused"),
        "Programs to close": ("1 listed program is running", "May be refused"),
        "Virtual machine": ("No answer", "Could not be asked"),
        "Administrator rights": ("This account does not have them", "May be refused"),
        "Touch screen": ("1 touch screen", "Differs between sources"),
    }
    sections = {section.title: section.lines for section in rows["Programs to close"].sections}
    assert sections["Found"] == (("Zoom (meetings). It starts with the computer.", ""),)
    assert all(address.startswith("https://") for _, address in sections["What is published"])


def test_the_text_says_everything_and_keeps_its_width() -> None:
    view = computer_view(sheet(), UTC)
    text = computer_text(view, "lab-07")
    assert "lab-07" in text
    assert "January 15, 2027" in text
    joined = " ".join(text.split())
    for row in view.rows:
        for section in row.sections:
            for line, address in section.lines:
                assert " ".join(line.split()) in joined
                assert address in text
    assert all(len(line) <= 96 or "https://" in line for line in text.splitlines())
    assert words.LEAD in joined


def test_a_script_gets_plain_values() -> None:
    plain = computer_json(sheet(), "lab-07")
    assert plain["computer"] == "lab-07"
    assert plain["looked_at"] == "2027-01-15T08:00:00Z"
    assert plain["trouble"] is None
    refused = plain["may_be_refused"]
    assert isinstance(refused, list)
    assert "screen" in refused
    assert "camera" not in refused
    findings = plain["findings"]
    assert isinstance(findings, list)
    assert len(findings) == len(SUBJECTS)


@pytest.mark.parametrize("error", [RequirementsUnreadable("broken at line 3"), FileNotFoundError("gone")])
def test_without_requirements_what_was_found_is_still_shown(error: Exception) -> None:
    def read() -> Published:
        raise error

    made = computer_sheet(read, lambda _: NOTEBOOK, StandingClock())
    view = computer_view(made, UTC)
    assert str(error) in view.trouble
    assert words.NO_REQUIREMENTS in view.trouble
    assert {row.verdict for row in view.rows} == {words.JUDGEMENTS["not_published"], words.JUDGEMENTS["not_asked"]}
    assert view.rows[1].found == "1366 × 768 pixels"
    assert str(error) in str(computer_json(made, "x")["trouble"])


def test_words_never_shout_or_threaten() -> None:
    text = computer_text(computer_view(sheet(), UTC)).casefold()
    assert "!" not in text
    for word in ("cheat", "fraud", "violation", "illegal", "suspicious"):
        assert word not in text
