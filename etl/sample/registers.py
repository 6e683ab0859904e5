"""The complaint registers of four departments and the one register of appeals, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

import numpy as np
import pyarrow as pa

from etl.sample.appeals import CAUSES, OUTCOMES, Appeals
from etl.sample.complaints import CLASSES, JUSTIFIED, LEVELS, REASSESSED, Complaints, points
from etl.sample.plan import Layout, Plan
from etl.sample.tables import Delivery, coded, days, deliveries, legal_text, numbers, private_columns, text
from etl.sample.workdays import day_number

KEYS = {
    "sof_complaints": "SK{:06d}",
    "bif_complaints": "BK{:06d}",
    "tmf_complaints": "TK{:05d}",
    "suf_complaints": "UK{:05d}",
}


@dataclass
class Register:
    """Complaints of a department with the keys of their cases, and what was appealed of them."""

    name: str
    complaints: Complaints
    case_keys: pa.Array
    appeals: Appeals
    points: np.ndarray = field(
        default_factory=lambda: np.zeros(0, dtype=np.int64)
    )  # of each complaint, once listed

    @property
    def keys(self) -> pa.Array:
        return numbers(KEYS[self.name], np.arange(1, len(self.complaints) + 1))


def merge(name: str, parts: list[tuple[Complaints, pa.Array, Appeals]]) -> Register:
    """One register out of the complaints of one or two systems, in the order they came."""
    offsets = np.cumsum([0] + [len(c) for c, _, _ in parts])[:-1]
    shift = [
        np.where(c.repeats >= 0, c.repeats + at, -1) for (c, _, _), at in zip(parts, offsets, strict=True)
    ]
    values = {f.name: np.concatenate([getattr(c, f.name) for c, _, _ in parts]) for f in fields(Complaints)}
    complaints = Complaints(**(values | {"repeats": np.concatenate(shift)}))
    order = np.argsort(complaints.received_on, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    appeals = {f.name: np.concatenate([getattr(a, f.name) for _, _, a in parts]) for f in fields(Appeals)}
    moved = [a.complaint + at for (_, _, a), at in zip(parts, offsets, strict=True)]
    appeals["complaint"] = place[np.concatenate(moved)]
    keys = pa.concat_arrays([k for _, k, _ in parts]).take(pa.array(order))
    return Register(name, complaints.ordered(), keys, Appeals(**appeals))


def complaint_tables(
    plan: Plan, layout: Layout, register: Register, rng: np.random.Generator
) -> Iterator[Delivery]:
    c, keys = register.complaints, register.keys
    listed = points(plan, c.kind, layout.points_split, rng)
    register.points = np.array([1 + each.count(layout.points_split) for each in listed])
    fixed = private_columns(layout, len(c), rng) | {
        "complaint_key": keys,
        "case_key": text(
            register.case_keys.to_pylist(), np.where(rng.random(len(c)) < 0.05, -1, np.arange(len(c)))
        ),
        "points": pa.array([f'"{p}"' if "points" in layout.quoted else p for p in listed], type=pa.string()),
    }
    tracked = {n: getattr(c, n) for n in ("received_on", "answered_on", "reassessed_on", "forwarded_on")}
    for cut, rows, last in deliveries(plan, tracked, c.registered):
        until = day_number(cut)
        columns = {name: days(layout.date, d[rows], d[rows] <= until) for name, d in tracked.items()}
        columns |= {name: column.take(pa.array(rows)) for name, column in fixed.items()}
        columns |= _complaint_codes(plan, layout, c, rows, until)
        columns["repeat_of"] = text(keys.to_pylist(), c.repeats[rows])
        yield Delivery(cut, {name: columns[name] for name in layout.fields}, last)


def _complaint_codes(
    plan: Plan, layout: Layout, c: Complaints, rows: np.ndarray, until: int
) -> dict[str, pa.Array]:
    answered, reassessed = c.answered_on[rows] <= until, c.reassessed_on[rows] <= until
    areas = [p["service_area"] for p in plan.city["processes"].values()]
    return {
        "unit": text(plan.units, c.unit[rows]),
        "service_area": text(areas, c.process[rows]),
        "legal_basis": legal_text(plan, c.process[rows], c.legal[rows]),
        "class": coded(layout, "class", CLASSES, c.kind[rows]),
        "level": coded(layout, "level", LEVELS, c.level[rows]),
        "reassessment_result": coded(
            layout, "reassessment_result", REASSESSED, np.where(reassessed, c.reassessment[rows], -1)
        ),
        "justified": coded(layout, "justified", JUSTIFIED, np.where(answered, c.justified[rows], -1)),
    }


def appeal_tables(plan: Plan, layout: Layout, registers: list[Register]) -> Iterator[Delivery]:
    """Every appeal of the city, numbered in the order they were sent."""
    merged = {
        f.name: np.concatenate([getattr(r.appeals, f.name) for r in registers]) for f in fields(Appeals)
    }
    known = pa.concat_arrays([r.keys.take(pa.array(r.appeals.complaint)) for r in registers])
    order = np.argsort(merged["sent_on"], kind="stable")
    a = Appeals(**{name: column[order] for name, column in merged.items()})
    complaint_keys = known.take(pa.array(order))
    tracked = {n: getattr(a, n) for n in ("sent_on", "decided_on", "redecided_on")}
    bodies = [p.get("body", "AST") for p in plan.city["processes"].values()]
    for cut, rows, last in deliveries(plan, tracked):
        until = day_number(cut)
        decided, again = a.decided_on[rows] <= until, a.redecided_on[rows] <= until
        columns = {name: days(layout.date, d[rows], d[rows] <= until) for name, d in tracked.items()}
        columns |= {
            "appeal_key": numbers("AN{:06d}", rows + 1),
            "complaint_key": complaint_keys.take(pa.array(rows)),
            "unit": text(plan.units, a.unit[rows]),
            "legal_basis": legal_text(plan, a.process[rows], a.legal[rows]),
            "body": text(bodies, a.process[rows]),
            "outcome": coded(layout, "outcome", OUTCOMES, np.where(decided, a.outcome[rows], -1)),
            "cause": coded(layout, "cause", CAUSES, np.where(decided, a.cause[rows], -1)),
            "formal_criticism": coded(
                layout, "formal_criticism", ("true", "false"), np.where(decided, a.criticism[rows], -1)
            ),
            "same_result": coded(
                layout, "same_result", ("true", "false"), np.where(again, a.same_result[rows], -1)
            ),
        }
        yield Delivery(cut, {name: columns[name] for name in layout.fields}, last)
