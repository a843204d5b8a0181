"""`cehrs computer`: would this computer be accepted for a proctored exam at a distance? For one or for forty of them.

It informs, so it ends with 0 whatever the sheet says; what may be refused stands in the JSON. Only a sheet that could
not be written is a failure.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from cehrs_desktop.cli.output import DONE, FAILED, put, say, with_json


def add_commands(commands: Any) -> None:
    """Add `computer` to the command line."""
    computer = commands.add_parser(
        "computer", help="compare this computer with what is published about proctored exams; it only informs"
    )
    computer.add_argument(
        "--out", type=Path, metavar="FILE", help="save the sheet; in a folder under the computer's name"
    )
    with_json(computer, _computer)


def _computer(chosen: argparse.Namespace) -> int:
    import platform

    from cehrs_desktop.application.computer import computer_sheet
    from cehrs_desktop.files.computer_requirements import read_requirements
    from cehrs_desktop.presentation.computer_view import computer_json, computer_text, computer_view
    from cehrs_desktop.system.clock import SystemClock
    from cehrs_desktop.system.computer.look import look_at_computer
    from cehrs_desktop.system.paths import data_file

    sheet = computer_sheet(
        lambda: read_requirements(data_file("resources/venues/computer.json")),
        lambda published: look_at_computer(None, published),
        SystemClock(),
    )
    name = platform.node() or "computer"
    plain = computer_json(sheet, name)
    text = computer_text(computer_view(sheet), name)
    if chosen.out is not None:
        content = json.dumps(plain, ensure_ascii=False, indent=2) + "\n" if chosen.json else text
        file = chosen.out
        if file.is_dir():
            file = file / f"{_file_name(name)}.{'json' if chosen.json else 'txt'}"
        if not _written(file, content):
            return FAILED
    if chosen.json:
        put(plain)
    elif chosen.out is None:
        say(text)
    return DONE


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)[:100]


def _written(file: Path, content: str) -> bool:
    from cehrs_desktop.presentation.computer_texts import saved
    from cehrs_desktop.presentation.report_saving import problem_line, save_problem
    from cehrs_desktop.ui.report.saving import write_whole

    try:
        write_whole(file, content.encode())
    except OSError as error:
        say(problem_line(save_problem(error, str(file), safe="Nothing was changed.")))
        return False
    say(saved(str(file)))
    return True
