"""Watches the camera's process from outside for its whole life, and names every way out that a picture could take.

Three pairs of eyes: the trace of its system calls (complete, from its first to its last), its open files, sockets,
mappings and children as /proc shows them again and again, and the folders it could write to, before and after. A watch
that saw nothing of the process is no result: it raises `Blind`.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cehrs_desktop.presentation.camera_texts import FRAMING, SAID

PATIENCE_SECONDS = 60.0
MOST_WORDS = 20_000
"""Bytes that a watched run may say in all: a single frame is larger."""

TRACED = (
    "%process,%network,open,openat,openat2,creat,write,writev,pwrite64,pwritev,pwritev2,sendfile,splice,vmsplice,tee,"
    "copy_file_range,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,mknod,mknodat,truncate,"
    "ftruncate,fallocate,setxattr,lsetxattr,fsetxattr,memfd_create,shmget,shmat,mq_open,msgget,mmap,io_uring_setup,"
    "process_vm_writev,ptrace,pidfd_open"
)
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += +(-?\d+|\?|0x[0-9a-f]+)(.*)$")
_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE")
_TARGET = re.compile(r"^\d+<(.*?)>(?:,|$)")
_DEVICES = ("/dev/null", "/dev/video")
"""Opened for writing without being places where anything stays: nothing, and a camera."""
_DESKTOP_SOCKETS = re.compile(r"\.X11-unix/X\d+|/at-spi/|/dbus-|/bus\"|/wayland-\d")
"""Local sockets that a window needs: the X server (or Wayland) that draws it, and the message bus through which a
screen reader reads it. Both end at this computer's own desktop."""


class Blind(AssertionError):
    """The watch did not see what every run shows, so its silence would mean nothing."""


@dataclass
class Seen:
    """What came out. `leaks` are sentences, each with the eyes that saw it; empty means that no way out was used."""

    leaks: list[str] = field(default_factory=list[str])
    words: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    stderr: str = ""
    calls: int = 0
    looks: int = 0
    exit_code: int | None = None

    def leak(self, eyes: str, what: str) -> None:
        """Note it once."""
        if (line := f"{eyes}: {what}") not in self.leaks:
            self.leaks.append(line)


def watch(
    command: Sequence[str], folder: Path, environ: dict[str, str], framings: int, patience: float = PATIENCE_SECONDS
) -> Seen:
    """Run the camera until it has judged `framings` pictures, end it by closing its standard input, and say what was
    seen. Raises `Blind` when one of the eyes saw nothing of it."""
    home = folder / "home"
    for name in ("tmp", "cache", "config", "data", "cwd"):
        (home / name).mkdir(parents=True)
    env = environ | {
        "HOME": str(home), "TMPDIR": str(home / "tmp"), "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(home / "data"),
    }  # fmt: skip
    before = listing(home)
    trace = folder / "trace"
    seen = Seen()
    # Pipes, not files: whatever the camera has open for writing besides them is a finding.
    process = subprocess.Popen(
        ["strace", "-f", "-qq", "-yy", "-s", "80", "-e", f"trace={TRACED}", "-o", str(trace), *command],
        cwd=home / "cwd", env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    errors: list[bytes] = []
    hearing = threading.Thread(target=lambda pipe=process.stderr: errors.append(pipe.read()))
    hearing.start()
    try:
        said = _look_until(process, seen, framings, patience)
        process.stdin.close()
        said += process.stdout.read()
        seen.exit_code = process.wait(PATIENCE_SECONDS)
    finally:
        if process.poll() is None:
            for child in _children(process.pid):
                os.kill(child, signal.SIGKILL)
            process.kill()
            process.wait()
        hearing.join()
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()
    seen.stderr = b"".join(errors).decode(errors="replace")
    _read_words(said, seen)
    _read_trace(trace, seen)
    for path in sorted(listing(home) - before):
        seen.leak("files", f"new: {path}")
    libraries = trace.read_text(encoding="utf-8", errors="replace")
    if sum(word.get("said") == "framing" for word in seen.words) < framings:
        raise Blind(f"no pictures were seen: {said[-500:]!r} {seen.stderr[-2000:]}")
    if seen.looks < 3 or seen.calls < 100 or "libQt6Multimedia" not in libraries or "ffmpegmedia" not in libraries:
        raise Blind(f"the process was not seen: {seen.looks} looks, {seen.calls} calls")
    return seen


def listing(folder: Path) -> set[tuple[str, int, int]]:
    """Every file below a folder with its length and the time it was changed."""
    return {
        (path.relative_to(folder).as_posix(), path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


# ---- /proc
def _look_until(process: subprocess.Popen[bytes], seen: Seen, framings: int, patience: float) -> bytes:
    """Look at the process again and again until it has judged so many pictures; what it said."""
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    said = b""
    deadline = time.monotonic() + patience
    while said.count(b'"framing"') < framings and process.poll() is None:
        if time.monotonic() > deadline:
            raise Blind(f"no pictures within {patience:.0f} s: {said[-500:]!r}")
        for child in _children(process.pid):
            _look(child, seen)
        said += process.stdout.read() or b""
        time.sleep(0.02)
    os.set_blocking(process.stdout.fileno(), True)
    return said


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def _look(pid: int, seen: Seen) -> None:
    proc = Path(f"/proc/{pid}")
    try:
        if "strace" in str((proc / "exe").readlink()):
            return  # not yet the camera
        inet = {
            row.split()[9]
            for name in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")
            for row in (proc / "net" / name).read_text().splitlines()[1:]
        }
        for fd in (proc / "fd").iterdir():
            _look_at_descriptor(proc, fd, inet, seen)
        for line in (proc / "maps").read_text().splitlines():
            if "rw-s" in line and not any(device in line for device in _DEVICES):
                seen.leak("maps", f"writable and shared: {line.split(maxsplit=5)[-1]}")
        for child in _children(pid):
            seen.leak("children", f"child process of the camera: {_name(child)}")
    except (OSError, IndexError):
        return  # it has just ended
    seen.looks += 1


def _look_at_descriptor(proc: Path, fd: Path, inet: set[str], seen: Seen) -> None:
    try:
        target = str(fd.readlink())
        flags = int(re.findall(r"^flags:\s+(\d+)", (proc / "fdinfo" / fd.name).read_text(), re.MULTILINE)[0], 8)
    except FileNotFoundError:
        return  # closed meanwhile
    if target.startswith("socket:["):
        if target[8:-1] in inet:
            seen.leak("descriptors", "a socket of a network")
    elif target.startswith("/memfd:"):
        seen.leak("descriptors", target)
    elif target.startswith("/") and flags & os.O_ACCMODE and not target.startswith(_DEVICES):
        seen.leak("descriptors", f"open for writing: {target}")


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return "already gone"


# ---- its words
def _read_words(said: bytes, seen: Seen) -> None:
    if len(said) > MOST_WORDS:
        seen.leak("words", f"{len(said)} bytes were said")
    if len(seen.stderr) > MOST_WORDS:
        seen.leak("words", f"{len(seen.stderr)} bytes went to standard error")
    for line in said.splitlines():
        try:
            word = json.loads(line)
            agreed = FRAMING if word["said"] == "framing" else {}
            fits = word["said"] in SAID and word.keys() - {"said"} == agreed.keys()
            fits = fits and all(word[key] in agreed[key] for key in agreed)
        except (ValueError, TypeError, KeyError):
            word, fits = {}, False
        seen.words.append(word)
        if not fits:
            seen.leak("words", f"not an agreed word: {line[:60]!r}")


# ---- the trace
def _read_trace(trace: Path, seen: Seen) -> None:
    started = 0
    for line in _whole(trace.read_text(encoding="utf-8", errors="replace").splitlines()):
        found = _LINE.match(line)
        if found is None:
            continue  # signals and ends
        _pid, name, arguments, result, rest = found.groups()
        seen.calls += 1
        if name in ("execve", "execveat"):
            started += 1
            if started == 1:
                continue
        if (what := _way_out(name, arguments, f"{result}{rest}")) is not None:
            seen.leak("trace", what)


def _whole(lines: Sequence[str]) -> list[str]:
    """Calls that another thread interrupted in the trace, put together again."""
    begun: dict[tuple[str, str], str] = {}
    whole: list[str] = []
    for line in lines:
        pid = line.partition(" ")[0]
        if line.endswith(" <unfinished ...>"):
            name = line.split(maxsplit=1)[1].partition("(")[0]
            begun[pid, name] = line.removesuffix(" <unfinished ...>")
        elif (resumed := re.match(r"(\d+) +<\.\.\. (\w+) resumed>(.*)$", line)) is not None:
            whole.append(begun.pop((pid, resumed[2]), "") + resumed[3])
        else:
            whole.append(line)
    return whole + list(begun.values())


def _way_out(name: str, arguments: str, result: str) -> str | None:
    """What a call would let out, or nothing. A call that was refused is one too: it was tried."""
    call = f"{name}({arguments[:160]}) = {result[:40]}"
    match name:
        case "open" | "openat" | "openat2" | "creat":
            harmless = any(f'"{device}' in arguments for device in _DEVICES)
            return call if (name == "creat" or _WRITING.search(arguments)) and not harmless else None
        case "socket":
            return None if arguments.startswith("AF_UNIX") else call
        case "connect" | "sendto" | "sendmsg":
            if "sa_family=AF_UNIX" in arguments:
                return None if _DESKTOP_SOCKETS.search(arguments) else call
            return None if re.match(r"\d+<UNIX", arguments) and "sa_family" not in arguments else call
        case "write" | "writev" | "pwrite64" | "pwritev" | "pwritev2":
            target = _TARGET.match(arguments)
            kind = target[1] if target is not None else "?"
            inside = kind.startswith(("UNIX", "pipe:", "anon_inode:")) or kind.startswith(_DEVICES)
            return None if inside else call
        case "mmap":
            return (
                call if "MAP_SHARED" in arguments and "PROT_WRITE" in arguments and "/dev/video" not in call else None
            )
        case "clone" | "clone3":
            return None if "CLONE_THREAD" in arguments else call
        case "bind" | "listen" | "accept" | "accept4" | "fork" | "vfork" | "execve" | "execveat":
            return call
        case (
            "getsockname" | "getpeername" | "getsockopt" | "setsockopt" | "recvfrom" | "recvmsg" | "recvmmsg"
            | "shutdown" | "socketpair" | "exit" | "exit_group" | "wait4" | "waitid" | "kill" | "tgkill" | "tkill"
            | "rt_sigqueueinfo" | "arch_prctl" | "pidfd_send_signal"
        ):  # fmt: skip
            return None
        case _:
            return call
