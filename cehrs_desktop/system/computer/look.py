"""One look at the whole computer. Takes well under a second, reads only, and no question that fails spoils another.

It opens no camera and no microphone, sends nothing over the network and starts no program, but macOS's own report
about the battery. Call it off the window's thread.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cehrs_desktop.rehearsal.acceptance import SUBJECTS, Evidence, Published, Signal, Subject
from cehrs_desktop.rehearsal.displays import Displays
from cehrs_desktop.system.computer.facts import (
    Adapter,
    Panel,
    Told,
    adapter_texts,
    devices,
    displays_signal,
    machine_signal,
    network_signal,
    screen_signal,
    vpn_signal,
)
from cehrs_desktop.system.computer.programs import programs_signal
from cehrs_desktop.system.filesystem import free_bytes
from cehrs_desktop.system.power import power_state


@dataclass(frozen=True, slots=True)
class Questions:
    """What can be asked of a system, and where network, machine and displays are asked. Each question may raise;
    whoever asks tells that it could not be asked."""

    system: Callable[[], Signal]
    memory: Callable[[], Signal]
    cameras: Callable[[], Signal]
    sound: Callable[[], tuple[Signal, Signal]]
    adapters: Callable[[], Sequence[Adapter]]
    machine: Callable[[], Sequence[Told]]
    administrator: Callable[[], Signal]
    touch: Callable[[], Signal]
    panels: Callable[[], Sequence[Panel]]
    network_place: str
    machine_place: str
    panels_place: str


def questions(root: Path = Path("/")) -> Questions:
    """The questions of this system; `root` is where Linux has its /proc, /sys and /etc."""
    if sys.platform == "win32":
        from cehrs_desktop.system.computer import windows as here
        from cehrs_desktop.system.computer import windows_devices as near

        return Questions(
            here.system,
            here.memory,
            near.cameras,
            near.sound,
            near.adapters,
            near.machine,
            here.administrator,
            here.touch,
            near.panels,
            "GetAdaptersAddresses",
            "HKLM",
            "QueryDisplayConfig",
        )
    if sys.platform == "darwin":
        from cehrs_desktop.system.computer import macos as here

        return Questions(
            here.system,
            here.memory,
            here.cameras,
            here.sound,
            here.adapters,
            here.machine,
            here.administrator,
            here.touch,
            here.panels,
            "getifaddrs",
            "sysctl",
            "CGGetOnlineDisplayList",
        )
    from cehrs_desktop.system.computer import linux as here

    return Questions(
        lambda: here.system(root),
        lambda: here.memory(root),
        lambda: here.cameras(root),
        lambda: here.sound(root),
        lambda: here.adapters(root),
        lambda: here.machine(root),
        lambda: here.administrator(root),
        lambda: here.touch(root),
        lambda: here.panels(root),
        str(root / "sys/class/net"),
        str(root / "sys/class/dmi"),
        str(root / "sys/class/drm"),
    )


def look_at_computer(displays: Displays | None, published: Published, root: Path = Path("/")) -> tuple[Signal, ...]:
    """Every subject in the order of the sheet. `displays` is what the windows know (`None`: there are none);
    `published` lists the programs and signs to look for. Never raises."""
    ask = questions(root)
    signals: dict[Subject, Signal] = {}

    def answer(subjects: Sequence[Subject], question: Callable[[], Sequence[Signal]], place: str = "") -> None:
        for signal in _asked(subjects, question):
            # Where nothing was found, it is still said where it was looked for.
            evidence = signal.evidence or (Evidence(place, ""),)
            signals[signal.subject] = replace(signal, evidence=evidence)

    answer(["system"], lambda: [ask.system()])
    answer(["memory"], lambda: [ask.memory()])
    answer(["camera"], lambda: [ask.cameras()])
    answer(["microphone", "speakers"], lambda: ask.sound())
    answer(["network", "vpn"], lambda: _network(ask.adapters(), published), ask.network_place)
    answer(["virtual_machine"], lambda: _machine(ask, published), ask.machine_place)
    answer(["administrator"], lambda: [ask.administrator()])
    answer(["touch"], lambda: [_touch(displays, ask)])
    answer(["screen", "displays"], lambda: _displays(displays, ask.panels()), ask.panels_place)
    answer(["programs"], lambda: [programs_signal(published.programs, root)])
    answer(["disk"], lambda: [_disk(Path.home())])
    answer(["power"], lambda: [_power(root)])
    return tuple(signals[subject] for subject in SUBJECTS)


def second_display(displays: Displays | None, root: Path = Path("/")) -> tuple[str, ...]:
    """Names of the displays in use beyond the first, copies included. Takes a few milliseconds; never raises."""
    ask = questions(root)
    (signal,) = _asked(["displays"], lambda: [displays_signal(displays, ask.panels())])
    return tuple(mark.name for mark in signal.marks[1:])


def _asked(subjects: Sequence[Subject], question: Callable[[], Sequence[Signal]]) -> Sequence[Signal]:
    try:
        return question()
    except Exception as error:
        # Whatever a driver or an odd system answers: the other lines of the sheet must not be lost for it.
        logging.getLogger(__name__).warning("%s could not be asked", ", ".join(subjects), exc_info=True)
        told = f"{type(error).__name__}: {error}"
        return [Signal(subject, None, (), (Evidence(sys.platform, told),)) for subject in subjects]


def _network(adapters: Sequence[Adapter], published: Published) -> list[Signal]:
    return [network_signal(adapters), vpn_signal(adapters, published.signs)]


def _machine(ask: Questions, published: Published) -> list[Signal]:
    return [machine_signal([*ask.machine(), *adapter_texts(ask.adapters())], published.signs)]


def _displays(displays: Displays | None, panels: Sequence[Panel]) -> list[Signal]:
    return [screen_signal(displays, panels), displays_signal(displays, panels)]


def _touch(displays: Displays | None, ask: Questions) -> Signal:
    """The windows know touch screens too: the longer list counts."""
    told = ask.touch()
    if displays is not None and len(displays.touch) > len(told.marks):
        place = f"{displays.platform or 'windows'} input"
        return devices("touch", displays.touch, [*told.evidence, *(Evidence(place, name) for name in displays.touch)])
    return told


def _disk(folder: Path) -> Signal:
    free = free_bytes(folder)
    return Signal("disk", free, (), (Evidence(str(folder), "" if free is None else f"{free} bytes free"),))


def _power(root: Path) -> Signal:
    supplies = root / "sys/class/power_supply"
    state = power_state(supplies)
    place = {"win32": "GetSystemPowerStatus", "darwin": "pmset -g batt"}.get(sys.platform, str(supplies))
    charge = "" if state.percent is None else f"{state.percent} %"
    value = {True: "mains", False: "battery", None: None}[state.on_mains]
    return Signal("power", value, (), (Evidence(place, charge),))
