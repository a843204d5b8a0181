"""The camera's process lets no picture out: watched from outside while synthetic frames go through the path that a
real camera's frames take, and shown that each planted leak would have been seen, and that the system stops it.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import socket
import sys
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop
from tests.faults.camera_watch import Blind, Seen, watch

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace and /proc are Linux's")

ROOT = Path(__file__).parents[2]
CAMERA = [sys.executable, "-m", "cehrs_desktop.camera"]
LEAKY = [sys.executable, str(Path(__file__).with_name("leaky_camera.py"))]
MADE = ["--synthetic", "fine", "--resources", str(ROOT / "resources")]


def environ(**more: str) -> dict[str, str]:
    """Without what this machine or this test run has set for Qt and Python."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    # The test's own bytecode files are none of the camera's business.
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "QT_QPA_PLATFORM": "offscreen"} | more


def test_the_camera_lets_nothing_out(tmp_path: Path) -> None:
    seen = watch([*CAMERA, *MADE], tmp_path, environ(), framings=4)
    assert seen.leaks == []
    assert seen.words[0] == {"said": "ready"}
    assert seen.exit_code == 0


def test_nor_does_it_on_an_x_server(tmp_path: Path) -> None:
    folder = tmp_path / "desktop"
    folder.mkdir()
    with Desktop(folder) as desktop:
        shown = {key: desktop.environ[key] for key in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")}
        seen = watch([*CAMERA, *MADE, "--task", "room"], tmp_path, environ(**shown, QT_QPA_PLATFORM="xcb"), framings=4)
    assert seen.leaks == []


class Listener:
    """A TCP and a UDP port of this computer with one number, and what arrived at either."""

    def __init__(self, stack: ExitStack) -> None:
        self.arrived = bytearray()
        self._tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.port = self._tcp.getsockname()[1]
        self._udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self._udp.bind(("127.0.0.1", self.port))
        self._udp.setblocking(False)
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()
        stack.callback(self._end)

    def _listen(self) -> None:
        while (got := self._one_connection()) != b"end":
            self.arrived += got

    def _one_connection(self) -> bytes:
        connection, _ = self._tcp.accept()
        with connection:
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def _end(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            last.sendall(b"end")
        self._thread.join()

    def datagrams(self) -> bytes:
        try:
            return self._udp.recv(65536)
        except BlockingIOError:
            return b""


@dataclass
class Planted:
    """A run with leaks: what the watch saw of it, and what got out."""

    seen: Seen
    folder: Path
    tcp: bytes
    udp: bytes


def plant(leaks: list[str], how: str, folder: Path) -> Planted:
    """Run the camera with leaks; where one goes depends on what it is."""
    (folder / "old").write_bytes(b"\0" * 4096)
    shared = f"cehrs-leak-{os.getpid()}"
    with ExitStack() as stack:
        listener = Listener(stack)
        port = str(listener.port)
        targets = {"old_file": str(folder / "old"), "tcp": port, "udp": port, "shared_memory": shared}
        named = [targets.get(leak, str(folder / "new")) for leak in leaks]
        stack.callback(Path("/dev/shm", shared).unlink, missing_ok=True)
        seen = watch([*LEAKY, ",".join(leaks), how, ",".join(named), *MADE], folder, environ(), framings=1)
        return Planted(seen, folder, bytes(listener.arrived), listener.datagrams())


# A leak, and what the watch must have said about this one and no other: the eyes, and what they saw.
PLANTED = {
    "file": [("trace", r"openat\(.*/new\", O_WRONLY\|O_CREAT"), ("trace", r"write\(\d+<.*/new>")],
    "old_file": [("trace", r"mmap\(.*MAP_SHARED.*/old>")],
    "tcp": [
        ("trace", r"socket\(AF_INET, SOCK_STREAM"),
        ("trace", r"connect\(.*AF_INET"),
        ("trace", r"sendto\(\d+<TCP"),
    ],
    "udp": [("trace", r"socket\(AF_INET, SOCK_DGRAM"), ("trace", r"sendto\(\d+<UDP")],
    "memfd": [("trace", r"memfd_create\("), ("descriptors", "/memfd:frame")],
    "shared_memory": [
        ("trace", r"openat\(.*/dev/shm/cehrs-leak"),
        ("trace", r"mmap\(.*MAP_SHARED.*/dev/shm/cehrs-leak"),
    ],
    "child": [("trace", r"execve\(.*/cat\""), ("trace", r"v?fork\(|clone3?\(")],
    "words": [("words", "not an agreed word")],
}


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """All leaks in one run without the confinement."""
    return plant(list(PLANTED), "free", tmp_path_factory.mktemp("free"))


@pytest.mark.parametrize("leak", PLANTED)
def test_a_planted_leak_is_seen(leak: str, free: Planted) -> None:
    for eyes, what in PLANTED[leak]:
        assert [line for line in free.seen.leaks if re.search(f"^{eyes}: .*{what}", line)], (what, free.seen.leaks)


def test_the_planted_leaks_were_real_ones(free: Planted) -> None:
    assert "stopped" not in free.seen.stderr
    assert len(set((free.folder / "new").read_bytes())) > 1
    assert any((free.folder / "old").read_bytes())
    assert len(free.tcp) > 100_000
    assert free.udp


@pytest.mark.skipif(platform.machine() not in ("x86_64", "aarch64"), reason="the filter knows these two")
def test_the_system_stops_every_leak_but_words(tmp_path: Path) -> None:
    leaks = [leak for leak in PLANTED if leak != "words"]
    planted = plant(leaks, "confined", tmp_path)
    stopped = {leak for leak, _ in re.findall(r"^stopped (\w+): (.*)$", planted.seen.stderr, re.MULTILINE)}
    if landlocked():
        assert not any((tmp_path / "old").read_bytes())
    else:
        # An older kernel: a file that is there can be overwritten in memory. The window does not claim otherwise.
        leaks.remove("old_file")
    assert stopped >= set(leaks), planted.seen.stderr
    assert not (tmp_path / "new").exists()
    assert not planted.tcp
    assert not planted.udp
    # They were tried, and that is seen too.
    for tried in ("O_CREAT", "SOCK_STREAM", "SOCK_DGRAM", "memfd_create", "/dev/shm/", "execve"):
        assert [line for line in planted.seen.leaks if line.startswith("trace:") and tried in line], tried


def landlocked() -> bool:
    """Whether this kernel has Landlock and uses it."""
    return ctypes.CDLL(None).syscall(444, None, 0, 1) > 0


def test_a_watch_that_sees_no_pictures_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(Blind, match="no pictures"):
        watch([*CAMERA, "--synthetic", "no_camera"], tmp_path, environ(), framings=1, patience=2)


def test_a_watch_of_something_else_is_no_result(tmp_path: Path) -> None:
    words = 'print(\'{"said": "framing", "light": "fine", "glare": "none", "behind": "fine"}\')'
    with pytest.raises(Blind, match="was not seen"):
        watch([sys.executable, "-c", words], tmp_path, environ(), framings=1)
