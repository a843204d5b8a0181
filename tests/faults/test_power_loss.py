"""The power fails: what was confirmed was synced before, and the files as last synced hold it.

A process that stores is traced; its disk is then rebuilt as a power cut would have left it at many moments. The
same with `synchronous=OFF` must fail, or these tests would show nothing.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from cehrs_desktop.application.ports import AttemptUnknown, StoreError
from cehrs_desktop.storage.opening import open_store
from tests.effort import EFFORT
from tests.faults.conftest import ROOT
from tests.faults.disk_trace import Call, Disk, calls, strace_is_possible_here, traced
from tests.faults.writer import ATTEMPT, act

pytestmark = pytest.mark.skipif(
    not strace_is_possible_here(), reason="strace is for Linux; the same SQLite code runs on the other systems"
)

ACTS = 60
LUCKY_CUTS = 80 * EFFORT
FILES = {"local": ["attempts.db-wal"], "network": ["attempts.db", "attempts.db-journal"]}
"""Where an act lies when it is confirmed. With the write-ahead log the database itself may lag behind."""


def _trace(tmp_path: Path, kind: str, pragma: str | None = None) -> tuple[Path, list[Call]]:
    """The calls of a writer that opened a new store, stored ACTS acts, and was closed."""
    if shutil.which("strace") is None:
        pytest.fail("strace is not installed; `python3 start.py test` installs it where it may", pytrace=False)
    folder = tmp_path / "data"
    folder.mkdir()
    command = [sys.executable, "-m", "tests.faults.writer", str(folder), kind, str(ACTS)]
    try:
        traced(
            command + ([pragma] if pragma else []),
            tmp_path / "trace",
            ROOT,
            {**os.environ, "PYTHONPATH": str(ROOT)},
        )
    except RuntimeError as error:
        pytest.fail(f"no power-loss proof without strace (is ptrace permitted here?): {error}", pytrace=False)
    return folder, list(calls(tmp_path / "trace"))


def _confirmed(call: Call) -> int | None:
    if call.name == "write" and call.fd == 1 and call.data.startswith(b"confirmed "):
        return int(call.data.split()[1])
    return None


@dataclass
class Findings:
    """What a trace showed. Each list holds the confirmed number at which something was wrong."""

    confirmations: int
    not_synced: list[int]
    not_there: list[int]


def _examine(folder: Path, trace: list[Call], kind: str, scratch: Path) -> Findings:
    """At every confirmation: was all of it synced, and do the files as last synced hold it?"""
    disk = Disk(folder)
    findings = Findings(0, [], [])
    written = 0
    for call in trace:
        if disk.apply(call):
            written += call.name == "pwrite64" and call.paths[0].name in FILES[kind]
            continue
        number = _confirmed(call)
        if number is None:
            continue
        findings.confirmations += 1
        assert written, "an act was confirmed without any write: the trace is not the whole truth"
        written = 0
        if any(disk.unsynced(name) for name in FILES[kind]):
            findings.not_synced.append(number)
        target = scratch / str(number)
        disk.after_power_cut(target)
        if _acts_in(target, kind) < number:
            findings.not_there.append(number)
        shutil.rmtree(target)
    assert findings.confirmations == ACTS
    return findings


def _acts_in(folder: Path, kind: str) -> int:
    """How many acts a store holds, each checked; -1 when it does not open."""
    try:
        store = open_store(folder, kind)  # pyright: ignore[reportArgumentType]
    except StoreError:
        return -1
    try:
        events = store.load(ATTEMPT).events
    except AttemptUnknown:
        return 0
    except StoreError:
        return -1
    finally:
        store.shut()
    assert events == tuple(act(number) for number in range(len(events)))
    return len(events)


MERGE_OFTEN = "wal_autocheckpoint=20"
"""The log is merged into the database every few acts instead of every few hundred, so that it happens in the trace."""

with_settings = pytest.mark.parametrize(
    ("kind", "pragma"), [("local", None), ("local", MERGE_OFTEN), ("network", None)], ids=["wal", "merging", "network"]
)


@with_settings
def test_every_confirmed_act_was_synced_and_survives_a_power_cut(tmp_path: Path, kind: str, pragma: str | None) -> None:
    folder, trace = _trace(tmp_path, kind, pragma)
    if pragma is not None:
        merged = [call for call in trace if call.name == "pwrite64" and call.paths[0].name == "attempts.db"]
        assert len(merged) > ACTS // 3, "the log was not merged while the acts were stored"
    findings = _examine(folder, trace, kind, tmp_path)
    assert findings.not_synced == []
    assert findings.not_there == []


@pytest.mark.parametrize("kind", ["local", "network"])
def test_the_proof_notices_when_nothing_is_synced(tmp_path: Path, kind: str) -> None:
    folder, trace = _trace(tmp_path, kind, "synchronous=OFF")
    findings = _examine(folder, trace, kind, tmp_path)
    assert len(findings.not_synced) > ACTS // 2
    assert len(findings.not_there) > ACTS // 2


@with_settings
def test_whatever_else_reached_the_disk_does_no_harm(tmp_path: Path, kind: str, pragma: str | None) -> None:
    """Cuts between any two calls, with any part of what was not synced on the disk after all, and torn pages."""
    folder, trace = _trace(tmp_path, kind, pragma)
    chance = random.Random(7 if EFFORT == 1 else None)
    opened = next(at for at, call in enumerate(trace) if call.fd == 1 and call.data == b"opened\n")
    cuts = set(chance.sample(range(opened, len(trace)), min(LUCKY_CUTS, len(trace) - opened)))
    disk = Disk(folder)
    confirmed = 0
    for at, call in enumerate(trace):
        disk.apply(call)
        confirmed = _confirmed(call) or confirmed
        if at in cuts:
            target = tmp_path / f"cut-{at}"
            disk.after_power_cut(target, chance)
            assert confirmed <= _acts_in(target, kind) <= confirmed + 1, f"call {at}: {call.name}"
            shutil.rmtree(target)


@pytest.mark.parametrize("kind", ["local", "network"])
def test_a_power_cut_during_the_first_start_leaves_nothing_or_all(tmp_path: Path, kind: str) -> None:
    """Before the first act there is either no database, and the next start makes one, or a whole one."""
    folder, trace = _trace(tmp_path, kind)
    disk = Disk(folder)
    for at, call in enumerate(trace):
        if disk.apply(call):
            for number, chance in enumerate((None, random.Random(at), random.Random(at + 1000))):
                target = tmp_path / f"start-{at}-{number}"
                disk.after_power_cut(target, chance)
                assert _acts_in(target, kind) == 0, f"call {at}: {call.name}"
                shutil.rmtree(target)
        if call.fd == 1:
            break
