"""Late registration: what was received on one day is first seen by the extracts from another."""

from __future__ import annotations

import numpy as np

from etl.sample.plan import Plan


def registered_on(
    plan: Plan, place: str, name: str, received: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Day of registration; the same day but where a system or register is planted to be late."""
    planted = plan.plants.at("late_registration", place, name)
    if not planted:
        return received.astype(np.int32)
    late = rng.random(len(received)) < planted.size
    wait = 1 + rng.exponential(planted.days, len(received)).astype(np.int32)
    return np.where(late, received + wait, received).astype(np.int32)
