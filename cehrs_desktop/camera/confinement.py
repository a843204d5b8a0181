"""Takes from this process what a camera window does not need, before Qt and before the first frame. Linux only.

After `confine` the system itself refuses to this process, and to every thread of it: writing, making and removing
files, shared memory, network connections (only local ones to the desktop stay), and starting a program. It cannot be
taken back. What stays possible is told in docs/camera.md. On other systems nothing is done, and nothing is claimed.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
# linux/filter.h and linux/seccomp.h
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16
_AF_UNIX = 1
_CREATING = 0o100 | 0o20000000
"""O_CREAT and the bit of O_TMPFILE that is its own. A camera's device is opened for reading and writing, so the filter,
which sees no names, must let writable opens pass; Landlock and the limit on file size hold those."""


@dataclass(frozen=True, slots=True)
class _Calls:
    """System call numbers of one architecture (`arch`, from linux/audit.h); `first_foreign` and all above belong to
    another calling convention. `openers` are the calls that open a file, with the argument that holds the flags."""

    arch: int
    first_foreign: int
    socket: int
    openers: tuple[tuple[int, int], ...]
    refused: tuple[int, ...]
    shared: tuple[int, ...]


_CALLS = {
    # refused: execve, execveat, creat; shared: memfd_create, shmget
    "x86_64": _Calls(0xC000003E, 0x40000000, 41, ((2, 1), (257, 2)), (59, 322, 85), (319, 29)),
    "aarch64": _Calls(0xC00000B7, 0xFFFFFFFF, 198, ((56, 2),), (221, 281), (279, 194)),
}
_OPENAT2, _IO_URING_SETUP = 437, 425
"""Alike everywhere. Both carry their wishes in memory, where a filter cannot look; what is unknown is not used."""


# linux/landlock.h; the numbers of its calls are alike everywhere.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF, _PATH_BENEATH = 444, 445, 446, 1
_WRITE_FILE = 1 << 1
_WRITING = _WRITE_FILE | sum(1 << bit for bit in range(4, 13))
"""Opening for writing, removing, and making whatever has a name."""


def confine(*, shared_memory: bool) -> tuple[str, ...]:
    """Do it, and say what is held from now on: ``files``, ``network``, ``programs``; empty where nothing could be.

    `shared_memory` leaves anonymous shared memory: a window on Wayland is drawn in it.
    """
    if sys.platform != "linux":
        return ()
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no image of this memory
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return ()
    files = _no_writing(libc)
    if not shared_memory:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    calls = _CALLS.get(platform.machine())
    filtered = calls is not None and _filter(libc, _program(calls, shared_memory))
    return (*(("files",) if files else ()), *(("network", "programs") if filtered else ()))


def _no_writing(libc: ctypes.CDLL) -> bool:
    """Let no file be opened for writing, made or removed, but for the cameras that are there now (Landlock)."""
    wanted = struct.pack("=Q", _WRITING)
    rules = libc.syscall(_CREATE_RULESET, wanted, len(wanted), 0)
    if rules < 0:
        return False
    try:
        for device in (Path("/dev/null"), *Path("/dev").glob("video*")):
            place = os.open(device, os.O_PATH | os.O_CLOEXEC)
            rule = struct.pack("=Qi", _WRITE_FILE, place)
            added = libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, rule, 0)
            os.close(place)
            if added != 0:
                return False
        return libc.syscall(_RESTRICT_SELF, rules, 0) == 0
    finally:
        os.close(rules)


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    """One instruction of the filter; `then` and `otherwise` are how many of the next ones are jumped over."""
    return struct.pack("=HBBI", code, then, otherwise, value)


def _program(calls: _Calls, shared_memory: bool) -> list[bytes]:
    """The filter: refuse what is listed, allow the rest."""
    steps = [
        _step(_LOAD, _ARCH_AT),
        _step(_EQUAL, calls.arch, then=1),
        _step(_RETURN, _REFUSE),
        _step(_LOAD, _NUMBER_AT),
        _step(_AT_LEAST, calls.first_foreign, otherwise=1),
        _step(_RETURN, _REFUSE),
    ]
    for number in calls.refused if shared_memory else (*calls.refused, *calls.shared):
        steps += [_step(_EQUAL, number, otherwise=1), _step(_RETURN, _REFUSE)]
    for number in (_OPENAT2, _IO_URING_SETUP):
        steps += [_step(_EQUAL, number, otherwise=1), _step(_RETURN, _UNKNOWN)]
    for number, argument in calls.openers:
        steps += [
            _step(_EQUAL, number, otherwise=4),
            _step(_LOAD, _ARGUMENTS_AT + 8 * argument),
            _step(_ANY_BIT, _CREATING, otherwise=1),
            _step(_RETURN, _REFUSE),
            _step(_RETURN, _ALLOW),
        ]
    return [
        *steps,
        _step(_EQUAL, calls.socket, otherwise=3),
        _step(_LOAD, _ARGUMENTS_AT),
        _step(_EQUAL, _AF_UNIX, then=1),
        _step(_RETURN, _REFUSE),
        _step(_RETURN, _ALLOW),
    ]


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def _filter(libc: ctypes.CDLL, steps: list[bytes]) -> bool:
    """Hand the filter to the kernel (seccomp); whether it took it."""
    code = ctypes.create_string_buffer(b"".join(steps))
    wanted = _Filter(len(steps), ctypes.addressof(code))
    return libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(wanted), 0, 0) == 0
