"""How study's values lie in rows: one place for each, so that what is written is what is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.rehearsal.plain import NotPlain, from_plain, to_plain
from cehrs_desktop.storage import codec
from cehrs_desktop.storage.chain import content_digest
from cehrs_desktop.study.past import Answer, ItemPast
from cehrs_desktop.study.practice import PracticeSet, SetSlot, wish_from_plain, wish_to_plain
from cehrs_desktop.study.profile import Profile

ANSWER_FIELDS = (
    "study_answer.item_id, item_version, domain, topic, study_run.place, study_run.id, position, at_ms, choices,"
    " study_answer.right, spent_ms, scored, marked, visits, timed_out, certainty, seen_before, left_right, cause,"
    " study_answer.number"
)
"""The fields of an `Answer` in its own order, from study_answer joined to study_run."""

PAST_FIELDS = (
    "item_id, times, wrong, first_right, first_at_ms, last_right, last_at_ms, last_spent_ms, last_certainty,"
    " last_marked, missed_run, cause"
)
"""The fields of an `ItemPast` in its own order; the run is a row's number."""


@lru_cache(maxsize=4096)
def choices_of(text: str) -> tuple[str, ...]:
    """The choices of an answer from their text."""
    return tuple(json.loads(text))


def answer_of(row: Sequence[Any]) -> Answer:
    """The answer in a row of `ANSWER_FIELDS`."""
    return Answer(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        row[7],
        choices_of(row[8]),
        row[9] == 1,
        row[10],
        row[11] == 1,
        row[12] == 1,
        row[13],
        row[14] == 1,
        row[15],
        row[16] == 1,
        row[17] == 1,
        row[18],
        row[19],
    )


def answer_values(answer: Answer) -> tuple[object, ...]:
    """An answer's values in the order in which they are stored, without its run and number."""
    return (
        answer.position,
        answer.item_id,
        answer.item_version,
        answer.domain,
        answer.topic,
        answer.at_ms,
        codec.to_text(list(answer.choices)),
        answer.right,
        answer.spent_ms,
        answer.scored,
        answer.marked,
        answer.visits,
        answer.timed_out,
        answer.certainty,
        answer.seen_before,
        answer.left_right,
        answer.cause,
    )


def past_of(row: Sequence[Any], ordinals: dict[int, int]) -> ItemPast:
    """What is in a row of `PAST_FIELDS`; `ordinals` gives each run's place by its row's number."""
    return ItemPast(
        row[0],
        row[1],
        row[2],
        row[3] == 1,
        row[4],
        row[5] == 1,
        row[6],
        row[7],
        row[8],
        row[9] == 1,
        0 if row[10] is None else ordinals.get(row[10], 0),
        row[11],
    )


def set_to_text(practice: PracticeSet) -> str:
    """A set as it is stored, its items apart."""
    slots: list[Json] = [[slot.item_id, slot.item_version, list(slot.options)] for slot in practice.slots]
    return codec.to_text(
        {
            "v": codec.LAYOUT,
            "id": practice.id,
            "candidate": practice.candidate_id,
            "place": practice.place,
            "started_ms": practice.started_ms,
            "wish": wish_to_plain(practice.wish),
            "slots": slots,
        }
    )


def set_from_text(text: str) -> PracticeSet:
    """The set of `set_to_text`. Raises `Unreadable`."""
    told = cast("dict[str, Any]", codec.from_text(text))
    try:
        if told["v"] != codec.LAYOUT or told["place"] not in ("practice", "review"):
            raise codec.Unreadable("not a set of this layout")
        slots = tuple(SetSlot(str(slot[0]), int(slot[1]), tuple(map(str, slot[2]))) for slot in told["slots"])
        wish = wish_from_plain(told["wish"])
        return PracticeSet(str(told["id"]), str(told["candidate"]), told["place"], int(told["started_ms"]), wish, slots)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise codec.Unreadable(f"not a set: {error!r}") from error


def items_of(rows: Sequence[tuple[bytes, str]]) -> tuple[Item, ...]:
    """Items from their digests and texts. Raises `Unreadable` when one is not what was kept."""
    if any(content_digest(content) != digest for digest, content in rows):
        raise codec.Unreadable("an item is not the one that was kept")
    return tuple(codec.item_from_json(codec.from_text(content)) for _, content in rows)


def profile_to_text(profile: Profile) -> str:
    """A learner's settings as they are stored."""
    choices = profile.choices
    told = cast("dict[str, Json]", to_plain(profile))
    return codec.to_text({**told, "choices": choices})


def profile_from_text(text: str) -> Profile:
    """The settings of `profile_to_text`. Raises `Unreadable`."""
    told = codec.from_text(text)
    choices = told.pop("choices", {})
    if not isinstance(choices, dict):
        raise codec.Unreadable("the choices are no object")
    try:
        settings = from_plain(Profile, told)
    except NotPlain as error:
        raise codec.Unreadable(str(error)) from error
    settings.choices.update(choices)
    return settings


def card_contents(texts: Sequence[str]) -> list[dict[str, Json]]:
    """The contents of cards; an empty one where the text is damaged. All are read as one text: that is much faster."""
    try:
        told = json.loads(f"[{','.join(texts)}]")
        if len(told) == len(texts) and all(type(one) is dict for one in told):
            return told
    except (ValueError, RecursionError):
        pass
    contents: list[dict[str, Json]] = []
    for text in texts:
        try:
            contents.append(codec.from_text(text))
        except codec.Unreadable:
            contents.append({})
    return contents
