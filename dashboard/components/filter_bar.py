"""One filter bar, the same on every page that has figures. What is chosen goes to the address only."""

from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import Input, Output, State, ctx, dcc, html, no_update

from dashboard.components import format as write
from dashboard.components.address import Address, address, read, without_orphans
from dashboard.components.extra import extra
from dashboard.content import label, say
from dashboard.metrics.known import extracts
from dashboard.reference import Reference

SELECTS = ("department", "centre", "unit", "service_area", "period", "organisation", "known_on")
MONTHS, QUARTERS, EXTRACTS = 24, 8, 24
COMBOBOX = {"withinPortal": True, "shadow": "none"}
NEWEST = "newest"  # an address without a period follows the newest whole year


def filter_bar(
    here: Address, known: Reference, package: dict[str, Any], period: str, years: list[str]
) -> html.Details:
    organisation = here.get("organisation", "then")
    controls = [
        _select("department", here, _codes(known, "department", here), say("filter.all_departments")),
        _select("centre", here, _codes(known, "centre", here), _none_yet(here, "department")),
        _select("unit", here, _codes(known, "unit", here), _none_yet(here, "centre")),
        _select("service_area", here, _codes(known, "service_area", here), say("filter.all_areas")),
        _period(here, period, package, years),
        _organisation(organisation),
        _known_on(here, package),
        dcc.Link(
            say("filter.reset"), href=address(here.path, {"by": here.get("by")}).href(), className="reset"
        ),
    ]
    return html.Details(
        [
            html.Summary(say("filter.title")),
            html.Div(controls, className="filters", role="search", **extra(aria_label=say("filter.title"))),
        ],
        open=True,
        className="filters-box",
    )


def _none_yet(here: Address, parent: str) -> str:
    return say("filter.all") if here.get(parent) else say(f"filter.choose_{parent}_first")


def _codes(known: Reference, dimension: str, here: Address) -> list[dict[str, str]]:
    """Choices that lead somewhere: centres of the chosen department, teams of the chosen centre."""
    parent = {"centre": "department", "unit": "centre"}.get(dimension)
    if parent and not here.get(parent):
        return []
    levels = {
        "centre": ("department",),
        "unit": ("department", "centre"),
        "service_area": ("department", "centre", "unit"),
    }
    within = [(key, value) for key, value in here.where() if key in levels.get(dimension, ())]
    codes = known.choices(dimension, here.get("organisation", "then"), within)
    return [{"value": code, "label": known.name(dimension, code)} for code in codes]


def _select(key: str, here: Address, data: list[dict[str, str]], placeholder: str) -> dmc.Select:
    chosen = here.get(key) or None
    if chosen and chosen not in [choice["value"] for choice in data]:
        data = [*data, {"value": chosen, "label": chosen}]
    return dmc.Select(
        id=f"filter-{key}",
        label=label("dimension", key),
        data=data,
        value=chosen,
        placeholder=placeholder,
        disabled=not data,
        clearable=True,
        searchable=len(data) > 6,
        nothingFoundMessage=say("filter.nothing_found"),
        clearButtonProps={"aria-label": say("filter.clear")},
        comboboxProps=COMBOBOX,
    )


def _period(here: Address, shown: str, package: dict[str, Any], years: list[str]) -> dmc.Select:
    chosen = here.get("period")
    newest = {
        "value": NEWEST,
        "label": say("filter.newest", period=write.period(shown))
        if not chosen
        else say("filter.newest_plain"),
    }
    groups = [{"group": say("filter.usual"), "items": [newest]}, *period_choices(package, years)]
    if chosen and chosen not in [item["value"] for group in groups for item in group["items"]]:
        groups[0]["items"].append({"value": chosen, "label": write.period(chosen)})
    return dmc.Select(
        id="filter-period",
        label=say("filter.period"),
        data=groups,
        value=chosen or NEWEST,
        searchable=True,
        allowDeselect=False,
        nothingFoundMessage=say("filter.nothing_found"),
        maxDropdownHeight=360,
        comboboxProps=COMBOBOX,
    )


def _organisation(chosen: str) -> dmc.Select:
    return dmc.Select(
        id="filter-organisation",
        label=say("filter.organisation"),
        data=[{"value": code, "label": label("organisation", code)} for code in ("then", "now")],
        value=chosen,
        allowDeselect=False,
        comboboxProps=COMBOBOX,
    )


def _known_on(here: Address, package: dict[str, Any]) -> dmc.Select:
    chosen = here.get("known_on")
    data = known_on_choices(package)
    if chosen and chosen not in [choice["value"] for choice in data]:
        data.append({"value": chosen, "label": write.day(chosen)})
    return dmc.Select(
        id="filter-known_on",
        label=say("filter.known_on"),
        data=data,
        value=chosen or NEWEST,
        searchable=len(data) > 6,
        allowDeselect=False,
        nothingFoundMessage=say("filter.nothing_found"),
        comboboxProps=COMBOBOX,
    )


def known_on_choices(package: dict[str, Any]) -> list[dict[str, str]]:
    """Today's knowledge, or the days on which an extract of rows that are counted came, newest first."""
    counting = {
        source["source"] for source in package["sources"] if {"cases", "complaints"} & set(source["feeds"])
    }
    days = {day for source, of in extracts(package).items() if source in counting for day in of}
    earlier = sorted((str(day) for day in days if str(day) < package["extracted_on"]), reverse=True)
    newest = {"value": NEWEST, "label": say("filter.known_newest")}
    return [newest, *({"value": day, "label": write.day(day)} for day in earlier[:EXTRACTS])]


def period_choices(package: dict[str, Any], years: list[str]) -> list[dict[str, Any]]:
    """What the snapshot holds, newest first, and the years for which there are only published figures."""
    since, until = date.fromisoformat(package["since"]), date.fromisoformat(package["until"])
    texts = [
        f"{year}-{month:02d}" for year in range(until.year, since.year - 1, -1) for month in range(12, 0, -1)
    ]
    months = [text for text in texts if f"{since:%Y-%m}" <= text <= f"{until:%Y-%m}"]
    quarters = list(dict.fromkeys(f"{text[:4]}-Q{(int(text[5:]) + 2) // 3}" for text in months))
    held = {str(year) for year in range(since.year, until.year + 1)}
    return [
        {
            "group": say(f"filter.{name}"),
            "items": [{"value": text, "label": write.period(text)} for text in texts],
        }
        for name, texts in (
            ("years", sorted(held | set(years), reverse=True)),
            ("quarters", quarters[:QUARTERS]),
            ("months", months[:MONTHS]),
        )
    ]


def chosen_by_reader() -> bool:
    """A bar that has just been drawn also calls: its values are an address's, maybe one already left."""
    return ctx.triggered_id is not None


def _choose(*values: Any) -> Any:
    return follow(*values) if chosen_by_reader() else no_update


def follow(*values: Any) -> Any:
    """Filter values → the address; nothing happens where the address already says so."""
    *chosen, path, search = values
    before = read(path, search)
    wanted = without_orphans(dict(zip(SELECTS, chosen, strict=True)), before)
    for key, silent in (("period", NEWEST), ("organisation", "then"), ("known_on", NEWEST)):
        if wanted[key] == silent:
            wanted[key] = None
    after = before.changed(**wanted)
    return no_update if after == before else after.search()


def connect(app: Any) -> None:
    app.callback(
        Output("_pages_location", "search"),
        *[Input(f"filter-{key}", "value") for key in SELECTS],
        State("_pages_location", "pathname"),
        State("_pages_location", "search"),
        prevent_initial_call=True,
    )(_choose)
