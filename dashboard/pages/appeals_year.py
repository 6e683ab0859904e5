"""The yearly figure that the City Council must treat (retssikkerhedsloven, section 79 b), with its action plan."""

from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.appeal_chart import Told
from dashboard.components.appeal_plan import plan_panel, year_links
from dashboard.components.chart import empty
from dashboard.content import say
from dashboard.metrics.period import newest_complete_year
from dashboard.pages import appeals_about
from dashboard.pages.appeals import gap, link, source
from dashboard.pages.appeals_answer import supporting
from dashboard.pages.appeals_figures import RATE, OneBody, splits
from dashboard.pages.appeals_parts import YEAR_PATH as PATH
from dashboard.pages.appeals_parts import causes, tabs, with_guide
from dashboard.pages.appeals_plan import load_plans, year_of, years
from dashboard.pages.appeals_rates import area_rows, now_row, rate_title
from dashboard.pages.appeals_sections import outcomes
from dashboard.pages.frame import shown
from dashboard.pages.overview import during, nothing
from dashboard.pages.view import View

TITLE = say("pages.appeals_year")
NARROWER = ("department", "centre", "unit", "service_area", "by")
AREAS = ("social_area", "adult_disability", "child_disability")


def layout(**query: Any) -> html.Div:
    """The council treats the municipality's figure: filters of a part of it are left out of the address."""
    kept = {key: value for key, value in query.items() if key not in NARROWER}
    return shown(PATH, kept, build, filtered=False)


def build(view: View) -> list[Any]:
    if not view.has_rows:
        return nothing(view)
    body = year_of(view)
    year = body.view.filters.period.text
    newest = newest_complete_year(view.package, view.filters.known_on).text
    return [
        tabs(view, ""),
        answer(body),
        year_links(view.address, years(view), int(year), newest),
        figures(body),
        outcomes(body, causes(body.view, source(body.view), link(body, "causes"))),
        plan(body, int(year)),
        appeals_about.drawer(),
    ]


def answer(body: OneBody) -> html.Header:
    [split] = splits(body.view)
    return html.Header([html.H1(heading(body)), *supporting(body, split)], className="answer")


def heading(body: OneBody) -> str:
    rate, when = body.view.one(RATE), during(body.view)
    if rate.value is not None:
        return say("action_plan.heading", value=write.amount(rate.value, "%"), when=when)
    if rate.denominator is None and not rate.withheld:
        return say("action_plan.heading_missing", when=when)
    return say("action_plan.heading_few", when=when)


def figures(body: OneBody) -> html.Section:
    view = body.view
    now = now_row(view)
    told = Told(
        "rate",
        rate_title(now, during(view)),
        say("action_plan.rate_sub"),
        say("filter.period"),
        source(view),
        link(body, "rate"),
        gap(view, now),
    )
    rows = [now, *area_rows(view, with_national=True, areas=AREAS)]
    beside = with_guide(told, rows, body)
    lead = html.P(say("action_plan.lead"), className="lead")
    return html.Section([html.H2(say("action_plan.figure")), lead, beside], className="section")


def plan(body: OneBody, year: int) -> html.Section:
    plans = load_plans()
    found = plans.of(year, bool(body.view.package["synthetic"]))
    title = html.H2(say("action_plan.title", year=year))
    if found is None:
        none = empty(say("action_plan.none", year=year), say("action_plan.none_remedy"))
        return html.Section([title, none], className="section", id="plan")
    return html.Section([title, plan_panel(found, plans.invented)], className="section", id="plan")
