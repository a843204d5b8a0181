"""What a build is, and how its steps are carried out: told, logged, and taken back when one of them fails.

A target module (`windows`, `macos`, `linux`) offers these functions, whose steps are carried out in this order:

    sign_inner(build), package(build), sign_package(build), install(build), uninstall(build) -> tuple[Step, ...]
    console(build) -> list[str]      the command that starts the installed console program, for the self-test

It knows nothing about any system, bundler or packager.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Target = Literal["windows", "macos", "linux"]
HOSTS: dict[str, Target] = {"win32": "windows", "darwin": "macos"}
PRODUCT = "CEHRS Desktop"
PROGRAM_ID = "cehrs-desktop"
PUBLISHER = "CEHRS Desktop project"
SECONDS_AT_MOST = 3600
SECRET = "***"


class BuildFailed(Exception):
    """The build cannot go on; `code` is the exit code, the text says what happened and what to do next."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who builds has chosen. Passwords are never here: only the names of variables that hold them."""

    bundle_given: Path | None = None
    """A bundle made elsewhere: packaged as it is, not built."""
    camera_given: Path | None = None
    unclean: bool = False
    """Build although something is not committed."""
    without_camera: bool = False
    without_install: bool = False
    """Leave out installing, the proof of what is installed, and uninstalling."""
    without_signing: bool = False
    keep: bool = False
    """Leave what a failed build made, for looking at it."""
    certificate: Path | None = None
    """Windows: a PKCS#12 file. Without it nothing is signed."""
    certificate_password: str = "CEHRS_SIGN_PASSWORD"
    timestamp: str | None = None
    """Address of an RFC 3161 time stamp service. None: signatures without a time stamp."""
    macos_identity: str | None = None
    """Name of a Developer ID Application identity in the keychain."""
    macos_installer_identity: str | None = None
    notary_profile: str | None = None
    """Name of a keychain profile of notarytool."""
    wine_prefix: Path | None = None
    """Install and prove a Windows package in this prefix, when the build runs elsewhere."""

    def secrets(self, environment: Mapping[str, str]) -> tuple[str, ...]:
        """The values that no log may show."""
        value = environment.get(self.certificate_password, "")
        return (value,) if value else ()


class Log:
    """A file with everything, and on standard error what somebody who waits wants to read. Secrets are starred."""

    def __init__(self, file: Path | None, secrets: Sequence[str] = ()) -> None:
        self._secrets = secrets
        self._file = file
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("", encoding="utf-8")

    def tell(self, text: str) -> None:
        """Into the file and onto standard error."""
        sys.stderr.write(self._clean(text) + "\n")
        sys.stderr.flush()
        self.note(text)

    def note(self, text: str) -> None:
        """Into the file only."""
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S')} {self._clean(text)}\n")

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, SECRET)
        return text


@dataclass(frozen=True)
class Build:
    """One build: what of, for which system, where to, with which choices."""

    root: Path
    target: Target
    version: str
    commit: str
    committed: int
    """When, in Unix seconds: the instant that made files carry, so that two builds of one commit are alike."""
    bundle: Path
    camera: Path | None
    out: Path
    options: Options
    log: Log
    results: dict[str, object] = field(default_factory=dict[str, object])
    """What steps found out, for the summary: plain JSON values by name."""

    @property
    def host(self) -> Target:
        """The system that the build runs on."""
        return HOSTS.get(sys.platform, "linux")

    @property
    def work(self) -> Path:
        """A folder for what is needed on the way; emptied by each build."""
        return self.root / "build" / "installer" / self.target

    @property
    def architecture(self) -> str:
        """Of the machine that the bundle runs on, as the target's own people write it."""
        if self.target == "windows":
            return "x64"
        machine = platform.machine()
        return "arm64" if machine == "aarch64" else machine

    def tell(self, text: str) -> None:
        """Say it to whoever waits, and into the log."""
        self.log.tell(f"  {text}")

    def run(
        self,
        what: str,
        command: Sequence[str | Path],
        *,
        folder: Path | None = None,
        accepted: Sequence[int] = (0,),
        seconds: int = SECONDS_AT_MOST,
        **environment: str,
    ) -> str:
        """Run a program; what it said, which is also in the log. Raises `BuildFailed` unless its code is accepted.

        `what` completes the sentence "It failed: ...". `environment` is added to this process's own.
        """
        words = [str(part) for part in command]
        self.log.note(f"$ {' '.join(words)}")
        try:
            done = subprocess.run(
                words,
                cwd=folder or self.root,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                check=False,
                timeout=seconds,
            )
        except FileNotFoundError as error:
            raise BuildFailed(f"It failed: {what}. The program {words[0]} was not found; install it first.") from error
        except subprocess.TimeoutExpired as error:
            raise BuildFailed(
                f"It failed: {what}. {words[0]} had not ended after {seconds} s and was stopped."
            ) from error
        self.log.note(done.stdout.rstrip() or "(it said nothing)")
        if done.returncode not in accepted:
            tail = "\n".join(done.stdout.splitlines()[-20:])
            raise BuildFailed(f"It failed: {what}. {words[0]} ended with code {done.returncode} and said:\n{tail}")
        return done.stdout


def never(_: Build) -> str | None:
    """A step that is always carried out."""
    return None


def nothing(_: Build) -> None:
    """For steps that leave nothing to take back."""


@dataclass(frozen=True)
class Step:
    """One thing that is done, and how it is taken back. `undo` must also cope with a step that was done by half."""

    name: str
    """One imperative line, as the dry run prints it."""
    do: Callable[[Build], None]
    undo: Callable[[Build], None] = nothing
    skipped: Callable[[Build], str | None] = never
    """The reason for leaving it out, or None. Asked for the dry run too, so it changes nothing."""


def described(build: Build, steps: Sequence[Step]) -> list[str]:
    """The plan as lines: what would be done, what would be left out and why."""
    lines: list[str] = []
    for number, step in enumerate(steps, 1):
        reason = step.skipped(build)
        lines.append(f"{number}. {step.name}" + (f" (left out: {reason})" if reason else ""))
    return lines


def carry_out(build: Build, steps: Sequence[Step]) -> None:
    """Do the steps in order. When one fails, it and those before it are taken back in reverse; then it is raised."""
    begun: list[Step] = []
    for number, step in enumerate(steps, 1):
        reason = step.skipped(build)
        if reason:
            build.log.tell(f"{number}/{len(steps)} Left out: {step.name} ({reason})")
            continue
        build.log.tell(f"{number}/{len(steps)} {step.name}")
        started = time.monotonic()
        begun.append(step)
        try:
            step.do(build)
        except BaseException as error:
            build.log.tell(f"  This step failed: {error}")
            if build.options.keep:
                build.log.tell("  What was made is left as it is, as asked for.")
            else:
                _take_back(build, begun)
            raise
        build.log.note(f"done in {time.monotonic() - started:.1f} s")


def _take_back(build: Build, begun: Sequence[Step]) -> None:
    for step in reversed(begun):
        if step.undo is nothing:
            continue
        build.log.tell(f"  Taking back: {step.name}")
        try:
            step.undo(build)
        except Exception as error:  # noqa: BLE001 - the rest is taken back all the same, and the first error is raised
            build.log.tell(f"  That could not be taken back: {error}")
