"""What a case's events come to as a whole: the fact case_paths, from events in order."""

import numpy as np

from etl.events import UNKNOWN, Numbers

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mixed(values: np.ndarray) -> np.ndarray:
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input moves every bit of the output."""
    found = values.astype(np.uint64)
    found ^= found >> np.uint64(30)
    found *= np.uint64(0xBF58476D1CE4E5B9)
    found ^= found >> np.uint64(27)
    found *= np.uint64(0x94D049BB133111EB)
    return found ^ (found >> np.uint64(31))


def event_hashes(activity: np.ndarray, seq: np.ndarray) -> np.ndarray:
    """Activity and position as one value, hashed: hashed apart and combined by xor, permutations would collide."""
    codes = np.arange(int(activity.max()) + 1 if len(activity) else 0, dtype=np.uint64)
    of_code = mixed((codes + np.uint64(1)) * GOLDEN)
    return mixed(of_code[activity] + seq.astype(np.uint64) * GOLDEN)


def case_paths(
    column: Numbers, seq: np.ndarray, repeated: np.ndarray, steps: dict[str, np.ndarray]
) -> Numbers:
    """One entry a case, by name: counts and sums over its events.

    `repeated` tells of each event whether its activity has occurred before; `steps` has, for every event but the last
    of its case nought or one: self_loops, unit_changes, ping_pongs, person_changes; and open_seconds.
    """
    starts = np.flatnonzero(seq == 1)
    ends = np.r_[starts[1:], len(seq)] - 1 if len(starts) else starts
    at = column["at"]

    def total(values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(values.astype(np.int64), starts) if len(starts) else np.empty(0, np.int64)

    events = ends - starts + 1
    hashes = event_hashes(column["activity"], seq)
    path = np.bitwise_xor.reduceat(hashes, starts) if len(starts) else hashes
    return {
        "case_id": column["case_id"][starts], "events": events, "activities": events - total(repeated),
        "path": path.view(np.int64), "first": starts, "first_at": at[starts], "last": ends, "last_at": at[ends],
        "duration_seconds": np.round((at[ends] - at[starts]) / 1e6, 3),
        **{name: total(values) for name, values in steps.items()},
    }  # fmt: skip


def ping_pongs(case_id: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Whether an event's unit is that of the event after the next of the same case, and the one between is another."""
    found = np.zeros(len(unit), dtype=bool)
    if len(unit) > 2:
        first, between, last = unit[:-2], unit[1:-1], unit[2:]
        same_case = case_id[:-2] == case_id[2:]
        known = (first != UNKNOWN) & (between != UNKNOWN)
        found[:-2] = same_case & known & (first == last) & (first != between)
    return found
