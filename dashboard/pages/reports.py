"""Reports: choose one, make it for what is chosen above, follow it, stop it, and fetch it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard.access.person import current
from dashboard.access.settings import state_folder
from dashboard.components.address import read
from dashboard.components.extra import extra
from dashboard.components.filter_bar import COMBOBOX, chosen_by_reader
from dashboard.components.format import percent
from dashboard.components.note import MOST, counted
from dashboard.content import label, say
from dashboard.metrics import trace
from dashboard.metrics.evaluate import Filters
from dashboard.metrics.metric import METRICS
from dashboard.pages.frame import shown, warehouse_of
from dashboard.pages.view import BadAddress, View, read_view
from dashboard.reports import jobs
from dashboard.reports.make import PROCESS
from dashboard.reports.parts.candidate import first_candidates
from dashboard.reports.plan import Plan, plans
from dashboard.warehouse import Refused

PATH = say("paths.reports")
TITLE = say("pages.reports")
FIRST, NOTE = "okonomiudvalget", "notat"
TICK = 600  # milliseconds


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build, is_personal=True)


def build(view: View) -> list[Any]:
    plan = chosen(view)
    head = [html.H1(say("making.heading")), html.P(say("making.lead"), className="lead")]
    return [
        html.Header(head, className="answer"),
        html.Section(
            html.Div(
                [*choices(plan), *(counted() if plan.name == NOTE else []), *maker(view, plan)],
                className="panel making",
            ),
            className="section",
        ),
        by_command(view, plan),
    ]


def chosen(view: View) -> Plan:
    name = view.address.get("report") or FIRST
    if name not in plans():
        raise BadAddress("report", name)
    return plans()[name]


def about(view: View, plan: Plan) -> Filters:
    """What is chosen; and for a report about one process that of the address, or the first candidate."""
    if PROCESS not in plan.needs:
        return view.filters
    first = first_candidates(view.warehouse, view.scope, view.filters.where, 1)
    process = view.address.get("process") or next(iter(first), "")
    return replace(view.filters, where=(*view.filters.where, (PROCESS, process)))


def choices(plan: Plan) -> list[Any]:
    groups = {False: say("making.own"), True: say("making.pages")}
    data = [
        {
            "group": title,
            "items": [
                {"value": one.name, "label": one.listed}
                for one in plans().values()
                if one.name.startswith("side_") is is_page
            ],
        }
        for is_page, title in groups.items()
    ]
    formats = [{"value": "all", "label": say("making.all_formats")}]
    formats += [{"value": one, "label": format_name(one)} for one in plan.formats]
    which = dmc.Select(
        id="report-name", label=say("making.which"), data=data, value=plan.name, allowDeselect=False,
        searchable=True, nothingFoundMessage=say("filter.nothing_found"), comboboxProps=COMBOBOX, maxDropdownHeight=420,
    )  # fmt: skip
    form = dmc.Select(
        id="report-format", label=say("making.format"), data=formats, value="all", allowDeselect=False,
        comboboxProps=COMBOBOX,
    )  # fmt: skip
    return [html.Div([which, form], className="making-choices"), html.P(plan.about)]


def format_name(key: str) -> str:
    return say(f"making.{key}")


def maker(view: View, plan: Plan) -> list[Any]:
    """The button, or what must be chosen first; then how far it is."""
    told = dict(view.filters.where)
    lacks = [label("dimension", name).lower() for name in plan.needs if name not in (*told, PROCESS)]
    if lacks:
        return [html.P(say("making.needs", dimension=lacks[0]), className="making-needs", role="status")]
    bar = dmc.Progress(id="report-share", value=0, size="md", **extra(aria_label=say("making.progress")))
    return [
        html.Div(
            [
                html.Button(say("making.make"), id="report-make", className="action", type="button"),
                html.Button(
                    say("making.cancel"),
                    id="report-cancel",
                    className="quiet-action",
                    type="button",
                    hidden=True,
                ),
            ],
            className="making-buttons",
        ),
        html.Div(bar, id="report-bar", hidden=True),
        html.P("", id="report-note", role="status", **extra(aria_live="polite")),
        dcc.Store(id="report-job"),
        dcc.Interval(id="report-tick", interval=TICK, disabled=True),
        dcc.Download(id="report-file"),
    ]


def by_command(view: View, plan: Plan) -> html.Section:
    where = [f"--where {key}={value}" for key, value in about(view, plan).where]
    if view.filters.organisation != "then":
        where.append(f"--organisation {view.filters.organisation}")
    if view.filters.known_on:
        where.append(f"--known-on {view.filters.known_on}")
    words = [
        "python -m dashboard report",
        plan.name,
        "--period",
        view.filters.period.text,
        *where,
        "--out DIR",
    ]
    parts = [
        html.H2(say("making.again_heading")),
        html.P(say("making.again")),
        html.Pre(html.Code(" ".join(words)), **extra(tabIndex="0")),
        html.P(say("making.edited")),
    ]
    return html.Section(parts, className="section")


def connect(app: Dash) -> None:
    """Progress is asked for while a job runs, and never by a page that makes nothing."""
    address = [State("_pages_location", "pathname"), State("_pages_location", "search")]
    app.callback(
        Output("_pages_location", "search", allow_duplicate=True),
        Input("report-name", "value"), *address,
        prevent_initial_call=True,
    )(_choose)  # fmt: skip
    app.callback(
        Output("report-job", "data"), Output("report-tick", "disabled", allow_duplicate=True),
        Output("report-bar", "hidden", allow_duplicate=True), Output("report-cancel", "hidden", allow_duplicate=True),
        Input("report-make", "n_clicks"), State("report-format", "value"), State("note", "data"), *address,
        prevent_initial_call=True,
    )(_start)  # fmt: skip
    app.callback(
        Output("report-share", "value"), Output("report-note", "children"), Output("report-file", "data"),
        Output("report-tick", "disabled"), Output("report-bar", "hidden"), Output("report-cancel", "hidden"),
        Input("report-tick", "n_intervals"), Input("report-cancel", "n_clicks"), State("report-job", "data"), *address,
        prevent_initial_call=True,
    )(_follow)  # fmt: skip


def _choose(name: str, path: str, search: str) -> Any:
    return follow(name, path, search) if chosen_by_reader() else no_update


def follow(name: str, path: str, search: str) -> Any:
    """A report → the address; the first is what an address without one shows."""
    before = read(path, search)
    return no_update if name == (before.get("report") or FIRST) else before.changed(report=name).search()


def _start(clicks: int | None, format: str, note: Any, path: str, search: str) -> Any:
    check_role()
    if not clicks:
        return (no_update,) * 4
    here = read(PATH, search)
    view = read_view(warehouse_of(here), here)
    plan = chosen(view)
    aside = collected(note) if plan.name == NOTE else ()
    wanted = jobs.Wanted(plan.name, about(view, plan), format if format in plan.formats else "", aside)
    name = jobs.start(folder(), wanted, lambda: view.warehouse, view.scope)
    return name, False, False, False


def collected(note: Any) -> tuple[tuple[str, Filters], ...]:
    """What the browser kept, which anybody can write: what is no metric or no address of ours is left out."""
    found = []
    for one in note[:MOST] if isinstance(note, list) else ():
        if not isinstance(one, dict) or str(one.get("metric")) not in METRICS:
            continue
        here = read(PATH, str(one.get("search") or ""))
        try:
            found.append(
                (str(one["metric"]), read_view(warehouse_of(here.changed(snapshot=None)), here).filters)
            )
        except BadAddress:
            continue
    return tuple(found)


def _follow(ticks: int | None, clicks: int | None, name: str | None, path: str, search: str) -> Any:
    """Share, sentence, file, and whether to go on asking. A click on Afbryd asks the job to stop."""
    check_role()
    if not name:
        return (no_update,) * 6
    if clicks and ctx.triggered_id == "report-cancel":
        jobs.cancel(folder(), name)
    now = jobs.progress(folder(), name)
    if now is None:
        return 0, say("making.gone"), no_update, True, True, True
    over = now.is_over
    return 100 * now.share, sentence(now), fetched(now, name), over, over, over


def sentence(now: jobs.Progress) -> str:
    if now.state == jobs.RUNNING:
        is_writing = now.share >= jobs.ASKED
        return say(
            "making.writing" if is_writing else "making.running", percent=percent(now.share, 0), what=now.what
        )
    state = now.state
    return say(f"making.{state}", file=now.file)


def fetched(now: jobs.Progress, name: str) -> Any:
    """The file, once it is done; that it was taken is written down with what it tells of."""
    if now.state != jobs.DONE:
        return no_update
    places = [{"department": place} for place in now.seen["places"]]
    for metric in now.seen["metrics"]:
        trace.note(metric, [], places, ",".join(now.seen["snapshots"]))
    return dcc.send_bytes(jobs.finished(folder(), name), now.file)


def folder() -> Path:
    """Beside the sessions: every process of the app sees it, and nobody else."""
    return state_folder() / "reports"


def check_role() -> None:
    """Any address can be put into a callback's request."""
    if not current().grant.role.may_open("reports"):
        raise Refused("reports are not for this role")
