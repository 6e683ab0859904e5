"""What every page has around its content, and what a reader sees when a page cannot be shown."""

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from dash import dcc, html
from flask import current_app

from dashboard.access.person import current
from dashboard.access.prefix import prefix, under
from dashboard.components.address import MINED, OWN, Address, address
from dashboard.components.filter_bar import filter_bar
from dashboard.components.format import listed
from dashboard.components.where import where_am_i
from dashboard.content import label, say, section
from dashboard.metrics.kept import kept
from dashboard.metrics.known import known_days
from dashboard.metrics.trace import Trace, again, traced
from dashboard.metrics.usage import UsageError
from dashboard.pages.view import BadAddress, View, read_view
from dashboard.reference import figures, reference
from dashboard.reports.plan import report_of
from dashboard.warehouse import NoSnapshot, Refused, Scope, UnknownSnapshot, Warehouse, open_warehouse

LOG = logging.getLogger(__name__)
Build = Callable[[View], Sequence[Any]]
PAGES_KEPT = 64
SAME_AS = {"enhed": "unit"}  # what a page calls a dimension in its own address


def warehouse_of(here: Address) -> Warehouse:
    """Opened anew for each request, so that a running app shows a new snapshot without a restart."""
    return open_warehouse(current_app.config["FACTS"], here.get("snapshot") or None)


@dataclass(frozen=True)
class Asked:
    """A page for a role. What builds it follows from the address, so it is no part of what is asked."""

    here: Address
    filtered: bool
    role: str
    prefix: str
    build: Build = field(compare=False)


def shown(
    path: str, query: dict[str, Any], build: Build, filtered: bool = True, is_personal: bool = False
) -> html.Div:
    """The page at an address, or a plain page that says why it cannot be shown: never a stack trace.

    A page that is the same for everybody in a role is made once a snapshot; what it tells of is noted each time.
    """
    here = address(path, query)
    try:
        asked = Asked(here, filtered, current().grant.role.key, prefix(), build)
        make = _made if is_personal else _kept
        page, told = make(asked, current().scope, warehouse_of(here))
        again(told)
        return page
    except BadAddress as fault:
        return bad_value(here, fault)
    except UnknownSnapshot as fault:
        text = say("bad.snapshot", value=fault.given)
        return message(
            say("bad.snapshot_title"), [text], say("bad.snapshot_back"), here.changed(snapshot=None).href()
        )
    except NoSnapshot:
        parts = [say("empty.no_facts"), say("empty.no_facts_remedy")]
        return message(say("empty.no_facts_title"), parts, say("bad.way_back"), say("paths.overview"))
    except Refused:
        return message(
            say("access.page_title"), [say("access.figures")], say("access.page_back"), say("paths.trust")
        )
    except UsageError:
        return message(
            say("bad.refused_title"), [say("bad.refused")], say("bad.way_back"), say("paths.overview")
        )
    except Exception:
        LOG.error("page %s failed\n%s", path, traceback.format_exc())
        return message(
            say("bad.broken_title"), [say("bad.broken")], say("bad.way_back"), say("paths.overview")
        )


def _made(asked: Asked, scope: Scope, warehouse: Warehouse) -> tuple[html.Div, Trace]:
    """The scope is part of what is kept; the view takes the same from the session."""
    with traced() as told:
        view = read_view(warehouse, asked.here)
        return framed(view, asked.build(view), asked.filtered), told


_kept = kept(PAGES_KEPT)(_made)


def framed(view: View, content: Sequence[Any], filtered: bool) -> html.Div:
    period, status = (view.filters.period.text, view.status) if filtered else ("", "")
    parts: list[Any] = [
        where_am_i(view.place or view.address, view.reference, period, status, view.package["extracted_on"])
    ]
    if filtered and view.has_rows:
        parts.append(
            filter_bar(
                view.address, view.reference, view.package, view.filters.period.text, published_years(view)
            )
        )
    parts += as_report(view)
    link = view.address.changed(snapshot=view.warehouse.snapshot).href()
    print_only = html.P([html.Code(link)], className="print-only small")
    return html.Div([*parts, *content, view.notes.section(), print_only], className="page")


def as_report(view: View) -> list[Any]:
    """The way to the page's report with the same filters, for a role that makes reports."""
    keys = {path: name for name, path in section("paths").items()}
    plan = report_of(keys.get(view.address.path, ""))
    if not plan or not view.has_rows or not current().grant.role.may_open("reports"):
        return []
    if any(view.address.get(key) for key in MINED):  # a report tells of all cases
        return []
    here = view.address.changed(**{**dict.fromkeys(OWN), "report": plan})
    unit = view.address.get("enhed")
    target = here.changed(unit=unit) if unit else here
    return [
        html.P(
            dcc.Link(say("making.button"), href=target.href(say("paths.reports"))), className="make-report"
        )
    ]


def published_years(view: View) -> list[str]:
    rows = figures(view.warehouse, "complaints_received")
    return sorted({row["period"] for row in rows if row["department"] and len(row["period"]) == 4})


def bad_value(here: Address, fault: BadAddress) -> html.Div:
    parts = [say("bad.value", name=_called(fault.key), value=fault.value[:60])]
    if fault.key in ("period", "received", "decided"):
        parts.append(say("bad.period_help"))
    if fault.key == "known_on":
        first, newest = known_days(warehouse_of(here).package)
        parts.append(say("bad.known_on_help", first=first, newest=newest))
    near = nearest(here, fault)
    if near:
        parts.append(say("bad.value_near", near=listed(near)))
    return message(
        say("bad.value_title"), parts, say("bad.value_back"), here.changed(**{fault.key: None}).href()
    )


def _called(key: str) -> str:
    if key in MINED:
        return say(f"process_filters.{key}")
    if key in ("period", "organisation", "known_on"):
        return say(f"filter.{key}")
    return label("dimension", SAME_AS.get(key, key))


def nearest(here: Address, fault: BadAddress) -> list[str]:
    if fault.allowed is not None:
        said = {text.casefold(): name for code, name in fault.allowed.items() for text in (code, name)}
        found = [said[text] for text in get_close_matches(fault.value.casefold(), said, n=3)]
        return list(dict.fromkeys(found)) or list(fault.allowed.values())[:3]
    codes = reference(warehouse_of(here)).order(SAME_AS.get(fault.key, fault.key))
    folded = {code.casefold(): code for code in codes}
    return [folded[code] for code in get_close_matches(fault.value.casefold(), folded, n=3)]


def message(title: str, parts: Sequence[str], back: str, href: str) -> html.Div:
    text = [html.H1(title), *[html.P(part) for part in parts], html.P(dcc.Link(back, href=under(href)))]
    return html.Div(html.Div(text, className="answer plain-message"), className="page")
