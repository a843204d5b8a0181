"""A disk as a power cut leaves it, rebuilt from the trace of a process's system calls.

A file's bytes are safe up to its last sync, and a file's name is safe once its folder was synced: the strictest
reading of the standard. What was written after that is lost, or stays in part, as one likes.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

_CALLS = (
    "open,openat,openat2,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,fsync,fdatasync,"
    "sync_file_range,rename,renameat,renameat2,unlink,unlinkat,link,linkat,copy_file_range,sendfile,splice,mmap"
)
_LINE = re.compile(r"\d+ +(\w+)\((.*)\) += (-?(?:0x)?[0-9a-f]+)(?:<(.*)>)?(?: .*)?$")
_DESCRIPTOR = re.compile(r"(\d+|AT_FDCWD)<([^>]*)>")


@dataclass(frozen=True)
class Call:
    """One system call that succeeded. `paths` are the files it names, in order; `data` what it writes."""

    name: str
    fd: int | None
    paths: tuple[PurePosixPath, ...]
    data: bytes
    numbers: tuple[int, ...]
    result: int
    flags: str


def traced(command: Sequence[str], trace: Path, cwd: Path, env: dict[str, str]) -> None:
    """Run a command under strace. Raises `RuntimeError` with the reason when this machine does not allow that."""
    done = subprocess.run(
        ["strace", "-f", "-qq", "-xx", "-y", "-s", "2000000", "-e", f"trace={_CALLS}", "-o", str(trace), *command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"strace ended with {done.returncode}: {done.stderr.strip()[-2000:]}")


def calls(trace: Path) -> Iterator[Call]:
    """The calls of a trace in order, without those that failed. Raises `ValueError` for what it cannot read."""
    for line in trace.read_text().splitlines():
        if " exited with " in line or " killed by " in line or " --- " in line:
            continue
        found = _LINE.match(line)
        if found is None:
            # Half a line would mean two threads at once, and then the order is not certain.
            raise ValueError(f"unreadable line in the trace: {line[:200]}")
        name, arguments, result, opened = found.groups()
        if int(result, 0) < 0:
            continue
        yield _call(name, arguments, int(result, 0), opened)


def _call(name: str, arguments: str, result: int, opened: str | None) -> Call:
    paths: list[PurePosixPath] = []
    data = b""
    numbers: list[int] = []
    flags = ""
    fd: int | None = None
    base = PurePosixPath("/")
    names_a_path = name.startswith(("open", "creat", "rename", "unlink", "link", "truncate"))
    for argument in arguments.split(", "):
        descriptor = _DESCRIPTOR.fullmatch(argument)
        if descriptor is not None:
            base = _path(descriptor[2])
            if not names_a_path:
                paths.append(base)
                fd = int(descriptor[1])
        elif argument.startswith('"'):
            if argument.endswith("..."):
                raise ValueError("the trace was cut short")
            if names_a_path:
                paths.append(base / _path(argument.strip('"')))
            else:
                data += _raw(argument.strip('"'))
        elif argument.startswith("[{iov_base="):
            raise ValueError("a vectored write is not understood")
        elif argument.lstrip("-").isdigit():
            numbers.append(int(argument))
        else:
            flags += argument
    if opened is not None and names_a_path:
        paths = [_path(opened)]
    return Call(name, fd, tuple(paths), data, tuple(numbers), result, flags)


def _raw(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _path(text: str) -> PurePosixPath:
    return PurePosixPath(_raw(text).decode() if text.startswith("\\x") else text)


Change = tuple[int, bytes] | int
"""Bytes at an offset, or a new length."""


@dataclass
class File:
    """A file's bytes as last synced and the changes since."""

    safe: bytearray = field(default_factory=bytearray)
    since: list[Change] = field(default_factory=list[Change])

    def sync(self) -> None:
        """All changes so far are safe."""
        for change in self.since:
            _apply(self.safe, change)
        self.since.clear()


def _apply(content: bytearray, change: Change) -> None:
    if isinstance(change, int):
        del content[change:]
        content.extend(bytes(max(0, change - len(content))))
        return
    offset, data = change
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


class Disk:
    """The files directly in one folder while a process works on them. Other places are not looked at."""

    def __init__(self, folder: Path) -> None:
        self._folder = PurePosixPath(folder)
        self.files: dict[str, File] = {}
        self._safe_names: dict[str, File] = {}

    def apply(self, call: Call) -> bool:
        """Follow one call; whether it concerned the folder. Raises `ValueError` for a call that is not understood."""
        if call.name.startswith("fsync") or call.name == "fdatasync":
            if call.paths[0] == self._folder:
                self._safe_names = dict(self.files)
                return True
        here = [path.name for path in call.paths if path.parent == self._folder]
        if not here or (call.name.startswith("open") and "O_DIRECTORY" in call.flags):
            return False
        name = here[0]
        match call.name:
            case "open" | "openat" | "creat":
                if name not in self.files and ("O_CREAT" in call.flags or call.name == "creat"):
                    self.files[name] = File()
                if name in self.files and "O_TRUNC" in call.flags:
                    self.files[name].since.append(0)
                return False
            case "pwrite64":
                self.files[name].since.append((call.numbers[-1], call.data[: call.result]))
            case "ftruncate":
                self.files[name].since.append(call.numbers[-1])
            case "fsync" | "fdatasync":
                if name not in self.files:
                    return False  # a folder within the folder
                self.files[name].sync()
            case "rename" | "renameat" | "renameat2":
                if len(here) != 2:
                    raise ValueError(f"a file came into the folder or left it: {call.paths}")
                self.files[here[1]] = self.files.pop(here[0])
            case "unlink" | "unlinkat":
                self.files.pop(name, None)
            case "mmap" if "MAP_SHARED" not in call.flags or "PROT_WRITE" not in call.flags:
                return False
            case _:
                raise ValueError(f"{call.name} on {name} is not understood")
        return True

    def unsynced(self, name: str) -> int:
        """How many changes of the file would be lost now."""
        return len(self.files[name].since) if name in self.files else 0

    def after_power_cut(self, target: Path, chance: random.Random | None = None) -> None:
        """Write the files to `target` as a power cut now would leave them.

        Without `chance` nothing survives that was not synced. With it any part may: each change whole, torn or not
        at all, each name old or new.
        """
        names = dict(self._safe_names)
        if chance is not None:
            for name in sorted({*self.files, *names}):
                if self.files.get(name) is not names.get(name) and chance.random() < 0.5:
                    if name in self.files:
                        names[name] = self.files[name]
                    else:
                        del names[name]
        target.mkdir()
        for name, file in names.items():
            content = bytearray(file.safe)
            for change in file.since:
                luck = 1.0 if chance is None else chance.random()
                if luck < 0.4:
                    _apply(content, change)
                elif luck < 0.6 and not isinstance(change, int):
                    _apply(content, (change[0], change[1][: len(change[1]) // 1024 * 512]))
            (target / name).write_bytes(content)


def strace_is_possible_here() -> bool:
    """Only Linux has it. That it is not installed is no reason to pass a test over."""
    return sys.platform == "linux"
