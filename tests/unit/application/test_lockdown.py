from __future__ import annotations

import pytest

from cehrs_desktop.application.lockdown import DEFAULT_LEVEL, LEVELS, Platform, platform_of, preview_of

PLATFORMS: tuple[Platform, ...] = ("windows", "macos", "x11", "wayland", "other")
EVERYWHERE = [(level, platform) for level in LEVELS for platform in PLATFORMS]


@pytest.mark.parametrize(
    ("system", "windowing", "session", "platform"),
    [
        ("win32", "windows", "", "windows"),
        ("darwin", "cocoa", "", "macos"),
        ("linux", "xcb", "x11", "x11"),
        ("linux", "xcb", "", "x11"),
        ("linux", "xcb", "wayland", "wayland"),
        ("linux", "wayland", "wayland", "wayland"),
        ("linux", "wayland-egl", "", "wayland"),
        ("freebsd14", "xcb", "x11", "x11"),
        ("linux", "offscreen", "", "other"),
        ("win32", "offscreen", "", "other"),
    ],
)
def test_what_a_platform_is_told_by(system: str, windowing: str, session: str, platform: Platform) -> None:
    assert platform_of(system, windowing, session) == platform


@pytest.mark.parametrize("platform", PLATFORMS)
def test_level_0_touches_nothing(platform: Platform) -> None:
    preview = preview_of(0, platform)
    assert preview.held == ("sleep",)
    assert preview.watched == ()
    assert "everything" in preview.free


@pytest.mark.parametrize("platform", PLATFORMS)
def test_level_1_watches_and_holds_no_key(platform: Platform) -> None:
    preview = preview_of(1, platform)
    assert preview.held == ("sleep", "full_screen")
    assert {"focus", "displays", "clipboard", "idle"} <= set(preview.watched)


def test_level_2_holds_what_each_platform_can() -> None:
    held = {platform: set(preview_of(2, platform).held) - {"sleep", "full_screen"} for platform in PLATFORMS}
    assert held == {
        "windows": {"system_keys", "clipboard", "capture"},
        "macos": {"system_keys", "clipboard", "capture"},
        "x11": {"system_keys", "clipboard"},
        "wayland": {"clipboard"},
        "other": {"clipboard"},
    }


@pytest.mark.parametrize("platform", PLATFORMS)
def test_level_2_says_of_each_measure_whether_it_holds(platform: Platform) -> None:
    preview = preview_of(2, platform)
    for measure in ("system_keys", "capture"):
        assert (measure in preview.held) != (measure in preview.unheld)
    assert not set(preview.free) & set(preview.unheld)


@pytest.mark.parametrize(("level", "platform"), EVERYWHERE)
def test_there_is_always_a_way_out(level: int, platform: Platform) -> None:
    assert {"way_out", "close"} <= set(preview_of(level, platform).free)


def test_a_level_that_there_is_not() -> None:
    assert DEFAULT_LEVEL == 1
    for level in (-1, 3):
        with pytest.raises(ValueError):
            preview_of(level, "x11")
