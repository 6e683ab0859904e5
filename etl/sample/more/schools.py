"""BUF's ESDH: cases by KLE subject, and among them, told by their facet, the complaints about them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from etl.sample.cases import pick
from etl.sample.complaints import CLASSES, JUSTIFIED, LEVELS, REASSESSED
from etl.sample.more.flow import FEWEST, Days, Told, arrivals, how_many, register, walk
from etl.sample.more.town import Town
from etl.sample.tables import citizen_numbers, coded, private_columns, text
from etl.sample.workdays import NEVER, day_of

SOURCE = "buf_esdh"
STATES = ("assigned_on", "complete_on", "decided_on", "sent_on", "closed_on")
ANSWERS = ("answered_on", "reassessed_on", "forwarded_on")
FACETS = ("G01", "A53", "K02", "K03")
POINTS = ("F01", "F02", "F04", "F09", "F01 F02", "F04 F14", "X02")


def deliver_schools(town: Town) -> None:
    rng, plan = town.random(SOURCE), town.plan
    kinds = town.volumes["schools"]
    process = np.concatenate([np.full(how_many(plan, k["volume"]), i) for i, k in enumerate(kinds.values())])
    received = arrivals(plan, len(process), rng)
    process = rng.permutation(process)
    tracked = _case_days(town, process, received, rng)
    about = _complained(town, tracked, rng)
    whole = _with_complaints(town, tracked, about, rng)
    order = np.argsort(whole["received_on"], kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    n = len(process)
    concerns = np.concatenate([np.full(n, -1), place[about]])[order]
    process = np.concatenate([process, process[about]])[order]
    whole = {name: day[order] for name, day in whole.items()}
    columns = _columns(town, process, concerns, whole, rng)
    town.deliver(SOURCE, register(plan, town.layouts[SOURCE], whole, columns))


def _case_days(town: Town, process: np.ndarray, received: np.ndarray, rng: np.random.Generator) -> Days:
    """Each process has a pace of its own, so its waits are drawn as shares of it."""
    pace = np.array([kind["days"] for kind in town.volumes["schools"].values()])[process]
    tracked: Days = {"received_on": received}
    for kind in np.unique(pace):
        rows = np.flatnonzero(pace == kind)
        steps = [
            ["assigned", 0.98, 0.10 * kind, "manager"],
            ["complete", 0.96, 0.45 * kind, "caseworker"],
            ["decided", 0.98, 0.45 * kind, "caseworker"],
            ["sent", 0.97, 0.8, "administration"],
            ["closed", 0.90, 5.0, "caseworker"],
        ]
        taken = walk(town.plan, received[rows], steps, "working_days", rng)
        for name in STATES:
            day = tracked.setdefault(name, np.full(len(process), NEVER, np.int32))
            day[rows] = taken.day(name.removesuffix("_on"))
    return tracked


def _complained(town: Town, tracked: Days, rng: np.random.Generator) -> np.ndarray:
    """Positions of the decided cases that are complained about."""
    decided = np.flatnonzero(tracked["decided_on"] <= town.plan.calendar.until_day - 30)
    rate = town.volumes["school_cases"]["complaints"]
    few = min(FEWEST, len(decided))
    return np.sort(rng.choice(decided, max(few, round(len(decided) * rate)), replace=False))


def _with_complaints(town: Town, tracked: Days, about: np.ndarray, rng: np.random.Generator) -> Days:
    """The days of the cases and below them those of the complaints, each with the states of its kind."""
    n, m, until = len(tracked["received_on"]), len(about), town.plan.calendar.until_day
    received = np.minimum(tracked["decided_on"][about] + rng.integers(2, 40, m), until).astype(np.int32)
    reassessed = received + rng.integers(5, 40, m).astype(np.int32)
    forwarded = rng.random(m) < town.volumes["school_cases"]["forwarded"]
    closed = (reassessed + rng.integers(1, 6, m)).astype(np.int32)
    theirs = {
        "received_on": received,
        "closed_on": closed,
        "answered_on": reassessed,
        "reassessed_on": reassessed,
        "forwarded_on": np.where(forwarded, reassessed + 1, NEVER).astype(np.int32),
    }
    never, none = np.full(n, NEVER, np.int32), np.full(m, NEVER, np.int32)
    return {
        name: np.concatenate([tracked.get(name, never), theirs.get(name, none)])
        for name in ("received_on", *STATES, *ANSWERS)
    }


def _columns(
    town: Town, process: np.ndarray, concerns: np.ndarray, whole: Days, rng: np.random.Generator
) -> dict[str, pa.Array | Told]:
    layout, n = town.layouts[SOURCE], len(process)
    kinds, shares = town.volumes["schools"], town.volumes["school_cases"]
    is_complaint = concerns >= 0
    keys = _keys(whole["received_on"])
    groups = [kind["units"] for kind in kinds.values()]
    units = {group: town.units(group, n, rng).to_pylist() for group in dict.fromkeys(groups)}
    unit = [units[groups[p]][row] for row, p in enumerate(process.tolist())]
    result = town.drawn(SOURCE, "result", shares["results"], n, rng).to_pylist()
    return {
        "case_key": keys,
        "concerns": text(keys.to_pylist(), concerns),
        "process": coded(layout, "process", list(kinds), process),
        "service_area": text([kind["service_area"] for kind in kinds.values()], process),
        "legal_basis": text([kind["legal"] for kind in kinds.values()], process),
        "unit": pa.array(unit, pa.string()),
        "facet": _facets(town, process, is_complaint),
        "channel": town.drawn(SOURCE, "channel", shares["channels"], n, rng),
        "citizen": citizen_numbers("{:02d}{:02d}{:02d}-{:04d}", rng.integers(0, max(20, n), n) + 60_000_000),
        "result": Told(text(result, np.where(is_complaint, -1, np.arange(n))), "decided_on"),
        **_complaint_codes(town, is_complaint, whole, rng),
        **private_columns(layout, n, rng),
    }


def _keys(received: np.ndarray) -> pa.Array:
    """Numbers of the shared ESDH: the year and a serial number of the register."""
    years = [day_of(day).year for day in received.tolist()]
    return pa.array([f"{year}-{i:07d}" for i, year in enumerate(years, start=500_001)], pa.string())


def _facets(town: Town, process: np.ndarray, is_complaint: np.ndarray) -> Told:
    """G01 for cases, A53 for access requests; K02 for complaints, and K03 once they have been forwarded."""
    access = list(town.volumes["schools"]).index("access_request")
    kind = np.where(is_complaint, 2, np.where(process == access, 1, 0))
    return Told(text(FACETS, np.where(is_complaint, 3, kind)), "forwarded_on", text(FACETS, kind))


def _complaint_codes(
    town: Town, is_complaint: np.ndarray, whole: Days, rng: np.random.Generator
) -> dict[str, pa.Array | Told]:
    layout, n = town.layouts[SOURCE], len(is_complaint)

    def drawn(field: str, names: tuple[str, ...], shares: list[float]) -> pa.Array:
        return coded(layout, field, names, np.where(is_complaint, pick(rng, shares, n), -1))

    kind = pick(rng, [0.42, 0.42, 0.10, 0.06], n)
    kind = np.where(is_complaint & (rng.random(n) >= 0.08), kind, -1)  # some are filed without a class
    outcome = pick(rng, [0.84, 0.06, 0.10], n)
    outcome = np.where(whole["forwarded_on"] < NEVER, 0, outcome)  # only what is upheld is forwarded
    return {
        "class": coded(layout, "class", CLASSES, kind),
        "level": drawn("level", LEVELS, [0.55, 0.25, 0.12, 0.08]),
        "reassessment_result": Told(
            coded(layout, "reassessment_result", REASSESSED, np.where(is_complaint, outcome, -1)),
            "reassessed_on",
        ),
        "justified": Told(drawn("justified", JUSTIFIED, [0.30, 0.28, 0.42]), "answered_on"),
        "points": text(POINTS, np.where(is_complaint, rng.integers(0, len(POINTS), n), -1)),
    }
