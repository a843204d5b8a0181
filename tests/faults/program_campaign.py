"""Kill the running program again and again on the same data, and compare what it said with what its files hold.

Used by `test_program_kill` and by `bench/kills.py`. After every kill the files are copied and read with the program's
own code; the program itself then starts on the untouched ones. A kill does not show power loss: `test_power_loss` does.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from cehrs_desktop.application.ports import StoredAttempt
from cehrs_desktop.application.sitting import last_sign_of_life
from cehrs_desktop.exam.events import ExamEnded, SessionResumed, SessionSuspended
from cehrs_desktop.exam.session import Session, evolve, new_session
from cehrs_desktop.storage.opening import open_store
from tests.faults.program_candidate import state_digest

ROOT = Path(__file__).parents[2]
GIVEN_BACK_MS = 5000
"""The written rule: after a sudden stop at most 5 seconds are given back."""
START_SECONDS = 60.0

Line = dict[str, Any]


@dataclass
class Totals:
    """What happened in a campaign. `losses` are sentences; an empty list is the point of it all."""

    kills: int = 0
    kills_in_exam: int = 0
    kills_before_exam: int = 0
    kills_while_quiet: int = 0
    confirmed: int = 0
    resumed: int = 0
    attempts: int = 0
    attempts_ended: int = 0
    most_given_back_ms: int = 0
    losses: list[str] = field(default_factory=list[str])


@dataclass
class _Stop:
    """Where an attempt stood in the files after a kill: after `seq` events, its clock to be stopped at `awake_ms`."""

    seq: int
    awake_ms: int | None
    used_ms: int


class Campaign:
    """Kills on one data folder. `end_after`: events after which the candidate ends an exam and begins another."""

    def __init__(self, folder: Path, seed: int, *, end_after: int = 500) -> None:
        self.totals = Totals()
        self._data = folder / "data"
        self._folder = folder
        self._chance = random.Random(seed)
        self._seed = seed
        self._end_after = end_after
        self._said: dict[str, dict[int, str]] = {}
        self._stops: dict[str, _Stop] = {}
        self._stored: dict[str, int] = {}
        runtime = folder / "runtime"
        runtime.mkdir(parents=True, mode=0o700)
        self._environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "CEHRS_DATA_DIR": str(self._data),
            "XDG_RUNTIME_DIR": str(runtime),
            # The session's bus is not part of what is killed here.
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        }

    def kill_once(self, *, quiet: bool = False) -> None:
        """One run of the program, ended by SIGKILL, and the comparison. `quiet`: killed while nothing is stored."""
        where = f"seed {self._seed}, kill {self.totals.kills + 1}"
        before_ms, after_ms, said, errors = self._run_and_kill(quiet)
        self.totals.kills += 1
        if errors:
            self.totals.losses.append(f"{where}: on standard error: {errors[-600:]}")
        for line in said:
            if line["kind"] == "confirmed":
                self._said.setdefault(line["attempt"], {})[line["seq"]] = line["digest"]
                self.totals.confirmed += 1
            elif line["kind"] == "offered":
                self.totals.resumed += 1
            elif line["kind"] == "shown" and not line["right"]:
                self.totals.losses.append(f"{where}: question {line['position']} came back different on the screen")
        self.totals.losses += [f"{where}: {loss}" for loss in self._compare(said, before_ms, after_ms)]

    # ---- one run
    def _run_and_kill(self, quiet: bool) -> tuple[int, int, list[Line], str]:
        chance = self._chance
        stderr = self._folder / "stderr"
        command = [sys.executable, "-m", "tests.faults.program_candidate"]
        arguments = [str(chance.randrange(1 << 30)), str(self._end_after), "0.2" if quiet else "0"]
        said: list[Line] = []
        with stderr.open("wb") as errors:
            program = subprocess.Popen(
                command + arguments, cwd=ROOT, env=self._environ, stdout=subprocess.PIPE, stderr=errors
            )
        assert program.stdout is not None
        try:
            with program.stdout as pipe:
                reader = _Lines(pipe.fileno(), said)
                if quiet:
                    reader.until(lambda line: line["kind"] == "quiet", START_SECONDS)
                    reader.until(lambda _: False, chance.uniform(4.0, 7.0))
                elif chance.random() < 0.2:
                    reader.until(lambda _: False, chance.uniform(0.1, 2.5))
                else:
                    left = chance.randrange(1, 60)
                    confirmed = iter(range(left))
                    reader.until(
                        lambda line: line["kind"] == "confirmed" and next(confirmed, None) is None, START_SECONDS
                    )
                    reader.until(lambda _: False, chance.uniform(0.0, 0.04))
                self.totals.kills_while_quiet += quiet
                if program.poll() is not None:
                    self.totals.losses.append(f"the program ended by itself with {program.returncode}")
                before_ms = time.monotonic_ns() // 1_000_000
                program.send_signal(signal.SIGKILL)
                program.wait()
                after_ms = time.monotonic_ns() // 1_000_000
                reader.until(lambda _: False, 5.0)
        finally:
            program.kill()
            program.wait()
        told = [
            line for line in stderr.read_text(encoding="utf-8", errors="replace").splitlines()
            if "This plugin does not support" not in line
        ]  # fmt: skip
        for log in (self._data / "log").glob("*.log*"):
            # What nobody expected is noted there, not on standard error.
            text = log.read_text(encoding="utf-8")
            told += [text[text.index("CRITICAL") :]] if "CRITICAL" in text else []
        return before_ms, after_ms, said, "\n".join(told)

    # ---- what the files hold
    def _compare(self, said: list[Line], before_ms: int, after_ms: int) -> list[str]:
        stored = self._read_files()
        losses: list[str] = []
        run = next((line["run"] for line in said if line["kind"] == "started"), None)
        in_exam = False
        losses += [f"attempt {attempt_id} is gone" for attempt_id in self._said if attempt_id not in stored]
        for attempt_id, kept in stored.items():
            session, digests, found = _walk(kept)
            losses += found
            confirmed = self._said.get(attempt_id, {})
            losses += [
                f"confirmed state {seq} is {'not stored' if seq not in digests else 'stored differently'}"
                for seq, digest in confirmed.items()
                if digests.get(seq) != digest
            ]
            if session.seq < self._stored.get(attempt_id, 0):
                losses.append(f"the log went from {self._stored[attempt_id]} back to {session.seq} events")
            self._stored[attempt_id] = session.seq
            losses += self._compare_stop(attempt_id, kept)
            if session.running:
                in_exam = True
                sign = last_sign_of_life(session, kept.heartbeat)
                if sign.run == run:
                    given_back_ms = before_ms - sign.awake_ms
                    self.totals.most_given_back_ms = max(self.totals.most_given_back_ms, given_back_ms)
                    if given_back_ms > GIVEN_BACK_MS:
                        losses.append(f"{given_back_ms} ms would be given back")
                    if sign.awake_ms > after_ms:
                        losses.append("time would be taken away")
                self._stops[attempt_id] = _Stop(session.seq, sign.awake_ms, session.clock.used_at(sign))
        self.totals.kills_in_exam += in_exam
        self.totals.kills_before_exam += not in_exam
        self.totals.attempts = len(stored)
        self.totals.attempts_ended = sum(
            any(isinstance(event, ExamEnded) for event in kept.events) for kept in stored.values()
        )
        return losses

    def _compare_stop(self, attempt_id: str, kept: StoredAttempt) -> list[str]:
        """Whether the next start recorded the stop exactly where it should, and went on from that time."""
        stop = self._stops.get(attempt_id)
        if stop is None or len(kept.events) <= stop.seq:
            return []
        del self._stops[attempt_id]
        event = kept.events[stop.seq]
        if (
            not isinstance(event, SessionSuspended)
            or event.reason != "interrupted"
            or event.at.awake_ms != stop.awake_ms
        ):
            return [f"after a kill at event {stop.seq} came {event}"]
        session = new_session(kept.attempt.form, kept.attempt.rules)
        for event in kept.events[: stop.seq + 1]:
            session = evolve(session, event)
        if session.clock.used_ms != stop.used_ms:
            return [f"{stop.used_ms} ms were used and {session.clock.used_ms} ms came back"]
        return []

    def _read_files(self) -> dict[str, StoredAttempt]:
        """All attempts, from a copy: the program itself must meet the files as the kill left them."""
        if not (self._data / "attempts.db").exists():
            return {}
        copy = self._folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for file in self._data.glob("attempts.db*"):
            if not file.name.endswith(".new"):
                shutil.copyfile(file, copy / file.name)
        store = open_store(copy)
        try:
            return {line.id: store.load(line.id) for line in store.lines()}
        finally:
            store.shut()


class _Lines:
    """Lines out of a pipe, each put into `said`, read with a limit of time."""

    def __init__(self, handle: int, said: list[Line]) -> None:
        self._handle, self._said, self._rest = handle, said, b""

    def until(self, enough: Any, seconds: float) -> None:
        """Read until a line is `enough`, the pipe ends, or the time is over."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            readable, _, _ = select.select([self._handle], [], [], left)
            if not readable:
                return
            chunk = os.read(self._handle, 65536)
            if not chunk:
                return
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            stop = False
            for text in lines:
                with contextlib.suppress(ValueError):
                    line = cast(Line, json.loads(text))
                    self._said.append(line)
                    stop = bool(enough(line)) or stop
            if stop:
                return


def _walk(kept: StoredAttempt) -> tuple[Session, dict[int, str], list[str]]:
    """The last state, the digest of every state on the way, and whether time ever came back."""
    session = new_session(kept.attempt.form, kept.attempt.rules)
    digests = {0: state_digest(session)}
    losses: list[str] = []
    left_ms = session.clock.limit_ms
    for event in kept.events:
        session = evolve(session, event)
        digests[session.seq] = state_digest(session)
        now_left_ms = (
            session.clock.left_at(event.at) if session.running else session.clock.limit_ms - session.clock.used_ms
        )
        if now_left_ms > left_ms:
            losses.append(f"the time left grew from {left_ms} to {now_left_ms} ms at event {session.seq}")
        if isinstance(event, SessionResumed) and now_left_ms != left_ms:
            losses.append(f"time went by while the program was down, before event {session.seq}")
        left_ms = now_left_ms
    return session, digests, losses
