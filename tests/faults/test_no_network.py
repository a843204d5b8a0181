"""Network: none. Every network call of the real program is traced, and its source has no way to make one."""

from __future__ import annotations

import ast
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.conftest import ROOT
from tests.faults.disk_trace import strace_is_possible_here

PATIENCE_SECONDS = 60.0
TRACE = ["strace", "-f", "-qq", "-e", "trace=%network,execve", "-o"]
# What reaches another computer, or could: a socket that is not of this machine's own kind, a look-up of a name, the
# program that is asked for a notice.
REACHING = re.compile(r"AF_INET|AF_INET6|AF_PACKET|AF_BLUETOOTH|AF_VSOCK|resolve|curl")
MODULES = {
    "socket", "ssl", "_ssl", "_socket", "http", "urllib.request", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib",
    "xmlrpc", "socketserver", "asyncio", "requests", "httpx", "urllib3", "PySide6.QtNetwork", "PySide6.QtWebSockets",
}  # fmt: skip
# It names address families to read the list of network cards, and opens nothing.
READS_ONLY = {"system/computer/macos.py"}


def environment(data: Path, runtime: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(runtime),
        "CEHRS_DATA_DIR": str(data),
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
    }


def traced_run(data: Path, folder: Path) -> list[str]:
    """Open the program, wait until its data is open, end it: the lines of the trace."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    trace = folder / "trace"
    command = [*TRACE, str(trace), sys.executable, "-m", "cehrs_desktop"]
    program = subprocess.Popen(command, cwd=ROOT, env=environment(data, runtime), stderr=subprocess.PIPE)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (data / "cache" / "home.json").exists():
        assert program.poll() is None, program.stderr.read() if program.stderr else ""
        assert time.monotonic() < deadline, "the program did not open its data"
        time.sleep(0.05)
    # A little longer: whatever is done behind the first page is done by then or never.
    time.sleep(1.0)
    os.kill(json.loads((data / "program.lock").read_bytes())["pid"], signal.SIGTERM)
    _, complaints = program.communicate(timeout=PATIENCE_SECONDS)
    assert program.returncode == 0, complaints
    return trace.read_text(encoding="utf-8", errors="replace").splitlines()


@pytest.mark.skipif(not strace_is_possible_here(), reason="strace is of Linux")
def test_a_whole_start_reaches_no_other_computer(data_folder: Path, tmp_path: Path) -> None:
    lines = traced_run(data_folder, tmp_path)
    assert any("execve" in line for line in lines), "the trace is there"
    assert [line for line in lines if REACHING.search(line)] == []


@pytest.mark.skipif(not strace_is_possible_here(), reason="strace is of Linux")
def test_an_address_alone_asks_nobody(data_folder: Path, tmp_path: Path) -> None:
    """The switch is off: an address that is there all the same is not asked."""
    settings = {"update_notice": False, "update_address": "https://localhost:9/latest.json"}
    (data_folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    assert [line for line in traced_run(data_folder, tmp_path) if REACHING.search(line)] == []


@pytest.mark.skipif(not strace_is_possible_here(), reason="strace is of Linux")
@pytest.mark.parametrize(
    "reaching",
    [
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "import socket; socket.socket(socket.AF_INET6, socket.SOCK_STREAM)",
        "import subprocess; subprocess.run(['/usr/bin/curl', '--version'], stdout=subprocess.DEVNULL)",
    ],
)
def test_the_trace_shows_who_does(tmp_path: Path, reaching: str) -> None:
    if "curl" in reaching and not Path("/usr/bin/curl").exists():
        pytest.skip("there is no curl here")
    trace = tmp_path / "trace"
    subprocess.run([*TRACE, str(trace), sys.executable, "-c", reaching], check=True)
    assert REACHING.search(trace.read_text(encoding="utf-8", errors="replace"))


def network_imports(source: str) -> list[str]:
    """The modules with which a program reaches others that a source imports."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        found += [name for name in names if name in MODULES or name.partition(".")[0] in MODULES]
    return found


def test_the_source_has_no_network_code() -> None:
    package = ROOT / "cehrs_desktop"
    broken = {
        name: found
        for path in sorted(package.rglob("*.py"))
        if (name := path.relative_to(package).as_posix()) not in READS_ONLY
        and (found := network_imports(path.read_text(encoding="utf-8")))
    }
    assert not broken


@pytest.mark.parametrize(
    "source",
    [
        "import socket",
        "from urllib import request",
        "import http.client",
        "from PySide6 import QtNetwork",
        "import ssl as s",
    ],
)
def test_the_search_finds(source: str) -> None:
    assert network_imports(source)


def test_the_search_lets_pass() -> None:
    assert network_imports("from urllib.parse import urlsplit\nfrom PySide6.QtCore import QProcess") == []
