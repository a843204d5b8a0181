"""Kill the running program at random moments: nothing that it showed as recorded is lost, and no time is.

The program runs with its real windows and a candidate made of chance (`program_candidate`). Two campaigns run side by
side, so that starting one program does not leave the other core idle.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.effort import EFFORT
from tests.faults.program_campaign import Campaign, Totals

KILLS = 27 * EFFORT
QUIET_EVERY = 9
END_AFTER = 260


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that kills without warning")
def test_a_killed_program_loses_nothing_that_it_confirmed(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as two:
        runs = list(two.map(_run, (tmp_path / "one", tmp_path / "two"), (20270401, 20270402)))
    for totals in runs:
        assert totals.losses == []
    assert sum(totals.kills for totals in runs) >= 50
    # The campaign has to have hit what it is about.
    assert sum(totals.kills_in_exam for totals in runs) >= 25
    assert sum(totals.resumed for totals in runs) >= 20
    assert sum(totals.attempts_ended for totals in runs) >= 1
    assert sum(totals.confirmed for totals in runs) >= 500
    # A pause for thought is longer than any act is apart: only the heartbeat can have kept the time.
    assert sum(totals.kills_while_quiet for totals in runs) >= 4


def _run(folder: Path, seed: int) -> Totals:
    campaign = Campaign(folder, seed, end_after=END_AFTER)
    for kill in range(KILLS):
        campaign.kill_once(quiet=kill % QUIET_EVERY == QUIET_EVERY - 1)
    return campaign.totals
