"""The text size of a page that stays on the screen while it changes: what was chosen, typed and ticked is not touched.

Pages that are built anew for each visit are enlarged once, by `basics.enlarge`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

ZOOMS = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
"""The text sizes that the keys go through."""

_BASE = "size_at_100"


def frame_zoom(zoom: float) -> float:
    """How much larger header and footer get at a text zoom: they must fit 1280 pixels at 200 %."""
    return 1.0 + (zoom - 1.0) * 0.35


def stepped(zoom: float, way: int) -> float:
    """The text size next to `zoom`: larger with `way` 1, smaller with -1; the last one stays."""
    index = min(range(len(ZOOMS)), key=lambda at: abs(ZOOMS[at] - zoom)) + way
    return ZOOMS[max(0, min(index, len(ZOOMS) - 1))]


def grow(root: QWidget, zoom: float, *, but: QWidget | None = None) -> None:
    """Make every font that was set below `root` `zoom` times as large as it was at first; again and again, with any
    factor. `but` looks after its own text size."""
    for widget in root.findChildren(QWidget):
        if not widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
            continue
        if but is not None and (widget is but or but.isAncestorOf(widget)):
            continue
        # From the size at first: factors of factors would drift by their roundings.
        base = widget.property(_BASE)
        if base is None:
            base = widget.font().pixelSize()
            widget.setProperty(_BASE, base)
        if base > 0:
            grown = widget.font()
            grown.setPixelSize(round(base * zoom))
            widget.setFont(grown)
