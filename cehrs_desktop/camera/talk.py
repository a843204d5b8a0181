"""What this process says: one line of JSON a message on standard output, words only. It hears one thing: the end.

Closed standard input means that the program which started this one is gone or wants no camera any more.
"""

from __future__ import annotations

import json
import os
import threading

from cehrs_desktop.presentation.camera_texts import FRAMING, SAID

STDIN, STDOUT = 0, 1


class NotAWord(ValueError):
    """Something else than the agreed words was to be said."""


def line_of(said: str, **details: str) -> bytes:
    """A message as a line. Raises `NotAWord` for anything that is not in the agreed list, so that no other value, and
    no part of a picture, can ever be put into one."""
    agreed = FRAMING if said == "framing" else {}
    if said not in SAID or details.keys() != agreed.keys() or any(details[key] not in agreed[key] for key in agreed):
        raise NotAWord(said)
    return json.dumps({"said": said, **details}).encode("ascii") + b"\n"


def say(said: str, **details: str) -> None:
    """Say it. When nobody listens any more, this process has nothing left to do and ends."""
    try:
        # The descriptor and not sys.stdout, which a windowed program on Windows does not have.
        os.write(STDOUT, line_of(said, **details))
    except OSError:
        os._exit(0)


def end_with_standard_input() -> None:
    """End this process at once when its standard input is closed, whatever the window is doing."""
    threading.Thread(target=_wait_for_the_end, name="standard input", daemon=True).start()


def _wait_for_the_end() -> None:
    try:
        while os.read(STDIN, 4096):
            pass
    except OSError:
        pass
    # Not sys.exit: that would end this thread only, and Qt may be stuck in a driver.
    os._exit(0)
