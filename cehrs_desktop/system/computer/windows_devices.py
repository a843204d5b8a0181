"""What Windows tells about cameras, sound, network adapters, displays and the machine it runs on: calls that read.

Nothing is opened: cameras are listed by SetupAPI, sound by the multimedia API's counts.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import Any

from cehrs_desktop.rehearsal.acceptance import Evidence, Signal, Subject
from cehrs_desktop.system.computer.facts import Adapter, Panel, Told, devices
from cehrs_desktop.system.computer.windows import registry_value

assert sys.platform == "win32", "only Windows has these calls"

_FIRMWARE_KEY = r"HARDWARE\DESCRIPTION\System\BIOS"
_FIRMWARE_NAMES = ("SystemManufacturer", "SystemProductName", "BaseBoardManufacturer", "BIOSVendor", "BIOSVersion")
_DISKS_KEY = r"SYSTEM\CurrentControlSet\Services\disk\Enum"
_MOST = 32
"""More of one kind of device are not looked for."""


class _Guid(ctypes.Structure):
    _fields_ = [("a", wintypes.DWORD), ("b", wintypes.WORD), ("c", wintypes.WORD), ("d", ctypes.c_ubyte * 8)]


_CAMERAS = _Guid(0xE5323777, 0xF976, 0x4F5B, (ctypes.c_ubyte * 8)(0x9B, 0x55, 0xB9, 0x46, 0x99, 0xC4, 0x6E, 0x44))
"""KSCATEGORY_VIDEO_CAMERA."""


class _DeviceInfo(ctypes.Structure):
    """SP_DEVINFO_DATA."""

    _fields_ = [
        ("size", wintypes.DWORD),
        ("class_id", _Guid),
        ("instance", wintypes.DWORD),
        ("reserved", ctypes.c_size_t),
    ]


class _DisplayDevice(ctypes.Structure):
    """DISPLAY_DEVICEW."""

    _fields_ = [
        ("size", wintypes.DWORD),
        ("name", wintypes.WCHAR * 32),
        ("description", wintypes.WCHAR * 128),
        ("state", wintypes.DWORD),
        ("id", wintypes.WCHAR * 128),
        ("key", wintypes.WCHAR * 128),
    ]


class _Mode(ctypes.Structure):
    """DEVMODEW, as far as the size of the picture."""

    _fields_ = [
        ("name", wintypes.WCHAR * 32),
        ("versions", wintypes.WORD * 2),
        ("size", wintypes.WORD),
        ("extra", wintypes.WORD),
        ("fields", wintypes.DWORD),
        ("place", ctypes.c_ubyte * 16),
        ("color_to_collate", ctypes.c_short * 5),
        ("form", wintypes.WCHAR * 32),
        ("log_pixels", wintypes.WORD),
        ("bits", wintypes.DWORD),
        ("wide", wintypes.DWORD),
        ("high", wintypes.DWORD),
        ("rest", wintypes.DWORD * 10),
    ]


class _Path(ctypes.Structure):
    """DISPLAYCONFIG_PATH_INFO: a source (the picture) on a target (the display)."""

    _fields_ = [
        ("source_adapter", wintypes.DWORD * 2),
        ("source", wintypes.DWORD),
        ("source_rest", wintypes.DWORD * 2),
        ("target_adapter", wintypes.DWORD * 2),
        ("target", wintypes.DWORD),
        ("target_rest", wintypes.DWORD * 9),
        ("flags", wintypes.DWORD),
    ]


class _AdapterAddresses(ctypes.Structure):
    """IP_ADAPTER_ADDRESSES_LH, as far as the state of the adapter."""


_AdapterAddresses._fields_ = [
    ("length", wintypes.ULONG),
    ("index", wintypes.DWORD),
    ("next", ctypes.POINTER(_AdapterAddresses)),
    ("name", ctypes.c_char_p),
    ("address_lists", ctypes.c_void_p * 4),
    ("suffix", wintypes.LPWSTR),
    ("description", wintypes.LPWSTR),
    ("friendly", wintypes.LPWSTR),
    ("address", ctypes.c_ubyte * 8),
    ("address_length", wintypes.DWORD),
    ("flags", wintypes.DWORD),
    ("mtu", wintypes.DWORD),
    ("kind", wintypes.DWORD),
    ("state", ctypes.c_int),
]


def cameras() -> Signal:
    """Cameras that are plugged in, by SetupAPI, with the names of their drivers."""
    setup = ctypes.WinDLL("setupapi", use_last_error=True)
    setup.SetupDiGetClassDevsW.restype = wintypes.HANDLE
    setup.SetupDiGetClassDevsW.argtypes = [ctypes.c_void_p, wintypes.LPCWSTR, wintypes.HWND, wintypes.DWORD]
    setup.SetupDiEnumDeviceInfo.argtypes = [wintypes.HANDLE, wintypes.DWORD, ctypes.c_void_p]
    setup.SetupDiDestroyDeviceInfoList.argtypes = [wintypes.HANDLE]
    setup.SetupDiGetDeviceRegistryPropertyW.argtypes = [
        wintypes.HANDLE,
        ctypes.c_void_p,
        wintypes.DWORD,
        ctypes.c_void_p,
        ctypes.c_void_p,
        wintypes.DWORD,
        ctypes.c_void_p,
    ]
    present, interface, friendly, description = 0x2, 0x10, 12, 0
    listed = setup.SetupDiGetClassDevsW(ctypes.byref(_CAMERAS), None, None, present | interface)
    if listed == ctypes.c_void_p(-1).value:
        raise ctypes.WinError(ctypes.get_last_error())
    names: list[str] = []
    try:
        info = _DeviceInfo()
        info.size = ctypes.sizeof(info)
        while len(names) < _MOST and setup.SetupDiEnumDeviceInfo(listed, len(names), ctypes.byref(info)):
            text = ctypes.create_unicode_buffer(256)
            for wanted in (friendly, description):
                if setup.SetupDiGetDeviceRegistryPropertyW(
                    listed, ctypes.byref(info), wanted, None, text, ctypes.sizeof(text) - 2, None
                ):
                    break
            names.append(text.value or f"instance {info.instance}")
    finally:
        setup.SetupDiDestroyDeviceInfoList(listed)
    place = "SetupDiGetClassDevs KSCATEGORY_VIDEO_CAMERA"
    return devices("camera", names, [Evidence(place, name) for name in names] or [Evidence(place, "")])


def sound() -> tuple[Signal, Signal]:
    """How many inputs and outputs the multimedia API counts, with their names (31 letters at most)."""
    media = ctypes.WinDLL("winmm")
    made: list[Signal] = []
    kinds: tuple[tuple[Subject, Any, Any], ...] = (
        ("microphone", media.waveInGetNumDevs, media.waveInGetDevCapsW),
        ("speakers", media.waveOutGetNumDevs, media.waveOutGetDevCapsW),
    )
    for subject, count, ask in kinds:
        names: list[str] = []
        for number in range(min(count(), _MOST)):
            # WAVEINCAPSW and WAVEOUTCAPSW begin alike: two words, a version, then 32 letters.
            caps = ctypes.create_string_buffer(128)
            told = ask(ctypes.c_size_t(number), caps, 84 if subject == "speakers" else 80) == 0
            names.append(caps.raw[8:72].decode("utf-16-le").partition("\0")[0] if told else f"device {number}")
        evidence = [Evidence(count.__name__, name) for name in names] or [Evidence(count.__name__, "")]
        made.append(devices(subject, names, evidence))
    return made[0], made[1]


def adapters() -> tuple[Adapter, ...]:
    """GetAdaptersAddresses, without loopback."""
    loopback, ppp, wireless, tunnel, up, overflow = 24, 23, 71, 131, 1, 111
    quick = 0x1 | 0x2 | 0x4 | 0x8  # without addresses and name servers
    ask = ctypes.WinDLL("iphlpapi").GetAdaptersAddresses
    size, code, room = wintypes.ULONG(32 * 1024), overflow, ctypes.create_string_buffer(0)
    while code == overflow:
        # The call says how much room it needs.
        room = ctypes.create_string_buffer(size.value)
        code = ask(0, quick, None, room, ctypes.byref(size))
    if code != 0:
        raise OSError(code, "GetAdaptersAddresses")
    made: list[Adapter] = []
    at = ctypes.cast(room, ctypes.POINTER(_AdapterAddresses))
    while at:
        one = at.contents
        if one.kind != loopback:
            kinds = {ppp: ("ppp",), tunnel: ("tunnel",)}.get(one.kind, ())
            texts = tuple(text for text in (one.friendly, *kinds, one.description) if text)
            address = ":".join(f"{part:02x}" for part in one.address[: one.address_length])
            # Windows itself carries IPv6 over tunnels of this kind; they are neither an outlet nor a sign.
            outward = one.kind != tunnel
            connected = one.state == up and outward
            made.append(Adapter(texts, address, connected, outward, one.kind == wireless, "GetAdaptersAddresses"))
        at = one.next
    return tuple(made)


def machine() -> tuple[Told, ...]:
    """Names in the firmware, as Windows keeps them, and of disks and graphics devices. The processor's flag for a
    hypervisor is not asked: with it Windows' own protection looks like a virtual machine."""
    texts = [
        Told("firmware", told, f"HKLM\\{_FIRMWARE_KEY}\\{name}")
        for name in _FIRMWARE_NAMES
        if (told := registry_value(_FIRMWARE_KEY, name))
    ]
    for number in range(_MOST):
        told = registry_value(_DISKS_KEY, str(number))
        if told is None:
            break
        texts.append(Told("device", told.replace("_", " "), f"HKLM\\{_DISKS_KEY}\\{number}"))
    texts += [Told("device", one.description, "EnumDisplayDevices") for one in _graphics()]
    return tuple(texts)


def _graphics() -> list[_DisplayDevice]:
    """The outputs of the graphics devices that are part of the desktop."""
    attached = 0x1
    ask = ctypes.WinDLL("user32").EnumDisplayDevicesW
    found: list[_DisplayDevice] = []
    for number in range(_MOST):
        one = _DisplayDevice()
        one.size = ctypes.sizeof(one)
        if not ask(None, number, ctypes.byref(one), 0):
            break
        if one.state & attached:
            found.append(one)
    return found


def panels() -> tuple[Panel, ...]:
    """The displays that show a picture: QueryDisplayConfig tells copies apart, which the list of outputs does not."""
    sizes = [_pixels(one.name) for one in _graphics()]
    largest = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    paths = _paths()
    if paths is None:
        return tuple(
            Panel(one.name, True, size, one.name, "EnumDisplayDevices", f"{one.description}, {size[0]} × {size[1]}")
            for one, size in zip(_graphics(), sizes, strict=True)
        )
    return tuple(
        Panel(
            f"display {number}",
            True,
            largest if number == 1 else (0, 0),
            f"{path.source_adapter[1]}.{path.source_adapter[0]}.{path.source}",
            "QueryDisplayConfig",
            f"picture {path.source} on target {path.target}",
        )
        for number, path in enumerate(paths, 1)
    )


def _paths() -> list[_Path] | None:
    """The active paths from pictures to displays; `None` where the call is not there or refused."""
    only_active, mode_bytes = 0x2, 64
    user = ctypes.WinDLL("user32")
    try:
        sizes, query = user.GetDisplayConfigBufferSizes, user.QueryDisplayConfig
    except AttributeError:
        return None
    count, modes = wintypes.DWORD(), wintypes.DWORD()
    if sizes(only_active, ctypes.byref(count), ctypes.byref(modes)) != 0:
        return None
    paths = (_Path * max(1, count.value))()
    room = ctypes.create_string_buffer(mode_bytes * max(1, modes.value))
    if query(only_active, ctypes.byref(count), paths, ctypes.byref(modes), room, None) != 0:
        return None
    return list(paths[: count.value]) or None


def _pixels(output: str) -> tuple[int, int]:
    mode = _Mode()
    mode.size = ctypes.sizeof(mode)
    current = wintypes.DWORD(-1 & 0xFFFFFFFF)
    if not ctypes.WinDLL("user32").EnumDisplaySettingsW(wintypes.LPCWSTR(output), current, ctypes.byref(mode)):
        return (0, 0)
    return mode.wide, mode.high
