"""`cehrs support`: a file for somebody who helps, without names and answers; see `application.support`.

It opens nothing for writing but the file, so it also works while the program is open and when its data is damaged.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from cehrs_desktop.cli.output import DONE, FAILED, put, say, with_json


def add_commands(commands: Any) -> None:
    """Add `support` to the command line."""
    support = commands.add_parser(
        "support", help="save versions, settings, health of the data and the log for support, without names and answers"
    )
    support.add_argument("file", type=Path, nargs="?", metavar="FILE.zip", help="where to; without it all is shown")
    with_json(support, _support)


def _support(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.app.machine import settled_here
    from cehrs_desktop.app.support import support_bundle
    from cehrs_desktop.presentation import support_texts as words

    bundle = support_bundle(settled_here())
    say(f"{words.LEAD}\n{words.LEFT_OUT}\n\n{words.listing_text(bundle.files)}\n")
    if chosen.file is not None and not _written(chosen.file, bundle.archive, len(bundle.files)):
        return FAILED
    if chosen.json:
        put(
            {
                "file": None if chosen.file is None else str(chosen.file),
                "parts": [
                    {"name": file.name, "part": file.part, "bytes": len(file.text.encode())} for file in bundle.files
                ],
            }
        )
    elif chosen.file is None:
        say("\n".join(f"--- {file.name}\n{file.text}" for file in bundle.files))
    return DONE


def _written(file: Path, archive: bytes, count: int) -> bool:
    from cehrs_desktop.presentation.report_saving import problem_line, save_problem
    from cehrs_desktop.presentation.support_texts import SAVE_SAFE, saved
    from cehrs_desktop.ui.report.saving import write_whole

    try:
        write_whole(file, archive)
    except OSError as error:
        say(problem_line(save_problem(error, str(file), safe=SAVE_SAFE)))
        return False
    say(saved(str(file), count))
    return True
