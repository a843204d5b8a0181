"""Kill the process that keeps answers, at any moment: nothing confirmed is lost, and nothing is half kept."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.study.past_sums import pasts_of
from tests.effort import EFFORT
from tests.faults.conftest import ROOT
from tests.faults.study_writer import SIZE, WHO, answer

KILLS = 8 * EFFORT


def test_no_confirmed_answer_is_lost_and_the_sums_and_the_index_agree(tmp_path: Path) -> None:
    seed = 20270302 if EFFORT == 1 else random.randrange(1 << 32)
    chance = random.Random(seed)
    confirmed = 0
    for kill in range(KILLS):
        confirmed = max([confirmed, *_run_and_kill(tmp_path, chance)])
        stored = _checked(tmp_path)
        # One answer may have been kept and not yet confirmed when the kill came.
        assert confirmed <= stored <= confirmed + 1, f"seed {seed}, kill {kill}"
        confirmed = stored
    assert confirmed > KILLS


def _run_and_kill(folder: Path, chance: random.Random) -> list[int]:
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.study_writer", str(folder), "100000"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert writer.stdout is not None
    with writer.stdout:
        said = [writer.stdout.readline() for _ in range(chance.randrange(1, 25))]
        assert all(said), "the writer ended by itself"
        time.sleep(chance.uniform(0.0, 0.004))
        writer.kill()
        said += writer.stdout.read().splitlines()
    writer.wait()
    return [int(line.split()[1]) for line in said if line.startswith(b"confirmed")]


def _checked(folder: Path) -> int:
    """How many answers there are; each is the right one, and all that follows from them is in step with them."""
    store = open_store(folder)
    try:
        study = store.study
        answers = study.answers(WHO.id)
        for number, kept in enumerate(answers):
            expected = answer(number)
            assert (kept.run_id, kept.position, kept.item_id, kept.right, kept.number) == (
                expected.run_id,
                expected.position,
                expected.item_id,
                expected.right,
                number + 1,
            )
        runs = study.runs(WHO.id)
        assert sum(run.answered for run in runs) == len(answers)
        pasts = study.item_pasts(WHO.id)
        assert pasts == pasts_of(answers, {run.id: run.ordinal for run in runs})
        assert {found.key for found in study.search(WHO.id, "asked")} == set(pasts)
        last = study.load_set(runs[-1].id) if runs else None
        assert last is None or last.spent_ms == len(answers) - 1
        assert store._driver.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert len(answers) <= SIZE * (len(runs) or 1)
        return len(answers)
    finally:
        store.shut()
