"""The camera's window on a real X server, by keyboard only: take, again, go on, the room place by place, Esc."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import pytest

from cehrs_desktop.presentation.camera_texts import PLACES
from tests.e2e.desktop import ROOT, Desktop, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Xvfb and xdotool")


class Camera:
    """The camera's process with synthetic frames, its words, and a keyboard."""

    def __init__(self, desktop: Desktop, *options: str) -> None:
        self._desktop = desktop
        self.said: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cehrs_desktop.camera", "--resources", str(ROOT / "resources"), *options],
            cwd=ROOT, env=desktop.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._process.stdout is not None
        os.set_blocking(self._process.stdout.fileno(), False)

    def hear(self, word: str, times: int = 1) -> None:
        def heard() -> bool:
            assert self._process.stdout is not None
            for line in self._process.stdout.readlines():
                self.said.append(json.loads(line)["said"])
            return self.said.count(word) >= times

        wait_for(heard, f"{word!r} {times} times")

    def press(self, *keys: str) -> None:
        wait_for(lambda: "rehearsal" in self._desktop.xdo("getwindowfocus", "getwindowname"), "the keyboard")
        self._desktop.xdo("key", "--clearmodifiers", *keys)

    def exit_code(self) -> int:
        return self._process.wait(30)

    def __enter__(self) -> Camera:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def shows(self) -> list[str]:
        """What was said, without what is said all the time."""
        return [word for word in self.said if word not in ("framing", "alive")]


def by_keyboard(tmp_path: Path, options: list[str], act: Callable[[Camera], None]) -> tuple[list[str], int]:
    with Desktop(tmp_path) as desktop, Camera(desktop, *options) as camera:
        camera.hear("framing" if "no_camera" not in options else "no_camera")
        act(camera)
        return camera.shows(), camera.exit_code()


def test_a_picture_is_taken_again_and_used(tmp_path: Path) -> None:
    def act(camera: Camera) -> None:
        camera.press("alt+m")  # the mirror now has the keyboard, as every switch that is pressed
        camera.press("Tab", "space")
        camera.hear("taken")
        camera.press("alt+a")
        camera.hear("ready", 2)
        camera.press("alt+t")
        camera.hear("taken", 2)
        camera.press("alt+g")
        camera.hear("done")

    said, code = by_keyboard(tmp_path, ["--synthetic", "fine", "--task", "card_back"], act)
    assert said == ["ready", "taken", "retake", "ready", "taken", "done"]
    assert code == 0


def test_every_place_of_the_room_is_shown_once(tmp_path: Path) -> None:
    def act(camera: Camera) -> None:
        for _ in PLACES:
            camera.press("space")
        camera.hear("taken")
        camera.press("Escape")
        camera.hear("closed")

    said, code = by_keyboard(tmp_path, ["--synthetic", "dark", "--task", "room"], act)
    assert said == ["ready", "taken", "closed"]
    assert code == 0


def test_without_a_camera_one_can_try_again_or_go_on(tmp_path: Path) -> None:
    def act(camera: Camera) -> None:
        camera.press("space")
        camera.hear("again")

    said, code = by_keyboard(tmp_path, ["--synthetic", "no_camera"], act)
    assert said == ["no_camera", "again"]
    assert code == 0
