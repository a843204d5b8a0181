"""The displays and touch screens as the windows see them: plain values, so that a probe without Qt can use them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of the desktop. Place and size are in device-independent pixels; `scale` makes pixels of them."""

    name: str
    x: int
    y: int
    width: int
    height: int
    scale: float

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height in pixels of the panel."""
        return round(self.width * self.scale), round(self.height * self.scale)

    def same_place(self, other: Screen) -> bool:
        """Whether both show the same part of the desktop (one is a copy of the other): more than half of the smaller
        one lies on the larger."""
        wide = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        high = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        smaller = min(self.width * self.height, other.width * other.height)
        return wide > 0 and high > 0 and 2 * wide * high > smaller


@dataclass(frozen=True, slots=True)
class Displays:
    """What the windows know: every screen, and the touch screens by name. `platform` is Qt's name of its platform."""

    screens: tuple[Screen, ...]
    touch: tuple[str, ...] = ()
    platform: str = ""
