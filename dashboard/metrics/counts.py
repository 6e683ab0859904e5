"""Counting rows: one pass of SQL over a fact for a metric, its slices, groups and filters."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any

from dashboard.metrics.adding import rows_from
from dashboard.metrics.cells import TO_COME
from dashboard.metrics.kept import kept
from dashboard.metrics.known import rows_known
from dashboard.metrics.metric import Metric
from dashboard.metrics.question import Question
from dashboard.warehouse import Scope, Warehouse

HERE = Path(__file__).parent
TEMPLATES = {
    shape: (HERE / f"{shape}.sql").read_text("utf-8") for shape in ("flow", "stock", "waits", "ages")
}
TEMPLATES["age"] = TEMPLATES["stock"]  # what is counted of an age is what is open
TEMPLATES["duration"] = TEMPLATES["flow"]  # what is counted of a duration are the cohort and those that ended

Group = tuple[str, ...]
Cell = tuple[int, str | None, Group]  # slice, department, the other dimensions' values
Counts = tuple[int, int | None]  # numerator, denominator


@dataclass(frozen=True)
class Counted:
    """`cells` fit every filter. `beside[n]` fit all but the n-th: what a reader sees by leaving it out."""

    cells: dict[Cell, Counts] = field(default_factory=dict)
    beside: tuple[dict[Cell, Counts], ...] = ()


@kept(4096)
def count(part: Metric, question: Question, is_exact: bool, warehouse: Warehouse, scope: Scope) -> Counted:
    """Count a metric's rows. Where nothing is withheld (`is_exact`) only rows that fit are read."""
    rows = rows_from(part, question, is_exact, warehouse, scope)
    if rows is None:
        sql, parameters = fill(part, question, is_exact, warehouse)
        rows = warehouse.query(sql, scope, **parameters)
    return _sorted_out(part, question, rows)


def statement(question: Question, warehouse: Warehouse) -> str:
    """The SQL that counts a question's rows, one statement for each fact, with its values as comments."""
    told = []
    for part in question.metric.parts:
        sql, parameters = fill(part, replace(question, metric=part), True, warehouse)
        values = "\n".join(f"-- ${name} = {value}" for name, value in parameters.items())
        told.append(f"{values}\n{sql.strip()}")
    return ";\n\n".join(told)


def fill(
    part: Metric, question: Question, is_exact: bool, warehouse: Warehouse, template: str = ""
) -> tuple[str, dict[str, Any]]:
    """The shape's template, or another, for a metric. Slots take what TOML files say; values are parameters."""
    assert part.fact
    columns = {each["name"] for each in warehouse.resources[part.fact]["schema"]["fields"]}

    def column(dimension: str) -> str:
        now = f"{dimension}_now"
        return now if question.organisation == "now" and now in columns else dimension

    parameters: dict[str, Any] = {"start": question.period.start, "end": question.period.end}
    groups = [f"{column('department') if 'department' in columns else 'NULL'} AS department"]
    groups += [f"coalesce({column(name)}, '') AS group_{n}" for n, name in enumerate(question.groups)]
    fits = []
    for n, (name, values) in enumerate(question.where):
        slots = [f"where_{n}_{m}" for m in range(len(values))]
        parameters |= dict(zip(slots, values, strict=True))
        fits.append(f"coalesce({column(name)} IN ({', '.join('$' + slot for slot in slots)}), FALSE)")
        groups.append(f"{fits[-1]} AS fits_{n}")
    if part.dated_by in TO_COME:
        parameters["end"] = min(question.period.end, _told_until(question, warehouse))
    if part.is_stock and template != "ages":
        parameters["first_end"] = question.slices[0].end
    if template == "ages":
        del parameters["start"], parameters["end"]
        parameters |= {
            "starts": [each.start for each in question.slices],
            "ends": [min(each.end, _told_until(question, warehouse)) for each in question.slices],
        }
        parameters["reached"] = part.reached
    if template == "waits":
        parameters["until"] = _told_until(question, warehouse)
    if question.known_on:
        parameters["known_on"] = question.known_on
    sql = TEMPLATES[template or part.shape].format(
        slice=_slice("moved_on" if part.is_stock else part.dated_by, question),
        groups=",\n    ".join(groups),
        numerator=part.numerator,
        denominator=part.denominator or "NULL",
        fact=rows_known(part.fact, question.known_on, warehouse),
        dated_by=part.dated_by,
        ended_by=part.ended_by,
        filter=_filter(fits, is_exact),
    )
    return sql, parameters


def _told_until(question: Question, warehouse: Warehouse) -> date:
    newest = date.fromisoformat(warehouse.package["extracted_on"])
    return min(newest, question.known_on or newest)


def _slice(column: str | None, question: Question) -> str:
    return f"date_trunc('{question.split_by}', {column})::DATE" if question.split_by else "$start::DATE"


def _filter(fits: list[str], is_exact: bool) -> str:
    if is_exact:
        return " AND ".join(fits) or "TRUE"
    if len(fits) < 2:
        return "TRUE"  # one filter: the rows outside it are its complement
    return f"{' + '.join(f'{each}::INTEGER' for each in fits)} >= {len(fits) - 1}"


def _sorted_out(part: Metric, question: Question, rows: Iterable[dict[str, Any]]) -> Counted:
    """Rows to cells: those that fit, and per filter those that fit but for it."""
    number = {each.start: n for n, each in enumerate(question.slices)}
    filters, groups = range(len(question.where)), range(len(question.groups))
    found: dict[tuple[int, str | None, Group], dict[int, Counts]] = defaultdict(dict)
    for row in rows:
        missed = [n for n in filters if not row[f"fits_{n}"]]
        if len(missed) > 1:
            continue
        group = tuple(row[f"group_{n}"] for n in groups)
        series = found[(missed[0] if missed else -1), row["department"], group]
        sign = row.get("sign", 1)
        before = series.get(number[row["slice"]], (0, None))
        series[number[row["slice"]]] = _plus(before, (row["numerator"] or 0, row["denominator"]), sign)
    counted = Counted({}, tuple({} for _ in filters))
    for (missed_filter, department, group), series in found.items():
        cells = counted.cells if missed_filter < 0 else counted.beside[missed_filter]
        if part.is_stock:
            series = _running(series, len(question.slices))
        cells |= {(n, department, group): counts for n, counts in series.items()}
    return counted


def _plus(one: Counts, other: Counts, sign: int = 1) -> Counts:
    denominator = None if other[1] is None else (one[1] or 0) + sign * other[1]
    return one[0] + sign * other[0], denominator


def _running(series: dict[int, Counts], slices: int) -> dict[int, Counts]:
    """Changes to levels: what is open at the end of each slice."""
    none: Counts = (0, None if all(counts[1] is None for counts in series.values()) else 0)
    return dict(enumerate(accumulate((series.get(n, none) for n in range(slices)), _plus)))
