"""The facts case_events, case_steps and case_paths from events in order."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from etl.events import Lookups, Numbers, changed, person_changed, positions, repetitions, texts
from etl.opening import OpeningHours
from etl.paths import case_paths, ping_pongs

MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Whose:
    """Of each event's case: its process, and the team it belonged to when it was received."""

    process: pa.DictionaryArray
    case_unit: pa.DictionaryArray


def facts(
    column: Numbers, whose: Whose, look: Lookups, hours: OpeningHours
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """case_events, case_steps and case_paths of whole cases' events in order."""
    seq, unit = positions(column["case_id"]), look.shown_units(column["unit"])
    activity = texts(column["activity"], look.activity)
    units = texts(unit, list(look.units))
    first = np.flatnonzero(column["case_id"][1:] == column["case_id"][:-1])
    repeated = repetitions(column["case_id"], column["activity"])
    open_seconds = _open_seconds(column["at"], first, hours.patterns(look.units)[unit], hours)
    made = {
        "unit_changed": changed(unit, first),
        "person_changed": person_changed(column["place"], column["before"], column["another"], first),
    }
    steps = {
        **_pairs(column, seq, first), "process": whose.process.take(pa.array(first)),
        "case_unit": whose.case_unit.take(pa.array(first)),
        "activity": activity.take(pa.array(first)), "next_activity": activity.take(pa.array(first + 1)),
        "open_seconds": open_seconds,
        "unit": units.take(pa.array(first)), "next_unit": units.take(pa.array(first + 1)),
        **made, "is_repetition": repeated[first + 1],
    }  # fmt: skip
    counted = {
        "self_loops": column["activity"][first] == column["activity"][first + 1],
        "unit_changes": _true(made["unit_changed"]), "person_changes": _true(made["person_changed"]),
        "open_seconds": open_seconds,
    }  # fmt: skip
    of_event = {name: _at(first, values, len(seq)) for name, values in counted.items()}
    of_event["ping_pongs"] = ping_pongs(column["case_id"], unit)
    paths = case_paths(column, seq, repeated, of_event)
    return (
        _events(column, seq, repeated, whose, look, activity, units),
        pa.table(steps),
        _paths(paths, whose, activity),
    )


def _events(
    column: Numbers,
    seq: np.ndarray,
    repeated: np.ndarray,
    whose: Whose,
    look: Lookups,
    activity: pa.Array,
    units: pa.Array,
) -> pa.Table:
    return pa.table({
        "case_id": column["case_id"], "seq": seq, "process": whose.process, "activity": activity,
        "phase": texts(column["activity"], look.phase), "role_group": texts(column["role_group"], look.role_group),
        "unit": units, "waits_on": texts(column["activity"], look.waits_on), "is_repetition": repeated,
        "at": _moments(column["at"]),
    })  # fmt: skip


def _pairs(column: Numbers, seq: np.ndarray, first: np.ndarray) -> Numbers:
    """What each pair of events has of its own."""
    activity, at = column["activity"], column["at"]
    width = np.int64(activity.max() + 1) if len(activity) else np.int64(1)
    _, pair = np.unique(activity[first] * width + activity[first + 1], return_inverse=True)
    return {
        "case_id": column["case_id"][first], "seq": seq[first], "at": _moments(at[first]),
        "wait_seconds": np.round((at[first + 1] - at[first]) / MICROSECONDS, 3),
        "is_repeated_pair": repetitions(column["case_id"][first], pair),
    }  # fmt: skip


def _open_seconds(at: np.ndarray, first: np.ndarray, pattern: np.ndarray, hours: OpeningHours) -> np.ndarray:
    """Whole seconds of each wait in which the unit of its first event was open."""
    one = pattern[first] if pattern.any() else 0
    waited = hours.open_until(at[first + 1], one) - hours.open_until(at[first], one)
    return np.asarray((waited // MICROSECONDS).astype(np.int32))


def _paths(paths: Numbers, whose: Whose, activity: pa.Array) -> pa.Table:
    first, last = pa.array(paths.pop("first")), pa.array(paths.pop("last"))
    moments = {name: _moments(paths.pop(name)) for name in ("first_at", "last_at")}
    words = {
        "process": whose.process.take(first), "case_unit": whose.case_unit.take(first),
        "first_activity": activity.take(first), "last_activity": activity.take(last),
    }  # fmt: skip
    return pa.table({**paths, **moments, **words})


def _moments(microseconds: np.ndarray) -> pa.Array:
    return pa.array(microseconds).cast(pa.timestamp("us"))


def _true(answers: pa.Array) -> np.ndarray:
    return np.asarray(answers.fill_null(False).to_numpy(zero_copy_only=False))


def _at(first: np.ndarray, values: np.ndarray, events: int) -> np.ndarray:
    """Values of pairs, at the place of each pair's first event."""
    found = np.zeros(events, dtype=np.int64)
    found[first] = values
    return found
