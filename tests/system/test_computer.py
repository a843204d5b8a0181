"""Looking at the computer: a made-up Linux below a folder, and the real machine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cehrs_desktop.files.computer_requirements import read_requirements
from cehrs_desktop.rehearsal.acceptance import SUBJECTS, ListedProgram, Published, Signal
from cehrs_desktop.rehearsal.displays import Displays, Screen
from cehrs_desktop.system.computer.facts import Panel, displays_signal, screen_signal
from cehrs_desktop.system.computer.look import look_at_computer, second_display
from cehrs_desktop.system.computer.programs import prohibited_running

ROOT = Path(__file__).parents[2]
PUBLISHED = read_requirements(ROOT / "resources/venues/computer.json")
linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc and /sys are Linux's")


def put(root: Path, **files: str) -> None:
    """Write files; a double underscore in a name is a slash, ``DASH`` a dash."""
    for name, text in files.items():
        place(root, name.replace("__", "/").replace("DASH", "-"), text)


def place(root: Path, name: str, text: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def look(root: Path, displays: Displays | None = None) -> dict[str, Signal]:
    return {signal.subject: signal for signal in look_at_computer(displays, PUBLISHED, root)}


def names(signal: Signal) -> list[str]:
    return [mark.name for mark in signal.marks]


@linux
def test_a_notebook(tmp_path: Path) -> None:
    put(
        tmp_path,
        etc__osDASHrelease='NAME="Ubuntu"\nPRETTY_NAME="Ubuntu 24.04.1 LTS"\nID=ubuntu\n',
        proc__meminfo="MemTotal:        8000000 kB\nMemFree: 1 kB\n",
        sys__class__video4linux__video0__name="Integrated Camera: Integrated C\n",
        sys__class__video4linux__video0__index="0\n",
        sys__class__video4linux__video1__name="Integrated Camera: Integrated C\n",
        sys__class__video4linux__video1__index="1\n",
        proc__asound__pcm=(
            "00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1\n00-03: HDMI 0 : HDMI 0 : playback 1\n"
        ),
        sys__class__net__wlan0__operstate="up\n",
        sys__class__net__wlan0__type="1\n",
        sys__class__net__wlan0__address="3c:58:c2:00:00:01\n",
        sys__class__net__wlan0__uevent="DEVTYPE=wlan\nINTERFACE=wlan0\n",
        sys__class__net__wlan0__device__vendor="0x8086\n",
        sys__class__net__lo__type="772\n",
        sys__class__net__lo__operstate="unknown\n",
        sys__class__net__docker0__type="1\n",
        sys__class__net__docker0__operstate="up\n",
        sys__class__dmi__id__sys_vendor="LENOVO\n",
        sys__class__dmi__id__product_name="20T0001\n",
        proc__cpuinfo="processor\t: 0\nflags\t\t: fpu vme sse2\n",
        sys__class__power_supply__AC__type="Mains\n",
        sys__class__power_supply__AC__online="1\n",
        proc__bus__input__devices=(
            'N: Name="SynPS/2 TouchPad"\nB: PROP=5\nB: KEY=6420 30000 0 0 0 0\nB: ABS=2f3800000000003\n\n'
            'N: Name="ELAN Touchscreen"\nB: PROP=2\nB: KEY=400 0 0 0 0 0\nB: ABS=3273800000000003\n\n'
            'N: Name="Wacom Pen"\nB: PROP=2\nB: KEY=1c01 0 0 0 0 0\nB: ABS=1000003\n'
        ),
        proc__1__comm="systemd\n",
        proc__7__comm="zoom\n",
        proc__8__comm="gnome-remote-de\n",
        proc__8__cmdline="/usr/libexec/gnome-remote-desktop-daemon\0--headless\0",
        proc__9__comm="chromedriverabc\n",
        proc__self__comm="zoom\n",
    )
    place(tmp_path, "sys/class/drm/card1-eDP-1/status", "connected\n")
    place(tmp_path, "sys/class/drm/card1-eDP-1/enabled", "enabled\n")
    place(tmp_path, "sys/class/drm/card1-eDP-1/modes", "1920x1080\n1280x720\n")
    place(tmp_path, "sys/class/drm/card1-HDMI-A-1/status", "disconnected\n")
    told = look(tmp_path)
    assert names(told["system"]) == ["Ubuntu 24.04.1 LTS"]
    assert told["system"].value == "linux"
    assert told["memory"].value == 8_000_000 * 1024
    assert names(told["camera"]) == ["Integrated Camera: Integrated C"]
    assert names(told["microphone"]) == ["ALC257 Analog"]
    assert names(told["speakers"]) == ["ALC257 Analog", "HDMI 0"]
    assert [(mark.name, mark.what) for mark in told["network"].marks] == [("wlan0", "Wi-Fi")]
    assert told["vpn"].value == 0
    assert told["virtual_machine"].value == 0
    assert told["power"].value == "mains"
    assert names(told["touch"]) == ["ELAN Touchscreen"]
    assert told["screen"].value == (1920, 1080)
    assert names(told["displays"]) == ["eDP-1"]
    assert [(mark.name, mark.what) for mark in told["programs"].marks] == [
        ("GNOME remote desktop", "remote help"),
        ("Zoom", "meetings"),
    ]
    assert [one.answer for one in told["programs"].evidence] == ["gnome-remote-desktop-daemon", "zoom"]
    # Nothing of a program that is not listed, nor the address of a card that is no sign, stands on the sheet.
    everything = repr(tuple(told.values()))
    assert "systemd" not in everything
    assert "3c:58:c2" not in everything


@linux
def test_a_virtual_machine_and_a_private_network_leave_signs(tmp_path: Path) -> None:
    put(
        tmp_path,
        sys__class__dmi__id__sys_vendor="QEMU\n",
        sys__class__dmi__id__product_name="Standard PC (Q35 + ICH9, 2009)\n",
        proc__cpuinfo="flags\t\t: fpu hypervisor\n",
        sys__class__net__eth0__type="1\n",
        sys__class__net__eth0__operstate="up\n",
        sys__class__net__eth0__address="52:54:00:12:34:56\n",
        sys__class__net__eth0__device__vendor="x",
        sys__class__net__vnet0__type="1\n",
        sys__class__net__vnet0__operstate="unknown\n",
        sys__class__net__vnet0__carrier="1\n",
        sys__class__net__vnet0__tun_flags="0x1002\n",
        sys__class__net__wg1__type="65534\n",
        sys__class__net__wg1__operstate="unknown\n",
        sys__class__net__wg1__carrier="1\n",
        sys__class__net__wg1__uevent="DEVTYPE=wireguard\n",
        sys__class__net__tun9__type="65534\n",
        sys__class__net__tun9__operstate="down\n",
        sys__class__net__tun9__tun_flags="0x1001\n",
    )
    told = look(tmp_path)
    found = {mark.what: mark for mark in told["virtual_machine"].marks}
    assert set(found) == {
        "QEMU or KVM",
        "the processor says that a hypervisor is below the system",
        "QEMU or KVM network card",
    }
    assert "memory integrity" in found["the processor says that a hypervisor is below the system"].innocent
    assert "52:54:00:12:34:56" in [one.answer for one in told["virtual_machine"].evidence]
    assert [(mark.name, mark.what) for mark in told["vpn"].marks] == [("vnet0", "tunnel"), ("wg1", "WireGuard")]
    assert told["network"].value == 1


@linux
def test_an_empty_system_answers_what_it_can_and_says_what_not(tmp_path: Path) -> None:
    told = look(tmp_path)
    assert tuple(told) == SUBJECTS
    unanswered = {subject for subject, signal in told.items() if signal.value is None}
    assert unanswered >= {"memory", "screen", "displays", "programs", "virtual_machine", "touch", "power"}
    assert told["camera"].value == 0
    assert all(one.place for signal in told.values() for one in signal.evidence)
    assert all(signal.evidence for signal in told.values())


@linux
def test_nonsense_spoils_only_its_own_line(tmp_path: Path) -> None:
    put(
        tmp_path,
        proc__meminfo="MemTotal: plenty\n",
        proc__bus__input__devices="B: PROP=zz\nN: Name=\n",
        sys__class__net__tun0__type="1\n",
        sys__class__net__tun0__tun_flags="many\n",
        proc__asound__pcm="capture\n::: capture 1\n",
        etc__osDASHrelease="=\n\n==\n",
    )
    told = look(tmp_path)
    assert tuple(told) == SUBJECTS
    for subject in ("memory", "touch", "network", "vpn"):
        assert told[subject].value is None
        assert "ValueError" in told[subject].evidence[0].answer
    assert told["system"].value == "linux"
    assert told["microphone"].value == 1


@linux
def test_an_account_is_an_administrator_by_its_groups(tmp_path: Path) -> None:
    from cehrs_desktop.system.computer.linux import administrator

    place(tmp_path, "etc/group", "root:x:0:\nsudo:x:27:anna\nusers:x:100:\nbroken\n")
    assert administrator(tmp_path, 1000, [27, 100]).value == "yes"
    assert administrator(tmp_path, 1000, [100]).value == "no"
    assert administrator(tmp_path, 1000, [100]).evidence[0].answer == "users"
    assert administrator(tmp_path, 0, []).value == "yes"
    assert administrator(tmp_path / "none", 1000, [27]).value is None


# ---- displays


def panel(name: str, active: bool | None = True, picture: str = "") -> Panel:
    return Panel(name, active, (1920, 1080), picture, name, "connected")


def screens(*at: int) -> Displays:
    return Displays(tuple(Screen(f"s{n}", x, 0, 1920, 1080, 1.0) for n, x in enumerate(at)), (), "xcb")


@pytest.mark.parametrize(
    ("displays", "panels", "expected"),
    [
        (None, [], None),
        (screens(0), [], [("s0", "")]),
        (screens(0, 1920), [], [("s0", ""), ("s1", "")]),
        (screens(0, 0), [], [("s0", ""), ("s1", "copy")]),
        # A docked notebook with its lid shut: one display in use.
        (screens(0), [panel("eDP-1", False), panel("DP-2")], [("s0", "")]),
        # The windows see one screen, two panels are lit: a mirror.
        (screens(0), [panel("eDP-1"), panel("HDMI-A-1")], [("eDP-1", ""), ("HDMI-A-1", "copy")]),
        (screens(0), [panel("a", True, "1"), panel("b", True, "1")], [("a", ""), ("b", "copy")]),
        (None, [panel("a", True, "1"), panel("b", True, "2")], [("a", ""), ("b", "")]),
        (None, [panel("a"), panel("b")], [("a", ""), ("b", "")]),
        # A driver that does not say what is in use: the windows count, or every panel without windows.
        (screens(0), [panel("a", None), panel("b", None)], [("s0", "")]),
        (None, [panel("a", None), panel("b", None)], [("a", ""), ("b", "")]),
        (None, [panel("a", False)], None),
    ],
)
def test_displays_in_use_are_counted_with_their_copies(
    displays: Displays | None, panels: list[Panel], expected: list[tuple[str, str]] | None
) -> None:
    signal = displays_signal(displays, panels)
    assert signal.value == (None if expected is None else len(expected))
    assert [(mark.name, mark.what) for mark in signal.marks] == (expected or [])


def test_the_largest_screen_counts_in_pixels_of_the_panel() -> None:
    scaled = Displays((Screen("a", 0, 0, 1280, 720, 1.5), Screen("b", 1280, 0, 1024, 768, 1.0)), (), "xcb")
    assert screen_signal(scaled, [panel("x")]).value == (1920, 1080)
    assert screen_signal(None, [panel("x"), panel("y", False)]).value == (1920, 1080)
    assert screen_signal(None, []).value is None


@linux
def test_a_second_display_is_seen_by_name(tmp_path: Path) -> None:
    assert second_display(screens(0), tmp_path) == ()
    assert second_display(screens(0, 1920), tmp_path) == ("s1",)
    for name in ("card0-DP-1", "card0-DP-2"):
        place(tmp_path, f"sys/class/drm/{name}/status", "connected\n")
        place(tmp_path, f"sys/class/drm/{name}/enabled", "enabled\n")
    assert second_display(screens(0), tmp_path) == ("DP-2",)
    assert second_display(None, tmp_path) == ("DP-2",)


@linux
def test_touch_is_also_what_the_windows_know(tmp_path: Path) -> None:
    put(tmp_path, proc__bus__input__devices='N: Name="Keyboard"\nB: KEY=1\n')
    assert look(tmp_path, Displays((), ("USB touch",), "xcb"))["touch"].value == 1
    assert look(tmp_path, Displays((), (), "xcb"))["touch"].value == 0


# ---- the real machine


def test_this_machine_answers() -> None:
    told = {signal.subject: signal for signal in look_at_computer(None, PUBLISHED)}
    assert tuple(told) == SUBJECTS
    assert told["system"].value == {"linux": "linux", "win32": "windows", "darwin": "macos"}[sys.platform]
    for subject in ("memory", "disk"):
        value = told[subject].value
        assert isinstance(value, int)
        assert value > 100_000_000
    for subject in ("camera", "microphone", "speakers", "network", "vpn", "programs", "virtual_machine"):
        value = told[subject].value
        assert value is None or (isinstance(value, int) and value >= 0)
    assert told["administrator"].value in ("yes", "no")
    assert all(one.place for signal in told.values() for one in signal.evidence)
    assert second_display(None) == tuple(names(told["displays"])[1:])


def test_a_listed_program_is_seen_while_it_runs(tmp_path: Path) -> None:
    # A copy of the interpreter under a listed name that is longer than what the kernel keeps of it.
    name = "remote-help-for-this-test"
    listed = [ListedProgram("Remote help", "remote help", "x", frozenset({name}))]
    program = tmp_path / (f"{name}.exe" if sys.platform == "win32" else name)
    if sys.platform != "linux":
        pytest.skip("only on Linux can the interpreter be started under another name")
    program.symlink_to(sys.executable)
    assert prohibited_running(listed) == ()
    code = "import sys; open('/proc/self/comm', 'w').write(sys.argv[1][:15]); print(1, flush=True); sys.stdin.read()"
    running = subprocess.Popen(
        [program, "-c", code, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, executable=sys.executable
    )
    with running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"1\n"
        assert prohibited_running(listed) == (("Remote help", "remote help"),)
        assert prohibited_running([]) == ()
        running.communicate()
    assert prohibited_running(listed) == ()


WATCHED = """
import json, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from cehrs_desktop.files.computer_requirements import read_requirements
from cehrs_desktop.system.computer.look import look_at_computer
published = read_requirements(Path(sys.argv[1]) / "resources/venues/computer.json")
look_at_computer(None, published)  # imports what it needs
seen = []
def hook(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork")):
        seen.append(event)
    if event == "open":
        path, mode, flags = (*arguments, None, None)[:3]
        if (mode and set(str(mode)) & set("wax+")) or (isinstance(flags, int) and flags & 3):
            seen.append(f"wrote {path}")
        if str(path).startswith(("/dev/video", "/dev/snd")):
            seen.append(f"opened {path}")
sys.addaudithook(hook)
if sys.argv[2] == "leak":
    import socket
    socket.socket().close()
    open(sys.argv[3], "w").close()
look_at_computer(None, published)
print(json.dumps(seen))
"""


def watched(leak: str, file: Path) -> list[Any]:
    command = [sys.executable, "-c", WATCHED, str(ROOT), leak, str(file)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@linux
def test_a_look_opens_no_socket_starts_nothing_and_writes_nothing(tmp_path: Path) -> None:
    assert watched("", tmp_path / "x") == []
    # The watcher is awake.
    assert watched("leak", tmp_path / "x") == ["socket.__new__", f"wrote {tmp_path / 'x'}"]


def test_without_a_list_programs_were_not_asked() -> None:
    told = {signal.subject: signal for signal in look_at_computer(None, Published())}
    assert told["programs"].value is None
    assert told["memory"].value is not None
