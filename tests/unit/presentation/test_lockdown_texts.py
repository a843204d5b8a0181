from __future__ import annotations

import pytest

from cehrs_desktop.application.lockdown import LEVELS, Platform, preview_of
from cehrs_desktop.presentation import lockdown_texts as texts

PLATFORMS: tuple[Platform, ...] = ("windows", "macos", "x11", "wayland", "other")


def under(page: texts.PreviewPage) -> dict[str, str]:
    """The page's lines by the heading that they stand under."""
    found: dict[str, str] = {}
    heading = ""
    for left, line in page.pairs:
        heading = left or heading
        found[heading] = f"{found[heading]}\n{line}" if heading in found else line
    return found


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("level", LEVELS)
def test_every_preview_is_complete(level: int, platform: Platform) -> None:
    page = texts.preview_page(preview_of(level, platform))
    said = under(page)
    assert str(level) in page.title
    assert texts.way_out_keys(platform) in said["Way out"]
    assert said["Given back"]
    assert (said["Blocked"] == "Nothing.") == (level < 2)
    assert (said["Watched"] == "Nothing.") == (level < 1)
    # No platform's text is missing or empty, and nobody shouts.
    lines = [*page.paragraphs, *(line for _, line in page.pairs if line != "Nothing.")]
    assert all(line and line[0].isupper() and line.endswith(".") for line in lines), lines
    assert "!" not in "".join(lines)
    assert len(lines) == len(set(lines))


def test_windows_says_which_keys_no_program_can_hold() -> None:
    said = under(texts.preview_page(preview_of(2, "windows")))
    assert "Ctrl+Alt+Del" in said["Not held here"]
    assert "Windows+L" in said["Not held here"]
    assert "Alt+Tab" in said["Blocked"]
    assert "Ctrl+Alt+Del" not in said["Blocked"]


def test_wayland_says_what_it_cannot_hold() -> None:
    said = under(texts.preview_page(preview_of(2, "wayland")))
    assert "System keys" not in said["Blocked"]
    assert "System keys: Wayland" in said["Not held here"]
    assert "Pictures of the screen" in said["Not held here"]
    assert "Wayland tells a program" in under(texts.preview_page(preview_of(1, "wayland")))["Not held here"]


def test_the_levels_of_the_settings_are_the_levels() -> None:
    assert [value for value, _ in texts.LEVELS] == [str(level) for level in LEVELS]


@pytest.mark.parametrize(
    ("kind", "body", "line"),
    [
        ("focus_lost", {"ms": 0}, "Another window took the keyboard."),
        ("focus_lost", {"ms": 4200}, "The keyboard came back to the exam after 4 seconds."),
        ("focus_lost", {"ms": 300}, "The keyboard came back to the exam after 1 second."),
        ("focus_lost", {"ms": 400_000}, "The keyboard came back to the exam after 6 minutes."),
        ("second_display", {"count": 2, "clones": 0}, "2 displays were on."),
        ("second_display", {"count": 2, "clones": 1}, "2 displays were on. Some of them show the same picture."),
        ("clipboard", {"what": "paste"}, "Paste was tried in the exam."),
        ("capture", {"key": "Print Screen"}, "A key for pictures of the screen was pressed: Print Screen."),
        ("switch", {"key": "Alt+Tab"}, "A system key was pressed and held back: Alt+Tab."),
        ("idle", {"minutes": 5}, "No key or mouse for 5 minutes."),
        ("not_held", {"what": "keys"}, "System keys could not be held on this computer and stayed free."),
        ("not_held", {"what": "new"}, "Something could not be held on this computer."),
        ("unheard_of", {}, "unheard_of"),
    ],
)
def test_what_was_observed_in_words(kind: str, body: dict[str, object], line: str) -> None:
    assert texts.observation_line(kind, body) == line
