"""What Windows tells about itself, its memory, this account, touch and running programs: documented calls that read.

Devices are in `windows_devices`.
"""

from __future__ import annotations

import ctypes
import sys
import winreg
from ctypes import wintypes

from cehrs_desktop.rehearsal.acceptance import Evidence, Mark, Signal

assert sys.platform == "win32", "only Windows has these calls"

_VERSION_KEY = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_POLICY_KEY = r"SYSTEM\CurrentControlSet\Control\CI\Policy"
_FIRST_BUILD_OF_11 = 22000


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX."""

    _fields_ = [
        ("length", wintypes.DWORD),
        ("load", wintypes.DWORD),
        ("total", ctypes.c_ulonglong),
        ("available", ctypes.c_ulonglong),
        ("page_total", ctypes.c_ulonglong),
        ("page_available", ctypes.c_ulonglong),
        ("virtual_total", ctypes.c_ulonglong),
        ("virtual_available", ctypes.c_ulonglong),
        ("extended_available", ctypes.c_ulonglong),
    ]


class _ProcessEntry(ctypes.Structure):
    """PROCESSENTRY32W."""

    _fields_ = [
        ("size", wintypes.DWORD),
        ("usage", wintypes.DWORD),
        ("process_id", wintypes.DWORD),
        ("default_heap", ctypes.c_size_t),
        ("module_id", wintypes.DWORD),
        ("threads", wintypes.DWORD),
        ("parent_id", wintypes.DWORD),
        ("priority", wintypes.LONG),
        ("flags", wintypes.DWORD),
        ("file", wintypes.WCHAR * 260),
    ]


def registry_value(key: str, name: str) -> str | None:
    """A value below HKEY_LOCAL_MACHINE as text; `None` when it is not there."""
    try:
        # The 64-bit view also for a 32-bit program.
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened:
            value, kind = winreg.QueryValueEx(opened, name)
    except OSError:
        return None
    return " ".join(value) if kind == winreg.REG_MULTI_SZ else str(value)


def system() -> Signal:
    """Version and build; the registry's product name still says Windows 10 on Windows 11, so the build decides."""
    version = sys.getwindowsversion()
    # The version above is what the program asked to be told; the platform's is true.
    major, _, build = version.platform_version
    name = registry_value(_VERSION_KEY, "ProductName") or f"Windows {major}"
    if build >= _FIRST_BUILD_OF_11:
        name = name.replace("Windows 10", "Windows 11")
    release = registry_value(_VERSION_KEY, "DisplayVersion") or ""
    full = " ".join(part for part in (name, release, f"build {build}") if part)
    evidence = [Evidence(f"HKLM\\{_VERSION_KEY}", full)]
    marks = [Mark(full)]
    if registry_value(_POLICY_KEY, "SkuPolicyRequired") == "1":
        marks.append(Mark("S mode"))
        evidence.append(Evidence(f"HKLM\\{_POLICY_KEY}\\SkuPolicyRequired", "1"))
    return Signal("system", "windows", tuple(marks), tuple(evidence))


def memory() -> Signal:
    """GlobalMemoryStatusEx, in bytes."""
    status = _MemoryStatus()
    status.length = ctypes.sizeof(status)
    if not ctypes.WinDLL("kernel32", use_last_error=True).GlobalMemoryStatusEx(ctypes.byref(status)):
        raise ctypes.WinError(ctypes.get_last_error())
    return Signal("memory", status.total, (), (Evidence("GlobalMemoryStatusEx", f"{status.total} bytes"),))


def administrator() -> Signal:
    """The elevation type of this process's token: full or limited means an administrator, who has agreed or would be
    asked; where there are no two tokens (control of accounts is off) membership decides."""
    default, full, limited = 1, 2, 3
    names = {default: "TokenElevationTypeDefault", full: "TokenElevationTypeFull", limited: "TokenElevationTypeLimited"}
    query, elevation_type = 0x8, 18
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    security = ctypes.WinDLL("advapi32", use_last_error=True)
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    security.OpenProcessToken.argtypes = [wintypes.HANDLE, wintypes.DWORD, ctypes.POINTER(wintypes.HANDLE)]
    security.GetTokenInformation.argtypes = [
        wintypes.HANDLE,
        ctypes.c_int,
        ctypes.c_void_p,
        wintypes.DWORD,
        ctypes.POINTER(wintypes.DWORD),
    ]
    token, kind, size = wintypes.HANDLE(), wintypes.DWORD(), wintypes.DWORD()
    if not security.OpenProcessToken(kernel.GetCurrentProcess(), query, ctypes.byref(token)):
        raise ctypes.WinError(ctypes.get_last_error())
    try:
        if not security.GetTokenInformation(
            token, elevation_type, ctypes.byref(kind), ctypes.sizeof(kind), ctypes.byref(size)
        ):
            raise ctypes.WinError(ctypes.get_last_error())
    finally:
        kernel.CloseHandle(token)
    evidence = [Evidence("GetTokenInformation", names.get(kind.value, str(kind.value)))]
    held = kind.value in (full, limited)
    if kind.value == default:
        held = bool(ctypes.WinDLL("shell32").IsUserAnAdmin())
        evidence.append(Evidence("IsUserAnAdmin", str(held)))
    return Signal("administrator", "yes" if held else "no", (), tuple(evidence))


def touch() -> Signal:
    """GetSystemMetrics(SM_DIGITIZER): built-in and outside touch; pens are other bits and not counted."""
    digitizer, touches, built_in, outside, ready = 94, 95, 0x1, 0x2, 0x80
    metrics = ctypes.WinDLL("user32").GetSystemMetrics
    bits = metrics(digitizer)
    names = [name for bit, name in ((built_in, "NID_INTEGRATED_TOUCH"), (outside, "NID_EXTERNAL_TOUCH")) if bits & bit]
    evidence = Evidence("GetSystemMetrics", f"SM_DIGITIZER 0x{bits:x}, SM_MAXIMUMTOUCHES {metrics(touches)}")
    found = names if bits & ready else []
    return Signal("touch", len(found), tuple(Mark(name) for name in found), (evidence,))


def process_names() -> set[str]:
    """Executables of the running processes, from a toolhelp snapshot, which needs no right to open a process."""
    only_processes, invalid = 0x2, ctypes.c_void_p(-1).value
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateToolhelp32Snapshot.restype = wintypes.HANDLE
    kernel.Process32FirstW.argtypes = kernel.Process32NextW.argtypes = [
        wintypes.HANDLE,
        ctypes.POINTER(_ProcessEntry),
    ]
    kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    snapshot = kernel.CreateToolhelp32Snapshot(only_processes, 0)
    if snapshot == invalid:
        raise ctypes.WinError(ctypes.get_last_error())
    names: set[str] = set()
    try:
        entry = _ProcessEntry()
        entry.size = ctypes.sizeof(entry)
        more = kernel.Process32FirstW(snapshot, ctypes.byref(entry))
        while more:
            names.add(entry.file)
            more = kernel.Process32NextW(snapshot, ctypes.byref(entry))
    finally:
        kernel.CloseHandle(snapshot)
    return names
