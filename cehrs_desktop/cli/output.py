"""What every command of `cehrs` shares: exit codes, JSON on standard output, words on standard error."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

DONE, FAILED, USAGE, BUSY, UNREADABLE = 0, 1, 2, 3, 4

Act = Callable[[argparse.Namespace], int]


def with_json(parser: argparse.ArgumentParser, act: Act) -> None:
    """Give a command its `--json` and what it does."""
    parser.add_argument("--json", action="store_true", help="JSON alone on standard output")
    parser.set_defaults(act=act)


def say(text: str) -> None:
    """Words for people."""
    print(text, file=sys.stderr)


def put(value: object) -> None:
    """The JSON of a command."""
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def bar(done: int, of: int) -> None:
    """A progress bar on one line of standard error, wiped when `done` reaches `of`."""
    width = 40 * done // of
    end = "\r\N{ESCAPE}[K" if done == of else ""
    print(f"\r[{'#' * width}{'.' * (40 - width)}] {done} of {of}{end}", end="", file=sys.stderr, flush=True)
