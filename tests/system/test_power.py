from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cehrs_desktop.system.power import PowerState, from_pmset, power_state

linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's power_supply class is Linux's")


def _supply(root: Path, name: str, **values: object) -> None:
    (root / name).mkdir()
    for key, value in values.items():
        (root / name / key).write_text(f"{value}\n")


@linux
@pytest.mark.parametrize(("online", "status"), [(1, "Charging"), (0, "Discharging"), (1, "Full")])
def test_a_notebook(tmp_path: Path, online: int, status: str) -> None:
    _supply(tmp_path, "AC", type="Mains", online=online)
    _supply(tmp_path, "BAT0", type="Battery", capacity=63, status=status, scope="System")
    assert power_state(tmp_path) == PowerState(bool(online), 63)


@linux
def test_charging_over_usb_c(tmp_path: Path) -> None:
    _supply(tmp_path, "AC", type="Mains", online=0)
    _supply(tmp_path, "ucsi-source-psy-1", type="USB", online=1)
    _supply(tmp_path, "BAT0", type="Battery", capacity=20, status="Charging")
    assert power_state(tmp_path) == PowerState(True, 20)


@linux
def test_an_empty_usb_port_says_nothing(tmp_path: Path) -> None:
    _supply(tmp_path, "ucsi-source-psy-1", type="USB", online=0)
    _supply(tmp_path, "BAT0", type="Battery", capacity=20, status="Discharging")
    assert power_state(tmp_path) == PowerState(False, 20)


@linux
@pytest.mark.parametrize(
    ("status", "on_mains"), [("Discharging", False), ("Charging", True), ("Not charging", True), ("Unknown", None)]
)
def test_a_battery_alone_tells_by_its_status(tmp_path: Path, status: str, on_mains: bool | None) -> None:
    _supply(tmp_path, "BAT0", type="Battery", capacity=50, status=status)
    assert power_state(tmp_path) == PowerState(on_mains, 50)


@linux
def test_two_batteries_are_one(tmp_path: Path) -> None:
    _supply(tmp_path, "AC", type="Mains", online=0)
    _supply(tmp_path, "BAT0", type="Battery", capacity=100, status="Unknown")
    _supply(tmp_path, "BAT1", type="Battery", capacity=40, status="Discharging")
    assert power_state(tmp_path) == PowerState(False, 70)


@linux
def test_a_mouse_is_no_battery_of_the_computer(tmp_path: Path) -> None:
    _supply(tmp_path, "hidpp_battery_0", type="Battery", capacity=5, status="Discharging", scope="Device")
    assert power_state(tmp_path) == PowerState(True, None)


@linux
def test_a_desktop_computer_is_on_mains(tmp_path: Path) -> None:
    assert power_state(tmp_path) == PowerState(True, None)


@linux
def test_a_battery_without_numbers(tmp_path: Path) -> None:
    _supply(tmp_path, "BAT0", type="Battery", status="Discharging")
    assert power_state(tmp_path) == PowerState(False, None)


@linux
def test_nonsense_and_nothing_are_unknown(tmp_path: Path) -> None:
    assert power_state(tmp_path / "missing") == PowerState(None, None)
    _supply(tmp_path, "BAT0", type="Battery", capacity="many", status="Discharging")
    assert power_state(tmp_path) == PowerState(None, None)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t100%; charged; 0:00 remaining\n", (True, 100)),
        ("Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t9%; discharging; 0:31 remaining\n", (False, 9)),
        ("Now drawing from 'AC Power'\n", (True, None)),
        ("", (None, None)),
    ],
)
def test_the_words_of_macos(told: str, state: tuple[bool | None, int | None]) -> None:
    assert from_pmset(told) == PowerState(*state)


def test_this_machine_gives_a_sensible_answer() -> None:
    state = power_state()
    assert state.percent is None or 0 <= state.percent <= 100
