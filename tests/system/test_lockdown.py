from __future__ import annotations

import sys

import pytest

from cehrs_desktop.system.lockdown import hold, mac
from cehrs_desktop.system.lockdown.windows_keys import (
    CONTROL,
    ESCAPE,
    INSERT,
    LEFT_WINDOWS,
    MASK,
    PRINT_SCREEN,
    RETURN,
    TAB,
    KeyKeeper,
    Modifiers,
    Verdict,
)

NONE, ALT, CTRL, WINDOWS = Modifiers(), Modifiers(alt=True), Modifiers(control=True), Modifiers(windows=True)
PASS, SWALLOW = Verdict(), Verdict(swallow=True)


@pytest.mark.parametrize(
    ("key", "modifiers", "kind", "name"),
    [
        (TAB, ALT, "switch", "Alt+Tab"),
        (TAB, Modifiers(alt=True, shift=True), "switch", "Alt+Tab"),
        (ESCAPE, ALT, "switch", "Alt+Esc"),
        (ESCAPE, CTRL, "switch", "Ctrl+Esc"),
        (PRINT_SCREEN, NONE, "capture", "Print Screen"),
        (PRINT_SCREEN, ALT, "capture", "Print Screen"),
        (PRINT_SCREEN, WINDOWS, "capture", "Windows+Print Screen"),
        (ord("D"), WINDOWS, "switch", "Windows+D"),
        (ord("1"), WINDOWS, "switch", "Windows+1"),
        (TAB, WINDOWS, "switch", "Windows+Tab"),
        (0x70, WINDOWS, "switch", "Windows+another key"),
        (ord("S"), Modifiers(windows=True, shift=True), "capture", "Windows+Shift+S"),
        (ord("G"), WINDOWS, "capture", "Windows+G"),
    ],
)
def test_held_keys_are_swallowed_down_and_up_and_told_once(
    key: int, modifiers: Modifiers, kind: str, name: str
) -> None:
    keeper = KeyKeeper()
    assert keeper.down(key, modifiers) == Verdict(swallow=True, kind=kind, name=name)
    assert keeper.down(key, modifiers) == SWALLOW
    assert keeper.up(key) == SWALLOW
    assert keeper.up(key) == PASS


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (ord("A"), NONE),
        (TAB, NONE),
        (TAB, CTRL),
        (ESCAPE, NONE),
        # Task Manager, closing the window, the way out of the program
        (ESCAPE, Modifiers(control=True, shift=True)),
        (0x73, ALT),
        (0x79, Modifiers(control=True, shift=True)),
        # Narrator, Magnifier larger, smaller and off, screen keyboard, accessibility settings, dictation, layout
        (RETURN, Modifiers(windows=True, control=True)),
        (0xBB, WINDOWS),
        (0xBD, WINDOWS),
        (ESCAPE, WINDOWS),
        (ord("O"), Modifiers(windows=True, control=True)),
        (ord("U"), WINDOWS),
        (ord("H"), WINDOWS),
        (0x20, WINDOWS),
        # sticky keys, toggle keys, high contrast's modifiers, sound
        (0xA0, NONE),
        (0x90, NONE),
        (0xA4, Modifiers(shift=True)),
        (0xAD, NONE),
        (0xAF, WINDOWS),
    ],
)
def test_everything_else_is_free(key: int, modifiers: Modifiers) -> None:
    keeper = KeyKeeper()
    assert keeper.down(key, modifiers) == PASS
    assert keeper.up(key) == PASS


def test_the_windows_key_reaches_the_system_but_opens_no_menu() -> None:
    keeper = KeyKeeper()
    assert keeper.down(LEFT_WINDOWS, NONE) == PASS
    assert keeper.down(LEFT_WINDOWS, WINDOWS) == PASS
    assert keeper.up(LEFT_WINDOWS) == Verdict(mask=True, kind="switch", name="Windows")


def test_the_windows_key_with_another_one_is_not_told_twice() -> None:
    keeper = KeyKeeper()
    keeper.down(LEFT_WINDOWS, NONE)
    assert keeper.down(ord("D"), WINDOWS).name == "Windows+D"
    assert keeper.up(ord("D")) == SWALLOW
    assert keeper.up(LEFT_WINDOWS) == Verdict(mask=True)


def test_a_key_that_went_down_before_comes_up_unhindered() -> None:
    keeper = KeyKeeper()
    assert keeper.down(ord("D"), NONE) == PASS
    keeper.down(LEFT_WINDOWS, NONE)
    assert keeper.up(ord("D")) == PASS


def test_a_screen_reader_s_own_key_frees_every_other() -> None:
    keeper = KeyKeeper()
    assert keeper.down(INSERT, NONE) == PASS
    assert keeper.down(TAB, ALT) == PASS
    assert keeper.down(LEFT_WINDOWS, NONE) == PASS
    assert keeper.up(LEFT_WINDOWS) == PASS
    assert keeper.up(INSERT) == PASS
    assert keeper.down(TAB, ALT).swallow


def test_modifiers_and_the_mask_itself_pass() -> None:
    keeper = KeyKeeper()
    keeper.down(LEFT_WINDOWS, NONE)
    for key in (CONTROL, 0xA2, MASK):
        assert keeper.down(key, WINDOWS) == PASS
    assert keeper.up(LEFT_WINDOWS).name == "Windows"


def lawful(options: int) -> bool:
    """The rules that AppKit raises an exception for, from Apple's page on NSApplication.PresentationOptions."""
    dock = options & (mac.AUTO_HIDE_DOCK | mac.HIDE_DOCK)
    menu_bar = options & (mac.AUTO_HIDE_MENU_BAR | mac.HIDE_MENU_BAR)
    needs_dock = 32 | 64 | 128 | 512
    return (
        dock != mac.AUTO_HIDE_DOCK | mac.HIDE_DOCK
        and menu_bar != mac.AUTO_HIDE_MENU_BAR | mac.HIDE_MENU_BAR
        and (not options & mac.HIDE_MENU_BAR or bool(options & mac.HIDE_DOCK))
        and (not options & mac.AUTO_HIDE_MENU_BAR or bool(dock))
        and (not options & needs_dock or bool(dock))
    )


LAWFUL = [options for options in range(2048) if lawful(options)]


def test_the_rules_of_appkit_are_kept_wherever_one_starts() -> None:
    assert 100 < len(LAWFUL) < 2048
    for before in LAWFUL:
        held = mac.wanted_options(before)
        assert lawful(held), before
        assert mac.given_back_options(held, before) == before
        # Somebody leaves or enters full screen meanwhile, with the options that AppKit has for that.
        other = held ^ mac.FULL_SCREEN
        assert lawful(mac.given_back_options(other, before)), before


def test_a_mac_is_held_but_force_quit_and_log_out_stay() -> None:
    assert mac.wanted_options(0) == 2 | 8 | 16 | 32 | 256
    in_full_screen = mac.FULL_SCREEN | mac.AUTO_HIDE_DOCK | mac.AUTO_HIDE_MENU_BAR
    assert mac.wanted_options(in_full_screen) == in_full_screen | 16 | 32 | 256
    for before in LAWFUL:
        assert not (mac.wanted_options(before) & ~before) & (64 | 128 | mac.FULL_SCREEN)


@pytest.mark.skipif(sys.platform != "linux", reason="the others hold something")
def test_linux_holds_nothing_here() -> None:
    told: list[tuple[str, str]] = []
    release = hold(1, lambda kind, what: told.append((kind, what)))
    release()
    release()
    assert told == []
