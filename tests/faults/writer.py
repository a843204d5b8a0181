"""A process that stores acts and says so: the victim of the kill and power-loss tests.

    python -m tests.faults.writer FOLDER KIND MOST [PRAGMA]

It opens the store, continues the attempt where its log ends, and after each durable append writes the line
``confirmed N`` (N: how many acts the log holds now) straight to standard output. PRAGMA
changes a setting of SQLite's: ``synchronous=OFF`` breaks the promise on purpose, to show that the tests notice.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cehrs_desktop.application.ports import AttemptUnknown
from cehrs_desktop.exam import events as e
from cehrs_desktop.storage.opening import open_store
from tests.building import moment, small_attempt

ATTEMPT = "attempt-1"


def act(number: int) -> e.Event:
    """Act `number` (from 0), of a length that varies, so that pages fill and split at all places."""
    if number % 7 == 3:
        return e.CommentWritten(
            at=moment(number), position=1 + number % 6, text=f"{number}:" + "y" * (number * 37 % 900)
        )
    return e.ItemAnswered(at=moment(number), position=1 + number % 6, option="abcd"[number % 4])


def main(folder: Path, kind: str, most: int, pragma: str | None) -> None:
    """Run until `most` acts were stored by this process, or until somebody kills it."""
    store = open_store(folder, kind)  # pyright: ignore[reportArgumentType]
    if pragma is not None:
        store._driver.execute(f"PRAGMA {pragma}")
    try:
        count = len(store.load(ATTEMPT).events)
    except AttemptUnknown:
        store.create(*small_attempt(ATTEMPT))
        count = 0
    os.write(1, b"opened\n")
    for number in range(count, count + most):
        store.append(ATTEMPT, number, (act(number),))
        os.write(1, b"confirmed %d\n" % (number + 1))
        if number % 5 == 0:
            store.beat(ATTEMPT, moment(number))
    store.shut()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else None)
