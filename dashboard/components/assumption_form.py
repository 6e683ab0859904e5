"""What is reckoned with, open to be changed. A plain form: what is sent becomes the address."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.access.prefix import under
from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.content import say
from dashboard.mining.assumptions import EDITABLE, Assumptions, assumptions


def chosen(here: Address) -> tuple[Assumptions, list[str]]:
    """The file's figures with those of the address; what cannot be used is named and left out."""
    used, wrong, known = {}, [], assumptions()
    for name in EDITABLE:
        text = here.get(name)
        try:
            if text and getattr(assumptions({name: text}), name) != getattr(known, name):
                used[name] = text
        except ValueError:
            wrong.append(_bad(name, text, getattr(known, name)))
    return assumptions(used), wrong


def _bad(name: str, text: str, known: float) -> str:
    low, high = (write.number(limit) for limit in EDITABLE[name])
    said = {"value": text[:60], "name": say(f"simplification.{name}"), "low": low, "high": high}
    return say("simplification.assumptions_bad", used=_written(known), **said)


def assumption_form(here: Address, using: Assumptions, wrong: Sequence[str]) -> html.Div:
    hidden = [
        dcc.Input(type="hidden", name=key, value=text) for key, text in here.query if key not in EDITABLE
    ]  # fmt: skip
    fields = [_field(name, getattr(using, name)) for name in EDITABLE]
    button = html.Button(say("simplification.recount"), type="submit", className="quiet-action")
    form = html.Form([*hidden, *fields, button], action=under(here.path), method="get", className="assumed")
    parts: list[Any] = [*(html.P(text, role="alert") for text in wrong), form]
    if using.changed:
        names = write.listed([say(f"simplification.{name}") for name in using.changed])
        reset = dcc.Link(
            say("simplification.assumptions_reset"), href=here.changed(**dict.fromkeys(EDITABLE)).href()
        )
        parts.append(html.P([say("simplification.assumptions_changed", names=names), " ", reset]))
    return html.Div(parts, className="panel")


def _field(name: str, value: float) -> html.Div:
    low, high = EDITABLE[name]
    box = dcc.Input(
        id=f"assumed-{name}", name=name, type="text", inputMode="decimal", value=_written(value),
        className="assumed-box",
    )  # fmt: skip
    span = say("simplification.from_to", low=write.number(low), high=write.number(high))
    label = html.Label(say(f"simplification.{name}"), htmlFor=f"assumed-{name}")
    return html.Div([label, box, html.Span(span, className="under")])


def _written(value: float) -> str:
    return f"{value:g}".replace(".", ",")
