"""A share right with its doubt, and whether two of them differ: what every figure about a learner is made of."""

from __future__ import annotations

import math
from dataclasses import dataclass

EIGHTY = 1.2816
"""Standard normal quantile of .90: intervals that are shown hold the true share four times in five. Wider ones would
hide from a learner what 25 answers can say; the report's domains use the same."""

NINETY_FIVE = 1.96
"""A change is only spoken of where the 95 % interval leaves zero out: a sentence weighs more than a bar."""

FIVE_LOOKS = 2.326
"""The same where five domains are looked at at once (98 % each): a page without any true change then speaks of one in
about one case of ten."""


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `count` answers."""

    right: int
    count: int

    @property
    def share(self) -> float:
        """The share right, 0 where nothing was counted."""
        return self.right / self.count if self.count else 0.0

    @property
    def low(self) -> float:
        """Lower end of the 80 % interval."""
        return self.ends()[0]

    @property
    def high(self) -> float:
        """Upper end of the 80 % interval."""
        return self.ends()[1]

    def ends(self, z: float = EIGHTY) -> tuple[float, float]:
        """Both ends of Wilson's interval (1927) for a normal quantile `z`: within 0 and 1, and with a width also where
        everything was right."""
        if not self.count:
            return 0.0, 1.0
        n, p, z2 = self.count, self.share, z**2
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        reach = z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, min(p, middle - reach)), min(1.0, max(p, middle + reach))

    def __add__(self, other: Share) -> Share:
        """Both together."""
        return Share(self.right + other.right, self.count + other.count)


def share_of(rights: list[bool]) -> Share:
    """The share of answers, each right or not."""
    return Share(sum(rights), len(rights))


def difference(later: Share, earlier: Share, z: float = EIGHTY) -> tuple[float, float, float]:
    """How much larger `later` is, with its interval: Newcombe (1998), method 10, from two Wilson intervals."""
    gap = later.share - earlier.share
    (low, high), (low_before, high_before) = later.ends(z), earlier.ends(z)
    down = math.hypot(later.share - low, high_before - earlier.share)
    up = math.hypot(high - later.share, earlier.share - low_before)
    return gap, gap - down, gap + up


def direction(later: Share, earlier: Share, z: float = NINETY_FIVE) -> str:
    """``up`` or ``down`` where the interval of the difference leaves zero out, else ``none``."""
    _, low, high = difference(later, earlier, z)
    return "up" if low > 0 else "down" if high < 0 else "none"
