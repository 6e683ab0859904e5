"""Aabne tal: how Excel and Power BI read the same figures, with addresses to copy."""

from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc
from dash import html
from flask import current_app, has_request_context, request

from dashboard.access.person import current
from dashboard.access.prefix import under
from dashboard.access.visitors import Access
from dashboard.components.extra import extra
from dashboard.components.markdown import markdown
from dashboard.components.table import Column, table
from dashboard.content import prose, say
from dashboard.metrics.metric import METRICS, Metric
from dashboard.metrics.question import missing_columns
from dashboard.pages.frame import shown
from dashboard.pages.view import View

PATH = say("paths.open_figures")
TITLE = say("pages.open_figures")
FIRST = "complaints_received"
ADDRESSES = {"address_excel": "csv-da", "address_program": "csv", "address_json": "json"}
READ = ("value", "withheld", "method", "status", "caveats", "snapshot", "error")
PARTS = {
    "period": "2025-H1",
    "by": "department",
    "where": "class=formal",
    "organisation": "now",
    "known_on": "2026-03-31",
    "snapshot": "2026-10-31-8f3a2c19",
    "format": "csv-da",
}


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build, filtered=False, is_personal=True)


def build(view: View) -> list[Any]:
    served = [each for each in METRICS.values() if each.status == "published"]
    there = [each for each in served if not missing_columns(each, view.warehouse)]
    if not there:
        return [html.Header([html.H1(say("open_figures.none"))], className="answer")]
    return [
        html.Header(
            [
                html.H1(say("open_figures.heading", n=len(there))),
                html.P(say("open_figures.lead"), className="lead"),
            ],
            className="answer",
        ),
        _section("address", _addresses(there, view), say("open_figures.address_lead")),
        html.Div(
            [
                _section("excel", [markdown(prose("open_figures_excel"))]),
                _section("power_bi", [markdown(prose("open_figures_power_bi"))]),
            ],
            className="pair",
        ),
        _section("read", [_read(view)]),
        _section("parts", [_parts()]),
        _section("list", _list(there), say("open_figures.list_lead")),
    ]


def _addresses(there: list[Metric], view: View) -> list[Any]:
    names = [each.name for each in there]
    name = FIRST if FIRST in names else names[0]
    asked = {"period": view.filters.period.text, "by": "department"} if name == FIRST else {}
    rows = [_copied(key, address(name, **asked, format=form)) for key, form in ADDRESSES.items()]
    key = "sign_in_demo" if current().is_demo else "sign_in"
    rule = current().scope.protection
    told = [say(f"open_figures.{key}"), say(f"open_figures.rule_{rule}")]
    return [*rows, *[html.P(each, className="small") for each in told]]


def _copied(key: str, link: str) -> html.Div:
    button = dmc.CopyButton(
        value=link,
        children=say("open_figures.copy"),
        copiedChildren=say("open_figures.copied"),
        variant="outline",
        size="sm",
        className="copy",
        **extra(aria_describedby=f"to-{key}"),
    )
    told = html.Div([html.A(html.Code(link), href=link), button], className="to-copy")
    return html.Div([html.H3(say(f"open_figures.{key}"), id=f"to-{key}"), told])


def address(name: str, **asked: str) -> str:
    """The whole address of an answer, as this reader's own programs can call it."""
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{_here()}/api/v1/answers/{name}{query}"


def _here() -> str:
    access: Access = current_app.config["ACCESS"]
    if access.settings:
        return access.settings.address
    return request.host_url.rstrip("/") if has_request_context() else ""


def _read(view: View) -> html.Dl:
    most = (view.package.get("threshold") or 5) - 1
    told = [(name, say(f"open_figures.read_{name}", most=most)) for name in READ]
    return html.Dl(
        [part for name, text in told for part in (html.Dt(html.Code(name)), html.Dd(text))], className="defs"
    )


def _parts() -> html.Div:
    columns = [Column(say(f"open_figures.{key}")) for key in ("part", "part_means", "part_example")]
    rows = [
        [html.Code(name), say(f"open_figures.{name}_means"), html.Code(f"{name}={example}")]
        for name, example in PARTS.items()
    ]
    return table(say("open_figures.parts_caption"), columns, rows, caption_shown=False)


def _list(there: list[Metric]) -> list[Any]:
    columns = [Column(say("open_figures.list_title")), Column(say("open_figures.list_address"))]
    rows = [[each.title, html.A(html.Code(_path(each)), href=under(_path(each)))] for each in there]
    told = table(say("open_figures.list_caption"), columns, rows, caption_shown=False)
    return [html.P(html.A(say("open_figures.openapi"), href=under("/api/v1/openapi.json"))), told]


def _path(metric: Metric) -> str:
    return f"/api/v1/answers/{metric.name}"


def _section(key: str, content: list[Any], lead: str = "") -> html.Section:
    head: list[Any] = [html.H2(say(f"open_figures.{key}"))]
    if lead:
        head.append(html.P(lead, className="lead"))
    return html.Section([*head, html.Div(content, className="panel")], className="section", id=key)
