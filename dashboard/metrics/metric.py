"""Metrics and caveats as their TOML files say, checked when they are loaded."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SHAPES = ("flow", "stock", "ratio", "duration", "age")
TIMES = ("", "days", "months")
BETTER = ("higher", "lower", "neither")
STATUS = ("draft", "published", "retired")
# Counts and sums add up over groups and slices, which totals and protection of small numbers rely on.
VALUE = r"('\w+'|\d+|TRUE|FALSE)"
CONDITION = (
    rf"\w+( (=|<>) {VALUE}| IS( NOT)? (NULL|TRUE)| IN \({VALUE}(, {VALUE})*\)| - \w+ (<=|<|>|>=) \d+)?"
)
EXPRESSION = re.compile(
    rf"(count|sum)\([\w*]+\)( FILTER \({CONDITION}(( OR {CONDITION})*|( AND {CONDITION})*)\))?"
)
WORD = re.compile(r"'\w+'|\b[a-z][a-z0-9_]*\b")
COLUMN = re.compile(r"[a-z][a-z0-9_]*")


class BadMetric(Exception):
    """A metric's TOML says something it may not; says which file and key."""


@dataclass(frozen=True)
class Caveat:
    """What a reader must know. With first and last day, only for figures whose period touches them."""

    key: str
    title: str
    text: str
    first: date = date.min
    last: date = date.max


@dataclass(frozen=True)
class Example:
    """A worked example: rows of each fact as a text table, a period and the answer."""

    says: str
    rows: Mapping[str, str]
    period: str
    expect: Mapping[str, float | None]


@dataclass(frozen=True, eq=False)
class Metric:
    """One definition. A ratio's numerator and denominator name two metrics; else they are SQL expressions."""

    name: str
    title: str
    question: str
    definition: str
    shape: str
    numerator: str
    unit: str
    better: str
    owner: str
    status: str
    review_by: date
    denominator: str | None = None
    fact: str | None = None
    dated_by: str | None = None
    ended_by: str | None = None
    smallest_denominator: int = 0
    settles_after_days: int = 45
    reached: float = 0.5  # of a duration or an age: the share whose day is told
    times: str = ""  # a ratio of a stock to a flow, times the days or months of the period
    required: float | None = None  # what the law demands of every single case, as a value
    required_by: str = ""  # the provision
    matures_after_days: int = 0  # until its own deadline has passed for the period's last day
    comparable: bool = True
    listed_across_departments: bool = False
    caveats: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def is_count(self) -> bool:
        return self.denominator is None

    @property
    def is_stock(self) -> bool:
        """What is there when a period ends, and not what happens in it."""
        return self.shape in ("stock", "age")

    @property
    def parts(self) -> tuple["Metric", ...]:
        """The metrics that are counted to answer this one."""
        if self.shape != "ratio":
            return (self,)
        return METRICS[self.numerator], METRICS[self.denominator or ""]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its own fact that it names."""
        named = " ".join(filter(None, (self.numerator, self.denominator, self.dated_by, self.ended_by)))
        words = dict.fromkeys(WORD.findall(named))
        return tuple(word for word in words if word not in ("count", "sum") and word[0] != "'")

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(part.fact or "" for part in self.parts)


def load_caveats(file: Path = HERE / "caveats.toml") -> dict[str, Caveat]:
    said = tomllib.loads(file.read_text("utf-8"))
    return {
        key: Caveat(key, of["title"], of["text"], of.get("from", date.min), of.get("to", date.max))
        for key, of in said.items()
    }


def load_metrics(folder: Path = HERE) -> dict[str, Metric]:
    files = sorted(file for file in folder.glob("*.toml") if file.name != "caveats.toml")
    metrics = {file.stem: read_metric(file.stem, tomllib.loads(file.read_text("utf-8"))) for file in files}
    for metric in metrics.values():
        _check(metric, metrics)
    return metrics


def read_metric(name: str, said: Mapping[str, Any]) -> Metric:
    given = dict(said)
    examples = tuple(_example(name, given.get("fact"), each) for each in given.pop("example", []))
    given["caveats"] = tuple(given.get("caveats", ()))
    try:
        return Metric(name=name, examples=examples, **given)
    except TypeError as fault:
        raise BadMetric(f"{name}.toml: {str(fault).rpartition(') ')[2]}") from None


def _example(name: str, fact: str | None, said: Mapping[str, Any]) -> Example:
    rows = said.get("facts") or {fact or "": said.get("rows", "")}
    unknown = set(said["expect"]) - {"numerator", "denominator", "value"}
    if unknown:
        raise BadMetric(
            f"{name}.toml: an example expects {sorted(unknown)}; known are numerator, denominator, value"
        )
    return Example(said["says"], rows, said["period"], said["expect"])


def _check(metric: Metric, metrics: Mapping[str, Metric]) -> None:
    def demand(fits: bool, key: str, allowed: object) -> None:
        if not fits:
            raise BadMetric(f"{metric.name}.toml: {key} is {getattr(metric, key)!r}; allowed: {allowed}")

    demand(metric.shape in SHAPES, "shape", SHAPES)
    demand(0 < metric.reached < 1, "reached", "a share between 0 and 1")
    demand(metric.times in TIMES, "times", TIMES)
    demand(metric.better in BETTER, "better", BETTER)
    demand(metric.status in STATUS, "status", STATUS)
    demand(all(key in CAVEATS for key in metric.caveats), "caveats", "keys of caveats.toml")
    demand(bool(metric.examples), "examples", "at least one")
    if metric.shape == "ratio":
        counts = [name for name, other in metrics.items() if other.shape != "ratio" and other.is_count]
        demand(metric.numerator in counts, "numerator", counts)
        demand(metric.denominator in counts, "denominator", counts)
        demand(metric.fact is None, "fact", "none: a ratio takes the facts of its two metrics")
        return
    demand(COLUMN.fullmatch(metric.fact or "") is not None, "fact", "the name of a fact")
    demand(COLUMN.fullmatch(metric.dated_by or "") is not None, "dated_by", "a date column")
    demand(EXPRESSION.fullmatch(metric.numerator) is not None, "numerator", EXPRESSION.pattern)
    demand(
        metric.is_count or EXPRESSION.fullmatch(metric.denominator or "") is not None,
        "denominator",
        EXPRESSION.pattern,
    )
    if metric.shape in ("stock", "duration", "age"):
        demand(COLUMN.fullmatch(metric.ended_by or "") is not None, "ended_by", "a date column")


CAVEATS: dict[str, Caveat] = load_caveats()
METRICS: dict[str, Metric] = load_metrics()
