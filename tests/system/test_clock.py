from __future__ import annotations

import time
from itertools import pairwise

import pytest

from cehrs_desktop.application.ports import Clock
from cehrs_desktop.system import clock as module
from cehrs_desktop.system.clock import SystemClock


def test_instants_go_forward_and_name_their_run() -> None:
    clock: Clock = SystemClock()
    instants = [clock.now() for _ in range(1000)]
    assert all(a.awake_ms <= b.awake_ms for a, b in pairwise(instants))
    assert len({instant.run for instant in instants}) == 1
    assert SystemClock().run != instants[0].run


def test_the_wall_clock_is_utc() -> None:
    before = time.time_ns() // 1_000_000
    wall = SystemClock().now().wall_ms
    assert before <= wall <= time.time_ns() // 1_000_000


def test_the_awake_clock_does_not_follow_the_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    before = clock.now()
    monkeypatch.setattr(module.time, "time_ns", lambda: 0)
    after = clock.now()
    assert after.wall_ms == 0
    assert after.awake_ms >= before.awake_ms


def test_the_awake_clock_runs_at_the_speed_of_time() -> None:
    """Between two readings of another steady clock, in milliseconds; slow machines only make both spans longer."""
    clock = SystemClock()
    outer = time.perf_counter()
    first = clock.now()
    inner = time.perf_counter()
    time.sleep(0.05)
    inner = time.perf_counter() - inner
    last = clock.now()
    outer = time.perf_counter() - outer
    assert inner * 1000 - 2 <= last.awake_ms - first.awake_ms <= outer * 1000 + 2


def test_sleep_is_the_running_time_that_nobody_was_awake(monkeypatch: pytest.MonkeyPatch) -> None:
    times = {"awake": 5_000_000_000, "running": 9_000_000_000}
    monkeypatch.setattr(module, "awake_ns", lambda: times["awake"])
    monkeypatch.setattr(module, "running_ns", lambda: times["running"])
    clock = SystemClock()
    assert clock.slept_ms() == 0
    times["awake"] += 1_000_000_000
    times["running"] += 61_000_000_000
    assert clock.slept_ms() == 60_000
    assert clock.now().awake_ms == 6_000


def test_where_sleep_is_not_counted_nothing_is_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "running_ns", lambda: None)
    assert SystemClock().slept_ms() is None


def test_this_machine_has_not_slept_during_the_test() -> None:
    slept = SystemClock().slept_ms()
    assert slept is None or 0 <= slept < 1000
