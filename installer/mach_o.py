"""What a Mach-O file says of itself: for which processors it is, and from which macOS on it runs.

Read on any system, so that what was bundled can be judged where there is no Mac. It reads headers only.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

_THIN = {b"\xcf\xfa\xed\xfe": "<", b"\xfe\xed\xfa\xcf": ">"}
_FAT, _FAT_64 = b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf"
_PROCESSORS = {0x0100000C: "arm64", 0x01000007: "x86_64"}
_MACOS = 1
_LC_VERSION_MIN_MACOSX, _LC_BUILD_VERSION = 0x24, 0x32
# A Java class file begins as a fat file does; it has its version (45 and more) where that has its number of parts.
_MOST_PARTS = 16


@dataclass(frozen=True, slots=True)
class MachO:
    """`oldest` is the oldest macOS, major and minor, for each processor (``arm64``, ``x86_64``, else a number)."""

    oldest: dict[str, tuple[int, int]]


def mach_o(file: Path) -> MachO | None:
    """What the file is built for; `None` when it is no 64-bit Mach-O file. Raises `OSError`."""
    with file.open("rb") as stream:
        start = stream.read(8)
        if start[:4] in _THIN:
            return _read(file, (0,))
        if start[:4] not in (_FAT, _FAT_64) or len(start) < 8:
            return None
        (count,) = struct.unpack(">I", start[4:])
        if count > _MOST_PARTS:
            return None
        size, place = (20, ">8xI") if start[:4] == _FAT else (32, ">8xQ")
        table = stream.read(size * count)
    if len(table) < size * count:
        return None
    return _read(file, tuple(struct.unpack_from(place, table, size * at)[0] for at in range(count)))


def _read(file: Path, places: tuple[int, ...]) -> MachO | None:
    oldest: dict[str, tuple[int, int]] = {}
    with file.open("rb") as stream:
        for place in places:
            stream.seek(place)
            header = stream.read(32)
            order = _THIN.get(header[:4])
            if order is None or len(header) < 32:
                return None
            processor, _, _, count, size = struct.unpack_from(f"{order}5I", header, 4)
            commands = stream.read(size)
            oldest[_PROCESSORS.get(processor, str(processor))] = _oldest(commands, count, order)
    return MachO(oldest)


def _oldest(commands: bytes, count: int, order: str) -> tuple[int, int]:
    at = 0
    for _ in range(count):
        if at + 16 > len(commands):
            break
        command, size, first, second = struct.unpack_from(f"{order}4I", commands, at)
        if command == _LC_BUILD_VERSION and first == _MACOS:
            return second >> 16, second >> 8 & 0xFF
        if command == _LC_VERSION_MIN_MACOSX:
            return first >> 16, first >> 8 & 0xFF
        if size < 8:
            break
        at += size
    return 0, 0
