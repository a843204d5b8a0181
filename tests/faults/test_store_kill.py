"""Kill the process that stores, at any moment and without warning: nothing that was confirmed is lost.

This shows that nothing confirmed lives in the process alone. It shows nothing about power loss, because the
kernel keeps what it was given; `test_power_loss` is about that.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cehrs_desktop.application.ports import AttemptUnknown
from cehrs_desktop.storage.opening import open_store
from tests.effort import EFFORT
from tests.faults.conftest import ROOT
from tests.faults.writer import ATTEMPT, act

KILLS = 50 * EFFORT
NETWORK_KILLS = 10 * EFFORT


@pytest.mark.parametrize(("kind", "kills"), [("local", KILLS), ("network", NETWORK_KILLS)])
def test_no_confirmed_act_is_lost_by_a_kill(tmp_path: Path, kind: str, kills: int) -> None:
    seed = 20270301 if EFFORT == 1 else random.randrange(1 << 32)
    chance = random.Random(seed)
    confirmed = 0
    in_the_middle = 0
    for kill in range(kills):
        said = _run_and_kill(tmp_path, kind, chance)
        in_the_middle += bool(said)
        confirmed = max([confirmed, *said])
        stored = _stored(tmp_path, kind)
        # One act may have been stored and not yet confirmed when the kill came.
        assert confirmed <= stored <= confirmed + 1, f"seed {seed}, kill {kill}"
        confirmed = stored
    assert in_the_middle >= kills // 4, "too few kills hit a process that was storing"
    assert confirmed > kills


def _run_and_kill(folder: Path, kind: str, chance: random.Random) -> list[int]:
    """Start a writer and kill it: mostly after some confirmations, sometimes while it opens. What it confirmed."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writer", str(folder), kind, "100000"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert writer.stdout is not None
    said: list[bytes] = []
    with writer.stdout:
        if chance.random() < 0.15:
            time.sleep(chance.uniform(0.0, 0.6))
        else:
            for _ in range(chance.randrange(1, 40)):
                line = writer.stdout.readline()
                assert line, "the writer ended by itself"
                said.append(line)
            time.sleep(chance.uniform(0.0, 0.004))
        writer.kill()
        said += writer.stdout.read().splitlines()
    writer.wait()
    return [int(line.split()[1]) for line in said if line.startswith(b"confirmed")]


def _stored(folder: Path, kind: str) -> int:
    """How many acts the log holds, each of them checked to be the right one. Opening also checks the file."""
    store = open_store(folder, kind)  # pyright: ignore[reportArgumentType]
    try:
        events = store.load(ATTEMPT).events
    except AttemptUnknown:
        return 0
    finally:
        store.shut()
    assert events == tuple(act(number) for number in range(len(events)))
    return len(events)
