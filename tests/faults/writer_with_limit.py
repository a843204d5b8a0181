"""A process that may write only small files: stores until it is refused, lifts the limit, and stores once more.

Prints how many acts were confirmed, the error's name, how many the log then held, and how many it holds at the end.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from cehrs_desktop.application.ports import StoreError
from cehrs_desktop.exam import events as e
from cehrs_desktop.storage.opening import open_store
from tests.building import moment, small_attempt


def main(folder: Path, kind: str) -> None:
    """Run once; see the module."""
    store = open_store(folder, kind)  # pyright: ignore[reportArgumentType]
    attempt, items = small_attempt()
    store.create(attempt, items)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    confirmed = 0
    error_name = "none"
    try:
        for number in range(3000):
            store.append(attempt.id, number, _act(number))
            confirmed += 1
    except StoreError as error:
        error_name = type(error).__name__
    after = len(store.load(attempt.id).events)
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    store.append(attempt.id, confirmed, _act(confirmed))
    later = len(store.load(attempt.id).events)
    store.shut()
    sys.stdout.write(f"{confirmed} {error_name} {after} {later}\n")


def _act(number: int) -> tuple[e.Event, ...]:
    return (e.CommentWritten(at=moment(number), position=1, text="x" * 1500),)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
