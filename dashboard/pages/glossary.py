"""Every metric from its own file, how each source registers, what its codes mean, caveats and signs."""

from typing import Any

from dash import dcc, html

from dashboard.access.prefix import under
from dashboard.components.markdown import markdown
from dashboard.components.registration_guide import code_lists, guide
from dashboard.components.table import Column, table
from dashboard.content import label, prose, say
from dashboard.metrics.metric import CAVEATS, METRICS, Metric
from dashboard.pages.frame import shown
from dashboard.pages.view import View

PATH = say("paths.glossary")
TITLE = say("pages.glossary")
SIGNS = ("missing", "not_compiled", "impossible", "withheld", "zero")


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build, filtered=False)


def build(view: View) -> list[Any]:
    in_use = [metric for metric in METRICS.values() if metric.status == "published"]
    head = [html.H1(say("glossary.heading", n=len(in_use))), html.P(say("glossary.lead"), className="lead")]
    return [
        html.Header(head, className="answer"),
        html.Section([entry(metric) for metric in METRICS.values()], className="terms"),
        declared("guide", guide(view.package["sources"])),
        declared("code_lists", code_lists(view.package["sources"], view.reference)),
        html.Section(
            [html.H2(say("glossary.codes")), html.Div(signs(), className="panel")], className="section"
        ),
        html.Section(
            [html.H2(say("glossary.caveat_list")), html.Div(caveats(), className="panel")],
            className="section",
        ),
        html.Section(
            [
                html.H2(say("glossary.changes")),
                html.Div(markdown(prose("changes"), level=3), className="panel"),
            ],
            className="section",
        ),
    ]


def declared(key: str, told: html.Div | None) -> html.Section:
    """What the sources' files say of themselves; a snapshot from before they said it has nothing to show."""
    head = [html.H2(say(f"glossary.{key}")), html.P(say(f"glossary.{key}_lead"), className="lead")]
    gap = html.P(say("glossary.not_told"), className="quiet")
    return html.Section([*head, gap if told is None else told], className="section", id=key)


def entry(metric: Metric) -> html.Article:
    return html.Article(
        [
            html.H2(metric.title),
            html.P(metric.question),
            html.P(
                [
                    html.Span(label("metric_status", metric.status), className="tag"),
                    " ",
                    html.Span(label("shape", metric.shape), className="tag"),
                ]
            ),
            html.P(
                dcc.Link(
                    [say("glossary.read"), html.Span(f": {metric.title}", className="unseen")],
                    href=under(f"{PATH}/{metric.name}"),
                )
            ),
        ],
        className="panel term",
    )


def signs() -> html.Div:
    written = {
        "missing": say("absent.missing"),
        "not_compiled": label("method", "not_compiled").lower(),
        "impossible": say("absent.impossible"),
        "withheld": say("absent.withheld"),
        "zero": "0",
    }
    rows = [[written[key], say(f"glossary.sign_{key}")] for key in SIGNS]
    return table(
        say("glossary.codes_caption"), [Column(say("glossary.sign")), Column(say("glossary.meaning"))], rows
    )


def caveats() -> html.Dl:
    pairs = [part for caveat in CAVEATS.values() for part in (html.Dt(caveat.title), html.Dd(caveat.text))]
    return html.Dl(pairs, className="defs")
