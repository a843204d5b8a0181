"""The pictures that stay as proof in the documentation, with few colors so that they are small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageWriter

KEPT = {
    "new": ("today", "wish-1", "question", "reasons-1", "standing-0-readiness", "standing-1-domains-over-time"),
    "failing": (
        "home",
        "today",
        "end-cause",
        "standing-0-readiness",
        "standing-1-domains-over-time",
        "standing-1-domains-over-time-table",
        "standing-2-pace",
        "standing-3-stamina",
        "standing-4-changed-answers",
        "standing-5-marked-questions",
        "standing-7-what-is-left-unseen",
        "plan-1",
        "note",
        "search-hits",
        "search-term",
        "before-after-retake",
        "files-1",
        "today-1-high_contrast-2",
        "standing-0-readiness-1-high_contrast-2",
        "plan-1-high_contrast-2",
        "end-cause-high_contrast-2",
    ),
    "ready": (
        "home",
        "today",
        "standing-0-readiness",
        "standing-1-domains-over-time",
        "before-after-pass-1",
        "settings-1",
        "person-1",
        "files-1",
        "backups",
    ),
}
"""By learner; a page that a history has not is passed over."""


def keep(folder: Path, who: str, to: Path) -> None:
    """Keep the pictures of a learner as ``WHO-PAGE.png`` in their 256 most frequent colors, others as the nearest."""
    to.mkdir(parents=True, exist_ok=True)
    for page in KEPT[who]:
        picture = QImage(str(folder / f"{page}.png"))
        if not picture.isNull():
            writer = QImageWriter(str(to / f"{who}-{page}.png"))
            writer.setCompression(100)
            writer.write(_with_palette(picture.convertToFormat(QImage.Format.Format_RGB32)))


def _with_palette(picture: QImage) -> QImage:
    # Qt's own palette of 256 colors is the same for every picture, and shows.
    pixels = np.frombuffer(picture.constBits(), np.uint32)
    colors, counts = np.unique(pixels, return_counts=True)
    table = [int(color) for color in colors[np.argsort(-counts)][:256]]
    return picture.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)
