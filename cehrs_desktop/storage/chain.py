"""The hash chain over an attempt: what was shown first, then one link for every event.

A link is SHA-256 over the link before it and the exact text that is stored. It finds damage and lost tails;
it is no protection against somebody who recomputes it on purpose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def content_digest(content: str) -> bytes:
    """The digest under which an item's text is kept."""
    return hashlib.sha256(content.encode()).digest()


def first_link(header: str, digests: Iterable[bytes]) -> bytes:
    """The link before the first event: the header's text and the items' digests in form order."""
    return hashlib.sha256(header.encode() + b"".join(digests)).digest()


def next_link(previous: bytes, envelope: str) -> bytes:
    """The link of an event whose envelope is this text."""
    return hashlib.sha256(previous + envelope.encode()).digest()
