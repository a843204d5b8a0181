"""The bundled family and the scale of sizes. Sizes are pixels at 100 %; a zoom factor multiplies them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QFont, QFontDatabase

FAMILY = "Atkinson Hyperlegible Next"
FILES = ("AtkinsonHyperlegibleNext_400Regular.ttf", "AtkinsonHyperlegibleNext_600SemiBold.ttf")

SMALL, BODY, LARGE, HEADING, TITLE = 14, 16, 19, 24, 32


def load_family(files: Iterable[str]) -> bool:
    """Make the bundled family known to this application; `False` when a file cannot be used."""
    loaded = [QFontDatabase.addApplicationFont(file) >= 0 for file in files]
    return all(loaded)


def font(size: int = BODY, *, bold: bool = False, zoom: float = 1.0, tabular: bool = False) -> QFont:
    """A font of the family. `tabular` gives every figure the same width, so that changing numbers stand still."""
    made = QFont([FAMILY, "Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans", "sans-serif"])
    made.setPixelSize(max(8, round(size * zoom)))
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made
