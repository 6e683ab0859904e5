"""What was published before us: the table of 2014 as it was printed and the national appeal figures."""

from dataclasses import replace

from dash import html

from dashboard.components.chart import empty
from dashboard.components.seed_table import appeals_table, seed_table
from dashboard.content import say
from dashboard.metrics.period import parse_period
from dashboard.pages.complaints_breakdown import RATE
from dashboard.pages.view import View
from dashboard.reference import figures

SEED = "2014"


def seed(view: View) -> html.Section:
    """The table the City Council saw, whatever is filtered: it is a document."""
    printed = {
        row["department"]: row
        for row in figures(view.warehouse, RATE)
        if row["period"] == SEED and row["department"]
    }
    title = html.H2(say("complaints.seed_title"))
    if not printed:
        return html.Section(
            [title, empty(say("empty.title"), say("complaints.seed_missing"))], className="section", id="seed"
        )
    filters = replace(view.filters, period=parse_period(SEED), where=(), organisation="then", known_on=None)
    asked = ("complaints_received", "cases_received", RATE)
    rows = {name: view.ask(name, ("department",), filters) for name in asked}
    totals = {name: view.ask(name, (), filters)[0] for name in asked}
    lead = html.P(f"{say('complaints.seed_lead')} {say('complaints.seed_case')}", className="lead")
    table = html.Div(seed_table(rows, totals, printed, view.reference, view.notes), className="panel")
    return html.Section([title, lead, table], className="section", id="seed")


def appeals(view: View) -> html.Section | None:
    rows = [row for row in figures(view.warehouse, "reversal_rate") if not row["department"]]
    if not rows:
        return None
    parts = [
        html.H2(say("complaints.appeals_title")),
        html.P(f"{say('complaints.appeals_lead')} {say('complaints.appeals_note')}", className="lead"),
        html.Div(appeals_table(rows), className="panel"),
    ]
    return html.Section(parts, className="section", id="appeals")
