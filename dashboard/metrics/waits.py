"""How long a cohort takes: the median of each slice and group, the unfinished counted as waiting still."""

from collections import defaultdict

from dashboard.metrics.combine import Bucket
from dashboard.metrics.counts import fill
from dashboard.metrics.kept import kept
from dashboard.metrics.question import Question
from dashboard.metrics.waited import medians_from
from dashboard.statistics.survival import Waited, median_days
from dashboard.warehouse import Scope, Warehouse


@kept(1024)
def medians(question: Question, warehouse: Warehouse, scope: Scope) -> dict[Bucket, int | None]:
    """Median days by bucket; a bucket without rows is not there. None: half of them have not ended yet."""
    told = medians_from(question, warehouse, scope)
    if told is not None:
        return told
    sql, parameters = fill(question.metric, question, True, warehouse, template="waits")
    number = {each.start: n for n, each in enumerate(question.slices)}
    waits: dict[Bucket, list[Waited]] = defaultdict(list)
    for row in warehouse.query(sql, scope, **parameters):
        groups = iter(row[f"group_{n}"] for n in range(len(question.groups)))
        department = row["department"] or ""
        place = (department if name == "department" else next(groups) for name in question.dimensions)
        waits[number[row["slice"]], *place].append((row["days"], row["has_ended"], row["waited"]))
    return {bucket: median_days(several) for bucket, several in waits.items()}
