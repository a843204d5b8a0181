"""A process that keeps answers of a practice set and says so: the victim of the kill test.

    python -m tests.faults.study_writer FOLDER MOST

It opens the store, goes on with the open set (or begins one), and after each durable answer writes ``confirmed N``
(N: how many answers the learner has now) straight to standard output. A set that is full is ended and the next begun.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.exam.items import Item
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.practice import PracticeSet, SetSlot, Wish
from tests.building import make_item

WHO = Candidate("kim", "Kim Example")
SIZE = 7


def item(number: int) -> Item:
    """Item `number`, of a length that varies, so that pages fill and split at all places."""
    return replace(make_item(f"1.1-{number:03}"), stem=f"asked {number} " + "word " * (number * 37 % 200))


def answer(number: int) -> Answer:
    """Answer `number` (from 0) of the learner: every third is wrong."""
    run, place = divmod(number, SIZE)
    one = item(number % 20)
    return Answer(
        one.id, 1, "1", "1.1", "practice", f"set-{run}", place + 1, number, ("b", "a"), number % 3 > 0, number
    )  # fmt: skip


def main(folder: Path, most: int) -> None:
    """Run until `most` answers were kept by this process, or until somebody kills it."""
    store = open_store(folder)
    store.save_candidate(WHO)
    os.write(1, b"opened\n")
    count = len(store.study.answers(WHO.id))
    left = store.study.open_set(WHO.id)
    if left is not None and len(left.answers) == SIZE:
        # Killed between the last answer of a set and its end.
        store.study.end_set(left.practice.id, left.spent_ms)
    for number in range(count, count + most):
        run, place = divmod(number, SIZE)
        if place == 0 and store.study.open_set(WHO.id) is None:
            items = [item(n % 20) for n in range(number, number + SIZE)]
            slots = tuple(SetSlot(one.id, 1, ("a", "b", "c", "d")) for one in items)
            store.study.begin_set(PracticeSet(f"set-{run}", WHO.id, "practice", run, Wish(), slots), items)
        store.study.keep_answer(WHO.id, answer(number), number)
        os.write(1, b"confirmed %d\n" % (number + 1))
        if place == SIZE - 1:
            store.study.end_set(f"set-{run}", number)
    store.shut()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
