"""An attempt's texts outside the database: checked as strictly as what is stored."""

from __future__ import annotations

from cehrs_desktop.application.ports import AttemptCopy, AttemptDamaged, StoredAttempt
from cehrs_desktop.exam.errors import EventUnreadable
from cehrs_desktop.exam.events import from_envelope
from cehrs_desktop.storage import codec
from cehrs_desktop.storage.chain import content_digest, first_link, next_link


def read_copy(copy: AttemptCopy, path: str) -> StoredAttempt:
    """The attempt in a copy. Raises `AttemptDamaged` where the chain, the header or an event is not in order."""
    try:
        if links_of(copy)[-1] != copy.end:
            raise codec.Unreadable("the events do not lead to the end that was written")
        attempt = codec.attempt_from_json(codec.from_text(copy.header))
        items = tuple(codec.item_from_json(codec.from_text(content)) for content in copy.items)
        shown = [(slot.item_id, slot.item_version) for slot in attempt.form.slots]
        if attempt.id != copy.attempt_id or [(item.id, item.version) for item in items] != shown:
            raise codec.Unreadable("the header belongs to another attempt")
        events = tuple(from_envelope(codec.from_text(envelope)) for envelope in copy.events)
    except (codec.Unreadable, EventUnreadable) as error:
        raise AttemptDamaged(path, f"attempt {copy.attempt_id}: {error}") from error
    return StoredAttempt(attempt, items, events, None)


def links_of(copy: AttemptCopy) -> list[bytes]:
    """The hash chain over a copy: the link before the first event, then one for each. Raises `Unreadable`."""
    try:
        links = [first_link(copy.header, [content_digest(content) for content in copy.items])]
        for envelope in copy.events:
            links.append(next_link(links[-1], envelope))
    except UnicodeEncodeError as error:
        raise codec.Unreadable(str(error)) from error
    return links
