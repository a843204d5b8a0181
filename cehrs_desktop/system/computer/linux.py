"""What Linux tells about the computer, from /proc, /sys and /etc alone. `root` is where these lie."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cehrs_desktop.rehearsal.acceptance import Evidence, Mark, Signal, Subject, Where
from cehrs_desktop.system.computer.facts import Adapter, Panel, Told, devices

_LOOPBACK, _PPP = "772", "512"
_TUN, _TAP = 0x1, 0x2
_DIRECT, _TOUCH_X, _FINGER, _PEN = 1, 0x35, 0x14A, 0x140
"""Bits of an input device: INPUT_PROP_DIRECT, ABS_MT_POSITION_X, BTN_TOUCH, BTN_TOOL_PEN."""
_ADMINISTRATORS = ("sudo", "wheel", "admin")


def text_of(file: Path) -> str | None:
    """The file's text without its end of line; `None` when there is none to be read."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip().strip("\0")
    except OSError:
        return None


def entries(folder: Path) -> list[Path]:
    """What is in a folder, by name; nothing when there is no such folder."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def system(root: Path) -> Signal:
    """From os-release(5)."""
    for file in (root / "etc/os-release", root / "usr/lib/os-release"):
        told = text_of(file)
        if told is not None:
            fields = dict(line.split("=", 1) for line in told.splitlines() if "=" in line)
            name = fields.get("PRETTY_NAME", fields.get("NAME", "Linux")).strip("\"'")
            family = "chromeos" if fields.get("ID", "").strip("\"'") in ("chromeos", "chromiumos") else "linux"
            return Signal("system", family, (Mark(name),), (Evidence(str(file), name),))
    return Signal("system", "linux", (), (Evidence(str(root / "etc/os-release"), ""),))


def memory(root: Path) -> Signal:
    """The kernel's MemTotal, in bytes."""
    file = root / "proc/meminfo"
    for line in (text_of(file) or "").splitlines():
        if line.startswith("MemTotal:"):
            return Signal("memory", int(line.split()[1]) * 1024, (), (Evidence(str(file), line),))
    return Signal("memory", None, (), (Evidence(str(file), ""),))


def cameras(root: Path) -> Signal:
    """Video devices of the kernel; the second node of a camera (metadata) has an index above 0."""
    folder = root / "sys/class/video4linux"
    found = [node for node in entries(folder) if (text_of(node / "index") or "0") == "0"]
    names = [text_of(node / "name") or node.name for node in found]
    evidence = [Evidence(str(root / "dev" / node.name), name) for node, name in zip(found, names, strict=True)]
    return devices("camera", names, evidence or [Evidence(str(folder), "")])


def sound(root: Path) -> tuple[Signal, Signal]:
    """Microphones and speakers: ALSA's inputs and outputs, one line each, as ``00-00: name : name : capture 1``."""
    file = root / "proc/asound/pcm"
    lines = (text_of(file) or "").splitlines()
    made: list[Signal] = []
    kinds: tuple[tuple[Subject, str], ...] = (("microphone", "capture"), ("speakers", "playback"))
    for subject, direction in kinds:
        found = [line for line in lines if f": {direction} " in f"{line} "]
        names = [line.split(":")[1].strip() if line.count(":") > 1 else line for line in found]
        evidence = [Evidence(str(file), line) for line in found] or [Evidence(str(file), "")]
        made.append(devices(subject, names, evidence))
    return made[0], made[1]


def adapters(root: Path) -> tuple[Adapter, ...]:
    """Network adapters, without loopback."""
    # Columns of the route table: adapter, destination; the default route's destination is 0.
    routes = [line.split() for line in (text_of(root / "proc/net/route") or "").splitlines()[1:]]
    default = {fields[0] for fields in routes if len(fields) > 1 and fields[1] == "00000000"}
    made: list[Adapter] = []
    for folder in entries(root / "sys/class/net"):
        kind = text_of(folder / "type")
        if kind is None or kind == _LOOPBACK:
            continue
        state = text_of(folder / "operstate")
        connected = state == "up" or (state == "unknown" and text_of(folder / "carrier") == "1")
        outward = (folder / "device").exists() or folder.name in default
        address = (text_of(folder / "address") or "").lower()
        texts = (folder.name, *_adapter_kinds(folder, kind))
        wireless = "wlan" in texts or (folder / "wireless").exists()
        made.append(Adapter(texts, address, connected, outward, wireless, str(folder)))
    return tuple(made)


def _adapter_kinds(folder: Path, kind: str) -> list[str]:
    lines = (text_of(folder / "uevent") or "").splitlines()
    kinds = [line.partition("=")[2] for line in lines if line.startswith("DEVTYPE=")]
    flags = text_of(folder / "tun_flags")
    if flags is not None:
        kinds += [word for bit, word in ((_TUN, "tun"), (_TAP, "tap")) if int(flags, 0) & bit]
    if kind == _PPP:
        kinds.append("ppp")
    return kinds


def machine(root: Path) -> tuple[Told, ...]:
    """Names in the firmware, flags of the processor, names of disks, virtual devices."""
    texts: list[Told] = []
    for name in ("sys_vendor", "product_name", "product_version", "board_vendor", "bios_vendor", "chassis_vendor"):
        _tell(texts, "firmware", root / "sys/class/dmi/id" / name)
    for file in ("sys/firmware/devicetree/base/model", "sys/firmware/devicetree/base/compatible"):
        _tell(texts, "firmware", root / file)
    _tell(texts, "firmware", root / "sys/hypervisor/type")
    cpuinfo = root / "proc/cpuinfo"
    for line in (text_of(cpuinfo) or "").splitlines():
        if line.startswith(("flags", "Features")):
            hypervisor = "hypervisor" in line.split()
            texts.append(Told("processor", "hypervisor" if hypervisor else "", str(cpuinfo)))
            break
    for disk in entries(root / "sys/block"):
        _tell(texts, "device", disk / "device/vendor")
        _tell(texts, "device", disk / "device/model")
    virtio = root / "sys/bus/virtio/devices"
    if entries(virtio):
        texts.append(Told("device", "virtio", str(virtio)))
    return tuple(texts)


def _tell(texts: list[Told], where: Where, file: Path) -> None:
    told = text_of(file)
    if told:
        texts.append(Told(where, told.replace("\0", " "), str(file)))


def administrator(root: Path, user: int | None = None, groups: Sequence[int] | None = None) -> Signal:
    """Whether this account is root or in a group that may become it."""
    user = os.geteuid() if user is None else user
    if user == 0:
        return Signal("administrator", "yes", (), (Evidence("effective user id", "0"),))
    mine = set(os.getgroups() if groups is None else groups)
    file = root / "etc/group"
    told = text_of(file)
    if told is None:
        return Signal("administrator", None, (), (Evidence(str(file), ""),))
    names = {fields[0] for line in told.splitlines() if len(fields := line.split(":")) > 2 and _among(fields[2], mine)}
    held = [name for name in _ADMINISTRATORS if name in names]
    evidence = (Evidence(str(file), ", ".join(held or sorted(names))),)
    return Signal("administrator", "yes" if held else "no", (), evidence)


def _among(number: str, wanted: set[int]) -> bool:
    return number.isdecimal() and int(number) in wanted


def touch(root: Path) -> Signal:
    """Input devices on a display that take fingers: direct ones with finger places or touch, and without a pen."""
    file = root / "proc/bus/input/devices"
    told = text_of(file)
    if told is None:
        return Signal("touch", None, (), (Evidence(str(file), ""),))
    names: list[str] = []
    for block in told.split("\n\n"):
        lines = block.splitlines()
        bits = {line[3:].partition("=")[0]: line.partition("=")[2] for line in lines if line.startswith("B: ")}
        name = next((line.partition('"')[2].rstrip('"') for line in lines if line.startswith("N: ")), "")
        direct = _has(bits.get("PROP", ""), _DIRECT)
        fingers = _has(bits.get("ABS", ""), _TOUCH_X) or _has(bits.get("KEY", ""), _FINGER)
        if direct and fingers and not _has(bits.get("KEY", ""), _PEN):
            names.append(name)
    return devices("touch", names, [Evidence(str(file), name) for name in names] or [Evidence(str(file), "")])


def _has(words: str, bit: int) -> bool:
    """A bit in the kernel's way to write a long bit map: hexadecimal words of 64 bits, the highest first."""
    value = 0
    for word in words.split():
        value = value << 64 | int(word, 16)
    return bool(value >> bit & 1)


def panels(root: Path) -> tuple[Panel, ...]:
    """Displays on the connectors of the graphics cards, such as ``card0-HDMI-A-1``; the first mode is the display's
    own. A driver that calls none of them enabled does not say."""
    connected: list[tuple[Path, str, tuple[int, int]]] = []
    for folder in entries(root / "sys/class/drm"):
        if text_of(folder / "status") == "connected":
            mode = ((text_of(folder / "modes") or "").splitlines() or [""])[0]
            wide, _, high = mode.rstrip("i").partition("x")
            size = (int(wide), int(high)) if wide.isdecimal() and high.isdecimal() else (0, 0)
            connected.append((folder, text_of(folder / "enabled") or "", size))
    says = any(enabled == "enabled" for _, enabled, _ in connected)
    return tuple(
        Panel(
            folder.name.partition("-")[2],
            enabled == "enabled" if says else None,
            size,
            "",
            str(folder),
            f"connected, {enabled or 'unknown'}",
        )
        for folder, enabled, size in connected
    )
