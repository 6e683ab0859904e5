"""What mining answers: plain rows of counts and seconds. None is withheld."""

from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Edge:
    """b directly follows a: how often in all cases, and seconds between them. None is withheld.

    `cases` have it at least once; in `repeated` of the times b had occurred before; in `handovers` the unit changed.
    Times are transition times, waiting and handling together: a log has one moment for each event. `share` is the
    whole percents of all such time, told too of an edge whose count is only withheld for what it would give away.
    """

    first: str
    then: str
    count: int | None
    median_s: float | None
    mean_s: float | None
    p90_s: float | None
    cases: int | None = None
    repeated: int | None = None
    handovers: int | None = None
    share: float | None = None

    @property
    def sum_s(self) -> float | None:
        return None if self.count is None or self.mean_s is None else self.count * self.mean_s

    def as_json(self) -> Row:
        times = {"median_s": self.median_s, "mean_s": self.mean_s, "p90_s": self.p90_s}
        return {"from": self.first, "to": self.then, "count": self.count, **times}


@dataclass(frozen=True)
class Variant:
    """A distinct sequence of activities and its cases; or, without activities, those too small to tell apart."""

    activities: tuple[str, ...] | None
    count: int | None
    variants: int = 1
    path: int = 0  # what the variant is known by in case_paths

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
    ping_pongs: int | None = field(default=None, metadata={"screen": True})
    self_loop_cases: int | None = field(default=None, metadata={"screen": True})

    def as_json(self) -> Row:
        """The keys of the contract; what only the screen shows stands apart."""
        lists = {"edges": [e.as_json() for e in self.edges], "variants": [v.as_json() for v in self.variants]}
        told = [name for name, each in self.__dataclass_fields__.items() if not each.metadata]
        return {name: lists.get(name, getattr(self, name)) for name in told}


# So few cases, or all but so few, that anything said of them could be said of somebody.
NOTHING = Mined(
    None, None, {}, {}, {}, (), 0, (), {"cases": None, "events": None, "self_loops": None}, None,
    {"median": None, "mean": None, "p95": None},
)  # fmt: skip


@dataclass(frozen=True)
class Loops:
    """How often an activity is done again. Net gain above nought: loops start here; below: they end here."""

    activity: str
    inflow: int  # transitions into it, when it had occurred before
    outflow: int  # transitions from it into an activity that had occurred before

    @property
    def net_gain(self) -> int:
        return self.outflow - self.inflow


def loops(edges: tuple[Edge, ...]) -> list[Loops]:
    """Of every activity with a shown loop, those that start most loops first (the definitions of Microsoft's tool)."""
    inflow: dict[str, int] = {}
    outflow: dict[str, int] = {}
    for edge in edges:
        if edge.repeated:
            inflow[edge.then] = inflow.get(edge.then, 0) + edge.repeated
            outflow[edge.first] = outflow.get(edge.first, 0) + edge.repeated
    found = [Loops(name, inflow.get(name, 0), outflow.get(name, 0)) for name in sorted({*inflow, *outflow})]
    return sorted(found, key=lambda one: (-one.net_gain, one.activity))
