"""What macOS tells about the computer, by documented calls that read and ask nobody for permission.

Cameras are not among them: without opening one or a permission, macOS does not say whether there is one.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys

from cehrs_desktop.rehearsal.acceptance import Evidence, Mark, Signal, Subject
from cehrs_desktop.system.computer.facts import Adapter, Panel, Told, devices

assert sys.platform == "darwin", "only macOS has these calls"

_LIBRARY = "/usr/lib/libSystem.B.dylib"
_SOUND = "/System/Library/Frameworks/CoreAudio.framework/CoreAudio"
_GRAPHICS = "/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics"
_ADMIN_GROUP = 80
_MOST = 32
"""More displays are not looked for."""


class _Property(ctypes.Structure):
    """AudioObjectPropertyAddress."""

    _fields_ = [("selector", ctypes.c_uint32), ("scope", ctypes.c_uint32), ("element", ctypes.c_uint32)]


class _Interface(ctypes.Structure):
    """struct ifaddrs, as far as the address."""


_Interface._fields_ = [
    ("next", ctypes.POINTER(_Interface)),
    ("name", ctypes.c_char_p),
    ("flags", ctypes.c_uint),
    ("address", ctypes.POINTER(ctypes.c_ubyte)),
]


def _sysctl(name: str) -> bytes | None:
    library = ctypes.CDLL(_LIBRARY, use_errno=True)
    size = ctypes.c_size_t(0)
    if library.sysctlbyname(name.encode(), None, ctypes.byref(size), None, ctypes.c_size_t(0)) != 0:
        return None
    room = ctypes.create_string_buffer(size.value)
    if library.sysctlbyname(name.encode(), room, ctypes.byref(size), None, ctypes.c_size_t(0)) != 0:
        return None
    return room.raw[: size.value]


def _sysctl_text(name: str) -> str | None:
    told = _sysctl(name)
    return None if told is None else told.split(b"\0")[0].decode(errors="replace")


def system() -> Signal:
    """kern.osproductversion, which is there since macOS 10.13.4."""
    version = _sysctl_text("kern.osproductversion")
    marks = (Mark(f"macOS {version}"),) if version else ()
    return Signal("system", "macos", marks, (Evidence("sysctl kern.osproductversion", version or ""),))


def memory() -> Signal:
    """hw.memsize, in bytes."""
    told = _sysctl("hw.memsize")
    value = None if told is None else int.from_bytes(told, sys.byteorder)
    return Signal("memory", value, (), (Evidence("sysctl hw.memsize", "" if value is None else f"{value} bytes"),))


def cameras() -> Signal:
    """Not asked, see the module."""
    return Signal("camera", None, (), (Evidence("macOS", ""),))


def sound() -> tuple[Signal, Signal]:
    """Whether CoreAudio has a default input and a default output; reading which one needs no permission."""
    audio = ctypes.CDLL(_SOUND)
    scope = int.from_bytes(b"glob", "big")
    made: list[Signal] = []
    kinds: tuple[tuple[Subject, bytes], ...] = (("microphone", b"dIn "), ("speakers", b"dOut"))
    for subject, selector in kinds:
        wanted = _Property(int.from_bytes(selector, "big"), scope, 0)
        device, size = ctypes.c_uint32(0), ctypes.c_uint32(4)
        code = audio.AudioObjectGetPropertyData(
            1, ctypes.byref(wanted), 0, None, ctypes.byref(size), ctypes.byref(device)
        )
        if code != 0:
            raise OSError(code, "AudioObjectGetPropertyData")
        place = f"CoreAudio {selector.decode().strip()}"
        names = [f"device {device.value}"] if device.value else []
        made.append(devices(subject, names, [Evidence(place, names[0] if names else "")]))
    return made[0], made[1]


def adapters() -> tuple[Adapter, ...]:
    """Interfaces that are up and have an IPv4 address: macOS keeps tunnels and links of its own without one."""
    up, loopback, running = 0x1, 0x8, 0x40
    library = ctypes.CDLL(_LIBRARY, use_errno=True)
    first = ctypes.POINTER(_Interface)()
    if library.getifaddrs(ctypes.byref(first)) != 0:
        raise OSError(ctypes.get_errno(), "getifaddrs")
    found: dict[str, bool] = {}
    try:
        at = first
        while at:
            one = at.contents
            if not one.flags & loopback and one.name:
                name = one.name.decode(errors="replace")
                # struct sockaddr begins with its length and its family, one byte each.
                addressed = bool(one.address) and one.address[1] == socket.AF_INET
                live = addressed and bool(one.flags & up) and bool(one.flags & running)
                found[name] = found.get(name, False) or live
            at = one.next
    finally:
        library.freeifaddrs(first)
    inner = ("bridge", "vmenet", "utun", "awdl", "llw", "anpi", "ap", "gif", "stf")
    return tuple(
        # Which of them is Wi-Fi, these calls do not say.
        Adapter((name,), "", live, not name.startswith(inner), False, "getifaddrs")
        for name, live in sorted(found.items())
    )


def machine() -> tuple[Told, ...]:
    """The model, and what the kernel says about being a guest."""
    texts: list[Told] = []
    model = _sysctl_text("hw.model")
    if model:
        texts.append(Told("firmware", model, "sysctl hw.model"))
    guest = _sysctl("kern.hv_vmm_present")
    if guest is not None:
        present = int.from_bytes(guest, sys.byteorder) != 0
        texts.append(Told("processor", "hypervisor" if present else "", "sysctl kern.hv_vmm_present"))
    return tuple(texts)


def administrator() -> Signal:
    """Membership of the group admin."""
    groups = sorted({os.getegid(), *os.getgroups()})
    held = os.geteuid() == 0 or _ADMIN_GROUP in groups
    return Signal("administrator", "yes" if held else "no", (), (Evidence("getgroups", str(groups)),))


def touch() -> Signal:
    """No Mac has a touch screen; one that is plugged in is known to the windows only."""
    return Signal("touch", 0, (), (Evidence("macOS", ""),))


def panels() -> tuple[Panel, ...]:
    """CGGetOnlineDisplayList: mirrors are listed there, and name the display whose picture they show."""
    graphics = ctypes.CDLL(_GRAPHICS)
    graphics.CGDisplayCopyDisplayMode.restype = ctypes.c_void_p
    for name in ("CGDisplayModeGetPixelWidth", "CGDisplayModeGetPixelHeight"):
        getattr(graphics, name).restype = ctypes.c_size_t
        getattr(graphics, name).argtypes = [ctypes.c_void_p]
    graphics.CGDisplayModeRelease.argtypes = [ctypes.c_void_p]
    numbers, count = (ctypes.c_uint32 * _MOST)(), ctypes.c_uint32(0)
    code = graphics.CGGetOnlineDisplayList(_MOST, numbers, ctypes.byref(count))
    if code != 0:
        raise OSError(code, "CGGetOnlineDisplayList")
    made: list[Panel] = []
    for number in numbers[: count.value]:
        mode = graphics.CGDisplayCopyDisplayMode(number)
        size = (0, 0)
        if mode:
            size = graphics.CGDisplayModeGetPixelWidth(mode), graphics.CGDisplayModeGetPixelHeight(mode)
            graphics.CGDisplayModeRelease(mode)
        original = graphics.CGDisplayMirrorsDisplay(number) or number
        active = bool(graphics.CGDisplayIsActive(number)) or original != number
        kind = "built in" if graphics.CGDisplayIsBuiltin(number) else "outside"
        answer = f"{kind}, {size[0]} × {size[1]}, picture {original}"
        made.append(Panel(f"{kind} {number}", active, size, str(original), "CGGetOnlineDisplayList", answer))
    return tuple(made)


def process_names() -> set[str]:
    """Names of the running processes, from libproc."""
    library = ctypes.CDLL(_LIBRARY, use_errno=True)
    count = library.proc_listallpids(None, 0)
    if count <= 0:
        raise OSError(ctypes.get_errno(), "proc_listallpids")
    # Some more room, as processes may have started in between.
    numbers = (ctypes.c_int * (count + 64))()
    count = library.proc_listallpids(numbers, ctypes.sizeof(numbers))
    names: set[str] = set()
    room = ctypes.create_string_buffer(256)
    for number in numbers[: max(0, count)]:
        if library.proc_name(number, room, ctypes.sizeof(room)) > 0:
            names.add(room.value.decode(errors="replace"))
    return names
