"""Mine one process under the page's filters. Definitions are those of the field; each .sql says what one row is."""

from collections import Counter
from collections.abc import Mapping, Sequence

from dashboard.metrics.question import known_values
from dashboard.metrics.trace import note
from dashboard.metrics.usage import unknown
from dashboard.mining.balance import Cell, closed
from dashboard.mining.graph import NOTHING, Edge, Mined, Row, Variant
from dashboard.mining.selection import PLACES, Selection, counts_beside, rows, text
from dashboard.mining.withholding import Withholding
from dashboard.warehouse import Scope, Warehouse

FILTERS = PLACES
CLOCKS = {"calendar": "directly_follows", "open": "directly_follows_open"}


def mine(
    process: str, warehouse: Warehouse, scope: Scope, where: Sequence[tuple[str, str]] = (), variants: int = 20
) -> Mined:  # fmt: skip
    """Mine a process; `variants` is how many to list, 0 for all. Unknown names raise UsageError."""
    note(f"mine {process}", where, [{}], warehouse.snapshot)
    return mine_chosen(selection(process, where, warehouse, scope), warehouse, scope, variants)


def mine_chosen(
    chosen: Selection, warehouse: Warehouse, scope: Scope, variants: int = 20, clock: str = "calendar"
) -> Mined:
    """The same of a checked selection. `clock` is calendar, or open: only seconds within opening hours."""
    guard = Withholding.of(warehouse.package, scope, chosen.unit)
    (whole,) = rows("whole", chosen, warehouse, scope)
    if guard.threshold and not may_be_shown(chosen, warehouse, scope, guard):
        return NOTHING
    found = rows("variants", chosen, warehouse, scope)
    found.sort(key=lambda row: (-row["cases"], row["example"]))
    edges = rows(CLOCKS[clock], chosen, warehouse, scope)
    starts, ends = _ends(found, "first_activity"), _ends(found, "last_activity")
    hidden, unnamed, is_secret = _hidden(edges, starts, ends, guard)
    counts = _activities(edges, ends)
    return Mined(
        cases=guard.one(whole["cases"]),
        events=None if is_secret else guard.part(whole["events"] or 0, whole["cases"]),
        activities={name: None if name in unnamed else count for name, count in counts.items()},
        start={name: None if (None, name) in hidden else count for name, count in starts.items()},
        end={name: None if (name, None) in hidden else count for name, count in ends.items()},
        edges=_edges(edges, hidden, guard, chosen.is_streamed),
        variant_count=len(found),
        variants=_variants(found, variants, guard, chosen, warehouse, scope),
        **_whole(whole, chosen.process, hidden, edges, guard),
    )


def selection(
    process: str, where: Sequence[tuple[str, str]], warehouse: Warehouse, scope: Scope
) -> Selection:
    """A process and its filters by name, checked."""
    known = [
        row["process"] for row in warehouse.query("SELECT DISTINCT process FROM cases ORDER BY 1", scope)
    ]
    if process not in known:
        raise unknown("process", process, known)
    chosen: dict[str, tuple[str, ...]] = {}
    for name, value in where:
        if name not in FILTERS:
            raise unknown("dimension", name, FILTERS)
        allowed = known_values("cases", name, warehouse, scope)
        if value not in allowed:
            raise unknown(name, value, allowed)
        chosen[name] = (*chosen.get(name, ()), value)
    return Selection(
        process, chosen.get("department", ()), chosen.get("centre", ()), chosen.get("unit", ()),
        chosen.get("service_area", ()), chosen.get("legal_basis", ()), chosen.get("channel", ()),
        chosen.get("result", ()),
    )  # fmt: skip


def may_be_shown(chosen: Selection, warehouse: Warehouse, scope: Scope, guard: Withholding) -> bool:
    """Neither the chosen cases nor those that any one filter leaves out are so few that one could be known."""
    here, *beside = counts_beside(chosen, warehouse, scope)
    return not guard.hides(here) and not any(guard.hides(count) for count in beside)


def _activities(edges: Sequence[Row], ends: Mapping[str, int]) -> dict[str, int]:
    """How often each activity happens: as often as it is left, or ends a case. The most frequent first."""
    counted: Counter[str] = Counter(ends)
    for row in edges:
        counted[row["from"]] += row["count"]
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _ends(variants: Sequence[Row], name: str) -> dict[str, int]:
    """Cases per first (or last) activity: all cases of a variant share it."""
    counted: Counter[str] = Counter()
    for row in variants:
        counted[row[name]] += row["cases"]
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _hidden(
    edges: Sequence[Row], starts: Mapping[str, int], ends: Mapping[str, int], guard: Withholding
) -> tuple[set[Cell], set[str], bool]:
    """What to withhold: edges, starts and ends; activities whose count would give one away; whether the sum would."""
    if not guard.threshold:
        return set(), set(), False
    cells: dict[Cell, int] = {(row["from"], row["to"]): row["count"] for row in edges}
    cells |= {(None, name): count for name, count in starts.items()}
    cells |= {(name, None): count for name, count in ends.items()}
    return closed(cells, guard.threshold)


def _edges(rows: Sequence[Row], hidden: set[Cell], guard: Withholding, streamed: bool) -> tuple[Edge, ...]:
    edges = []
    total = sum(row["sum_s"] for row in rows)
    for row in rows:
        pair, count = (row["from"], row["to"]), row["count"]
        share = guard.percent(count, row["sum_s"], total, pair in hidden)
        if pair in hidden:
            edges.append(Edge(row["from"], row["to"], None, None, None, None, share=share))
            continue
        median, p90 = row["quantiles"]
        edges.append(Edge(
            *pair, count, _milliseconds(median), _milliseconds(row["sum_s"] / count), _milliseconds(p90),
            cases=None if streamed else guard.part(row["cases"], count),
            repeated=guard.part(row["repeated"], count), handovers=guard.part(row["handovers"], count),
            share=share,
        ))  # fmt: skip
    # Withheld ones come last and by name: their place must not tell what their count does not.
    return tuple(sorted(edges, key=lambda edge: (-(edge.count or 0), edge.first, edge.then)))


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def _whole(whole: Row, process: str, hidden: set[Cell], edges: Sequence[Row], guard: Withholding) -> Row:
    """What is said of all chosen cases together. A single log knows persons ("another than before", no more); in the
    facts only units are told apart."""
    cases = whole["cases"]
    told = {
        name: whole[name] or 0 for name in ("rework_cases", "rework_events", "self_loops", "self_loop_cases")
    }
    alone = [row["count"] for row in edges if row["from"] == row["to"] and (row["from"], row["to"]) in hidden]
    self_loops = guard.one(told["self_loops"])
    if len(alone) == 1 or (alone and guard.hides(sum(alone))):
        self_loops = None  # what is hidden on the diagonal would follow from its sum
    changes = sum(row["handovers"] for row in edges)
    median, p95 = whole["quantiles"] or (None, None)
    seconds = {"median": median, "mean": whole["mean"], "p95": p95}
    return {
        "rework": {
            "cases": guard.part(told["rework_cases"], cases), "events": guard.one(told["rework_events"]),
            "self_loops": self_loops,
        },
        "handovers": guard.one((whole["person_changes"] or 0) if process == "log" else changes),
        "ping_pongs": guard.one(whole["ping_pongs"] or 0),
        "self_loop_cases": guard.part(told["self_loop_cases"], cases),
        "case_duration_s": {name: guard.near(cases, _milliseconds(value)) for name, value in seconds.items()},
    }  # fmt: skip


def _variants(
    found: Sequence[Row],
    wanted: int,
    guard: Withholding,
    chosen: Selection,
    warehouse: Warehouse,
    scope: Scope,
) -> tuple[Variant, ...]:
    """The variants that may be shown, most frequent first, then all that may not in one."""
    fit = guard.first_hidden([row["cases"] for row in found])
    shown, rest = found[:fit], found[fit:]
    if wanted:  # ties at the cut are put in order by name, so they are all looked up
        last = shown[wanted - 1]["cases"] if len(shown) >= wanted else 0
        shown = [row for row in shown if row["cases"] >= last]
    sequence = sequences([row["example"] for row in shown], chosen, warehouse, scope)
    listed = [Variant(sequence[row["example"]], row["cases"], path=row["path"]) for row in shown]
    listed.sort(key=lambda variant: (-(variant.count or 0), variant.activities or ()))
    listed = listed[: wanted or None]
    if rest:
        listed.append(Variant(None, guard.one(sum(row["cases"] for row in rest)), len(rest)))
    return tuple(listed)


def sequences(
    examples: Sequence[int], chosen: Selection, warehouse: Warehouse, scope: Scope
) -> dict[int, tuple[str, ...]]:
    """The activities of some cases in order, without those that are hidden."""
    if not examples:
        return {}
    given: Row = {"process": chosen.process, "examples": list(examples)}
    if not chosen.backbone:
        given["hidden"] = list(chosen.hidden)
    found = warehouse.query(text("backbone_sequences" if chosen.backbone else "sequences"), scope, **given)
    return {row["case_id"]: tuple(row["activities"]) for row in found}
