"""Which processes run, by name alone, and which of them are on a list. Cheap enough to be asked again and again.

Nothing else about a process is read, and nothing is kept of those that are not on the list.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from cehrs_desktop.rehearsal.acceptance import Evidence, ListedProgram, Mark, Signal

_LONGEST_COMM = 15
"""Bytes. Linux cuts the name of a process there."""


def running_names(root: Path = Path("/")) -> dict[str, str] | None:
    """Names of running processes in lower case without ``.exe``, each with the name as it stands; `None` when the
    system does not tell. `root` is where Linux has its /proc."""
    try:
        if sys.platform == "win32":
            from cehrs_desktop.system.computer.windows import process_names
        elif sys.platform == "darwin":
            from cehrs_desktop.system.computer.macos import process_names
        else:
            names = _linux_names(root / "proc")
            return {_folded(name): name for name in names} if names else None
        return {_folded(name): name for name in process_names()} or None
    except (OSError, ValueError):
        return None


def prohibited_running(listed: Iterable[ListedProgram], root: Path = Path("/")) -> tuple[tuple[str, str], ...]:
    """The listed programs that run now: name and what it is. Empty also when the system does not tell. Never raises."""
    running = running_names(root) or {}
    return tuple((one.name, one.what) for one in listed if not one.names.isdisjoint(running))


def programs_signal(listed: Iterable[ListedProgram], root: Path = Path("/")) -> Signal:
    """The listed programs that run now, each with the process by which it was known."""
    place = {"win32": "CreateToolhelp32Snapshot", "darwin": "proc_listallpids"}.get(sys.platform, str(root / "proc"))
    known = tuple(listed)
    running = running_names(root)
    if running is None or not known:
        return Signal("programs", None, (), (Evidence(place, ""),))
    looked_for = sum(len(one.names) for one in known)
    found = [(one, sorted(one.names & running.keys())) for one in known if not one.names.isdisjoint(running)]
    return Signal(
        "programs",
        len(found),
        tuple(Mark(one.name, one.what, one.innocent) for one, _ in found),
        tuple(Evidence(place, ", ".join(running[name] for name in names)) for _, names in found)
        or (Evidence(place, f"{len(running)} running names, {looked_for} looked for"),),
    )


def _folded(name: str) -> str:
    return name.strip().lower().removesuffix(".exe")


def _linux_names(proc: Path) -> set[str]:
    names: set[str] = set()
    try:
        with os.scandir(proc) as entries:
            folders = [entry.path for entry in entries if entry.name.isdecimal()]
    except OSError:
        return names
    for folder in folders:
        try:
            # Faster than Path for hundreds of small files; a process may end in between.
            name = _bytes_of(f"{folder}/comm").rstrip(b"\n")
            if len(name) >= _LONGEST_COMM:
                command = _bytes_of(f"{folder}/cmdline").split(b"\0", 1)[0]
                whole = command.rpartition(b"/")[2]
                name = whole if whole.startswith(name) else name
        except OSError:
            continue
        names.add(name.decode("utf-8", errors="replace"))
    return names


def _bytes_of(file: str) -> bytes:
    handle = os.open(file, os.O_RDONLY)
    try:
        return os.read(handle, 4096)
    finally:
        os.close(handle)
