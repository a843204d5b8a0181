"""What rich text needs to look like the rest of the program."""

from __future__ import annotations

HEAVY = (
    "h1, h2, h3, b, strong { font-weight: 600; }"
    " h1 { font-size: xx-large; } h2 { font-size: x-large; } h3 { font-size: large; }"
)
"""Style sheet text for Qt's rich text: the bundled family has no heavier face, and a made-up one looks smeared."""
