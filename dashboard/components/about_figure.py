"""What stands behind one figure: definition, parts, method, caveats, sources, and its command."""

import shlex
from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.access.prefix import under
from dashboard.components import format as write
from dashboard.components.footnotes import keys_of, text
from dashboard.components.sources import sources_of
from dashboard.components.table import Column, missing_word, table
from dashboard.content import label, say
from dashboard.metrics.counts import statement
from dashboard.metrics.evaluate import Answer, Filters
from dashboard.metrics.metric import CAVEATS, METRICS, Metric
from dashboard.metrics.question import ask
from dashboard.metrics.revisions import known_at_first
from dashboard.warehouse import Scope, Warehouse


def about_figure(
    metric: Metric, answer: Answer, filters: Filters, warehouse: Warehouse, chosen: Sequence[tuple[str, str]]
) -> html.Div:
    place = " › ".join(name for _, name in chosen) or say("about.whole_city")
    return html.Div(
        [
            html.H2(metric.title),
            html.P(_value(metric, answer), className="big"),
            html.P(
                f"{place} · {write.period(answer.period)} · {label('status', answer.status)}",
                className="quiet",
            ),
            _part("definition", [html.P(metric.question), html.P(metric.definition)]),
            _part("expression", [_facts(metric, answer, warehouse)]),
            _part("caveats", [_caveats(answer)]),
            _part(
                "sources",
                [
                    _sources(metric, warehouse),
                    html.P(dcc.Link(say("about.quality"), href=under(say("paths.data_quality")))),
                ],
            ),
            _part("snapshot", [html.P(html.Code(warehouse.snapshot))]),
            _part("command", [html.Pre(command(metric, filters, warehouse))]),
            html.Details([html.Summary(say("about.sql")), html.Pre(sql(metric, filters, warehouse))]),
            html.P(dcc.Link(say("about.more"), href=under(f"{say('paths.glossary')}/{metric.name}"))),
        ],
        className="about",
    )


def sql(metric: Metric, filters: Filters, warehouse: Warehouse) -> str:
    """The words of the question are the same whoever asks it; it is not sent here."""
    return statement(ask(metric.name, filters, (), warehouse, Scope()), warehouse)


def command(metric: Metric, filters: Filters, warehouse: Warehouse) -> str:
    words = ["python", "-m", "dashboard", "answer", metric.name, "--period", filters.period.text]
    for key, value in filters.where:
        words += ["--where", f"{key}={value}"]
    if filters.organisation != "then":
        words += ["--organisation", filters.organisation]
    if filters.known_on:
        words += ["--known-on", str(filters.known_on)]
    return " ".join(
        shlex.quote(word) if " " in word else word for word in [*words, "--snapshot", warehouse.snapshot]
    )


def _part(key: str, content: list[Any]) -> html.Section:
    return html.Section([html.H3(say(f"about.{key}")), *content])


def _value(metric: Metric, answer: Answer) -> list[Any]:
    if answer.value is None:
        return [missing_word(answer)]
    return [write.amount(answer.value, metric.unit), html.Small(metric.unit)]


def _facts(metric: Metric, answer: Answer, warehouse: Warehouse) -> html.Dl:
    pairs: list[tuple[str, Any]] = []
    for key in ("numerator", "denominator"):
        named = getattr(metric, key)
        if named:
            value = getattr(answer, key)
            title = METRICS[named].title if named in METRICS else html.Code(named)
            pairs.append(
                (say(f"about.{key}"), [title, f": {write.number(value)}"] if value is not None else [title])
            )
    if answer.withheld:
        pairs.append(
            (say("about.value"), say("about.withheld", threshold=warehouse.package.get("threshold") or 5))
        )
    known = known_at_first(metric.facts, warehouse, Scope()) if answer.status == "provisional" else None
    if known is not None:
        pairs.append((say("about.growth"), say("about.known_at_first", share=write.percent(known))))
    pairs += [
        (say("about.method"), label("method", answer.method)),
        (say("about.better"), label("better", metric.better)),
        (say("about.owner"), metric.owner),
    ]
    return html.Dl(
        [part for name, value in pairs for part in (html.Dt(name), html.Dd(value))], className="defs"
    )


def _caveats(answer: Answer) -> Any:
    keys = keys_of(answer)
    if "synthetic_data" in answer.caveats:
        keys = [*keys, ("caveat", "synthetic_data")]
    if not keys:
        return html.P(say("about.no_caveats"))
    items: list[Any] = [
        [html.Strong(f"{CAVEATS[code].title}. "), text((kind, code))]
        if code in CAVEATS
        else text((kind, code))
        for kind, code in keys
    ]
    return html.Ul([html.Li(item) for item in items], className="plain")


def _sources(metric: Metric, warehouse: Warehouse) -> Any:
    found = sources_of(warehouse.package, metric.facts)
    if not found:
        return html.P(say("about.no_sources"))
    columns = [
        Column(say("about.source")),
        *[Column(say(f"about.{key}"), number=True) for key in ("read", "accepted", "rejected")],
    ]
    rows = [
        [source["title"], *[write.number(source[key]) for key in ("read", "accepted", "rejected")]]
        for source in found
    ]
    return table(say("about.sources"), columns, rows, caption_shown=False)
