"""What the light in a picture is like, in three words. Works on a small grey sample; knows no Qt and keeps nothing.

The limits are this program's own, chosen on synthetic pictures: the vendors publish none.
"""

from __future__ import annotations

from dataclasses import dataclass

from cehrs_desktop.presentation.camera_texts import Task

SAMPLE_WIDTH, SAMPLE_HEIGHT = 64, 48
"""The sample that is judged: grey, a byte a point (0 black, 255 white), row by row."""

# The guides, as fractions of the picture: center and half axes.
OVAL = (0.5, 0.47, 0.19, 0.36)
CARD = (0.5, 0.5, 0.34, 0.36)
CARD_ASPECT = 85.6 / 53.98
"""Width to height of an ID-1 card, the size of bank cards and licences (ISO/IEC 7810)."""

DARK_BELOW, BRIGHT_FROM = 60, 205
"""Mean grey inside the guide."""
GLARE_FROM = 250
"""Grey from which a point counts as mirrored light."""
SOME_GLARE, MUCH_GLARE = 0.01, 0.06
"""Share of such points inside the guide."""
BEHIND_RATIO, BEHIND_LEAST = 1.7, 120
"""The surroundings are this many times as bright as the face, and at least that bright."""


@dataclass(frozen=True, slots=True)
class Framing:
    """`light` is dark, fine or bright; `glare` none, some or much; `behind` fine or bright."""

    light: str
    glare: str
    behind: str


def inside(task: Task, x: float, y: float, aspect: float) -> bool:
    """Whether a point (fractions of the picture) is inside the guide of a task; `aspect` is width to height."""
    if task == "room":
        return True
    if task == "selfie":
        middle, center, wide, high = OVAL
        return ((x - middle) / (wide * 4 / 3 / aspect)) ** 2 + ((y - center) / high) ** 2 <= 1
    left, top, width, height = card_place(aspect)
    return left <= x <= left + width and top <= y <= top + height


def card_place(aspect: float) -> tuple[float, float, float, float]:
    """Left, top, width and height of the card's outline as fractions of a picture; it keeps the shape of a card."""
    middle, center, wide, high = CARD
    height = min(2 * high, 2 * wide * aspect / CARD_ASPECT)
    width = height * CARD_ASPECT / aspect
    return middle - width / 2, center - height / 2, width, height


def look(task: Task, grey: bytes, aspect: float) -> Framing:
    """Judge a sample of `SAMPLE_WIDTH` by `SAMPLE_HEIGHT`. Raises `ValueError` for any other length."""
    if len(grey) != SAMPLE_WIDTH * SAMPLE_HEIGHT:
        raise ValueError(f"a sample has {SAMPLE_WIDTH * SAMPLE_HEIGHT} points, this one {len(grey)}")
    within: list[int] = []
    around: list[int] = []
    for index, value in enumerate(grey):
        x = (index % SAMPLE_WIDTH + 0.5) / SAMPLE_WIDTH
        y = (index // SAMPLE_WIDTH + 0.5) / SAMPLE_HEIGHT
        (within if inside(task, x, y, aspect) else around).append(value)
    mean = sum(within) / len(within)
    glare = sum(value >= GLARE_FROM for value in within) / len(within)
    behind = sum(around) / len(around) if around else 0.0
    return Framing(
        light="dark" if mean < DARK_BELOW else "bright" if mean >= BRIGHT_FROM else "fine",
        glare="much" if glare >= MUCH_GLARE else "some" if glare >= SOME_GLARE else "none",
        behind="bright" if behind >= BEHIND_LEAST and behind > BEHIND_RATIO * mean else "fine",
    )
