"""Arrays become the text columns of a delivery: keys, codes, days as the system writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample.cases import Cases, Events
from etl.sample.plan import ACTIVITIES, CHANNELS, RESULTS, ROLES, Layout, Plan, words
from etl.sample.workdays import DAY_S, NEVER, day_number, day_of

FIRST_DAY, LAST_DAY = day_number(date(2000, 1, 1)), day_number(date(2060, 1, 1))


@dataclass
class Delivery:
    """What one extract holds, before anything is made wrong with it."""

    cut: date
    columns: dict[str, pa.Array]
    last: np.ndarray  # rows no later extract delivers anew

    def __len__(self) -> int:
        return len(self.last)

    def row(self, index: int) -> dict[str, str]:
        return {name: column[index].as_py() for name, column in self.columns.items()}


def text(values: Sequence[str], index: np.ndarray) -> pa.Array:
    """values[index] as text; a negative index is an empty field."""
    known = pa.array([*values, ""], type=pa.string())
    return known.take(pa.array(np.where(index < 0, len(values), index).astype(np.int32)))


def numbers(pattern: str, values: np.ndarray) -> pa.Array:
    return pa.array([pattern.format(v) for v in values.tolist()], type=pa.string())


@cache
def _day_words(form: str) -> pa.Array:
    return pa.array([day_of(d).strftime(form) for d in range(FIRST_DAY, LAST_DAY)] + [""], type=pa.string())


def days(form: str, values: np.ndarray, shown: np.ndarray) -> pa.Array:
    words = _day_words(form)
    return words.take(pa.array(np.where(shown, values - FIRST_DAY, len(words) - 1).astype(np.int32)))


def coded(layout: Layout, field: str, names: Sequence[str], index: np.ndarray) -> pa.Array:
    """The system's own codes for our names."""
    codes = layout.codes[field]
    return text([codes.get(name, "") for name in names], index)


@cache
def _clock(form: str) -> np.ndarray:
    words = [
        form.replace("%H", f"{s // 3600:02d}").replace("%M", f"{s // 60 % 60:02d}") for s in range(DAY_S)
    ]
    return np.array([w.replace("%S", f"{i % 60:02d}") for i, w in enumerate(words)], dtype="S")


def moments(form: str, at: np.ndarray) -> pa.Array:
    """Local moments as text of one width, put together from a table of days and a table of clock times."""
    day_form, clock_form = form.split(" ")
    day = np.array(_day_words(day_form).to_pylist()[:-1], dtype="S")[at // DAY_S - FIRST_DAY]
    clock = _clock(clock_form)[at % DAY_S]
    wide, width = np.empty((len(at), day.itemsize + 1 + clock.itemsize), dtype=np.uint8), day.itemsize
    wide[:, :width] = day.view(np.uint8).reshape(len(at), -1)
    wide[:, width] = ord(" ")
    wide[:, width + 1 :] = clock.view(np.uint8).reshape(len(at), -1)
    offsets = np.arange(len(at) + 1, dtype=np.int32) * wide.shape[1]
    return pa.StringArray.from_buffers(len(at), pa.py_buffer(offsets), pa.py_buffer(wide.tobytes()))


def citizen_numbers(form: str, citizen: np.ndarray) -> pa.Array:
    """Ten digits that can be nobody's: their month is 61 to 72."""
    mixed = (citizen.astype(np.int64) * 7_919_993 + 123_457) % 372_000_000
    rest, serial = mixed // 10_000, mixed % 10_000
    parts = zip(
        (rest % 31 + 1).tolist(),
        (rest // 31 % 12 + 61).tolist(),
        (rest // 372).tolist(),
        serial.tolist(),
        strict=True,
    )
    found = [form.format(d, m, y, s) for d, m, y, s in parts]
    return text(found, np.where(citizen < 0, -1, np.arange(len(found))))


def shown_days(cases: Cases, rows: np.ndarray, cut: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Days as an extract of `cut` knows them: value and whether it stands there."""
    value = {name: column[rows] for name, column in cases.days.items()}
    shown = {name: column <= cut for name, column in value.items()}
    shown["follow_up_on"] = (value["follow_up_on"] < NEVER) & shown["decided_on"]
    again = shown["reopened_on"]
    value["closed_on"] = np.where(again, value["closed_again_on"], value["closed_on"])
    shown["closed_on"] = np.where(again, shown["closed_again_on"], shown["closed_on"])
    return {name: (value[name], shown[name]) for name in value}


def deliveries(
    plan: Plan, day_columns: dict[str, np.ndarray], registered: np.ndarray | None = None
) -> Iterator[tuple[date, np.ndarray, np.ndarray]]:
    """Per extract: its date, the rows it holds (new or changed), and which of them no later extract holds.

    What happened before a row was registered is first told when it is.
    """
    cuts = plan.calendar.cuts
    ends = np.array([day_number(cut) for cut in cuts])
    known = registered if registered is not None else np.zeros(1, np.int32)
    first = np.searchsorted(ends, known)
    held = np.zeros((len(cuts) + 1, len(next(iter(day_columns.values())))), dtype=bool)
    everyone = np.arange(held.shape[1])
    for name, column in day_columns.items():
        if name != "follow_up_on":
            held[np.maximum(np.searchsorted(ends, column), first), everyone] = True
    newest = len(cuts) - 1 - np.argmax(held[len(cuts) - 1 :: -1], axis=0)
    for number, cut in enumerate(cuts):
        rows = np.flatnonzero(held[number])
        yield cut, rows, newest[rows] == number


def case_tables(
    plan: Plan, layout: Layout, cases: Cases, keys: pa.Array, rng: np.random.Generator
) -> Iterator[Delivery]:
    extra = private_columns(layout, len(cases), rng)
    tracked = {k: v for k, v in cases.days.items() if k in layout.fields or k == "closed_again_on"}
    for cut, rows, last in deliveries(plan, tracked, cases.registered):
        when = shown_days(cases, rows, day_number(cut))
        columns = {
            name: _case_column(plan, layout, cases, name, rows, when)
            for name in layout.fields
            if name not in extra
        }
        at = pa.array(rows)
        columns["case_key"] = keys.take(at)
        columns |= {name: column.take(at) for name, column in extra.items()}
        yield Delivery(cut, {name: columns[name] for name in layout.fields}, last)


def _case_column(
    plan: Plan, layout: Layout, cases: Cases, name: str, rows: np.ndarray, when: dict
) -> pa.Array | None:
    if name in when:
        return days(layout.date, *when[name])
    process = cases.process[rows]
    makers: dict[str, Callable[[], pa.Array]] = {
        "citizen": lambda: citizen_numbers(
            "{:02d}{:02d}{:02d}" + ("" if layout.name == "momentum_cases" else "-") + "{:04d}",
            cases.citizen[rows],
        ),
        "process": lambda: coded(layout, "process", plan.processes, process),
        "unit": lambda: text(plan.units, cases.unit[rows]),
        "service_area": lambda: text([p["service_area"] for p in plan.city["processes"].values()], process),
        "legal_basis": lambda: legal_text(plan, process, cases.legal[rows]),
        "channel": lambda: coded(layout, "channel", CHANNELS, cases.channel[rows]),
        "result": lambda: coded(
            layout, "result", RESULTS, np.where(when["decided_on"][1], cases.result[rows], -1)
        ),
    }
    return makers[name]() if name in makers else None


def legal_text(plan: Plan, process: np.ndarray, legal: np.ndarray) -> pa.Array:
    codes: list[str] = []
    start: list[int] = []
    for p in plan.city["processes"].values():
        start.append(len(codes))
        codes += [*p["legal"], *([p["legal_before"]["code"]] if "legal_before" in p else [])]
    return text(codes, np.array(start)[process] + legal)


def private_columns(layout: Layout, n: int, rng: np.random.Generator) -> dict[str, pa.Array]:
    """Names, addresses and notes: columns no reader may take."""
    return {
        name: text(pool, rng.integers(0, len(pool), n))
        for name, pool in words().items()
        if name in layout.fields
    }


def event_tables(
    plan: Plan, layout: Layout, events: Events, keys: pa.Array, registered: np.ndarray
) -> Iterator[Delivery]:
    """Events in the order they happened, each in the first extract after it that knows its case."""
    cuts = plan.calendar.cuts
    ends = np.array([day_number(cut) for cut in cuts])
    of_day = np.searchsorted(ends, np.arange(int(ends[-1]) + 1)).astype(np.int64)  # the extract of each day
    turn = of_day[np.maximum(events.at // DAY_S, registered[events.case])]
    order = np.argsort(turn << 40 | events.at, kind="stable")
    events = events.take(order)
    starts = np.searchsorted(turn[order], np.arange(len(cuts) + 1))
    for cut, start, end in zip(cuts, starts[:-1], starts[1:], strict=True):
        some = event_columns(plan, layout, events.take(slice(start, end)), keys, start)
        yield Delivery(cut, some, np.ones(end - start, bool))


def event_columns(
    plan: Plan, layout: Layout, events: Events, keys: pa.Array, start: int
) -> dict[str, pa.Array]:
    columns = {
        "event_no": pa.array(np.arange(start, start + len(events.at)) + 10_000_001).cast(pa.string()),
        "case_key": keys.take(pa.array(events.case)),
        "activity": coded(layout, "activity", ACTIVITIES, events.activity),
        "at": moments(layout.moment, events.at),
        "unit": text(plan.units, events.unit),
        "role_group": coded(layout, "role_group", ROLES, events.role),
        "person": people(plan, events),
    }
    return {name: columns[name] for name in layout.fields}


def people(plan: Plan, events: Events) -> pa.Array:
    """Codes such as systems use for their users; the same unit and place give the same person."""
    heads = np.array(list(plan.city["heads"].values()))
    start = np.concatenate([[0], np.cumsum(heads)[:-1]])
    letters = "ABDEFGHJKLMNPRSTV"
    codes = [
        f"{letters[i % 17]}{letters[i // 17 % 17]}{letters[i * 7 % 17]}{i + 1000}"
        for i in range(int(heads.sum()))
    ]
    return text(codes, np.where(events.person < 0, -1, start[events.unit] + events.person))


def join_lines(columns: Sequence[pa.Array], delimiter: str) -> pa.Array:
    joined = pc.binary_join_element_wise(*columns, delimiter)
    return pc.binary_join_element_wise(joined, "", "\n")
