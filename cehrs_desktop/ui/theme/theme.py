"""Colors as roles, in four schemes. Contrast is checked by a test, not by eye."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """One scheme: every color is named for its role, as ``#rrggbb``.

    `surface` is the page, `panel` a raised or framing area; `text`, `muted` are for words; `line` separates and
    `control` outlines what can be pressed (3:1 at least); `accent` fills the chief action and chosen states, with
    `on_accent` on it; `soft` is the quiet ground of a chosen row; `focus` rings what has the keyboard; `warn` is
    for words that warn, `warn_soft` its ground; `highlight` is the candidate's marker.
    """

    name: str
    dark: bool
    surface: str
    panel: str
    text: str
    muted: str
    line: str
    control: str
    accent: str
    on_accent: str
    soft: str
    focus: str
    warn: str
    warn_soft: str
    highlight: str


LIGHT = Theme(
    name="light",
    dark=False,
    surface="#ffffff",
    panel="#eef1f4",
    text="#16202b",
    muted="#4a5765",
    line="#c9d0d8",
    control="#6b7887",
    accent="#1d4f7c",
    on_accent="#ffffff",
    soft="#e3edf6",
    focus="#b3470a",
    warn="#8a2c0d",
    warn_soft="#fdf0e6",
    highlight="#ffe680",
)

DARK = Theme(
    name="dark",
    dark=True,
    surface="#161b21",
    panel="#20272f",
    text="#e8ecf0",
    muted="#aab5c0",
    line="#3a444f",
    control="#8493a2",
    accent="#8fc1ec",
    on_accent="#0d1a26",
    soft="#24384a",
    focus="#ffb25e",
    warn="#ffb199",
    warn_soft="#3a2a22",
    highlight="#6b5900",
)

HIGH_CONTRAST = Theme(
    name="high_contrast",
    dark=True,
    surface="#000000",
    panel="#000000",
    text="#ffffff",
    muted="#ffffff",
    line="#ffffff",
    control="#ffffff",
    accent="#ffff00",
    on_accent="#000000",
    soft="#333300",
    focus="#00ffff",
    warn="#ffff00",
    warn_soft="#000000",
    highlight="#0047b3",
)

CREAM = Theme(
    name="cream",
    dark=False,
    surface="#fdf6dc",
    panel="#f4eac6",
    text="#000000",
    muted="#3d3826",
    line="#cbbf94",
    control="#74694a",
    accent="#4d3b00",
    on_accent="#fffbe9",
    soft="#efe2b3",
    focus="#9c2f00",
    warn="#7d1f00",
    warn_soft="#fbe3c4",
    highlight="#ffc94d",
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK, HIGH_CONTRAST, CREAM)}
