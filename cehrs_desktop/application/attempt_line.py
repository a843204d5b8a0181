"""One attempt in a list: all that the first page needs of it, long before there is an exam or a store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cehrs_desktop.exam.plain import Json

NAME_LIMIT = 80
"""Letters of a candidate's name, as the first page takes it."""


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt in a list. `state` is ``open``, ``complete``, ``declined`` or ``abandoned``.

    `outcome` is the short result that was stored at the end (a JSON object), `None` before that. `number` counts the
    attempts in the order in which they were begun, whatever the computer's date was. `taken_in_ms`: it was sat on
    another computer and taken in here then (UTC milliseconds).
    """

    id: str
    candidate_id: str
    candidate_name: str
    created_ms: int
    form_name: str
    state: str
    outcome: dict[str, Json] | None
    number: int = 0
    taken_in_ms: int | None = None
