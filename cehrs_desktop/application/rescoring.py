"""Fair rescoring: what a corrected key does to every attempt that showed the item, before and after it is decided.

Nothing is changed without `apply_correction`; the results before it stay in the log.
"""

from __future__ import annotations

from cehrs_desktop.application.ports import AttemptStore, KeyCorrection, Rescoring
from cehrs_desktop.application.results import readable, record_of, short_outcome


class CorrectionRefused(ValueError):
    """The correction makes no sense; its text says why and what to do."""


def rescored(store: AttemptStore, correction: KeyCorrection) -> tuple[Rescoring, ...]:
    """What the correction would change: one entry for each attempt with a result that showed the item, changed or not.

    Damaged attempts are left out (`cehrs verify` names them).
    Raises `CorrectionRefused` when the item has no such option, when the option is right already, when the same was
    corrected before, or when no stored attempt showed the item in this version.
    """
    before = store.corrections()
    if any(_same(one, correction) for one in before):
        raise CorrectionRefused(f"This correction of item {correction.item_id} was made before. Nothing was changed.")
    own = (correction.item_id, correction.item_version)
    if any(one.action == "drop" and (one.item_id, one.item_version) == own for one in before):
        raise CorrectionRefused(
            f"Item {correction.item_id} was dropped before and counts nowhere. Nothing was changed."
        )
    found: list[Rescoring] = []
    for stored in readable(store, (line for line in store.lines() if line.state == "complete")):
        item = next(
            (i for i in stored.items if (i.id, i.version) == (correction.item_id, correction.item_version)), None
        )
        if item is None:
            continue
        if correction.action == "accept":
            known = {option.id for option in item.options}
            if correction.option not in known or correction.option == item.key.id:
                others = ", ".join(sorted(known - {item.key.id}))
                raise CorrectionRefused(
                    f"Option {correction.option} of item {item.id} cannot be accepted as well. "
                    f"Its key is {item.key.id}; the others are {others}."
                )
        old = short_outcome(record_of(stored, before))
        new = short_outcome(record_of(stored, (*before, correction)))
        if old is not None and new is not None:
            found.append(Rescoring(0, stored.attempt.id, old, new))
    if not found:
        raise CorrectionRefused(
            f"No stored attempt with a result showed item {correction.item_id} in version {correction.item_version}. "
            "Nothing was changed. Check the id and the version in the review of an attempt."
        )
    return tuple(found)


def apply_correction(store: AttemptStore, correction: KeyCorrection) -> tuple[KeyCorrection, tuple[Rescoring, ...]]:
    """Store the correction, the results before and after it, and the new results, in one durable act."""
    changes = rescored(store, correction)
    return store.correct(correction, changes), changes


def _same(one: KeyCorrection, other: KeyCorrection) -> bool:
    return (one.item_id, one.item_version, one.action, one.option) == (
        other.item_id,
        other.item_version,
        other.action,
        other.option,
    )
