"""How long a cohort takes, the unfinished counted as waiting still; and how long what is open has been there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from dashboard.metrics.combine import Bucket
from dashboard.metrics.counts import fill
from dashboard.metrics.kept import kept
from dashboard.metrics.question import Question
from dashboard.metrics.waited import medians_from
from dashboard.statistics.survival import Waited, reached
from dashboard.warehouse import Scope, Warehouse


@kept(1024)
def medians(question: Question, warehouse: Warehouse, scope: Scope) -> dict[Bucket, int | None]:
    """The day by which the metric's share has ended, by bucket; a bucket without rows is not there.

    None: so many have not ended yet.
    """
    told = medians_from(question, warehouse, scope)
    if told is not None:
        return told
    sql, parameters = fill(question.metric, question, True, warehouse, template="waits")
    waits: dict[Bucket, list[Waited]] = defaultdict(list)
    for bucket, row in _buckets(question, warehouse.query(sql, scope, **parameters)):
        waits[bucket].append((row["days"], row["has_ended"], row["waited"]))
    return {bucket: reached(several, question.metric.reached).days for bucket, several in waits.items()}


@kept(1024)
def ages(question: Question, warehouse: Warehouse, scope: Scope) -> dict[Bucket, int]:
    """Days that what is open at the end of each slice has been there: the metric's percentile, by bucket."""
    sql, parameters = fill(question.metric, question, True, warehouse, template="ages")
    return {
        bucket: row["days"] for bucket, row in _buckets(question, warehouse.query(sql, scope, **parameters))
    }


def _buckets(question: Question, rows: Iterable[dict[str, Any]]) -> Iterator[tuple[Bucket, dict[str, Any]]]:
    number = {each.start: n for n, each in enumerate(question.slices)}
    for row in rows:
        groups = iter(row[f"group_{n}"] for n in range(len(question.groups)))
        department = row["department"] or ""
        place = (department if name == "department" else next(groups) for name in question.dimensions)
        yield (number[row["slice"]], *place), row
