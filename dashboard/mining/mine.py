"""Mine one process under the page's filters. Definitions are those of the field; each .sql says what one row is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.metrics.question import known_values
from dashboard.metrics.trace import note
from dashboard.metrics.usage import unknown
from dashboard.mining.withholding import Withholding
from dashboard.warehouse import Scope, Warehouse

FOLDER = Path(__file__).parent
FILTERS = ("department", "centre", "unit", "service_area", "legal_basis", "channel", "result")
Row = dict[str, Any]


@dataclass(frozen=True)
class Edge:
    """b directly follows a: how often in all cases, and seconds between them. None is withheld."""

    first: str
    then: str
    count: int | None
    median_s: float | None
    mean_s: float | None
    p90_s: float | None

    def as_json(self) -> Row:
        times = {"median_s": self.median_s, "mean_s": self.mean_s, "p90_s": self.p90_s}
        return {"from": self.first, "to": self.then, "count": self.count, **times}


@dataclass(frozen=True)
class Variant:
    """A distinct sequence of activities and its cases; or, without activities, those too small to tell apart."""

    activities: tuple[str, ...] | None
    count: int | None
    variants: int = 1

    def as_json(self) -> Row:
        if self.activities is None:
            return {"activities": None, "count": self.count, "variants": self.variants}
        return {"activities": list(self.activities), "count": self.count}


@dataclass(frozen=True)
class Mined:
    """What `python -m dashboard mine` answers; counts and seconds, None where withheld."""

    cases: int | None
    events: int | None
    activities: dict[str, int | None]
    start: dict[str, int | None]
    end: dict[str, int | None]
    edges: tuple[Edge, ...]
    variant_count: int
    variants: tuple[Variant, ...]
    rework: dict[str, int | None]
    handovers: int | None
    case_duration_s: dict[str, float | None]

    def as_json(self) -> Row:
        lists = {"edges": [e.as_json() for e in self.edges], "variants": [v.as_json() for v in self.variants]}
        return {name: lists.get(name, getattr(self, name)) for name in self.__dataclass_fields__}


def mine(
    process: str, warehouse: Warehouse, scope: Scope, where: Sequence[tuple[str, str]] = (), variants: int = 20
) -> Mined:  # fmt: skip
    """Mine a process; `variants` is how many to list, 0 for all. Unknown names raise UsageError."""
    parameters = _parameters(process, where, warehouse, scope)
    note(f"mine {process}", where, [{}], warehouse.snapshot)
    guard = Withholding.of(warehouse.package, scope, [value for name, value in where if name == "unit"])

    def rows(name: str) -> list[Row]:
        return warehouse.query(_query(name), scope, **parameters)

    counts = {row["activity"]: row["count"] for row in rows("activities")}
    (durations,), (rework,) = rows("durations"), rows("rework")
    found = rows("variants")
    cases = durations.pop("cases")
    if guard.hides(cases) or guard.hides(_all_cases(process, warehouse, scope) - cases):
        return NOTHING
    seconds = {name: guard.near(cases, _milliseconds(value)) for name, value in durations.items()}
    repeated = {name: guard.one(rework[name]) for name in ("events", "self_loops")}
    return Mined(
        cases=guard.one(cases),
        events=guard.near(cases, sum(counts.values())),
        activities=guard.several(counts),
        start=guard.several(_ends(found, "first_activity")),
        end=guard.several(_ends(found, "last_activity")),
        edges=_edges(rows("directly_follows"), guard),
        variant_count=len(found),
        variants=_variants(found, variants, guard, warehouse, scope, process),
        rework={"cases": guard.part(rework["cases"], cases), **repeated},
        handovers=guard.one(rework["handovers"]),
        case_duration_s={name: seconds[name] for name in ("median", "mean", "p95")},
    )


# So few cases, or all but so few, that anything said of them could be said of somebody.
NOTHING = Mined(
    None, None, {}, {}, {}, (), 0, (), {"cases": None, "events": None, "self_loops": None}, None,
    {"median": None, "mean": None, "p95": None},
)  # fmt: skip


def _all_cases(process: str, warehouse: Warehouse, scope: Scope) -> int:
    sql = "SELECT count(*) AS cases FROM cases WHERE process = $process"
    return int(warehouse.query(sql, scope, process=process)[0]["cases"])


@cache
def _query(name: str) -> str:
    """A query over the cases that the filters choose."""
    chosen, query = ((FOLDER / f"{each}.sql").read_text("utf-8") for each in ("chosen", name))
    body = "\n".join(line for line in query.splitlines() if not line.startswith("--"))
    return f"WITH chosen AS (\n{chosen}\n)\n{body}"


def _parameters(
    process: str, where: Sequence[tuple[str, str]], warehouse: Warehouse, scope: Scope
) -> Mapping[str, object]:
    known = [
        row["process"] for row in warehouse.query("SELECT DISTINCT process FROM cases ORDER BY 1", scope)
    ]
    if process not in known:
        raise unknown("process", process, known)
    chosen: dict[str, list[str] | None] = dict.fromkeys(FILTERS)
    for name, value in where:
        if name not in FILTERS:
            raise unknown("dimension", name, FILTERS)
        allowed = known_values("cases", name, warehouse, scope)
        if value not in allowed:
            raise unknown(name, value, allowed)
        chosen[name] = [*(chosen[name] or []), value]
    return {"process": process, "everything": not where, **chosen}


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def _ends(variants: Sequence[Row], name: str) -> dict[str, int]:
    """Cases per first (or last) activity: all cases of a variant share it."""
    counted: Counter[str] = Counter()
    for row in variants:
        counted[row[name]] += row["cases"]
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _edges(rows: Sequence[Row], guard: Withholding) -> tuple[Edge, ...]:
    shown = guard.several({(row["from"], row["to"]): row["count"] for row in rows})
    edges = []
    for row in rows:
        count = shown[row["from"], row["to"]]
        times = [
            None if count is None else _milliseconds(row[name]) for name in ("median_s", "mean_s", "p90_s")
        ]
        edges.append(Edge(row["from"], row["to"], count, *times))
    # Withheld ones come last and by name: their place must not tell what their count does not.
    return tuple(sorted(edges, key=lambda edge: (-(edge.count or 0), edge.first, edge.then)))


def _variants(
    rows: Sequence[Row], wanted: int, guard: Withholding, warehouse: Warehouse, scope: Scope, process: str
) -> tuple[Variant, ...]:
    """The variants that may be shown, most frequent first, then all that may not in one."""
    fit = guard.first_hidden([row["cases"] for row in rows])
    shown, hidden = rows[:fit], rows[fit:]
    if wanted:  # ties at the cut are put in order by name, so they are all looked up
        last = shown[wanted - 1]["cases"] if len(shown) >= wanted else 0
        shown = [row for row in shown if row["cases"] >= last]
    examples = [row["example"] for row in shown]
    sql = (FOLDER / "sequences.sql").read_text("utf-8")
    found = warehouse.query(sql, scope, process=process, examples=examples) if examples else []
    sequence = {row["case_id"]: tuple(row["activities"]) for row in found}
    listed = [Variant(sequence[row["example"]], row["cases"]) for row in shown]
    listed.sort(key=lambda variant: (-(variant.count or 0), variant.activities or ()))
    listed = listed[: wanted or None]
    if hidden:
        count = guard.one(sum(row["cases"] for row in hidden))
        listed.append(Variant(None, count, len(hidden)))
    return tuple(listed)
