"""Which cases a unit's week is made of: shown to the unit's own lead alone, never exported, without caseworker."""

from dash import html

from dashboard.components import format as write
from dashboard.components.no_export import without_download
from dashboard.components.table import Column, table
from dashboard.content import say
from dashboard.metrics.waiting_cases import MOST, WaitingCase, waiting_cases
from dashboard.pages.view import View

SHOWN_OF_KEY = 8


def cases_due(view: View, unit: str) -> html.Details | None:
    """Folded, so that nobody who looks over a shoulder reads it; nothing for any other role or unit."""
    if view.scope.role != "unit_lead" or unit not in view.scope.units:
        return None
    found = waiting_cases(unit, view.warehouse, view.scope)
    if not found:
        return html.Details([html.Summary(say("unit_cases.summary_none")), html.P(say("unit_cases.none"))])
    columns = [Column(say(f"unit_cases.{key}")) for key in ("key", "due", "notice")]
    rows = [[_key(one), write.day(one.due_on), _notice(one)] for one in found]
    parts = [
        html.Summary(say("unit_cases.summary", count=write.number(len(found)))),
        html.P(say("unit_cases.lead", most=MOST), className="small"),
        without_download(table(say("unit_cases.caption"), columns, rows)),
    ]
    return html.Details(parts, id="cases-due", className="cases-due")


def _key(one: WaitingCase) -> html.A | html.Code:
    short = html.Code(one.key[:SHOWN_OF_KEY])
    if not one.link:
        return short
    return html.A(short, href=one.link, target="_blank", rel="noopener noreferrer")


def _notice(one: WaitingCase) -> str:
    return say("unit_cases.told" if one.told else "unit_cases.untold")
