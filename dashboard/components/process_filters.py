"""The filters that all views of a mined process share: what is chosen, how many cases are left, what can be chosen."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Input, Output, State, ctx, dcc, html, no_update

from dashboard.components import format as write
from dashboard.components.address import MINED, Address, read
from dashboard.components.extra import extra
from dashboard.components.filter_bar import COMBOBOX, chosen_by_reader
from dashboard.components.process_address import ACTIVITIES, BETWEEN, FIELDS, ORDERS, values
from dashboard.content import label, say

CHOSEN = "process-chosen"
ROWS = (
    ("received", "decided", "state", "channel", "result"),
    ("contains", "lacks", "starts", "ends"),
    ("before", "order", "after", "within", "lasts_from", "lasts_to"),
)
PAIR = ("before", "after", "order", "within")
SEARCHED = 6  # choices from which one may type to find one


def process_filters(
    here: Address, choices: Mapping[str, Sequence[str]], cases: int | None, of: int | None
) -> html.Details:
    """`cases` are left of so many that the process has here; None where that is not told."""
    used = [key for key in MINED if here.get(key)]
    left = say("process_filters.all_cases", of=_said(of))
    if used:
        share = "" if cases is None or not of else write.percent(cases / of, 0)
        left = say("process_filters.left", cases=_said(cases), of=_said(of), share=share)
        if not share:
            left = say("process_filters.left_untold", of=_said(of))
    summary = html.Summary([html.Strong(say("process_filters.title")), html.Span(left)])
    rows = [
        html.Div([_control(key, here, choices[key]) for key in row if _has(here, key, choices)],
                 className="filters")
        for row in ROWS
    ]  # fmt: skip
    note = html.P(say("process_filters.note"), className="small quiet")
    panel = html.Details(
        [summary, html.Div([*rows, note, html.Div(id=CHOSEN, hidden=True)], className="process-filters")],
        open=bool(used),
    )
    return html.Div(
        [panel, _used(here, used)], className="panel process-filters-box", role="search",
        **extra(aria_label=say("process_filters.title")),
    )  # fmt: skip


def _said(count: int | None) -> str:
    return say("absent.withheld") if count is None else write.number(count)


def _has(here: Address, key: str, choices: Mapping[str, Sequence[str]]) -> bool:
    """Something to choose between, or something that is chosen; how two follow each other once both are known."""
    if key in ("order", "within"):
        return bool(here.get("before") and here.get("after"))
    return len(choices.get(key, ())) > 1 or bool(here.get(key))


def named(key: str, code: str) -> str:
    """What a value of the address is called."""
    if key in ACTIVITIES:
        return label("activity", code)
    if key in ("received", "decided"):
        return write.period(code)
    if key in ("lasts_from", "lasts_to", "within"):
        return say("process_filters.one_day") if code == "1" else say("process_filters.days", days=code)
    if key in ("state", "order"):
        return say(f"process_filters.is_{code}")
    if key == "variant":
        return say("process_filters.one_variant")
    return label(key, code)


def _used(here: Address, used: Sequence[str]) -> html.Ul | None:
    """What is chosen, in words; a click takes it out."""
    is_pair = bool(here.get("before") and here.get("after"))
    ordered = [key for row in ROWS for key in row if key in used] + [key for key in used if key == "variant"]
    chips = [(_said_of(key, here), _gone(key)) for key in ordered if not is_pair or key not in PAIR]
    if is_pair:
        chips.append((_said_of_pair(here), dict.fromkeys(PAIR)))
    items = []
    for text, gone in chips:
        href, cross = here.changed(**gone).href(), html.Span("×", **extra(aria_hidden="true"))
        title = say("process_filters.out", text=text)
        items.append(html.Li(dcc.Link([text, cross], href=href, className="chip", title=title)))
    if len(chips) > 1:
        reset = here.changed(**dict.fromkeys(MINED)).href()
        items.append(html.Li(dcc.Link(say("process_filters.reset"), href=reset)))
    return html.Ul(items, className="chosen-filters") if items else None


def _said_of(key: str, here: Address) -> str:
    said = write.listed([named(key, one) for one in _values(key, here)])
    return say("process_filters.chip", name=say(f"process_filters.{key}"), value=said)


def _said_of_pair(here: Address) -> str:
    """Two activities, how they follow each other and within what time, as one sentence."""
    said = {key: named(key, here.get(key)) for key in ("before", "after")}
    order = named("order", here.get("order") or ORDERS[0])
    text = say("process_filters.pair", order=order, **said)
    within = here.get("within")
    return f"{text}, {say('process_filters.pair_within', days=named('within', within))}" if within else text


def _values(key: str, here: Address) -> tuple[str, ...]:
    return values(here.get(key)) if key in FIELDS else (here.get(key),)


def _gone(key: str) -> dict[str, str | None]:
    """Without one of two activities there is no order and no limit between them."""
    return dict.fromkeys((key, "order", "within") if key in PAIR[:2] else (key,))


def _control(key: str, here: Address, codes: Sequence[str]) -> Any:
    chosen = here.get(key)
    several = key in FIELDS
    picked = _values(key, here) if chosen else ()
    data = [{"value": code, "label": named(key, code)} for code in dict.fromkeys([*codes, *picked])]
    if key in ACTIVITIES:
        data.sort(key=lambda item: write.sort_key(item["label"]))
    make = dmc.MultiSelect if several else dmc.Select
    is_order = key == "order"
    return make(
        id={"mined": key, "shown": chosen},
        label=say(f"process_filters.{key}"),
        data=data,
        value=list(picked) if several else chosen or (ORDERS[0] if is_order else None),
        placeholder="" if picked else say("process_filters.any"),
        clearable=not is_order,
        searchable=len(data) > SEARCHED,
        nothingFoundMessage=say("filter.nothing_found"),
        clearButtonProps={"aria-label": say("filter.clear")},
        comboboxProps=COMBOBOX,
    )


def follow(identity: Mapping[str, str], value: object, path: str, search: str) -> Any:
    """A choice → the address, marked: an empty search is a choice too. What was only drawn has chosen nothing."""
    key = identity["mined"]
    several = [str(each) for each in value] if isinstance(value, list) else []
    text = value if isinstance(value, str) else BETWEEN.join(several)
    if key not in MINED or text == (identity["shown"] or (ORDERS[0] if key == "order" else "")):
        return no_update
    changes = {key: text} if text else _gone(key)
    return f">{read(path, search).changed(edge=None, **changes).search()}"


def _chosen(_values: list[Any], path: str, search: str) -> Any:
    if not chosen_by_reader():
        return no_update
    return follow(ctx.triggered_id, ctx.triggered[0]["value"], path, search)


def connect(app: Any) -> None:
    """As on *Klager*: the server says where a choice leads, the browser goes there."""
    app.callback(
        Output(CHOSEN, "title"),
        Input({"mined": ALL, "shown": ALL}, "value"),
        State("_pages_location", "pathname"),
        State("_pages_location", "search"),
        prevent_initial_call=True,
    )(_chosen)
    app.clientside_callback(
        ClientsideFunction("own_choice", "go"),
        Output("_pages_location", "search", allow_duplicate=True),
        Input(CHOSEN, "title"),
        prevent_initial_call=True,
    )
