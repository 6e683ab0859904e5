"""One metric: definition, worked examples that the tests also run, caveats and SQL expression."""

from typing import Any

from dash import dcc, html

from dashboard.access.prefix import under
from dashboard.components import format as write
from dashboard.components.table import Column, table
from dashboard.content import label, say
from dashboard.metrics.metric import CAVEATS, METRICS, Example, Metric
from dashboard.pages import glossary
from dashboard.pages.frame import message, shown
from dashboard.pages.view import View

PATH = f"{glossary.PATH}/<metric>"
TITLE = say("pages.glossary")


def layout(metric: str = "", **query: Any) -> html.Div:
    if metric not in METRICS:
        return message(say("glossary.unknown_title"), [], say("glossary.all"), glossary.PATH)
    return shown(
        f"{glossary.PATH}/{metric}", query, lambda view: build(METRICS[metric], view), filtered=False
    )


def build(metric: Metric, view: View) -> list[Any]:
    back = html.P(dcc.Link(say("glossary.all"), href=under(glossary.PATH)))
    head = html.Header(
        [back, html.H1(metric.title), html.P(metric.question, className="lead")], className="answer"
    )
    parts = [
        _section("definition", [html.P(metric.definition), facts(metric)]),
        _section("sql", [expression(part) for part in metric.parts]),
        _section("examples", [worked(metric, example) for example in metric.examples]),
        _section("caveats", [caveats(metric)]),
    ]
    return [head, *parts]


def facts(metric: Metric) -> html.Dl:
    said: list[tuple[str, Any]] = [
        ("numerator", METRICS[metric.numerator].title if metric.shape == "ratio" else ""),
        (
            "denominator",
            METRICS[metric.denominator].title if metric.shape == "ratio" and metric.denominator else "",
        ),
        ("unit", metric.unit),
        ("better", label("better", metric.better)),
        ("shape", label("shape", metric.shape)),
        ("smallest", write.number(metric.smallest_denominator) if metric.smallest_denominator else ""),
        ("owner", metric.owner),
        ("status", label("metric_status", metric.status)),
        ("review", write.day(metric.review_by)),
    ]
    return html.Dl(
        [part for key, value in said if value for part in (html.Dt(say(f"glossary.{key}")), html.Dd(value))],
        className="defs",
    )


def expression(metric: Metric) -> html.Div:
    dated = " → ".join(column for column in (metric.dated_by, metric.ended_by) if column)
    lines = [
        f"{metric.numerator}",
        *([f"/ {metric.denominator}"] if metric.denominator else []),
        f"-- {metric.fact}: {dated}",
    ]
    return html.Div([html.H3(metric.title), html.Pre("\n".join(lines))], className="expression")


def worked(metric: Metric, example: Example) -> html.Div:
    tables = [
        html.Div(text_table(label("fact", fact), rows)) for fact, rows in example.rows.items() if rows.strip()
    ]
    return html.Div(
        [html.P(example.says), *tables, html.P(html.Strong(expected(metric, example)))], className="example"
    )


def text_table(title: str, text: str) -> html.Div:
    """The example is written as a text table in the metric's file; here it is a real one."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return table(title, [Column(name) for name in lines[0]], lines[1:])


def expected(metric: Metric, example: Example) -> str:
    expect, when = example.expect, write.period(example.period)
    if expect.get("denominator") is not None and expect.get("numerator") is not None:
        parts = {key: write.number(expect[key] or 0) for key in ("numerator", "denominator")}
        return say("glossary.expected_parts", period=when, **parts)
    value = expect.get("value", expect.get("numerator"))
    shown_value = say("absent.missing") if value is None else write.amount(value, metric.unit)
    return say("glossary.expected", value=shown_value, period=when)


def caveats(metric: Metric) -> html.Dl:
    pairs = [
        part for key in metric.caveats for part in (html.Dt(CAVEATS[key].title), html.Dd(CAVEATS[key].text))
    ]
    return html.Dl(pairs, className="defs")


def _section(key: str, content: list[Any]) -> html.Section:
    return html.Section(
        [html.H2(say(f"glossary.{key}")), html.Div(content, className="panel")], className="section"
    )
