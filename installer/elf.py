"""Takes the build machine's own folders out of the search paths of Linux libraries.

A Python that was built into a folder of its own writes that folder into everything it builds. On another machine a
stranger could put a library there. Paths relative to the file (`$ORIGIN`) stay.
"""

from __future__ import annotations

import struct
from pathlib import Path

_LOAD, _DYNAMIC = 1, 2
_NULL, _STRINGS, _RPATH, _RUNPATH = 0, 5, 15, 29
_ENTRY = struct.Struct("<qQ")


def clear_absolute_paths(file: Path) -> list[str]:
    """Remove search paths that hold an absolute folder from a 64-bit ELF file, in place; what they were."""
    data = bytearray(file.read_bytes())
    if not data.startswith(b"\x7fELF\x02\x01"):
        return []
    segments = _segments(data)
    dynamic = next(((offset, size) for kind, offset, _, size in segments if kind == _DYNAMIC), None)
    if dynamic is None:
        return []
    start, size = dynamic
    entries = [_ENTRY.unpack_from(data, start + at) for at in range(0, size, _ENTRY.size)]
    table = next(value for tag, value in entries if tag == _STRINGS)
    texts = next(offset + table - address for kind, offset, address, length in segments
                 if kind == _LOAD and address <= table < address + length)  # fmt: skip
    kept: list[tuple[int, int]] = []
    cleared: list[str] = []
    for tag, value in entries:
        path = data[texts + value : data.index(b"\0", texts + value)].decode() if tag in (_RPATH, _RUNPATH) else ""
        if any(part.startswith("/") for part in path.split(":")):
            cleared.append(path)
        else:
            kept.append((tag, value))
    if cleared:
        kept += [(_NULL, 0)] * len(cleared)
        for at, entry in enumerate(kept):
            _ENTRY.pack_into(data, start + at * _ENTRY.size, *entry)
        file.write_bytes(data)
    return cleared


def _segments(data: bytearray) -> list[tuple[int, int, int, int]]:
    """Kind, offset in the file, address and size in the file of each segment."""
    (first,) = struct.unpack_from("<Q", data, 32)
    each, count = struct.unpack_from("<HH", data, 54)
    found: list[tuple[int, int, int, int]] = []
    for at in range(first, first + each * count, each):
        kind, _, offset, address, _, size = struct.unpack_from("<IIQQQQ", data, at)
        found.append((kind, offset, address, size))
    return found
