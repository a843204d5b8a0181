"""The command `cehrs`: the program's powers without a window, for labs, scripts and tests.

A public interface. With ``--json`` there is JSON alone on standard output; words for people go to standard error.
Exit codes: 0 done; 1 not done or not passed (what was found is printed); 2 wrong usage; 3 the program is open and
holds the data; 4 the data cannot be read. Keys may be added to the JSON, never changed or taken away.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from cehrs_desktop import __version__
from cehrs_desktop.cli import (
    attempts,
    bank,
    calibration,
    computer,
    forms,
    incidents,
    item_statistics,
    linking,
    packs,
    policy,
    rescoring,
    scores,
    support,
    updates,
    venues,
)
from cehrs_desktop.cli.output import BUSY, FAILED, UNREADABLE, USAGE, say


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console in another code page must not turn an item's dash into a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.act is None:
        parser.print_help(sys.stderr)
        return USAGE
    from cehrs_desktop.application.ports import StoreBusy, StoreError

    try:
        code = chosen.act(chosen)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has had enough of it (`| head`): nothing to tell, and nobody to tell it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        say("Stopped.")
        return FAILED
    except StoreBusy as error:
        say(f"The data is in use by another program: {error}")
        return BUSY
    except StoreError as error:
        from cehrs_desktop.presentation.problems import problem_of

        problem = problem_of(error)
        say(f"{problem.title}. {problem.happened} {problem.safe} {problem.next}")
        return UNREADABLE
    else:
        return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cehrs", description="CEHRS Rehearsal without a window.")
    parser.add_argument("--version", action="version", version=f"cehrs {__version__}")
    parser.set_defaults(act=None)
    commands = parser.add_subparsers(metavar="COMMAND")
    areas = (bank, attempts, forms, scores, item_statistics, calibration, linking, rescoring, computer, support)
    for area in (*areas, venues, incidents, packs, updates, policy):
        area.add_commands(commands)
    return parser
