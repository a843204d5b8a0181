"""Whether the computer runs on mains or on its battery, and how much the battery holds."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PowerState:
    """`on_mains` and the battery's charge in percent; `None` means that it is not known or that there is no battery."""

    on_mains: bool | None
    percent: int | None


UNKNOWN = PowerState(None, None)


def power_state(supplies: Path = Path("/sys/class/power_supply")) -> PowerState:
    """What the system says now. Never raises; `supplies` is where Linux lists them."""
    try:
        if sys.platform == "win32":
            return _windows_state()
        if sys.platform == "darwin":
            return _mac_state()
        return _linux_state(supplies)
    except (OSError, ValueError):
        return UNKNOWN


def _linux_state(supplies: Path) -> PowerState:
    """From the kernel's power_supply class: mains supplies have `online`, the computer's own batteries a `capacity`."""
    mains: list[bool] = []
    percents: list[int] = []
    states: list[str] = []
    for supply in sorted(supplies.iterdir()):
        kind = _read(supply / "type")
        if kind in ("Mains", "USB", "Wireless"):
            online = _read(supply / "online")
            if online is not None and (kind == "Mains" or online != "0"):
                mains.append(online != "0")
        # Mice, headsets and phones show up as batteries with the scope Device.
        elif kind == "Battery" and _read(supply / "scope") != "Device":
            capacity = _read(supply / "capacity")
            if capacity is not None:
                percents.append(max(0, min(100, int(capacity))))
            states.append(_read(supply / "status") or "Unknown")
    percent = round(sum(percents) / len(percents)) if percents else None
    if mains:
        return PowerState(any(mains), percent)
    if not states:
        # No battery at all: a desktop computer or a virtual one.
        return PowerState(True, None)
    if "Discharging" in states:
        return PowerState(False, percent)
    return PowerState(None if set(states) == {"Unknown"} else True, percent)


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return None


def from_pmset(told: str) -> PowerState:
    """From the words of macOS's pmset: ``Now drawing from 'AC Power'`` and ``87%;``."""
    import re  # only macOS needs it

    source = re.search(r"drawing from '([^']+)'", told)
    charge = re.search(r"(\d{1,3})%", told)
    return PowerState(None if source is None else source[1] == "AC Power", None if charge is None else int(charge[1]))


if sys.platform == "darwin":

    def _mac_state() -> PowerState:
        import subprocess

        try:
            command = ["/usr/bin/pmset", "-g", "batt"]
            told = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
        except subprocess.SubprocessError:
            return UNKNOWN
        return from_pmset(told.stdout)


if sys.platform == "win32":

    def _windows_state() -> PowerState:
        """From GetSystemPowerStatus: line status 0 or 1 (255: unknown), percent up to 100 (255: unknown)."""
        import ctypes

        status = (ctypes.c_ubyte * 12)()
        if not ctypes.WinDLL("kernel32").GetSystemPowerStatus(ctypes.byref(status)):
            return UNKNOWN
        line, flag, percent = status[0], status[1], status[2]
        no_battery = flag != 255 and bool(flag & 128)
        return PowerState({0: False, 1: True}.get(line), percent if percent <= 100 and not no_battery else None)
