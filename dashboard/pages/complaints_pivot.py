"""Service area by class and by outcome, as a table the reader can turn."""

from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.chart import empty
from dashboard.components.pivot import Block, chooser, grid, pivot_table, turn_switch, turned
from dashboard.components.sources import source_line
from dashboard.components.table import download
from dashboard.content import label, say
from dashboard.metrics.metric import METRICS
from dashboard.pages.view import BadAddress, View

ROWS = ("service_area", "department", "centre", "unit", "legal_basis")
# No fact holds class and outcome of the same complaint: an appeal body does not tell the class.
METRIC_OF = {"class": "complaints_received", "level": "complaints_received", "outcome": "appeals_decided"}
COLUMNS = {"both": ("class", "outcome"), "class": ("class",), "level": ("level",), "outcome": ("outcome",)}


def pivot(view: View) -> html.Section:
    by, columns = _known(view, "rows", ROWS), _known(view, "columns", tuple(COLUMNS))
    is_turned = bool(view.address.get("turned"))
    blocks = [block(view, by, dimension) for dimension in COLUMNS[columns]]
    names = row_names(view, by, blocks)
    controls = [
        chooser("rows", [(code, label("dimension", code)) for code in ROWS], by),
        chooser("columns", [(code, say(f"pivot.columns_{code}")) for code in COLUMNS], columns),
        turn_switch(is_turned),
    ]
    head = [
        html.H2(say("pivot.heading")),
        html.P(say("pivot.lead"), className="lead"),
        html.Div(controls, className="choices"),
    ]
    if not names:
        inside: Any = empty(say("pivot.empty"), say("pivot.nothing"), say("pivot.remedy"))
    else:
        inside = html.Div(drawn(view, by, names, blocks, is_turned), className="panel chart-like tabled")
    return html.Section([*head, inside], className="section", id="pivot")


def _known(view: View, key: str, allowed: tuple[str, ...]) -> str:
    value = view.address.get(key, allowed[0])
    if value not in allowed:
        raise BadAddress(key, value)
    return value


def block(view: View, by: str, dimension: str) -> Block:
    metric = METRIC_OF[dimension]
    return Block(
        metric,
        dimension,
        view.ask(metric, (by, dimension)),
        view.ask(metric, (by,)),
        view.ask(metric, (dimension,)),
        view.one(metric),
    )


def row_names(view: View, by: str, blocks: list[Block]) -> dict[str, str]:
    """Every group of any block, in the order of the one that knows most."""
    lists = [[answer.group[by] for answer in each.of_rows] for each in blocks]
    codes = dict.fromkeys([*max(lists, key=len), *(code for each in lists for code in each)])
    unknown = say("complaints.unknown_group")
    return {code: view.reference.name(by, code) if code else unknown for code in codes}


def drawn(view: View, by: str, names: dict[str, str], blocks: list[Block], is_turned: bool) -> list[Any]:
    made = grid(by, names, blocks, view.notes)
    caption = say("pivot.caption", rows=label("dimension", by), period=write.period(view.filters.period.text))
    corner = "" if is_turned else label("dimension", by)
    facts = {fact for each in blocks for fact in METRICS[each.metric].facts}
    here = view.address
    source = source_line(
        view.package, facts, blocks[0].whole.status, here.get("department"), here.get("known_on")
    )
    link = here.changed(snapshot=view.package["snapshot"]).href(fragment="pivot")
    return [
        pivot_table(caption, corner, turned(made) if is_turned else made, is_turned),
        html.P(source, className="source"),
        html.Div(
            [html.A(say("chart.link"), href=link, title=say("chart.link_title")), download()],
            className="tools",
        ),
    ]
