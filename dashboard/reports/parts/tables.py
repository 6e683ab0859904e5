"""Tables of metrics: one a row with the year before, or broken down by a dimension."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dashboard.content import format as write
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer, Filters
from dashboard.metrics.metric import METRICS
from dashboard.metrics.usage import UsageError
from dashboard.reports.asking import Asking
from dashboard.reports.parts.prose import sentences
from dashboard.reports.result import Block, Cell, Column, Figure, Label, Sentences, Table, said

SHOWN = ("value", "numerator", "denominator", "interval", "method", "status")
Where = Mapping[str, object]


def titled(asking: Asking, title: str) -> str:
    """A title with its slots filled."""
    return said(sentences(asking, title))


def metrics_table(
    asking: Asking, metrics: Sequence[str], title: str, where: Where | None = None, before: bool = True
) -> Iterator[Block]:
    """Value, the two parts, interval and status of each metric; `before` adds the same period a year earlier."""
    filters = asking.within(where or {})
    heads = ["figure", "unit", "value", *(["before"] if before else []), "parts", "interval", "status"]
    numbers = ("value", "before", "parts", "interval")
    columns = tuple(Column(say(f"reports.{key}"), key in numbers) for key in heads)
    rows = []
    for name in metrics:
        now = asking.one(name, filters)
        row: list[Cell] = [Label(METRICS[name].title), Label(METRICS[name].unit), now]
        row += [asking.one(name, asking.before(filters))] if before else []
        rows.append(
            (*row, of_text(asking, now), interval_text(asking, now), Label(label("status", now.status)))
        )
    yield Table(titled(asking, title), subtitle(asking), columns, tuple(rows))


def collected(asking: Asking, title: str) -> Iterator[Block]:
    """Figures that a reader put aside on the pages, each with its own place and period, in the order they came."""
    heads = ["figure", "place", "period", "value", "unit", "parts", "status"]
    columns = tuple(Column(collected_head(key), key in ("value", "parts")) for key in heads)
    rows = []
    for name, filters in asking.collected:
        try:
            now = asking.one(name, filters)
        except UsageError:  # a metric that what was chosen does not fit
            continue
        period = Label(write.period(now.period))
        rows.append(
            (
                Label(METRICS[name].title), Label(now.place), period, now, Label(now.unit), of_text(asking, now),
                Label(label("status", now.status)),
            )
        )  # fmt: skip
    if rows:
        yield Table(title, say("reports.collected_note"), columns, tuple(rows))
    else:
        yield Sentences(say("reports.nothing_collected"))


def collected_head(key: str) -> str:
    return say(f"reports.word_{key}") if key == "period" else say(f"reports.{key}")


def breakdown(
    asking: Asking, metrics: Sequence[str], by: str, title: str, where: Where | None = None,
    show: Sequence[str] = ("value",), total: bool = True, counted_only: bool = False, note: str = "",
) -> Iterator[Block]:  # fmt: skip
    """One row a value of the dimension, in the organisation's or the list's order, never ordered by the figures."""
    filters = asking.within(where or {})
    asked = {name: {one.group[by]: one for one in asking.ask(name, (by,), filters)} for name in metrics}
    codes = list(dict.fromkeys(code for answers in asked.values() for code in answers))
    if counted_only:
        codes = [code for code in codes if any(_says_something(of.get(code)) for of in asked.values())]
    if not codes:
        yield Sentences(say("reports.no_rows", title="{title}"), {"title": Label(titled(asking, title))})
        return
    rows = [
        (Label(asking.name(by, code)), *_cells(asking, {key: of.get(code) for key, of in asked.items()}, show, filters))
        for code in codes
    ]  # fmt: skip
    last = None
    if total:
        whole = {name: asking.ask(name, (), filters)[0] for name in metrics}
        last = (Label(say("complaints.total")), *_cells(asking, whole, show, filters))
    columns = (
        Column(label("dimension", by)),
        *(column for name in metrics for column in _columns(name, show)),
    )
    yield Table(titled(asking, title), subtitle(asking), columns, tuple(rows), last, (note,) if note else ())


def _says_something(answer: Answer | None) -> bool:
    return answer is not None and bool(answer.withheld or answer.value or answer.denominator)


def _columns(name: str, show: Sequence[str]) -> list[Column]:
    metric = METRICS[name]
    is_told = metric.is_count or metric.title.endswith(metric.unit)
    heads = {"value": metric.title if is_told else say("reports.head", title=metric.title, unit=metric.unit)}
    return [
        Column(heads.get(key) or say(f"reports.{key}"), key not in ("method", "status"))
        for key in SHOWN
        if key in show
    ]


def _cells(
    asking: Asking, answers: Mapping[str, Answer | None], show: Sequence[str], filters: Filters
) -> list[Cell]:
    cells: list[Cell] = []
    for answer in answers.values():
        if answer is None:
            cells += [Label(say("absent.missing"))] * len(set(show) & set(SHOWN))
            continue
        figure = asking.figure(answer, filters)
        made = {
            "value": lambda of: of,
            "numerator": lambda of: part(asking, of, "numerator"),
            "denominator": lambda of: part(asking, of, "denominator"),
            "interval": lambda of: interval_text(asking, of),
            "method": lambda of: Label(label("method", of.method)),
            "status": lambda of: Label(label("status", of.status)),
        }
        cells += [made[key](figure) for key in SHOWN if key in show]
    return cells


def part(asking: Asking, of: Figure, key: str) -> Cell:
    """The numerator or denominator as a figure of its own."""
    value = of.numerator if key == "numerator" else of.denominator
    if value is None:
        return Label(of.text)
    name = say(f"reports.{key}").lower()
    return asking.keep(
        replace(
            of, title=f"{of.title}, {name}", text=write.number(value), value=value, unit=say("reports.count"),
            numerator=value, denominator=None, low=None, high=None,
        )
    )  # fmt: skip


def of_text(asking: Asking, of: Figure) -> Cell:
    """24 of 129: what a share is made of, a figure too."""
    if of.numerator is None or of.denominator is None:
        return Label("")
    parts = {"part": write.number(of.numerator), "whole": write.number(of.denominator)}
    return asking.keep(
        replace(of, title=say("reports.made_of", title=of.title), text=say("appeals.of", **parts))
    )


def interval_text(asking: Asking, of: Figure) -> Cell:
    """The 95 % interval of a share, written in the metric's unit."""
    if of.low is None or of.high is None:
        return Label("")
    limits = {"low": write.amount(of.low, of.unit), "high": write.amount(of.high, of.unit)}
    return asking.keep(
        replace(of, title=say("reports.interval_of", title=of.title), text=say("appeals.limits", **limits))
    )


def subtitle(asking: Asking) -> str:
    """Period and place under a table's or chart's title."""
    place, _ = asking.scope_in_words(asking.filters, {})
    return say("reports.subtitle", place=place, period=write.period(asking.filters.period.text))
