"""How hard property tests look: the same few cases in every ordinary run, many new ones in a campaign.

`CEHRS_TEST_EFFORT=50` multiplies the number of examples and draws new ones each time.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EFFORT = int(os.environ.get("CEHRS_TEST_EFFORT", "1"))


def effort(examples: int, steps: int = 50) -> settings:
    """Settings for a property test: how many examples an ordinary run tries, and how many steps each may have."""
    return settings(
        max_examples=examples * EFFORT,
        stateful_step_count=steps,
        deadline=None,
        derandomize=EFFORT == 1,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
