"""A table of responses as the estimators take it. Reading one from a file is the business of `files`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WRONG, RIGHT, OMITTED, NOT_GIVEN = 0, 1, -1, -2
"""What a cell can say. Omitted: seen or skipped inside the form; not given: not administered or not reached."""


@dataclass(frozen=True, slots=True)
class Responses:
    """Persons (or response patterns) by items.

    `scores` is int8, persons x items, of the four values above. `weights` (float64, one a person) are pattern
    counts, all 1 for single persons. `choices` holds option letters as int8 (0 = A ... ; -1 none) where the file had
    letters, else `None`. `notes` say what was left out or read in a particular way.
    """

    persons: tuple[str, ...]
    items: tuple[str, ...]
    scores: NDArray[np.int8]
    weights: NDArray[np.float64]
    choices: NDArray[np.int8] | None = None
    notes: tuple[str, ...] = ()
